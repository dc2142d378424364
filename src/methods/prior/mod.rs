//! Independent draws from the prior, with what the model derives from them and, for each, data that it predicts.

mod layout;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::density::{ConstrainedDensity, ConstrainedEvaluator, EvalError, Prior, PriorSampler};
use crate::draws::parts::Phase;
use crate::draws::{Group, Sink, Variable};
use crate::stream::{Purpose, StreamId};
use crate::workers::Workers;

use super::error::{FailurePolicy, MethodError, SettingsError};
use super::ledger::Ledger;
use super::outputs::{width, write_rows};
use super::parts;
use layout::{OBSERVED, PREDICTIVE, PRIOR};

/// So many draws are one task, or fewer where they have many numbers.
const DRAWS_PER_TASK: u64 = 128;
/// So many numbers one task may hand back.
const NUMBERS_PER_TASK: u64 = 1 << 17;

/// The settings of the method `prior`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct PriorSettings {
    /// How many draws.
    pub draws: u64,
}

impl Default for PriorSettings {
    fn default() -> PriorSettings {
        PriorSettings { draws: 1000 }
    }
}

/// Draws from a prior that can be made.
#[derive(Debug, Clone)]
pub struct PriorPlan {
    n_draws: u64,
    policy: FailurePolicy,
    n_elements: usize,
    outputs: Vec<Variable>,
    predicted: Vec<Variable>,
    groups: Vec<Group>,
}

/// What draws from the prior say besides themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct PriorSummary {
    /// Draws that failed, with their parameters on the constrained scale, which are NaN where these failed themselves. What
    /// is made of them is NaN, integers [`MISSING_INT`](crate::draws::MISSING_INT).
    pub ledger: Ledger,
}

impl PriorPlan {
    /// `density` says what is written of each draw. Results of more than `max_bytes` are an error, found before any work.
    pub fn new(
        settings: &PriorSettings,
        policy: impl Into<FailurePolicy>,
        (prior, density): (&dyn Prior, &dyn ConstrainedDensity),
        max_bytes: u64,
    ) -> Result<PriorPlan, SettingsError> {
        let (outputs, predicted) = (density.outputs().to_vec(), prior.predicted().to_vec());
        let n_draws = settings.draws;
        let bytes = 8 * u128::from(n_draws) * (width(&outputs) + width(&predicted)) as u128;
        if bytes > u128::from(max_bytes) {
            return Err(SettingsError::TooManyDraws { n_draws, bytes, limit: max_bytes });
        }
        let n_elements = width(density.parameters());
        let groups = layout::groups(n_draws, &outputs, &predicted, prior.log_normaliser());
        Ok(PriorPlan { n_draws, policy: policy.into(), n_elements, outputs, predicted, groups })
    }

    /// How many draws there will be.
    pub fn n_draws(&self) -> u64 {
        self.n_draws
    }
}

/// The groups of the results, in the order in which [`run`] numbers them: `prior`, then, where data can be drawn,
/// `prior_predictive` and `observed_data`.
pub fn layout(plan: &PriorPlan) -> Vec<Group> {
    plan.groups.clone()
}

/// The draws of one task.
struct Block {
    outputs: Vec<f64>,
    predicted: Vec<f64>,
}

struct Scratch<'a> {
    sampler: Box<dyn PriorSampler + 'a>,
    evaluator: Box<dyn ConstrainedEvaluator + 'a>,
    point: Vec<f64>,
}

