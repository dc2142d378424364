//! Vectors of sum 0, simplexes, and matrices of them.

use crate::math::elementary;
use crate::math::linalg;
use crate::math::number::Number;

/// The vector of `x.len() + 1` elements with sum 0 that `x` stands for.
///
/// The map is linear and keeps lengths: column `i` of its matrix, counted from 1, has `i` times
/// `1 / sqrt(i (i + 1))`, then `-i / sqrt(i (i + 1))`, then zeros.
pub fn sum_to_zero<T: Number>(x: &[T]) -> Vec<T> {
    let mut y = Vec::with_capacity(x.len() + 1);
    // From the last element down; `above` is the sum of the scaled elements at and after the current one.
    let mut above = T::constant(0.0);
    for i in (0..=x.len()).rev() {
        let mut next = above;
        if i > 0 {
            let scaled = x[i - 1] / norm(i);
            next = above - scaled * i as f64;
            above += scaled;
        }
        y.push(next);
    }
    y.reverse();
    y
}

/// `sqrt(i (i + 1))`
fn norm(i: usize) -> f64 {
    (i as f64 * (i + 1) as f64).sqrt()
}

/// The inverse of [`sum_to_zero`]: the products of `y` with the columns of its matrix.
pub fn sum_to_zero_inverse(y: &[f64]) -> Vec<f64> {
    let mut before = 0.0;
    (1..y.len())
        .map(|i| {
            before += y[i - 1];
            (before - i as f64 * y[i]) / norm(i)
        })
        .collect()
}

/// The softmax of the vector of sum 0: the inverse of the isometric log ratio.
///
/// With `z` that vector and `n` elements, the Jacobian of the first `n - 1` is `sqrt(n) Π y`, and
/// `Σ ln y = -n ln Σ e^z`.
///
/// Egozcue et al. (2003), "Isometric logratio transformations for compositional data analysis".
pub fn simplex<T: Number>(x: &[T]) -> (Vec<T>, T) {
    let z = sum_to_zero(x);
    let n = z.len() as f64;
    let total = T::ln_sum_exp(&z);
    (T::softmax(&z, total), total * -n + 0.5 * elementary::ln(n))
}

/// The inverse of [`simplex`].
pub fn simplex_inverse(y: &[f64]) -> Vec<f64> {
    let logs: Vec<f64> = y.iter().map(|&y| elementary::ln(y)).collect();
    sum_to_zero_inverse(&logs)
}

/// [`sum_to_zero`] along both directions of a matrix; `x` is in column-major order.
pub fn sum_to_zero_matrix<T: Number>(x: &[T], rows: usize, cols: usize) -> Vec<T> {
    // Free columns, each filled up to a whole column; then the rows of those.
    let column = |j: usize| sum_to_zero(&x[j * (rows - 1)..(j + 1) * (rows - 1)]);
    let tall: Vec<T> = (0..cols - 1).flat_map(column).collect();
    let wide = linalg::transpose(&tall, cols - 1, rows);
    (0..rows).flat_map(|i| sum_to_zero(&wide[i * (cols - 1)..(i + 1) * (cols - 1)])).collect()
}

/// The inverse of [`sum_to_zero_matrix`].
pub fn sum_to_zero_matrix_inverse(y: &[f64], rows: usize, cols: usize) -> Vec<f64> {
    let wide: Vec<f64> = y.chunks(cols).flat_map(sum_to_zero_inverse).collect();
    linalg::transpose(&wide, rows, cols - 1).chunks(rows).flat_map(sum_to_zero_inverse).collect()
}

/// Simplexes as columns; `x` holds one column after the other.
pub fn column_stochastic<T: Number>(x: &[T], rows: usize, cols: usize) -> (Vec<T>, T) {
    let (columns, log_jacobian) = simplexes(x, rows - 1, cols);
    (linalg::transpose(&columns, cols, rows), log_jacobian)
}

/// Simplexes as rows; `x` is a matrix of `rows` × `cols - 1` in column-major order.
pub fn row_stochastic<T: Number>(x: &[T], rows: usize, cols: usize) -> (Vec<T>, T) {
    simplexes(&linalg::transpose(x, cols - 1, rows), cols - 1, rows)
}

/// `n` simplexes one after the other, each of `free` unconstrained numbers.
fn simplexes<T: Number>(x: &[T], free: usize, n: usize) -> (Vec<T>, T) {
    let parts: Vec<(Vec<T>, T)> = (0..n).map(|i| simplex(&x[i * free..(i + 1) * free])).collect();
    let log_jacobians: Vec<T> = parts.iter().map(|(_, log_jacobian)| *log_jacobian).collect();
    (parts.into_iter().flat_map(|(y, _)| y).collect(), T::sum(&log_jacobians))
}
