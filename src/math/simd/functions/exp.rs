//! The exponential function.

use super::coefficients::{EXP, EXP_M1, LN_2_HIGH, LN_2_LOW, LOG2_E};
use super::{Isa, or_nan, polynomial};

/// Adding and subtracting this rounds to an integer, which in between stands in the low bits.
pub(super) const TO_INTEGER: f64 = 6_755_399_441_055_744.0; // 1.5 · 2^52

/// Up to this magnitude `e^x` is a normal number, with room for a factor of some powers of two.
const ORDINARY: f64 = 700.0;

/// `e^x`, within 1 ulp.
///
/// `x = n ln 2 + r` with `|r| <= ln 2 / 2`, and `e^r = 1 + r + r² q(r)`.
#[inline(always)]
pub fn exp<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    if isa.all(isa.le(isa.abs(x), isa.splat(ORDINARY))) {
        let power = Reduced::of(isa, x);
        return isa.add_bits(power.exp(isa), isa.shift_to_exponent(power.integer));
    }
    let power = Reduced::of(isa, near(isa, x));
    at_the_ends(isa, x, power.scale(isa, power.exp(isa)))
}

/// What is made of `e^r - 1` before it is scaled by a power of two.
pub(super) trait Finish<I: Isa>: Copy {
    /// A number between 2^-11 and 2^11. Implementations are `#[inline(always)]`.
    fn finish(self, isa: I, growth: I::Pack) -> I::Pack;
}

/// `e^r`
#[derive(Clone, Copy)]
pub(super) struct Plain;

impl<I: Isa> Finish<I> for Plain {
    #[inline(always)]
    fn finish(self, isa: I, growth: I::Pack) -> I::Pack {
        isa.add(isa.splat(1.0), growth)
    }
}

/// `e^r` times the sum of a number and a smaller one.
#[derive(Clone, Copy)]
pub(super) struct Times<P>(pub P, pub P);

impl<I: Isa> Finish<I> for Times<I::Pack> {
    #[inline(always)]
    fn finish(self, isa: I, growth: I::Pack) -> I::Pack {
        isa.add(self.0, isa.fma(self.0, growth, self.1))
    }
}

/// `2^n` times what `last` makes of `e^r - 1`, for `high + low = n ln 2 + r` and `|low| < 1`.
///
/// The result is rounded once more only if it is subnormal; it is 0, infinite or NaN where `high` says so.
#[inline(always)]
pub(super) fn scaled_exp<I: Isa>(isa: I, high: I::Pack, low: I::Pack, last: impl Finish<I>) -> I::Pack {
    if isa.all(isa.le(isa.abs(high), isa.splat(ORDINARY))) {
        let power = Reduced::of(isa, high);
        return isa.add_bits(last.finish(isa, power.growth(isa, low)), isa.shift_to_exponent(power.integer));
    }
    let power = Reduced::of(isa, near(isa, high));
    at_the_ends(isa, high, power.scale(isa, last.finish(isa, power.growth(isa, low))))
}

/// From this magnitude on `e^x` is 0 or infinite.
const FAR: f64 = 1000.0;

/// `x`, but 0 where it is far or NaN.
#[inline(always)]
fn near<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    isa.select(isa.le(isa.abs(x), isa.splat(FAR)), x, isa.splat(0.0))
}

/// `result`, but 0, infinite or NaN where `x` is far or NaN.
#[inline(always)]
fn at_the_ends<I: Isa>(isa: I, x: I::Pack, result: I::Pack) -> I::Pack {
    let result = isa.select(isa.lt(isa.splat(FAR), x), isa.splat(f64::INFINITY), result);
    or_nan(isa, x, isa.select(isa.lt(x, isa.splat(-FAR)), isa.splat(0.0), result))
}

/// `n ln 2 + r`
#[derive(Clone, Copy)]
struct Reduced<P> {
    /// `n`, in the low bits.
    integer: P,
    n: P,
    rest: P,
}

