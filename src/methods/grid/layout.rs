//! The arrays of a grid's results.

use crate::draws::{Coordinate, Dimension, Group, Sink, SinkError, Variable};
use crate::methods::coordinates::{Walking, dimensions, push};
use crate::methods::outputs::{Names, declare};
use crate::methods::space::Space;

/// All marginals of pairs together have at most so many numbers; they are in memory until the end.
const MAX_PAIR_CELLS: u64 = 1 << 24;

/// The place of the group `grid` in the layout.
pub(super) const GRID: usize = 0;
/// The place of the group `posterior`.
pub(super) const POSTERIOR: usize = 1;

/// Which array is where.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub groups: Vec<Group>,
    walking: Walking,
    pub log_density: usize,
    /// Of a product grid, then the marginals in the order of axes.
    pub log_posterior: usize,
    pub first_marginal: usize,
    /// Pairs of axes that have a marginal, with its array.
    pub pairs: Vec<(usize, usize, usize)>,
    /// Pairs that have none because it would be too large.
    pub left_out: Vec<(usize, usize)>,
}

impl Layout {
    pub fn new(space: &Space, n_draws: u64, outputs: &[Variable]) -> Layout {
        let mut names = Names::default();
        let mut group = Group { name: "grid".into(), ..Group::default() };
        let log_density_name = names.claim("log_density");
        let log_posterior_name = names.claim("log_posterior");
        group.dimensions = dimensions(space, &mut names);
        let all: Vec<String> = group.dimensions.iter().map(|dimension| dimension.name.clone()).collect();

        let mut layout = Layout {
            walking: Walking::declare(space, &mut group, &mut names),
            groups: Vec::new(),
            log_density: push(&mut group, log_density_name, &all),
            log_posterior: 0,
            first_marginal: 0,
            pairs: Vec::new(),
            left_out: Vec::new(),
        };
        if space.is_product() {
            layout.log_posterior = push(&mut group, log_posterior_name, &all);
            layout.first_marginal = group.arrays.len();
            for dim in &all {
                let name = names.claim(&format!("marginal_{dim}"));
                push(&mut group, name, std::slice::from_ref(dim));
            }
            layout.declare_pairs(space, &mut group, &all, &mut names);
        }
        layout.groups.push(group);
        if n_draws > 0 {
            layout.groups.push(posterior(n_draws, outputs));
        }
        layout
    }

    fn declare_pairs(&mut self, space: &Space, group: &mut Group, all: &[String], names: &mut Names) {
        if all.len() <= 2 {
            return;
        }
        let mut n_cells = 0;
        for a in 0..all.len() {
            for b in a + 1..all.len() {
                let cells = space.tracks()[a].len() as u64 * space.tracks()[b].len() as u64;
                if n_cells + cells > MAX_PAIR_CELLS {
                    self.left_out.push((a, b));
                    continue;
                }
                n_cells += cells;
                let name = names.claim(&format!("marginal_{}_{}", all[a], all[b]));
                self.pairs.push((a, b, push(group, name, &[all[a].clone(), all[b].clone()])));
            }
        }
    }

    /// Writes the values of axes that walk together.
    pub fn write_walking_axes(&self, space: &Space, sink: &dyn Sink) -> Result<(), SinkError> {
        self.walking.write(space, GRID, sink)
    }
}

fn posterior(n_draws: u64, outputs: &[Variable]) -> Group {
    let mut names = Names::default();
    let mut group = Group { name: "posterior".into(), ..Group::default() };
    for (name, n) in [("chain", 1), ("draw", n_draws as usize)] {
        group.dimensions.push(Dimension::new(names.claim(name), Coordinate::Index(n)));
    }
    declare(&mut group, &mut names, outputs);
    group
}
