//! Functions of one scalar, on scalars and on every element of containers.

use std::f64::consts::{LN_2, LN_10};

use super::Table;
use super::broadcast::{Outcome, map, map_ints, within};
use crate::math::elementary as e;
use crate::math::number::Number;
use crate::stan::value::Value;

/// `name => value, derivative;` where the derivative knows the argument and the value.
macro_rules! functions {
    ($($name:literal => $value:expr, $derivative:expr;)*) => {
        &[$(($name, |args| differentiable(args[0], $value, $derivative))),*]
    };
}

/// `name [low, high] => value, derivative;` for functions that refuse what is outside.
macro_rules! bounded_functions {
    ($($name:literal [$low:expr, $high:expr] => $value:expr, $derivative:expr;)*) => {
        &[$(($name, |args| {
            within($name, "argument", args[0], $low, $high)?;
            differentiable(args[0], $value, $derivative)
        })),*]
    };
}

fn differentiable<T: Number>(
    x: &Value<T>,
    value: impl Fn(f64) -> f64,
    derivative: impl Fn(f64, f64) -> f64,
) -> Outcome<T> {
    map(x, |x| {
        let at = x.value();
        let y = value(at);
        x.unary(y, || derivative(at, y))
    })
}

/// Functions that take any real number; NaN where they have no value.
pub fn table<T: Number>() -> Table<T> {
    functions! {
        "exp" => e::exp, |_, y| y;
        "exp2" => e::exp2, |_, y| y * LN_2;
        "expm1" => e::exp_m1, |x, _| e::exp(x);
        "log" => e::ln, |x, _| 1.0 / x;
        "log1p_exp" => e::ln_1p_exp, |x, _| e::inv_logit(x);
        "log1m_exp" => e::ln_1m_exp, |x, _| -1.0 / e::exp_m1(-x);
        "sqrt" => f64::sqrt, |_, y| 0.5 / y;
        "cbrt" => e::cbrt, |_, y| 1.0 / (3.0 * y * y);
        "square" => |x| x * x, |x, _| 2.0 * x;
        "inv" => |x| 1.0 / x, |_, y| -y * y;
        "inv_sqrt" => |x| 1.0 / f64::sqrt(x), |x, y| -0.5 * y / x;
        "inv_square" => |x| 1.0 / (x * x), |x, y| -2.0 * y / x;
        "floor" => f64::floor, |_, _| 0.0;
        "ceil" => f64::ceil, |_, _| 0.0;
        "round" => f64::round, |_, _| 0.0;
        "trunc" => f64::trunc, |_, _| 0.0;
        "sin" => e::sin, |x, _| e::cos(x);
        "cos" => e::cos, |x, _| -e::sin(x);
        "tan" => e::tan, |_, y| 1.0 + y * y;
        "asin" => e::asin, |x, _| 1.0 / ((1.0 - x) * (1.0 + x)).sqrt();
        "acos" => e::acos, |x, _| -1.0 / ((1.0 - x) * (1.0 + x)).sqrt();
        "atan" => e::atan, |x, _| 1.0 / (1.0 + x * x);
        "sinh" => e::sinh, |x, _| e::cosh(x);
        "cosh" => e::cosh, |x, _| e::sinh(x);
        "tanh" => e::tanh, |x, _| 1.0 / e::cosh(x) / e::cosh(x);
        "asinh" => e::asinh, |x, _| 1.0 / e::hypot(1.0, x);
        "logit" => e::logit, |x, _| 1.0 / (x * (1.0 - x));
        "inv_logit" => e::inv_logit, |x, y| y * e::inv_logit(-x);
        "log_inv_logit" => e::ln_inv_logit, |x, _| e::inv_logit(-x);
        "log1m_inv_logit" => |x| -e::ln_1p_exp(x), |x, _| -e::inv_logit(x);
        "inv_cloglog" => e::inv_cloglog, |x, _| e::exp(x - e::exp(x));
        "step" => step, |_, _| 0.0;
        "Phi_approx" => |x| e::inv_logit(phi_exponent(x)), phi_approx_slope;
    }
}

/// Functions that refuse arguments outside their domain.
pub fn bounded<T: Number>() -> Table<T> {
    bounded_functions! {
        "log1p" [-1.0, f64::INFINITY] => e::ln_1p, |x, _| 1.0 / (1.0 + x);
        "log1m" [f64::NEG_INFINITY, 1.0] => e::ln_1m, |x, _| -1.0 / (1.0 - x);
        "acosh" [1.0, f64::INFINITY] => e::acosh, |x, _| 1.0 / ((x - 1.0).sqrt() * (x + 1.0).sqrt());
        "atanh" [-1.0, 1.0] => e::atanh, |x, _| 1.0 / ((1.0 - x) * (1.0 + x));
    }
}

/// Functions that keep integers, ask about numbers, or are also constants.
pub fn special<T: Number>() -> Table<T> {
    &[
        ("abs", abs),
        ("log2", |args| constant_or(args, LN_2, e::log2, |x, _| 1.0 / (x * LN_2))),
        ("log10", |args| constant_or(args, LN_10, e::log10, |x, _| 1.0 / (x * LN_10))),
        ("is_nan", |args| Ok(Value::Int(args[0].real().value().is_nan().into()))),
        ("is_inf", |args| Ok(Value::Int(args[0].real().value().is_infinite().into()))),
        ("int_step", |args| Ok(Value::Int((args[0].real().value() > 0.0).into()))),
        ("to_int", to_int),
    ]
}

/// 0 below 0, otherwise 1.
fn step(x: f64) -> f64 {
    if x.is_nan() { x } else { f64::from(x >= 0.0) }
}

/// `Phi_approx` is `inv_logit` of this.
fn phi_exponent(x: f64) -> f64 {
    (0.07056 * x * x + 1.5976) * x
}

fn phi_approx_slope(x: f64, y: f64) -> f64 {
    y * e::inv_logit(-phi_exponent(x)) * (3.0 * 0.07056 * x * x + 1.5976)
}

fn abs<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    match args[0] {
        Value::Int(_) | Value::Ints(_) => map_ints(args[0], |x| super::operators::int("abs", x.abs())),
        x => differentiable(x, f64::abs, |x, _| if x == 0.0 { 0.0 } else { x.signum() }),
    }
}

/// `log2()` is a constant, `log2(x)` a function.
fn constant_or<T: Number>(
    args: &[&Value<T>],
    constant: f64,
    value: impl Fn(f64) -> f64,
    derivative: impl Fn(f64, f64) -> f64,
) -> Outcome<T> {
    match args.first() {
        Some(x) => differentiable(x, value, derivative),
        None => Ok(Value::Real(T::constant(constant))),
    }
}

/// Without the digits after the point; numbers that no int holds are refused.
fn to_int<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let convert = |x: f64| {
        let whole = x.trunc();
        if whole.abs() > f64::from(i32::MAX) || whole.is_nan() {
            return Err(format!("to_int: argument is {x}, which no 32-bit int holds"));
        }
        Ok(whole as i64)
    };
    match args[0] {
        Value::Real(x) => Ok(Value::Int(convert(x.value())?)),
        Value::Reals(tensor) => {
            let data = tensor.data().iter().map(|x| convert(x.value())).collect::<Result<_, _>>()?;
            Ok(Value::Ints(crate::stan::value::Tensor::new(tensor.dims(), tensor.cell(), data)))
        }
        ints => Ok(ints.clone()),
    }
}
