//! Distributions on the positive half-line, or what a bound leaves of it.

use crate::math::elementary::{exp, exp_m1, inv_logit, ln, ln_1m_exp, ln_1p, ln_1p_exp};
use crate::math::erf::{log_phi, log_phi_slope};
use crate::math::incomplete_gamma::{ln_gamma_p, ln_gamma_p_slopes, ln_gamma_q, ln_gamma_q_slopes};
use crate::math::number::Number;
use crate::stan::library::Table;
use crate::stan::library::density::univariate::formulas;

use super::{tails, unlogged};

/// The distribution functions of this file.
pub fn table<T: Number>() -> Table<T> {
    tails! {
        "exponential" = exponential(y Nonnegative, rate PositiveFinite);
        "gamma" = gamma(y Nonnegative, shape PositiveFinite, rate PositiveFinite);
        "inv_gamma" = inv_gamma(y Nonnegative, shape PositiveFinite, scale PositiveFinite);
        "lognormal" = lognormal(y Nonnegative, location Finite, scale PositiveFinite);
        "weibull" = weibull(y Nonnegative, shape PositiveFinite, scale PositiveFinite);
        "frechet" = frechet(y Positive, shape PositiveFinite, scale PositiveFinite);
        "chi_square" = chi_square(y Nonnegative, degrees_of_freedom PositiveFinite);
        "inv_chi_square" = inv_chi_square(y Nonnegative, degrees_of_freedom PositiveFinite);
        "scaled_inv_chi_square" =
            scaled_inv_chi_square(y Nonnegative, degrees_of_freedom PositiveFinite, scale PositiveFinite);
        "pareto" = pareto(y Nonnegative, minimum PositiveFinite, shape PositiveFinite);
        "pareto_type_2" =
            pareto_type_2(y Number, location Finite, scale PositiveFinite, shape PositiveFinite).at_least(0, 1);
        "rayleigh" = rayleigh(y Nonnegative, scale Positive);
    }
}

/// The log-logistic distribution, of which the language has one form only.
pub fn loglogistic_table<T: Number>() -> Table<T> {
    formulas! { product:
        "loglogistic_cdf" = loglogistic(y Nonnegative, scale PositiveFinite, shape PositiveFinite);
    }
}

/// What a hazard, the negative logarithm of the upper tail, makes of a tail: its logarithm and the slope of that.
fn by_hazard<const UPPER: bool>(hazard: f64) -> (f64, impl FnOnce() -> f64) {
    let value = if UPPER { -hazard } else { ln_1m_exp(-hazard) };
    (value, move || if UPPER { -1.0 } else { 1.0 / exp_m1(hazard) })
}

/// Scales derivatives; 0 stays 0 whatever it meets.
fn scaled<const N: usize>(slope: f64, derivatives: [f64; N]) -> [f64; N] {
    derivatives.map(|derivative| if slope == 0.0 || derivative == 0.0 { 0.0 } else { slope * derivative })
}

fn exponential<const UPPER: bool>([y, beta]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let (value, slope) = by_hazard::<UPPER>(beta * y);
    (value, move || scaled(slope(), [beta, y]))
}

/// A tail of a standard gamma variate of this shape, with its derivatives by shape and `x`.
fn gamma_tail<const UPPER: bool>(shape: f64, x: f64) -> (f64, impl FnOnce() -> (f64, f64)) {
    let value = if UPPER { ln_gamma_q(shape, x) } else { ln_gamma_p(shape, x) };
    (value, move || if UPPER { ln_gamma_q_slopes(shape, x) } else { ln_gamma_p_slopes(shape, x) })
}

fn gamma<const UPPER: bool>([y, alpha, beta]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let (value, slopes) = gamma_tail::<UPPER>(alpha, beta * y);
    (value, move || {
        let (by_shape, by_x) = slopes();
        let [by_y, by_beta] = scaled(by_x, [beta, y]);
        [by_y, by_shape, by_beta]
    })
}

