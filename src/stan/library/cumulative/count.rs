//! Distributions of counts. The lower tail includes the count, the upper does not.

use crate::math::beta::lbeta;
use crate::math::elementary::{exp, ln, ln_1m, ln_1m_exp, ln_1p};
use crate::math::incomplete_gamma::{ln_gamma_p, ln_gamma_p_slopes, ln_gamma_q, ln_gamma_q_slopes};
use crate::math::number::Number;
use crate::stan::library::Table;
use crate::stan::library::density::count::{self, digamma_rise};
use crate::stan::library::density::trial;

use super::interval::beta_tail;
use super::tails;

/// The distribution functions of this file.
pub fn table<T: Number>() -> Table<T> {
    tails! {
        "bernoulli" = bernoulli(n Number, probability Unit);
        "binomial" = binomial(successes Number, trials Nonnegative, probability Unit);
        "poisson" = poisson(n Number, rate Nonnegative);
        "neg_binomial" = neg_binomial(n Number, shape PositiveFinite, inverse_scale PositiveFinite);
        "neg_binomial_2" = neg_binomial_2(n Number, location PositiveFinite, precision PositiveFinite);
        "beta_binomial" = beta_binomial(successes Number, trials Nonnegative, alpha PositiveFinite, beta PositiveFinite);
        "beta_neg_binomial" =
            beta_neg_binomial(n Number, r PositiveFinite, alpha PositiveFinite, beta PositiveFinite);
        "discrete_range" = discrete_range(n Number, lower Number, upper Number).at_least(2, 1);
        "yule_simon" = yule_simon(n Number, shape PositiveFinite);
    }
}

/// The logarithm of a tail that holds everything, or nothing.
fn certain<const UPPER: bool>(below: bool) -> f64 {
    if below == UPPER { 0.0 } else { f64::NEG_INFINITY }
}

fn bernoulli<const UPPER: bool>([n, theta]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let is_open = (0.0..1.0).contains(&n);
    let value = match (is_open, UPPER) {
        (false, _) => certain::<UPPER>(n < 0.0),
        (true, true) => ln(theta),
        (true, false) => ln_1m(theta),
    };
    (value, move || match (is_open, UPPER) {
        (false, _) => [0.0; 2],
        (true, true) => [0.0, 1.0 / theta],
        (true, false) => [0.0, -1.0 / (1.0 - theta)],
    })
}

fn binomial<const UPPER: bool>([n, trials, theta]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let is_open = 0.0 <= n && n < trials;
    // No more than n successes: a beta variate is at least theta.
    let tail = is_open.then(|| beta_tail::<UPPER>(trials - n, n + 1.0, 1.0 - theta, theta));
    let (value, slopes) = tail.unzip();
    (value.unwrap_or(certain::<UPPER>(n < 0.0)), move || slopes.map_or([0.0; 3], |slopes| [0.0, 0.0, -slopes()[0]]))
}

fn poisson<const UPPER: bool>([n, lambda]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    let value = if n < 0.0 {
        certain::<UPPER>(true)
    } else if UPPER {
        ln_gamma_p(n + 1.0, lambda)
    } else {
        ln_gamma_q(n + 1.0, lambda)
    };
    (value, move || {
        if n < 0.0 {
            return [0.0; 2];
        }
        [0.0, if UPPER { ln_gamma_p_slopes(n + 1.0, lambda).1 } else { ln_gamma_q_slopes(n + 1.0, lambda).1 }]
    })
}

fn neg_binomial<const UPPER: bool>([n, alpha, beta]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let rest = 1.0 / (1.0 + beta);
    let tail = (n >= 0.0).then(|| beta_tail::<UPPER>(alpha, n + 1.0, beta * rest, rest));
    let (value, slopes) = tail.unzip();
    (value.unwrap_or(certain::<UPPER>(true)), move || {
        slopes.map_or([0.0; 3], |slopes| {
            let [by_p, by_shape, _] = slopes();
            [0.0, by_shape, by_p * rest * rest]
        })
    })
}

fn neg_binomial_2<const UPPER: bool>([n, mu, phi]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let sum = mu + phi;
    let tail = (n >= 0.0).then(|| beta_tail::<UPPER>(phi, n + 1.0, phi / sum, mu / sum));
    let (value, slopes) = tail.unzip();
    (value.unwrap_or(certain::<UPPER>(true)), move || {
        slopes.map_or([0.0; 3], |slopes| {
            let [by_p, by_shape, _] = slopes();
            [0.0, -by_p * phi / sum / sum, by_shape + by_p * mu / sum / sum]
        })
    })
}

/// The logarithm of `Σ mass(k)` for `k` from `first` to `last`, and its derivatives.
fn summed<const N: usize, S: FnOnce() -> [f64; N]>(
    first: f64,
    last: f64,
    mass: impl Fn(f64) -> (f64, S),
) -> (f64, [f64; N]) {
    let (mut sum, mut slopes, mut k) = (0.0, [0.0; N], first);
    while k <= last {
        let (log, by) = mass(k);
        let part = exp(log);
        sum += part;
        for (total, slope) in slopes.iter_mut().zip(by()) {
            *total += part * slope;
        }
        k += 1.0;
    }
    (ln(sum), slopes.map(|slope| slope / sum))
}

/// The logarithm of what a sum leaves of 1, and its derivatives.
fn rest<const N: usize>((sum, slopes): (f64, [f64; N])) -> (f64, [f64; N]) {
    let value = ln_1m_exp(sum);
    (value, slopes.map(|slope| -slope * exp(sum - value)))
}

fn beta_binomial<const UPPER: bool>([n, trials, alpha, beta]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let (value, slopes) = if n < 0.0 || n >= trials {
        (certain::<UPPER>(n < 0.0), [0.0; 4])
    } else {
        let mass = |k| trial::beta_binomial([k, trials, alpha, beta]);
        if UPPER { summed(n + 1.0, trials, mass) } else { summed(0.0, n, mass) }
    };
    (value, move || slopes)
}

fn beta_neg_binomial<const UPPER: bool>([n, r, alpha, beta]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let (value, slopes) = if n < 0.0 {
        (certain::<UPPER>(true), [0.0; 4])
    } else {
        let below = summed(0.0, n, |k| count::beta_neg_binomial([k, r, alpha, beta]));
        if UPPER { rest(below) } else { below }
    };
    (value, move || slopes)
}

fn discrete_range<const UPPER: bool>([n, lower, upper]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let part = if UPPER { upper - n } else { n - lower + 1.0 };
    (ln((part / (upper - lower + 1.0)).clamp(0.0, 1.0)), || [0.0; 3])
}

fn yule_simon<const UPPER: bool>([n, alpha]: [f64; 2]) -> (f64, impl FnOnce() -> [f64; 2]) {
    // The upper tail is n B(n, alpha + 1).
    let upper = if n < 1.0 { 0.0 } else { ln(n) + lbeta(n, alpha + 1.0) };
    let value = if UPPER { upper } else { ln_1p(-exp(upper)) };
    (value, move || {
        if n < 1.0 {
            return [0.0; 2];
        }
        let slope = -digamma_rise(n, alpha + 1.0);
        [0.0, if UPPER { slope } else { -slope * exp(upper - value) }]
    })
}
