//! Densities of vectors: the normal and Student's t, by covariance, precision or Cholesky factor.

use std::f64::consts::PI;

use crate::math::elementary::ln;
use crate::math::gamma::LN_SQRT_2PI;
use crate::math::linalg::cholesky::solve_lower;
use crate::math::linalg::transpose;
use crate::math::number::Number;
use crate::stan::library::Table;
use crate::stan::value::Value;

use super::domain::Domain;
use super::vectors::{Vectors, factor, given_factor, lgamma, log_diagonal, places, scalar, sum_of_squares, total};

/// The densities of this file.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("multi_normal_lpdf", |args| {
            let name = "multi_normal_lpdf";
            by_factor(name, args[0], args[1], factor(name, "covariance", args[2])?, normal)
        }),
        ("multi_normal_cholesky_lpdf", |args| {
            let name = "multi_normal_cholesky_lpdf";
            by_factor(name, args[0], args[1], given_factor(name, "factor", args[2])?, normal)
        }),
        ("multi_normal_prec_lpdf", |args| multi_normal_prec("multi_normal_prec_lpdf", args[0], args[1], args[2])),
        ("multi_student_t_lpdf", |args| {
            let name = "multi_student_t_lpdf";
            multi_student_t(name, args, factor(name, "scale", args[3])?)
        }),
        ("multi_student_t_cholesky_lpdf", |args| {
            let name = "multi_student_t_cholesky_lpdf";
            multi_student_t(name, args, given_factor(name, "factor", args[3])?)
        }),
        ("multi_gp_lpdf", |args| {
            let name = "multi_gp_lpdf";
            multi_gp(name, args[0], factor(name, "kernel", args[1])?, args[2])
        }),
        ("multi_gp_cholesky_lpdf", |args| {
            let name = "multi_gp_cholesky_lpdf";
            multi_gp(name, args[0], given_factor(name, "factor", args[1])?, args[2])
        }),
    ]
}

/// Sums `density(distance², ln √determinant, order)` over all places, the distance being measured by the factor.
fn by_factor<T: Number>(
    name: &str,
    y: &Value<T>,
    location: &Value<T>,
    (factor, order): (Vec<T>, usize),
    density: impl Fn(T, T, usize) -> T,
) -> Result<Value<T>, String> {
    let (y, location) = locations(name, y, location, order)?;
    let n = places(name, ("y", &y), ("location", &location))?;
    let log_diagonal = log_diagonal(&factor, order);
    total((0..n).map(|idx| {
        let scaled = solve_lower(&factor, &steps(&y, &location, idx), order, 1);
        Ok(density(sum_of_squares(&scaled), log_diagonal, order))
    }))
}

/// Variates and locations, of `size` elements each.
fn locations<T: Number>(
    name: &str,
    y: &Value<T>,
    location: &Value<T>,
    size: usize,
) -> Result<(Vectors<T>, Vectors<T>), String> {
    let y = Vectors::new(name, "y", y, Domain::Number)?;
    let location = Vectors::new(name, "location", location, Domain::Finite)?;
    y.demand_size(name, "y", size)?;
    location.demand_size(name, "location", size)?;
    Ok((y, location))
}

fn steps<T: Number>(y: &Vectors<T>, location: &Vectors<T>, idx: usize) -> Vec<T> {
    y.get(idx).iter().zip(location.get(idx)).map(|(&y, &mu)| y - mu).collect()
}

fn normal<T: Number>(distance: T, log_diagonal: T, order: usize) -> T {
    distance * -0.5 - log_diagonal - order as f64 * LN_SQRT_2PI
}

fn multi_normal_prec<T: Number>(
    name: &str,
    y: &Value<T>,
    location: &Value<T>,
    precision: &Value<T>,
) -> Result<Value<T>, String> {
    let (factor, order) = factor(name, "precision", precision)?;
    let (y, location) = locations(name, y, location, order)?;
    let n = places(name, ("y", &y), ("location", &location))?;
    let log_diagonal = -log_diagonal(&factor, order);
    // Row j of the upper triangular factor, from its diagonal on.
    let upper = transpose(&factor, order, order);
    total((0..n).map(|idx| {
        let steps = steps(&y, &location, idx);
        let scaled: Vec<T> = (0..order).map(|j| T::dot(&upper[j * order + j..(j + 1) * order], &steps[j..])).collect();
        Ok(normal(sum_of_squares(&scaled), log_diagonal, order))
    }))
}

fn multi_student_t<T: Number>(name: &str, args: &[&Value<T>], factor: (Vec<T>, usize)) -> Result<Value<T>, String> {
    let nu = scalar(name, "degrees of freedom", args[1], Domain::Positive)?;
    if nu.value() == f64::INFINITY {
        return by_factor(name, args[0], args[2], factor, normal);
    }
    let dimension = factor.1 as f64;
    let norm = lgamma(nu * 0.5 + 0.5 * dimension) - lgamma(nu * 0.5) - (nu.ln() + ln(PI)) * (0.5 * dimension);
    by_factor(name, args[0], args[2], factor, |distance, log_diagonal, _| {
        norm - log_diagonal - (nu + dimension) * 0.5 * (distance / nu).ln_1p()
    })
}

/// Rows of `y` are normal around 0, each with its covariance divided by its weight.
fn multi_gp<T: Number>(
    name: &str,
    y: &Value<T>,
    (factor, order): (Vec<T>, usize),
    weights: &Value<T>,
) -> Result<Value<T>, String> {
    let weights = Vectors::new(name, "weights", weights, Domain::PositiveFinite)?;
    let y = y.reals();
    Domain::Finite.check(name, "y", y.data().iter().map(|x| x.value()))?;
    weights.demand_size(name, "weights", y.rows())?;
    if y.cols() != order {
        return Err(format!("{name}: y has {} columns, but must have {order}", y.cols()));
    }
    let log_diagonal = log_diagonal(&factor, order);
    total(weights.get(0).iter().enumerate().map(|(i, &weight)| {
        let scaled = solve_lower(&factor, &y.data()[i * order..(i + 1) * order], order, 1);
        Ok(normal(sum_of_squares(&scaled) * weight, log_diagonal - weight.ln() * (0.5 * order as f64), order))
    }))
}
