//! Importance sampling: independent draws from a distribution that is near the posterior, weighted by how much nearer it
//! should be.
//!
//! The proposal stands at the mode of the density on the unconstrained scale, with the curvature there. The mean weight is
//! the evidence. Estimates are right whatever the proposal; how good they are the weights themselves tell.

mod layout;
mod mode;
mod proposal;
mod resample;
mod source;
mod weigh;

use serde::{Deserialize, Serialize};

use crate::density::{EvalError, LogDensity, Outputs, Prior};
use crate::diagnostics::weights::Weights;
use crate::draws::memory::MemorySink;
use crate::draws::parts::Phase;
use crate::draws::{Group, Sink, Variable};
use crate::workers::Workers;

use super::chain::kernel::Target;
use super::error::{FailurePolicy, MethodError, SettingsError};
use super::ledger::Ledger;
use super::outputs::width;
use super::parts;
use mode::Summit;
use proposal::Proposal;
use source::Source;

pub use proposal::Family;

/// The mode is searched for from so many places.
const STARTS: u16 = 4;
/// Other summits count if their log density is at most this far below the highest, and if they are so many standard
/// deviations away.
const OTHER_SUMMIT: (f64, f64) = (10.0, 3.0);

/// The settings of the method `importance`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ImportanceSettings {
    /// How many weighted draws.
    pub draws: u64,
    /// What they are drawn from.
    pub proposal: Family,
    /// Of a t proposal.
    pub degrees_of_freedom: f64,
    /// How many equally weighted draws are taken from the weighted ones.
    pub resample: u64,
}

impl Default for ImportanceSettings {
    fn default() -> ImportanceSettings {
        ImportanceSettings { draws: 10_000, proposal: Family::T, degrees_of_freedom: 5.0, resample: 1000 }
    }
}

/// Importance sampling that fits its model.
#[derive(Debug, Clone)]
pub struct ImportancePlan {
    n_draws: u64,
    n_resampled: u64,
    degrees: Option<f64>,
    policy: FailurePolicy,
    dim: usize,
    parameters: Vec<Variable>,
    outputs: Vec<Variable>,
    groups: Vec<Group>,
}

/// What was found besides the draws.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportanceSummary {
    /// The log evidence with its error, the effective sample size and the Pareto k.
    pub weights: Weights,
    /// Draws that the density refused, on the unconstrained scale: they have weight 0.
    pub ledger: Ledger,
    /// Draws of the resample whose outputs could not be computed.
    pub failed_draws: Ledger,
    /// Whether the search for the mode ended at one.
    pub converged: bool,
    /// Whether the curvature at the mode had to be changed to be that of a proposal.
    pub repaired: bool,
    /// How many searches ended far from the highest point, at about its height.
    pub n_other_summits: usize,
}

impl ImportancePlan {
    /// `parameters` is what is written of each weighted draw, `outputs` what is written of the resample. Results of more
    /// than `max_bytes` are an error, found before any work.
    pub fn new(
        settings: &ImportanceSettings,
        policy: impl Into<FailurePolicy>,
        density: &dyn LogDensity,
        (parameters, outputs): (&dyn Outputs, &dyn Outputs),
        max_bytes: u64,
    ) -> Result<ImportancePlan, SettingsError> {
        let dim = density.dim();
        if dim == 0 {
            return Err(SettingsError::NothingToDraw);
        }
        let (parameters, outputs) = (parameters.outputs().to_vec(), outputs.outputs().to_vec());
        let (n_draws, n_resampled) = (settings.draws, settings.resample);
        let of_draws = u128::from(n_draws) * (layout::BEFORE_PARAMETERS + width(&parameters)) as u128;
        let bytes = 8 * (of_draws + u128::from(n_resampled) * width(&outputs) as u128);
        if bytes > u128::from(max_bytes) {
            return Err(SettingsError::TooManyDraws { n_draws: n_draws.max(n_resampled), bytes, limit: max_bytes });
        }
        let degrees = match settings.proposal {
            Family::T => Some(settings.degrees_of_freedom),
            Family::Normal | Family::Prior => None,
        };
        let groups = layout::groups(n_draws, &parameters, n_resampled, &outputs);
        Ok(ImportancePlan { n_draws, n_resampled, degrees, policy: policy.into(), dim, parameters, outputs, groups })
    }

    /// How many weighted draws there will be.
    pub fn n_draws(&self) -> u64 {
        self.n_draws
    }
}

/// The groups of the results, in the order in which [`run`] numbers them: `weighted_posterior`, and `posterior` if a
/// resample is wanted.
pub fn layout(plan: &ImportancePlan) -> Vec<Group> {
    plan.groups.clone()
}

