//! Densities on the positive half-line, or what a bound leaves of it.

use crate::math::elementary::{exp, ln, ln_1p, tanh, x_ln_y};
use crate::math::gamma::{digamma, lgamma};
use crate::math::incomplete_gamma::ln_kernel;
use crate::math::number::Number;
use crate::stan::library::Table;

use super::location::normal;
use super::univariate::formulas;

/// The densities of this file.
pub fn table<T: Number>() -> Table<T> {
    formulas! { sum:
        "exponential_lpdf" = exponential(y Nonnegative, rate PositiveFinite);
        "gamma_lpdf" = gamma(y PositiveFinite, shape PositiveFinite, rate PositiveFinite);
        "inv_gamma_lpdf" = inv_gamma(y Number, shape PositiveFinite, scale PositiveFinite).within(|[y, ..]| y > 0.0);
        "lognormal_lpdf" = lognormal(y Nonnegative, location Finite, scale PositiveFinite).within(|[y, ..]| y > 0.0);
        "weibull_lpdf" = weibull(y Finite, shape PositiveFinite, scale PositiveFinite).within(|[y, ..]| y >= 0.0);
        "frechet_lpdf" = frechet(y Positive, shape PositiveFinite, scale PositiveFinite);
        "chi_square_lpdf" = chi_square(y Nonnegative, degrees_of_freedom PositiveFinite);
        "inv_chi_square_lpdf" =
            inv_chi_square(y Number, degrees_of_freedom PositiveFinite).within(|[y, ..]| y > 0.0);
        "scaled_inv_chi_square_lpdf" =
            scaled_inv_chi_square(y Number, degrees_of_freedom PositiveFinite, scale PositiveFinite)
                .within(|[y, ..]| y > 0.0);
        "pareto_lpdf" =
            pareto(y Number, minimum PositiveFinite, shape PositiveFinite).within(|[y, minimum, _]| y >= minimum);
        "pareto_type_2_lpdf" =
            pareto_type_2(y Number, location Finite, scale PositiveFinite, shape PositiveFinite).at_least(0, 1);
        "rayleigh_lpdf" = rayleigh(y Positive, scale Positive);
        "loglogistic_lpdf" = loglogistic(y PositiveFinite, scale PositiveFinite, shape PositiveFinite);
    }
}

/// `y ~ exponential(beta)`
pub fn exponential([y, beta]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    (ln(beta) - beta * y, move || [-beta, 1.0 / beta - y])
}

/// `y ~ gamma(alpha, beta)`
pub fn gamma([y, alpha, beta]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let value = if y == 0.0 || y == f64::INFINITY {
        alpha * ln(beta) - lgamma(alpha) + x_ln_y(alpha - 1.0, y) - beta * y
    } else {
        ln_kernel(alpha, beta * y) + ln(alpha) - ln(y)
    };
    (value, move || [(alpha - 1.0) / y - beta, ln(beta) + ln(y) - digamma(alpha), alpha / beta - y])
}

/// `y ~ inv_gamma(alpha, beta)`
pub fn inv_gamma([y, alpha, beta]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let value = ln_kernel(alpha, beta / y) + ln(alpha) - ln(y);
    (value, move || [(beta / y - alpha - 1.0) / y, ln(beta) - ln(y) - digamma(alpha), alpha / beta - 1.0 / y])
}

/// `y ~ lognormal(mu, sigma)`
pub fn lognormal([y, mu, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let (value, slopes) = normal([ln(y), mu, sigma]);
    (value - ln(y), move || {
        let [by_log, by_mu, by_sigma] = slopes();
        [(by_log - 1.0) / y, by_mu, by_sigma]
    })
}

/// `y ~ weibull(alpha, sigma)`
pub fn weibull([y, alpha, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let log = ln(y / sigma);
    let hazard = exp(alpha * log);
    let value = ln(alpha) - ln(sigma) + x_ln_y(alpha - 1.0, y / sigma) - hazard;
    (value, move || {
        let excess = alpha * (hazard - 1.0);
        [-(excess + 1.0) / y, 1.0 / alpha + (1.0 - hazard) * log, excess / sigma]
    })
}

/// `y ~ frechet(alpha, sigma)`
pub fn frechet([y, alpha, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let log = ln(y / sigma);
    let hazard = exp(-alpha * log);
    let value = ln(alpha) - ln(sigma) - (1.0 + alpha) * log - hazard;
    (value, move || {
        let excess = alpha * (hazard - 1.0);
        [(excess - 1.0) / y, 1.0 / alpha + (hazard - 1.0) * log, -excess / sigma]
    })
}

/// `y ~ chi_square(nu)`
pub fn chi_square([y, nu]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let (value, slopes) = gamma([y, 0.5 * nu, 0.5]);
    (value, move || {
        let [by_y, by_shape, _] = slopes();
        [by_y, 0.5 * by_shape]
    })
}

/// `y ~ inv_chi_square(nu)`
pub fn inv_chi_square([y, nu]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let (value, slopes) = inv_gamma([y, 0.5 * nu, 0.5]);
    (value, move || {
        let [by_y, by_shape, _] = slopes();
        [by_y, 0.5 * by_shape]
    })
}

/// `y ~ scaled_inv_chi_square(nu, s)`
pub fn scaled_inv_chi_square([y, nu, s]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let (value, slopes) = inv_gamma([y, 0.5 * nu, 0.5 * nu * s * s]);
    (value, move || {
        let [by_y, by_shape, by_scale] = slopes();
        [by_y, 0.5 * by_shape + 0.5 * s * s * by_scale, nu * s * by_scale]
    })
}

/// `y ~ pareto(y_min, alpha)`
pub fn pareto([y, y_min, alpha]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let log = ln(y_min) - ln(y);
    let value = ln(alpha) - ln(y) + alpha * log;
    (value, move || [-(alpha + 1.0) / y, alpha / y_min, 1.0 / alpha + log])
}

/// `y ~ pareto_type_2(mu, lambda, alpha)`
pub fn pareto_type_2([y, mu, lambda, alpha]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let step = y - mu;
    let log = ln_1p(step / lambda);
    let value = ln(alpha) - ln(lambda) - (alpha + 1.0) * log;
    (value, move || {
        let slope = (alpha + 1.0) / (lambda + step);
        [-slope, slope, (slope * step - 1.0) / lambda, 1.0 / alpha - log]
    })
}

/// `y ~ rayleigh(sigma)`
pub fn rayleigh([y, sigma]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let z = y / sigma;
    let value = ln(y) - 2.0 * ln(sigma) - 0.5 * z * z;
    (value, move || [1.0 / y - z / sigma, (z * z - 2.0) / sigma])
}

/// `y ~ loglogistic(alpha, beta)`
pub fn loglogistic([y, alpha, beta]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let log = ln(y / alpha);
    let place = beta * log;
    let value = ln(beta) - ln(y) - place.abs() - 2.0 * ln_1p(exp(-place.abs()));
    (value, move || {
        let slope = tanh(0.5 * place);
        [-(1.0 + beta * slope) / y, beta * slope / alpha, 1.0 / beta - slope * log]
    })
}
