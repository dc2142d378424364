//! Parts of containers, containers joined, and containers in another order.

use std::ops::Range;

use super::Table;
use super::arguments::{index, not_empty, size, stretch};
use super::broadcast::{Outcome, is_scalar, map, sizes, within};
use super::operators::extent;
use crate::math::linalg;
use crate::math::number::Number;
use crate::stan::value::{Cell, Dims, Tensor, Value};

/// Slices, joins, orders.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("head", |args| {
            let n = part("head", args)?;
            Ok(select(args[0], 0..n))
        }),
        ("tail", |args| {
            let (n, len) = (part("tail", args)?, args[0].dims()[0]);
            Ok(select(args[0], len - n..len))
        }),
        ("segment", |args| Ok(select(args[0], stretch("segment", "element", args[1], args[2], args[0].dims()[0])?))),
        ("reverse", |args| Ok(select(args[0], (0..args[0].dims()[0]).rev()))),
        ("row", |args| {
            let x = args[0].reals();
            let i = index("row", "row", args[1], x.rows())?;
            Ok(Value::Reals(Tensor::row_vector(window(&x, i..i + 1, 0..x.cols()))))
        }),
        ("col", |args| {
            let x = args[0].reals();
            let j = index("col", "column", args[1], x.cols())?;
            Ok(Value::Reals(Tensor::vector(window(&x, 0..x.rows(), j..j + 1))))
        }),
        ("sub_row", |args| {
            let x = args[0].reals();
            let i = index("sub_row", "row", args[1], x.rows())?;
            let cols = stretch("sub_row", "column", args[2], args[3], x.cols())?;
            Ok(Value::Reals(Tensor::row_vector(window(&x, i..i + 1, cols))))
        }),
        ("sub_col", |args| {
            let x = args[0].reals();
            let rows = stretch("sub_col", "row", args[1], args[3], x.rows())?;
            let j = index("sub_col", "column", args[2], x.cols())?;
            Ok(Value::Reals(Tensor::vector(window(&x, rows, j..j + 1))))
        }),
        ("block", |args| {
            let x = args[0].reals();
            let rows = stretch("block", "row", args[1], args[3], x.rows())?;
            let cols = stretch("block", "column", args[2], args[4], x.cols())?;
            Ok(Value::Reals(Tensor::matrix(rows.len(), cols.len(), window(&x, rows, cols))))
        }),
        ("append_row", append_row),
        ("append_col", append_col),
        ("append_array", append_array),
        ("sort_asc", |args| Ok(select(args[0], order("sort_asc", args[0], false)?.into_iter()))),
        ("sort_desc", |args| Ok(select(args[0], order("sort_desc", args[0], true)?.into_iter()))),
        ("sort_indices_asc", |args| indices(order("sort_indices_asc", args[0], false)?)),
        ("sort_indices_desc", |args| indices(order("sort_indices_desc", args[0], true)?)),
        ("rank", rank),
        ("quantile", quantile),
    ]
}

/// These of the elements along the first dimension.
fn select<T: Number>(x: &Value<T>, which: impl Iterator<Item = usize>) -> Value<T> {
    fn of<U: Clone>(x: &Tensor<U>, which: impl Iterator<Item = usize>) -> Tensor<U> {
        let inner = &x.dims()[1..];
        let stride: usize = inner.iter().product();
        let mut n = 0;
        let mut data = Vec::new();
        for i in which {
            n += 1;
            data.extend_from_slice(&x.data()[i * stride..(i + 1) * stride]);
        }
        let dims: Dims = std::iter::once(n).chain(inner.iter().copied()).collect();
        Tensor::new(dims, x.cell(), data)
    }
    match x {
        Value::Ints(x) => Value::Ints(of(x, which)),
        x => Value::Reals(of(&x.reals(), which)),
    }
}

/// The number of elements wanted from an end.
fn part<T: Number>(name: &str, args: &[&Value<T>]) -> Result<usize, String> {
    let (n, len) = (size(name, "number of elements", args[1])?, args[0].dims()[0]);
    if n > len {
        return Err(format!("{name}: {n} elements are wanted, but there are {len}"));
    }
    Ok(n)
}

/// The elements of a matrix in these rows and columns.
fn window<T: Number>(x: &Tensor<T>, rows: Range<usize>, cols: Range<usize>) -> Vec<T> {
    rows.flat_map(|i| x.data()[i * x.cols() + cols.start..i * x.cols() + cols.end].iter().copied()).collect()
}

