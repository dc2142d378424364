//! Cholesky factors and triangular systems.

use crate::math::number::Number;

/// The lower triangular `L` with `L Lᵀ = a`, for `a` of order `n`, of which the lower triangle is read.
///
/// None if `a` is not positive definite.
pub fn cholesky<T: Number>(a: &[T], n: usize) -> Option<Vec<T>> {
    let mut l = vec![T::constant(0.0); n * n];
    for j in 0..n {
        let (upper, lower) = l.split_at_mut((j + 1) * n);
        let (row, right) = upper[j * n..].split_at_mut(j);
        let row = &*row;
        let rest = row.iter().fold(a[j * n + j].value(), |rest, x| rest - x.value() * x.value());
        if !(rest > 0.0 && rest.is_finite()) {
            return None;
        }
        let pivot = rest.sqrt();
        let pivot = T::combine(pivot, || {
            let of_row = row.iter().map(|&x| (x, -x.value() / pivot));
            std::iter::once((a[j * n + j], 0.5 / pivot)).chain(of_row).collect::<Vec<_>>()
        });
        right[0] = pivot;
        for (i, other) in (j + 1..n).zip(lower.chunks_exact_mut(n)) {
            other[j] = eliminate(a[i * n + j], &other[..j], row, pivot);
        }
    }
    Some(l)
}

/// `(b - left · right) / pivot`
fn eliminate<T: Number>(b: T, left: &[T], right: &[T], pivot: T) -> T {
    let rest = left.iter().zip(right).fold(b.value(), |rest, (x, y)| rest - x.value() * y.value());
    let scale = 1.0 / pivot.value();
    let value = rest / pivot.value();
    T::combine(value, || {
        let products = left.iter().zip(right).flat_map(|(&x, &y)| [(x, -y.value() * scale), (y, -x.value() * scale)]);
        [(b, scale), (pivot, -value * scale)].into_iter().chain(products).collect::<Vec<_>>()
    })
}

/// `x` with `l x = b`, for `l` lower triangular of order `n` and `b` of `n` × `cols`. The diagonal has no 0.
pub fn solve_lower<T: Number>(l: &[T], b: &[T], n: usize, cols: usize) -> Vec<T> {
    let mut x = vec![T::constant(0.0); n * cols];
    for j in 0..cols {
        let mut column: Vec<T> = Vec::with_capacity(n);
        for i in 0..n {
            column.push(eliminate(b[i * cols + j], &l[i * n..i * n + i], &column, l[i * n + i]));
            x[i * cols + j] = column[i];
        }
    }
    x
}

/// `x` with `lᵀ x = b`, for `l` lower triangular of order `n` and `b` of `n` × `cols`. The diagonal has no 0.
pub fn solve_lower_transposed<T: Number>(l: &[T], b: &[T], n: usize, cols: usize) -> Vec<T> {
    let mut x = vec![T::constant(0.0); n * cols];
    for j in 0..cols {
        // From the last row up; `column` holds the solution backwards.
        let mut column: Vec<T> = Vec::with_capacity(n);
        for i in (0..n).rev() {
            let below: Vec<T> = (i + 1..n).rev().map(|k| l[k * n + i]).collect();
            let next = eliminate(b[i * cols + j], &below, &column, l[i * n + i]);
            column.push(next);
            x[i * cols + j] = next;
        }
    }
    x
}

/// `Σ 2 ln l_ii`: the log determinant of `L Lᵀ`.
pub fn log_determinant<T: Number>(l: &[T], n: usize) -> T {
    let logs: Vec<T> = (0..n).map(|i| l[i * n + i].ln()).collect();
    T::sum(&logs) * 2.0
}
