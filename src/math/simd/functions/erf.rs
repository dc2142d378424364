//! The error function and the normal distribution function.
//!
//! Shepherd and Laframboise (1981), "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞": in
//! `t = (a - 4) / (a + 4)` this function is nearly a polynomial, so that one serves for all `a`.

use std::f64::consts::FRAC_1_SQRT_2;

use super::coefficients::{ERF, ERF_FIRST, ERFC_SCALED, ERFC_SCALED_FIRST};
use super::exp::{Times, scaled_exp};
use super::{Isa, or_nan, polynomial};

/// The error function, within 2 ulp; the zeros keep their sign.
#[inline(always)]
pub fn erf<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    let (zero, one) = (isa.splat(0.0), isa.splat(1.0));
    let size = clamped(isa, isa.abs(x), 6.0);
    let square = isa.mul(size, size);
    // What the square lacks does not matter: the tail is small beside 1.
    let outer = isa.sub(one, upper_tail(isa, size, square, zero));
    let outer = isa.select(isa.lt(x, zero), isa.neg(outer), outer);
    let inner = isa.fma(x, isa.splat(ERF_FIRST), isa.mul(x, polynomial(isa, &ERF, square)));
    let inner = isa.select(isa.eq(x, zero), x, inner);
    or_nan(isa, x, isa.select(isa.lt(size, one), inner, outer))
}

/// `1 - erf(x)`, within 2.5 ulp, also where it is small.
#[inline(always)]
pub fn erfc<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    let size = clamped(isa, isa.abs(x), 27.5);
    let square = isa.mul(size, size);
    let tail = upper_tail(isa, size, square, isa.fma(size, size, isa.neg(square)));
    or_nan(isa, x, isa.select(isa.lt(x, isa.splat(0.0)), isa.sub(isa.splat(2.0), tail), tail))
}

/// The standard normal distribution function, within 3 ulp, also in its lower tail.
#[inline(always)]
pub fn phi<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    let half = isa.splat(0.5);
    let size = clamped(isa, isa.abs(x), 39.0);
    let square = isa.mul(size, size);
    let low = isa.mul(half, isa.fma(size, size, isa.neg(square)));
    let tail = isa.mul(half, upper_tail(isa, isa.mul(size, isa.splat(FRAC_1_SQRT_2)), isa.mul(half, square), low));
    or_nan(isa, x, isa.select(isa.lt(isa.splat(0.0), x), isa.sub(isa.splat(1.0), tail), tail))
}

/// The smaller of the two, the end also for NaN.
#[inline(always)]
fn clamped<I: Isa>(isa: I, x: I::Pack, end: f64) -> I::Pack {
    isa.select(isa.lt(x, isa.splat(end)), x, isa.splat(end))
}

/// `erfc(a)` for `0 <= a <= 27.8`, where `a²` is `square + low`.
#[inline(always)]
fn upper_tail<I: Isa>(isa: I, a: I::Pack, square: I::Pack, low: I::Pack) -> I::Pack {
    let (scaled, scaled_low) = scaled_tail(isa, a);
    scaled_exp(isa, isa.neg(square), isa.neg(low), Times(scaled, scaled_low))
}

/// `e^(a²) erfc(a)` for `0 <= a <= 27.8` as a sum of two doubles.
#[inline(always)]
fn scaled_tail<I: Isa>(isa: I, a: I::Pack) -> (I::Pack, I::Pack) {
    let (one, two, four, first) = (isa.splat(1.0), isa.splat(2.0), isa.splat(4.0), isa.splat(ERFC_SCALED_FIRST));
    // One division for both quotients, whose roundings are made up for.
    let (sum, factor) = (isa.add(a, four), isa.fma(a, two, one));
    let both = isa.div(one, isa.mul(sum, factor));
    let (inverse_sum, inverse_factor) = (isa.mul(both, factor), isa.mul(both, sum));

    let t = isa.mul(isa.sub(a, four), inverse_sum);
    let rest = isa.fma(isa.neg(t), a, isa.fma(isa.neg(four), isa.add(t, one), a));
    let t = isa.fma(rest, inverse_sum, t);

    let varying = polynomial(isa, &ERFC_SCALED, t);
    let product = isa.add(first, varying);
    let product_low = isa.add(isa.sub(first, product), varying);
    let high = isa.mul(product, inverse_factor);
    let minus_high = isa.neg(high);
    let factor_low = isa.fma(a, two, isa.sub(one, factor));
    let lost = isa.fma(minus_high, factor_low, isa.add(isa.fma(minus_high, factor, product), product_low));
    (high, isa.mul(lost, inverse_factor))
}
