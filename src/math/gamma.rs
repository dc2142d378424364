//! The gamma function's logarithm and its derivatives.

use super::elementary::ln;
use super::simd::functions;

/// `ln √(2π)`
pub const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;

/// `ln |Γ(x)|`, within 3.5 ulp for `x > 0`; `+∞` at 0 and the negative integers. The bits are those of
/// [`functions::lgamma`].
#[inline]
pub fn lgamma(x: f64) -> f64 {
    functions::lgamma1(x)
}

/// From here on asymptotic series in `1/x` are exact to the last digit.
const ASYMPTOTIC: f64 = 10.0;

/// What is left of `ln Γ(x)` after Stirling's formula: `lnΓ(x) - (x - ½) ln x + x - ln √(2π)`, for `x > 0`.
///
/// Sums of `lgamma` of large arguments, which cancel, are written with it instead.
pub fn stirling_rest(x: f64) -> f64 {
    if x < ASYMPTOTIC {
        return lgamma(x) - (x - 0.5) * ln(x) + x - LN_SQRT_2PI;
    }
    // B(2k) / (2k (2k - 1))
    const SERIES: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
        -3617.0 / 122_400.0,
    ];
    polynomial(&SERIES, 1.0 / (x * x)) / x
}

/// The derivative of `ln Γ(x)`, within 3.5 ulp for `x > 0`; NaN at 0 and the negative integers. The bits are those of
/// [`functions::digamma`].
#[inline]
pub fn digamma(x: f64) -> f64 {
    functions::digamma1(x)
}

/// The derivative of [`digamma`]; `+∞` at 0 and the negative integers.
pub fn trigamma(x: f64) -> f64 {
    if x <= 0.0 {
        if x == x.floor() {
            return f64::INFINITY;
        }
        let sine = libm::sin(std::f64::consts::PI * fraction(x));
        return std::f64::consts::PI * std::f64::consts::PI / (sine * sine) - trigamma(1.0 - x);
    }
    let (mut x, mut shifted) = (x, 0.0);
    while x < ASYMPTOTIC {
        shifted += 1.0 / (x * x);
        x += 1.0;
    }
    // B(2k)
    const SERIES: [f64; 8] =
        [1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0, -691.0 / 2730.0, 7.0 / 6.0, -3617.0 / 510.0];
    let inverse_square = 1.0 / (x * x);
    shifted + 1.0 / x + 0.5 * inverse_square + polynomial(&SERIES, inverse_square) * inverse_square / x
}

/// `x` less the integer nearest to it; the subtraction is exact.
fn fraction(x: f64) -> f64 {
    x - x.round()
}

/// `Σ coefficients[k] x^k`
pub(super) fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, &coefficient| sum * x + coefficient)
}
