//! Distributions on the whole line: a location and a scale, and what skews them.

use std::f64::consts::{LN_2, PI};

use crate::math::elementary::{
    atan2, exp, exp_m1, inv_logit, ln, ln_1m_exp, ln_1p, ln_1p_exp, ln_diff_exp, ln_sum_exp,
};
use crate::math::erf::{log_phi, log_phi_slope};
use crate::math::gamma::LN_SQRT_2PI;
use crate::math::incomplete_beta::{ln_inc_beta, ln_inc_beta_slopes};
use crate::math::number::Number;
use crate::stan::library::Table;
use crate::stan::library::density::location as density;

use super::tails;

/// The distribution functions of this file.
pub fn table<T: Number>() -> Table<T> {
    tails! {
        "normal" = normal(y Number, location Finite, scale Positive);
        "std_normal" = std_normal(y Number);
        "student_t" = student_t(y Number, degrees_of_freedom PositiveFinite, location Finite, scale PositiveFinite);
        "cauchy" = cauchy(y Number, location Finite, scale PositiveFinite);
        "logistic" = logistic(y Number, location Finite, scale PositiveFinite);
        "double_exponential" = double_exponential(y Number, location Finite, scale PositiveFinite);
        "gumbel" = gumbel(y Number, location Finite, scale Positive);
        "exp_mod_normal" = exp_mod_normal(y Number, location Finite, scale PositiveFinite, rate PositiveFinite);
        "skew_double_exponential" =
            skew_double_exponential(y Number, location Finite, scale PositiveFinite, skewness Unit);
    }
}

/// The derivatives of a function of `(y - location) / scale = z` with slope `by_z`.
fn by_place(by_z: f64, z: f64, scale: f64) -> [f64; 3] {
    let slope = by_z / scale;
    [slope, -slope, if slope == 0.0 { 0.0 } else { -slope * z }]
}

/// `z`, turned around for the upper tail of a distribution that is symmetric around 0.
fn turned<const UPPER: bool>(z: f64) -> f64 {
    if UPPER { -z } else { z }
}

fn normal<const UPPER: bool>([y, mu, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let z = (y - mu) / sigma;
    let (value, slopes) = std_normal::<UPPER>([z]);
    (value, move || by_place(slopes()[0], z, sigma))
}

fn std_normal<const UPPER: bool>([y]: [f64; 1]) -> (f64, impl FnOnce() -> [f64; 1]) {
    let z = turned::<UPPER>(y);
    (log_phi(z), move || [turned::<UPPER>(log_phi_slope(z))])
}

fn student_t<const UPPER: bool>([y, nu, mu, sigma]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let z = (y - mu) / sigma;
    let t = turned::<UPPER>(z);
    // The tail beyond |t| is half the mass of a beta variate near 0.
    let share = t * t / (nu + t * t);
    let (x, complement) = if share.is_nan() { (0.0, 1.0) } else { (nu / (nu + t * t), share) };
    let tail = -LN_2 + ln_inc_beta(0.5 * nu, 0.5, x, complement);
    let value = if t < 0.0 { tail } else { ln_1p(-exp(tail)) };
    (value, move || {
        let [by_shape, _, by_x] = ln_inc_beta_slopes(0.5 * nu, 0.5, x, complement);
        let tail_by_nu = 0.5 * by_shape + by_x * x * complement / nu;
        let by_nu = if t < 0.0 { tail_by_nu } else { -tail_by_nu * exp(tail - value) };
        let by_t = exp(density::student_t([t, nu, 0.0, 1.0]).0 - value);
        let [by_y, by_mu, by_sigma] = by_place(turned::<UPPER>(by_t), z, sigma);
        [by_y, by_nu, by_mu, by_sigma]
    })
}

fn cauchy<const UPPER: bool>([y, mu, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let z = (y - mu) / sigma;
    let t = turned::<UPPER>(z);
    let value = if t < 0.0 { ln(atan2(1.0, -t) / PI) } else { ln_1p(-atan2(1.0, t) / PI) };
    (value, move || by_place(turned::<UPPER>(exp(-value) / (PI * (1.0 + t * t))), z, sigma))
}

fn logistic<const UPPER: bool>([y, mu, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let z = (y - mu) / sigma;
    let t = turned::<UPPER>(z);
    (-ln_1p_exp(-t), move || by_place(turned::<UPPER>(inv_logit(-t)), z, sigma))
}

fn double_exponential<const UPPER: bool>([y, mu, sigma]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let z = (y - mu) / sigma;
    let t = turned::<UPPER>(z);
    let value = if t < 0.0 { t - LN_2 } else { ln_1p(-0.5 * exp(-t)) };
    (value, move || by_place(turned::<UPPER>(0.5 * exp(-t.abs() - value)), z, sigma))
}

fn gumbel<const UPPER: bool>([y, mu, beta]: [f64; 3]) -> (f64, impl FnOnce() -> [f64; 3]) {
    let z = (y - mu) / beta;
    let hazard = exp(-z);
    let value = if UPPER { ln_1m_exp(-hazard) } else { -hazard };
    (value, move || by_place(if UPPER { -hazard / exp_m1(hazard) } else { hazard }, z, beta))
}

fn exp_mod_normal<const UPPER: bool>([y, mu, sigma, lambda]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let step = y - mu;
    let z = step / sigma;
    let spread = lambda * sigma;
    // How much of the upper tail the exponential part adds to the normal one.
    let added =
        if z.is_infinite() { f64::NEG_INFINITY } else { 0.5 * spread * spread - lambda * step + log_phi(z - spread) };
    let upper = ln_sum_exp(log_phi(-z), added);
    let value = if UPPER {
        upper
    } else if z > 0.0 {
        ln_1m_exp(upper)
    } else {
        ln_diff_exp(log_phi(z), added)
    };
    (value, move || {
        if z.is_infinite() {
            return [0.0; 4];
        }
        let sign = turned::<UPPER>(1.0);
        let exponential = sign * exp(added - value);
        let normal = sign * exp(-0.5 * z * z - LN_SQRT_2PI - value);
        let slope = lambda * exponential;
        [
            slope,
            -slope,
            lambda * (normal - spread * exponential),
            (step - spread * sigma) * exponential + sigma * normal,
        ]
    })
}

fn skew_double_exponential<const UPPER: bool>([y, mu, sigma, tau]: [f64; 4]) -> (f64, impl FnOnce() -> [f64; 4]) {
    let z = (y - mu) / sigma;
    // The tail on the side of y: ln of `weight e^(-2 (1 - weight) |z|)`.
    let weight = if z < 0.0 { tau } else { 1.0 - tau };
    let tail = ln(weight) - 2.0 * (1.0 - weight) * z.abs();
    let is_tail = (z < 0.0) != UPPER;
    let value = if is_tail { tail } else { ln_1m_exp(tail) };
    (value, move || {
        // Derivatives of the tail's logarithm by z and weight, then of what is left of 1.
        let chain = if is_tail { 1.0 } else { -exp(tail - value) };
        let by_z = if z < 0.0 { 1.0 } else { -1.0 } * 2.0 * (1.0 - weight);
        let by_weight = 1.0 / weight + 2.0 * z.abs();
        let [by_y, by_mu, by_sigma] = by_place(chain * by_z, z, sigma);
        [by_y, by_mu, by_sigma, chain * if z < 0.0 { by_weight } else { -by_weight }]
    })
}
