//! Reads result files.

use std::path::{Path, PathBuf};

use hdf5::types::{TypeDescriptor, VarLenArray};
use hdf5::{Container, Dataset, File, IndexType, IterationOrder, ObjectReference1, ReferencedObject};

use super::attributes;
use super::layout::Extent;
use crate::draws::{Array, Attribute, Coordinate, Dimension, Element, Group, MISSING_INT};

/// Why something in an HDF5 file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ReadError(pub String);

/// An open result file.
#[derive(Debug)]
pub struct ResultReader {
    path: PathBuf,
    file: File,
}

impl ResultReader {
    /// Opens a result: an HDF5 file with a group `mcrun`.
    pub fn open(path: &Path) -> Result<ResultReader, ReadError> {
        let file = open(path)?;
        if file.group("mcrun").is_err() {
            return Err(ReadError(format!("{}: is no result of mcrun: it has no group mcrun", path.display())));
        }
        Ok(ResultReader { path: path.to_owned(), file })
    }

    /// All groups, in the order they were made. Arrays have the names they are stored under.
    pub fn groups(&self) -> Result<Vec<Group>, ReadError> {
        let names = members(&self.file).map_err(|error| self.error("/", &error))?;
        names.iter().map(|name| self.group(name)).collect()
    }

    /// A group with its dimensions, arrays and attributes.
    pub fn group(&self, name: &str) -> Result<Group, ReadError> {
        let group = self.file.group(name).map_err(|error| self.error(name, &error))?;
        read_group(&group, name).map_err(|error| self.error(name, &error))
    }

    /// The numbers of an array in row-major order; integers as the nearest `f64`, [`MISSING_INT`] as NaN.
    pub fn read_f64(&self, group: &str, array: &str) -> Result<Vec<f64>, ReadError> {
        let real = |integer: i64| if integer == MISSING_INT { f64::NAN } else { integer as f64 };
        self.numbers(group, array, |dataset| match element(dataset)? {
            Some(Element::Int) => Ok(dataset.read_raw::<i64>()?.into_iter().map(real).collect()),
            _ => dataset.read_raw(),
        })
    }

    /// The integers of an array in row-major order.
    pub fn read_i64(&self, group: &str, array: &str) -> Result<Vec<i64>, ReadError> {
        self.numbers(group, array, |dataset| match element(dataset)? {
            Some(Element::Int) => dataset.read_raw(),
            _ => Err("does not hold integers".into()),
        })
    }

    /// The texts of an array of texts, as the labels of a dimension.
    pub(super) fn read_texts(&self, group: &str, array: &str) -> Result<Vec<String>, ReadError> {
        self.numbers(group, array, |dataset| attributes::read_texts(dataset))
    }

    /// The shape of an array, and where in the file its numbers are.
    pub(super) fn extent(&self, group: &str, array: &str) -> Result<(Vec<usize>, Extent), ReadError> {
        let name = format!("{group}/{array}");
        let found = || {
            let dataset = self.file.dataset(&name)?;
            check_size(&dataset)?;
            let (shape, element) = (dataset.get_shape()?, element(&dataset)?.ok_or("holds no numbers")?);
            let len = shape.iter().map(|size| *size as u64).product();
            let offset = match dataset.offset() {
                _ if len == 0 => 0,
                Some(offset) if dataset.dtype()?.size() == 8 => offset,
                _ => return Err("is not stored as mcrun stores it: was the file repacked or converted?".into()),
            };
            Ok((shape, Extent { name: name.clone(), element, len, offset }))
        };
        found().map_err(|error| self.error(&name, &error))
    }

    /// An attribute of a group (`mcrun`) or array (`posterior/mu`), if it is there.
    pub fn attribute(&self, place: &str, name: &str) -> Result<Option<Attribute>, ReadError> {
        let attributes = match self.file.group(place) {
            Ok(group) => attributes::read_all(&group),
            Err(_) => self.file.dataset(place).and_then(|dataset| attributes::read_all(&dataset)),
        };
        let attributes = attributes.map_err(|error| self.error(place, &error))?;
        Ok(attributes.into_iter().find(|(known, _)| known == name).map(|(_, value)| value))
    }

    fn numbers<T>(
        &self,
        group: &str,
        array: &str,
        read: impl Fn(&Dataset) -> hdf5::Result<Vec<T>>,
    ) -> Result<Vec<T>, ReadError> {
        let name = format!("{group}/{array}");
        let dataset = self.file.dataset(&name).map_err(|error| self.error(&name, &error))?;
        check_size(&dataset).and_then(|()| read(&dataset)).map_err(|error| self.error(&name, &error))
    }

