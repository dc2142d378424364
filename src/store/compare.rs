//! Compares HDF5 files bit by bit.

use std::path::Path;

use hdf5::types::TypeDescriptor;
use hdf5::{Dataset, Group, IndexType, IterationOrder};

use super::attributes;
use super::read::{self, ReadError};
use crate::draws::Element;

/// The first difference between the datasets of two files, if there is one: in names, shapes, types or bits. Attributes
/// may differ.
pub fn first_difference(left: &Path, right: &Path) -> Result<Option<String>, ReadError> {
    let (left_file, right_file) = (read::open(left)?, read::open(right)?);
    let error = |error| ReadError(format!("comparing {} with {}: {error}", left.display(), right.display()));
    compare_groups("", &left_file, &right_file).map_err(error)
}

fn compare_groups(path: &str, left: &Group, right: &Group) -> hdf5::Result<Option<String>> {
    let (members, others) = (names(left)?, names(right)?);
    if members != others {
        return Ok(Some(format!("{path}/ holds {members:?} in one file and {others:?} in the other")));
    }
    for name in members {
        let path = format!("{path}/{name}");
        let difference = match (left.group(&name), right.group(&name)) {
            (Ok(left), Ok(right)) => compare_groups(&path, &left, &right)?,
            (Err(_), Err(_)) => compare_datasets(&left.dataset(&name)?, &right.dataset(&name)?)
                .map_err(|error| format!("{path}: {error}"))?
                .map(|difference| format!("{path} {difference}")),
            _ => Some(format!("{path} is a group in one file only")),
        };
        if difference.is_some() {
            return Ok(difference);
        }
    }
    Ok(None)
}

fn names(group: &Group) -> hdf5::Result<Vec<String>> {
    group.member_names_by(IndexType::Name, IterationOrder::Increasing)
}

fn compare_datasets(left: &Dataset, right: &Dataset) -> hdf5::Result<Option<String>> {
    let (shape, other) = (left.get_shape()?, right.get_shape()?);
    if shape != other {
        return Ok(Some(format!("has the shape {shape:?} in one file and {other:?} in the other")));
    }
    let (kind, other) = (left.dtype()?.to_descriptor()?, right.dtype()?.to_descriptor()?);
    if kind != other {
        return Ok(Some(format!("holds {kind} in one file and {other} in the other")));
    }
    read::check_size(left)?;
    read::check_size(right)?;
    let place = match (read::element(left)?, kind) {
        (Some(Element::Float), _) => first_unequal(&bits(left)?, &bits(right)?),
        (Some(Element::Int), _) => first_unequal(&left.read_raw::<i64>()?, &right.read_raw::<i64>()?),
        (None, TypeDescriptor::VarLenUnicode | TypeDescriptor::VarLenAscii) => {
            first_unequal(&attributes::read_texts(left)?, &attributes::read_texts(right)?)
        }
        (None, kind) => return Err(format!("values of type {kind} cannot be compared").into()),
    };
    Ok(place.map(|place| format!("differs at flat position {place}")))
}

fn bits(dataset: &Dataset) -> hdf5::Result<Vec<u64>> {
    Ok(dataset.read_raw::<f64>()?.into_iter().map(f64::to_bits).collect())
}

fn first_unequal<T: PartialEq>(left: &[T], right: &[T]) -> Option<usize> {
    left.iter().zip(right).position(|(left, right)| left != right)
}
