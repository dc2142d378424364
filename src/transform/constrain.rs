//! From unconstrained to constrained.

use super::{Transform, matrices, simplex};
use crate::math::number::Number;

impl<T: Number> Transform<T> {
    /// The constrained value of `x`, and the logarithm of the Jacobian's absolute determinant.
    ///
    /// `dims` are the sizes of the constrained vector or matrix and have passed
    /// [`check_dims`](Transform::check_dims); `x` has [`unconstrained_len`](Transform::unconstrained_len)
    /// elements. Bounds that leave no room between them are an error.
    pub fn constrain(&self, dims: &[usize], x: &[T]) -> Result<(Vec<T>, T), String> {
        debug_assert_eq!(x.len(), self.unconstrained_len(dims), "{self:?} of {dims:?}");
        Ok(match *self {
            Transform::Identity => (x.to_vec(), T::constant(0.0)),
            Transform::Lower(lower) => each(x, Bounds::new(lower, T::constant(f64::INFINITY))?),
            Transform::Upper(upper) => each(x, Bounds::new(T::constant(f64::NEG_INFINITY), upper)?),
            Transform::LowerUpper(lower, upper) => each(x, Bounds::new(lower, upper)?),
            Transform::OffsetMultiplier(offset, multiplier) => shifted(x, offset, multiplier)?,
            Transform::Ordered => ordered(x, x.first().copied()),
            Transform::PositiveOrdered => {
                let (y, log_jacobian) = ordered(x, x.first().map(|&x| x.exp()));
                (y, x.first().map_or(log_jacobian, |&first| log_jacobian + first))
            }
            Transform::Simplex => simplex::simplex(x),
            Transform::SumToZeroVector => (simplex::sum_to_zero(x), T::constant(0.0)),
            Transform::SumToZeroMatrix => (simplex::sum_to_zero_matrix(x, dims[0], dims[1]), T::constant(0.0)),
            Transform::UnitVector => unit_vector(x)?,
            Transform::ColumnStochasticMatrix => simplex::column_stochastic(x, dims[0], dims[1]),
            Transform::RowStochasticMatrix => simplex::row_stochastic(x, dims[0], dims[1]),
            Transform::CholeskyFactorCorr => matrices::cholesky_factor_corr(x, dims[0]),
            Transform::CholeskyFactorCov => matrices::cholesky_factor_cov(x, dims[0], dims[1]),
            Transform::CorrMatrix => matrices::corr_matrix(x, dims[0]),
            Transform::CovMatrix => matrices::cov_matrix(x, dims[0]),
        })
    }
}

/// Bounds of a number, told apart by which are finite.
#[derive(Clone, Copy)]
pub(super) enum Bounds<T> {
    None,
    Lower(T),
    Upper(T),
    Both(T, T),
}

impl<T: Number> Bounds<T> {
    /// A lower bound of `-∞` and an upper one of `∞` are none.
    pub(super) fn new(lower: T, upper: T) -> Result<Bounds<T>, String> {
        let (low, high) = (lower.value(), upper.value());
        if low.is_nan() || high.is_nan() {
            return Err("has a bound that is NaN".to_owned());
        }
        if low >= high {
            return Err(format!("has the lower bound {low}, which must be below the upper bound {high}"));
        }
        Ok(match (low == f64::NEG_INFINITY, high == f64::INFINITY) {
            (true, true) => Bounds::None,
            (false, true) => Bounds::Lower(lower),
            (true, false) => Bounds::Upper(upper),
            (false, false) => Bounds::Both(lower, upper),
        })
    }

    /// The constrained number and the log of its slope.
    fn constrain(self, x: T) -> (T, T) {
        match self {
            Bounds::None => (x, T::constant(0.0)),
            Bounds::Lower(lower) => (lower + x.exp(), x),
            Bounds::Upper(upper) => (upper - x.exp(), x),
            Bounds::Both(lower, upper) => {
                let width = upper - lower;
                // ln(p (1 - p)) of p = inv_logit(x), which is even in x.
                let log_slope = -(x.ln_1p_exp() + (-x).ln_1p_exp());
                (lower + width * x.inv_logit(), width.ln() + log_slope)
            }
        }
    }
}

fn each<T: Number>(x: &[T], bounds: Bounds<T>) -> (Vec<T>, T) {
    let (y, log_slopes): (Vec<T>, Vec<T>) = x.iter().map(|&x| bounds.constrain(x)).unzip();
    (y, T::sum(&log_slopes))
}

fn shifted<T: Number>(x: &[T], offset: T, multiplier: T) -> Result<(Vec<T>, T), String> {
    check_shift(offset.value(), multiplier.value())?;
    let y = x.iter().map(|&x| offset + multiplier * x).collect();
    Ok((y, multiplier.ln() * x.len() as f64))
}

pub(super) fn check_shift(offset: f64, multiplier: f64) -> Result<(), String> {
    if !offset.is_finite() {
        return Err(format!("has the offset {offset}, which must be finite"));
    }
    if !(multiplier > 0.0 && multiplier.is_finite()) {
        return Err(format!("has the multiplier {multiplier}, which must be positive and finite"));
    }
    Ok(())
}

/// Steps of `e^x` upward from the first element.
fn ordered<T: Number>(x: &[T], first: Option<T>) -> (Vec<T>, T) {
    let Some(first) = first else { return (Vec::new(), T::constant(0.0)) };
    let mut y = vec![first];
    for &x in &x[1..] {
        y.push(y[y.len() - 1] + x.exp());
    }
    (y, T::sum(&x[1..]))
}

/// The direction of `x`. Its length is free and kept in place by a standard normal density, which is what
/// the second part stands for: the map has one more number in than out and no Jacobian.
fn unit_vector<T: Number>(x: &[T]) -> Result<(Vec<T>, T), String> {
    let squares = T::dot(x, x);
    if !(squares.value() > 0.0 && squares.value().is_finite()) {
        return Err("has no direction: the unconstrained vector has length 0 or is not finite".to_owned());
    }
    let length = squares.sqrt();
    Ok((x.iter().map(|&x| x / length).collect(), squares * -0.5))
}
