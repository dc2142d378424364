//! Log densities and gradients of Stan programs, beside hand-written Rust that does the same arithmetic.
//!
//! `cargo bench --bench densities` prints the least of many short runs, which on a shared machine says most. What is
//! written by hand for grids uses the same instruction set; the rest the compiler's own vectorisation. Words after `--`
//! select by name; `--graphs` prints the graphs.

use std::hint::black_box;
use std::time::Instant;

use mcrun::density::{ConstrainedDensity, LogDensity};
use mcrun::math::simd::Level;
use mcrun::stan::datum::Data;
use mcrun::stan::model::StanModel;

mod common;

use common::{int, model, models, noise, programs, real};

/// Seconds of one call, the least of many rounds of so many calls that a round takes half a millisecond.
fn seconds(mut call: impl FnMut()) -> f64 {
    let start = Instant::now();
    call();
    let once = start.elapsed().as_secs_f64().max(1e-8);
    let repeats = ((5e-4 / once) as usize).clamp(1, 100_000);
    let round = |_| {
        let start = Instant::now();
        (0..repeats).for_each(|_| call());
        start.elapsed().as_secs_f64() / repeats as f64
    };
    (0..200).map(round).fold(f64::INFINITY, f64::min)
}

/// Whether a name holds one of the words on the command line, if there are any.
fn is_wanted(name: &str) -> bool {
    let mut words = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).peekable();
    words.peek().is_none() || words.any(|word| name.contains(&word))
}

fn chain(name: &str, code: &str, data: Data, goal: f64) {
    if !is_wanted(name) {
        return;
    }
    let start = Instant::now();
    let model = model(code, &data);
    let mut evaluator = LogDensity::evaluator(&model);
    let dim = LogDensity::dim(&model);
    let ready = start.elapsed().as_secs_f64();
    let x: Vec<f64> = noise(dim, 7).iter().map(|x| 0.3 * x).collect();
    let mut gradient = vec![0.0; dim];
    let value = seconds(|| {
        black_box(evaluator.logp(black_box(&x)).expect("it has a value"));
    });
    let with_gradient = seconds(|| {
        black_box(evaluator.logp_grad(black_box(&x), &mut gradient).expect("it has a value"));
    });
    let many: Vec<f64> = (0..32).flat_map(|_| x.clone()).collect();
    let mut values = vec![0.0; 32];
    let lanes = seconds(|| evaluator.logp_batch(black_box(&many), &mut values, &mut |_, _| {})) / 32.0;
    if std::env::args().any(|argument| argument == "--graphs") {
        let point = vec![0.1; dim];
        let graph = mcrun::stan::trace::trace(model.bound(), mcrun::stan::trace::Scale::Unconstrained, &point);
        println!("{}", graph.expect("it can be traced").with_gradient());
    }
    println!(
        "{name:<24} value {:8.3} us  gradient {:8.3} us (goal {goal:5.2})  in lanes {:8.4} us  ready in {:6.1} ms",
        value * 1e6,
        with_gradient * 1e6,
        lanes * 1e6,
        ready * 1e3
    );
}

/// Nanoseconds per point of a grid.
fn grid(name: &str, model: &StanModel, points: &[f64], by_hand: impl FnMut()) {
    let mut evaluator = ConstrainedDensity::evaluator(model);
    let dim = model.bound().n_constrained();
    let mut values = vec![0.0; points.len() / dim];
    let n = values.len() as f64;
    let lanes = seconds(|| evaluator.log_densities(black_box(points), &mut values, &mut |_, _| {})) / n;
    let by_hand = seconds(by_hand) / n;
    println!(
        "{name:<24} {:9.2} ns a point, by hand {:9.2} ns, ratio {:.2}",
        lanes * 1e9,
        by_hand * 1e9,
        lanes / by_hand
    );
}

fn normal_grid() {
    let y = noise(1000, 3);
    let model = model(programs::NORMAL, &vec![int("N", &[], vec![1000]), real("y", &[1000], y.clone())]);
    let points: Vec<f64> = (0..1024).flat_map(|k| [k as f64 * 1e-3, 0.5 + k as f64 * 1e-3]).collect();
    let mut out = vec![0.0; 1024];
    grid("normal, N = 1000", &model, &points.clone(), || {
        for (points, out) in points.chunks(16).zip(out.chunks_mut(8)) {
            let mut sums = [0.0; 8];
            for &y in &y {
                for lane in 0..8 {
                    let difference = y - points[2 * lane];
                    sums[lane] += difference * difference;
                }
            }
            for lane in 0..8 {
                let sigma = points[2 * lane + 1];
                out[lane] = -0.5 * sums[lane] / (sigma * sigma) - 1000.0 * (libm::log(sigma) + 0.918_938_533_204_672_7);
            }
        }
        black_box(&out);
    });
}