    fn error(&self, name: &str, error: &hdf5::Error) -> ReadError {
        ReadError(format!("{}: {name}: {error}", self.path.display()))
    }
}

/// Opens an HDF5 file for reading, or says why not.
pub(super) fn open(path: &Path) -> Result<File, ReadError> {
    let place = path.display();
    let readable = std::fs::File::open(path).and_then(|file| file.metadata());
    match readable {
        Err(error) => Err(ReadError(format!("{place}: cannot be read: {error}"))),
        Ok(metadata) if metadata.is_dir() => Err(ReadError(format!("{place}: is a directory, not an HDF5 file"))),
        Ok(_) => File::open(path).map_err(|error| ReadError(format!("{place}: cannot be read as HDF5: {error}"))),
    }
}

/// The names in a group, in the order they were made, or by name where the file does not know the order.
pub(super) fn members(group: &hdf5::Group) -> hdf5::Result<Vec<String>> {
    group
        .member_names_by(IndexType::CreationOrder, IterationOrder::Increasing)
        .or_else(|_| group.member_names_by(IndexType::Name, IterationOrder::Increasing))
}

/// Whether a dataset can hold what it says. Deflate shrinks a thousandfold at most, so a size far beyond the bytes
/// in the file is damage, and nobody should take memory for it.
pub(super) fn check_size(dataset: &Dataset) -> hdf5::Result<()> {
    let stored = dataset.storage_size();
    let shape = dataset.get_shape()?;
    let element_size = dataset.dtype()?.size() as u64;
    let size = shape.iter().try_fold(element_size, |size, &dim| size.checked_mul(dim as u64));
    match size {
        Some(size) if size <= stored.saturating_mul(1100) => Ok(()),
        _ => Err(format!("has the shape {shape:?}, but only {stored} bytes are stored").into()),
    }
}

/// The kind of numbers of a dataset, if it holds numbers.
pub(super) fn element(dataset: &Container) -> hdf5::Result<Option<Element>> {
    // A type that has no descriptor is not one of numbers either.
    Ok(match dataset.dtype()?.to_descriptor() {
        Ok(TypeDescriptor::Float(_)) => Some(Element::Float),
        Ok(TypeDescriptor::Integer(_) | TypeDescriptor::Unsigned(_)) => Some(Element::Int),
        _ => None,
    })
}

fn read_group(group: &hdf5::Group, name: &str) -> hdf5::Result<Group> {
    let mut read = Group { name: name.to_owned(), attributes: attributes::read_all(group)?, ..Group::default() };
    for name in members(group)? {
        let Ok(dataset) = group.dataset(&name) else { continue };
        if dataset.attr("CLASS").is_ok() {
            let coordinate = coordinate(&dataset).map_err(|error| format!("{name}: {error}"))?;
            read.dimensions.push(Dimension { name, coordinate, attributes: attributes::read_all(&dataset)? });
        } else if let Some(element) = element(&dataset)? {
            let dims = dims(&dataset).map_err(|error| format!("{name}: {error}"))?;
            read.arrays.push(Array { name, dims, element, attributes: attributes::read_all(&dataset)? });
        }
    }
    Ok(read)
}

fn coordinate(dataset: &Dataset) -> hdf5::Result<Coordinate> {
    check_size(dataset)?;
    Ok(match element(dataset)? {
        None => Coordinate::Labels(attributes::read_texts(dataset)?),
        Some(Element::Float) => Coordinate::Values(dataset.read_raw()?),
        Some(Element::Int) => {
            let values = dataset.read_raw::<i64>()?;
            let is_index = (0..).zip(&values).all(|(index, &value)| index == value);
            if is_index {
                Coordinate::Index(values.len())
            } else {
                Coordinate::Values(values.into_iter().map(|value| value as f64).collect())
            }
        }
    })
}

/// The names of a dataset's dimensions, from the scales that are attached to it.
fn dims(dataset: &Dataset) -> hdf5::Result<Vec<String>> {
    if dataset.ndim() == 0 {
        return Ok(Vec::new());
    }
    let lists: Vec<VarLenArray<ObjectReference1>> = dataset.attr("DIMENSION_LIST")?.read_raw()?;
    let name = |list: &VarLenArray<ObjectReference1>| {
        let reference = list.first().ok_or("an axis has no dimension scale")?;
        match dataset.dereference(reference)? {
            ReferencedObject::Dataset(scale) => {
                let path = scale.name();
                Ok(path.rsplit('/').next().unwrap_or(&path).to_owned())
            }
            _ => Err("an axis has no dimension scale".into()),
        }
    };
    lists.iter().map(name).collect()
}
