//! What casts doubt on the numbers of a grid.

use std::fmt;

use crate::math::elementary::ln;

use super::GridPlan;
use super::rule::AxisRule;
use super::summary::{Halving, Mode, Statistics};
use super::tally::Totals;

/// This part of the posterior may lie beyond an edge before it is worth a word.
const MASS_BEYOND: f64 = 1e-3;
/// The evidence may change by this when an axis is halved; by four times less, roughly, when it is doubled.
const EVIDENCE_CHANGE: f64 = 0.1;
/// Means and standard deviations may change by so many standard deviations.
const STATISTICS_CHANGE: f64 = 0.1;

/// A doubt and its remedy.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Warning {
    /// The posterior, continued as it falls (or does not) at the edge, has about this mass beyond it.
    MassBeyondEdge { axis: String, edge: f64, is_upper: bool, mass: f64 },
    /// The highest point is the first or last of an axis, and the parameter's support goes on there.
    ModeOnEdge { axis: String, edge: f64 },
    /// Leaving out every second point of this axis changes the results much.
    TooCoarse { axis: String, n: usize },
    /// This marginal would take too much memory.
    MarginalLeftOut { axes: [String; 2] },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::MassBeyondEdge { axis, edge, is_upper, mass } => {
                let (side, key) = if *is_upper { ("above", "max") } else { ("below", "min") };
                let percent = 100.0 * mass;
                write!(f, "the posterior does not end with the grid: about {percent:.1} % of it lies {side} ")?;
                write!(f, "{axis} = {edge}; move `{key}` of axis `{axis}`")
            }
            Warning::ModeOnEdge { axis, edge } => {
                write!(f, "the highest point lies on the edge of the grid at {axis} = {edge}; widen axis `{axis}`")
            }
            Warning::TooCoarse { axis, n } => {
                let more = 2 * n - 1;
                write!(f, "the grid is too coarse along `{axis}`: {n} points there give other results than every ")?;
                write!(f, "second one of them; try n = {more}, or ends closer to the posterior")
            }
            Warning::MarginalLeftOut { axes: [a, b] } => {
                write!(f, "the marginal of `{a}` and `{b}` is left out: together they have too many points")
            }
        }
    }
}

/// All doubts about a product grid.
pub(super) fn warnings(
    plan: &GridPlan,
    totals: &Totals,
    halvings: &[Option<Halving>],
    statistics: &[Statistics],
    mode: Option<&Mode>,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for (axis, rule) in plan.rules.iter().enumerate() {
        warnings.extend(mass_beyond_edges(rule, totals.marginal(axis)));
    }
    if let Some(mode) = mode {
        let positions = plan.space.positions(mode.index);
        warnings.extend(plan.rules.iter().zip(positions).filter_map(|(rule, position)| mode_on_edge(rule, position)));
    }
    for (rule, halving) in plan.rules.iter().zip(halvings) {
        if halving.as_ref().is_some_and(|halving| is_too_coarse(halving, statistics)) {
            warnings.push(Warning::TooCoarse { axis: rule.name.clone(), n: rule.len() });
        }
    }
    for (a, b) in &plan.layout.left_out {
        let axes = [plan.rules[*a].name.clone(), plan.rules[*b].name.clone()];
        warnings.push(Warning::MarginalLeftOut { axes });
    }
    warnings
}

fn mass_beyond_edges(rule: &AxisRule, masses: &[f64]) -> Vec<Warning> {
    let total: f64 = masses.iter().sum();
    let density = |i: usize| masses[i] / rule.node_weights[i] / total;
    let last = rule.len() - 1;
    let mut warnings = Vec::new();
    for (is_upper, edge, inner) in [(false, 0, 1), (true, last, last - 1)] {
        let step = (rule.nodes[inner] - rule.nodes[edge]).abs();
        let mass = mass_beyond(density(edge), density(inner), step, rule.nodes[last] - rule.nodes[0]);
        if !rule.at_bound[usize::from(is_upper)] && mass > MASS_BEYOND {
            warnings.push(Warning::MassBeyondEdge { axis: rule.name.clone(), edge: rule.values[edge], is_upper, mass });
        }
    }
    warnings
}

/// The part of the whole that lies beyond an edge, if the density goes on as it goes from the next point to the edge:
/// exponentially, over at most `width`. Densities are relative to the mass on the grid.
fn mass_beyond(edge: f64, inner: f64, step: f64, width: f64) -> f64 {
    if edge <= 0.0 {
        return 0.0;
    }
    let decay_length = step / ln(inner / edge);
    let beyond = edge * if decay_length > 0.0 { decay_length.min(width) } else { width };
    beyond / (1.0 + beyond)
}

fn mode_on_edge(rule: &AxisRule, position: usize) -> Option<Warning> {
    let on_edge =
        (position == 0 && !rule.at_bound[0] && !rule.towards_zero) || (position + 1 == rule.len() && !rule.at_bound[1]);
    on_edge.then(|| Warning::ModeOnEdge { axis: rule.name.clone(), edge: rule.values[position] })
}

fn is_too_coarse(halving: &Halving, statistics: &[Statistics]) -> bool {
    let too_much = |(change, [_, sd, ..]): (&Statistics, &Statistics)| {
        let allowed = STATISTICS_CHANGE * sd;
        !(change[0] <= allowed && change[1] <= allowed)
    };
    halving.evidence > EVIDENCE_CHANGE || halving.statistics.iter().zip(statistics).any(too_much)
}
