//! Distributions on an interval.

use crate::math::elementary::ln;
use crate::math::incomplete_beta::{ln_inc_beta, ln_inc_beta_slopes};
use crate::math::number::Number;
use crate::stan::library::Table;

use super::tails;

/// The distribution functions of this file.
pub fn table<T: Number>() -> Table<T> {
    tails! {
        "uniform" = uniform(y Number, lower Finite, upper Finite).above(2, 1);
        "beta" = beta(y Unit, alpha PositiveFinite, beta PositiveFinite);
        "beta_proportion" = beta_proportion(y Unit, mean OpenUnit, precision PositiveFinite);
    }
}

fn uniform<const UPPER: bool>([y, a, b]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let part = if UPPER { b - y } else { y - a };
    let share = (part / (b - a)).clamp(0.0, 1.0);
    (ln(share), move || {
        let width = b - a;
        if y < a || y > b {
            [0.0; 3]
        } else if UPPER {
            [-1.0 / part, 1.0 / width, (y - a) / (width * part)]
        } else {
            [1.0 / part, (y - b) / (width * part), -1.0 / width]
        }
    })
}

fn beta<const UPPER: bool>([y, a, b]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    beta_tail::<UPPER>(a, b, y, 1.0 - y)
}

/// A tail of a beta variate at `x`, with its derivatives by `x`, `a` and `b`; `rest` is `1 - x`.
pub fn beta_tail<const UPPER: bool>(a: f64, b: f64, x: f64, rest: f64) -> (f64, impl FnOnce() -> [f64; 3]) {
    let value = if UPPER { ln_inc_beta(b, a, rest, x) } else { ln_inc_beta(a, b, x, rest) };
    (value, move || {
        if UPPER {
            let [by_b, by_a, by_rest] = ln_inc_beta_slopes(b, a, rest, x);
            [-by_rest, by_a, by_b]
        } else {
            let [by_a, by_b, by_x] = ln_inc_beta_slopes(a, b, x, rest);
            [by_x, by_a, by_b]
        }
    })
}

fn beta_proportion<const UPPER: bool>([y, mu, kappa]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let (value, slopes) = beta::<UPPER>([y, mu * kappa, (1.0 - mu) * kappa]);
    (value, move || {
        let [by_y, by_a, by_b] = slopes();
        [by_y, kappa * (by_a - by_b), mu * by_a + (1.0 - mu) * by_b]
    })
}
