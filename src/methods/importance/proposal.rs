//! Where points are drawn from: a normal or t distribution at the mode with the curvature there.

use rand_distr::{Distribution, Gamma};
use serde::{Deserialize, Serialize};

use crate::math::elementary::{ln, ln_1p};
use crate::math::erf::inv_phi;
use crate::math::gamma::lgamma;
use crate::math::linalg::cholesky::{cholesky, solve_lower_transposed};
use crate::math::linalg::multiply_by_transpose;
use crate::math::linalg::solve::identity;
use crate::math::linalg::symmetric::eigen;
use crate::methods::chain::kernel::{State, Target};
use crate::methods::error::MethodError;
use crate::stream::{Exhausted, Purpose, StreamId};

use super::mode::{Summit, failed};

/// Gradients are compared at so many standard deviations from the mode.
const STEP: f64 = 1e-3;
/// Where the curvature is no covariance, no direction is made wider than this part of the steepest one's curvature says.
const LEAST_CURVATURE: f64 = 1e-4;

/// The family of the proposal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Multivariate t: tails heavier than those of most posteriors.
    #[default]
    T,
    /// Multivariate normal.
    Normal,
    /// The prior of the model.
    Prior,
}

/// A distribution on the unconstrained scale.
#[derive(Debug, Clone)]
pub(super) struct Proposal {
    mode: Vec<f64>,
    /// Upper triangular: takes independent normals of variance 1 to the curvature at the mode.
    factor: Vec<f64>,
    /// The degrees of freedom of a t, with the distribution of their squares' sum.
    tails: Option<(f64, Gamma<f64>)>,
    /// The log density at the mode.
    log_peak: f64,
    /// Whether the curvature had to be changed to be that of a covariance.
    pub repaired: bool,
}

impl Proposal {
    /// At a summit; a t distribution has so many degrees of freedom, which are above 0.
    pub fn at(target: &mut Target<'_>, summit: &Summit, degrees: Option<f64>) -> Result<Proposal, MethodError> {
        let n = target.dim();
        let (scales, lower, repaired) = curvature(target, summit)?;
        let mut factor = solve_lower_transposed(&lower, &identity(n), n, n);
        factor.chunks_exact_mut(n).zip(&scales).for_each(|(row, scale)| row.iter_mut().for_each(|x| *x *= scale));
        let log_volume: f64 = (0..n).map(|i| ln(factor[i * n + i])).sum();
        let half = 0.5 * n as f64;
        let (tails, log_unit) = match degrees {
            None => (None, -half * ln(std::f64::consts::TAU)),
            Some(nu) => {
                let squares = Gamma::new(0.5 * nu, 2.0).map_err(|_| MethodError::NoCurvature)?;
                let log_unit = lgamma(0.5 * nu + half) - lgamma(0.5 * nu) - half * ln(nu * std::f64::consts::PI);
                (Some((nu, squares)), log_unit)
            }
        };
        let mode = summit.state.position.clone();
        Ok(Proposal { mode, factor, tails, log_peak: log_unit - log_volume, repaired })
    }

    /// The inverse of the curvature.
    pub fn covariance(&self) -> Vec<f64> {
        multiply_by_transpose(&self.factor, self.mode.len(), self.mode.len())
    }

    /// The draw of this number into `x`; returns the log density of the proposal there.
    pub fn draw(&self, seed: u64, draw: u64, x: &mut [f64]) -> Result<f64, Exhausted> {
        let n = x.len();
        let mut stream = StreamId { seed, purpose: Purpose::Proposal, chain: 0, task: draw, iteration: 0 }.rng();
        x.iter_mut().for_each(|x| *x = inv_phi(stream.uniform()));
        let squares: f64 = x.iter().map(|z| z * z).sum();
        let (stretch, log_density) = match &self.tails {
            None => (1.0, self.log_peak - 0.5 * squares),
            Some((nu, gamma)) => {
                let ratio = nu / gamma.sample(&mut stream);
                let log_fall = 0.5 * (nu + n as f64) * ln_1p(squares * ratio / nu);
                (ratio.sqrt(), self.log_peak - log_fall)
            }
        };
        // Row i needs the normals from i on, so that they can be replaced from the first on.
        for (i, row) in self.factor.chunks_exact(n).enumerate() {
            let moved: f64 = row[i..].iter().zip(&x[i..]).map(|(a, z)| a * z).sum();
            x[i] = self.mode[i] + stretch * moved;
        }
        stream.check()?;
        Ok(log_density)
    }

