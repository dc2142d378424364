//! From constrained to unconstrained.

use super::constrain::{Bounds, check_shift};
use super::{Transform, matrices, simplex};
use crate::math::{elementary, linalg};

impl Transform<f64> {
    /// The unconstrained numbers of which `y` is the value; the inverse of
    /// [`constrain`](Transform::constrain).
    ///
    /// An error says what is wrong with `y`, as [`check`](Transform::check) does. A value on its bound
    /// becomes infinite.
    pub fn unconstrain(&self, dims: &[usize], y: &[f64]) -> Result<Vec<f64>, String> {
        self.check(dims, y)?;
        Ok(match *self {
            Transform::Identity => y.to_vec(),
            Transform::Lower(lower) => each(y, Bounds::new(lower, f64::INFINITY)?),
            Transform::Upper(upper) => each(y, Bounds::new(f64::NEG_INFINITY, upper)?),
            Transform::LowerUpper(lower, upper) => each(y, Bounds::new(lower, upper)?),
            Transform::OffsetMultiplier(offset, multiplier) => {
                check_shift(offset, multiplier)?;
                y.iter().map(|y| (y - offset) / multiplier).collect()
            }
            Transform::Ordered => steps(y, |first| first),
            Transform::PositiveOrdered => steps(y, elementary::ln),
            Transform::Simplex => simplex::simplex_inverse(y),
            Transform::SumToZeroVector => simplex::sum_to_zero_inverse(y),
            Transform::SumToZeroMatrix => simplex::sum_to_zero_matrix_inverse(y, dims[0], dims[1]),
            Transform::UnitVector => y.to_vec(),
            Transform::ColumnStochasticMatrix => {
                let columns = linalg::transpose(y, dims[0], dims[1]);
                columns.chunks(dims[0]).flat_map(simplex::simplex_inverse).collect()
            }
            Transform::RowStochasticMatrix => {
                let rows: Vec<f64> = y.chunks(dims[1]).flat_map(simplex::simplex_inverse).collect();
                linalg::transpose(&rows, dims[0], dims[1] - 1)
            }
            Transform::CholeskyFactorCorr => matrices::cholesky_factor_corr_inverse(y, dims[0]),
            Transform::CholeskyFactorCov => matrices::cholesky_factor_cov_inverse(y, dims[0], dims[1]),
            Transform::CorrMatrix => matrices::corr_matrix_inverse(y, dims[0]).ok_or("is not positive definite")?,
            Transform::CovMatrix => matrices::cov_matrix_inverse(y, dims[0]).ok_or("is not positive definite")?,
        })
    }
}

fn each(y: &[f64], bounds: Bounds<f64>) -> Vec<f64> {
    let free = |y: f64| match bounds {
        Bounds::None => y,
        Bounds::Lower(lower) => elementary::ln(y - lower),
        Bounds::Upper(upper) => elementary::ln(upper - y),
        Bounds::Both(lower, upper) => elementary::ln((y - lower) / (upper - y)),
    };
    y.iter().map(|&y| free(y)).collect()
}

/// The logs of the steps of an increasing vector, after its first element.
fn steps(y: &[f64], first: impl Fn(f64) -> f64) -> Vec<f64> {
    let steps = y.windows(2).map(|pair| elementary::ln(pair[1] - pair[0]));
    y.first().map(|&y| first(y)).into_iter().chain(steps).collect()
}
