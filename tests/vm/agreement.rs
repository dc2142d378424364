//! Compares what machines say of a program with the oracle, and with each other.
//!
//! The same bits: on all instruction sets; a value and the value with its gradient; a point alone, among others and in
//! another lane. Between the modes and the oracle, which sum in other orders, numbers agree to [`TOLERANCE`]:
//!
//! - a log density `v` relative to `|v|`, or to 1 where that is more: its absolute error is the relative error of the
//!   density; densities that are sums of terms larger than that are compared relative to their terms, by name (see
//!   `calls`);
//! - slopes relative to the largest slope at the point; where shares of a mixture are exponentials of log densities,
//!   which are themselves rounded, a few units in the last place of `v` are allowed.

use mcrun::density::EvalError;
use mcrun::math::simd::Level;
use mcrun::stan::bind::Bound;
use mcrun::stan::graph::Program;
use mcrun::stan::model::StanModel;
use mcrun::stan::trace::{Scale, Untraceable, trace};
use mcrun::stan::vm::{Executable, Mode};

use crate::support::point;

/// What modes and oracle may differ by.
const TOLERANCE: f64 = 1e-13;

/// What the oracle says at a point.
type Said = Result<(f64, Vec<f64>), EvalError>;

/// What machines say at some points.
pub struct Found {
    single: Vec<f64>,
    lanes: Vec<f64>,
    pub slopes: Vec<Vec<f64>>,
}

/// How large the terms are that a value, and its slopes, are made of.
pub type Terms<'t> = &'t dyn Fn(&[f64]) -> (f64, f64);

/// No terms larger than their sum.
pub const NO_TERMS: Terms<'static> = &|_| (1.0, 0.0);

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}

/// What one instruction set says.
fn found_on(level: Level, name: &str, program: &Program, points: &[&[f64]]) -> Found {
    let single = Executable::new(program, Mode::Single, false);
    let mut machine = single.machine_on(level);
    let mut value = |x: &[f64]| {
        let mut value = [0.0];
        machine.values(&[x], &mut value);
        value[0]
    };
    let single = points.iter().map(|x| value(x)).collect();
    Found { single, lanes: in_lanes(level, name, program, points), slopes: slopes(level, name, program, points) }
}

/// The gradients, beside values which must be those without.
fn slopes(level: Level, name: &str, program: &Program, points: &[&[f64]]) -> Vec<Vec<f64>> {
    let alone = Executable::new(program, Mode::Single, false);
    let with = Executable::new(program, Mode::Single, true);
    let (mut alone, mut with) = (alone.machine_on(level), with.machine_on(level));
    let mut slopes = |x: &&[f64]| {
        let (mut value, mut slopes) = ([0.0], vec![0.0; x.len()]);
        alone.values(&[x], &mut value);
        let found = with.value_with_gradient(x, &mut slopes);
        assert!(same(found, value[0]), "{name}: {value:?}, but {found} with its gradient at {x:?}");
        slopes
    };
    points.iter().map(&mut slopes).collect()
}

/// The values of all points at once, which must be those of each alone and of all in another order.
fn in_lanes(level: Level, name: &str, program: &Program, points: &[&[f64]]) -> Vec<f64> {
    let executable = Executable::new(program, Mode::Lanes, false);
    let mut machine = executable.machine_on(level);
    let mut values = |points: &[&[f64]]| {
        let mut out = vec![0.0; points.len()];
        machine.values(points, &mut out);
        out
    };
    let together = values(points);
    let turned: Vec<&[f64]> = points.iter().rev().copied().collect();
    let turned = values(&turned);
    for (k, value) in together.iter().enumerate() {
        let alone = values(&points[k..=k])[0];
        assert!(same(*value, alone), "{name}: {value} among others, but {alone} alone at {:?}", points[k]);
        assert!(same(*value, turned[points.len() - 1 - k]), "{name}: {value} in lane {k} only at {:?}", points[k]);
    }
    together
}

/// What all instruction sets say, which must be the same.
fn found(name: &str, program: &Program, points: &[Vec<f64>]) -> Found {
    let points: Vec<&[f64]> = points.iter().map(Vec::as_slice).collect();
    let all = |found: &Found| [found.single.clone(), found.lanes.clone(), found.slopes.concat()].concat();
    let first = found_on(Level::Portable, name, program, &points);
    for level in Level::available() {
        let other = found_on(level, name, program, &points);
        let differ = all(&first).iter().zip(all(&other)).position(|(a, b)| !same(*a, b));
        assert_eq!(differ, None, "{name}: other bits on {}", level.name());
    }
    first
}

/// Whether machines may say `value` where the oracle says `expected`. What is not finite is left to the oracle.
fn check_value(name: &str, value: f64, expected: f64, terms: f64, x: &[f64]) {
    let near = (value - expected).abs() <= TOLERANCE * expected.abs().max(1.0).max(terms) && expected.is_finite();
    assert!(!value.is_finite() || near, "{name}: {value:e}, but {expected:e} at {x:?}");
}

