//! What a grid says about its model in a few numbers, each with the error of the quadrature.

use crate::diagnostics::interpolant::{quantiles, slack};
use crate::diagnostics::moments::mean_and_sd;
use crate::math::elementary::ln_1p;
use crate::math::quadrature::trapezoid;
use crate::methods::ledger::Ledger;

use super::GridPlan;
use super::evaluate::Evaluated;
use super::rule::AxisRule;
use super::tally::Totals;
use super::warning::{self, Warning};

/// The levels at which quantiles are given.
pub const LEVELS: [f64; 5] = [0.025, 0.16, 0.5, 0.84, 0.975];

/// The results of a grid in short.
#[derive(Debug, Clone, PartialEq)]
pub struct GridSummary {
    /// How many points were evaluated.
    pub n_points: u64,
    /// Points that failed.
    pub ledger: Ledger,
    /// The highest point of the grid; none where the density is 0 everywhere.
    pub mode: Option<Mode>,
    /// The logarithm of the integral of the density; none where axes walk together.
    pub log_evidence: Option<Estimate>,
    /// The marginal posterior of each axis; none where axes walk together.
    pub axes: Vec<AxisSummary>,
    /// Axes with an even number of points: only odd numbers on all axes give error estimates.
    pub even_axes: Vec<String>,
    /// What casts doubt on the numbers.
    pub warnings: Vec<Warning>,
    /// Draws whose outputs could not be computed.
    pub failed_draws: Ledger,
}

/// A point of the grid.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Mode {
    pub index: u64,
    /// The axes and their values.
    pub values: Vec<(String, f64)>,
    pub log_density: f64,
}

/// A number and its error.
///
/// The error is the sum, over the axes, of the change that leaving out every second point of that axis makes; for
/// quantiles also of the changes that the unknown density between points can make. It tells of the spacing of
/// the points only, not of what lies beyond the grid. It is infinite where the coarser
/// rule says nothing, and none where an axis has an even number of points.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub struct Estimate {
    pub value: f64,
    pub error: Option<f64>,
}

/// The marginal posterior of one axis.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct AxisSummary {
    pub name: String,
    pub mean: Estimate,
    pub sd: Estimate,
    /// At [`LEVELS`].
    pub quantiles: [Estimate; 5],
}

/// Mean, standard deviation and quantiles of a marginal.
pub(super) type Statistics = [f64; 7];

/// How every number changes when one axis is halved.
#[derive(Debug)]
pub(super) struct Halving {
    /// The evidence, relative.
    pub evidence: f64,
    /// The statistics of each axis.
    pub statistics: Vec<Statistics>,
}

/// The summary where axes walk together.
pub(super) fn without_evidence(plan: &GridPlan, evaluated: Evaluated) -> GridSummary {
    GridSummary {
        n_points: plan.space.n_points(),
        mode: mode(plan, &evaluated),
        ledger: evaluated.ledger,
        log_evidence: None,
        axes: Vec::new(),
        even_axes: Vec::new(),
        warnings: Vec::new(),
        failed_draws: Ledger::default(),
    }
}

/// The summary of a product grid.
pub(super) fn of_product(
    plan: &GridPlan,
    evaluated: Evaluated,
    log_evidence: f64,
    totals: &Totals,
    failed_draws: Ledger,
) -> GridSummary {
    let rules = &plan.rules;
    let statistics: Vec<Statistics> =
        rules.iter().enumerate().map(|(axis, rule)| statistics(rule, totals.marginal(axis))).collect();
    let halvings: Vec<Option<Halving>> =
        (0..rules.len()).map(|axis| halving(rules, totals, axis, &statistics)).collect();
    let mode = mode(plan, &evaluated);
    let size = mode.as_ref().map_or(0.0, |mode| mode.log_density.abs()).max(log_evidence.abs()) + 1.0;
    let axis_summary = |(axis, rule): (usize, &AxisRule)| axis_summary(rule, axis, &statistics[axis], &halvings);
    let log_evidence = Estimate { value: log_evidence, error: evidence_error(&halvings, size) };
    let axes: Vec<AxisSummary> = rules.iter().enumerate().map(axis_summary).collect();
    GridSummary {
        warnings: warning::warnings(plan, totals, &halvings, &statistics, mode.as_ref()),
        n_points: plan.space.n_points(),
        mode,
        ledger: evaluated.ledger,
        log_evidence: Some(log_evidence),
        axes,
        even_axes: rules.iter().filter(|rule| rule.halving.is_none()).map(|rule| rule.name.clone()).collect(),
        failed_draws,
    }
}

fn mode(plan: &GridPlan, evaluated: &Evaluated) -> Option<Mode> {
    let (index, log_density) = evaluated.mode?;
    let positions = plan.space.positions(index);
    let tracks = plan.space.tracks().iter().zip(&positions);
    let values = tracks
        .flat_map(|(track, position)| track.axes.iter().map(move |axis| (axis.name.clone(), axis.values[*position])));
    Some(Mode { index, values: values.collect(), log_density })
}

