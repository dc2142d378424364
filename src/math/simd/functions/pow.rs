//! Powers.

use super::coefficients::{INV_SQRT, LN_2_REST, LN_2_SHORT, LN_PRECISE, TWO_THIRDS_HIGH, TWO_THIRDS_LOW};
use super::exp::{Plain, scaled_exp};
use super::ln::Split;
use super::{Isa, line, polynomial, within};
use crate::math::simd::LANES;

/// `1 / √x`, within 1.5 ulp: `±∞` at the zeros, NaN below.
///
/// Multiplications alone: packs take several times as long to divide and to take roots.
#[inline(always)]
pub fn inv_sqrt<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    let ordinary = within(isa, f64::MIN_POSITIVE, x, f64::INFINITY);
    if isa.all(ordinary) {
        return ordinary_inv_sqrt(isa, x);
    }
    let rare = isa.div(isa.splat(1.0), isa.sqrt(x));
    let rare = isa.select(isa.le(isa.splat(0.0), x), rare, isa.splat(f64::NAN));
    isa.select(ordinary, ordinary_inv_sqrt(isa, isa.select(ordinary, x, isa.splat(1.0))), rare)
}

/// `1 / √x` of a normal positive number.
///
/// Half the bits, taken from this constant, are those of an estimate within 3.5 percent (Lomont, "Fast inverse square
/// root", 2003; here for doubles). With `r = 1 - x y²` of an estimate `y` the result is `y / √(1 - r)`: a polynomial
/// in `r` leaves `|r| < 2e-6`, and two terms of the binomial series do the rest.
#[inline(always)]
fn ordinary_inv_sqrt<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    const FROM: f64 = f64::from_bits(0x5fe6_eb50_c7b5_37a9);
    let one = isa.splat(1.0);
    let y = isa.sub_bits(isa.splat(FROM), isa.shift_right(x));
    let r = isa.fma(isa.neg(isa.mul(x, y)), y, one);
    let y = isa.mul(y, polynomial(isa, &INV_SQRT, r));
    let r = isa.fma(isa.neg(isa.mul(x, y)), y, one);
    isa.fma(isa.mul(y, r), line(isa, 0.5, 0.375, r), y)
}

/// `x^y`, within 1 ulp; special cases as in IEEE 754, so `x^0` and `1^y` are 1 even for NaN.
///
/// `e^(y ln x)`, with the logarithm and the product as sums of two doubles.
#[inline(always)]
pub fn pow<I: Isa>(isa: I, x: I::Pack, y: I::Pack) -> I::Pack {
    let ordinary =
        isa.and(within(isa, f64::MIN_POSITIVE, x, f64::INFINITY), isa.lt(isa.abs(y), isa.splat(f64::INFINITY)));
    let usual = isa.all(ordinary);
    let split = if usual { Split::of(isa, x) } else { Split::of_any(isa, isa.abs(x)) };
    let (ln_high, ln_low) = precise_ln(isa, split);
    let high = isa.mul(y, ln_high);
    let low = isa.fma(y, ln_low, isa.fma(y, ln_high, isa.neg(high)));
    let result = scaled_exp(isa, high, low, Plain);
    if usual {
        return result;
    }
    let (mut xs, mut ys, mut results) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    isa.store(&mut xs, x);
    isa.store(&mut ys, y);
    isa.store(&mut results, result);
    let ordinary = isa.bits(ordinary);
    for lane in (0..isa.lanes()).filter(|lane| ordinary >> lane & 1 == 0) {
        results[lane] = rare(xs[lane], ys[lane], results[lane]);
    }
    isa.load(&results)
}

/// `x^y`, where `power` is `|x|^y` if both are finite and `x` is not 0.
fn rare(x: f64, y: f64, power: f64) -> f64 {
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    if y.is_infinite() {
        let size = x.abs();
        return if size == 1.0 {
            1.0
        } else if (size > 1.0) == (y > 0.0) {
            f64::INFINITY
        } else {
            0.0
        };
    }
    let size = if x == 0.0 || x.is_infinite() {
        if (x == 0.0) == (y > 0.0) { 0.0 } else { f64::INFINITY }
    } else if x < 0.0 && y != y.trunc() {
        return f64::NAN;
    } else {
        power
    };
    if x.is_sign_negative() && y % 2.0 != 0.0 && y == y.trunc() { -size } else { size }
}

/// The logarithm of a positive number as a sum of two doubles, with a relative error of 2^-65.
///
/// `2 atanh s` with `s = (m - 1) / (m + 1)`, where the terms of first and third order have two doubles each.
#[inline(always)]
fn precise_ln<I: Isa>(isa: I, Split { k, m, .. }: Split<I::Pack>) -> (I::Pack, I::Pack) {
    let (s, s_low) = ratio(isa, isa.sub(m, isa.splat(1.0)));
    let z = isa.mul(s, s);
    let z_low = isa.fma(isa.add(s, s), s_low, isa.fma(s, s, isa.neg(z)));
    let cube = isa.mul(s, z);
    let cube_low = isa.fma(s_low, z, isa.fma(s, z_low, isa.fma(s, z, isa.neg(cube))));

    let third = isa.splat(TWO_THIRDS_HIGH);
    let rest = isa.mul(z, polynomial(isa, &LN_PRECISE, z));
    let factor = isa.add(third, rest);
    let factor_low = isa.add(isa.add(isa.sub(third, factor), rest), isa.splat(TWO_THIRDS_LOW));
    let term = isa.mul(cube, factor);
    let term_low = isa.fma(cube, factor, isa.neg(term));
    let term_low = isa.fma(cube_low, factor, isa.fma(cube, factor_low, term_low));

    let (high, low) = sum(isa, isa.add(s, s), term);
    let low = isa.add(low, isa.add(isa.add(s_low, s_low), term_low));
    let (whole, whole_low) = sum(isa, isa.mul(k, isa.splat(LN_2_SHORT)), high);
    sum(isa, whole, isa.add(whole_low, isa.fma(k, isa.splat(LN_2_REST), low)))
}

/// `f / (2 + f)` as a sum of two doubles.
#[inline(always)]
fn ratio<I: Isa>(isa: I, f: I::Pack) -> (I::Pack, I::Pack) {
    let two = isa.splat(2.0);
    let d = isa.add(two, f);
    let d_low = isa.sub(f, isa.sub(d, two));
    let inverse = isa.div(isa.splat(1.0), d);
    let s = isa.mul(f, inverse);
    let rest = isa.fma(isa.neg(s), d_low, isa.fma(isa.neg(s), d, f));
    (s, isa.mul(rest, inverse))
}

/// `a + b` and what its rounding took off, where `a` is 0 or the larger.
#[inline(always)]
fn sum<I: Isa>(isa: I, a: I::Pack, b: I::Pack) -> (I::Pack, I::Pack) {
    let sum = isa.add(a, b);
    (sum, isa.add(isa.sub(a, sum), b))
}
