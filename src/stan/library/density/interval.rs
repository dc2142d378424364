//! Densities on an interval.

use crate::math::beta::lbeta;
use crate::math::elementary::{ln, ln_1m, x_ln_y};
use crate::math::gamma::digamma;
use crate::math::incomplete_beta::ln_kernel;
use crate::math::number::Number;
use crate::stan::library::Table;

use super::univariate::formulas;

/// The densities of this file.
pub fn table<T: Number>() -> Table<T> {
    formulas! { sum:
        "uniform_lpdf" = uniform(y Number, lower Finite, upper Finite)
            .above(2, 1).within(|[y, lower, upper]| lower <= y && y <= upper);
        "beta_lpdf" = beta(y Unit, alpha PositiveFinite, beta PositiveFinite);
        "beta_proportion_lpdf" = beta_proportion(y Unit, mean OpenUnit, precision PositiveFinite);
    }
}

/// `y ~ uniform(a, b)`
pub fn uniform([_, a, b]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    (-ln(b - a), move || {
        let slope = 1.0 / (b - a);
        [0.0, slope, -slope]
    })
}

/// `y ~ beta(a, b)`
pub fn beta([y, a, b]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let value = if y == 0.0 || y == 1.0 {
        x_ln_y(a - 1.0, y) + x_ln_y(b - 1.0, 1.0 - y) - lbeta(a, b)
    } else {
        ln_kernel(a, b, y, 1.0 - y) - ln(y) - ln_1m(y)
    };
    (value, move || {
        let sum = digamma(a + b);
        [(a - 1.0) / y - (b - 1.0) / (1.0 - y), ln(y) - digamma(a) + sum, ln_1m(y) - digamma(b) + sum]
    })
}

/// `y ~ beta_proportion(mu, kappa)`
pub fn beta_proportion([y, mu, kappa]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let (value, slopes) = beta([y, mu * kappa, (1.0 - mu) * kappa]);
    (value, move || {
        let [by_y, by_a, by_b] = slopes();
        [by_y, kappa * (by_a - by_b), mu * by_a + (1.0 - mu) * by_b]
    })
}