fn supernovae() {
    let n = 580;
    let z: Vec<f64> = (0..n).map(|i| 0.01 + 1.3 * i as f64 / n as f64).collect();
    let m: Vec<f64> = z.iter().zip(noise(n, 5)).map(|(z, e)| 24.0 + 5.0 * libm::log10(*z) + 0.1 * e).collect();
    let data = vec![
        int("N", &[], vec![n as i64]),
        real("z", &[n], z.clone()),
        real("m", &[n], m),
        real("sigma", &[n], vec![0.15; n]),
    ];
    let model = model(include_str!("../models/supernovae/supernovae.stan"), &data);
    let points: Vec<f64> = (0..64).flat_map(|k| [0.1 + 0.01 * k as f64, -1.5 + 0.01 * k as f64]).collect();
    // The same count of exponentials, square roots and divisions, eight points at a time.
    let logs: Vec<f64> = z.iter().flat_map(|z| (0..32).map(move |k| libm::log1p(z * k as f64 / 32.0))).collect();
    let mut sums = vec![0.0; 64];
    grid("flat wCDM, 580 x 32", &model, &points.clone(), || {
        use mcrun::math::simd::{Isa, Kernel, dispatch, functions};
        struct ByHand<'a>(&'a [f64], &'a [f64], &'a mut [f64]);
        impl Kernel for ByHand<'_> {
            type Output = ();
            #[inline(always)]
            fn run<I: Isa>(self, isa: I) {
                for (points, out) in self.1.chunks(32).zip(self.2.chunks_mut(16)) {
                    let pack = |of: usize, k: usize| {
                        let numbers: [f64; 8] = std::array::from_fn(|lane| points[2 * (8 * k + lane) + of]);
                        isa.load(&numbers)
                    };
                    let matter = [pack(0, 0), pack(0, 1)];
                    let power = [pack(1, 0), pack(1, 1)].map(|w| isa.mul(isa.splat(3.0), isa.add(w, isa.splat(1.0))));
                    let mut sums = [isa.splat(0.0); 2];
                    for log in self.0 {
                        for k in 0..2 {
                            let dark = functions::exp(isa, isa.mul(power[k], isa.splat(*log)));
                            let rest = isa.sub(isa.splat(1.0), matter[k]);
                            let square = isa.fma(matter[k], isa.splat(*log), isa.fma(rest, dark, isa.splat(0.1)));
                            // Beside so many multiplications, division and root cost little.
                            sums[k] = isa.add(sums[k], isa.div(isa.splat(1.0), isa.sqrt(square)));
                        }
                    }
                    let out = out.as_chunks_mut::<8>().0;
                    isa.store(&mut out[0], sums[0]);
                    isa.store(&mut out[1], sums[1]);
                }
            }
        }
        dispatch(ByHand(&logs, &points, &mut sums));
        black_box(&sums);
    });
}

fn main() {
    println!("instruction set: {}", Level::best().name());
    if is_wanted("grids") {
        normal_grid();
        supernovae();
    }
    let vector = |name: &str, n: usize, seed: u64| real(name, &[n], noise(n, seed));
    let size = |name: &str, n: usize| int(name, &[], vec![n as i64]);
    chain(
        "eight schools",
        programs::EIGHT_SCHOOLS,
        vec![size("J", 8), vector("y", 8, 1), real("s", &[8], vec![10.0; 8])],
        0.25,
    );
    chain("AR(5), N = 200", programs::AR, vec![size("T", 200), size("K", 5), vector("y", 200, 1)], 6.2);
    chain(
        "interaction, N = 434",
        programs::INTERACTION,
        vec![size("N", 434), vector("y", 434, 1), vector("a", 434, 2), vector("b", 434, 3)],
        5.0,
    );
    let matrix = real("x", &[486, 10], noise(4860, 2));
    chain(
        "10 coefficients, N = 486",
        programs::COEFFICIENTS,
        vec![size("N", 486), size("K", 10), matrix, vector("y", 486, 1)],
        11.8,
    );
    chain("mixture, N = 1000", programs::MIXTURE, vec![size("N", 1000), vector("y", 1000, 1)], 55.0);
    chain("GARCH(1,1), N = 200", programs::GARCH, vec![size("T", 200), vector("y", 200, 1)], 10.3);
    let outcomes = noise(1000, 4).iter().map(|x| i64::from(*x > 0.0)).collect();
    chain(
        "logistic, N = 1000",
        programs::LOGISTIC,
        vec![size("N", 1000), size("K", 10), real("x", &[1000, 10], noise(10_000, 2)), int("b", &[1000], outcomes)],
        4.5,
    );
    let groups = (0..5000).map(|n| n % 50 + 1).collect();
    chain(
        "hierarchy, N = 5000",
        programs::HIERARCHY,
        vec![size("N", 5000), size("J", 50), int("g", &[5000], groups), vector("x", 5000, 1), vector("y", 5000, 2)],
        10.5,
    );
    for example in models::all() {
        chain(example.name, example.code, example.data, example.stan * example.goal * 1e6);
    }
}
