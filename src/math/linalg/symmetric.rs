//! Eigenvalues and eigenvectors of symmetric matrices.

use super::{change, moved, values};
use crate::math::number::Number;

/// Eigenvalues in ascending order, and the eigenvectors as columns of a matrix, each of length 1 with its
/// largest element (the first of equals) positive. `a` is symmetric, of order `n`, and finite.
///
/// Jacobi's method: rotations in fixed order until nothing outside the diagonal is left.
pub fn eigen(a: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut a = a.to_vec();
    let mut vectors = super::solve::identity(n);
    for _ in 0..100 {
        let outside: f64 =
            (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).fold(0.0, |s, (i, j)| s + a[i * n + j].abs());
        if outside == 0.0 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, n, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a[i * n + i].total_cmp(&a[j * n + j]));
    let lambda = order.iter().map(|&i| a[i * n + i]).collect();
    let signs: Vec<f64> = order.iter().map(|&j| sign((0..n).map(|i| vectors[i * n + j]))).collect();
    let sorted = (0..n * n).map(|at| vectors[at / n * n + order[at % n]] * signs[at % n]).collect();
    (lambda, sorted)
}

/// The sign of the first of the elements that are largest in absolute value.
fn sign(elements: impl Iterator<Item = f64>) -> f64 {
    let largest = elements.fold(0.0_f64, |largest, x| if x.abs() > largest.abs() { x } else { largest });
    if largest < 0.0 { -1.0 } else { 1.0 }
}

/// Turns axes `p` and `q` so that `a[p][q]` vanishes.
fn rotate(a: &mut [f64], vectors: &mut [f64], n: usize, p: usize, q: usize) {
    let (app, aqq, apq) = (a[p * n + p], a[q * n + q], a[p * n + q]);
    if apq == 0.0 {
        return;
    }
    if apq.abs() < f64::EPSILON * 1e-3 * app.abs().min(aqq.abs()) {
        a[p * n + q] = 0.0;
        a[q * n + p] = 0.0;
        return;
    }
    let theta = (aqq - app) / (2.0 * apq);
    let t = theta.signum() / (theta.abs() + crate::math::elementary::hypot(theta, 1.0));
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..n {
        (a[k * n + p], a[k * n + q]) = (c * a[k * n + p] - s * a[k * n + q], s * a[k * n + p] + c * a[k * n + q]);
    }
    for k in 0..n {
        (a[p * n + k], a[q * n + k]) = (c * a[p * n + k] - s * a[q * n + k], s * a[p * n + k] + c * a[q * n + k]);
        (vectors[k * n + p], vectors[k * n + q]) =
            (c * vectors[k * n + p] - s * vectors[k * n + q], s * vectors[k * n + p] + c * vectors[k * n + q]);
    }
    a[p * n + p] = app - t * apq;
    a[q * n + q] = aqq + t * apq;
    a[p * n + q] = 0.0;
    a[q * n + p] = 0.0;
}

/// The eigenvalues of `a`, symmetric of order `n`, in ascending order.
pub fn eigenvalues<T: Number>(a: &[T], n: usize) -> Vec<T> {
    let (lambda, v) = eigen(&values(a), n);
    let value = |i: usize| moved(lambda[i], (0..n * n).map(|at| (a[at], v[at / n * n + i] * v[at % n * n + i])));
    (0..n).map(value).collect()
}

/// The eigenvectors of `a` as the columns of a matrix; see [`eigen`].
///
/// Where two eigenvalues are equal, the derivatives of their vectors are infinite or NaN.
pub fn eigenvectors<T: Number>(a: &[T], n: usize) -> Vec<T> {
    let (lambda, v) = eigen(&values(a), n);
    if !T::RECORDS {
        return v.into_iter().map(T::constant).collect();
    }
    // Vector i moves by Σ_j v_j (v_jᵀ da v_i) / (λ_i - λ_j) over the others j.
    let da_v: Vec<T> = (0..n * n).map(|at| change((0..n).map(|k| (a[at / n * n + k], v[k * n + at % n])))).collect();
    let vt_da_v: Vec<T> =
        (0..n * n).map(|at| change((0..n).map(|k| (da_v[k * n + at % n], v[k * n + at / n])))).collect();
    let entry = |at: usize| {
        let (row, i) = (at / n, at % n);
        let others = (0..n).filter(move |&j| j != i);
        moved(v[at], others.map(|j| (vt_da_v[j * n + i], v[row * n + j] / (lambda[i] - lambda[j]))))
    };
    (0..n * n).map(entry).collect()
}
