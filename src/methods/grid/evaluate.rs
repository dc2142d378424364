//! The first pass over a grid: the log density at all points, and the sum of the density.

use serde::{Deserialize, Serialize};

use crate::density::{ConstrainedDensity, ConstrainedEvaluator, EvalError};
use crate::draws::Sink;
use crate::draws::parts::Phase;
use crate::math::log_sum_exp::LogSum;
use crate::methods::error::MethodError;
use crate::methods::ledger::Ledger;
use crate::methods::parts;
use crate::workers::Workers;

use super::GridPlan;
use super::layout::GRID;

/// What the first pass found.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Evaluated {
    /// The integral of the density, for a product grid.
    pub log_mass: LogSum,
    /// The point of the largest log density, the first one of several; none where all are `-∞`.
    pub mode: Option<(u64, f64)>,
    pub ledger: Ledger,
}

struct Scratch<'a> {
    evaluator: Box<dyn ConstrainedEvaluator + 'a>,
    point: Vec<f64>,
    /// So many points of a block are handed over at once.
    batch: Vec<f64>,
}

/// Points in a batch.
const BATCH: u64 = 256;

/// Evaluates all points and writes their log densities.
pub(super) fn evaluate(
    density: &dyn ConstrainedDensity,
    plan: &GridPlan,
    workers: &Workers,
    sink: &dyn Sink,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Evaluated, MethodError> {
    let tasks = plan.tasks();
    let mut all = Evaluated { log_mass: LogSum::EMPTY, mode: None, ledger: Ledger::default() };
    let phase = Phase { number: 0, n_parts: tasks.count() as u64, divided: true };
    let mut done = 0;
    parts::run(
        (workers, sink, phase),
        || Scratch { evaluator: density.evaluator(), point: plan.placement.template.clone(), batch: Vec::new() },
        |scratch, task| evaluate_block(plan, scratch, tasks.range(task)),
        |task, log_density| sink.write((GRID, plan.layout.log_density), tasks.range(task).start, &log_density),
        |task, evaluated| {
            all.append(evaluated);
            done += tasks.range(task).end - tasks.range(task).start;
            progress(done);
            plan.policy.check(&all.ledger, plan.space.n_points())
        },
    )?;
    all.ledger.locate(plan.placement.template.len(), |index, point| point.copy_from_slice(&plan.point(index)));
    Ok(all)
}

impl Evaluated {
    fn append(&mut self, later: Evaluated) {
        self.log_mass = self.log_mass.plus(later.log_mass);
        self.mode = higher(self.mode, later.mode);
        self.ledger.append(later.ledger);
    }
}

fn higher(first: Option<(u64, f64)>, second: Option<(u64, f64)>) -> Option<(u64, f64)> {
    match (first, second) {
        (Some((_, high)), Some((_, higher))) if higher > high => second,
        (None, _) => second,
        _ => first,
    }
}

fn evaluate_block(
    plan: &GridPlan,
    scratch: &mut Scratch<'_>,
    range: std::ops::Range<u64>,
) -> Result<(Vec<f64>, Evaluated), MethodError> {
    let mut ledger = Ledger::default();
    let mut mode = None;
    let mut log_density = Vec::with_capacity((range.end - range.start) as usize);
    let mut log_masses = Vec::with_capacity(log_density.capacity());
    let mut positions = plan.space.positions(range.start);
    let mut start = range.start;
    while start < range.end {
        let batch = start..range.end.min(start + BATCH);
        let first = log_density.len();
        scratch.batch.clear();
        for _ in batch.clone() {
            plan.space.fill(&positions, &plan.placement.elements, &mut scratch.point);
            scratch.batch.extend_from_slice(&scratch.point);
            log_masses.push(log_weight(plan, &positions));
            plan.space.advance(&mut positions);
        }
        log_density.resize(first + (batch.end - batch.start) as usize, f64::NEG_INFINITY);
        let values = &mut log_density[first..];
        for (at, error) in evaluate_batch(scratch, values) {
            let index = batch.start + at as u64;
            let message = plan.policy.judge(error, ("point", index), || plan.space.describe(index))?;
            ledger.enter(index, message);
        }
        for (index, (value, log_mass)) in batch.clone().zip(values.iter().zip(&mut log_masses[first..])) {
            if *value > f64::NEG_INFINITY {
                mode = higher(mode, Some((index, *value)));
            }
            *log_mass += value;
        }
        start = batch.end;
    }
    Ok((log_density, Evaluated { log_mass: LogSum::of(&log_masses), mode, ledger }))
}

/// The log densities at the points of a batch, and those that failed in their order.
fn evaluate_batch(scratch: &mut Scratch<'_>, values: &mut [f64]) -> Vec<(usize, EvalError)> {
    let mut failures: Vec<(usize, EvalError)> = Vec::new();
    scratch.evaluator.log_densities(&scratch.batch, values, &mut |at, error| failures.push((at, error)));
    let n_told = failures.len();
    for (at, value) in values.iter_mut().enumerate() {
        if let Err(error) = checked(*value) {
            *value = f64::NEG_INFINITY;
            failures.push((at, error));
        }
    }
    if failures.len() > n_told {
        failures.sort_by_key(|(at, _)| *at);
    }
    failures
}

/// The logarithm of a point's quadrature weight; 0 where axes walk together.
pub(super) fn log_weight(plan: &GridPlan, positions: &[usize]) -> f64 {
    plan.rules.iter().zip(positions).map(|(rule, position)| rule.log_weights[*position]).sum()
}

/// A log density that can be summed: an infinite density is no number to integrate.
fn checked(value: f64) -> Result<f64, EvalError> {
    if value.is_nan() {
        Err(EvalError::Rejected("the log density is not a number".into()))
    } else if value == f64::INFINITY {
        Err(EvalError::Rejected("the density is infinite".into()))
    } else {
        Ok(value)
    }
}
