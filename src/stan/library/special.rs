//! The gamma, beta, error and Bessel functions and their kin, on scalars and on the elements of containers.

use std::f64::consts::{FRAC_2_SQRT_PI, PI};

use super::Table;
use super::broadcast::{Outcome, map, positive, within, zip};
use crate::math::beta::{lbeta, ln_choose};
use crate::math::elementary as e;
use crate::math::erf::{erf, erfc, inv_phi, phi};
use crate::math::gamma::{LN_SQRT_2PI, digamma, lgamma, trigamma};
use crate::math::incomplete_beta::{inc_beta, ln_inc_beta_slopes};
use crate::math::incomplete_gamma::{gamma_p, gamma_q, ln_gamma_p_slopes, ln_gamma_q_slopes};
use crate::math::number::Number;
use crate::math::polygamma::tetragamma;
use crate::stan::value::Value;

/// Special functions.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("erf", |args| unary(args, erf, |x, _| FRAC_2_SQRT_PI * e::exp(-x * x))),
        ("erfc", |args| unary(args, erfc, |x, _| -FRAC_2_SQRT_PI * e::exp(-x * x))),
        ("Phi", |args| unary(args, phi, |x, _| normal_density(x))),
        ("inv_Phi", |args| normal_quantile("inv_Phi", args)),
        ("std_normal_qf", |args| normal_quantile("std_normal_qf", args)),
        ("inv_erfc", |args| {
            within("inv_erfc", "argument", args[0], 0.0, 2.0)?;
            let slope = |_, y: f64| -e::exp(y * y) / FRAC_2_SQRT_PI;
            unary(args, |x| -inv_phi(0.5 * x) * std::f64::consts::FRAC_1_SQRT_2, slope)
        }),
        ("lgamma", |args| unary(args, lgamma, |x, _| digamma(x))),
        ("tgamma", |args| unary(args, libm::tgamma, |x, y| y * digamma(x))),
        ("digamma", |args| unary(args, digamma, |x, _| trigamma(x))),
        ("trigamma", |args| unary(args, trigamma, |x, _| tetragamma(x))),
        ("lbeta", |args| beta_like("lbeta", args, |log| log, |_| 1.0)),
        ("beta", |args| beta_like("beta", args, e::exp, |value| value)),
        ("lchoose", lchoose),
        ("log_rising_factorial", |args| {
            zip("log_rising_factorial", args[0], args[1], |x, n| log_rising_factorial(x, n))
        }),
        ("log_falling_factorial", |args| {
            zip("log_falling_factorial", args[0], args[1], |x, n| log_rising_factorial(x - n + 1.0, n))
        }),
        ("gamma_p", |args| incomplete_gamma("gamma_p", args, gamma_p, ln_gamma_p_slopes)),
        ("gamma_q", |args| incomplete_gamma("gamma_q", args, gamma_q, ln_gamma_q_slopes)),
        ("inc_beta", incomplete_beta),
        ("lmgamma", lmgamma),
        ("log_inv_logit_diff", |args| zip("log_inv_logit_diff", args[0], args[1], log_inv_logit_diff)),
        ("binary_log_loss", binary_log_loss),
        ("bessel_first_kind", |args| bessel("bessel_first_kind", args, libm::jn)),
        ("bessel_second_kind", |args| bessel("bessel_second_kind", args, libm::yn)),
    ]
}

fn unary<T: Number>(args: &[&Value<T>], value: impl Fn(f64) -> f64, slope: impl Fn(f64, f64) -> f64) -> Outcome<T> {
    map(args[0], |x| {
        let at = x.value();
        let y = value(at);
        x.unary(y, || slope(at, y))
    })
}

fn normal_density(x: f64) -> f64 {
    e::exp(-0.5 * x * x - LN_SQRT_2PI)
}

fn normal_quantile<T: Number>(name: &str, args: &[&Value<T>]) -> Outcome<T> {
    within(name, "probability", args[0], 0.0, 1.0)?;
    unary(args, inv_phi, |_, y| 1.0 / normal_density(y))
}

/// The beta function or its logarithm; `scale` of the value is the slope by the logarithm.
fn beta_like<T: Number>(
    name: &str,
    args: &[&Value<T>],
    value: impl Fn(f64) -> f64,
    scale: impl Fn(f64) -> f64,
) -> Outcome<T> {
    positive(name, "first argument", args[0])?;
    positive(name, "second argument", args[1])?;
    zip(name, args[0], args[1], |x, y| {
        let (a, b) = (x.value(), y.value());
        let value = value(lbeta(a, b));
        x.binary(y, value, || {
            let (both, scale) = (digamma(a + b), scale(value));
            (scale * (digamma(a) - both), scale * (digamma(b) - both))
        })
    })
}

