//! Covariance matrices of Gaussian processes.

use super::Table;
use super::arguments::room;
use super::broadcast::{Elements, Outcome, positive};
use crate::math::elementary;
use crate::math::number::Number;
use crate::stan::value::{Tensor, Value};

/// Covariance functions.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("gp_exp_quad_cov", |args| stationary("gp_exp_quad_cov", args, exp_quad)),
        ("gp_matern32_cov", |args| stationary("gp_matern32_cov", args, matern32)),
        ("gp_matern52_cov", |args| stationary("gp_matern52_cov", args, matern52)),
        ("gp_exponential_cov", |args| stationary("gp_exponential_cov", args, exponential)),
        ("gp_periodic_cov", periodic),
        ("gp_dot_prod_cov", dot_prod),
    ]
}

/// A correlation and its slope, as functions of the squared distance in length scales.
struct Correlation {
    value: f64,
    slope: f64,
}

fn exp_quad(r2: f64) -> Correlation {
    let value = elementary::exp(-0.5 * r2);
    Correlation { value, slope: -0.5 * value }
}

fn matern32(r2: f64) -> Correlation {
    let a = (3.0 * r2).sqrt();
    let decay = elementary::exp(-a);
    Correlation { value: (1.0 + a) * decay, slope: -1.5 * decay }
}

fn matern52(r2: f64) -> Correlation {
    let a = (5.0 * r2).sqrt();
    let decay = elementary::exp(-a);
    Correlation { value: (1.0 + a + a * a / 3.0) * decay, slope: -5.0 / 6.0 * (1.0 + a) * decay }
}

/// At distance 0 there is a kink, whose slope is taken as 0.
fn exponential(r2: f64) -> Correlation {
    let r = r2.sqrt();
    let value = elementary::exp(-r);
    Correlation { value, slope: if r == 0.0 { 0.0 } else { -0.5 * value / r } }
}

/// The points of a process: an array of scalars or vectors.
struct Points<T> {
    data: Tensor<T>,
    n: usize,
    dim: usize,
}

impl<T: Number> Points<T> {
    fn new(name: &str, x: &Value<T>) -> Result<Points<T>, String> {
        let data = x.reals();
        if data.data().iter().any(|x| x.value().is_nan()) {
            return Err(format!("{name}: a point is NaN"));
        }
        let dim = data.dims().get(1).copied().unwrap_or(1);
        Ok(Points { n: data.dims()[0], dim, data })
    }

    fn at(&self, i: usize) -> &[T] {
        &self.data.data()[i * self.dim..(i + 1) * self.dim]
    }
}

/// One set of points, or two of one dimension.
struct Sets<T> {
    rows: Points<T>,
    /// None: the same points, and a symmetric matrix.
    cols: Option<Points<T>>,
}

impl<T: Number> Sets<T> {
    /// The sets that the arguments begin with, and the other arguments.
    fn split<'a, 'b>(
        name: &str,
        args: &'a [&'b Value<T>],
        n_scalars: usize,
    ) -> Result<(Sets<T>, &'a [&'b Value<T>]), String> {
        let (points, scalars) = args.split_at(args.len() - n_scalars);
        let rows = Points::new(name, points[0])?;
        let cols = points.get(1).map(|x| Points::new(name, x)).transpose()?;
        if let Some(cols) = &cols
            && cols.dim != rows.dim
            && cols.n > 0
            && rows.n > 0
        {
            return Err(format!(
                "{name}: points of the first set have {} elements, of the second {}",
                rows.dim, cols.dim
            ));
        }
        room(name, &[rows.n, cols.as_ref().map_or(rows.n, |cols| cols.n)])?;
        Ok((Sets { rows, cols }, scalars))
    }

    /// The matrix of covariances of all pairs.
    fn matrix(&self, covariance: impl Fn(&[T], &[T]) -> T) -> Outcome<T> {
        let n = self.rows.n;
        let Some(cols) = &self.cols else {
            let mut data = vec![T::constant(0.0); n * n];
            for i in 0..n {
                for j in 0..=i {
                    data[i * n + j] = covariance(self.rows.at(i), self.rows.at(j));
                    data[j * n + i] = data[i * n + j];
                }
            }
            return Ok(Value::Reals(Tensor::matrix(n, n, data)));
        };
        let pairs = (0..n).flat_map(|i| (0..cols.n).map(move |j| (i, j)));
        let data = pairs.map(|(i, j)| covariance(self.rows.at(i), cols.at(j))).collect();
        Ok(Value::Reals(Tensor::matrix(n, cols.n, data)))
    }
}