impl<P: Copy> Reduced<P> {
    #[inline(always)]
    fn of<I: Isa<Pack = P>>(isa: I, x: P) -> Reduced<P> {
        let integer = isa.fma(x, isa.splat(LOG2_E), isa.splat(TO_INTEGER));
        let n = isa.sub(integer, isa.splat(TO_INTEGER));
        // Exact: both are multiples of 2^-54, and the result is below 1/2.
        let rest = isa.fma(n, isa.splat(-LN_2_HIGH), x);
        Reduced { integer, n, rest }
    }

    /// `r + low` as a sum of two doubles.
    #[inline(always)]
    fn precise<I: Isa<Pack = P>>(self, isa: I, low: P) -> (P, P) {
        let low = isa.fma(self.n, isa.splat(-LN_2_LOW), low);
        let high = isa.add(self.rest, low);
        (high, isa.add(isa.sub(self.rest, high), low))
    }

    /// `e^(r + low) - 1`
    #[inline(always)]
    fn growth<I: Isa<Pack = P>>(self, isa: I, low: P) -> P {
        let (r, low) = self.precise(isa, low);
        isa.add(r, isa.fma(isa.mul(r, r), polynomial(isa, &EXP, r), low))
    }

    /// `e^r`
    ///
    /// What is lost because `r` is one double is at most a fifth of an ulp.
    #[inline(always)]
    fn exp<I: Isa<Pack = P>>(self, isa: I) -> P {
        let r = isa.fma(self.n, isa.splat(-LN_2_LOW), self.rest);
        let growth = isa.fma(isa.mul(r, r), polynomial(isa, &EXP, r), r);
        isa.add(isa.splat(1.0), growth)
    }

    /// `x · 2^n`, rounded once: in two steps, the first of them exact.
    #[inline(always)]
    fn scale<I: Isa<Pack = P>>(self, isa: I, x: P) -> P {
        let half = isa.fma(self.n, isa.splat(0.5), isa.splat(TO_INTEGER));
        let other = isa.add(isa.sub(self.n, isa.sub(half, isa.splat(TO_INTEGER))), isa.splat(TO_INTEGER));
        isa.mul(isa.mul(x, power_of_two(isa, half)), power_of_two(isa, other))
    }
}

/// `2^n` of an integer in the low bits.
#[inline(always)]
fn power_of_two<I: Isa>(isa: I, integer: I::Pack) -> I::Pack {
    isa.add_bits(isa.splat(1.0), isa.shift_to_exponent(integer))
}

/// `e^x - 1`, within 1 ulp; the zeros keep their sign.
#[inline(always)]
pub fn exp_m1<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    if isa.all(isa.le(isa.abs(x), isa.splat(ORDINARY))) {
        return ordinary_exp_m1(isa, x);
    }
    let ordinary = isa.le(isa.abs(x), isa.splat(ORDINARY));
    let small = ordinary_exp_m1(isa, isa.select(ordinary, x, isa.splat(0.0)));
    isa.select(ordinary, small, isa.sub(exp(isa, x), isa.splat(1.0)))
}

/// `e^x - 1` for `|x| <= 700`.
///
/// `(2^n - 1) + 2^n r + 2^n (e^r - 1 - r)`, where the first sum is kept with what its rounding took off.
#[inline(always)]
pub(super) fn ordinary_exp_m1<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    let one = isa.splat(1.0);
    let power = Reduced::of(isa, x);
    let (r, low) = power.precise(isa, isa.splat(0.0));
    let cubic = isa.fma(isa.mul(r, r), isa.mul(r, polynomial(isa, &EXP_M1, r)), low);
    let curved = isa.fma(isa.mul(r, isa.splat(0.5)), r, cubic);

    let scale = power_of_two(isa, power.integer);
    let base = isa.sub(scale, one);
    let base_low = isa.sub(isa.sub(scale, base), one);
    let slope = isa.mul(scale, r);
    let sum = isa.add(base, slope);
    let sum_low = isa.add(isa.add(isa.sub(base, sum), slope), base_low);
    let result = isa.add(sum, isa.fma(scale, curved, sum_low));
    isa.select(isa.eq(x, isa.splat(0.0)), x, result)
}
