//! Where chains start.

use serde::{Deserialize, Serialize};

use crate::stream::{Purpose, StreamId};

use super::error::ChainError;
use super::kernel::{State, Target};

/// How far from 0, on the unconstrained scale, a random start may be in each coordinate.
const RADIUS: f64 = 2.0;
/// So many random points are tried.
const TRIES: u32 = 100;

/// Where chains start, as a config says it.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Init {
    /// Within this distance from 0 in each unconstrained coordinate.
    Radius(f64),
    /// `random`, `prior`, or the path of a file with values of the parameters. Whoever runs chains reads it.
    Word(String),
}

impl Default for Init {
    fn default() -> Init {
        Init::Word("random".into())
    }
}

/// Where chains start.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// Each coordinate uniform within this distance from 0.
    Uniform(f64),
    /// All chains at this unconstrained point.
    Point(Vec<f64>),
    /// Each chain at its own one, by its number.
    Points(Vec<Vec<f64>>),
}

impl Default for Start {
    fn default() -> Start {
        Start::Uniform(RADIUS)
    }
}

impl Start {
    /// The first state of the chain that `id` names. Points are tried until the density, and its gradient if that is
    /// needed, is finite.
    pub(in crate::methods) fn state(
        &self,
        target: &mut Target<'_>,
        needs_gradient: bool,
        id: StreamId,
    ) -> Result<State, ChainError> {
        let (radius, tries) = match self {
            Start::Uniform(0.0) => (0.0, 1),
            Start::Uniform(radius) => (*radius, TRIES),
            Start::Point(point) => return given(target, point, needs_gradient),
            Start::Points(points) => return given(target, &points[usize::from(id.chain)], needs_gradient),
        };
        let mut last = None;
        for attempt in 0..tries {
            let mut stream = StreamId { purpose: Purpose::Start, iteration: attempt, ..id }.rng();
            let position = (0..target.dim()).map(|_| radius * (2.0 * stream.uniform() - 1.0)).collect();
            let n_refusals = target.refusals.len();
            if let Some(state) = usable(target, position, needs_gradient)? {
                return Ok(state);
            }
            last = target.refusals.get(n_refusals).map(|refusal| refusal.message.clone()).or(last);
        }
        Err(ChainError::NoStart { tries, last })
    }
}

fn given(target: &mut Target<'_>, point: &[f64], needs_gradient: bool) -> Result<State, ChainError> {
    let state = usable(target, point.to_vec(), needs_gradient)?;
    let reason = || target.refusals.last().map(|refusal| refusal.message.clone());
    state.ok_or_else(|| ChainError::BadStart { reason: reason() })
}

fn usable(target: &mut Target<'_>, position: Vec<f64>, needs_gradient: bool) -> Result<Option<State>, ChainError> {
    let state = if needs_gradient { target.state_with_gradient(position) } else { target.state(position) }?;
    let is_usable = state.logp.is_finite() && state.grad.iter().all(|slope| slope.is_finite());
    Ok(is_usable.then_some(state))
}
