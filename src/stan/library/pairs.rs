//! Functions of two or three scalars, on scalars and on the elements of containers.

use super::Table;
use super::broadcast::{Outcome, within, zip, zip_ints, zip3};
use super::operators::int;
use crate::math::elementary as e;
use crate::math::number::Number;
use crate::stan::value::Value;

/// `name => value, partials;` where the partials know both arguments and the value.
macro_rules! functions {
    ($($name:literal => $value:expr, $partials:expr;)*) => {
        &[$(($name, |args| differentiable($name, args, $value, $partials))),*]
    };
}

fn differentiable<T: Number>(
    name: &str,
    args: &[&Value<T>],
    value: impl Fn(f64, f64) -> f64,
    partials: impl Fn(f64, f64, f64) -> (f64, f64),
) -> Outcome<T> {
    zip(name, args[0], args[1], |x, y| {
        let (at, other) = (x.value(), y.value());
        let value = value(at, other);
        x.binary(y, value, || partials(at, other, value))
    })
}

/// Functions of two real numbers.
pub fn table<T: Number>() -> Table<T> {
    functions! {
        "fmin" => |x, y| if x <= y || y.is_nan() { x } else { y }, |x, y, _| if x <= y || y.is_nan() { (1.0, 0.0) } else { (0.0, 1.0) };
        "fmax" => |x, y| if x >= y || y.is_nan() { x } else { y }, |x, y, _| if x >= y || y.is_nan() { (1.0, 0.0) } else { (0.0, 1.0) };
        "fdim" => |x, y| if x <= y { 0.0 } else { x - y }, |x, y, _| if x <= y { (0.0, 0.0) } else { (1.0, -1.0) };
        "fmod" => e::fmod, |x, y, _| (1.0, -(x / y).trunc());
        "hypot" => e::hypot, |x, y, h| (x / h, y / h);
        "atan2" => e::atan2, |y, x, _| (x / (x * x + y * y), -y / (x * x + y * y));
        "lmultiply" => e::x_ln_y, |x, y, _| (e::ln(y), x / y);
        "log_diff_exp" => e::ln_diff_exp, |x, y, _| (-1.0 / e::exp_m1(y - x), -1.0 / e::exp_m1(x - y));
    }
}

/// Functions with integers among their arguments, and of three numbers.
pub fn special<T: Number>() -> Table<T> {
    &[
        ("fma", |args| {
            zip3("fma", args, |x, y, z| {
                let (a, b) = (x.value(), y.value());
                T::combine(e::fma(a, b, z.value()), || [(x, b), (y, a), (z, 1.0)])
            })
        }),
        ("ldexp", |args| {
            zip("ldexp", args[0], args[1], |x, n| {
                let n = n.value() as i32;
                x.unary(libm::ldexp(x.value(), n), || libm::ldexp(1.0, n))
            })
        }),
        ("choose", |args| zip_ints("choose", args[0], args[1], choose)),
        ("rising_factorial", |args| factorial("rising_factorial", args, 1.0)),
        ("falling_factorial", |args| factorial("falling_factorial", args, -1.0)),
    ]
}

/// The number of ways to take `k` of `n`.
fn choose(n: i64, k: i64) -> Result<i64, String> {
    if n < 0 || k < 0 {
        return Err(format!("choose: arguments are {n} and {k}, but must be at least 0"));
    }
    let smaller = k.min(n - k);
    let mut ways = 1;
    for i in 0..smaller.max(0) {
        ways = int("choose", ways * (n - i) / (i + 1))?;
    }
    Ok(if k > n { 0 } else { ways })
}

/// The product of `n` factors that begin at `x` and go in steps of 1 or -1.
fn factorial<T: Number>(name: &str, args: &[&Value<T>], step: f64) -> Outcome<T> {
    within(name, "number of factors", args[1], 0.0, f64::INFINITY)?;
    zip(name, args[0], args[1], |x, n| {
        let (mut product, mut slope, mut factor) = (1.0, 0.0, x.value());
        for _ in 0..n.value() as u64 {
            slope = slope * factor + product;
            product *= factor;
            factor += step;
            if !f64::is_finite(product) || (product == 0.0 && !f64::is_normal(slope)) {
                break;
            }
        }
        x.unary(product, || slope)
    })
}
