//! The logistic function, its logarithm, and the hyperbolic tangent.

use super::coefficients::LN_WIDE;
use super::exp::{exp, ordinary_exp_m1};
use super::{Isa, or_nan, polynomial};

/// `1 / (1 + e^-x)`, within 2.5 ulp.
#[inline(always)]
pub fn inv_logit<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    inv_logit_of_tail(isa, x, exp(isa, isa.neg(isa.abs(x))))
}

/// [`inv_logit`] with `e^-|x|` given: the same bits.
#[inline(always)]
pub fn inv_logit_of_tail<I: Isa>(isa: I, x: I::Pack, tail: I::Pack) -> I::Pack {
    let one = isa.splat(1.0);
    let numerator = isa.select(isa.lt(x, isa.splat(0.0)), tail, one);
    isa.div(numerator, isa.add(one, tail))
}

/// `ln(1 + e^x)`, within 2 ulp.
#[inline(always)]
pub fn log1p_exp<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    log1p_exp_of_tail(isa, x, exp(isa, isa.neg(isa.abs(x))))
}

/// [`log1p_exp`] with `e^-|x|` given: the same bits.
#[inline(always)]
pub fn log1p_exp_of_tail<I: Isa>(isa: I, x: I::Pack, tail: I::Pack) -> I::Pack {
    let small = ln_1p_of_unit(isa, tail);
    let positive = isa.select(isa.lt(isa.splat(0.0), x), x, isa.splat(0.0));
    or_nan(isa, x, isa.add(positive, small))
}

/// `ln` of [`inv_logit`], within 2 ulp.
#[inline(always)]
pub fn log_inv_logit<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    or_nan(isa, x, isa.neg(log1p_exp(isa, isa.neg(x))))
}

/// `ln(1 + f)` for `0 <= f <= 1`, by the formula of `ln` but over a wider interval.
#[inline(always)]
fn ln_1p_of_unit<I: Isa>(isa: I, f: I::Pack) -> I::Pack {
    let s = isa.div(f, isa.add(f, isa.splat(2.0)));
    let z = isa.mul(s, s);
    let half = isa.mul(f, isa.splat(0.5));
    let rest = isa.fma(half, f, isa.mul(z, polynomial(isa, &LN_WIDE, z)));
    isa.sub(f, isa.fma(half, f, isa.neg(isa.mul(s, rest))))
}

/// Hyperbolic tangent, within 2.5 ulp; the zeros keep their sign.
///
/// `t / (t + 2)` with `t = e^(2x) - 1`, of the magnitude.
#[inline(always)]
pub fn tanh<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    // From here on the nearest double is 1.
    let (zero, end) = (isa.splat(0.0), isa.splat(20.0));
    let size = isa.abs(x);
    let size = isa.select(isa.lt(size, end), size, end);
    let t = ordinary_exp_m1(isa, isa.add(size, size));
    let result = isa.div(t, isa.add(t, isa.splat(2.0)));
    let result = isa.select(isa.lt(x, zero), isa.neg(result), result);
    or_nan(isa, x, isa.select(isa.eq(x, zero), x, result))
}
