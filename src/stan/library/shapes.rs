//! Sizes of values, and the same elements in another shape.

use super::Table;
use super::arguments::{room, size};
use super::broadcast::{Outcome, is_scalar};
use crate::math::linalg;
use crate::math::number::Number;
use crate::stan::value::{Cell, Dims, Tensor, Value};

/// Questions of size, and conversions.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("size", size_of),
        ("num_elements", |args| Ok(count(args[0].dims().iter().product()))),
        ("rows", |args| Ok(count(extent(args[0]).0))),
        ("cols", |args| Ok(count(extent(args[0]).1))),
        ("dims", dims),
        ("to_vector", |args| Ok(Value::Reals(Tensor::vector(in_stan_order(&args[0].reals()))))),
        ("to_row_vector", |args| Ok(Value::Reals(Tensor::row_vector(in_stan_order(&args[0].reals()))))),
        ("to_array_1d", to_array_1d),
        ("to_array_2d", |args| {
            let x = args[0].reals();
            Ok(Value::Reals(Tensor::shared(x.dims(), Cell::Scalar, x.shared_data().clone())))
        }),
        ("to_matrix", to_matrix),
    ]
}

fn count<T>(n: usize) -> Value<T> {
    Value::Int(n as i64)
}

/// The kind of the cells of a container.
fn cell<T: Number>(x: &Value<T>) -> Cell {
    match x {
        Value::Reals(tensor) => tensor.cell(),
        _ => Cell::Scalar,
    }
}

/// Outermost array size; the number of elements of a vector or matrix; 1 for a scalar.
fn size_of<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let dims = args[0].dims();
    let is_array = dims.len() > cell(args[0]).rank();
    Ok(count(if is_array { dims[0] } else { dims.iter().product() }))
}

/// Rows and columns of a vector, row vector or matrix.
fn extent<T: Number>(x: &Value<T>) -> (usize, usize) {
    match (x.dims(), cell(x)) {
        (&[rows, cols], _) => (rows, cols),
        (&[n], Cell::RowVector) => (1, n),
        (dims, _) => (dims.iter().product(), 1),
    }
}

/// Array sizes, then rows and columns of the cells. A vector has one column, and after a size of 0 nothing
/// follows: there is no element to ask.
fn dims<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let (all, cell) = (args[0].dims(), cell(args[0]));
    let n_array = all.len() - cell.rank();
    let mut dims: Vec<usize> = all[..n_array].to_vec();
    match (cell, &all[n_array..]) {
        (Cell::Vector, cell) => dims.extend([cell[0], 1]),
        (Cell::RowVector, cell) => dims.extend([1, cell[0]]),
        (_, cell) => dims.extend(cell),
    }
    if let Some(empty) = dims[..n_array].iter().position(|&n| n == 0) {
        dims.truncate(empty + 1);
    }
    Ok(Value::Ints(Tensor::array(dims.into_iter().map(|n| n as i64).collect())))
}

/// The elements in the language's order: a matrix by columns, anything else as it lies.
fn in_stan_order<T: Number>(x: &Tensor<T>) -> Vec<T> {
    match x.cell() {
        Cell::Matrix => linalg::transpose(x.data(), x.rows(), x.cols()),
        _ => x.data().to_vec(),
    }
}

fn to_array_1d<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    match args[0] {
        Value::Ints(x) => Ok(Value::Ints(Tensor::shared([x.len()].as_slice(), Cell::Scalar, x.shared_data().clone()))),
        x => Ok(Value::Reals(Tensor::array(in_stan_order(&x.reals())))),
    }
}

/// A container as a matrix of its own shape, or filled by columns (by rows if the last argument is 0).
fn to_matrix<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let x = args[0].reals();
    if args.len() == 1 {
        let (rows, cols) = if x.dims()[0] == 0 && x.cell() != Cell::Matrix { (0, 0) } else { extent(args[0]) };
        return Ok(Value::Reals(Tensor::shared([rows, cols].as_slice(), Cell::Matrix, x.shared_data().clone())));
    }
    let (rows, cols) =
        (size("to_matrix", "number of rows", args[1])?, size("to_matrix", "number of columns", args[2])?);
    if room("to_matrix", &[rows, cols])? != x.len() {
        return Err(format!("to_matrix: {} elements do not fill {rows} x {cols}", x.len()));
    }
    let elements = in_stan_order(&x);
    let by_rows = args.get(3).is_some_and(|by_columns| by_columns.int() == 0);
    let data = if by_rows { elements } else { linalg::transpose(&elements, cols, rows) };
    Ok(Value::Reals(Tensor::matrix(rows, cols, data)))
}

/// `n` copies of a value as an array with these sizes.
pub fn repeated<T: Number>(x: &Value<T>, sizes: &[usize]) -> Value<T> {
    fn copies<U: Clone>(sizes: &[usize], dims: &[usize], cell: Cell, data: &[U]) -> Tensor<U> {
        let n = sizes.iter().product();
        let dims: Dims = sizes.iter().chain(dims).copied().collect();
        Tensor::new(dims, cell, std::iter::repeat_n(data, n).flatten().cloned().collect())
    }
    match x {
        Value::Int(x) => Value::Ints(copies(sizes, &[], Cell::Scalar, &[*x])),
        Value::Ints(x) => Value::Ints(copies(sizes, x.dims(), x.cell(), x.data())),
        x if is_scalar(x) => Value::Reals(copies(sizes, &[], Cell::Scalar, &[x.real()])),
        x => {
            let x = x.reals();
            Value::Reals(copies(sizes, x.dims(), x.cell(), x.data()))
        }
    }
}
