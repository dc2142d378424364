//! Matrices in compressed row form: the values that are not 0, the column of each, and where each row begins.

use super::Table;
use super::arguments::{room, size};
use super::broadcast::Outcome;
use crate::math::number::Number;
use crate::stan::value::{Tensor, Value};

/// What is made of compressed matrices.
pub fn table<T: Number>() -> Table<T> {
    &[("csr_matrix_times_vector", times_vector), ("csr_to_dense_matrix", to_dense)]
}

/// A compressed matrix whose indices have been checked; they count from 0.
struct Compressed<T> {
    rows: usize,
    cols: usize,
    values: Tensor<T>,
    columns: Vec<usize>,
    starts: Vec<usize>,
}

impl<T: Number> Compressed<T> {
    /// From the first five arguments: rows, columns, values, column indices, row starts.
    fn new(name: &str, args: &[&Value<T>]) -> Result<Compressed<T>, String> {
        let (rows, cols) = (size(name, "number of rows", args[0])?, size(name, "number of columns", args[1])?);
        let values = args[2].reals();
        let columns = indices(name, "column", args[3].ints().data(), cols)?;
        let starts = indices(name, "row start", args[4].ints().data(), values.len() + 1)?;
        if columns.len() != values.len() {
            return Err(format!("{name}: there are {} values, but {} column indices", values.len(), columns.len()));
        }
        if starts.len() != rows + 1 || starts.first() != Some(&0) || starts.last() != Some(&values.len()) {
            return Err(format!("{name}: row starts must be {} numbers from 1 to {}", rows + 1, values.len() + 1));
        }
        if let Some(row) = starts.windows(2).position(|pair| pair[1] < pair[0]) {
            return Err(format!("{name}: row start {} is below the one before it", row + 2));
        }
        Ok(Compressed { rows, cols, values, columns, starts })
    }

    fn row(&self, i: usize) -> (&[T], &[usize]) {
        let range = self.starts[i]..self.starts[i + 1];
        (&self.values.data()[range.clone()], &self.columns[range])
    }
}

/// Indices between 1 and `high`, counted from 0.
fn indices(name: &str, what: &str, given: &[i64], high: usize) -> Result<Vec<usize>, String> {
    let check = |&index: &i64| match usize::try_from(index) {
        Ok(i) if (1..=high).contains(&i) => Ok(i - 1),
        _ => Err(format!("{name}: {what} is {index}, but must be between 1 and {high}")),
    };
    given.iter().map(check).collect()
}

fn times_vector<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let name = "csr_matrix_times_vector";
    let matrix = Compressed::new(name, args)?;
    let b = args[5].reals();
    if b.len() != matrix.cols {
        return Err(format!("{name}: left has {} columns, right {} rows", matrix.cols, b.len()));
    }
    let product = (0..matrix.rows).map(|i| {
        let (values, columns) = matrix.row(i);
        let picked: Vec<T> = columns.iter().map(|&j| b.data()[j]).collect();
        T::dot(values, &picked)
    });
    Ok(Value::Reals(Tensor::vector(product.collect())))
}

fn to_dense<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let matrix = Compressed::new("csr_to_dense_matrix", args)?;
    let mut dense = vec![T::constant(0.0); room("csr_to_dense_matrix", &[matrix.rows, matrix.cols])?];
    for i in 0..matrix.rows {
        let (values, columns) = matrix.row(i);
        values.iter().zip(columns).for_each(|(&value, &j)| dense[i * matrix.cols + j] = value);
    }
    Ok(Value::Reals(Tensor::matrix(matrix.rows, matrix.cols, dense)))
}
