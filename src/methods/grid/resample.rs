//! Equally weighted draws from the posterior between the points of a grid.
//!
//! The posterior that the grid stands for is a mixture of the points' hat functions, weighted by their masses. So a
//! draw is a point, chosen by its mass, moved along each axis by a random number with the density of the hat.

use std::ops::Range;

use crate::density::{ConstrainedDensity, ConstrainedEvaluator};
use crate::diagnostics::interpolant::along_line;
use crate::draws::parts::Phase;
use crate::draws::{Sink, SinkError};
use crate::methods::error::MethodError;
use crate::methods::ledger::Ledger;
use crate::methods::outputs::{width, write_rows};
use crate::methods::parts;
use crate::stream::{Exhausted, Purpose, Stream, StreamId};
use crate::workers::Workers;

use super::layout::POSTERIOR;
use super::normalise::masses;
use super::rule::AxisRule;
use super::{GridPlan, complete};

/// So many draws are one task, or fewer where they have many outputs.
const DRAWS_PER_TASK: u64 = 256;
/// So many numbers one task may hand back.
const NUMBERS_PER_TASK: u64 = 1 << 17;

/// Takes the draws that the plan asks for and writes their outputs; returns those that failed.
///
/// Memory is a few numbers for each draw and task. A draw is a function of its number alone.
pub(super) fn resample(
    density: &dyn ConstrainedDensity,
    plan: &GridPlan,
    log_evidence: f64,
    task_masses: &[f64],
    seed: u64,
    workers: &Workers,
    sink: &dyn Sink,
) -> Result<Ledger, MethodError> {
    let points = choose_points(plan, log_evidence, task_masses, seed, workers, sink)?;
    let per_task = (NUMBERS_PER_TASK / width(&plan.outputs).max(1) as u64).clamp(1, DRAWS_PER_TASK);
    let range = |task: usize| task as u64 * per_task..((task as u64 + 1) * per_task).min(plan.n_draws);
    let mut ledger = Ledger::default();
    let phase = Phase { number: 1, n_parts: plan.n_draws.div_ceil(per_task), divided: false };
    parts::run(
        (workers, sink, phase),
        |task| (range(task), vec![plan.space.n_points()]),
        || density.evaluator(),
        |evaluator, task| write_draws(plan, evaluator.as_mut(), seed, &points, range(task)),
        |task, rows| write_rows(sink, (POSTERIOR, 0), &plan.outputs, range(task).start, &rows),
        |_, failed| {
            ledger.append(failed);
            Ok(())
        },
    )?;
    Ok(ledger)
}

/// A draw that looks for its point among those of one task.
struct Search {
    task: usize,
    draw: usize,
    /// The mass of the task's points before the wanted one.
    before: f64,
}

/// For each draw the point it starts from: first the task that holds it, from the tasks' masses; then, task by task,
/// the point in it.
fn choose_points(
    plan: &GridPlan,
    log_evidence: f64,
    task_masses: &[f64],
    seed: u64,
    workers: &Workers,
    sink: &dyn Sink,
) -> Result<Vec<u64>, MethodError> {
    let cumulative = cumulative(task_masses);
    let mut searches = Vec::with_capacity(plan.n_draws as usize);
    for draw in 0..plan.n_draws as usize {
        let mut stream = stream(seed, draw as u64);
        let (task, before) = find(&cumulative, stream.uniform() * cumulative[cumulative.len() - 1]);
        stream.check()?;
        searches.push(Search { task, draw, before });
    }
    searches.sort_by_key(|search| search.task);
    let groups: Vec<&[Search]> = searches.chunk_by(|a, b| a.task == b.task).collect();

    let mut points = vec![0; searches.len()];
    let ended = workers.map(
        groups.len(),
        || (),
        |(), group| Ok(search_task(plan, log_evidence, groups[group], sink)?),
        |group, found: Vec<u64>| {
            for (search, point) in groups[group].iter().zip(found) {
                points[search.draw] = point;
            }
            Ok::<(), MethodError>(())
        },
    )?;
    complete(ended)?;
    Ok(points)
}

