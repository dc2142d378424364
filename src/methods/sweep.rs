//! A program run at every point of a grid or list of inputs, for its outputs.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::density::{EvalError, Simulator, SimulatorEvaluator};
use crate::draws::parts::Phase;
use crate::draws::{Group, Sink, SinkError, Variable};
use crate::math::extremes::Extremes;
use crate::stream::{Purpose, StreamId};
use crate::workers::Workers;

use super::axes::{Axis, AxisGroup, Combine, FixedValue, Use};
use super::coordinates::{Walking, dimensions};
use super::error::{FailurePolicy, MethodError, SettingsError};
use super::in_order::InOrder;
use super::ledger::Ledger;
use super::outputs::{Names, declare, read_rows, width, write_rows};
use super::parts;
use super::place::unknown_name;
use super::space::{Extent, Space, Tasks};

/// So many points are tried for one that tells the shapes of the outputs.
const TRIES: u64 = 100;
/// So many numbers one task may make.
const NUMBERS_PER_TASK: u64 = 1 << 17;

/// The settings of the method `sweep`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct SweepSettings {
    /// How `axes` meet: `product` (the default) or `zip`.
    pub combine: Combine,
    /// Scalar inputs, or elements as `x[1]`, each with its values.
    pub axes: InOrder<Axis>,
    /// More groups of axes, crossed with `axes` and with each other.
    pub group: Vec<AxisGroup>,
    /// Parameters that are no axes, for a program that has some. Whoever makes the simulator takes them from here.
    pub fixed: InOrder<FixedValue>,
}

impl SweepSettings {
    /// All groups, that of `axes` first.
    pub fn groups(&self) -> Vec<AxisGroup> {
        super::axes::groups(self.combine, &self.axes, &self.group)
    }

    /// All axes with their names, for whoever replaces [`Axis::Table`].
    pub fn axes_mut(&mut self) -> impl Iterator<Item = (&str, &mut Axis)> {
        super::axes::axes_mut(&mut self.axes, &mut self.group)
    }
}

/// A sweep that fits its program.
#[derive(Debug, Clone)]
pub struct SweepPlan {
    space: Space,
    /// For each axis its place among the inputs.
    elements: Vec<usize>,
    policy: FailurePolicy,
    outputs: Vec<Variable>,
    group: Group,
    walking: Walking,
    /// The place of the first output among the arrays.
    first_output: usize,
}

/// What a sweep says besides its results.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepSummary {
    /// How many points were visited.
    pub n_points: u64,
    /// Points that failed, with their inputs; their values are NaN, integers [`MISSING_INT`](crate::draws::MISSING_INT).
    pub ledger: Ledger,
    /// Of each output, over all points.
    pub ranges: Vec<Extremes>,
}

impl SweepPlan {
    /// Checks the settings, by themselves and against the program, and learns the shapes of the outputs at the first
    /// point (or, if that fails, at the next one). Results of more than `max_bytes` are an error, found before
    /// memory is taken.
    pub fn new(
        settings: &SweepSettings,
        policy: impl Into<FailurePolicy>,
        simulator: &dyn Simulator,
        max_bytes: u64,
    ) -> Result<SweepPlan, MethodError> {
        let groups = settings.groups();
        let extent = Extent::of(&groups, Use::Visited)?;
        let names: Vec<&str> = groups.iter().flat_map(|group| group.axes.names()).collect();
        let elements = places(&names, simulator.inputs())?;
        let space = Space::new(&groups, &extent)?;
        let outputs = learn_outputs(simulator, &space, &elements)?;
        let bytes = u128::from(extent.n_points) * 8 * width(&outputs) as u128;
        if bytes > u128::from(max_bytes) {
            return Err(SettingsError::TooLarge { n_points: extent.n_points, bytes, limit: max_bytes }.into());
        }

        let mut names = Names::default();
        let mut group = Group { name: "sweep".into(), ..Group::default() };
        group.dimensions = dimensions(&space, &mut names);
        let walking = Walking::declare(&space, &mut group, &mut names);
        let first_output = group.arrays.len();
        declare(&mut group, &mut names, &outputs);
        Ok(SweepPlan { space, elements, policy: policy.into(), outputs, group, walking, first_output })
    }

    /// The points of the sweep.
    pub fn space(&self) -> &Space {
        &self.space
    }

    /// The outputs of the program.
    pub fn outputs(&self) -> &[Variable] {
        &self.outputs
    }

    /// The inputs at the point of this number.
    pub fn point(&self, index: u64) -> Vec<f64> {
        let mut point = vec![0.0; self.elements.len()];
        self.space.fill(&self.space.positions(index), &self.elements, &mut point);
        point
    }

    fn tasks(&self) -> Tasks {
        self.space.tasks(NUMBERS_PER_TASK / width(&self.outputs).max(1) as u64)
    }
}

/// The groups of the results: `sweep`.
pub fn layout(plan: &SweepPlan) -> Vec<Group> {
    vec![plan.group.clone()]
}

