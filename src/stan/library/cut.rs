//! Distributions of reals between bounds: drawing from them, and how much of them lies there.

use crate::math::elementary::{ln, ln_1m, ln_diff_exp, ln_sum_exp};
use crate::stan::value::Value;
use crate::stream::Stream;

use super::Function;
use super::family::Family;

/// So many draws are tried before the distribution function is inverted.
const TRIES: usize = 64;
/// So many where it is not known.
const MOST_TRIES: usize = 100_000;

/// A draw between the bounds, both included; `None` where none is found there. Only scalars can be cut.
pub fn draw(
    family: &Family,
    arguments: &[&Value<f64>],
    bounds: (f64, f64),
    stream: &mut Stream,
) -> Result<Option<Value<f64>>, String> {
    let tails = if family.is_discrete { None } else { family.tails };
    for _ in 0..if tails.is_some() { TRIES } else { MOST_TRIES } {
        let value = (family.generator)(arguments, stream)?;
        let x = value.real();
        if bounds.0 <= x && x <= bounds.1 {
            return Ok(Some(value));
        }
    }
    let support = family.support(arguments);
    let (lower, upper) = (bounds.0.max(support.0), bounds.1.min(support.1));
    match tails {
        Some(tails) if lower <= upper => {
            Ok(inverted(tails, arguments, (lower, upper), stream.uniform())?.map(Value::Real))
        }
        _ => Ok(None),
    }
}

/// The log probability of the bounds; `None` where it is not known.
pub fn log_mass(family: &Family, arguments: &[&Value<f64>], bounds: (f64, f64)) -> Result<Option<f64>, String> {
    let support = family.support(arguments);
    let (lower, upper) = (bounds.0.max(support.0), bounds.1.min(support.1));
    if lower == support.0 && upper == support.1 {
        return Ok(Some(0.0));
    }
    if lower > upper {
        return Ok(Some(f64::NEG_INFINITY));
    }
    let Some([below, above]) = family.tails.filter(|_| !family.is_discrete) else { return Ok(None) };
    let tail = |function: Function<f64>, x: f64| tail(function, x, arguments);
    Ok(Some(match (lower > support.0, upper < support.1) {
        (false, _) => tail(below, upper)?,
        (true, false) => tail(above, lower)?,
        // The smaller tails have the digits.
        (true, true) if tail(below, lower)? > -std::f64::consts::LN_2 => {
            ln_diff_exp(tail(above, lower)?, tail(above, upper)?)
        }
        (true, true) => ln_diff_exp(tail(below, upper)?, tail(below, lower)?),
    }))
}

fn tail(function: Function<f64>, x: f64, arguments: &[&Value<f64>]) -> Result<f64, String> {
    let x = Value::Real(x);
    let all: Vec<&Value<f64>> = std::iter::once(&x).chain(arguments.iter().copied()).collect();
    function(&all).map(|value| value.real())
}

/// Where the part `u` of what lies between the bounds is below, by halving the numbers between them; `None` where nothing
/// lies there that has a logarithm.
fn inverted(
    [below, above]: [Function<f64>; 2],
    arguments: &[&Value<f64>],
    (lower, upper): (f64, f64),
    u: f64,
) -> Result<Option<f64>, String> {
    let at = |function: Function<f64>, x: f64| tail(function, x, arguments);
    // Far out only the tail on that side has digits.
    let is_upper = at(below, lower)? > -std::f64::consts::LN_2;
    let function = if is_upper { above } else { below };
    let wanted = ln_sum_exp(ln_1m(u) + at(function, lower)?, ln(u) + at(function, upper)?);
    if !wanted.is_finite() {
        return Ok(None);
    }
    let (mut low, mut high) = (rank(lower), rank(upper));
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        let log_tail = at(function, number(middle))?;
        if (log_tail < wanted) != is_upper { low = middle } else { high = middle }
    }
    Ok(Some(number(high)))
}

/// The place of a number among all, counted from 0 on for the positive ones.
fn rank(x: f64) -> i128 {
    let size = i128::from(x.abs().to_bits());
    if x < 0.0 { -size } else { size }
}

fn number(rank: i128) -> f64 {
    let size = f64::from_bits(rank.unsigned_abs() as u64);
    if rank < 0 { -size } else { size }
}
