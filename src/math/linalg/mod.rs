//! Linear algebra of small dense matrices, for numbers that may record derivatives.
//!
//! Matrices are slices in row-major order beside their sizes, which the caller has checked. Every result
//! entry is one [`combine`](Number::combine), so that a product or a factorisation of order n records in the
//! order of n² nodes.

pub mod cholesky;
pub mod solve;
pub mod symmetric;

use super::number::Number;

/// The transpose of a matrix with `rows` and `cols`.
pub fn transpose<T: Copy>(a: &[T], rows: usize, cols: usize) -> Vec<T> {
    (0..cols).flat_map(|j| (0..rows).map(move |i| a[i * cols + j])).collect()
}

/// The product of a matrix of `rows` × `inner` and one of `inner` × `cols`.
pub fn multiply<T: Number>(a: &[T], b: &[T], rows: usize, inner: usize, cols: usize) -> Vec<T> {
    let columns = transpose(b, inner, cols);
    let mut product = Vec::with_capacity(rows * cols);
    for i in 0..rows {
        for j in 0..cols {
            product.push(T::dot(&a[i * inner..(i + 1) * inner], &columns[j * inner..(j + 1) * inner]));
        }
    }
    product
}

/// `a aᵀ` of a matrix of `rows` × `cols`, both halves of it the same numbers.
pub fn multiply_by_transpose<T: Number>(a: &[T], rows: usize, cols: usize) -> Vec<T> {
    let row = |i: usize| &a[i * cols..(i + 1) * cols];
    let mut product = vec![T::constant(0.0); rows * rows];
    for i in 0..rows {
        for j in 0..=i {
            product[i * rows + j] = T::dot(row(i), row(j));
        }
    }
    mirror(&mut product, rows);
    product
}

/// Copies the lower triangle of a matrix of order `n` onto the upper one.
pub fn mirror<T: Copy>(a: &mut [T], n: usize) {
    for i in 0..n {
        for j in 0..i {
            a[j * n + i] = a[i * n + j];
        }
    }
}

/// Whether `a`, of order `n`, equals its transpose to within 1e-8.
pub fn is_symmetric<T: Number>(a: &[T], n: usize) -> bool {
    (0..n).all(|i| (0..i).all(|j| (a[i * n + j].value() - a[j * n + i].value()).abs() <= 1e-8))
}

/// The values alone.
pub fn values<T: Number>(a: &[T]) -> Vec<f64> {
    a.iter().map(|x| x.value()).collect()
}

/// A number of value 0 that moves by `Σ coefficient · change of term`: a first-order change, to be handed
/// on with [`moved`].
fn change<T: Number>(terms: impl Iterator<Item = (T, f64)>) -> T {
    T::combine(0.0, || terms)
}

/// `value`, which moves by `Σ coefficient · change`.
fn moved<T: Number>(value: f64, changes: impl Iterator<Item = (T, f64)>) -> T {
    T::combine(value, || changes)
}
