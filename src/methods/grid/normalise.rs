//! The second pass over a product grid: the normalised density and its marginals.

use std::ops::Range;

use crate::draws::{Sink, SinkError};
use crate::math::elementary::exp;
use crate::methods::error::MethodError;
use crate::workers::Workers;

use super::evaluate::log_weight;
use super::layout::GRID;
use super::tally::{Run, Tables, Tally, Totals};
use super::{GridPlan, complete};

/// What the second pass found.
#[derive(Debug)]
pub(super) struct Normalised {
    pub totals: Totals,
    /// The posterior mass of each task's points.
    pub task_masses: Vec<f64>,
}

struct Block {
    log_posterior: Vec<f64>,
    tallies: Vec<Tally>,
    mass: f64,
}

/// Reads the log densities back, writes `log_posterior` and all marginals.
pub(super) fn normalise(
    plan: &GridPlan,
    log_evidence: f64,
    workers: &Workers,
    sink: &dyn Sink,
) -> Result<Normalised, MethodError> {
    let tasks = plan.tasks();
    let tables = Tables::new(&plan.rules, plan.layout.pairs.iter().map(|(a, b, _)| (*a, *b)));
    let mut totals = tables.totals();
    let mut task_masses = Vec::with_capacity(tasks.count());
    let ended = workers.map(
        tasks.count(),
        || (),
        |(), task| Ok(normalise_block(plan, &tables, log_evidence, tasks.range(task), sink)?),
        |task, block: Block| {
            let start = tasks.range(task).start;
            sink.write((GRID, plan.layout.log_posterior), start, &block.log_posterior)?;
            totals.add(&block.tallies);
            task_masses.push(block.mass);
            Ok::<(), MethodError>(())
        },
    )?;
    complete(ended)?;
    write_marginals(plan, &totals, sink)?;
    Ok(Normalised { totals, task_masses })
}

fn normalise_block(
    plan: &GridPlan,
    tables: &Tables,
    log_evidence: f64,
    range: Range<u64>,
    sink: &dyn Sink,
) -> Result<Block, SinkError> {
    let n_last = plan.rules[plan.rules.len() - 1].len();
    let mut positions = plan.space.positions(range.start);
    let (log_posterior, masses) = masses(plan, log_evidence, range, sink)?;
    let mut tallies = tables.tallies();
    let mut rest = masses.as_slice();
    while !rest.is_empty() {
        let last = &mut positions[plan.rules.len() - 1];
        let (run, later) = rest.split_at(rest.len().min(n_last - *last));
        tables.add(&plan.rules, &Run { positions: &positions, masses: run }, &mut tallies);
        positions[plan.rules.len() - 1] = n_last - 1;
        plan.space.advance(&mut positions);
        rest = later;
    }
    Ok(Block { log_posterior, tallies, mass: masses.iter().sum() })
}

/// The normalised log density of points, and their posterior masses: density times quadrature weight.
pub(super) fn masses(
    plan: &GridPlan,
    log_evidence: f64,
    range: Range<u64>,
    sink: &dyn Sink,
) -> Result<(Vec<f64>, Vec<f64>), SinkError> {
    let mut log_posterior = vec![0.0; (range.end - range.start) as usize];
    sink.read((GRID, plan.layout.log_density), range.start, &mut log_posterior)?;
    let mut positions = plan.space.positions(range.start);
    let mut masses = Vec::with_capacity(log_posterior.len());
    for value in &mut log_posterior {
        *value -= log_evidence;
        masses.push(exp(*value + log_weight(plan, &positions)));
        plan.space.advance(&mut positions);
    }
    Ok((log_posterior, masses))
}

/// Densities in the axes' own units: mass by weight.
fn write_marginals(plan: &GridPlan, totals: &Totals, sink: &dyn Sink) -> Result<(), SinkError> {
    for (axis, rule) in plan.rules.iter().enumerate() {
        let density: Vec<f64> = totals.marginal(axis).iter().zip(&rule.weights).map(|(mass, w)| mass / w).collect();
        sink.write((GRID, plan.layout.first_marginal + axis), 0, &density)?;
    }
    for (index, (a, b, array)) in plan.layout.pairs.iter().enumerate() {
        let weights = &plan.rules[*b].weights;
        for ((row, mass), outer) in (0..).zip(totals.pair(index).chunks(weights.len())).zip(&plan.rules[*a].weights) {
            let density: Vec<f64> = mass.iter().zip(weights).map(|(mass, weight)| mass / outer / weight).collect();
            sink.write((GRID, *array), row * weights.len() as u64, &density)?;
        }
    }
    Ok(())
}
