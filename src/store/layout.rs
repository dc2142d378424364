//! The structure of a result file: makes the datasets of a group and tells where in the file their numbers go.

use hdf5::plist::dataset_create::{AllocTime, FillTime};
use hdf5::plist::file_create::{AttrCreationOrder, LinkCreationOrder};
use hdf5::types::VarLenUnicode;
use hdf5::{Dataset, File, FileBuilder, H5Type};
use serde::{Deserialize, Serialize};

use super::attributes;
use super::scales::{self, Scale};
use crate::draws::{Array, Attribute, Coordinate, Dimension, Element, Group};

/// Where the numbers of an array are in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Extent {
    /// For messages: `posterior/mu`.
    pub name: String,
    pub element: Element,
    /// How many numbers, of 8 bytes each.
    pub len: u64,
    /// Of the first one, in bytes from the start of the file.
    pub offset: u64,
}

/// Whether arrays get all their room in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    All,
    /// Of a larger array only [`LITTLE`] numbers get it: for a look at the structure of the file.
    Little,
}

/// So many numbers lie in a file as larger arrays do. HDF5 puts smaller ones than 2 kB together in blocks.
pub(super) const LITTLE: u64 = 512;

impl Room {
    fn shape(self, shape: &[usize]) -> Vec<usize> {
        let n = shape.iter().fold(1, |n: u64, size| n.saturating_mul(*size as u64));
        match (self, shape.len()) {
            (Room::Little, 1..) if n > LITTLE => {
                std::iter::once(LITTLE as usize).chain(shape[1..].iter().map(|_| 1)).collect()
            }
            _ => shape.to_vec(),
        }
    }
}

/// The places that one group asks to be filled.
#[derive(Debug)]
pub(super) struct Extents {
    /// In the group's order.
    pub arrays: Vec<Extent>,
    /// To be filled with 0, 1, ....
    pub indices: Vec<Extent>,
}

/// How result files are opened: as version 1.8 of the library wrote them, which every reader knows, and
/// with groups and attributes in the order they were made.
pub(super) fn file_builder() -> FileBuilder {
    let mut builder = FileBuilder::new();
    builder.with_fapl(|access| access.libver_v18()).with_fcpl(|create| {
        create
            .link_creation_order(LinkCreationOrder::Indexed)
            .attr_creation_order(AttrCreationOrder::Indexed)
            .obj_track_times(false)
    });
    builder
}

/// How many numbers groups hold, coordinates included, or why they cannot be stored.
pub(super) fn count_numbers(groups: &[Group]) -> hdf5::Result<u64> {
    let too_many = |name: &str| hdf5::Error::from(format!("{name}: more numbers than a file can hold"));
    let mut sum = 0u64;
    for group in groups {
        for dimension in &group.dimensions {
            sum = sum.checked_add(size(dimension) as u64).ok_or_else(|| too_many(&group.name))?;
        }
        for array in &group.arrays {
            let mut sizes = axes(group, array)?.into_iter().map(|axis| size(&group.dimensions[axis]) as u64);
            let len = sizes.try_fold(1u64, |len, size| len.checked_mul(size));
            let more = len.and_then(|len| sum.checked_add(len)).filter(|&sum| sum <= i64::MAX as u64 / 8);
            sum = more.ok_or_else(|| too_many(&format!("{}/{}", group.name, array.name)))?;
        }
    }
    Ok(sum)
}

/// Makes a group with its dimensions, arrays and attributes.
pub(super) fn create_group(file: &File, group: &Group, room: Room) -> hdf5::Result<Extents> {
    check_name(&group.name)?;
    let made = file
        .create_group_builder()
        .with_gcpl(|create| {
            create
                .link_creation_order(LinkCreationOrder::Indexed)
                .attr_creation_order(AttrCreationOrder::Indexed)
                .obj_track_times(false)
        })
        .create(group.name.as_str())
        .map_err(|error| format!("{}: {error}", group.name))?;
    for (name, value) in &group.attributes {
        attributes::write(&made, name, value).map_err(|error| format!("{}: {error}", group.name))?;
    }
    let mut indices = Vec::new();
    let mut scales = Vec::new();
    for dimension in &group.dimensions {
        let dataset = create_coordinate(&made, dimension, room)
            .map_err(|error| format!("{}/{}: {error}", group.name, dimension.name))?;
        if let Coordinate::Index(len) = dimension.coordinate {
            indices.push(extent(&group.name, &dimension.name, Element::Int, len as u64, &dataset)?);
        }
        for (name, value) in &dimension.attributes {
            attributes::write(&dataset, name, value)?;
        }
        scales.push(Scale::new(&made, &dimension.name, dataset)?);
    }
    let names = stored_names(group);
    let arrays = group.arrays.iter().zip(&names).map(|(array, name)| {
        create_array(&made, (group, array, name), &mut scales, room)
            .map_err(|error| format!("{}/{name}: {error}", group.name).into())
    });
    let arrays = arrays.collect::<hdf5::Result<_>>()?;
    scales.into_iter().try_for_each(Scale::finish)?;
    Ok(Extents { arrays, indices })
}

