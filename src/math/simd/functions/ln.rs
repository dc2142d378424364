//! The natural logarithm.

use super::coefficients::{LN, LN_2_REST, LN_2_SHORT};
use super::{Isa, or_nan, polynomial, within};

const SIGNIFICAND: u64 = (1 << 52) - 1;
const ROOT_HALF: i64 = std::f64::consts::FRAC_1_SQRT_2.to_bits() as i64;
const ONE: i64 = 1.0f64.to_bits() as i64;
/// An integer in its low bits makes a double of this much more.
const TWO_52: f64 = 4_503_599_627_370_496.0;

/// `x = 2^k m` with `√½ <= m < √2`.
#[derive(Clone, Copy)]
pub(super) struct Split<P> {
    pub k: P,
    pub m: P,
    /// `k + 1023` in the low bits.
    biased: P,
}

impl<P: Copy> Split<P> {
    /// Of a normal positive number.
    #[inline(always)]
    pub fn of<I: Isa<Pack = P>>(isa: I, x: P) -> Split<P> {
        let moved = isa.add_to_bits(x, ONE - ROOT_HALF);
        let m = isa.add_to_bits(isa.and_bits(moved, SIGNIFICAND), ROOT_HALF);
        let biased = isa.shift_from_exponent(moved);
        let k = isa.sub(isa.or_bits(biased, TWO_52.to_bits()), isa.splat(TWO_52 + 1023.0));
        Split { k, m, biased }
    }

    /// Of a positive number, also a subnormal one.
    #[inline(always)]
    pub fn of_any<I: Isa<Pack = P>>(isa: I, x: P) -> Split<P> {
        let subnormal = isa.lt(x, isa.splat(f64::MIN_POSITIVE));
        let split = Split::of(isa, isa.select(subnormal, isa.mul(x, isa.splat(TWO_52)), x));
        Split { k: isa.select(subnormal, isa.sub(split.k, isa.splat(52.0)), split.k), ..split }
    }

    /// `2^-k` for `|k| < 1022`.
    #[inline(always)]
    fn inverse_power<I: Isa<Pack = P>>(self, isa: I) -> P {
        isa.shift_to_exponent(isa.sub_bits(isa.splat(f64::from_bits(2046)), self.biased))
    }
}

/// `ln x`, within 1 ulp: NaN below 0, `-∞` at both zeros.
#[inline(always)]
pub fn ln<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    if isa.all(within(isa, f64::MIN_POSITIVE, x, f64::INFINITY)) {
        let split = Split::of(isa, x);
        return of_split(isa, split.k, isa.sub(split.m, isa.splat(1.0)), isa.splat(0.0));
    }
    let zero = isa.splat(0.0);
    let split = Split::of_any(isa, x);
    let result = of_split(isa, split.k, isa.sub(split.m, isa.splat(1.0)), zero);
    let result = isa.select(isa.lt(x, zero), isa.splat(f64::NAN), result);
    let result = isa.select(isa.eq(x, zero), isa.splat(f64::NEG_INFINITY), result);
    or_nan(isa, x, isa.select(isa.eq(x, isa.splat(f64::INFINITY)), x, result))
}

/// `k ln 2 + ln(1 + f) + low`, for `1 + f` between `√½` and `√2` and a tiny `low`.
#[inline(always)]
fn of_split<I: Isa>(isa: I, k: I::Pack, f: I::Pack, low: I::Pack) -> I::Pack {
    let low = isa.fma(k, isa.splat(LN_2_REST), low);
    let linear = isa.sub(f, curvature(isa, f, low));
    isa.fma(k, isa.splat(LN_2_SHORT), linear)
}

/// `f - ln(1 + f) - low`
///
/// With `s = f / (2 + f)`, `ln(1 + f) = 2 atanh s = f - f²/2 + s (f²/2 + s² p(s²))`.
#[inline(always)]
fn curvature<I: Isa>(isa: I, f: I::Pack, low: I::Pack) -> I::Pack {
    let s = isa.div(f, isa.add(f, isa.splat(2.0)));
    let z = isa.mul(s, s);
    let half = isa.mul(f, isa.splat(0.5));
    let rest = isa.mul(z, polynomial(isa, &LN, z));
    let rest = isa.fma(s, isa.fma(half, f, rest), low);
    isa.fma(half, f, isa.neg(rest))
}

/// `ln x` of a normal positive number as a sum: the first is the result to about 1 ulp, the second what it lacks to
/// within 2^-56.
#[inline(always)]
pub(super) fn ln_in_two<I: Isa>(isa: I, x: I::Pack) -> (I::Pack, I::Pack) {
    let split = Split::of(isa, x);
    let f = isa.sub(split.m, isa.splat(1.0));
    let curved = curvature(isa, f, isa.mul(split.k, isa.splat(LN_2_REST)));
    // Exact: 11 bits by 32.
    let whole = isa.mul(split.k, isa.splat(LN_2_SHORT));
    let sum = isa.add(whole, f);
    let sum_low = isa.add(isa.sub(whole, sum), f);
    let high = isa.sub(sum, curved);
    (high, isa.add(isa.sub(isa.sub(sum, high), curved), sum_low))
}

/// `ln(1 + x)`, within 1 ulp: NaN below -1, `-∞` at -1; the zeros keep their sign.
#[inline(always)]
pub fn ln_1p<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    const LARGE: f64 = TWO_52 * TWO_52;
    /// `-1 + 2^-53`
    const ABOVE_MINUS_ONE: f64 = -1.0 + f64::EPSILON / 2.0;
    let ordinary = within(isa, ABOVE_MINUS_ONE, x, LARGE);
    if isa.all(ordinary) {
        return ordinary_ln_1p(isa, x);
    }
    let result = ordinary_ln_1p(isa, isa.select(ordinary, x, isa.splat(0.0)));
    let large = ln(isa, isa.select(isa.lt(x, isa.splat(LARGE)), isa.splat(1.0), x));
    let result = isa.select(isa.lt(x, isa.splat(LARGE)), result, large);
    let result = isa.select(isa.lt(x, isa.splat(-1.0)), isa.splat(f64::NAN), result);
    or_nan(isa, x, isa.select(isa.eq(x, isa.splat(-1.0)), isa.splat(f64::NEG_INFINITY), result))
}

/// `ln(1 + x)` for `-1 < x < 2^104`.
///
/// What the rounding of `1 + x` takes off comes back as a correction of the first order.
#[inline(always)]
fn ordinary_ln_1p<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    let one = isa.splat(1.0);
    let sum = isa.add(one, x);
    let x_part = isa.sub(sum, one);
    let lost = isa.add(isa.sub(one, isa.sub(sum, x_part)), isa.sub(x, x_part));

    let split = Split::of(isa, sum);
    let f = isa.sub(split.m, one);
    // 1 / m to within 2 percent, which is enough for a correction of half an ulp.
    let inverse = isa.fma(isa.fma(isa.splat(0.68), f, isa.splat(-0.98)), f, one);
    let low = isa.mul(isa.mul(lost, split.inverse_power(isa)), inverse);
    let near = isa.eq(split.k, isa.splat(0.0));
    let f = isa.select(near, x, f);
    let low = isa.select(near, isa.splat(0.0), low);
    let result = of_split(isa, split.k, f, low);
    isa.select(isa.eq(x, isa.splat(0.0)), x, result)
}
