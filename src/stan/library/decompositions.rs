//! Factors, inverses, determinants, systems of equations and eigenvalues.

use super::Table;
use super::arguments::{square, symmetric};
use super::broadcast::Outcome;
use super::operators::extent;
use crate::math::linalg::{self, cholesky, solve, symmetric as eigen, transpose};
use crate::math::number::Number;
use crate::stan::value::{Cell, Tensor, Value};

/// Everything that factorises a matrix.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("cholesky_decompose", |args| {
            let (l, n) = factor("cholesky_decompose", &args[0].reals())?;
            Ok(Value::Reals(Tensor::matrix(n, n, l)))
        }),
        ("inverse_spd", |args| {
            let (l, n) = factor("inverse_spd", &args[0].reals())?;
            Ok(Value::Reals(Tensor::matrix(n, n, inverse_of_product(&l, n))))
        }),
        ("chol2inv", |args| {
            let l = args[0].reals();
            let n = triangular("chol2inv", &l)?;
            Ok(Value::Reals(Tensor::matrix(n, n, inverse_of_product(l.data(), n))))
        }),
        ("log_determinant_spd", |args| {
            let (l, n) = factor("log_determinant_spd", &args[0].reals())?;
            Ok(Value::Real(cholesky::log_determinant(&l, n)))
        }),
        ("mdivide_left_spd", |args| {
            left("mdivide_left_spd", args, |a, b, cols| {
                let (l, n) = factor("mdivide_left_spd", a)?;
                let half = cholesky::solve_lower(&l, b, n, cols);
                Ok(cholesky::solve_lower_transposed(&l, &half, n, cols))
            })
        }),
        ("mdivide_right_spd", |args| {
            right("mdivide_right_spd", args, |a, b, cols| {
                let (l, n) = factor("mdivide_right_spd", a)?;
                let half = cholesky::solve_lower(&l, b, n, cols);
                Ok(cholesky::solve_lower_transposed(&l, &half, n, cols))
            })
        }),
        ("mdivide_left_tri_low", |args| {
            left("mdivide_left_tri_low", args, |a, b, cols| {
                let n = triangular("mdivide_left_tri_low", a)?;
                Ok(cholesky::solve_lower(a.data(), b, n, cols))
            })
        }),
        // b / a is the transpose of aᵀ \ bᵀ.
        ("mdivide_right_tri_low", |args| {
            right("mdivide_right_tri_low", args, |a, b, cols| {
                let n = triangular("mdivide_right_tri_low", a)?;
                Ok(cholesky::solve_lower_transposed(a.data(), b, n, cols))
            })
        }),
        ("mdivide_left", |args| {
            left("mdivide_left", args, |a, b, cols| {
                general("mdivide_left", a.data(), b, square("mdivide_left", a)?, cols)
            })
        }),
        ("mdivide_right", |args| {
            right("mdivide_right", args, |a, b, cols| {
                let n = square("mdivide_right", a)?;
                general("mdivide_right", &transpose(a.data(), n, n), b, n, cols)
            })
        }),
        ("inverse", |args| {
            let a = args[0].reals();
            let n = square("inverse", &a)?;
            let identity: Vec<T> = solve::identity(n).into_iter().map(T::constant).collect();
            Ok(Value::Reals(Tensor::matrix(n, n, general("inverse", a.data(), &identity, n, n)?)))
        }),
        ("determinant", |args| {
            let a = args[0].reals();
            Ok(Value::Real(solve::determinant(a.data(), square("determinant", &a)?)))
        }),
        ("log_determinant", |args| {
            let a = args[0].reals();
            Ok(Value::Real(solve::log_determinant(a.data(), square("log_determinant", &a)?)))
        }),
        ("eigenvalues_sym", |args| {
            let a = args[0].reals();
            let n = eigen_order("eigenvalues_sym", &a)?;
            Ok(Value::Reals(Tensor::vector(eigen::eigenvalues(a.data(), n))))
        }),
        ("eigenvectors_sym", |args| {
            let a = args[0].reals();
            let n = eigen_order("eigenvectors_sym", &a)?;
            Ok(Value::Reals(Tensor::matrix(n, n, eigen::eigenvectors(a.data(), n))))
        }),
    ]
}

/// The Cholesky factor of a symmetric positive definite matrix, and its order.
fn factor<T: Number>(name: &str, a: &Tensor<T>) -> Result<(Vec<T>, usize), String> {
    let n = symmetric(name, a)?;
    let l = cholesky::cholesky(a.data(), n).ok_or_else(|| format!("{name}: matrix is not positive definite"))?;
    Ok((l, n))
}

/// The order of a triangular matrix that can be divided by.
fn triangular<T: Number>(name: &str, l: &Tensor<T>) -> Result<usize, String> {
    let n = square(name, l)?;
    match (0..n).find(|i| l.data()[i * n + i].value() == 0.0) {
        Some(i) => Err(format!("{name}: diagonal element {} is 0", i + 1)),
        None => Ok(n),
    }
}

fn eigen_order<T: Number>(name: &str, a: &Tensor<T>) -> Result<usize, String> {
    let n = symmetric(name, a)?;
    if n == 0 || linalg::values(a.data()).iter().any(|x| !x.is_finite()) {
        return Err(format!("{name}: matrix must have elements, all of them finite"));
    }
    Ok(n)
}

/// `(l lᵀ)⁻¹`, symmetric bit for bit.
fn inverse_of_product<T: Number>(l: &[T], n: usize) -> Vec<T> {
    let identity: Vec<T> = solve::identity(n).into_iter().map(T::constant).collect();
    let half = cholesky::solve_lower(l, &identity, n, n);
    let columns = transpose(&half, n, n);
    let column = |j: usize| &columns[j * n..(j + 1) * n];
    (0..n * n).map(|at| T::dot(column((at / n).max(at % n)), column((at / n).min(at % n)))).collect()
}

fn general<T: Number>(name: &str, a: &[T], b: &[T], n: usize, cols: usize) -> Result<Vec<T>, String> {
    solve::solve(a, b, n, cols).ok_or_else(|| format!("{name}: matrix is singular"))
}

/// `a \ b` for a vector or matrix `b`.
fn left<T: Number>(
    name: &str,
    args: &[&Value<T>],
    f: impl Fn(&Tensor<T>, &[T], usize) -> Result<Vec<T>, String>,
) -> Outcome<T> {
    let (a, b) = (args[0].reals(), args[1].reals());
    let (rows, cols) = extent(&b);
    square(name, &a)?;
    if a.cols() != rows {
        return Err(format!("{name}: left has {} columns, right {rows} rows", a.cols()));
    }
    let x = f(&a, b.data(), cols)?;
    Ok(Value::Reals(if b.cell() == Cell::Matrix { Tensor::matrix(rows, cols, x) } else { Tensor::vector(x) }))
}

/// `b / a` for a row vector or matrix `b`, where `f` solves for the transposes.
fn right<T: Number>(
    name: &str,
    args: &[&Value<T>],
    f: impl Fn(&Tensor<T>, &[T], usize) -> Result<Vec<T>, String>,
) -> Outcome<T> {
    let (b, a) = (args[0].reals(), args[1].reals());
    let (rows, cols) = extent(&b);
    square(name, &a)?;
    if a.rows() != cols {
        return Err(format!("{name}: left has {cols} columns, right {} rows", a.rows()));
    }
    let x = f(&a, &transpose(b.data(), rows, cols), rows)?;
    let x = transpose(&x, cols, rows);
    Ok(Value::Reals(if b.cell() == Cell::Matrix { Tensor::matrix(rows, cols, x) } else { Tensor::row_vector(x) }))
}
