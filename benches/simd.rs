//! Nanoseconds a value of the functions in `math::simd`, on each instruction set of the machine and for single numbers,
//! beside those of `libm`. Medians over interleaved repetitions.
//!
//! `cargo bench --bench simd`

use std::hint::black_box;
use std::time::Instant;

use mcrun::math::simd::Level;
use mcrun::math::simd::functions::{self as f, Unary};

const N: usize = 4096;
const REPETITIONS: usize = 31;

/// One way to compute all values.
type Run<'a> = Box<dyn FnMut(&[f64], &mut [f64]) + 'a>;

/// What is measured of a function: every level, one number at a time, and `libm` where it has the function.
fn columns<F: Unary + 'static>(function: F, libm: Option<fn(f64) -> f64>) -> Vec<Run<'static>> {
    let levels = Level::available().into_iter();
    let mut runs: Vec<Run> = levels
        .map(|level| Box::new(move |xs: &[f64], out: &mut [f64]| f::map(level, function, xs, out)) as Run)
        .collect();
    runs.push(Box::new(move |xs, out| {
        let level = Level::best();
        xs.iter().zip(out).for_each(|(&x, to)| *to = f::one(level, function, x));
    }));
    runs.extend(libm.map(|libm| {
        Box::new(move |xs: &[f64], out: &mut [f64]| xs.iter().zip(out).for_each(|(&x, to)| *to = libm(x))) as Run
    }));
    runs
}

fn pow_columns() -> Vec<Run<'static>> {
    static EXPONENT: [f64; N] = [1.37; N];
    let levels = Level::available().into_iter();
    let mut runs: Vec<Run> = levels
        .map(|level| Box::new(move |xs: &[f64], out: &mut [f64]| f::map2(level, f::Pow, xs, &EXPONENT, out)) as Run)
        .collect();
    runs.push(Box::new(|xs, out| {
        xs.iter().zip(out).for_each(|(&x, to)| *to = f::pow1(x, 1.37));
    }));
    runs.push(Box::new(|xs, out| xs.iter().zip(out).for_each(|(&x, to)| *to = libm::pow(x, 1.37))));
    runs
}

/// Times each in turn, again and again, so that a disturbance meets all alike.
fn report(name: &str, (low, high): (f64, f64), mut runs: Vec<Run>) {
    // Steps of the golden ratio: arguments without an order that a branch predictor could learn.
    let xs: Vec<f64> = (0..N).map(|i| low + (high - low) * (i as f64 * 0.618_033_988_749_894_9).fract()).collect();
    let mut out = vec![0.0; N];
    let mut times = vec![Vec::new(); runs.len()];
    for _ in 0..REPETITIONS {
        for (run, times) in runs.iter_mut().zip(&mut times) {
            let start = Instant::now();
            run(black_box(&xs), &mut out);
            times.push(start.elapsed().as_secs_f64() * 1e9 / N as f64);
            black_box(&out);
        }
    }
    print!("{name:14}");
    for times in &mut times {
        times.sort_by(f64::total_cmp);
        print!("{:>10.2}", times[REPETITIONS / 2]);
    }
    println!();
}

fn main() {
    print!("{:14}", "ns a value");
    Level::available().iter().for_each(|level| print!("{:>10}", level.name()));
    println!("{:>10}{:>10}", "single", "libm");
    report("exp", (-20.0, 20.0), columns(f::Exp, Some(libm::exp)));
    report("exp_m1", (-2.0, 2.0), columns(f::ExpM1, Some(libm::expm1)));
    report("ln", (0.01, 20.0), columns(f::Ln, Some(libm::log)));
    report("ln_1p", (-0.5, 3.0), columns(f::Ln1p, Some(libm::log1p)));
    report("inv_logit", (-10.0, 10.0), columns(f::InvLogit, None));
    report("log1p_exp", (-10.0, 10.0), columns(f::Log1pExp, None));
    report("log_inv_logit", (-10.0, 10.0), columns(f::LogInvLogit, None));
    report("tanh", (-3.0, 3.0), columns(f::Tanh, Some(libm::tanh)));
    report("inv_sqrt", (0.01, 20.0), columns(f::InvSqrt, Some(|x| 1.0 / libm::sqrt(x))));
    report("sin", (-10.0, 10.0), columns(f::Sin, Some(libm::sin)));
    report("cos", (-10.0, 10.0), columns(f::Cos, Some(libm::cos)));
    report("pow", (0.01, 20.0), pow_columns());
    report("lgamma", (0.01, 20.0), columns(f::Lgamma, Some(libm::lgamma)));
    report("digamma", (0.01, 20.0), columns(f::Digamma, None));
    report("erf", (-3.0, 3.0), columns(f::Erf, Some(libm::erf)));
    report("erfc", (-3.0, 6.0), columns(f::Erfc, Some(libm::erfc)));
    report("phi", (-6.0, 6.0), columns(f::Phi, None));
}