fn lchoose<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    within("lchoose", "first argument", args[0], -1.0, f64::INFINITY)?;
    within("lchoose", "second argument", args[1], -1.0, f64::INFINITY)?;
    zip("lchoose", args[0], args[1], |n, k| {
        let (all, some) = (n.value(), k.value());
        let value = if some > all + 1.0 { f64::NAN } else { ln_choose(all, some) };
        n.binary(k, value, || {
            let others = digamma(all - some + 1.0);
            (digamma(all + 1.0) - others, others - digamma(some + 1.0))
        })
    })
}

/// `ln (Γ(x + n) / Γ(x))`
fn log_rising_factorial<T: Number>(x: T, n: T) -> T {
    let (start, steps) = (x.value(), n.value());
    let value = match (start > 0.0, steps > 0.0) {
        _ if steps == 0.0 => 0.0,
        (true, true) => lgamma(steps) - lbeta(start, steps),
        _ => lgamma(start + steps) - lgamma(start),
    };
    x.binary(n, value, || {
        let end = digamma(start + steps);
        (end - digamma(start), end)
    })
}

fn incomplete_gamma<T: Number>(
    name: &str,
    args: &[&Value<T>],
    value: impl Fn(f64, f64) -> f64,
    log_slopes: impl Fn(f64, f64) -> (f64, f64),
) -> Outcome<T> {
    positive(name, "shape", args[0])?;
    within(name, "second argument", args[1], 0.0, f64::INFINITY)?;
    zip(name, args[0], args[1], |a, x| {
        let (shape, at) = (a.value(), x.value());
        let value = if at.is_nan() { at } else { value(shape, at) };
        a.binary(x, value, || {
            let (by_shape, by_x) = log_slopes(shape, at);
            (value * by_shape, value * by_x)
        })
    })
}

fn incomplete_beta<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let name = "inc_beta";
    positive(name, "first shape", args[0])?;
    positive(name, "second shape", args[1])?;
    within(name, "third argument", args[2], 0.0, 1.0)?;
    let numbers = [0, 1, 2].map(|i| args[i].real());
    let [a, b, x] = numbers.map(T::value);
    let value = if x.is_nan() { x } else { inc_beta(a, b, x) };
    Ok(Value::Real(T::combine(value, || {
        numbers.into_iter().zip(ln_inc_beta_slopes(a, b, x, 1.0 - x).map(|slope| slope * value))
    })))
}

/// The logarithm of the gamma function of matrices of order `k`.
fn lmgamma<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    within("lmgamma", "order", args[0], 0.0, 1e6)?;
    zip("lmgamma", args[0], args[1], |k, x| {
        let (order, at) = (k.value() as u64, x.value());
        let shifted = || (0..order).map(|j| at - 0.5 * j as f64);
        let start = 0.25 * (order * order.saturating_sub(1)) as f64 * e::ln(PI);
        let value = shifted().fold(start, |sum, x| sum + lgamma(x));
        x.unary(value, || shifted().fold(0.0, |sum, x| sum + digamma(x)))
    })
}

/// `ln(inv_logit(x) - inv_logit(y))`
fn log_inv_logit_diff<T: Number>(x: T, y: T) -> T {
    let (high, low) = (x.value(), y.value());
    let value = e::ln_diff_exp(high, low) - e::ln_1p_exp(high) - e::ln_1p_exp(low);
    x.binary(y, value, || {
        (-1.0 / e::exp_m1(low - high) - e::inv_logit(high), -1.0 / e::exp_m1(high - low) - e::inv_logit(low))
    })
}

fn binary_log_loss<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    within("binary_log_loss", "outcome", args[0], 0.0, 1.0)?;
    within("binary_log_loss", "probability", args[1], 0.0, 1.0)?;
    zip("binary_log_loss", args[0], args[1], |outcome, probability| {
        let p = probability.value();
        if outcome.value() == 0.0 {
            probability.unary(-e::ln_1m(p), || 1.0 / (1.0 - p))
        } else {
            probability.unary(-e::ln(p), || -1.0 / p)
        }
    })
}

/// A Bessel function of integer order; both kinds have `f'(x) = f(order - 1, x) - order / x f(order, x)`.
fn bessel<T: Number>(name: &str, args: &[&Value<T>], f: fn(i32, f64) -> f64) -> Outcome<T> {
    within(name, "order", args[0], -1e6, 1e6)?;
    zip(name, args[0], args[1], |order, x| {
        let (order, at) = (order.value() as i32, x.value());
        let value = f(order, at);
        x.unary(value, || f(order - 1, at) - f64::from(order) / at * value)
    })
}
