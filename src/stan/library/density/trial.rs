//! Mass functions of counts with an upper bound: successes among trials, and kin.

use crate::math::beta::{lbeta, ln_choose};
use crate::math::elementary::{inv_logit, ln, ln_1m, ln_1p_exp};
use crate::math::incomplete_beta::{ln_kernel, ln_kernel_of_logs};
use crate::math::number::Number;
use crate::stan::library::Table;

use super::count::digamma_rise;
use super::univariate::formulas;

/// The mass functions of this file.
pub fn table<T: Number>() -> Table<T> {
    formulas! { sum:
        "bernoulli_lpmf" = bernoulli(n Bit, probability Unit);
        "bernoulli_logit_lpmf" = bernoulli_logit(n Bit, logit Number);
        "binomial_lpmf" = binomial(successes Nonnegative, trials Nonnegative, probability Unit).at_least(1, 0);
        "binomial_logit_lpmf" = binomial_logit(successes Nonnegative, trials Nonnegative, logit Finite).at_least(1, 0);
        "beta_binomial_lpmf" =
            beta_binomial(successes Number, trials Nonnegative, alpha PositiveFinite, beta PositiveFinite)
                .within(|[n, trials, ..]| 0.0 <= n && n <= trials);
        "discrete_range_lpmf" = discrete_range(n Number, lower Number, upper Number)
            .at_least(2, 1).within(|[n, lower, upper]| lower <= n && n <= upper);
        "hypergeometric_lpmf" =
            hypergeometric(n Nonnegative, draws Nonnegative, successes Nonnegative, failures Nonnegative)
                .at_least(1, 0).at_least(2, 0).within(fits_urn);
    }
}

/// `n ~ bernoulli(theta)`
pub fn bernoulli([n, theta]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let value = if n == 1.0 { ln(theta) } else { ln_1m(theta) };
    (value, move || [0.0, if n == 1.0 { 1.0 / theta } else { -1.0 / (1.0 - theta) }])
}

/// `n ~ bernoulli_logit(alpha)`
pub fn bernoulli_logit([n, alpha]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let sign = 2.0 * n - 1.0;
    (-ln_1p_exp(-sign * alpha), move || [0.0, sign * inv_logit(-sign * alpha)])
}

/// `n ~ binomial(trials, theta)`
pub fn binomial([n, trials, theta]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let rest = trials - n;
    let value = if n == 0.0 {
        if rest == 0.0 { 0.0 } else { rest * ln_1m(theta) }
    } else if rest == 0.0 {
        n * ln(theta)
    } else if theta == 0.0 || theta == 1.0 {
        f64::NEG_INFINITY
    } else {
        ln_kernel(n, rest, theta, 1.0 - theta) + ln(trials) - ln(n) - ln(rest)
    };
    (value, move || {
        let by_success = if n == 0.0 { 0.0 } else { n / theta };
        let by_failure = if rest == 0.0 { 0.0 } else { rest / (1.0 - theta) };
        [0.0, 0.0, by_success - by_failure]
    })
}

/// `n ~ binomial_logit(trials, alpha)`
pub fn binomial_logit([n, trials, alpha]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let rest = trials - n;
    let (ln_p, ln_q) = (-ln_1p_exp(-alpha), -ln_1p_exp(alpha));
    let value = if n == 0.0 || rest == 0.0 {
        n * ln_p + rest * ln_q
    } else {
        ln_kernel_of_logs(n, rest, ln_p, ln_q) + ln(trials) - ln(n) - ln(rest)
    };
    (value, move || [0.0, 0.0, n * inv_logit(-alpha) - rest * inv_logit(alpha)])
}

/// `n ~ beta_binomial(trials, alpha, beta)`
pub fn beta_binomial([n, trials, alpha, beta]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let rest = trials - n;
    let value = ln_choose(trials, n) + lbeta(n + alpha, rest + beta) - lbeta(alpha, beta);
    (value, move || {
        let all = digamma_rise(trials, alpha + beta);
        [0.0, 0.0, digamma_rise(n, alpha) - all, digamma_rise(rest, beta) - all]
    })
}

/// `n ~ discrete_range(lower, upper)`
pub fn discrete_range([_, lower, upper]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    (-ln(upper - lower + 1.0), || [0.0; 3])
}

/// Whether there are as many failures as draws that are not successes.
fn fits_urn([n, draws, _, failures]: [f64; 4]) -> bool {
    draws - n <= failures
}

/// `n ~ hypergeometric(draws, successes, failures)`
pub fn hypergeometric([n, draws, successes, failures]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let value = ln_choose(successes, n) + ln_choose(failures, draws - n) - ln_choose(successes + failures, draws);
    (value, || [0.0; 4])
}
