//! Modified Bessel functions of the first kind, as the von Mises distribution needs them.

use std::f64::consts::PI;

use super::elementary::{ln, ln_1p};

/// Above this the asymptotic series has the last digit before it diverges.
const FAR: f64 = 30.0;

/// `ln I0(x)`, for `x ≥ 0`.
pub fn ln_bessel_i0(x: f64) -> f64 {
    if x < FAR {
        return ln_1p(power_series(x, 0.0));
    }
    x - 0.5 * ln(2.0 * PI * x) + ln(asymptotic_series(x, 0.0))
}

/// `I1(x) / I0(x)`, the derivative of [`ln_bessel_i0`].
pub fn bessel_ratio(x: f64) -> f64 {
    if x < FAR {
        return 0.5 * x * (1.0 + power_series(x, 1.0)) / (1.0 + power_series(x, 0.0));
    }
    asymptotic_series(x, 1.0) / asymptotic_series(x, 0.0)
}

/// `I0 - 1` for order 0, `2 I1 / x - 1` for order 1: `Σ (x²/4)^k / (k! (k + order)!)` for `k` from 1.
fn power_series(x: f64, order: f64) -> f64 {
    let quarter = 0.25 * x * x;
    let (mut term, mut sum, mut k) = (quarter / (1.0 + order), 0.0, 1.0);
    while term > 1e-17 * sum {
        sum += term;
        k += 1.0;
        term *= quarter / (k * (k + order));
    }
    sum
}

/// The series in `1/x` of the function without its factor `e^x / √(2πx)`.
fn asymptotic_series(x: f64, order: f64) -> f64 {
    let square = 4.0 * order * order;
    let (mut term, mut sum, mut k) = (1.0_f64, 1.0, 1.0);
    while term.abs() > 1e-17 && k < 40.0 {
        let odd = 2.0 * k - 1.0;
        term *= -(square - odd * odd) / (8.0 * x * k);
        sum += term;
        k += 1.0;
    }
    sum
}
