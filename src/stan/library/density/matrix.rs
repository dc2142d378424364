//! Densities of covariance and correlation matrices, and of their Cholesky factors.

use std::f64::consts::{LN_2, PI};

use crate::math::elementary::ln;
use crate::math::linalg::cholesky::solve_lower;
use crate::math::number::Number;
use crate::stan::library::Table;
use crate::stan::value::{Tensor, Value};

use super::domain::Domain;
use super::location::normal;
use super::vectors::{demand_order, factor, given_factor, lgamma, log_diagonal, scalar, sum_of_squares};

/// The densities of this file.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("lkj_corr_lpdf", |args| {
            let name = "lkj_corr_lpdf";
            let shape = scalar(name, "shape", args[1], Domain::Positive)?;
            Ok(Value::Real(lkj(correlation_factor(name, &args[0].reals())?, shape)))
        }),
        ("lkj_corr_cholesky_lpdf", |args| {
            let name = "lkj_corr_cholesky_lpdf";
            let shape = scalar(name, "shape", args[1], Domain::Positive)?;
            let (factor, order) = given_factor(name, "factor", args[0])?;
            demand_unit_rows(name, &factor, order)?;
            // The volume that the map from factors to correlations adds to each diagonal element.
            let volume: Vec<T> =
                (1..order).map(|i| diagonal(&factor, order, i).ln() * (order - 1 - i) as f64).collect();
            Ok(Value::Real(lkj((factor, order), shape) + T::sum(&volume)))
        }),
        ("lkj_cov_lpdf", |args| lkj_cov(args)),
        ("wishart_lpdf", |args| {
            let name = "wishart_lpdf";
            let (y, scale) = (factor(name, "y", args[0])?, factor(name, "scale", args[2])?);
            Ok(Value::Real(wishart(name, y, args[1], scale)?))
        }),
        ("wishart_cholesky_lpdf", |args| {
            let name = "wishart_cholesky_lpdf";
            let (y, scale) = (given_factor(name, "y", args[0])?, given_factor(name, "scale", args[2])?);
            let volume = volume_of_square(&y.0, y.1);
            Ok(Value::Real(wishart(name, y, args[1], scale)? + volume))
        }),
        ("inv_wishart_lpdf", |args| {
            let name = "inv_wishart_lpdf";
            let (y, scale) = (factor(name, "y", args[0])?, factor(name, "scale", args[2])?);
            Ok(Value::Real(inv_wishart(name, y, args[1], scale)?))
        }),
        ("inv_wishart_cholesky_lpdf", |args| {
            let name = "inv_wishart_cholesky_lpdf";
            let (y, scale) = (given_factor(name, "y", args[0])?, given_factor(name, "scale", args[2])?);
            let volume = volume_of_square(&y.0, y.1);
            Ok(Value::Real(inv_wishart(name, y, args[1], scale)? + volume))
        }),
    ]
}

fn diagonal<T: Number>(factor: &[T], order: usize, i: usize) -> T {
    factor[i * order + i]
}

/// The Cholesky factor of a correlation matrix.
fn correlation_factor<T: Number>(name: &str, matrix: &Tensor<T>) -> Result<(Vec<T>, usize), String> {
    let (factor, order) = factor(name, "correlations", &Value::Reals(matrix.clone()))?;
    match (0..order).map(|i| matrix.data()[i * order + i].value()).position(|x| (x - 1.0).abs() > 1e-8) {
        None => Ok((factor, order)),
        Some(i) => Err(format!("{name}: correlations[{0}, {0}] is not 1", i + 1)),
    }
}

fn demand_unit_rows<T: Number>(name: &str, factor: &[T], order: usize) -> Result<(), String> {
    for i in 0..order {
        let row = &factor[i * order..=i * order + i];
        let length = row.iter().fold(0.0, |sum, x| sum + x.value() * x.value());
        if (length - 1.0).abs() > 1e-8 {
            return Err(format!("{name}: row {} of factor has squared length {length}, but must have 1", i + 1));
        }
    }
    Ok(())
}

/// The density of a correlation matrix, given by its factor, proportional to its determinant to the power of
/// `shape - 1`.
///
/// Lewandowski, Kurowicka, Joe (2009), "Generating random correlation matrices based on vines and extended
/// onion method".
fn lkj<T: Number>((factor, order): (Vec<T>, usize), shape: T) -> T {
    if order < 2 {
        return T::constant(0.0);
    }
    let last = (order - 1) as f64;
    let mut norm = lgamma(shape + 0.5 * last) * last;
    for k in 1..order {
        norm = norm - lgamma(shape + 0.5 * (last - k as f64)) - 0.5 * k as f64 * ln(PI);
    }
    norm + (shape - 1.0) * 2.0 * log_diagonal(&factor, order)
}

