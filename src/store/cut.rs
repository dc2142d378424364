//! A part of a group: some of the positions along its first dimensions.

use std::ops::Range;

use crate::draws::{Array, Coordinate, Group};

/// For dimensions, by name, which of their positions are in the part; all of them where a dimension is not named.
pub type Cut = Vec<(String, Range<usize>)>;

/// The group with only the positions of the cut, which are counted anew.
pub(super) fn cut_group(group: &Group, cut: &Cut) -> Group {
    let mut group = group.clone();
    for dimension in &mut group.dimensions {
        if let Some((_, range)) = cut.iter().find(|(name, _)| *name == dimension.name) {
            dimension.coordinate = Coordinate::Index(range.len());
        }
    }
    group
}

/// Which numbers of an array are in a cut of its group: those of some inner positions at some outer ones, each with a row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rows {
    outer: Range<u64>,
    n_inner: u64,
    inner: Range<u64>,
    width: u64,
}

impl Rows {
    /// The first two dimensions of an array, or the first one, may be cut.
    pub fn new(group: &Group, array: &Array, cut: &Cut) -> Rows {
        let size = |name: &String| group.size(name).unwrap_or(1) as u64;
        let range = |name: &String| {
            let found = cut.iter().find(|(cut, _)| cut == name);
            found.map_or(0..size(name), |(_, range)| range.start as u64..range.end as u64)
        };
        let n_cut = array.dims.iter().take_while(|name| cut.iter().any(|(cut, _)| cut == *name)).count();
        let (cut, rest) = array.dims.split_at(n_cut.min(2));
        let width = rest.iter().map(size).product();
        match cut {
            [] => Rows { outer: 0..1, n_inner: 1, inner: 0..1, width },
            [inner] => Rows { outer: 0..1, n_inner: size(inner), inner: range(inner), width },
            [outer, inner, ..] => Rows { outer: range(outer), n_inner: size(inner), inner: range(inner), width },
        }
    }

    /// How many numbers are in the cut.
    pub fn len(&self) -> u64 {
        (self.outer.end - self.outer.start) * (self.inner.end - self.inner.start) * self.width
    }

    /// The parts of a stretch of the array that are in the cut: where in the stretch, and where in the cut each begins.
    pub fn parts(&self, stretch: Range<u64>) -> impl Iterator<Item = (Range<u64>, u64)> {
        let kept = (self.inner.end - self.inner.start) * self.width;
        self.outer.clone().filter_map(move |outer| {
            let first = (outer * self.n_inner + self.inner.start) * self.width;
            let (from, to) = (first.max(stretch.start), (first + kept).min(stretch.end));
            let at = (outer - self.outer.start) * kept + from.saturating_sub(first);
            (from < to).then(|| (from - stretch.start..to - stretch.start, at))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::{Dimension, Element};

    #[test]
    fn every_number_of_a_cut_has_its_place() {
        let dimension = |name: &str, n| Dimension::new(name, Coordinate::Index(n));
        let dimensions = vec![dimension("chain", 3), dimension("draw", 4), dimension("x_dim_0", 2)];
        let group = Group { name: "posterior".into(), dimensions, ..Group::default() };
        let check = |dims: &[&str], expected: &[u64]| {
            let array = Array::new("x", dims.iter().map(|dim| (*dim).to_owned()).collect(), Element::Float);
            let n = group.shape(&array).iter().product::<usize>() as u64;
            let rows = Rows::new(&group, &array, &vec![("chain".into(), 1..3), ("draw".into(), 1..3)]);
            assert_eq!(rows.len(), expected.len() as u64);
            for length in 1..=n {
                let mut found = vec![u64::MAX; expected.len()];
                for start in (0..n).step_by(length as usize) {
                    for (part, at) in rows.parts(start..n.min(start + length)) {
                        (start + part.start..start + part.end)
                            .zip(at..)
                            .for_each(|(from, to)| found[to as usize] = from);
                    }
                }
                assert_eq!(found, expected, "{dims:?} in stretches of {length}");
            }
        };
        check(&["chain", "draw"], &[5, 6, 9, 10]);
        check(&["chain", "draw", "x_dim_0"], &[10, 11, 12, 13, 18, 19, 20, 21]);
        check(&["chain", "x_dim_0"], &[2, 3, 4, 5]);
        check(&["x_dim_0"], &[0, 1]);
    }
}
