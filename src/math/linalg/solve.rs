//! General square systems, by elimination with row exchanges.

use super::{change, moved, values};
use crate::math::elementary;
use crate::math::number::Number;

/// A square matrix as a product of triangles, rows exchanged.
pub struct Lu {
    n: usize,
    /// Both triangles; the lower one has an implied diagonal of ones.
    factors: Vec<f64>,
    /// Row `i` of the product is row `order[i]` of the matrix.
    order: Vec<usize>,
    odd: bool,
}

impl Lu {
    /// Of a matrix of order `n`.
    pub fn new(a: &[f64], n: usize) -> Lu {
        let mut lu = Lu { n, factors: a.to_vec(), order: (0..n).collect(), odd: false };
        for k in 0..n {
            let pivot = (k..n).fold(k, |best, i| if lu.at(i, k).abs() > lu.at(best, k).abs() { i } else { best });
            lu.exchange(k, pivot);
            if lu.at(k, k) != 0.0 {
                (k + 1..n).for_each(|i| lu.eliminate(i, k));
            }
        }
        lu
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.factors[i * self.n + j]
    }

    fn exchange(&mut self, i: usize, j: usize) {
        if i != j {
            self.order.swap(i, j);
            self.odd = !self.odd;
            (0..self.n).for_each(|k| self.factors.swap(i * self.n + k, j * self.n + k));
        }
    }

    fn eliminate(&mut self, i: usize, k: usize) {
        let factor = self.at(i, k) / self.at(k, k);
        self.factors[i * self.n + k] = factor;
        for j in k + 1..self.n {
            self.factors[i * self.n + j] -= factor * self.at(k, j);
        }
    }

    /// Whether elimination met a column without a pivot.
    pub fn is_singular(&self) -> bool {
        (0..self.n).any(|i| self.at(i, i) == 0.0 || self.at(i, i).is_nan())
    }

    /// The determinant.
    pub fn determinant(&self) -> f64 {
        (0..self.n).fold(if self.odd { -1.0 } else { 1.0 }, |product, i| product * self.at(i, i))
    }

    /// The logarithm of the determinant's absolute value.
    pub fn log_determinant(&self) -> f64 {
        (0..self.n).fold(0.0, |sum, i| sum + elementary::ln(self.at(i, i).abs()))
    }

    /// `x` with `a x = b`, for `b` of `cols` columns. The matrix is not singular.
    pub fn solve(&self, b: &[f64], cols: usize) -> Vec<f64> {
        let n = self.n;
        let mut x: Vec<f64> =
            self.order.iter().flat_map(|&row| b[row * cols..(row + 1) * cols].iter().copied()).collect();
        for j in 0..cols {
            for i in 0..n {
                x[i * cols + j] = (0..i).fold(x[i * cols + j], |rest, k| rest - self.at(i, k) * x[k * cols + j]);
            }
            for i in (0..n).rev() {
                let rest = (i + 1..n).fold(x[i * cols + j], |rest, k| rest - self.at(i, k) * x[k * cols + j]);
                x[i * cols + j] = rest / self.at(i, i);
            }
        }
        x
    }

    /// The inverse. The matrix is not singular.
    pub fn inverse(&self) -> Vec<f64> {
        self.solve(&identity(self.n), self.n)
    }
}

/// The identity of order `n`.
pub fn identity(n: usize) -> Vec<f64> {
    (0..n * n).map(|k| f64::from(k / n == k % n)).collect()
}

/// `x` with `a x = b`, for `a` of order `n` and `b` of `n` × `cols`; none if `a` is singular.
pub fn solve<T: Number>(a: &[T], b: &[T], n: usize, cols: usize) -> Option<Vec<T>> {
    let lu = Lu::new(&values(a), n);
    if lu.is_singular() {
        return None;
    }
    let x = lu.solve(&values(b), cols);
    if !T::RECORDS {
        return Some(x.into_iter().map(T::constant).collect());
    }
    // x moves by a⁻¹ (db - da x).
    let inverse = lu.inverse();
    let mut changes = Vec::with_capacity(n * cols);
    for i in 0..n {
        for j in 0..cols {
            let of_a = (0..n).map(|k| (a[i * n + k], -x[k * cols + j]));
            changes.push(change(of_a.chain([(b[i * cols + j], 1.0)])));
        }
    }
    let solution = (0..n * cols).map(|at| {
        let (i, j) = (at / cols, at % cols);
        moved(x[at], (0..n).map(|k| (changes[k * cols + j], inverse[i * n + k])))
    });
    Some(solution.collect())
}

/// The determinant of `a`, of order `n`. Where it is 0, its derivatives are NaN.
pub fn determinant<T: Number>(a: &[T], n: usize) -> T {
    let lu = Lu::new(&values(a), n);
    let value = lu.determinant();
    with_slopes(a, &lu, value, value)
}

/// The logarithm of the absolute value of the determinant of `a`, of order `n`; `-∞`, with derivatives NaN, if
/// `a` is singular.
pub fn log_determinant<T: Number>(a: &[T], n: usize) -> T {
    let lu = Lu::new(&values(a), n);
    with_slopes(a, &lu, lu.log_determinant(), 1.0)
}

/// `value`, whose derivatives are `scale` times the transposed inverse of `a`.
fn with_slopes<T: Number>(a: &[T], lu: &Lu, value: f64, scale: f64) -> T {
    let n = lu.n;
    T::combine(value, || {
        let inverse = if lu.is_singular() { vec![f64::NAN; n * n] } else { lu.inverse() };
        (0..n * n).map(move |at| (a[at], scale * inverse[at % n * n + at / n]))
    })
}
