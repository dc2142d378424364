//! Containers to one number, and what is built like that: sums, means, norms, soft maxima.

use super::Table;
use super::arguments::not_empty;
use super::broadcast::{Elements, Outcome, is_scalar, same_dims, within, zip};
use super::operators::{extent, int};
use crate::math::elementary;
use crate::math::linalg;
use crate::math::number::Number;
use crate::stan::value::{Tensor, Value};

/// Reductions.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("sum", sum),
        ("prod", prod),
        ("mean", |args| moment("mean", args, |x| mean(x))),
        ("variance", |args| moment("variance", args, |x| variance(x))),
        ("sd", |args| moment("sd", args, |x| sd(x))),
        ("min", |args| extreme("min", args, f64::INFINITY, |x, y| x < y)),
        ("max", |args| extreme("max", args, f64::NEG_INFINITY, |x, y| x > y)),
        ("log_sum_exp", log_sum_exp),
        ("softmax", |args| per_vector(args, |x| T::softmax(x, T::ln_sum_exp(x)))),
        ("log_softmax", |args| per_vector(args, |x| log_softmax(x))),
        ("cumulative_sum", cumulative_sum),
        ("dot_product", dot_product),
        ("dot_self", |args| Ok(Value::Real(dot_self(args[0].reals().data())))),
        ("norm1", |args| Ok(Value::Real(norm1(args[0].reals().data())))),
        ("norm2", |args| Ok(Value::Real(dot_self(args[0].reals().data()).sqrt()))),
        ("squared_distance", |args| Ok(Value::Real(squared_distance("squared_distance", args)?))),
        ("distance", |args| Ok(Value::Real(squared_distance("distance", args)?.sqrt()))),
        ("columns_dot_product", |args| {
            columns_dot("columns_dot_product", args[0], args[1]).map(|x| Value::Reals(Tensor::row_vector(x)))
        }),
        ("columns_dot_self", |args| {
            columns_dot("columns_dot_self", args[0], args[0]).map(|x| Value::Reals(Tensor::row_vector(x)))
        }),
        ("rows_dot_product", |args| {
            rows_dot("rows_dot_product", args[0], args[1]).map(|x| Value::Reals(Tensor::vector(x)))
        }),
        ("rows_dot_self", |args| rows_dot("rows_dot_self", args[0], args[0]).map(|x| Value::Reals(Tensor::vector(x)))),
        ("log_mix", log_mix),
    ]
}

fn sum<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    match args[0] {
        Value::Ints(x) => Ok(Value::Int(int("sum", x.data().iter().sum())?)),
        x => Ok(Value::Real(T::sum(x.reals().data()))),
    }
}

fn prod<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    match args[0] {
        Value::Ints(x) => Ok(Value::Int(x.data().iter().try_fold(1, |product: i64, &x| int("prod", product * x))?)),
        x => Ok(Value::Real(product(x.reals().data()))),
    }
}

fn product<T: Number>(x: &[T]) -> T {
    let value = x.iter().fold(1.0, |product, x| product * x.value());
    T::combine(value, || {
        // The product of all before and all after: no division, so zeros do no harm.
        let mut after = vec![1.0; x.len()];
        (0..x.len().saturating_sub(1)).rev().for_each(|i| after[i] = after[i + 1] * x[i + 1].value());
        let mut before = 1.0;
        x.iter()
            .zip(after)
            .map(move |(&x, after)| {
                let others = before * after;
                before *= x.value();
                (x, others)
            })
            .collect::<Vec<_>>()
    })
}

fn moment<T: Number>(name: &str, args: &[&Value<T>], f: impl Fn(&[T]) -> T) -> Outcome<T> {
    not_empty(name, args[0])?;
    Ok(Value::Real(f(args[0].reals().data())))
}

fn mean<T: Number>(x: &[T]) -> T {
    T::sum(x) / x.len() as f64
}

