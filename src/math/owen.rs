//! Owen's T function, and the tails of the skew normal distribution that it makes.

use std::f64::consts::PI;

use super::elementary::{atan, cos, exp};
use super::erf::phi;
use super::gauss_legendre::integrate;

/// Owen's T: the probability that of two independent standard normal variates the first exceeds `h` and the second
/// is between 0 and `a` times the first.
pub fn owens_t(h: f64, a: f64) -> f64 {
    let (h, positive) = (h.abs(), a.abs());
    let value = if positive <= 1.0 {
        sector(h, 0.0, atan(positive))
    } else {
        let (p, q) = (phi(-h), phi(-positive * h));
        0.5 * (p + q) - p * q - sector(positive * h, 0.0, atan(1.0 / positive))
    };
    if a < 0.0 { -value } else { value }
}

/// `1/2π ∫ exp(-h² / (2 cos²θ)) dθ`
fn sector(h: f64, from: f64, to: f64) -> f64 {
    let integrand = |angle: f64| {
        let x = h / cos(angle);
        exp(-0.5 * x * x)
    };
    integrate(from, to, 8, integrand) / (2.0 * PI)
}

/// `P(Z ≤ z)` and `P(Z > z)` of a skew normal variate of this shape, each exact where it is small.
pub fn skew_normal_tails(z: f64, shape: f64) -> (f64, f64) {
    if shape < 0.0 {
        let (lower, upper) = skew_normal_tails(-z, -shape);
        return (upper, lower);
    }
    if z >= 0.0 {
        let upper = phi(-z) + 2.0 * owens_t(z, shape);
        return (1.0 - upper, upper);
    }
    let lower = if z > -1.0 {
        phi(z) - 2.0 * owens_t(z, shape)
    } else {
        // The sector beyond the shape's, as far as there is anything in it.
        let end = (shape * shape + 100.0 / (z * z)).sqrt();
        2.0 * sector(-z, atan(shape), atan(end))
    };
    (lower, 1.0 - lower)
}