/// Runs the program at all points and writes every array of [`layout`] to `sink`.
///
/// `simulator` is the one that the plan was made for. The random numbers at a point are found by its number.
/// `progress` is told how many points are done, from time to time and at the end.
pub fn run(
    simulator: &dyn Simulator,
    plan: &SweepPlan,
    seed: u64,
    workers: &Workers,
    sink: &dyn Sink,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<SweepSummary, MethodError> {
    plan.walking.write(&plan.space, 0, sink)?;
    let tasks = plan.tasks();
    let mut ledger = Ledger::default();
    let mut ranges = vec![Extremes::NONE; plan.outputs.len()];
    let phase = Phase { number: 0, n_parts: tasks.count() as u64, divided: true };
    let mut done = 0;
    parts::run(
        (workers, sink, phase),
        |task| (tasks.range(task), Vec::new()),
        || Scratch { evaluator: simulator.evaluator(), rows: Vec::new() },
        |scratch, task| Ok(((), visit(plan, scratch, seed, tasks.range(task), sink)?)),
        |_, ()| Ok(()),
        |task, found| {
            ranges.iter_mut().zip(&found.ranges).for_each(|(all, part)| *all = all.and(*part));
            ledger.append(&mut found.ledger);
            done += tasks.range(task).end - tasks.range(task).start;
            progress(done);
            plan.policy.check(&ledger, plan.space.n_points())
        },
    )?;
    ledger.locate(plan.elements.len(), |index, point| point.copy_from_slice(&plan.point(index)));
    Ok(SweepSummary { n_points: plan.space.n_points(), ledger, ranges })
}

/// Where the random numbers of a point come from.
pub fn stream(seed: u64, index: u64) -> StreamId {
    StreamId { seed, purpose: Purpose::GeneratedQuantities, chain: 0, task: index, iteration: 0 }
}

/// How many points of a sweep failed that is not complete. `kept` is what its parts have
/// [kept](crate::draws::Sink::keep).
pub fn n_failed<'a>(kept: impl IntoIterator<Item = &'a [u8]>) -> Result<u64, SinkError> {
    kept.into_iter().map(|state| Ok(parts::found::<Found>(state)?.ledger.n_failed)).sum()
}

/// What the points of a task have shown, besides their outputs.
#[derive(Debug, Serialize, Deserialize)]
struct Found {
    ranges: Vec<Extremes>,
    ledger: Ledger,
}

struct Scratch<'a> {
    evaluator: Box<dyn SimulatorEvaluator + 'a>,
    /// The outputs at the points of a task.
    rows: Vec<f64>,
}

/// Runs the program at points and writes its outputs. They go to the sink from here: handing them over would take more
/// time than computing them.
fn visit(
    plan: &SweepPlan,
    Scratch { evaluator, rows }: &mut Scratch<'_>,
    seed: u64,
    range: Range<u64>,
    sink: &dyn Sink,
) -> Result<Found, MethodError> {
    let width = width(&plan.outputs);
    rows.resize((range.end - range.start) as usize * width, f64::NAN);
    let start = range.start;
    let is_known = read_rows(sink, (0, plan.first_output), &plan.outputs, start, rows)?;
    let mut ledger = Ledger::default();
    let mut point = vec![0.0; plan.elements.len()];
    let mut positions = plan.space.positions(range.start);
    for (row, index) in range.enumerate() {
        let row = &mut rows[row * width..][..width];
        // A point that has missing numbers may have failed, of which the ledger is to hear.
        if !is_known || row.iter().any(|value| value.is_nan()) {
            plan.space.fill(&positions, &plan.elements, &mut point);
            if let Err(error) = evaluator.run(&point, stream(seed, index), row) {
                row.fill(f64::NAN);
                ledger.enter(index, plan.policy.judge(error, ("point", index), || plan.space.describe(index))?);
            }
        }
        plan.space.advance(&mut positions);
    }
    write_rows(sink, (0, plan.first_output), &plan.outputs, start, rows)?;
    Ok(Found { ranges: ranges(&plan.outputs, rows), ledger })
}

/// The extremes of each output in rows of all of them.
fn ranges(outputs: &[Variable], rows: &[f64]) -> Vec<Extremes> {
    let width = width(outputs);
    let mut offset = 0;
    let mut range = |output: &Variable| {
        let columns = offset..offset + output.len();
        offset = columns.end;
        let of_row = |all: Extremes, row: &[f64]| all.and(Extremes::of(&row[columns.clone()]));
        rows.chunks_exact(width.max(1)).fold(Extremes::NONE, of_row)
    };
    outputs.iter().map(&mut range).collect()
}

/// The place of each axis among the inputs, all of which must be axes.
fn places(axes: &[&str], inputs: &[String]) -> Result<Vec<usize>, SettingsError> {
    let place = |axis: &&str| {
        let found = inputs.iter().position(|input| input == axis);
        found.ok_or_else(|| unknown_name("input", axis, inputs.iter().map(String::as_str)))
    };
    let places: Vec<usize> = axes.iter().map(place).collect::<Result<_, _>>()?;
    match (0..inputs.len()).find(|input| !places.contains(input)) {
        Some(input) => Err(SettingsError::Unplaced { name: inputs[input].clone(), dims: Vec::new() }),
        None => Ok(places),
    }
}

/// The outputs at the first point that does not fail.
fn learn_outputs(simulator: &dyn Simulator, space: &Space, elements: &[usize]) -> Result<Vec<Variable>, MethodError> {
    let n_points = space.n_points().min(TRIES);
    let mut first_message = None;
    let mut point = vec![0.0; elements.len()];
    for index in 0..n_points {
        space.fill(&space.positions(index), elements, &mut point);
        match simulator.outputs(&point) {
            Ok(outputs) => return Ok(outputs),
            Err(EvalError::Fatal(message)) => return Err(MethodError::Fatal { at: space.describe(index), message }),
            Err(EvalError::Rejected(message)) => first_message.get_or_insert(message),
        };
    }
    Err(MethodError::UnknownOutputs { n_points, message: first_message.unwrap_or_default() })
}