/// The mean and the sum of squared differences from it.
fn spread<T: Number>(x: &[T]) -> (f64, f64) {
    let centre = x.iter().fold(0.0, |sum, x| sum + x.value()) / x.len() as f64;
    (centre, x.iter().fold(0.0, |sum, x| sum + (x.value() - centre) * (x.value() - centre)))
}

/// Sum of squared differences from the mean over `n - 1`; 0 for one element.
fn variance<T: Number>(x: &[T]) -> T {
    if x.len() == 1 {
        return T::constant(0.0);
    }
    let (centre, squares) = spread(x);
    let below = (x.len() - 1) as f64;
    T::combine(squares / below, || x.iter().map(move |&x| (x, 2.0 * (x.value() - centre) / below)))
}

/// Square root of the variance. Where that is 0, so is the derivative.
fn sd<T: Number>(x: &[T]) -> T {
    if x.len() == 1 {
        return T::constant(0.0);
    }
    let (centre, squares) = spread(x);
    let below = (x.len() - 1) as f64;
    let value = (squares / below).sqrt();
    let slope = if value == 0.0 { 0.0 } else { 1.0 / (below * value) };
    T::combine(value, || x.iter().map(move |&x| (x, (x.value() - centre) * slope)))
}

/// The first of the elements that beat all others; NaN if there is one; `empty` if there are none.
fn extreme<T: Number>(name: &str, args: &[&Value<T>], empty: f64, beats: impl Fn(f64, f64) -> bool) -> Outcome<T> {
    match args[0] {
        Value::Int(x) => {
            let y = args[1].int();
            Ok(Value::Int(if beats(y as f64, *x as f64) { y } else { *x }))
        }
        Value::Ints(x) => {
            not_empty(name, args[0])?;
            let first = x.data()[0];
            Ok(Value::Int(x.data().iter().fold(first, |best, &x| if beats(x as f64, best as f64) { x } else { best })))
        }
        x => {
            let x = x.reals();
            let wins = |x: T, best: T| x.value().is_nan() || beats(x.value(), best.value());
            let best = x.data().iter().copied().reduce(|best, x| if wins(x, best) { x } else { best });
            Ok(Value::Real(best.unwrap_or(T::constant(empty))))
        }
    }
}

fn log_sum_exp<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    if args.len() == 1 {
        return Ok(Value::Real(T::ln_sum_exp(Elements::of(args[0]).all())));
    }
    zip("log_sum_exp", args[0], args[1], |x, y| {
        let (at, other) = (x.value(), y.value());
        x.binary(y, elementary::ln_sum_exp(at, other), || {
            if at == other {
                (0.5, 0.5)
            } else {
                (elementary::inv_logit(at - other), elementary::inv_logit(other - at))
            }
        })
    })
}

/// `f` of every vector of a vector, row vector or array of them.
fn per_vector<T: Number>(args: &[&Value<T>], f: impl Fn(&[T]) -> Vec<T>) -> Outcome<T> {
    let x = args[0].reals();
    let n = x.dims()[x.dims().len() - 1].max(1);
    Ok(Value::Reals(Tensor::new(x.dims(), x.cell(), x.data().chunks(n).flat_map(f).collect())))
}

fn log_softmax<T: Number>(x: &[T]) -> Vec<T> {
    let total = T::ln_sum_exp(x);
    x.iter().map(|&x| x - total).collect()
}

fn cumulative_sum<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    if let Value::Ints(x) = args[0] {
        let mut sum = 0;
        let sums = x.data().iter().map(|&x| {
            sum = int("cumulative_sum", sum + x)?;
            Ok(sum)
        });
        return Ok(Value::Ints(Tensor::array(sums.collect::<Result<_, String>>()?)));
    }
    let mut sum = None;
    Ok(Value::Reals(args[0].reals().map(|&x| {
        let next = sum.map_or(x, |sum| sum + x);
        sum = Some(next);
        next
    })))
}