/// `σ² c(|x - y|²/l²)`, where `l` may have one element for each dimension.
fn stationary<T: Number>(name: &str, args: &[&Value<T>], correlation: impl Fn(f64) -> Correlation) -> Outcome<T> {
    let (sets, scalars) = Sets::split(name, args, 2)?;
    positive(name, "marginal standard deviation", scalars[0])?;
    positive(name, "length scale", scalars[1])?;
    let (sigma, scale) = (scalars[0].real(), Elements::of(scalars[1]));
    if let Elements::Many(scale) = &scale
        && sets.rows.n > 0
        && scale.len() != sets.rows.dim
    {
        return Err(format!("{name}: there are {} length scales, but {} dimensions", scale.len(), sets.rows.dim));
    }
    sets.matrix(|x, y| pair_covariance(x, y, sigma, &scale, &correlation))
}

fn pair_covariance<T: Number>(
    x: &[T],
    y: &[T],
    sigma: T,
    scale: &Elements<T>,
    correlation: &impl Fn(f64) -> Correlation,
) -> T {
    let steps = || (0..x.len()).map(|k| (k, (x[k].value() - y[k].value()) / scale.get(k).value()));
    let Correlation { value, slope } = correlation(steps().fold(0.0, |sum, (_, step)| sum + step * step));
    let s = sigma.value();
    T::combine(s * s * value, || {
        let of_points = steps().flat_map(move |(k, step)| {
            let by_step = 2.0 * s * s * slope * step;
            let scale = scale.get(k);
            let by_point = by_step / scale.value();
            [(x[k], by_point), (y[k], -by_point), (scale, -by_point * step)]
        });
        std::iter::once((sigma, 2.0 * s * value)).chain(of_points)
    })
}

/// `σ² exp(-2 sin²(π |x - y| / p) / l²)`
fn periodic<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let name = "gp_periodic_cov";
    let (sets, scalars) = Sets::split(name, args, 3)?;
    positive(name, "marginal standard deviation", scalars[0])?;
    positive(name, "length scale", scalars[1])?;
    positive(name, "period", scalars[2])?;
    let [sigma, scale, period] = [0, 1, 2].map(|i| scalars[i].real());
    sets.matrix(|x, y| periodic_pair(x, y, sigma, scale, period))
}

fn periodic_pair<T: Number>(x: &[T], y: &[T], sigma: T, scale: T, period: T) -> T {
    use std::f64::consts::PI;
    let difference = |k: usize| x[k].value() - y[k].value();
    let distance = (0..x.len()).fold(0.0, |sum, k| sum + difference(k) * difference(k)).sqrt();
    let (s, l, p) = (sigma.value(), scale.value(), period.value());
    let angle = PI * distance / p;
    let sine = elementary::sin(angle);
    let exponent = -2.0 * sine * sine / (l * l);
    let value = s * s * elementary::exp(exponent);
    T::combine(value, || {
        let by_angle = -4.0 * value * sine * elementary::cos(angle) / (l * l);
        let by_distance = by_angle * PI / p;
        let of_points = (0..x.len()).flat_map(move |k| {
            let slope = if distance == 0.0 { 0.0 } else { by_distance * (x[k].value() - y[k].value()) / distance };
            [(x[k], slope), (y[k], -slope)]
        });
        let of_scalars =
            [(sigma, 2.0 * value / s), (scale, -2.0 * value * exponent / l), (period, -by_angle * angle / p)];
        of_scalars.into_iter().chain(of_points)
    })
}

/// `σ² + x·y`
fn dot_prod<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let name = "gp_dot_prod_cov";
    let (sets, scalars) = Sets::split(name, args, 1)?;
    let sigma = scalars[0].real();
    if !(sigma.value() >= 0.0 && sigma.value().is_finite()) {
        return Err(format!("{name}: sigma is {}, but must be finite and at least 0", sigma.value()));
    }
    let offset = sigma.square();
    sets.matrix(|x, y| T::dot(x, y) + offset)
}
