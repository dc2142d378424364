//! The first pass over a grid: the log density at all points, and the sum of the density.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::density::{ConstrainedDensity, ConstrainedEvaluator, EvalError};
use crate::draws::Sink;
use crate::draws::parts::Phase;
use crate::math::log_sum_exp::LogSum;
use crate::methods::error::MethodError;
use crate::methods::ledger::Ledger;
use crate::methods::parts;
use crate::methods::space::Track;
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
    batch: Batch,
}

/// Points of a block that are handed over at once: where in the block's part they are, and their log densities.
#[derive(Default)]
struct Batch {
    places: Vec<usize>,
    points: Vec<f64>,
    values: Vec<f64>,
}

/// The most points in a batch.
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
        |task| (tasks.range(task), vec![u64::from(reaches_end(plan, tasks.range(task)))]),
        || Scratch { evaluator: density.evaluator(), point: plan.placement.template.clone(), batch: Batch::default() },
        |scratch, task| evaluate_block(plan, scratch, tasks.range(task), sink),
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

impl Batch {
    fn clear(&mut self) {
        self.places.clear();
        self.points.clear();
        self.values.clear();
    }

    fn push(&mut self, place: usize, point: &[f64]) {
        self.places.push(place);
        self.points.extend_from_slice(point);
    }
}

impl Evaluated {
    fn append(&mut self, later: &mut Evaluated) {
        self.log_mass = self.log_mass.plus(later.log_mass);
        self.mode = higher(self.mode, later.mode);
        self.ledger.append(&mut later.ledger);
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
    range: Range<u64>,
    sink: &dyn Sink,
) -> Result<(Vec<f64>, Evaluated), MethodError> {
    let mut ledger = Ledger::default();
    let mut mode = None;
    let n = range.end - range.start;
    let mut log_density = vec![f64::NEG_INFINITY; n as usize];
    if sink.has((GRID, plan.layout.log_density), range.start, n) {
        sink.read((GRID, plan.layout.log_density), range.start, &mut log_density)?;
    }
    let mut log_masses = Vec::with_capacity(n as usize);
    let mut positions = plan.space.positions(range.start);
    let mut start = range.start;
    while start < range.end {
        let batch = start..range.end.min(start + BATCH);
        let first = log_masses.len();
        let values = &mut log_density[first..][..(batch.end - batch.start) as usize];
        scratch.batch.clear();
        for (at, known) in values.iter().enumerate() {
            // A known density of 0 may be that of a point that failed, of which the ledger is to hear.
            if *known == f64::NEG_INFINITY {
                plan.space.fill(&positions, &plan.placement.elements, &mut scratch.point);
                scratch.batch.push(at, &scratch.point);
            }
            log_masses.push(log_weight(plan, &positions));
            plan.space.advance(&mut positions);
        }
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
    let Batch { places, points, values: found } = &mut scratch.batch;
    let mut failures: Vec<(usize, EvalError)> = Vec::new();
    let is_all = places.len() == values.len();
    found.resize(if is_all { 0 } else { places.len() }, f64::NEG_INFINITY);
    let wanted = if is_all { &mut *values } else { &mut **found };
    scratch.evaluator.log_densities(points, wanted, &mut |at, error| failures.push((places[at], error)));
    let n_told = failures.len();
    for (at, value) in places.iter().zip(wanted) {
        if let Err(error) = checked(*value) {
            *value = f64::NEG_INFINITY;
            failures.push((*at, error));
        }
    }
    places.iter().zip(found).for_each(|(at, value)| values[*at] = *value);
    if failures.len() > n_told {
        failures.sort_by_key(|(at, _)| *at);
    }
    failures
}

/// Whether some of these points are at the end of the outermost axis. If that has grown, their weights have changed.
fn reaches_end(plan: &GridPlan, range: Range<u64>) -> bool {
    let n_rows = plan.space.tracks().first().map_or(1, Track::len) as u64;
    range.end > plan.space.n_points() / n_rows * (n_rows - 1)
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