fn dot_product<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    same_dims("dot_product", args[0], args[1])?;
    Ok(Value::Real(T::dot(args[0].reals().data(), args[1].reals().data())))
}

fn dot_self<T: Number>(x: &[T]) -> T {
    let value = x.iter().fold(0.0, |sum, x| sum + x.value() * x.value());
    T::combine(value, || x.iter().map(|&x| (x, 2.0 * x.value())))
}

fn norm1<T: Number>(x: &[T]) -> T {
    let value = x.iter().fold(0.0, |sum, x| sum + x.value().abs());
    let sign = |x: f64| if x == 0.0 { 0.0 } else { x.signum() };
    T::combine(value, || x.iter().map(move |&x| (x, sign(x.value()))))
}

fn squared_distance<T: Number>(name: &str, args: &[&Value<T>]) -> Result<T, String> {
    if is_scalar(args[0]) {
        return Ok((args[0].real() - args[1].real()).square());
    }
    same_dims(name, args[0], args[1])?;
    let (x, y) = (args[0].reals(), args[1].reals());
    let pairs = || x.data().iter().zip(y.data());
    let value = pairs().fold(0.0, |sum, (x, y)| sum + (x.value() - y.value()) * (x.value() - y.value()));
    Ok(T::combine(value, || {
        pairs().flat_map(|(&x, &y)| [(x, 2.0 * (x.value() - y.value())), (y, 2.0 * (y.value() - x.value()))])
    }))
}

fn rows_dot<T: Number>(name: &str, x: &Value<T>, y: &Value<T>) -> Result<Vec<T>, String> {
    same_dims(name, x, y)?;
    let (x, y) = (x.reals(), y.reals());
    let (rows, cols) = extent(&x);
    let row = |i: usize| i * cols..(i + 1) * cols;
    Ok((0..rows).map(|i| T::dot(&x.data()[row(i)], &y.data()[row(i)])).collect())
}

fn columns_dot<T: Number>(name: &str, x: &Value<T>, y: &Value<T>) -> Result<Vec<T>, String> {
    same_dims(name, x, y)?;
    let (x, y) = (x.reals(), y.reals());
    let (rows, cols) = extent(&x);
    let (x, y) = (linalg::transpose(x.data(), rows, cols), linalg::transpose(y.data(), rows, cols));
    let column = |j: usize| j * rows..(j + 1) * rows;
    Ok((0..cols).map(|j| T::dot(&x[column(j)], &y[column(j)])).collect())
}

/// Of two log densities with a weight, or of many with one weight each; of an array of those, the sum.
fn log_mix<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    within("log_mix", "weight", args[0], 0.0, 1.0)?;
    if let [weight, first, second] = args {
        let (weight, parts) = (weight.real(), [first.real(), second.real()]);
        let other = weight.unary(1.0 - weight.value(), || -1.0);
        return Ok(Value::Real(mixture(&[weight, other], &parts)));
    }
    not_empty("log_mix", args[0])?;
    let (weights, parts) = (args[0].reals(), args[1].reals());
    let per_mixture = parts.dims()[parts.dims().len() - 1];
    if weights.len() != per_mixture {
        return Err(format!("log_mix: there are {} weights, but {per_mixture} log densities", weights.len()));
    }
    let mixtures: Vec<T> = parts.data().chunks(per_mixture).map(|parts| mixture(weights.data(), parts)).collect();
    Ok(Value::Real(T::sum(&mixtures)))
}

/// `ln Σ weight e^part`
fn mixture<T: Number>(weights: &[T], parts: &[T]) -> T {
    let terms: Vec<f64> =
        weights.iter().zip(parts).map(|(weight, part)| elementary::ln(weight.value()) + part.value()).collect();
    let value = <f64 as Number>::ln_sum_exp(&terms);
    T::combine(value, || {
        weights.iter().zip(parts).flat_map(move |(&weight, &part)| {
            let ratio = elementary::exp(part.value() - value);
            [(weight, ratio), (part, weight.value() * ratio)]
        })
    })
}
