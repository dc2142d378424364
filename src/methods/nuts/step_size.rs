//! A step size to begin with.

use crate::math::elementary::ln;
use crate::methods::adapt::metric::Metric;
use crate::methods::chain::error::ChainError;
use crate::methods::chain::kernel::{State, Target};
use crate::stream::Stream;

use super::trajectory::Phase;

/// A single leapfrog step should be accepted about this often.
const ACCEPTANCE: f64 = 0.8;
/// A density on which steps of this size are accepted has no end.
const LARGEST: f64 = 1e7;

/// Doubles or halves `step_size` until a single leapfrog step, each time with another momentum, is no longer (or at
/// last) accepted with probability [`ACCEPTANCE`].
///
/// One that is not a size to begin with is returned as it is. Hoffman and Gelman (2014), algorithm 4, with Stan's threshold.
pub(super) fn find(
    target: &mut Target<'_>,
    state: &State,
    metric: &Metric,
    step_size: f64,
    stream: &mut Stream,
) -> Result<f64, ChainError> {
    if !(step_size > 0.0 && step_size <= LARGEST) {
        return Ok(step_size);
    }
    let mut is_accepted = |target: &mut Target<'_>, step_size: f64| {
        let start = Phase::new(state.clone(), metric.momentum(stream), metric);
        let end = start.leapfrog(target, metric, step_size)?;
        Ok::<bool, ChainError>(start.energy - end.energy > ln(ACCEPTANCE))
    };
    let grows = is_accepted(target, step_size)?;
    let factor = if grows { 2.0 } else { 0.5 };
    let mut step_size = step_size;
    while is_accepted(target, step_size)? == grows {
        step_size *= factor;
        if step_size > LARGEST {
            return Err(ChainError::Improper);
        }
        if step_size == 0.0 {
            return Err(ChainError::NoStepSize);
        }
    }
    Ok(step_size)
}
