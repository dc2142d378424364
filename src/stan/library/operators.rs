//! The functions behind the operators.

use super::Table;
use super::broadcast::{Outcome, is_scalar, map, map_ints, same_dims, zip};
use crate::math::linalg;
use crate::math::number::Number;
use crate::stan::value::{Cell, Tensor, Value};

/// Arithmetic, comparison and logic. Division of matrices is among the decompositions.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("add", |args| arithmetic("add", args, i64::checked_add, |x, y| x + y)),
        ("subtract", |args| arithmetic("subtract", args, i64::checked_sub, |x, y| x - y)),
        ("elt_multiply", |args| arithmetic("elt_multiply", args, i64::checked_mul, |x, y| x * y)),
        ("elt_divide", |args| divide("elt_divide", args)),
        ("divide", |args| divide("divide", args)),
        ("int_divide", |args| divide("int_divide", args)),
        ("modulus", |args| Ok(Value::Int(quotient("modulus", args, i64::checked_rem)?))),
        ("multiply", multiply),
        ("pow", |args| zip("pow", args[0], args[1], T::pow)),
        ("elt_pow", |args| zip("elt_pow", args[0], args[1], T::pow)),
        ("minus", minus),
        ("plus", |args| Ok(args[0].clone())),
        ("transpose", transpose),
        ("logical_negation", |args| Ok(truth(args[0].real().value() == 0.0))),
        ("logical_and", |args| Ok(truth(args[0].real().value() != 0.0 && args[1].real().value() != 0.0))),
        ("logical_or", |args| Ok(truth(args[0].real().value() != 0.0 || args[1].real().value() != 0.0))),
        ("logical_eq", |args| compare(args, |x, y| x == y)),
        ("logical_neq", |args| compare(args, |x, y| x != y)),
        ("logical_lt", |args| compare(args, |x, y| x < y)),
        ("logical_lte", |args| compare(args, |x, y| x <= y)),
        ("logical_gt", |args| compare(args, |x, y| x > y)),
        ("logical_gte", |args| compare(args, |x, y| x >= y)),
    ]
}

/// An integer of the language, which has 32 bits; beyond that is an error and never wraps.
pub fn int(name: &str, value: i64) -> Result<i64, String> {
    match i32::try_from(value) {
        Ok(_) => Ok(value),
        Err(_) => Err(format!("{name}: the result is {value}, which no 32-bit int holds")),
    }
}

fn truth<T>(value: bool) -> Value<T> {
    Value::Int(value.into())
}

/// Comparisons of NaN are false, but for `!=`.
fn compare<T: Number>(args: &[&Value<T>], holds: impl Fn(f64, f64) -> bool) -> Outcome<T> {
    Ok(truth(holds(args[0].real().value(), args[1].real().value())))
}

fn arithmetic<T: Number>(
    name: &str,
    args: &[&Value<T>],
    of_ints: impl Fn(i64, i64) -> Option<i64>,
    of_reals: impl Fn(T, T) -> T,
) -> Outcome<T> {
    match (args[0], args[1]) {
        (Value::Int(x), Value::Int(y)) => {
            let result = of_ints(*x, *y).ok_or_else(|| format!("{name}: the result of {x} and {y} is too large"))?;
            Ok(Value::Int(int(name, result)?))
        }
        (x, y) => zip(name, x, y, of_reals),
    }
}

fn divide<T: Number>(name: &str, args: &[&Value<T>]) -> Outcome<T> {
    match (args[0], args[1]) {
        (Value::Int(_), Value::Int(_)) => Ok(Value::Int(quotient(name, args, i64::checked_div)?)),
        (x, y) => zip(name, x, y, |x, y| x / y),
    }
}

/// Quotient or remainder of integers, rounded toward zero.
fn quotient<T: Number>(name: &str, args: &[&Value<T>], f: impl Fn(i64, i64) -> Option<i64>) -> Result<i64, String> {
    let (x, y) = (args[0].int(), args[1].int());
    match f(x, y) {
        Some(result) => int(name, result),
        None => Err(format!("{name}: {x} cannot be divided by {y}")),
    }
}

fn minus<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    match args[0] {
        Value::Int(_) | Value::Ints(_) => map_ints(args[0], |x| int("minus", -x)),
        x => map(x, |x| -x),
    }
}

fn transpose<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let x = args[0].reals();
    Ok(Value::Reals(match x.cell() {
        Cell::Matrix => Tensor::matrix(x.cols(), x.rows(), linalg::transpose(x.data(), x.rows(), x.cols())),
        Cell::Vector => Tensor::shared(x.dims(), Cell::RowVector, x.shared_data().clone()),
        _ => Tensor::shared(x.dims(), Cell::Vector, x.shared_data().clone()),
    }))
}

/// Products as in linear algebra; with a scalar, of every element.
fn multiply<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    if is_scalar(args[0]) || is_scalar(args[1]) {
        return arithmetic("multiply", args, i64::checked_mul, |x, y| x * y);
    }
    let (x, y) = (args[0].reals(), args[1].reals());
    match (x.cell(), y.cell()) {
        (Cell::RowVector, Cell::Vector) => {
            same_dims("multiply", args[0], args[1])?;
            Ok(Value::Real(T::dot(x.data(), y.data())))
        }
        _ => matrix_product("multiply", &x, &y).map(Value::Reals),
    }
}

/// The product of two containers that is one again.
pub fn matrix_product<T: Number>(name: &str, x: &Tensor<T>, y: &Tensor<T>) -> Result<Tensor<T>, String> {
    let ((rows, inner), (y_rows, cols)) = (extent(x), extent(y));
    if inner != y_rows {
        return Err(format!("{name}: left has {inner} columns, right {y_rows} rows"));
    }
    let data = linalg::multiply(x.data(), y.data(), rows, inner, cols);
    Ok(match (x.cell(), y.cell()) {
        (Cell::RowVector, _) => Tensor::row_vector(data),
        (Cell::Matrix, Cell::Vector) => Tensor::vector(data),
        _ => Tensor::matrix(rows, cols, data),
    })
}

/// Rows and columns of a matrix, vector or row vector.
pub fn extent<T: Number>(x: &Tensor<T>) -> (usize, usize) {
    match x.cell() {
        Cell::Matrix => (x.rows(), x.cols()),
        Cell::RowVector => (1, x.len()),
        _ => (x.len(), 1),
    }
}