fn search_task(
    plan: &GridPlan,
    log_evidence: f64,
    searches: &[Search],
    sink: &dyn Sink,
) -> Result<Vec<u64>, SinkError> {
    let range = plan.tasks().range(searches[0].task);
    let (_, masses) = masses(plan, log_evidence, range.clone(), sink)?;
    let cumulative = cumulative(&masses);
    Ok(searches.iter().map(|search| range.start + find(&cumulative, search.before).0 as u64).collect())
}

fn cumulative(masses: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    masses
        .iter()
        .map(|mass| {
            sum += mass;
            sum
        })
        .collect()
}

/// The first entry above `target`, and how far `target` is above the entry before. Where rounding has put `target`
/// at the end, the last entry that has mass.
fn find(cumulative: &[f64], target: f64) -> (usize, f64) {
    let end = cumulative[cumulative.len() - 1];
    let above = cumulative.partition_point(|sum| *sum <= target);
    let index = if above < cumulative.len() { above } else { cumulative.partition_point(|sum| *sum < end) };
    let before = if index == 0 { 0.0 } else { cumulative[index - 1] };
    (index, target - before)
}

fn stream(seed: u64, draw: u64) -> Stream {
    StreamId { seed, purpose: Purpose::Resample, chain: 0, task: draw, iteration: 0 }.rng()
}

fn write_draws(
    plan: &GridPlan,
    evaluator: &mut dyn ConstrainedEvaluator,
    seed: u64,
    points: &[u64],
    draws: Range<u64>,
) -> Result<(Vec<f64>, Ledger), MethodError> {
    let width = width(&plan.outputs);
    let mut rows = vec![f64::NAN; (draws.end - draws.start) as usize * width];
    let mut ledger = Ledger::default();
    let mut point = plan.placement.template.clone();
    for (index, draw) in draws.enumerate() {
        move_point(plan, points[draw as usize], stream(seed, draw), &mut point)?;
        let id = StreamId { seed, purpose: Purpose::GeneratedQuantities, chain: 0, task: draw, iteration: 0 };
        let row = &mut rows[index * width..][..width];
        if let Err(error) = evaluator.write_outputs(&point, id, row) {
            row.fill(f64::NAN);
            ledger.enter(draw, plan.policy.judge(error, ("draw", draw), || describe(plan, &point))?);
        }
    }
    Ok((rows, ledger))
}

fn describe(plan: &GridPlan, point: &[f64]) -> String {
    let axes = plan.rules.iter().zip(&plan.placement.elements);
    axes.map(|(rule, element)| format!("{} = {}", rule.name, point[*element])).collect::<Vec<_>>().join(", ")
}

/// Puts the draw that starts from the grid's point `index` into `point`.
fn move_point(plan: &GridPlan, index: u64, mut stream: Stream, point: &mut [f64]) -> Result<(), Exhausted> {
    // The first number has chosen the point.
    stream.uniform();
    let positions = plan.space.positions(index);
    for ((rule, position), element) in plan.rules.iter().zip(positions).zip(&plan.placement.elements) {
        point[*element] = rule.value_at(within_hat(rule, position, stream.uniform()));
    }
    stream.check()
}

/// The quantile at `level` of the hat function of a node, which falls from the node to nothing at its neighbours.
fn within_hat(rule: &AxisRule, position: usize, level: f64) -> f64 {
    let nodes = &rule.nodes;
    let node = nodes[position];
    let left = if position > 0 { node - nodes[position - 1] } else { 0.0 };
    let right = if position + 1 < nodes.len() { nodes[position + 1] - node } else { 0.0 };
    let part = level * (left + right);
    if part < left {
        node - left * along_line(1.0, 0.0, 0.5 * (1.0 - part / left))
    } else {
        node + right * along_line(1.0, 0.0, 0.5 * (part - left) / right)
    }
}
