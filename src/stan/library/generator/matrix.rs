//! Random correlation and covariance matrices.

use crate::math::linalg::cholesky::{cholesky, solve_lower};
use crate::math::linalg::{multiply, transpose};
use crate::math::number::Number;
use crate::stan::library::arguments;
use crate::stan::library::density::domain::Domain;
use crate::stan::library::density::vectors::{factor, given_factor, scalar};
use crate::stan::value::{Tensor, Value};
use crate::stream::Stream;

use super::real::beta;
use super::{Generators, standard_gamma, standard_normal};

/// The generators of this file.
pub const TABLE: Generators = &[
    ("lkj_corr_cholesky_rng", |args, stream| {
        let (factor, order) = lkj_factor("lkj_corr_cholesky_rng", args, stream)?;
        Ok(square(order, factor))
    }),
    ("lkj_corr_rng", |args, stream| {
        let (factor, order) = lkj_factor("lkj_corr_rng", args, stream)?;
        let mut matrix = with_transpose(&factor, order);
        (0..order).for_each(|i| matrix[i * order + i] = 1.0);
        Ok(square(order, matrix))
    }),
    ("wishart_rng", |args, stream| {
        let (half, order) = wishart_factor("wishart_rng", args, factor("wishart_rng", "scale", args[1])?, stream)?;
        Ok(square(order, with_transpose(&half, order)))
    }),
    ("wishart_cholesky_rng", |args, stream| {
        let name = "wishart_cholesky_rng";
        let (half, order) = wishart_factor(name, args, given_factor(name, "scale", args[1])?, stream)?;
        Ok(square(order, half))
    }),
    ("inv_wishart_rng", |args, stream| {
        let name = "inv_wishart_rng";
        let (matrix, order) = inv_wishart(name, args, factor(name, "scale", args[1])?, stream)?;
        Ok(square(order, matrix))
    }),
    ("inv_wishart_cholesky_rng", |args, stream| {
        let name = "inv_wishart_cholesky_rng";
        let (matrix, order) = inv_wishart(name, args, given_factor(name, "scale", args[1])?, stream)?;
        let factor = cholesky(&matrix, order).ok_or_else(|| format!("{name}: the matrix drawn is singular"))?;
        Ok(square(order, factor))
    }),
];

fn square(order: usize, data: Vec<f64>) -> Value<f64> {
    Value::Reals(Tensor::matrix(order, order, data))
}

/// The product of a matrix and its transpose, symmetric bit for bit.
fn with_transpose(half: &[f64], order: usize) -> Vec<f64> {
    let row = |i: usize| &half[i * order..(i + 1) * order];
    (0..order * order)
        .map(|at| f64::dot(row((at / order).max(at % order)), row((at / order).min(at % order))))
        .collect()
}

/// Rows of length 1 in directions without preference, each with the right share on its diagonal.
///
/// Lewandowski, Kurowicka, Joe (2009), the "extended onion method".
fn lkj_factor(name: &str, args: &[&Value<f64>], stream: &mut Stream) -> Result<(Vec<f64>, usize), String> {
    let order = arguments::size(name, "order", args[0])?;
    arguments::room(name, &[order, order])?;
    let shape = scalar(name, "shape", args[1], Domain::PositiveFinite)?;
    let mut factor = vec![0.0; order * order];
    for i in 0..order {
        let direction: Vec<f64> = (0..i).map(|_| standard_normal(stream)).collect();
        let rest = (order - 1 - i) as f64;
        let share = if i == 0 { 0.0 } else { beta([0.5 * i as f64, shape + 0.5 * rest], stream) };
        let length = f64::dot(&direction, &direction).sqrt();
        for (j, x) in direction.iter().enumerate() {
            factor[i * order + j] = x / length * share.sqrt();
        }
        factor[i * order + i] = (1.0 - share).sqrt();
    }
    Ok((factor, order))
}

/// Bartlett's factor of a Wishart variate of unit scale.
fn bartlett(name: &str, nu: &Value<f64>, order: usize, stream: &mut Stream) -> Result<Vec<f64>, String> {
    let nu = scalar(name, "degrees of freedom", nu, Domain::Finite)?;
    let bound = order as f64 - 1.0;
    if nu <= bound {
        return Err(format!("{name}: degrees of freedom is {nu}, but must be greater than {bound}"));
    }
    let mut factor = vec![0.0; order * order];
    for i in 0..order {
        for j in 0..i {
            factor[i * order + j] = standard_normal(stream);
        }
        factor[i * order + i] = (2.0 * standard_gamma(0.5 * (nu - i as f64), stream)).sqrt();
    }
    Ok(factor)
}

fn wishart_factor(
    name: &str,
    args: &[&Value<f64>],
    (scale, order): (Vec<f64>, usize),
    stream: &mut Stream,
) -> Result<(Vec<f64>, usize), String> {
    let unit = bartlett(name, args[0], order, stream)?;
    Ok((multiply(&scale, &unit, order, order, order), order))
}

/// With a Wishart variate `A Aᵀ` of unit scale, `L (A Aᵀ)⁻¹ Lᵀ`.
fn inv_wishart(
    name: &str,
    args: &[&Value<f64>],
    (scale, order): (Vec<f64>, usize),
    stream: &mut Stream,
) -> Result<(Vec<f64>, usize), String> {
    let unit = bartlett(name, args[0], order, stream)?;
    if (0..order).any(|i| unit[i * order + i] == 0.0) {
        return Err(format!("{name}: the matrix drawn is singular"));
    }
    let half = solve_lower(&unit, &transpose(&scale, order, order), order, order);
    Ok((with_transpose(&transpose(&half, order, order), order), order))
}
