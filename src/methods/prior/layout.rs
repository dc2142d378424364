//! The arrays of the results of the method `prior`.

use crate::draws::{Array, Attribute, Coordinate, Dimension, Group, Variable};
use crate::methods::outputs::{Names, declare};

/// The place of the group `prior`.
pub(super) const PRIOR: usize = 0;
/// The place of the group `prior_predictive`.
pub(super) const PREDICTIVE: usize = 1;
/// The place of the group `observed_data`.
pub(super) const OBSERVED: usize = 2;

/// The group `prior`, and `prior_predictive` and `observed_data` if there are data that can be drawn.
pub(super) fn groups(
    n_draws: u64,
    outputs: &[Variable],
    predicted: &[Variable],
    log_normaliser: Option<f64>,
) -> Vec<Group> {
    let mut prior = draws("prior", n_draws, outputs);
    if let Some(log_normaliser) = log_normaliser {
        prior.attributes.push(("log_normaliser".into(), Attribute::Float(log_normaliser)));
    }
    let mut groups = vec![prior];
    if !predicted.is_empty() {
        groups.push(draws("prior_predictive", n_draws, predicted));
        groups.push(constants("observed_data", predicted));
    }
    groups
}

fn draws(name: &str, n_draws: u64, variables: &[Variable]) -> Group {
    let mut names = Names::default();
    let mut group = Group { name: name.into(), ..Group::default() };
    for (name, n) in [("chain", 1), ("draw", n_draws)] {
        group.dimensions.push(Dimension::new(names.claim(name), Coordinate::Index(n as usize)));
    }
    declare(&mut group, &mut names, variables);
    group
}

/// Arrays without draws; scalars are arrays without dimensions.
fn constants(name: &str, variables: &[Variable]) -> Group {
    let mut names = Names::default();
    let mut group = Group { name: name.into(), ..Group::default() };
    declare(&mut group, &mut names, variables);
    debug_assert!(group.arrays.iter().zip(variables).all(|(array, v): (&Array, _)| array.dims.len() == v.dims.len()));
    group
}
