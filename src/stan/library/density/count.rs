//! Mass functions of counts without an upper bound.

use crate::math::beta::lbeta;
use crate::math::elementary::{exp, ln, ln_1p, ln_1p_exp};
use crate::math::gamma::{digamma, lgamma};
use crate::math::incomplete_beta::{ln_kernel, ln_kernel_of_logs};
use crate::math::incomplete_gamma;
use crate::math::number::Number;
use crate::stan::library::Table;

use super::univariate::formulas;

/// The mass functions of this file.
pub fn table<T: Number>() -> Table<T> {
    formulas! { sum:
        "poisson_lpmf" = poisson(n Nonnegative, rate Nonnegative);
        "poisson_log_lpmf" = poisson_log(n Nonnegative, log_rate Number);
        "neg_binomial_lpmf" = neg_binomial(n Nonnegative, shape PositiveFinite, inverse_scale PositiveFinite);
        "neg_binomial_2_lpmf" = neg_binomial_2(n Nonnegative, location PositiveFinite, precision PositiveFinite);
        "neg_binomial_2_log_lpmf" = neg_binomial_2_log(n Nonnegative, log_location Finite, precision PositiveFinite);
        "beta_neg_binomial_lpmf" =
            beta_neg_binomial(n Nonnegative, r PositiveFinite, alpha PositiveFinite, beta PositiveFinite);
        "yule_simon_lpmf" = yule_simon(n AtLeastOne, shape PositiveFinite);
    }
}

/// `n ~ poisson(lambda)`
pub fn poisson([n, lambda]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let value = if n == 0.0 {
        -lambda
    } else if lambda == 0.0 || lambda == f64::INFINITY {
        f64::NEG_INFINITY
    } else {
        incomplete_gamma::ln_kernel(n, lambda)
    };
    (value, move || [0.0, if n == 0.0 { -1.0 } else { n / lambda - 1.0 }])
}

/// `n ~ poisson_log(eta)`
pub fn poisson_log([n, eta]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let lambda = exp(eta);
    let value = if n == 0.0 {
        -lambda
    } else if lambda == f64::INFINITY {
        f64::NEG_INFINITY
    } else if n < 10.0 || lambda == 0.0 {
        n * eta - lambda - lgamma(n + 1.0)
    } else {
        incomplete_gamma::ln_kernel(n, lambda)
    };
    (value, move || [0.0, n - lambda])
}

/// `digamma(n + x) - digamma(x)`
pub fn digamma_rise(n: f64, x: f64) -> f64 {
    if n > 20.0 {
        return digamma(n + x) - digamma(x);
    }
    let (mut sum, mut k) = (0.0, 0.0);
    while k < n {
        sum += 1.0 / (x + k);
        k += 1.0;
    }
    sum
}

/// `n ~ neg_binomial(alpha, beta)`
pub fn neg_binomial([n, alpha, beta]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let ln_p = -ln_1p(1.0 / beta);
    let value =
        if n == 0.0 { alpha * ln_p } else { ln_kernel(alpha, n, beta / (1.0 + beta), 1.0 / (1.0 + beta)) - ln(n) };
    (value, move || [0.0, digamma_rise(n, alpha) + ln_p, (alpha / beta - n) / (1.0 + beta)])
}

/// `n ~ neg_binomial_2(mu, phi)`
pub fn neg_binomial_2([n, mu, phi]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let sum = mu + phi;
    let ln_p = -ln_1p(mu / phi);
    let value = if n == 0.0 { phi * ln_p } else { ln_kernel(phi, n, phi / sum, mu / sum) - ln(n) };
    (value, move || {
        let excess = (mu - n) / sum;
        [0.0, -excess * phi / mu, digamma_rise(n, phi) + ln_p + excess]
    })
}

/// `n ~ neg_binomial_2_log(eta, phi)`
pub fn neg_binomial_2_log([n, eta, phi]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let place = eta - ln(phi);
    let (ln_p, ln_q) = (-ln_1p_exp(place), -ln_1p_exp(-place));
    let value = if n == 0.0 { phi * ln_p } else { ln_kernel_of_logs(phi, n, ln_p, ln_q) - ln(n) };
    (value, move || {
        let (p, q) = (exp(ln_p), exp(ln_q));
        [0.0, n * p - phi * q, digamma_rise(n, phi) + ln_p + q - n * p / phi]
    })
}

/// `n ~ beta_neg_binomial(r, alpha, beta)`
pub fn beta_neg_binomial([n, r, alpha, beta]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let ways = if n == 0.0 { 0.0 } else { -ln(n) - lbeta(n, r) };
    let value = ways + lbeta(beta + n, alpha + r) - lbeta(alpha, beta);
    (value, move || {
        let total = digamma(alpha + beta + r + n);
        let less = digamma(alpha + beta) - total;
        [
            0.0,
            digamma_rise(n, r) + digamma(alpha + r) - total,
            digamma(alpha + r) - digamma(alpha) + less,
            digamma_rise(n, beta) + less,
        ]
    })
}

/// `n ~ yule_simon(alpha)`
pub fn yule_simon([n, alpha]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let value = ln(alpha) + lbeta(n, alpha + 1.0);
    (value, move || [0.0, 1.0 / alpha - digamma_rise(n, alpha + 1.0)])
}
