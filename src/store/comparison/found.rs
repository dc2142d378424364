//! What is found of a group and its arrays.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::draws::Attribute;
use crate::draws::compared::{Difference, Scalar};

/// So many numbers that differ are kept as they were made again, for those who read them back.
const MAX_KEPT: usize = 1 << 20;

/// A group of the file: its coordinates, which are compared at once, and what is found of its arrays.
#[derive(Debug)]
pub(super) struct Known {
    pub n_coordinates: u64,
    pub n_values: u64,
    pub coordinates: Vec<Difference>,
    pub shapes: Vec<Vec<usize>>,
    pub arrays: Vec<Mutex<Found>>,
    pub attributes: Vec<Difference>,
}

/// What differs in an array.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub n: u64,
    /// Positions and bits, stored and computed; the first of all is among them.
    pub kept: BTreeMap<u64, (i64, i64)>,
}

impl Found {
    pub fn enter(&mut self, at: u64, stored: i64, computed: i64) {
        self.n += 1;
        self.kept.insert(at, (stored, computed));
        if self.kept.len() > MAX_KEPT {
            self.kept.pop_last();
        }
    }
}

/// The indices of a position in row-major order.
pub(super) fn unravel(mut at: u64, shape: &[usize]) -> Vec<u64> {
    let mut index = vec![0; shape.len()];
    for (index, size) in index.iter_mut().zip(shape).rev() {
        *index = at % (*size as u64).max(1);
        at /= (*size as u64).max(1);
    }
    index
}

pub(super) fn same(stored: &Attribute, computed: &Attribute) -> bool {
    match (stored, computed) {
        (Attribute::Float(stored), Attribute::Float(computed)) => stored.to_bits() == computed.to_bits(),
        (stored, computed) => stored == computed,
    }
}

pub(super) fn scalar(attribute: &Attribute) -> Scalar {
    match attribute {
        Attribute::Float(value) => Scalar::Float(*value),
        Attribute::Int(value) => Scalar::Int(*value),
        Attribute::Text(text) => Scalar::Text(text.clone()),
        other => Scalar::Text(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_have_indices() {
        assert_eq!(unravel(0, &[]), Vec::<u64>::new());
        assert_eq!(unravel(7, &[2, 3, 2]), [1, 0, 1]);
    }
}
