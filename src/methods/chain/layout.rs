//! The arrays of the results of chains.

use crate::draws::{Attribute, Coordinate, Dimension, Element, Group, Variable};
use crate::methods::outputs::{Names, declare};

use super::Lengths;
use super::kernel::Statistic;

/// The place of the group `posterior`.
pub(super) const POSTERIOR: usize = 0;
/// The place of the group `sample_stats`.
pub(super) const SAMPLE_STATS: usize = 1;

/// The groups `posterior` and `sample_stats`; the latter has after the statistics what warmup has found, `tuned`.
pub(super) fn groups(lengths: Lengths, outputs: &[Variable], statistics: &[Statistic], tuned: &Variable) -> Vec<Group> {
    let (mut names, mut posterior) = leading("posterior", lengths);
    declare(&mut posterior, &mut names, outputs);

    let (mut names, mut sample_stats) = leading("sample_stats", lengths);
    declare(&mut sample_stats, &mut names, &variables(statistics));
    for (array, statistic) in sample_stats.arrays.iter_mut().zip(statistics) {
        if statistic.is_bool {
            // By this attribute readers of netCDF files know truth values.
            array.attributes.push(("dtype".into(), Attribute::Text("bool".into())));
        }
    }
    declare(&mut sample_stats, &mut names, std::slice::from_ref(tuned));
    if let Some(array) = sample_stats.arrays.last_mut() {
        array.dims.retain(|dim| dim != "draw");
    }
    vec![posterior, sample_stats]
}

/// Statistics as variables.
pub(super) fn variables(statistics: &[Statistic]) -> Vec<Variable> {
    let variable =
        |statistic: &Statistic| Variable { name: statistic.name.into(), dims: Vec::new(), element: statistic.element };
    statistics.iter().map(variable).collect()
}

/// A group over chains and draws.
fn leading(name: &str, lengths: Lengths) -> (Names, Group) {
    let mut names = Names::default();
    let mut group = Group { name: name.into(), ..Group::default() };
    for (name, n) in [("chain", lengths.chains), ("draw", lengths.draws)] {
        group.dimensions.push(Dimension::new(names.claim(name), Coordinate::Index(n)));
    }
    (names, group)
}

/// What warmup has found, of this shape.
pub(super) fn tuned(name: &str, dims: Vec<usize>) -> Variable {
    Variable { name: name.into(), dims, element: Element::Float }
}