/// The statistics of a marginal from the mass at each point of its axis.
fn statistics(rule: &AxisRule, masses: &[f64]) -> Statistics {
    statistics_at(rule, &rule.values, &rule.nodes, &rule.node_weights, masses)
}

/// The same from every second point.
fn halved_statistics(rule: &AxisRule, masses: &[f64]) -> Statistics {
    let halve = |numbers: &[f64]| numbers.iter().step_by(2).copied().collect::<Vec<f64>>();
    let nodes = halve(&rule.nodes);
    statistics_at(rule, &halve(&rule.values), &nodes, &trapezoid(&nodes), &halve(masses))
}

fn statistics_at(rule: &AxisRule, values: &[f64], nodes: &[f64], weights: &[f64], masses: &[f64]) -> Statistics {
    let (mean, sd) = mean_and_sd(values, masses);
    let mut statistics = [mean, sd, 0.0, 0.0, 0.0, 0.0, 0.0];
    for (statistic, u) in statistics[2..].iter_mut().zip(quantiles(nodes, weights, masses, &LEVELS)) {
        *statistic = rule.value_at(u);
    }
    statistics
}

fn halving(rules: &[AxisRule], totals: &Totals, halved: usize, full: &[Statistics]) -> Option<Halving> {
    let factors = rules[halved].halving.as_ref()?;
    let own: Vec<f64> = totals.marginal(halved).iter().zip(factors).map(|(mass, factor)| mass * factor).collect();
    let total: f64 = totals.marginal(halved).iter().sum();
    let evidence = change(1.0, own.iter().sum::<f64>() / total);
    let statistics = rules.iter().enumerate().map(|(axis, rule)| match totals.halved(axis, halved) {
        Some(masses) => changes(&full[axis], &statistics(rule, masses)),
        None => {
            let mut changes = changes(&full[axis], &halved_statistics(rule, &own));
            let between = between_points(rule, totals.marginal(axis), &full[axis], evidence);
            changes[2..].iter_mut().zip(between).for_each(|(change, more)| *change += more);
            changes
        }
    });
    Some(Halving { evidence, statistics: statistics.collect() })
}

/// How far the quantiles move with what is not known of the integrals up to them: the density between the axis' points,
/// and as much of it as changes the evidence.
fn between_points(rule: &AxisRule, masses: &[f64], full: &Statistics, evidence_change: f64) -> [f64; 5] {
    let at = |levels: &[f64]| quantiles(&rule.nodes, &rule.node_weights, masses, levels);
    let slack = slack(&rule.nodes, &rule.node_weights, masses, &LEVELS);
    let moved = |sign: f64| -> Vec<f64> {
        let levels = LEVELS.iter().zip(&slack);
        at(&levels.map(|(level, slack)| (level + sign * (slack + evidence_change)).clamp(0.0, 1.0)).collect::<Vec<_>>())
    };
    let (lower, higher) = (moved(-1.0), moved(1.0));
    std::array::from_fn(|i| {
        let by = |u: f64| change(full[2 + i], rule.value_at(u));
        by(lower[i]).max(by(higher[i]))
    })
}

fn changes(fine: &Statistics, coarse: &Statistics) -> Statistics {
    std::array::from_fn(|i| change(fine[i], coarse[i]))
}

/// Infinite where the coarser rule has no number.
fn change(fine: f64, coarse: f64) -> f64 {
    let change = (fine - coarse).abs();
    if change.is_nan() { f64::INFINITY } else { change }
}

/// The error of the logarithm of the evidence; `size` is that of the logarithms in its sum, which are rounded.
fn evidence_error(halvings: &[Option<Halving>], size: f64) -> Option<f64> {
    let relative = sum_of(halvings, |halving| halving.evidence)?;
    let error = if relative < 1.0 { -ln_1p(-relative) } else { f64::INFINITY };
    Some(error + 16.0 * f64::EPSILON * size)
}

/// The error of a statistic that changes like this. It is a ratio of two integrals, the lower of which is the evidence
/// and may be too large itself.
fn statistic_error(halvings: &[Option<Halving>], change: impl Fn(&Halving) -> f64) -> Option<f64> {
    let evidence = sum_of(halvings, |halving| halving.evidence)?;
    let statistic = sum_of(halvings, change)?;
    Some(if evidence < 1.0 { statistic / (1.0 - evidence) } else { f64::INFINITY })
}

fn axis_summary(rule: &AxisRule, axis: usize, full: &Statistics, halvings: &[Option<Halving>]) -> AxisSummary {
    let rounding = 32.0 * f64::EPSILON * rule.values[0].abs().max(rule.values[rule.len() - 1].abs());
    let estimate = |i: usize| Estimate {
        value: full[i],
        error: statistic_error(halvings, |halving| halving.statistics[axis][i]).map(|error| error + rounding),
    };
    AxisSummary {
        name: rule.name.clone(),
        mean: estimate(0),
        sd: estimate(1),
        quantiles: std::array::from_fn(|i| estimate(2 + i)),
    }
}

/// None unless every axis can be halved.
fn sum_of(halvings: &[Option<Halving>], change: impl Fn(&Halving) -> f64) -> Option<f64> {
    halvings.iter().map(|halving| halving.as_ref().map(&change)).sum()
}
