//! Elementary and special functions of packs.
//!
//! Each is generic over the instruction set, is defined for every argument, and gives a lane the same bits whatever
//! the instruction set, the lane and the other lanes. The only NaN they return is [`f64::NAN`]. Common arguments take
//! a road without branches; a pack with a rare one among its lanes is recognised by one comparison and takes a slower
//! one. Errors are in ulp, units in the last place of the exact result; those stated are checked against values with 40
//! digits.
//!
//! Closures do not inherit the target features of the function around them unless they happen to be inlined, so nothing
//! here hands an operation on packs to one.
//!
//! Polynomials are from `tests/reference/simd_coefficients.py`.

mod arrays;
mod coefficients;
mod digamma;
mod erf;
mod exp;
mod lgamma;
mod ln;
mod logistic;
mod pow;
mod trigonometric;

pub use arrays::*;
pub use digamma::digamma;
pub use erf::{erf, erfc, phi};
pub use exp::{exp, exp_m1};
pub use lgamma::lgamma;
pub use ln::{ln, ln_1p};
pub use logistic::{inv_logit, inv_logit_of_tail, log_inv_logit, log1p_exp, log1p_exp_of_tail, tanh};
pub use pow::{inv_sqrt, pow};
pub use trigonometric::{cos, sin};

use super::{Isa, LANES};

/// `Σ coefficients[k] x^k`, in groups of four: a chain of few operations for one lane, and few registers for many.
#[inline(always)]
fn polynomial<I: Isa, const N: usize>(isa: I, coefficients: &[f64; N], x: I::Pack) -> I::Pack {
    let squared = isa.mul(x, x);
    let fourth = isa.mul(squared, squared);
    let mut at = (N - 1) / 4 * 4;
    let mut sum = group(isa, &coefficients[at..], x, squared);
    while at > 0 {
        at -= 4;
        sum = isa.fma(sum, fourth, group(isa, &coefficients[at..at + 4], x, squared));
    }
    sum
}

/// A polynomial of one to four coefficients.
#[inline(always)]
fn group<I: Isa>(isa: I, coefficients: &[f64], x: I::Pack, squared: I::Pack) -> I::Pack {
    match *coefficients {
        [a] => isa.splat(a),
        [a, b] => line(isa, a, b, x),
        [a, b, c] => isa.fma(isa.splat(c), squared, line(isa, a, b, x)),
        [a, b, c, d, ..] => isa.fma(line(isa, c, d, x), squared, line(isa, a, b, x)),
        [] => isa.splat(0.0),
    }
}

/// `a + b x`
#[inline(always)]
fn line<I: Isa>(isa: I, a: f64, b: f64, x: I::Pack) -> I::Pack {
    isa.fma(isa.splat(b), x, isa.splat(a))
}

/// `result`, but [`f64::NAN`] where `x` is NaN.
#[inline(always)]
fn or_nan<I: Isa>(isa: I, x: I::Pack, result: I::Pack) -> I::Pack {
    isa.select(isa.eq(x, x), result, isa.splat(f64::NAN))
}

/// `result`, but `f(x, result)` in the lanes where the mask is false.
#[inline(always)]
fn patch<I: Isa>(isa: I, ordinary: I::Mask, x: I::Pack, result: I::Pack, f: impl Fn(f64, f64) -> f64) -> I::Pack {
    if isa.all(ordinary) {
        return result;
    }
    let (mut xs, mut results) = ([0.0; LANES], [0.0; LANES]);
    isa.store(&mut xs, x);
    isa.store(&mut results, result);
    let ordinary = isa.bits(ordinary);
    for lane in (0..isa.lanes()).filter(|lane| ordinary >> lane & 1 == 0) {
        results[lane] = canonical(f(xs[lane], results[lane]));
    }
    isa.load(&results)
}

/// `x`, but [`f64::NAN`] for any NaN.
fn canonical(x: f64) -> f64 {
    if x.is_nan() { f64::NAN } else { x }
}

/// Where `x < end`.
#[inline(always)]
fn below<I: Isa>(isa: I, x: I::Pack, end: f64) -> I::Mask {
    isa.lt(x, isa.splat(end))
}

/// Where `low <= x < high`.
#[inline(always)]
fn within<I: Isa>(isa: I, low: f64, x: I::Pack, high: f64) -> I::Mask {
    isa.and(isa.le(isa.splat(low), x), below(isa, x, high))
}

#[cfg(test)]
mod tests;
