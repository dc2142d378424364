//! Dimension scales, as HDF5 and netCDF-4 define them: which dataset holds the coordinates of an axis.

use hdf5::types::VarLenArray;
use hdf5::{Dataset, Group, H5Type, ObjectReference1};

use super::raw;

/// An entry of `REFERENCE_LIST`: a dataset and which of its axes the scale belongs to.
#[derive(H5Type, Clone, Copy)]
#[repr(C)]
struct Use {
    dataset: ObjectReference1,
    dimension: u32,
}

/// A scale in the making, until all its uses are known.
pub(super) struct Scale {
    dataset: Dataset,
    reference: ObjectReference1,
    uses: Vec<Use>,
}

impl Scale {
    /// Makes a one-dimensional dataset a scale.
    pub(super) fn new(group: &Group, name: &str, dataset: Dataset) -> hdf5::Result<Scale> {
        raw::write_ascii_attribute(&dataset, "CLASS", "DIMENSION_SCALE")?;
        raw::write_ascii_attribute(&dataset, "NAME", name)?;
        Ok(Scale { dataset, reference: group.reference(name)?, uses: Vec::new() })
    }

    /// Writes where the scale is used.
    pub(super) fn finish(self) -> hdf5::Result<()> {
        if self.uses.is_empty() {
            return Ok(());
        }
        self.dataset.new_attr_builder().with_data(&self.uses).create("REFERENCE_LIST").map(drop)
    }
}

/// Makes `axes` (indices into `scales`) the axes of the dataset `name`, outermost first.
pub(super) fn attach(
    group: &Group,
    name: &str,
    dataset: &Dataset,
    scales: &mut [Scale],
    axes: &[usize],
) -> hdf5::Result<()> {
    if axes.is_empty() {
        return Ok(());
    }
    let references: Vec<_> = axes.iter().map(|&axis| VarLenArray::from_slice(&[scales[axis].reference])).collect();
    dataset.new_attr_builder().with_data(&references).create("DIMENSION_LIST")?;
    let reference = group.reference(name)?;
    for (dimension, &axis) in (0..).zip(axes) {
        scales[axis].uses.push(Use { dataset: reference, dimension });
    }
    Ok(())
}