/// Draws, and writes every array of [`layout`] to `sink`.
///
/// All arguments are those that the plan was made for; with a `prior`, which must have a normaliser, draws come from that, and
/// without one from a proposal at the mode. `progress` is told how many draws are done, from time to time and
/// at the end. The calling thread keeps one number for each draw.
pub fn run(
    (density, prior): (&dyn LogDensity, Option<&dyn Prior>),
    (parameters, outputs): (&dyn Outputs, &dyn Outputs),
    plan: &ImportancePlan,
    seed: u64,
    workers: &Workers,
    sink: &dyn Sink,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<ImportanceSummary, MethodError> {
    let Search { source, converged, repaired, n_other_summits } = match prior {
        Some(prior) => Search { source: Source::Prior(prior), converged: true, repaired: false, n_other_summits: 0 },
        None => search(density, plan, seed, workers, sink)?,
    };
    let weighed = weigh::weigh(plan, (density, parameters), &source, seed, workers, sink, progress)?;
    let weights = Weights::of(&weighed.log_weights);
    if weights.log_mean == f64::NEG_INFINITY {
        return Err(MethodError::NothingToNormalise {
            n_points: plan.n_draws,
            n_failed: weighed.ledger.n_failed,
            first: weighed.ledger.first().map(str::to_owned),
        });
    }
    let mut failed_draws = Ledger::default();
    if plan.n_resampled > 0 {
        failed_draws = resample::resample(plan, outputs, (&source, &weighed.log_weights), seed, workers, sink)?;
    }
    Ok(ImportanceSummary { weights, ledger: weighed.ledger, failed_draws, converged, repaired, n_other_summits })
}

/// The weighted draw of this number again, on the unconstrained scale; the error is the one that it failed with.
pub fn point(
    (density, prior): (&dyn LogDensity, Option<&dyn Prior>),
    plan: &ImportancePlan,
    seed: u64,
    workers: &Workers,
    draw: u64,
) -> Result<(Vec<f64>, Result<f64, EvalError>), MethodError> {
    let source = match prior {
        Some(prior) => Source::Prior(prior),
        None => search(density, plan, seed, workers, &MemorySink::new(Vec::new()))?.source,
    };
    let mut x = vec![0.0; plan.dim];
    let drawn = source.drawer().draw(seed, draw, &mut x);
    Ok((x, drawn))
}

/// What draws come from, and how the search for it went.
struct Search<'a> {
    source: Source<'a>,
    converged: bool,
    repaired: bool,
    n_other_summits: usize,
}

/// A proposal at the mode.
fn search(
    density: &dyn LogDensity,
    plan: &ImportancePlan,
    seed: u64,
    workers: &Workers,
    sink: &dyn Sink,
) -> Result<Search<'static>, MethodError> {
    let summits = summits(density, seed, workers, sink)?;
    let mut target = Target::new(density.evaluator(), plan.dim);
    let rough = Proposal::at(&mut target, highest(&summits), plan.degrees)?;
    let best = mode::refine(&mut target, highest(&summits), rough.covariance())?;
    let proposal = Proposal::at(&mut target, &best, plan.degrees)?;
    let n_other_summits = summits.iter().filter(|summit| is_other(summit, &best, &proposal)).count();
    let (converged, repaired) = (best.converged, proposal.repaired);
    Ok(Search { source: Source::Mode(Box::new(proposal)), converged, repaired, n_other_summits })
}

/// Where the searches from all starts have ended, in their order.
fn summits(
    density: &dyn LogDensity,
    seed: u64,
    workers: &Workers,
    sink: &dyn Sink,
) -> Result<Vec<Summit>, MethodError> {
    let mut summits = Vec::new();
    let phase = Phase { number: 0, n_parts: u64::from(STARTS), divided: false };
    parts::run(
        (workers, sink, phase),
        |start| (start as u64..start as u64 + 1, Vec::new()),
        || Target::new(density.evaluator(), density.dim()),
        |target, start| Ok(((), mode::search(target, seed, start as u16)?)),
        |_, ()| Ok(()),
        |_, summit| {
            summits.push(summit.clone());
            Ok(())
        },
    )?;
    Ok(summits)
}

/// The first of the highest.
fn highest(summits: &[Summit]) -> &Summit {
    summits
        .iter()
        .reduce(|best, other| if other.state.logp > best.state.logp { other } else { best })
        .expect("there is at least one start")
}

fn is_other(summit: &Summit, best: &Summit, proposal: &Proposal) -> bool {
    let (below, away) = OTHER_SUMMIT;
    summit.converged && summit.state.logp > best.state.logp - below && proposal.distance(&summit.state.position) > away
}
