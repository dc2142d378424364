//! The density at all points of a grid, and what follows from it by quadrature: evidence, marginals, summaries.
//!
//! Integrals are taken by the composite trapezoid rule, along an axis with `spacing = "log"` in the logarithm of its
//! coordinate. The posterior that the grid stands for is straight between its points, along each axis in that same
//! coordinate; quantiles and draws are exactly those of that interpolant.

mod evaluate;
mod layout;
mod normalise;
mod resample;
mod rule;
pub mod summary;
mod tally;
pub mod warning;

use serde::{Deserialize, Serialize};

use crate::density::ConstrainedDensity;
use crate::draws::{Group, Sink, SinkError, Variable};
use crate::math::log_sum_exp::LogSum;
use crate::workers::{Ended, Workers};

use super::axes::{Axis, AxisGroup, Combine, FixedValue, Use};
use super::error::{FailurePolicy, MethodError, SettingsError};
use super::in_order::InOrder;
use super::place::{Placement, place};
use super::space::{Extent, Space, Tasks};
use super::{outputs, parts};
use layout::Layout;
use rule::AxisRule;
use summary::GridSummary;

/// The settings of the method `grid`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct GridSettings {
    /// How `axes` meet: `product` (the default) or `zip`.
    pub combine: Combine,
    /// Scalar parameters, or elements as `theta[1]`, each with its points.
    pub axes: InOrder<Axis>,
    /// More groups of axes, crossed with `axes` and with each other.
    pub group: Vec<AxisGroup>,
    /// Every other parameter: a number, or an array of the parameter's shape.
    pub fixed: InOrder<FixedValue>,
    /// How many equally weighted draws to take from the posterior between the points; 0 (the default) for none.
    pub draws: u64,
}

impl GridSettings {
    /// All groups, that of `axes` first.
    pub fn groups(&self) -> Vec<AxisGroup> {
        super::axes::groups(self.combine, &self.axes, &self.group)
    }

    /// All axes with their names, for whoever replaces [`Axis::Table`].
    pub fn axes_mut(&mut self) -> impl Iterator<Item = (&str, &mut Axis)> {
        super::axes::axes_mut(&mut self.axes, &mut self.group)
    }
}

/// A grid that fits its model.
#[derive(Debug, Clone)]
pub struct GridPlan {
    space: Space,
    placement: Placement,
    /// One for each axis of a product grid; none where axes walk together.
    rules: Vec<AxisRule>,
    policy: FailurePolicy,
    n_draws: u64,
    outputs: Vec<Variable>,
    layout: Layout,
}

impl GridPlan {
    /// Checks the settings, by themselves and against the model. Results of more than `max_bytes` are an error, found
    /// before memory is taken.
    pub fn new(
        settings: &GridSettings,
        policy: impl Into<FailurePolicy>,
        density: &dyn ConstrainedDensity,
        max_bytes: u64,
    ) -> Result<GridPlan, SettingsError> {
        let groups = settings.groups();
        let extent = Extent::of(&groups, Use::Integrated)?;
        let names: Vec<&str> = groups.iter().flat_map(|group| group.axes.names()).collect();
        let placement = place(density, &names, &settings.fixed)?;
        let is_product = extent.tracks.iter().all(|(_, n_axes)| *n_axes == 1);
        if settings.draws > 0 && !is_product {
            return Err(SettingsError::DrawsOfZip);
        }
        let outputs = if settings.draws > 0 { density.outputs().to_vec() } else { Vec::new() };
        let per_point = 8 * if is_product { 2 } else { 1 };
        let per_draw = 8 * outputs::width(&outputs) as u128;
        let bytes = u128::from(extent.n_points) * per_point + u128::from(settings.draws) * per_draw;
        if bytes > u128::from(max_bytes) {
            return Err(SettingsError::TooLarge { n_points: extent.n_points, bytes, limit: max_bytes });
        }

        let space = Space::new(&groups, &extent)?;
        let rules = if is_product {
            let axes = space.axes().zip(&placement.elements);
            axes.map(|(axis, element)| AxisRule::new(axis, density.bounds(*element))).collect()
        } else {
            Vec::new()
        };
        let layout = Layout::new(&space, settings.draws, &outputs);
        Ok(GridPlan { space, placement, rules, policy: policy.into(), n_draws: settings.draws, outputs, layout })
    }

    /// The points of the grid.
    pub fn space(&self) -> &Space {
        &self.space
    }

    /// All parameters at the point of this number.
    pub fn point(&self, index: u64) -> Vec<f64> {
        let mut point = self.placement.template.clone();
        self.space.fill(&self.space.positions(index), &self.placement.elements, &mut point);
        point
    }

    fn tasks(&self) -> Tasks {
        self.space.tasks(u64::MAX)
    }
}

/// The groups of the results, in the order in which [`run`] numbers them: `grid`, and `posterior` if draws are wanted.
pub fn layout(plan: &GridPlan) -> Vec<Group> {
    plan.layout.groups.clone()
}

/// Evaluates the density at all points and writes every array of [`layout`] to `sink`.
///
/// `density` is the one that the plan was made for. `progress` is told how many points have been evaluated, from time
/// to time and at the end. The calling thread keeps the numbers of axes and marginals, and a few for each task.
pub fn run(
    density: &dyn ConstrainedDensity,
    plan: &GridPlan,
    seed: u64,
    workers: &Workers,
    sink: &dyn Sink,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<GridSummary, MethodError> {
    plan.layout.write_walking_axes(&plan.space, sink)?;
    let evaluated = evaluate::evaluate(density, plan, workers, sink, progress)?;
    if plan.rules.is_empty() {
        return Ok(summary::without_evidence(plan, evaluated));
    }
    let log_evidence = evaluated.log_mass.ln();
    if log_evidence == f64::NEG_INFINITY {
        return Err(MethodError::NothingToNormalise {
            n_points: plan.space.n_points(),
            n_failed: evaluated.ledger.n_failed,
            first: evaluated.ledger.first().map(str::to_owned),
        });
    }
    let normalised = normalise::normalise(plan, log_evidence, workers, sink)?;
    let failed_draws = resample::resample(density, plan, log_evidence, &normalised.task_masses, seed, workers, sink)?;
    Ok(summary::of_product(plan, evaluated, log_evidence, &normalised.totals, failed_draws))
}

/// What a grid has found that is not complete: the logarithm of the mass of the points that are done, and how many failed.
/// `kept` is what its parts have [kept](crate::draws::Sink::keep), in their order.
pub fn so_far<'a>(kept: impl IntoIterator<Item = &'a [u8]>) -> Result<(f64, u64), SinkError> {
    let mut log_mass = LogSum::EMPTY;
    let mut n_failed = 0;
    for state in kept {
        let found: evaluate::Evaluated = parts::found(state)?;
        log_mass = log_mass.plus(found.log_mass);
        n_failed += found.ledger.n_failed;
    }
    Ok((log_mass.ln(), n_failed))
}

/// An error if not all tasks were done.
fn complete(ended: Ended) -> Result<(), MethodError> {
    match ended {
        Ended::Complete => Ok(()),
        Ended::Stopped { .. } => Err(MethodError::Stopped),
    }
}
