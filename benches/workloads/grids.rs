//! Log densities on grids of two parameters, by two workers.

use std::hint::black_box;

use mcrun::data::json;
use mcrun::density::ConstrainedDensity;
use mcrun::math::elementary::{ln, ln_1p};
use mcrun::math::simd::dispatch;
use mcrun::stan::datum::{Data, Numbers};
use mcrun::workers::{Ended, Workers};

use crate::common::{int, model, noise, programs, real};
use crate::lanes::{FlatWcdm, Normal, NormalOfMoments, POINTS, Supernovae};
use crate::table::{in_turn, line};

/// Points in a task.
const TASK: usize = 2000;
/// Points that are handed over at once.
const BATCH: usize = 256;

pub fn run() {
    normal();
    supernovae();
}

fn normal() {
    let y: Vec<f64> = noise(1000, 3);
    let model = model(programs::NORMAL, &vec![int("N", &[], vec![1000]), real("y", &[1000], y.clone())]);
    let points = crossed((-1.0, 1.0, 1000), (0.5, 2.0, 1000));
    let mean = y.iter().sum::<f64>() / 1000.0;
    let squares = y.iter().map(|y| (y - mean) * (y - mean)).sum();
    let mut values = [(); 3].map(|()| vec![0.0; points.len() / 2]);
    let [ours, each, moments] = &mut values;
    let times = in_turn(
        15,
        [
            &mut || of_model(&model, &points, ours),
            &mut || by_hand(&points, each, |points, out| dispatch(Normal { y: &y, points, out })),
            &mut || {
                let kernel = |points: &[f64], out: &mut [f64]| {
                    dispatch(NormalOfMoments { n: 1000.0, mean, squares, points, out });
                };
                by_hand(&points, moments, kernel);
            },
        ],
    );
    agree(&values[0], &values[1], 1.0);
    agree(&values[0], &values[2], 1.0);
    line("normal, N = 1000, 1000 x 1000", times[0], (times[1].least, "by hand, a sum at each point"), 1.2);
    line("  the same", times[0], (times[2].least, "by hand, from moments"), 1.2);
}

fn supernovae() {
    let data = json::read("supernovae.json", include_str!("../../models/supernovae/supernovae.json"));
    let data = data.expect("the data can be read");
    let model = model(include_str!("../../models/supernovae/supernovae.stan"), &data);
    let prepared = prepare(&data);
    let points = crossed((0.05, 0.8, 200), (-2.0, -0.2, 200));
    let mut values = [(); 2].map(|()| vec![0.0; points.len() / 2]);
    let [ours, hand] = &mut values;
    let times = in_turn(
        5,
        [&mut || of_model(&model, &points, ours), &mut || {
            by_hand(&points, hand, |points, out| dispatch(FlatWcdm { data: &prepared, points, out }))
        }],
    );
    // The constant is left out by hand.
    let constant = values[0][0] - values[1][0];
    values[1].iter_mut().for_each(|value| *value += constant);
    // Squares of residuals near 25 have cancelled.
    agree(&values[0], &values[1], 1e5);
    line("flat wCDM, 580 x 32, 200 x 200", times[0], (times[1].least, "by hand"), 2.0);
}

/// What `transformed data` of the model compute.
fn prepare(data: &Data) -> Supernovae {
    let column = |name: &str| match &data.iter().find(|(known, _)| known == name).expect("it is there").1.numbers {
        Numbers::Reals(numbers) => numbers.clone(),
        Numbers::Ints(numbers) => numbers.iter().map(|&n| n as f64).collect(),
    };
    let (z, m, sigma) = (column("z"), column("m"), column("sigma"));
    let rule: Vec<(f64, f64)> = gauss_legendre(32);
    let log1p: Vec<f64> =
        z.iter().flat_map(|z| rule.iter().map(move |(node, _)| ln_1p(0.5 * z * (1.0 + node)))).collect();
    let log10 = |x: f64| ln(x) / std::f64::consts::LN_10;
    let magnitudes = z.iter().zip(&m).map(|(z, m)| m - 5.0 * log10(0.5 * (1.0 + z) * z)).collect();
    Supernovae {
        cubes: log1p.iter().map(|x| mcrun::math::elementary::exp(3.0 * x)).collect(),
        log1p,
        weights: rule.iter().map(|(_, weight)| *weight).collect(),
        magnitudes,
        inv_variance: sigma.iter().map(|sigma| 1.0 / (sigma * sigma)).collect(),
    }
}

/// Nodes and weights on [-1, 1], by Newton's method on the Legendre polynomial.
fn gauss_legendre(n: usize) -> Vec<(f64, f64)> {
    let node = |i: usize| {
        let mut x = libm::cos(std::f64::consts::PI * (i as f64 + 0.75) / (n as f64 + 0.5));
        let mut slope = 1.0;
        for _ in 0..10 {
            let (mut p, mut before) = (1.0, 0.0);
            for k in 1..=n {
                let k = k as f64;
                (before, p) = (p, ((2.0 * k - 1.0) * x * p - (k - 1.0) * before) / k);
            }
            slope = n as f64 * (x * p - before) / (x * x - 1.0);
            x -= p / slope;
        }
        (x, 2.0 / ((1.0 - x * x) * slope * slope))
    };
    (0..n).map(node).collect()
}

/// The points of two axes (first, last, how many), the last one fastest.
fn crossed(x: (f64, f64, usize), y: (f64, f64, usize)) -> Vec<f64> {
    let at = |(from, to, n): (f64, f64, usize), i: usize| from + (to - from) * i as f64 / (n - 1) as f64;
    (0..x.2).flat_map(|i| (0..y.2).flat_map(move |j| [at(x, i), at(y, j)])).collect()
}

fn of_model(model: &dyn ConstrainedDensity, points: &[f64], values: &mut [f64]) {
    let workers = Workers::new(2);
    let ended: Result<Ended, ()> = workers.map(
        values.len().div_ceil(TASK),
        || model.evaluator(),
        |evaluator, task| {
            let points = chunk(points, task, 2 * TASK);
            let mut out = vec![0.0; points.len() / 2];
            for (points, out) in points.chunks(2 * BATCH).zip(out.chunks_mut(BATCH)) {
                evaluator.log_densities(points, out, &mut |_, error| panic!("{error}"));
            }
            Ok(out)
        },
        |task, out| {
            values[task * TASK..][..out.len()].copy_from_slice(&out);
            Ok(())
        },
    );
    black_box((ended == Ok(Ended::Complete), values));
}

fn by_hand(points: &[f64], values: &mut [f64], kernel: impl Fn(&[f64], &mut [f64]) + Sync) {
    let workers = Workers::new(2);
    let ended: Result<Ended, ()> = workers.map(
        values.len().div_ceil(TASK),
        || (),
        |(), task| {
            let points = chunk(points, task, 2 * TASK);
            let mut out = vec![0.0; points.len() / 2];
            for (points, out) in points.chunks(2 * POINTS).zip(out.chunks_mut(POINTS)) {
                kernel(points, out);
            }
            Ok(out)
        },
        |task, out| {
            values[task * TASK..][..out.len()].copy_from_slice(&out);
            Ok(())
        },
    );
    black_box((ended == Ok(Ended::Complete), values));
}

fn chunk(points: &[f64], task: usize, len: usize) -> &[f64] {
    &points[task * len..points.len().min((task + 1) * len)]
}

/// That two ways have done the same work.
fn agree(left: &[f64], right: &[f64], scale: f64) {
    for (x, y) in left.iter().zip(right) {
        assert!((x - y).abs() <= 1e-11 * scale * x.abs().max(1.0), "{x} is not {y}");
    }
}
