//! Containers made from sizes and numbers, and constants.

use std::f64::consts::{E, PI, SQRT_2};

use super::Table;
use super::arguments::{index, length, room, size};
use super::broadcast::Outcome;
use super::operators::int;
use super::shapes::repeated;
use crate::math::linalg;
use crate::math::number::Number;
use crate::stan::value::{Cell, Tensor, Value};

/// Constants, and what is made from sizes.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("pi", |_| real(PI)),
        ("e", |_| real(E)),
        ("sqrt2", |_| real(SQRT_2)),
        ("not_a_number", |_| real(f64::NAN)),
        ("positive_infinity", |_| real(f64::INFINITY)),
        ("negative_infinity", |_| real(f64::NEG_INFINITY)),
        ("machine_precision", |_| real(f64::EPSILON)),
        ("rep_vector", |args| rep("rep_vector", args).map(|x| Value::Reals(Tensor::vector(x)))),
        ("rep_row_vector", |args| rep("rep_row_vector", args).map(|x| Value::Reals(Tensor::row_vector(x)))),
        ("rep_matrix", rep_matrix),
        ("rep_array", rep_array),
        ("zeros_vector", |args| filled("zeros_vector", args, 0.0, Cell::Vector)),
        ("zeros_row_vector", |args| filled("zeros_row_vector", args, 0.0, Cell::RowVector)),
        ("zeros_array", |args| filled("zeros_array", args, 0.0, Cell::Scalar)),
        ("zeros_int_array", |args| ints(vec![0; length("zeros_int_array", args[0])?])),
        ("ones_vector", |args| filled("ones_vector", args, 1.0, Cell::Vector)),
        ("ones_row_vector", |args| filled("ones_row_vector", args, 1.0, Cell::RowVector)),
        ("ones_array", |args| filled("ones_array", args, 1.0, Cell::Scalar)),
        ("ones_int_array", |args| ints(vec![1; length("ones_int_array", args[0])?])),
        ("one_hot_vector", |args| one_hot("one_hot_vector", args, Cell::Vector)),
        ("one_hot_row_vector", |args| one_hot("one_hot_row_vector", args, Cell::RowVector)),
        ("one_hot_array", |args| one_hot("one_hot_array", args, Cell::Scalar)),
        ("one_hot_int_array", one_hot_int_array),
        ("linspaced_vector", |args| linspaced("linspaced_vector", args, Cell::Vector)),
        ("linspaced_row_vector", |args| linspaced("linspaced_row_vector", args, Cell::RowVector)),
        ("linspaced_array", |args| linspaced("linspaced_array", args, Cell::Scalar)),
        ("linspaced_int_array", linspaced_int_array),
        ("uniform_simplex", uniform_simplex),
        ("identity_matrix", identity_matrix),
    ]
}

fn real<T: Number>(x: f64) -> Outcome<T> {
    Ok(Value::Real(T::constant(x)))
}

fn ints<T>(x: Vec<i64>) -> Outcome<T> {
    Ok(Value::Ints(Tensor::array(x)))
}

/// A vector, row vector or array of reals.
fn reals<T: Number>(x: Vec<f64>, cell: Cell) -> Outcome<T> {
    Ok(Value::Reals(Tensor::new([x.len()].as_slice(), cell, x.into_iter().map(T::constant).collect())))
}

fn rep<T: Number>(name: &str, args: &[&Value<T>]) -> Result<Vec<T>, String> {
    Ok(vec![args[0].real(); length(name, args[1])?])
}

/// A matrix of one number, of one column beside itself, or of one row under itself.
fn rep_matrix<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let name = "rep_matrix";
    if let [x, rows, cols] = args {
        let (rows, cols) = (size(name, "number of rows", rows)?, size(name, "number of columns", cols)?);
        return Ok(Value::Reals(Tensor::matrix(rows, cols, vec![x.real(); room(name, &[rows, cols])?])));
    }
    let x = args[0].reals();
    let n = size(name, "number of copies", args[1])?;
    room(name, &[x.len(), n])?;
    let data = x.data();
    Ok(Value::Reals(match x.cell() {
        Cell::Vector => Tensor::matrix(x.len(), n, data.iter().flat_map(|&x| std::iter::repeat_n(x, n)).collect()),
        _ => Tensor::matrix(n, x.len(), std::iter::repeat_n(data, n).flatten().copied().collect()),
    }))
}

fn rep_array<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let sizes: Vec<usize> = args[1..].iter().map(|n| size("rep_array", "size", n)).collect::<Result<_, _>>()?;
    let all: Vec<usize> = sizes.iter().chain(args[0].dims()).copied().collect();
    room("rep_array", &all)?;
    Ok(repeated(args[0], &sizes))
}

fn filled<T: Number>(name: &str, args: &[&Value<T>], x: f64, cell: Cell) -> Outcome<T> {
    reals(vec![x; length(name, args[0])?], cell)
}

fn one_hot<T: Number>(name: &str, args: &[&Value<T>], cell: Cell) -> Outcome<T> {
    let mut x = vec![0.0; length(name, args[0])?];
    let at = index(name, "index", args[1], x.len())?;
    x[at] = 1.0;
    reals(x, cell)
}

fn one_hot_int_array<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let mut x = vec![0; length("one_hot_int_array", args[0])?];
    let at = index("one_hot_int_array", "index", args[1], x.len())?;
    x[at] = 1;
    ints(x)
}

fn ascending<U: PartialOrd + std::fmt::Display>(name: &str, low: U, high: U) -> Result<(), String> {
    if low <= high {
        return Ok(());
    }
    Err(format!("{name}: lower end is {low}, but must be at most the upper end {high}"))
}

/// From one end to the other in equal steps; one element is the upper end.
fn linspaced<T: Number>(name: &str, args: &[&Value<T>], cell: Cell) -> Outcome<T> {
    let n = length(name, args[0])?;
    let (low, high) = (args[1].real().value(), args[2].real().value());
    ascending(name, low, high)?;
    if low.is_infinite() || high.is_infinite() {
        return Err(format!("{name}: ends are {low} and {high}, but must be finite"));
    }
    let step = (high - low) / (n.max(2) - 1) as f64;
    let element = |i: usize| if i + 1 == n { high } else { low + i as f64 * step };
    reals((0..n).map(element).collect(), cell)
}

/// As [`linspaced`] in whole steps: with more room than integers each is repeated equally often, otherwise
/// the upper end is lowered until the steps are equal.
fn linspaced_int_array<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let n = length("linspaced_int_array", args[0])? as i64;
    let (low, high) = (args[1].int(), args[2].int());
    ascending("linspaced_int_array", low, high)?;
    let (range, steps) = (high - low, (n - 1).max(1));
    let element = |i: i64| match n {
        1 => high,
        _ if range + 1 < n => low + i / ((n + range) / (range + 1)),
        _ => low + i * (range / steps),
    };
    ints((0..n).map(|i| int("linspaced_int_array", element(i))).collect::<Result<_, _>>()?)
}

fn uniform_simplex<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    match length("uniform_simplex", args[0])? {
        0 => Err("uniform_simplex: size is 0, but must be at least 1".to_owned()),
        n => reals(vec![1.0 / n as f64; n], Cell::Vector),
    }
}

fn identity_matrix<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let n = size("identity_matrix", "size", args[0])?;
    room("identity_matrix", &[n, n])?;
    let data = linalg::solve::identity(n).into_iter().map(T::constant).collect();
    Ok(Value::Reals(Tensor::matrix(n, n, data)))
}