/// Draws, and writes every array of [`layout`] to `sink`.
///
/// Prior and density are those that the plan was made for. `progress` is told how many draws are done, from time to time and
/// at the end.
pub fn run(
    (prior, density): (&dyn Prior, &dyn ConstrainedDensity),
    plan: &PriorPlan,
    seed: u64,
    workers: &Workers,
    sink: &dyn Sink,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<PriorSummary, MethodError> {
    if !plan.predicted.is_empty() {
        write_rows(sink, (OBSERVED, 0), &plan.predicted, 0, prior.observed())?;
    }
    let per_draw = (plan.n_elements + width(&plan.outputs) + width(&plan.predicted)).max(1) as u64;
    let per_task = (NUMBERS_PER_TASK / per_draw).clamp(1, DRAWS_PER_TASK);
    let range = |task: usize| task as u64 * per_task..((task as u64 + 1) * per_task).min(plan.n_draws);
    let mut ledger = Ledger::default();
    let phase = Phase { number: 0, n_parts: plan.n_draws.div_ceil(per_task), divided: true };
    let mut done = 0;
    parts::run(
        (workers, sink, phase),
        |task| (range(task), Vec::new()),
        || Scratch { sampler: prior.sampler(), evaluator: density.evaluator(), point: vec![0.0; plan.n_elements] },
        |scratch, task| draw_block(plan, scratch, seed, range(task)),
        |task, block: Block| {
            let start = range(task).start;
            write_rows(sink, (PRIOR, 0), &plan.outputs, start, &block.outputs)?;
            match plan.predicted.is_empty() {
                true => Ok(()),
                false => write_rows(sink, (PREDICTIVE, 0), &plan.predicted, start, &block.predicted),
            }
        },
        |task, failed| {
            ledger.append(failed);
            done += range(task).end - range(task).start;
            progress(done);
            plan.policy.check(&ledger, plan.n_draws)
        },
    )?;
    let mut sampler = prior.sampler();
    // One that fails before it has its parameters leaves them NaN.
    ledger.locate(plan.n_elements, |draw, point| drop(sampler.draw(address(Purpose::Prior, seed, draw), point)));
    Ok(PriorSummary { ledger })
}

/// The draw of this number again, on the constrained scale, and whether all that is made from it could be.
pub fn point(
    (prior, density): (&dyn Prior, &dyn ConstrainedDensity),
    plan: &PriorPlan,
    seed: u64,
    draw: u64,
) -> (Vec<f64>, Result<(), EvalError>) {
    let point = vec![f64::NAN; plan.n_elements];
    let mut scratch = Scratch { sampler: prior.sampler(), evaluator: density.evaluator(), point };
    let mut outputs = vec![f64::NAN; width(&plan.outputs)];
    let mut predicted = vec![f64::NAN; width(&plan.predicted)];
    let drawn = draw_one(&mut scratch, seed, draw, &mut outputs, &mut predicted);
    (scratch.point, drawn)
}

fn draw_block(
    plan: &PriorPlan,
    scratch: &mut Scratch<'_>,
    seed: u64,
    draws: Range<u64>,
) -> Result<(Block, Ledger), MethodError> {
    let n = (draws.end - draws.start) as usize;
    let (width, n_predicted) = (width(&plan.outputs), width(&plan.predicted));
    let (outputs, predicted) = (vec![f64::NAN; n * width], vec![f64::NAN; n * n_predicted]);
    let mut block = Block { outputs, predicted };
    let mut ledger = Ledger::default();
    for (at, draw) in draws.enumerate() {
        let outputs = &mut block.outputs[at * width..(at + 1) * width];
        let predicted = &mut block.predicted[at * n_predicted..(at + 1) * n_predicted];
        if let Err(error) = draw_one(scratch, seed, draw, outputs, predicted) {
            let message = plan.policy.judge(error, ("draw", draw), || format!("draw {draw}"))?;
            ledger.enter(draw, message);
        }
    }
    Ok((block, ledger))
}

/// The draw of this number: its outputs, and data for it. What could not be computed stays as it was.
fn draw_one(
    scratch: &mut Scratch<'_>,
    seed: u64,
    draw: u64,
    outputs: &mut [f64],
    predicted: &mut [f64],
) -> Result<(), EvalError> {
    let Scratch { sampler, evaluator, point } = scratch;
    let id = |purpose| address(purpose, seed, draw);
    sampler.draw(id(Purpose::Prior), point)?;
    evaluator.write_outputs(point, id(Purpose::GeneratedQuantities), outputs)?;
    if predicted.is_empty() { Ok(()) } else { sampler.predict(point, id(Purpose::Prediction), predicted) }
}

/// Where the random numbers of the parameters of a draw come from.
pub fn stream(seed: u64, draw: u64) -> StreamId {
    address(Purpose::Prior, seed, draw)
}

/// Where the random numbers of a draw come from.
fn address(purpose: Purpose, seed: u64, draw: u64) -> StreamId {
    StreamId { seed, purpose, chain: 0, task: draw, iteration: 0 }
}
