//! The mode of a density on the unconstrained scale, by quasi-Newton steps from several places.

use serde::{Deserialize, Serialize};

use crate::math::linalg::solve::identity;
use crate::methods::chain::error::ChainError;
use crate::methods::chain::init::Start;
use crate::methods::chain::kernel::{State, Target};
use crate::methods::error::MethodError;
use crate::stream::{Purpose, StreamId};

/// The most steps of one search.
const STEPS: usize = 2000;
/// The most points along one line.
const POINTS: usize = 60;
/// A search ends where a step promises to raise the log density by less than this.
const PROMISE: f64 = 1e-9;

/// Where a search has ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Summit {
    pub state: State,
    /// About the inverse of the negative Hessian, as the steps have found it.
    pub covariance: Vec<f64>,
    /// Whether it ended because there was nothing more to gain.
    pub converged: bool,
}

/// The summit above the start of this number.
pub(super) fn search(target: &mut Target<'_>, seed: u64, start: u16) -> Result<Summit, MethodError> {
    let id = StreamId { seed, purpose: Purpose::Start, chain: start, task: 0, iteration: 0 };
    Start::default().state(target, true, id).and_then(|state| climb(target, state, None)).map_err(failed)
}

/// The summit again, closer: `covariance` knows scales that the search may have missed.
pub(super) fn refine(target: &mut Target<'_>, summit: &Summit, covariance: Vec<f64>) -> Result<Summit, MethodError> {
    let refined = climb(target, summit.state.clone(), Some(covariance)).map_err(failed)?;
    Ok(Summit { converged: refined.converged || summit.converged, ..refined })
}

/// Why there is no mode, or no curvature at it.
pub(super) fn failed(error: ChainError) -> MethodError {
    match error {
        ChainError::Fatal(message) => MethodError::Fatal { at: "the search for the mode".into(), message },
        error => MethodError::Search(error),
    }
}

/// Climbs by the method of Broyden, Fletcher, Goldfarb and Shanno.
///
/// Nocedal and Wright (2006), "Numerical optimization", chapter 6.
fn climb(target: &mut Target<'_>, start: State, covariance: Option<Vec<f64>>) -> Result<Summit, ChainError> {
    let n = target.dim();
    let mut here = start;
    let mut is_new = covariance.is_none();
    let mut covariance = covariance.unwrap_or_else(|| identity(n));
    for _ in 0..STEPS {
        // A search goes around points that are refused, and tells of none.
        target.refusals.clear();
        let direction: Vec<f64> = covariance.chunks_exact(n).map(|row| dot(row, &here.grad)).collect();
        let slope = dot(&direction, &here.grad);
        if 0.5 * slope.abs() < PROMISE {
            return Ok(Summit { state: here, covariance, converged: true });
        }
        let length = if is_new { 1.0 / dot(&direction, &direction).sqrt().max(1.0) } else { 1.0 };
        let next = if slope > 0.0 { step(target, &here, &direction, slope, length)? } else { None };
        match next {
            Some(next) => {
                learn(&mut covariance, &here, &next, is_new);
                is_new = false;
                here = next;
            }
            // What was learned may be wrong by now; without it there is nothing else to try.
            None if !is_new => (covariance, is_new) = (identity(n), true),
            None => break,
        }
    }
    Ok(Summit { state: here, covariance, converged: false })
}

/// A point along a direction that is high and flat enough (the weak Wolfe conditions), or the last that was high enough.
fn step(
    target: &mut Target<'_>,
    here: &State,
    direction: &[f64],
    slope: f64,
    length: f64,
) -> Result<Option<State>, ChainError> {
    let (mut low, mut high, mut length) = (0.0, f64::INFINITY, length);
    let mut last = None;
    for _ in 0..POINTS {
        let position = here.position.iter().zip(direction).map(|(x, d)| x + length * d).collect();
        let there = target.state_with_gradient(position)?;
        let is_finite = there.logp.is_finite() && there.grad.iter().all(|slope| slope.is_finite());
        if !is_finite || there.logp < here.logp + 1e-4 * length * slope {
            high = length;
        } else if dot(&there.grad, direction) > 0.9 * slope {
            low = length;
            last = Some(there);
        } else {
            return Ok(Some(there));
        }
        length = if high == f64::INFINITY { 2.0 * length } else { 0.5 * (low + high) };
    }
    Ok(last)
}

/// What a step says of the curvature.
fn learn(covariance: &mut [f64], from: &State, to: &State, is_new: bool) {
    let moved: Vec<f64> = to.position.iter().zip(&from.position).map(|(b, a)| b - a).collect();
    let bent: Vec<f64> = from.grad.iter().zip(&to.grad).map(|(a, b)| a - b).collect();
    let curvature = dot(&moved, &bent);
    if !(curvature > 0.0 && curvature.is_finite()) {
        return;
    }
    if is_new {
        let scale = curvature / dot(&bent, &bent);
        covariance.iter_mut().for_each(|entry| *entry *= scale);
    }
    let n = moved.len();
    let expected: Vec<f64> = covariance.chunks_exact(n).map(|row| dot(row, &bent)).collect();
    let stretch = (1.0 + dot(&expected, &bent) / curvature) / curvature;
    for i in 0..n {
        for j in 0..n {
            let crossed = (moved[i] * expected[j] + expected[i] * moved[j]) / curvature;
            covariance[i * n + j] += stretch * moved[i] * moved[j] - crossed;
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