/// A scalar as a vector or row vector of one element; a container as it is.
fn container<T: Number>(x: &Value<T>, cell: Cell) -> Tensor<T> {
    if is_scalar(x) { Tensor::new([1].as_slice(), cell, vec![x.real()]) } else { x.reals() }
}

fn append_row<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let [x, y] = [args[0], args[1]].map(|x| container(x, Cell::Vector));
    let data = [x.data(), y.data()].concat();
    if x.cell() == Cell::Vector {
        return Ok(Value::Reals(Tensor::vector(data)));
    }
    let ((x_rows, cols), (y_rows, y_cols)) = (extent(&x), extent(&y));
    if cols != y_cols {
        return Err(format!("append_row: upper has {cols} columns, lower {y_cols}"));
    }
    Ok(Value::Reals(Tensor::matrix(x_rows + y_rows, cols, data)))
}

fn append_col<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let [x, y] = [args[0], args[1]].map(|x| container(x, Cell::RowVector));
    if x.cell() == Cell::RowVector {
        return Ok(Value::Reals(Tensor::row_vector([x.data(), y.data()].concat())));
    }
    let ((rows, x_cols), (y_rows, y_cols)) = (extent(&x), extent(&y));
    if rows != y_rows {
        return Err(format!("append_col: left has {rows} rows, right {y_rows}"));
    }
    let row = |i: usize| [&x.data()[i * x_cols..(i + 1) * x_cols], &y.data()[i * y_cols..(i + 1) * y_cols]].concat();
    Ok(Value::Reals(Tensor::matrix(rows, x_cols + y_cols, (0..rows).flat_map(row).collect())))
}

/// One array after another; the elements of both have the same sizes, where there are any.
fn append_array<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    fn joined<U: Clone>(x: &Tensor<U>, y: &Tensor<U>) -> Tensor<U> {
        let inner = if x.dims()[0] == 0 { &y.dims()[1..] } else { &x.dims()[1..] };
        let dims: Dims = std::iter::once(x.dims()[0] + y.dims()[0]).chain(inner.iter().copied()).collect();
        Tensor::new(dims, x.cell(), [x.data(), y.data()].concat())
    }
    let (x, y) = (args[0].dims(), args[1].dims());
    if x[0] != 0 && y[0] != 0 && x[1..] != y[1..] {
        let (x, y) = (sizes(&x[1..]), sizes(&y[1..]));
        return Err(format!("append_array: elements of the first array are {x}, of the second {y}"));
    }
    Ok(match (args[0], args[1]) {
        (Value::Ints(x), Value::Ints(y)) => Value::Ints(joined(x, y)),
        (x, y) => Value::Reals(joined(&x.reals(), &y.reals())),
    })
}

/// Indices of the elements in ascending or descending order, equal ones in the order they have.
fn order<T: Number>(name: &str, x: &Value<T>, descending: bool) -> Result<Vec<usize>, String> {
    let values: Vec<f64> = linalg::values(x.reals().data());
    if let Some(at) = values.iter().position(|x| x.is_nan()) {
        return Err(format!("{name}: element {} is NaN, which has no place in an order", at + 1));
    }
    let mut order: Vec<usize> = (0..values.len()).collect();
    let compare = |i: &usize, j: &usize| values[*i].partial_cmp(&values[*j]).expect("no element is NaN");
    order.sort_by(|i, j| if descending { compare(j, i) } else { compare(i, j) });
    Ok(order)
}

fn indices<T>(order: Vec<usize>) -> Outcome<T> {
    Ok(Value::Ints(Tensor::array(order.into_iter().map(|i| i as i64 + 1).collect())))
}

/// How many elements are less than the one at an index.
fn rank<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let x = linalg::values(args[0].reals().data());
    let at = index("rank", "index", args[1], x.len())?;
    Ok(Value::Int(x.iter().filter(|&&y| y < x[at]).count() as i64))
}

/// Quantiles by linear interpolation between the order statistics (R's type 7).
fn quantile<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    not_empty("quantile", args[0])?;
    within("quantile", "probability", args[1], 0.0, 1.0)?;
    let order = order("quantile", args[0], false)?;
    let x = args[0].reals();
    map(args[1], |p| {
        let place = (order.len() - 1) as f64 * p.value();
        let (below, weight) = (place.floor(), place - place.floor());
        let low = x.data()[order[below as usize]];
        let high = x.data()[order[place.ceil() as usize]];
        if weight == 0.0 { low } else { low * (1.0 - weight) + high * weight }
    })
}
