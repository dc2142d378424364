//! Maps from all of ℝⁿ onto constrained sets, with the logarithm of how much they stretch volume.
//!
//! The maps are those of Stan's reference manual, so that unconstrained points and densities agree with
//! Stan's. Matrices are in row-major order. A Jacobian is that of the free part of the constrained value: the
//! first `n - 1` elements of a simplex, the triangle below the diagonal of a correlation matrix.

mod checks;
mod constrain;
mod matrices;
mod simplex;
mod unconstrain;

use crate::math::number::Number;

/// A constraint, with its bounds where it has any.
///
/// Those of single numbers hold for every element of a slice; the others for one vector or matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Transform<T> {
    /// No constraint.
    Identity,
    /// `y >= lower`; none if that is `-∞`.
    Lower(T),
    /// `y <= upper`; none if that is `∞`.
    Upper(T),
    /// Between a lower and an upper bound, either of which may be infinite.
    LowerUpper(T, T),
    /// `y = offset + multiplier x`: any number, measured from another place in other units.
    OffsetMultiplier(T, T),
    /// A vector, strictly increasing.
    Ordered,
    /// A vector, strictly increasing, of numbers of at least 0.
    PositiveOrdered,
    /// A vector of numbers of at least 0 whose sum is 1.
    Simplex,
    /// A vector whose sum is 0.
    SumToZeroVector,
    /// A matrix whose rows and columns all have sum 0.
    SumToZeroMatrix,
    /// A vector of Euclidean length 1.
    UnitVector,
    /// A matrix of simplexes as columns.
    ColumnStochasticMatrix,
    /// A matrix of simplexes as rows.
    RowStochasticMatrix,
    /// The lower triangular factor of a correlation matrix.
    CholeskyFactorCorr,
    /// A lower triangular matrix, perhaps with rows below the triangle, with a positive diagonal.
    CholeskyFactorCov,
    /// A symmetric positive definite matrix with a diagonal of ones.
    CorrMatrix,
    /// A symmetric positive definite matrix.
    CovMatrix,
}

impl<T: Number> Transform<T> {
    /// How many unconstrained numbers make a value of these sizes (for single numbers: of their product).
    pub fn unconstrained_len(&self, dims: &[usize]) -> usize {
        let len = dims.iter().product();
        let n = dims.first().copied().unwrap_or(1);
        match self {
            Transform::Simplex | Transform::SumToZeroVector => n.saturating_sub(1),
            Transform::SumToZeroMatrix => n.saturating_sub(1) * dims[1].saturating_sub(1),
            Transform::ColumnStochasticMatrix => n.saturating_sub(1) * dims[1],
            Transform::RowStochasticMatrix => n * dims[1].saturating_sub(1),
            Transform::CholeskyFactorCorr | Transform::CorrMatrix => triangle(n),
            Transform::CovMatrix => triangle(n) + n,
            Transform::CholeskyFactorCov => triangle(dims[1]) + dims[1] + (n - dims[1]) * dims[1],
            _ => len,
        }
    }

    /// That a value of these sizes can exist: a simplex has an element, a factor no more columns than rows.
    pub fn check_dims(&self, dims: &[usize]) -> Result<(), String> {
        let needs_elements = matches!(
            self,
            Transform::Simplex
                | Transform::UnitVector
                | Transform::SumToZeroVector
                | Transform::SumToZeroMatrix
                | Transform::ColumnStochasticMatrix
                | Transform::RowStochasticMatrix
        );
        if needs_elements && dims.contains(&0) {
            return Err("has no elements, but needs at least one".to_owned());
        }
        match self {
            Transform::CholeskyFactorCov if dims[0] < dims[1] => {
                Err(format!("has {} rows, but must have at least as many as its {} columns", dims[0], dims[1]))
            }
            Transform::CholeskyFactorCorr | Transform::CorrMatrix | Transform::CovMatrix if dims[0] != dims[1] => {
                Err(format!("is {} x {}, but must be square", dims[0], dims[1]))
            }
            _ => Ok(()),
        }
    }
}

/// Elements below the diagonal of a matrix of order `n`.
fn triangle(n: usize) -> usize {
    n * n.saturating_sub(1) / 2
}

#[cfg(test)]
mod tests;
