//! Draws from the proposal, their densities and weights.

use std::ops::Range;

use crate::density::{EvalError, Evaluator, LogDensity, OutputWriter, Outputs};
use crate::draws::parts::Phase;
use crate::draws::{Sink, SinkError};
use crate::methods::error::MethodError;
use crate::methods::ledger::Ledger;
use crate::methods::outputs::{width, write_rows};
use crate::methods::parts;
use crate::stream::{Purpose, StreamId};
use crate::workers::Workers;

use super::ImportancePlan;
use super::layout::{BEFORE_PARAMETERS, LOG_WEIGHT, LP, WEIGHTED};
use super::source::{Drawer, Source};

/// So many draws are one task, or fewer where they have many coordinates.
const DRAWS_PER_TASK: u64 = 1024;
/// So many numbers one task may hold.
const NUMBERS_PER_TASK: u64 = 1 << 17;

/// What the draws have given.
#[derive(Debug)]
pub(super) struct Weighed {
    pub log_weights: Vec<f64>,
    pub ledger: Ledger,
}

struct Block {
    log_weights: Vec<f64>,
    lp: Vec<f64>,
    rows: Vec<f64>,
}

struct Scratch<'a> {
    evaluator: Box<dyn Evaluator + 'a>,
    writer: Box<dyn OutputWriter + 'a>,
    drawer: Drawer<'a>,
}

/// Draws, weighs and writes all draws of the plan.
pub(super) fn weigh(
    plan: &ImportancePlan,
    (density, parameters): (&dyn LogDensity, &dyn Outputs),
    source: &Source<'_>,
    seed: u64,
    workers: &Workers,
    sink: &dyn Sink,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Weighed, MethodError> {
    let dim = density.dim();
    let per_draw = (dim + width(&plan.parameters)).max(1) as u64;
    let per_task = (NUMBERS_PER_TASK / per_draw).clamp(1, DRAWS_PER_TASK);
    let range = |task: usize| task as u64 * per_task..((task as u64 + 1) * per_task).min(plan.n_draws);
    let phase = Phase { number: 1, n_parts: plan.n_draws.div_ceil(per_task), divided: true };
    let mut ledger = Ledger::default();
    let mut done = 0;
    parts::run(
        (workers, sink, phase),
        |task| (range(task), Vec::new()),
        || Scratch { evaluator: density.evaluator(), writer: parameters.writer(), drawer: source.drawer() },
        |scratch, task| weigh_block(plan, scratch, dim, seed, range(task)),
        |task, block| write_block(plan, &block, range(task).start, sink),
        |task, failed| {
            ledger.append(failed);
            done += range(task).end - range(task).start;
            progress(done);
            plan.policy.check(&ledger, plan.n_draws)
        },
    )?;
    let mut drawer = source.drawer();
    ledger.locate(dim, |draw, point| {
        if drawer.draw(seed, draw, point).is_err() {
            point.fill(f64::NAN);
        }
    });
    let mut log_weights = vec![0.0; plan.n_draws as usize];
    sink.read((WEIGHTED, LOG_WEIGHT), 0, &mut log_weights)?;
    Ok(Weighed { log_weights, ledger })
}

fn write_block(plan: &ImportancePlan, block: &Block, start: u64, sink: &dyn Sink) -> Result<(), SinkError> {
    sink.write((WEIGHTED, LOG_WEIGHT), start, &block.log_weights)?;
    sink.write((WEIGHTED, LP), start, &block.lp)?;
    if block.rows.is_empty() {
        return Ok(());
    }
    write_rows(sink, (WEIGHTED, BEFORE_PARAMETERS), &plan.parameters, start, &block.rows)
}

fn weigh_block(
    plan: &ImportancePlan,
    scratch: &mut Scratch<'_>,
    dim: usize,
    seed: u64,
    draws: Range<u64>,
) -> Result<(Block, Ledger), MethodError> {
    let n = (draws.end - draws.start) as usize;
    let mut points = vec![0.0; n * dim];
    let drawn: Vec<Result<f64, EvalError>> = draws
        .clone()
        .zip(points.chunks_exact_mut(dim))
        .map(|(draw, point)| scratch.drawer.draw(seed, draw, point))
        .collect();
    let log_proposal: Vec<f64> = drawn.iter().map(|log_density| log_density.clone().unwrap_or(0.0)).collect();
    let mut lp = vec![f64::NEG_INFINITY; n];
    let mut failures: Vec<(usize, EvalError)> = Vec::new();
    scratch.evaluator.logp_batch(&points, &mut lp, &mut |at, error| failures.push((at, error)));
    let mut failures = failures.into_iter().peekable();

    let width = width(&plan.parameters);
    let mut rows = vec![f64::NAN; n * width];
    let mut ledger = Ledger::default();
    for (at, draw) in draws.enumerate() {
        let mut failure = failures.next_if(|(failed, _)| *failed == at).map(|(_, error)| error);
        failure = drawn[at].as_ref().err().cloned().or(failure);
        if failure.is_none() && (lp[at].is_nan() || lp[at] == f64::INFINITY) {
            failure = Some(EvalError::Rejected(format!("the log density is {}", lp[at])));
        }
        // Random numbers are for generated quantities, of which parameters have none.
        let id = StreamId { seed, purpose: Purpose::GeneratedQuantities, chain: 0, task: draw, iteration: 0 };
        let row = &mut rows[at * width..(at + 1) * width];
        let written = scratch.writer.write(&points[at * dim..(at + 1) * dim], id, row);
        // Where the density is 0 the parameters need not exist.
        if failure.is_none() && lp[at] > f64::NEG_INFINITY {
            failure = written.err();
        }
        if let Some(error) = failure {
            lp[at] = f64::NEG_INFINITY;
            ledger.enter(draw, plan.policy.judge(error, ("draw", draw), || format!("draw {draw}"))?);
        }
    }
    let log_weights = lp.iter().zip(&log_proposal).map(|(lp, log_proposal)| lp - log_proposal).collect();
    Ok((Block { log_weights, lp, rows }, ledger))
}
