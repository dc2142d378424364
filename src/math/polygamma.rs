//! The second derivative of the digamma function.

use std::f64::consts::PI;

use super::elementary::{sin, tan};

/// The derivative of `trigamma`; NaN at 0 and the negative integers.
pub fn tetragamma(x: f64) -> f64 {
    if x <= 0.0 {
        let angle = PI * (x - x.floor());
        let sine = sin(angle);
        return if sine == 0.0 {
            f64::NAN
        } else {
            tetragamma(1.0 - x) - 2.0 * PI * PI * PI / (tan(angle) * sine * sine)
        };
    }
    let (mut x, mut shifted) = (x, 0.0);
    while x < 12.0 {
        shifted -= 2.0 / (x * x * x);
        x += 1.0;
    }
    // -(2k + 1) B(2k), the coefficients of 1/x^(2k + 2)
    const SERIES: [f64; 8] = [-0.5, 1.0 / 6.0, -1.0 / 6.0, 0.3, -5.0 / 6.0, 691.0 / 210.0, -17.5, 3617.0 / 30.0];
    let z = 1.0 / (x * x);
    let series = SERIES.iter().rev().fold(0.0, |sum, coefficient| sum * z + coefficient);
    shifted - z - z / x + series * z * z
}