    /// How many standard deviations of a normal proposal `x` is away from the mode.
    pub fn distance(&self, x: &[f64]) -> f64 {
        let n = x.len();
        let mut z: Vec<f64> = x.iter().zip(&self.mode).map(|(x, mode)| x - mode).collect();
        for i in (0..n).rev() {
            let row = &self.factor[i * n..(i + 1) * n];
            let later: f64 = row[i + 1..].iter().zip(&z[i + 1..]).map(|(a, z)| a * z).sum();
            z[i] = (z[i] - later) / row[i];
        }
        z.iter().map(|z| z * z).sum::<f64>().sqrt()
    }
}

/// A scale for each coordinate, the Cholesky factor of the negative Hessian in these scales, and whether that matrix had to
/// be changed to have one.
fn curvature(target: &mut Target<'_>, summit: &Summit) -> Result<(Vec<f64>, Vec<f64>, bool), MethodError> {
    let n = target.dim();
    let deviation = |variance: f64| if variance > 0.0 && variance.is_finite() { variance.sqrt() } else { 1.0 };
    let mut scales: Vec<f64> = (0..n).map(|i| deviation(summit.covariance[i * n + i])).collect();
    // The scales that the search has found may be far off; those that the differences give are not.
    let first = negative_hessian(target, &summit.state, &scales)?;
    for (i, scale) in scales.iter_mut().enumerate() {
        *scale *= deviation(1.0 / first[i * n + i]);
    }
    let hessian = negative_hessian(target, &summit.state, &scales)?;
    match cholesky(&hessian, n) {
        Some(lower) => Ok((scales, lower, false)),
        None => {
            let lower = cholesky(&made_positive(&hessian, n), n).ok_or(MethodError::NoCurvature)?;
            Ok((scales, lower, true))
        }
    }
}

/// The negative Hessian in coordinates divided by `scales`, by central differences of the gradient.
fn negative_hessian(target: &mut Target<'_>, mode: &State, scales: &[f64]) -> Result<Vec<f64>, MethodError> {
    let n = scales.len();
    let mut rows = Vec::with_capacity(n * n);
    for i in 0..n {
        let mut gradient = |sign: f64| {
            let mut position = mode.position.clone();
            position[i] += sign * STEP * scales[i];
            target.state_with_gradient(position).map(|state| state.grad).map_err(failed)
        };
        let (below, above) = (gradient(-1.0)?, gradient(1.0)?);
        rows.extend((0..n).map(|j| scales[j] * (below[j] - above[j]) / (2.0 * STEP)));
    }
    if rows.iter().any(|entry| !entry.is_finite()) {
        return Err(MethodError::NoCurvature);
    }
    Ok((0..n * n).map(|at| 0.5 * (rows[at] + rows[at % n * n + at / n])).collect())
}

/// The matrix with each eigenvalue replaced by its size, or by a small part of the largest if that is more.
fn made_positive(matrix: &[f64], n: usize) -> Vec<f64> {
    let (values, vectors) = eigen(matrix, n);
    let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let values: Vec<f64> = values.iter().map(|value| value.abs().max(LEAST_CURVATURE * largest)).collect();
    let entry = |at: usize| {
        let (i, j) = (at / n, at % n);
        (0..n).map(|k| vectors[i * n + k] * values[k] * vectors[j * n + k]).sum()
    };
    (0..n * n).map(entry).collect()
}
