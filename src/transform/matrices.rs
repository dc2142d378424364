//! Triangular factors, correlation and covariance matrices.

use std::f64::consts::LN_2;

use super::triangle;
use crate::math::elementary;
use crate::math::linalg;
use crate::math::number::Number;

/// The number, counted from 0, of the entry in row `i` and column `j < i` below the diagonal.
type Numbering = fn(usize, usize, usize) -> usize;

/// Row after row.
fn by_rows(_: usize, i: usize, j: usize) -> usize {
    triangle(i) + j
}

/// Column after column.
fn by_columns(n: usize, i: usize, j: usize) -> usize {
    triangle(n) - triangle(n - j) + i - j - 1
}

/// `ln(1 - tanh²(x))`
fn ln_slope<T: Number>(x: T) -> T {
    (-(x + (x * -2.0).ln_1p_exp()) + LN_2) * 2.0
}

/// The factor whose row `i` has the partial correlations `tanh(x)`, each scaled by what the ones before it
/// leave of length 1; and the logs of those scales.
fn factor<T: Number>(x: &[T], n: usize, number: Numbering) -> (Vec<T>, Vec<T>) {
    let mut l = vec![T::constant(0.0); n * n];
    let mut log_scales = Vec::with_capacity(triangle(n));
    for i in 0..n {
        let mut log_scale = T::constant(0.0);
        for j in 0..i {
            let x = x[number(n, i, j)];
            l[i * n + j] = x.tanh() * log_scale.exp();
            log_scales.push(log_scale);
            log_scale += ln_slope(x) * 0.5;
        }
        l[i * n + i] = log_scale.exp();
    }
    (l, log_scales)
}

/// Rows of length 1.
pub fn cholesky_factor_corr<T: Number>(x: &[T], n: usize) -> (Vec<T>, T) {
    let (l, mut logs) = factor(x, n, by_rows);
    logs.extend(x.iter().map(|&x| ln_slope(x)));
    (l, T::sum(&logs))
}

/// The inverse of [`cholesky_factor_corr`].
pub fn cholesky_factor_corr_inverse(l: &[f64], n: usize) -> Vec<f64> {
    partial_correlations(l, n, by_rows)
}

/// The unconstrained numbers of a factor with rows of length 1.
fn partial_correlations(l: &[f64], n: usize, number: Numbering) -> Vec<f64> {
    let mut x = vec![0.0; triangle(n)];
    for i in 0..n {
        // What is left of the row's length after the entry: artanh(a / hypot(a, left)) = arsinh(a / left).
        let mut left = l[i * n + i];
        for j in (0..i).rev() {
            x[number(n, i, j)] = elementary::asinh(l[i * n + j] / left);
            left = elementary::hypot(left, l[i * n + j]);
        }
    }
    x
}

/// The product of such a factor and its transpose; `x` goes by columns.
///
/// Lewandowski, Kurowicka, Joe (2009), "Generating random correlation matrices based on vines and extended
/// onion method".
pub fn corr_matrix<T: Number>(x: &[T], n: usize) -> (Vec<T>, T) {
    let (l, _) = factor(x, n, by_columns);
    let mut corr = linalg::multiply_by_transpose(&l, n, n);
    (0..n).for_each(|i| corr[i * n + i] = T::constant(1.0));
    let mut logs = Vec::with_capacity(x.len());
    for j in 0..n {
        for i in j + 1..n {
            logs.push(ln_slope(x[by_columns(n, i, j)]) * (1.0 + 0.5 * (n - j - 2) as f64));
        }
    }
    (corr, T::sum(&logs))
}

/// The inverse of [`corr_matrix`], which this must be.
pub fn corr_matrix_inverse(corr: &[f64], n: usize) -> Option<Vec<f64>> {
    Some(partial_correlations(&linalg::cholesky::cholesky(corr, n)?, n, by_columns))
}

/// Row after row, the diagonal as logarithms.
pub fn cholesky_factor_cov<T: Number>(x: &[T], rows: usize, cols: usize) -> (Vec<T>, T) {
    let mut l = vec![T::constant(0.0); rows * cols];
    let mut logs = Vec::with_capacity(cols);
    let mut free = x.iter().copied();
    for i in 0..rows {
        for j in 0..cols.min(i + 1) {
            let x = free.next().expect("there are as many numbers as entries in the triangle");
            l[i * cols + j] = if i == j { x.exp() } else { x };
            if i == j {
                logs.push(x);
            }
        }
    }
    (l, T::sum(&logs))
}

/// The inverse of [`cholesky_factor_cov`].
pub fn cholesky_factor_cov_inverse(l: &[f64], rows: usize, cols: usize) -> Vec<f64> {
    let entries = (0..rows).flat_map(|i| (0..cols.min(i + 1)).map(move |j| (i, j)));
    entries.map(|(i, j)| if i == j { elementary::ln(l[i * cols + j]) } else { l[i * cols + j] }).collect()
}

/// The product of a factor and its transpose, with Jacobian `2ⁿ Π l_ii^(n - i + 1)` of the product, counted
/// from 1, and `l_ii` of the logarithm.
pub fn cov_matrix<T: Number>(x: &[T], n: usize) -> (Vec<T>, T) {
    let (l, _) = cholesky_factor_cov(x, n, n);
    let logs: Vec<T> = (0..n).map(|i| x[triangle(i + 1) + i] * (n - i + 1) as f64).collect();
    (linalg::multiply_by_transpose(&l, n, n), T::sum(&logs) + LN_2 * n as f64)
}

/// The inverse of [`cov_matrix`], which this must be.
pub fn cov_matrix_inverse(cov: &[f64], n: usize) -> Option<Vec<f64>> {
    Some(cholesky_factor_cov_inverse(&linalg::cholesky::cholesky(cov, n)?, n, n))
}
