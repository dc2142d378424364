//! Distributions by quadrature: the von Mises, on `[-π, π]`, and the skew normal.

use std::f64::consts::PI;

use crate::math::bessel::bessel_ratio;
use crate::math::elementary::{cos, exp, ln, ln_1p};
use crate::math::erf::phi;
use crate::math::gamma::LN_SQRT_2PI;
use crate::math::gauss_legendre::integrate;
use crate::math::number::Number;
use crate::math::owen::skew_normal_tails;
use crate::stan::library::Table;
use crate::stan::library::density::location as density;

use super::tails;

/// The distribution functions of this file.
pub fn table<T: Number>() -> Table<T> {
    tails! {
        "skew_normal" = skew_normal(y Number, location Finite, scale Positive, shape Finite);
        "von_mises" = von_mises(y Angle, location Finite, concentration PositiveFinite);
    }
}

fn skew_normal<const UPPER: bool>([y, xi, omega, alpha]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let z = (y - xi) / omega;
    let (lower, upper) = if z.is_infinite() { (phi(z), phi(-z)) } else { skew_normal_tails(z, alpha) };
    let (tail, rest) = if UPPER { (upper, lower) } else { (lower, upper) };
    let value = if tail > 0.5 { ln_1p(-rest) } else { ln(tail) };
    (value, move || {
        if tail == 0.0 || z.is_infinite() {
            return [0.0; 4];
        }
        let sign = if UPPER { -1.0 } else { 1.0 };
        let by_z = sign * 2.0 * exp(-0.5 * z * z - LN_SQRT_2PI) * phi(alpha * z) / tail;
        let square = 1.0 + alpha * alpha;
        let by_alpha = -sign * exp(-0.5 * z * z * square) / (PI * square) / tail;
        [by_z / omega, -by_z / omega, -by_z * z / omega, by_alpha]
    })
}

/// Panels for a density that may be as narrow as `1 / √kappa`.
fn n_panels(kappa: f64) -> u32 {
    (16.0 + 4.0 * kappa.sqrt()).min(4096.0) as u32
}

fn von_mises<const UPPER: bool>([y, mu, kappa]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let density = move |x: f64| exp(density::von_mises([x, mu, kappa]).0);
    let integral = move |from: f64, to: f64, f: &dyn Fn(f64) -> f64| integrate(from, to, n_panels(kappa), f);
    let (from, to) = if UPPER { (y, PI) } else { (-PI, y) };
    let tail = integral(from, to, &density);
    // What is integrated: the smaller of this tail and the other one.
    let (low, high) = if tail <= 0.5 {
        (from, to)
    } else if UPPER {
        (-PI, y)
    } else {
        (y, PI)
    };
    let value = if tail <= 0.5 { ln(tail) } else { ln_1p(-integral(low, high, &density)) };
    (value, move || {
        if tail == 0.0 {
            return [0.0; 3];
        }
        let by_y = if UPPER { -density(y) } else { density(y) };
        let ratio = bessel_ratio(kappa);
        let by_kappa = integral(low, high, &|x| (cos(x - mu) - ratio) * density(x));
        let by_kappa = if tail <= 0.5 { by_kappa } else { -by_kappa };
        [by_y / tail, (density(from) - density(to)) / tail, by_kappa / tail]
    })
}
