//! Evidence, moments and quantiles agree with closed forms to the error that the grid states.

use mcrun::math::elementary::{exp, ln};
use mcrun::methods::grid::summary::{Estimate, LEVELS};
use mcrun::stream::{Purpose, StreamId};
use statrs::function::erf::erfc;

use crate::analytic::*;

/// What is known about an axis: mean, standard deviation, and quantiles if they have a closed form.
struct Truth {
    mean: f64,
    sd: f64,
    quantiles: Option<[f64; 5]>,
}

fn of_normal(mean: f64, sd: f64) -> Truth {
    Truth { mean, sd, quantiles: Some(NORMAL_QUANTILES.map(|z| mean + sd * z)) }
}

/// The solution of `cdf(x) = level` between `low` and `high`.
fn invert(cdf: impl Fn(f64) -> f64, level: f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if cdf(middle) < level { low = middle } else { high = middle }
    }
    low
}

/// What cuts the closed forms off at the grid's edges changes them by less than this, in units of each number's size.
const BEYOND_EDGES: f64 = 1e-9;

#[track_caller]
fn within(what: &str, found: Estimate, truth: f64, largest_error: f64) {
    let error = found.error.unwrap();
    let distance = (found.value - truth).abs();
    assert!(distance <= error + BEYOND_EDGES * (1.0 + truth.abs()), "{what}: {} ± {error} for {truth}", found.value);
    assert!(error <= largest_error, "{what}: {} has the error {error}", found.value);
}

/// Runs the grid and compares. No stated error may be above `largest_error`, which is for a grid of steps `h` some
/// `h²` over the density at the outer quantiles.
#[track_caller]
fn check(density: &Analytic, toml: &str, log_evidence: f64, truths: &[Truth], largest_error: f64) {
    let summary = run_grid(density, toml).summary;
    within("log_evidence", summary.log_evidence.unwrap(), log_evidence, largest_error);
    assert_eq!(summary.axes.len(), truths.len());
    for (axis, truth) in summary.axes.iter().zip(truths) {
        within(&format!("mean of {}", axis.name), axis.mean, truth.mean, largest_error);
        within(&format!("sd of {}", axis.name), axis.sd, truth.sd, largest_error);
        for (i, quantile) in truth.quantiles.iter().flatten().enumerate() {
            within(&format!("quantile {} of {}", LEVELS[i], axis.name), axis.quantiles[i], *quantile, largest_error);
        }
    }
}

#[test]
fn correlated_normals() {
    let check = |n: (usize, usize), largest_error| {
        let axes = format!(
            "axes.a = {{ min = -13, max = 15.1, n = {} }}\naxes.b = {{ min = -4.53, max = 2.5, n = {} }}",
            n.0, n.1
        );
        check(&correlated_normal(), &axes, 3.0, &[of_normal(1.0, 2.0), of_normal(-1.0, 0.5)], largest_error);
    };
    check((61, 61), 0.1);
    check((101, 81), 0.05);
    check((81, 201), 0.05);
    check((301, 301), 0.004);
}

#[test]
fn errors_are_honest_wherever_the_points_lie() {
    for shift in 0..40 {
        let shift = f64::from(shift) * 0.0173;
        for n in [15, 21, 31, 41, 61] {
            let density = Analytic::new(&["x"], |point| normal(point[0], 0.0, 1.0));
            let axes = format!("axes.x = {{ min = {}, max = {}, n = {n} }}", shift - 7.5, shift + 7.5);
            check(&density, &axes, 0.0, &[of_normal(0.0, 1.0)], f64::INFINITY);
        }
    }
}

#[test]
fn errors_are_honest_for_mixtures_of_normals() {
    for task in 0..300 {
        let mut rng = StreamId { seed: 0, purpose: Purpose::Resample, chain: 0, task, iteration: 0 }.rng();
        let means = [0, 1].map(|_| -2.0 + 4.0 * rng.uniform());
        let sds = [0, 1].map(|_| 0.3 + rng.uniform());
        let part = rng.uniform();
        let mix = move |f: &dyn Fn(usize) -> f64| part * f(0) + (1.0 - part) * f(1);
        let mean = mix(&|i| means[i]);
        let variance = mix(&|i| sds[i] * sds[i] + (means[i] - mean) * (means[i] - mean));
        let cdf = |x: f64| mix(&|i| 0.5 * erfc((means[i] - x) / sds[i] / std::f64::consts::SQRT_2));
        let quantiles = LEVELS.map(|level| invert(cdf, level, -13.0, 13.0));

        // The spacing is between 0.4 and 1.5 of the smaller standard deviation.
        let spacing = (0.4 + 1.1 * rng.uniform()) * sds[0].min(sds[1]);
        let start = -12.0 - rng.uniform();
        let n = 2 * (12.5 / spacing) as usize + 1;
        let axes = format!("axes.x = {{ min = {start}, max = {}, n = {n} }}", start + spacing * (n - 1) as f64);
        let density = Analytic::new(&["x"], move |x| ln(mix(&|i| exp(normal(x[0], means[i], sds[i])))));
        let truth = Truth { mean, sd: variance.sqrt(), quantiles: Some(quantiles) };
        check(&density, &axes, 0.0, &[truth], f64::INFINITY);
    }
}

