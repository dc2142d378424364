//! The gamma function's logarithm and its derivatives.

use super::elementary::ln;

/// `ln √(2π)`
pub const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;

/// `ln |Γ(x)|`; `+∞` at 0 and the negative integers.
pub fn lgamma(x: f64) -> f64 {
    libm::lgamma(x)
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

/// The derivative of `ln Γ(x)`; NaN at 0 and the negative integers.
pub fn digamma(x: f64) -> f64 {
    if x <= 0.0 {
        if x == x.floor() {
            return f64::NAN;
        }
        return digamma(1.0 - x) - std::f64::consts::PI / libm::tan(std::f64::consts::PI * fraction(x));
    }
    if (1.4..1.5).contains(&x) {
        return digamma_near_root(x);
    }
    let (mut x, mut shifted) = (x, 0.0);
    while x < ASYMPTOTIC {
        shifted += 1.0 / x;
        x += 1.0;
    }
    // B(2k) / 2k
    const SERIES: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 120.0,
        1.0 / 252.0,
        -1.0 / 240.0,
        1.0 / 132.0,
        -691.0 / 32_760.0,
        1.0 / 12.0,
        -3617.0 / 8160.0,
    ];
    let inverse_square = 1.0 / (x * x);
    ln(x) - 0.5 / x - polynomial(&SERIES, inverse_square) * inverse_square - shifted
}

/// Taylor's series about the only positive root, where the terms of the general formula cancel.
fn digamma_near_root(x: f64) -> f64 {
    /// The root is the sum of the two.
    const ROOT: (f64, f64) = (1.4616321449683622, 9.549995429965697e-17);
    let step = x - ROOT.0 - ROOT.1;
    polynomial(&DIGAMMA_TAYLOR, step) * step
}

/// `ψ⁽ᵏ⁾(root) / k!` for `k` from 1.
const DIGAMMA_TAYLOR: [f64; 23] = [
    0.9676722454476212,
    -0.4427631689835921,
    0.258499760955651,
    -0.16394270544240652,
    0.10782405069126237,
    -0.07219956125645471,
    0.04880428816414311,
    -0.03316112647484736,
    0.022597648232218104,
    -0.01542476590494896,
    0.010538791616612175,
    -0.007204534386356869,
    0.004926781395729853,
    -0.003369801655439328,
    0.002305126326734928,
    -0.0015769367714301972,
    0.0010788252019162967,
    -0.0007380709389960052,
    0.000504953265834602,
    -0.0003454680251063077,
    0.00023635601564027053,
    -0.00016170622091974803,
    0.0001106337276874741,
];

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
