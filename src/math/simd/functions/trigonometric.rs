//! Sine and cosine.

use super::coefficients::{COS, HALF_PI_HIGH, HALF_PI_LOW, HALF_PI_MIDDLE, SIN, TWO_OVER_PI};
use super::exp::TO_INTEGER;
use super::{Isa, patch, polynomial};

/// Below this magnitude π/2 in three doubles is enough; the lanes beyond are left to `libm`.
const ORDINARY: f64 = 1_048_576.0;

/// Sine of an angle in radians, within 1 ulp; the zeros keep their sign, infinities give NaN.
#[inline(always)]
pub fn sin<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    let result = turned(isa, x, TO_INTEGER);
    let result = isa.select(isa.eq(x, isa.splat(0.0)), x, result);
    patch(isa, isa.lt(isa.abs(x), isa.splat(ORDINARY)), x, result, |x, _| libm::sin(x))
}

/// Cosine of an angle in radians, within 1 ulp; infinities give NaN.
#[inline(always)]
pub fn cos<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    let result = turned(isa, x, TO_INTEGER + 1.0);
    patch(isa, isa.lt(isa.abs(x), isa.splat(ORDINARY)), x, result, |x, _| libm::cos(x))
}

/// `sin(x + q π/2)` for `shift` of [`TO_INTEGER`] and `q`.
///
/// `x = n π/2 + r`; the bits of `n + q` say which of sine and cosine of `r` it is, and with which sign.
#[inline(always)]
fn turned<I: Isa>(isa: I, x: I::Pack, shift: f64) -> I::Pack {
    let rounded = isa.fma(x, isa.splat(TWO_OVER_PI), isa.splat(TO_INTEGER));
    let n = isa.sub(rounded, isa.splat(TO_INTEGER));
    let quadrant = isa.add(n, isa.splat(shift));
    let (r, low) = reduced(isa, x, n);
    let result = isa.select(lacks(isa, quadrant, 1), sine(isa, r, low), cosine(isa, r, low));
    isa.select(lacks(isa, quadrant, 2), result, isa.neg(result))
}

/// Where a low bit is 0.
#[inline(always)]
fn lacks<I: Isa>(isa: I, x: I::Pack, bit: u64) -> I::Mask {
    // Beside the exponent of 1, lest subnormal numbers be compared.
    isa.eq(isa.or_bits(isa.and_bits(x, bit), 1.0f64.to_bits()), isa.splat(1.0))
}

/// `x - n π/2` as a sum of two doubles.
#[inline(always)]
fn reduced<I: Isa>(isa: I, x: I::Pack, n: I::Pack) -> (I::Pack, I::Pack) {
    let minus_n = isa.neg(n);
    // Exact: both are multiples of 2^-53, and the difference is below 1.
    let first = isa.fma(minus_n, isa.splat(HALF_PI_HIGH), x);
    let second = isa.mul(minus_n, isa.splat(HALF_PI_MIDDLE));
    let second_low = isa.fma(minus_n, isa.splat(HALF_PI_MIDDLE), isa.neg(second));
    let r = isa.add(first, second);
    let part = isa.sub(r, first);
    let lost = isa.add(isa.sub(first, isa.sub(r, part)), isa.sub(second, part));
    (r, isa.fma(minus_n, isa.splat(HALF_PI_LOW), isa.add(lost, second_low)))
}

/// `sin(r + low)` for `|r| <= π/4`.
#[inline(always)]
fn sine<I: Isa>(isa: I, r: I::Pack, low: I::Pack) -> I::Pack {
    let z = isa.mul(r, r);
    let cubic = isa.mul(isa.mul(z, r), polynomial(isa, &SIN, z));
    // low · cos r
    let correction = isa.fma(isa.mul(low, z), isa.splat(-0.5), low);
    isa.add(r, isa.add(cubic, correction))
}

/// `cos(r + low)` for `|r| <= π/4`.
#[inline(always)]
fn cosine<I: Isa>(isa: I, r: I::Pack, low: I::Pack) -> I::Pack {
    let one = isa.splat(1.0);
    let z = isa.mul(r, r);
    let half = isa.mul(z, isa.splat(0.5));
    let parabola = isa.sub(one, half);
    let lost = isa.sub(isa.sub(one, parabola), half);
    // z² p(z) - low · sin r
    let rest = isa.fma(isa.mul(z, z), polynomial(isa, &COS, z), isa.fma(isa.neg(r), low, lost));
    isa.add(parabola, rest)
}