#[test]
fn errors_are_honest_where_the_support_ends_between_points() {
    for shift in 0..40 {
        let shift = f64::from(shift) * 0.0173;
        for n in [61, 101, 201] {
            let density = Analytic::new(&["x"], |x| if x[0] < 0.0 { f64::NEG_INFINITY } else { -x[0] });
            let axes = format!("axes.x = {{ min = {}, max = {}, n = {n} }}", shift - 2.0, shift + 23.0);
            check(&density, &axes, 0.0, &[of_exponential()], f64::INFINITY);
        }
    }
}

fn of_exponential() -> Truth {
    Truth { mean: 1.0, sd: 1.0, quantiles: Some(LEVELS.map(|level| -ln(1.0 - level))) }
}

#[test]
fn an_exponential_at_its_bound() {
    let check = |axis: &str, largest_error| {
        check(&exponential(), &format!("axes.x = {axis}"), 0.0, &[of_exponential()], largest_error);
    };
    check("{ min = 0, max = 25, n = 201 }", 0.3);
    check("{ min = 0, max = 25, n = 2001 }", 0.002);
}

#[test]
fn a_gamma_on_a_logarithmic_axis() {
    let cdf = |x: f64| 1.0 - exp(-2.0 * x) * (1.0 + 2.0 * x + 2.0 * x * x);
    let quantiles = LEVELS.map(|level| invert(cdf, level, 0.0, 40.0));
    let check = |axis: &str, largest_error| {
        let truth = Truth { mean: 1.5, sd: 0.75_f64.sqrt(), quantiles: Some(quantiles) };
        check(&gamma(), &format!("axes.x = {axis}"), 0.0, &[truth], largest_error);
    };
    check("{ min = 1e-4, max = 20, n = 61, spacing = 'log' }", 0.4);
    check("{ min = 1e-4, max = 20, n = 401, spacing = 'log' }", 0.01);
    check("{ min = 0, max = 20, n = 401 }", 0.01);
}

#[test]
fn an_inverse_gamma_on_a_logarithmic_axis() {
    // Of shape 8 and scale 1.
    let density = Analytic::new(&["x"], |x| -ln(5040.0) - 9.0 * ln(x[0]) - 1.0 / x[0]).bounded(0, 0.0, f64::INFINITY);
    let truth = || Truth { mean: 1.0 / 7.0, sd: 1.0 / 7.0 / 6.0_f64.sqrt(), quantiles: None };
    check(&density, "axes.x = { min = 0.01, max = 300, n = 101, spacing = 'log' }", 0.0, &[truth()], 0.05);
    check(&density, "axes.x = { min = 0.01, max = 300, n = 801, spacing = 'log' }", 0.0, &[truth()], 0.002);
}

#[test]
fn listed_points_where_the_density_needs_them() {
    let values: Vec<f64> = (0..301).map(|i| 25.0 * (f64::from(i) / 300.0) * (f64::from(i) / 300.0)).collect();
    check(&exponential(), &format!("axes.x = {{ values = {values:?} }}"), 0.0, &[of_exponential()], 0.02);
}

#[test]
fn a_funnel() {
    let axes = "axes.v = { min = -6.5, max = 6.5, n = 53 }\naxes.x = { min = -120, max = 120, n = 2401 }";
    let x = Truth { mean: 0.0, sd: exp(0.25), quantiles: None };
    check(&funnel(), axes, 0.0, &[of_normal(0.0, 1.0), x], 0.2);
}

#[test]
fn a_banana() {
    let axes = "axes.x = { min = -7.5, max = 7.5, n = 151 }\naxes.y = { min = -4, max = 61, n = 651 }";
    let y = Truth { mean: 1.0, sd: 2.25_f64.sqrt(), quantiles: None };
    check(&banana(), axes, 0.0, &[of_normal(0.0, 1.0), y], 0.03);
}

#[test]
fn an_even_number_of_points_has_no_error() {
    let axes = "axes.a = { min = -13, max = 15, n = 100 }\naxes.b = { min = -4.5, max = 2.5, n = 101 }";
    let summary = run_grid(&correlated_normal(), axes).summary;
    let value = summary.log_evidence.unwrap();
    assert!((value.value - 3.0).abs() < 1e-9 && value.error.is_none(), "{value:?}");
    assert!(summary.axes.iter().all(|axis| axis.mean.error.is_none() && axis.quantiles[0].error.is_none()));
    assert_eq!(summary.even_axes, ["a"]);
}

#[test]
fn a_spike_at_one_point_has_an_infinite_error() {
    let density = Analytic::new(&["x"], |x| if x[0] == 0.0 { 0.0 } else { f64::NEG_INFINITY });
    for n in [9, 11] {
        let summary = run_grid(&density, &format!("axes.x = {{ min = -1, max = 1, n = {n} }}")).summary;
        assert_eq!(summary.log_evidence.unwrap().error, Some(f64::INFINITY), "{n}");
    }
}
