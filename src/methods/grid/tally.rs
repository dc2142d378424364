//! Sums over all axes but one or two, collected task by task.

use super::rule::AxisRule;

/// One table of sums of mass: over the cells of one or two axes, perhaps with every second point of another axis only.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// The axes of its cells, in order, with their strides.
    strides: Vec<(usize, usize)>,
    n_cells: usize,
    /// The axis whose halved rule is used.
    halved: Option<usize>,
}

/// The tables of a grid, and where they are.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    tables: Vec<Table>,
    n_axes: usize,
    n_halvings: usize,
}

/// The sums that one task adds to one table: stretches of cells.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// First cell and number of cells.
    stretches: Vec<(usize, usize)>,
    values: Vec<f64>,
}

/// Consecutive points of a grid that differ only on the last axis.
pub(super) struct Run<'a> {
    /// The positions of its first point.
    pub positions: &'a [usize],
    pub masses: &'a [f64],
}

impl Tables {
    /// For each axis its marginal, then for each axis its marginals with one of the other axes halved, where that is
    /// possible; then the marginals of `pairs`.
    pub fn new(rules: &[AxisRule], pairs: impl Iterator<Item = (usize, usize)>) -> Tables {
        let of_axis = |axis: usize, halved| Table { strides: vec![(axis, 1)], n_cells: rules[axis].len(), halved };
        let mut tables: Vec<Table> = (0..rules.len()).map(|axis| of_axis(axis, None)).collect();
        for (axis, halved) in halvings(rules) {
            tables.push(of_axis(axis, Some(halved)));
        }
        let n_halvings = tables.len() - rules.len();
        for (a, b) in pairs {
            let strides = vec![(a, rules[b].len()), (b, 1)];
            tables.push(Table { strides, n_cells: rules[a].len() * rules[b].len(), halved: None });
        }
        Tables { tables, n_axes: rules.len(), n_halvings }
    }

    /// Sums of nothing.
    pub fn totals(&self) -> Totals {
        Totals {
            sums: self.tables.iter().map(|table| vec![0.0; table.n_cells]).collect(),
            halvings: self.tables[self.n_axes..self.n_axes + self.n_halvings]
                .iter()
                .map(|table| (table.strides[0].0, table.halved.unwrap_or_default()))
                .collect(),
            n_axes: self.n_axes,
        }
    }

    /// Room for the sums of one task.
    pub fn tallies(&self) -> Vec<Tally> {
        self.tables.iter().map(|_| Tally::default()).collect()
    }

    /// Adds a run to the sums of all tables.
    pub fn add(&self, rules: &[AxisRule], run: &Run<'_>, tallies: &mut [Tally]) {
        let last = self.n_axes - 1;
        let total: f64 = run.masses.iter().sum();
        let total_halved: Option<f64> = rules[last].halving.as_ref().map(|halving| {
            run.masses.iter().zip(&halving[run.positions[last]..]).map(|(mass, factor)| mass * factor).sum()
        });
        for (table, tally) in self.tables.iter().zip(tallies) {
            let cell = table.strides.iter().map(|(axis, stride)| run.positions[*axis] * stride).sum();
            let by_last = table.strides.iter().any(|(axis, _)| *axis == last);
            let factor = table.halved.filter(|halved| *halved != last).map_or(1.0, |halved| {
                rules[halved].halving.as_ref().map_or(0.0, |halving| halving[run.positions[halved]])
            });
            if factor == 0.0 {
                continue;
            }
            if by_last {
                tally.add(cell, run.masses.iter().map(|mass| mass * factor));
            } else {
                let total = if table.halved == Some(last) { total_halved.unwrap_or(0.0) } else { total };
                tally.add(cell, std::iter::once(total * factor));
            }
        }
    }
}

/// Pairs of an axis and another one that can be halved.
fn halvings(rules: &[AxisRule]) -> impl Iterator<Item = (usize, usize)> {
    let pairs = (0..rules.len()).flat_map(move |axis| (0..rules.len()).map(move |halved| (axis, halved)));
    pairs.filter(|(axis, halved)| axis != halved && rules[*halved].halving.is_some())
}

impl Tally {
    fn add(&mut self, start: usize, values: impl ExactSizeIterator<Item = f64>) {
        let len = values.len();
        if self.stretches.last() == Some(&(start, len)) {
            let from = self.values.len() - len;
            self.values[from..].iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        } else {
            self.stretches.push((start, len));
            self.values.extend(values);
        }
    }
}

/// The sums over all tasks.
#[derive(Debug)]
pub(super) struct Totals {
    sums: Vec<Vec<f64>>,
    halvings: Vec<(usize, usize)>,
    n_axes: usize,
}

impl Totals {
    /// Adds what one task found.
    pub fn add(&mut self, tallies: &[Tally]) {
        for (sums, tally) in self.sums.iter_mut().zip(tallies) {
            let mut values = tally.values.iter();
            for (start, len) in &tally.stretches {
                sums[*start..start + len].iter_mut().zip(values.by_ref()).for_each(|(sum, value)| *sum += value);
            }
        }
    }

    /// The mass at each point of an axis.
    pub fn marginal(&self, axis: usize) -> &[f64] {
        &self.sums[axis]
    }

    /// The mass at each point of an axis with every second point of another one.
    pub fn halved(&self, axis: usize, halved: usize) -> Option<&[f64]> {
        let index = self.halvings.iter().position(|halving| *halving == (axis, halved))?;
        Some(&self.sums[self.n_axes + index])
    }

    /// The mass in each cell of the pair `index`.
    pub fn pair(&self, index: usize) -> &[f64] {
        &self.sums[self.n_axes + self.halvings.len() + index]
    }
}
