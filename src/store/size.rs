//! How large a result file will be.

use super::layout::count_numbers;
use crate::draws::{Attribute, Coordinate, Group, SinkError};

/// What a file needs beside its groups, in bytes.
const FILE: u64 = 4096;
/// What a group needs beside its members.
const GROUP: u64 = 1024;
/// What a dataset needs beside its numbers.
const DATASET: u64 = 800;
/// What an attribute needs beside its text.
const ATTRIBUTE: u64 = 96;

/// About how many bytes a file with these groups has: all numbers, and what HDF5 needs for names and attributes to within some
/// kilobytes for each group.
pub fn estimate(groups: &[Group]) -> Result<u64, SinkError> {
    let n_numbers = count_numbers(groups).map_err(|error| SinkError(error.to_string()))?;
    Ok(FILE + 8 * n_numbers + groups.iter().map(structure).sum::<u64>())
}

fn structure(group: &Group) -> u64 {
    let dimensions = group.dimensions.iter().map(|dimension| {
        let labels = match &dimension.coordinate {
            Coordinate::Labels(labels) => labels.iter().map(|label| label.len() as u64 + 32).sum(),
            Coordinate::Index(_) | Coordinate::Values(_) => 0,
        };
        DATASET + labels + attributes(&dimension.attributes)
    });
    let arrays = group.arrays.iter().map(|array| DATASET + attributes(&array.attributes));
    GROUP + attributes(&group.attributes) + dimensions.chain(arrays).sum::<u64>()
}

fn attributes(attributes: &[(String, Attribute)]) -> u64 {
    let size = |attribute: &Attribute| match attribute {
        Attribute::Float(_) | Attribute::Int(_) => 8,
        Attribute::Floats(values) => 8 * values.len() as u64,
        Attribute::Text(text) => text.len() as u64,
        Attribute::Texts(texts) => texts.iter().map(|text| text.len() as u64 + 32).sum(),
    };
    attributes.iter().map(|(name, value)| ATTRIBUTE + name.len() as u64 + size(value)).sum()
}