/// The names of a group's arrays in the file: their own, with underscores after it where a dimension is called so.
pub(super) fn stored_names(group: &Group) -> Vec<String> {
    let is_dimension = |name: &str| group.dimensions.iter().any(|dimension| dimension.name == name);
    let is_array = |name: &str| group.arrays.iter().any(|array| array.name == name);
    let stored = |array: &Array| {
        let mut name = array.name.clone();
        while is_dimension(&name) || (name != array.name && is_array(&name)) {
            name.push('_');
        }
        name
    };
    group.arrays.iter().map(stored).collect()
}

fn create_array(
    made: &hdf5::Group,
    (group, array, name): (&Group, &Array, &str),
    scales: &mut [Scale],
    room: Room,
) -> hdf5::Result<Extent> {
    check_name(name)?;
    let axes = axes(group, array)?;
    let shape: Vec<_> = axes.iter().map(|&axis| size(&group.dimensions[axis])).collect();
    let dataset = match array.element {
        Element::Float => create_dataset::<f64>(made, name, &room.shape(&shape)),
        Element::Int => create_dataset::<i64>(made, name, &room.shape(&shape)),
    }?;
    if name != array.name {
        attributes::write(&dataset, "original_name", &Attribute::Text(array.name.clone()))?;
    }
    for (name, value) in &array.attributes {
        attributes::write(&dataset, name, value)?;
    }
    scales::attach(made, name, &dataset, scales, &axes)?;
    extent(&group.name, name, array.element, shape.iter().map(|&size| size as u64).product(), &dataset)
}

fn create_coordinate(made: &hdf5::Group, dimension: &Dimension, room: Room) -> hdf5::Result<Dataset> {
    let name = &dimension.name;
    check_name(name)?;
    match &dimension.coordinate {
        Coordinate::Index(len) => create_dataset::<i64>(made, name, &room.shape(&[*len])),
        Coordinate::Values(values) => {
            let dataset = create_dataset::<f64>(made, name, &[values.len()])?;
            dataset.write_raw(values).map(|()| dataset)
        }
        Coordinate::Labels(labels) => {
            let labels = labels.iter().map(|label| attributes::unicode(label)).collect::<hdf5::Result<Vec<_>>>()?;
            let dataset = create_dataset::<VarLenUnicode>(made, name, &[labels.len()])?;
            dataset.write_raw(&labels).map(|()| dataset)
        }
    }
}

/// Contiguous, with its place in the file from the start, and nothing written there.
fn create_dataset<T: H5Type>(made: &hdf5::Group, name: &str, shape: &[usize]) -> hdf5::Result<Dataset> {
    made.new_dataset_builder()
        .empty::<T>()
        .shape(shape)
        .alloc_time(Some(AllocTime::Early))
        .fill_time(FillTime::IfSet)
        .obj_track_times(false)
        .create(name)
}

fn extent(group: &str, name: &str, element: Element, len: u64, dataset: &Dataset) -> hdf5::Result<Extent> {
    let name = format!("{group}/{name}");
    match dataset.offset() {
        _ if len == 0 => Ok(Extent { name, element, len, offset: 0 }),
        Some(offset) => Ok(Extent { name, element, len, offset }),
        None => Err(format!("{name}: HDF5 gave it no place in the file").into()),
    }
}

/// Which dimensions of the group an array has.
fn axes(group: &Group, array: &Array) -> hdf5::Result<Vec<usize>> {
    let axis = |name: &String| {
        let found = group.dimensions.iter().position(|dimension| dimension.name == *name);
        found.ok_or_else(|| format!("{}/{}: the group has no dimension {name}", group.name, array.name).into())
    };
    array.dims.iter().map(axis).collect()
}

fn size(dimension: &Dimension) -> usize {
    dimension.coordinate.len()
}

/// HDF5 reads slashes and dots as paths.
fn check_name(name: &str) -> hdf5::Result<()> {
    if name.is_empty() || name.contains(['/', '\0']) || name == "." {
        return Err(format!("{name:?} cannot be a name in an HDF5 file").into());
    }
    Ok(())
}