fn inv_gamma<const UPPER: bool>([y, alpha, beta]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    // The lower tail is the upper one of a gamma variate at the inverse.
    let x = beta / y;
    let value = if UPPER { ln_gamma_p(alpha, x) } else { ln_gamma_q(alpha, x) };
    (value, move || {
        let (by_shape, by_x) = if UPPER { ln_gamma_p_slopes(alpha, x) } else { ln_gamma_q_slopes(alpha, x) };
        let [by_y, by_beta] = scaled(by_x, [-x / y, 1.0 / y]);
        [by_y, by_shape, by_beta]
    })
}

fn lognormal<const UPPER: bool>([y, mu, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let z = (ln(y) - mu) / sigma;
    let t = if UPPER { -z } else { z };
    (log_phi(t), move || {
        let slope = if UPPER { -log_phi_slope(t) } else { log_phi_slope(t) } / sigma;
        scaled(slope, [1.0 / y, -1.0, -z])
    })
}

fn weibull<const UPPER: bool>([y, alpha, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let log = ln(y / sigma);
    let hazard = exp(alpha * log);
    let (value, slope) = by_hazard::<UPPER>(hazard);
    (value, move || scaled(slope() * hazard, [alpha / y, log, -alpha / sigma]))
}

fn frechet<const UPPER: bool>([y, alpha, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let log = ln(y / sigma);
    let hazard = exp(-alpha * log);
    // The tails of a Weibull variate, the other way round.
    let value = if UPPER { ln_1m_exp(-hazard) } else { -hazard };
    (value, move || {
        let slope = if UPPER { 1.0 / exp_m1(hazard) } else { -1.0 };
        scaled(slope * hazard, [-alpha / y, -log, alpha / sigma])
    })
}

fn chi_square<const UPPER: bool>([y, nu]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let (value, slopes) = gamma::<UPPER>([y, 0.5 * nu, 0.5]);
    (value, move || {
        let [by_y, by_shape, _] = slopes();
        [by_y, 0.5 * by_shape]
    })
}

fn inv_chi_square<const UPPER: bool>([y, nu]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let (value, slopes) = inv_gamma::<UPPER>([y, 0.5 * nu, 0.5]);
    (value, move || {
        let [by_y, by_shape, _] = slopes();
        [by_y, 0.5 * by_shape]
    })
}

fn scaled_inv_chi_square<const UPPER: bool>([y, nu, s]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let (value, slopes) = inv_gamma::<UPPER>([y, 0.5 * nu, 0.5 * nu * s * s]);
    (value, move || {
        let [by_y, by_shape, by_scale] = slopes();
        [by_y, 0.5 * by_shape + 0.5 * s * s * by_scale, nu * s * by_scale]
    })
}

fn pareto<const UPPER: bool>([y, y_min, alpha]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let log = if y < y_min { 0.0 } else { ln(y / y_min) };
    let (value, slope) = by_hazard::<UPPER>(alpha * log);
    (value, move || {
        if y < y_min {
            return [0.0; 3];
        }
        scaled(slope(), [alpha / y, -alpha / y_min, log])
    })
}

fn pareto_type_2<const UPPER: bool>([y, mu, lambda, alpha]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let step = y - mu;
    let log = ln_1p(step / lambda);
    let (value, slope) = by_hazard::<UPPER>(alpha * log);
    (value, move || {
        let by_step = alpha / (lambda + step);
        scaled(slope(), [by_step, -by_step, -by_step * step / lambda, log])
    })
}

fn rayleigh<const UPPER: bool>([y, sigma]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let z = y / sigma;
    let (value, slope) = by_hazard::<UPPER>(0.5 * z * z);
    (value, move || scaled(slope() * z / sigma, [1.0, -z]))
}

fn loglogistic(x: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    unlogged(|[y, alpha, beta]: [f64; 3]| {
        let log = ln(y / alpha);
        let place = beta * log;
        (-ln_1p_exp(-place), move || scaled(inv_logit(-place), [beta / y, -beta / alpha, log]))
    })(x)
}
