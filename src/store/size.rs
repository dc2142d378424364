//! How large a result file will be.

use std::sync::atomic::{AtomicU64, Ordering};

use super::layout::{self, LITTLE, Room};
use crate::draws::{Group, SinkError};

/// What a file loses where it is opened again, for the last groups and attributes: HDF5 begins other blocks then, of 2 kB for
/// names, 2 kB for small arrays and 4 kB for texts.
const OPENED_AGAIN: u64 = 8192;

/// How many bytes a file with these groups has, or some kilobytes less.
///
/// HDF5 makes the file in memory, with all names, attributes and coordinates, but little of the larger arrays; their numbers
/// are counted.
pub fn estimate(groups: &[Group]) -> Result<u64, SinkError> {
    layout::count_numbers(groups).and_then(|_| structure(groups)).map_err(|error| SinkError(error.to_string()))
}

fn structure(groups: &[Group]) -> hdf5::Result<u64> {
    // Files in memory are told apart by their names.
    static N_FILES: AtomicU64 = AtomicU64::new(0);
    let name = format!("estimate-{}.h5", N_FILES.fetch_add(1, Ordering::Relaxed));
    let file = layout::file_builder().with_fapl(|access| access.core_options(1, false)).create(name)?;
    let mut left_out = 0;
    for group in groups {
        let extents = layout::create_group(&file, group, Room::Little)?;
        let all = extents.arrays.iter().chain(&extents.indices);
        left_out += all.map(|extent| 8 * extent.len.saturating_sub(LITTLE)).sum::<u64>();
    }
    file.flush()?;
    Ok(file.size() + left_out + OPENED_AGAIN)
}
