//! Densities on the whole line: a location and a scale, and what skews them.

use std::f64::consts::{LN_2, PI};

use crate::math::bessel::{bessel_ratio, ln_bessel_i0};
use crate::math::beta::lbeta;
use crate::math::elementary::{cos, exp, ln, ln_1p, sin, tanh};
use crate::math::erf::{log_phi, log_phi_slope};
use crate::math::gamma::{LN_SQRT_2PI, digamma};
use crate::math::number::Number;
use crate::stan::library::Table;

use super::univariate::formulas;

/// The densities of this file.
pub fn table<T: Number>() -> Table<T> {
    formulas! { sum:
        "normal_lpdf" = normal(y Number, location Finite, scale Positive);
        "std_normal_lpdf" = std_normal(y Number);
        "cauchy_lpdf" = cauchy(y Number, location Finite, scale PositiveFinite);
        "student_t_lpdf" = student_t(y Number, degrees_of_freedom PositiveFinite, location Finite, scale PositiveFinite);
        "logistic_lpdf" = logistic(y Finite, location Finite, scale PositiveFinite);
        "double_exponential_lpdf" = double_exponential(y Finite, location Finite, scale PositiveFinite);
        "gumbel_lpdf" = gumbel(y Finite, location Finite, scale Positive);
        "skew_normal_lpdf" = skew_normal(y Number, location Finite, scale Positive, shape Finite);
        "exp_mod_normal_lpdf" = exp_mod_normal(y Number, location Finite, scale PositiveFinite, rate PositiveFinite);
        "skew_double_exponential_lpdf" =
            skew_double_exponential(y Finite, location Finite, scale PositiveFinite, skewness Unit);
        "von_mises_lpdf" = von_mises(y Finite, location Finite, concentration NonnegativeFinite);
    }
}

/// `y ~ normal(mu, sigma)`
pub fn normal([y, mu, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let z = (y - mu) / sigma;
    let value = -0.5 * z * z - ln(sigma) - LN_SQRT_2PI;
    (value, move || {
        let slope = z / sigma;
        [-slope, slope, (z * z - 1.0) / sigma]
    })
}

/// `y ~ std_normal()`
pub fn std_normal([y]: [f64; 1]) -> (f64, impl FnOnce() -> [f64; 1]) {
    (-0.5 * y * y - LN_SQRT_2PI, move || [-y])
}

/// `y ~ cauchy(mu, sigma)`
pub fn cauchy([y, mu, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let z = (y - mu) / sigma;
    let square = z * z;
    let value = -ln(PI) - ln(sigma) - ln_1p(square);
    (value, move || {
        let slope = 2.0 * z / (1.0 + square) / sigma;
        [-slope, slope, (square - 1.0) / (1.0 + square) / sigma]
    })
}

/// `y ~ student_t(nu, mu, sigma)`
pub fn student_t([y, nu, mu, sigma]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let z = (y - mu) / sigma;
    let square = z * z;
    let log = ln_1p(square / nu);
    let value = -lbeta(0.5 * nu, 0.5) - 0.5 * ln(nu) - ln(sigma) - 0.5 * (nu + 1.0) * log;
    (value, move || {
        let weight = (nu + 1.0) / (nu + square);
        let slope = weight * z / sigma;
        let by_nu = 0.5 * (digamma(0.5 * nu + 0.5) - digamma(0.5 * nu) - log + (weight * square - 1.0) / nu);
        [-slope, by_nu, slope, (weight * square - 1.0) / sigma]
    })
}

/// `y ~ logistic(mu, sigma)`
pub fn logistic([y, mu, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let z = (y - mu) / sigma;
    let value = -z.abs() - ln(sigma) - 2.0 * ln_1p(exp(-z.abs()));
    (value, move || {
        let slope = tanh(0.5 * z) / sigma;
        [-slope, slope, z * slope - 1.0 / sigma]
    })
}

/// `y ~ double_exponential(mu, sigma)`. At the kink the derivatives by `y` and `mu` are 0.
pub fn double_exponential([y, mu, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let z = (y - mu) / sigma;
    let value = -LN_2 - ln(sigma) - z.abs();
    (value, move || {
        let slope = if z == 0.0 { 0.0 } else { z.signum() / sigma };
        [-slope, slope, (z.abs() - 1.0) / sigma]
    })
}

/// `y ~ gumbel(mu, beta)`
pub fn gumbel([y, mu, beta]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let z = (y - mu) / beta;
    let tail = exp(-z);
    let value = -ln(beta) - z - tail;
    (value, move || {
        let slope = (1.0 - tail) / beta;
        [-slope, slope, z * slope - 1.0 / beta]
    })
}

/// `y ~ skew_normal(xi, omega, alpha)`
pub fn skew_normal([y, xi, omega, alpha]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let z = (y - xi) / omega;
    let value = LN_2 - LN_SQRT_2PI - ln(omega) - 0.5 * z * z + log_phi(alpha * z);
    (value, move || {
        let ratio = log_phi_slope(alpha * z);
        let slope = (z - alpha * ratio) / omega;
        [-slope, slope, z * slope - 1.0 / omega, z * ratio]
    })
}

/// `y ~ exp_mod_normal(mu, sigma, lambda)`
pub fn exp_mod_normal([y, mu, sigma, lambda]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let step = y - mu;
    let spread = lambda * sigma;
    let place = step / sigma - spread;
    let value = ln(lambda) + 0.5 * spread * spread - lambda * step + log_phi(place);
    (value, move || {
        let ratio = log_phi_slope(place);
        let slope = lambda - ratio / sigma;
        let by_sigma = lambda * spread - ratio * (step / sigma / sigma + lambda);
        [-slope, slope, by_sigma, 1.0 / lambda - step + spread * sigma - ratio * sigma]
    })
}

/// `y ~ skew_double_exponential(mu, sigma, tau)`
pub fn skew_double_exponential([y, mu, sigma, tau]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let z = (y - mu) / sigma;
    let weight = if z < 0.0 { tau - 1.0 } else { tau };
    let value = LN_2 + ln(tau) + ln_1p(-tau) - ln(sigma) - 2.0 * weight * z;
    (value, move || {
        let slope = if z == 0.0 { 0.0 } else { 2.0 * weight / sigma };
        let by_tau = 1.0 / tau - 1.0 / (1.0 - tau) - 2.0 * z;
        [-slope, slope, z * slope - 1.0 / sigma, by_tau]
    })
}

/// `y ~ von_mises(mu, kappa)`
pub fn von_mises([y, mu, kappa]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let value = kappa * cos(y - mu) - ln(2.0 * PI) - ln_bessel_i0(kappa);
    (value, move || {
        let slope = kappa * sin(y - mu);
        [-slope, slope, cos(y - mu) - bessel_ratio(kappa)]
    })
}
