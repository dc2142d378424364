//! The arrays of the results of chains.

use crate::draws::{Attribute, Coordinate, Dimension, Element, Group, Variable};
use crate::methods::outputs::{Names, declare};

use super::Lengths;
use super::kernel::Statistic;

/// The places of the groups that take the draws of one phase of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Places {
    /// Of the outputs of draws.
    pub draws: usize,
    /// Of their statistics.
    pub statistics: usize,
}

/// Of the draws that make the result.
pub(super) const SAMPLING: Places = Places { draws: 0, statistics: 1 };
/// Of the draws of the warmup, where they are kept.
pub(super) const WARMUP: Places = Places { draws: 2, statistics: 3 };

/// The groups `posterior` and `sample_stats`, then those of the warmup's draws if there are any. `sample_stats` has after
/// the statistics what warmup has found, `tuned`.
pub(super) fn groups(lengths: Lengths, outputs: &[Variable], statistics: &[Statistic], tuned: &Variable) -> Vec<Group> {
    let (chains, draws) = (lengths.chains, lengths.draws);
    let (mut names, mut sample_stats) = statistics_group("sample_stats", (chains, draws), statistics);
    declare(&mut sample_stats, &mut names, std::slice::from_ref(tuned));
    if let Some(array) = sample_stats.arrays.last_mut() {
        array.dims.retain(|dim| dim != "draw");
    }
    let mut groups = vec![draws_group("posterior", (chains, draws), outputs), sample_stats];
    if lengths.warmup_draws() > 0 {
        let lengths = (chains, lengths.warmup_draws());
        groups.push(draws_group("warmup_posterior", lengths, outputs));
        groups.push(statistics_group("warmup_sample_stats", lengths, statistics).1);
    }
    groups
}

/// The outputs of draws; `lengths` are numbers of chains and of draws of each.
fn draws_group(name: &str, lengths: (usize, usize), outputs: &[Variable]) -> Group {
    let (mut names, mut group) = leading(name, lengths);
    declare(&mut group, &mut names, outputs);
    group
}

/// The statistics of draws, with the names that are taken.
fn statistics_group(name: &str, lengths: (usize, usize), statistics: &[Statistic]) -> (Names, Group) {
    let (mut names, mut group) = leading(name, lengths);
    declare(&mut group, &mut names, &variables(statistics));
    for (array, statistic) in group.arrays.iter_mut().zip(statistics) {
        if statistic.is_bool {
            // By this attribute readers of netCDF files know truth values.
            array.attributes.push(("dtype".into(), Attribute::Text("bool".into())));
        }
    }
    (names, group)
}

/// Statistics as variables.
pub(super) fn variables(statistics: &[Statistic]) -> Vec<Variable> {
    let variable =
        |statistic: &Statistic| Variable { name: statistic.name.into(), dims: Vec::new(), element: statistic.element };
    statistics.iter().map(variable).collect()
}

/// A group over chains and draws.
fn leading(name: &str, (n_chains, n_draws): (usize, usize)) -> (Names, Group) {
    let mut names = Names::default();
    let mut group = Group { name: name.into(), ..Group::default() };
    for (name, n) in [("chain", n_chains), ("draw", n_draws)] {
        group.dimensions.push(Dimension::new(names.claim(name), Coordinate::Index(n)));
    }
    (names, group)
}

/// What warmup has found, of this shape.
pub(super) fn tuned(name: &str, dims: Vec<usize>) -> Variable {
    Variable { name: name.into(), dims, element: Element::Float }
}