fn check_slopes(name: &str, slopes: &[f64], (value, expected): (f64, &[f64]), terms: f64, x: &[f64]) {
    if !value.is_finite() || slopes.iter().any(|slope| !slope.is_finite()) {
        return;
    }
    let largest = expected.iter().fold(terms, |largest, slope| largest.max(slope.abs()));
    let tolerance = TOLERANCE.max(4.0 * f64::EPSILON * value.abs());
    for (i, (slope, expected)) in slopes.iter().zip(expected).enumerate() {
        let near = (slope - expected).abs() <= tolerance * largest;
        assert!(near, "{name}: slope {i} is {slope:e}, but {expected:e} at {x:?}");
    }
}

/// Compares both scales of a program at unconstrained points; gives what was found on the unconstrained one. An error says
/// why the program cannot be traced, or that no point has a density.
pub fn check(name: &str, bound: Bound, points: &[Vec<f64>], terms: Terms) -> Result<Found, Untraceable> {
    let model = StanModel::new(bound, Box::new(|_| {}));
    let found = check_against(name, &model, &model, points, terms)?;
    check_kept(name, &model, points, terms)?;
    Ok(found)
}

/// Compares a program with the oracle on another that has the same density.
pub fn check_against(
    name: &str,
    model: &StanModel,
    other: &StanModel,
    points: &[Vec<f64>],
    terms: Terms,
) -> Result<Found, Untraceable> {
    let dim = model.bound().n_unconstrained();
    let mut oracle = other.oracle();
    let mut says = |x: &Vec<f64>| {
        let mut slopes = vec![0.0; dim];
        oracle.logp_grad(x, &mut slopes).map(|value| (value, slopes))
    };
    let said: Vec<Said> = points.iter().map(&mut says).collect();
    let sample = said.iter().position(|said| said.as_ref().is_ok_and(|said| said.0.is_finite()));
    let sample = sample.ok_or_else(|| Untraceable(NO_DENSITY.into()))?;
    let free = trace(model.bound(), Scale::Unconstrained, &points[sample])?.with_gradient();
    free.verify().unwrap_or_else(|why| panic!("{name}: {why}\n{free}"));
    let on_free = found(name, &free, points);
    for (k, x) in points.iter().enumerate() {
        let (of_value, of_slopes) = terms(x);
        let Ok((expected, slopes)) = &said[k] else {
            assert!(!on_free.single[k].is_finite() && !on_free.lanes[k].is_finite(), "{name}: {:?} at {x:?}", said[k]);
            continue;
        };
        check_value(name, on_free.single[k], *expected, of_value, x);
        check_value(name, on_free.lanes[k], *expected, of_value, x);
        check_slopes(name, &on_free.slopes[k], (*expected, slopes), of_slopes, x);
    }
    Ok(on_free)
}

/// What [`check`] says where there is no point to start from.
pub const NO_DENSITY: &str = "no point has a density";

/// The constrained scale.
fn check_kept(name: &str, model: &StanModel, points: &[Vec<f64>], terms: Terms) -> Result<(), Untraceable> {
    let at = |x: &Vec<f64>| Some((model.constrain(x).ok()?, model.log_density_no_jacobian(x).ok()?));
    let said: Vec<_> = points.iter().filter_map(|x| at(x).filter(|said| said.1.is_finite()).zip(Some(x))).collect();
    let Some(((sample, _), _)) = said.first() else { return Ok(()) };
    let kept = trace(model.bound(), Scale::Constrained, sample)?;
    kept.verify().unwrap_or_else(|why| panic!("{name}: {why}\n{kept}"));
    let places: Vec<Vec<f64>> = said.iter().map(|((place, _), _)| place.clone()).collect();
    let found = found(name, &kept, &places);
    for (k, ((place, expected), x)) in said.iter().enumerate() {
        check_value(name, found.single[k], *expected, terms(x).0, place);
        check_value(name, found.lanes[k], *expected, terms(x).0, place);
    }
    Ok(())
}

/// Points near the origin and farther away, by counting, and extreme ones.
pub fn points(dim: usize) -> Vec<Vec<f64>> {
    let scaled = |k: usize, scale: f64| point(dim, k).iter().map(|x| scale * x).collect();
    let near = (0..5).map(|k| scaled(k, 1.0));
    let far = (5..8).map(|k| scaled(k, 4.0));
    let extreme = [0.0, -5.0, 5.0, 30.0].map(|x| vec![x; dim]);
    let alternating = (0..dim).map(|i| if i % 2 == 0 { 7.0 } else { -7.0 }).collect();
    near.chain(far).chain(extreme).chain([alternating]).collect()
}