/// Lognormal standard deviations, and correlations by [`lkj`].
fn lkj_cov<T: Number>(args: &[&Value<T>]) -> Result<Value<T>, String> {
    let name = "lkj_cov_lpdf";
    let shape = scalar(name, "shape", args[3], Domain::Positive)?;
    let (covariance, locations, scales) = (args[0].reals(), args[1].reals(), args[2].reals());
    let (_, order) = factor(name, "covariance", args[0])?;
    demand_order(name, "covariance", order, locations.len())?;
    demand_order(name, "covariance", order, scales.len())?;
    Domain::Finite.check(name, "location", locations.data().iter().map(|x| x.value()))?;
    Domain::PositiveFinite.check(name, "scale", scales.data().iter().map(|x| x.value()))?;
    let deviations: Vec<T> = (0..order).map(|i| covariance.data()[i * order + i].sqrt()).collect();
    let mut sum = T::constant(0.0);
    for ((&sd, &mu), &sigma) in deviations.iter().zip(locations.data()).zip(scales.data()) {
        let place = [sd.ln(), mu, sigma];
        let (value, slopes) = normal(place.map(T::value));
        sum += T::combine(value, || place.into_iter().zip(slopes())) - place[0];
    }
    let correlations =
        (0..order * order).map(|at| covariance.data()[at] / (deviations[at / order] * deviations[at % order]));
    let correlations = Tensor::matrix(order, order, correlations.collect());
    Ok(Value::Real(sum + lkj(correlation_factor(name, &correlations)?, shape)))
}

/// `ln` of the multivariate gamma function of dimension `order`.
fn lmgamma<T: Number>(order: usize, x: T) -> T {
    let terms: Vec<T> = (0..order).map(|j| lgamma(x - 0.5 * j as f64)).collect();
    T::sum(&terms) + 0.25 * (order * order.saturating_sub(1)) as f64 * ln(PI)
}

/// Degrees of freedom, which must exceed the order less 1.
fn degrees<T: Number>(name: &str, degrees: &Value<T>, order: usize) -> Result<T, String> {
    let nu = scalar(name, "degrees of freedom", degrees, Domain::Finite)?;
    let bound = order as f64 - 1.0;
    if nu.value() > bound {
        return Ok(nu);
    }
    Err(format!("{name}: degrees of freedom is {}, but must be greater than {bound}", nu.value()))
}

fn wishart<T: Number>(
    name: &str,
    (y, order): (Vec<T>, usize),
    nu: &Value<T>,
    (scale, scale_order): (Vec<T>, usize),
) -> Result<T, String> {
    demand_order(name, "scale", scale_order, order)?;
    let nu = degrees(name, nu, order)?;
    let k = order as f64;
    let trace = sum_of_squares(&solve_lower(&scale, &lower(&y, order), order, order));
    Ok((nu - (k + 1.0)) * log_diagonal(&y, order)
        - nu * log_diagonal(&scale, order)
        - trace * 0.5
        - nu * (0.5 * k * LN_2)
        - lmgamma(order, nu * 0.5))
}

fn inv_wishart<T: Number>(
    name: &str,
    (y, order): (Vec<T>, usize),
    nu: &Value<T>,
    (scale, scale_order): (Vec<T>, usize),
) -> Result<T, String> {
    demand_order(name, "scale", scale_order, order)?;
    let nu = degrees(name, nu, order)?;
    let k = order as f64;
    let trace = sum_of_squares(&solve_lower(&y, &lower(&scale, order), order, order));
    Ok(nu * log_diagonal(&scale, order)
        - (nu + (k + 1.0)) * log_diagonal(&y, order)
        - trace * 0.5
        - nu * (0.5 * k * LN_2)
        - lmgamma(order, nu * 0.5))
}

/// The factor with zeros above the diagonal.
fn lower<T: Number>(factor: &[T], order: usize) -> Vec<T> {
    factor.iter().enumerate().map(|(at, &x)| if at % order > at / order { T::constant(0.0) } else { x }).collect()
}

/// The log volume that the map from a factor `L` to `L Lᵀ` makes of a unit of volume.
fn volume_of_square<T: Number>(factor: &[T], order: usize) -> T {
    let terms: Vec<T> = (0..order).map(|i| diagonal(factor, order, i).ln() * (order - i) as f64).collect();
    T::sum(&terms) + order as f64 * LN_2
}
