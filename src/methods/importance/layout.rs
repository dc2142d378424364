//! The arrays of the results of importance sampling.

use crate::draws::{Array, Coordinate, Dimension, Element, Group, Variable};
use crate::methods::outputs::{Names, declare};

/// The place of the group `weighted_posterior`.
pub(super) const WEIGHTED: usize = 0;
/// The place of the group `posterior`.
pub(super) const POSTERIOR: usize = 1;
/// The first array of `weighted_posterior`.
pub(super) const LOG_WEIGHT: usize = 0;
/// The second one.
pub(super) const LP: usize = 1;
/// How many arrays stand before those of the parameters.
pub(super) const BEFORE_PARAMETERS: usize = 2;

/// The group `weighted_posterior`, and `posterior` if there is to be a resample.
pub(super) fn groups(n_draws: u64, parameters: &[Variable], n_resampled: u64, outputs: &[Variable]) -> Vec<Group> {
    let (mut names, mut weighted) = leading("weighted_posterior", &[("sample", n_draws)]);
    for name in ["log_weight", "lp"] {
        weighted.arrays.push(Array::new(names.claim(name), vec!["sample".into()], Element::Float));
    }
    declare(&mut weighted, &mut names, parameters);
    let mut groups = vec![weighted];
    if n_resampled > 0 {
        let (mut names, mut posterior) = leading("posterior", &[("chain", 1), ("draw", n_resampled)]);
        declare(&mut posterior, &mut names, outputs);
        groups.push(posterior);
    }
    groups
}

fn leading(name: &str, dimensions: &[(&str, u64)]) -> (Names, Group) {
    let mut names = Names::default();
    let mut group = Group { name: name.into(), ..Group::default() };
    for (name, n) in dimensions {
        group.dimensions.push(Dimension::new(names.claim(name), Coordinate::Index(*n as usize)));
    }
    (names, group)
}
