//! Reads data for a program from HDF5.

use std::path::Path;

use hdf5::Dataset;

use super::read::{self, ReadError};
use crate::draws::Element;
use crate::stan::datum::{Data, Datum, Numbers};

/// Every numeric dataset in the root group as a data variable, in the file's order; others are left out.
pub fn read_data(path: &Path) -> Result<Data, ReadError> {
    let file = read::open(path)?;
    let error = |name: &str, error: hdf5::Error| ReadError(format!("{}: {name}: {error}", path.display()));
    let mut data = Data::new();
    for name in read::members(&file).map_err(|reason| error("/", reason))? {
        let Ok(dataset) = file.dataset(&name) else { continue };
        if let Some(numbers) = read_numbers(&dataset).map_err(|reason| error(&name, reason))? {
            let place = format!("{}: {name}", path.display());
            data.push((name, Datum { dims: dataset.shape(), numbers, place }));
        }
    }
    Ok(data)
}

fn read_numbers(dataset: &Dataset) -> hdf5::Result<Option<Numbers>> {
    let Some(element) = read::element(dataset)? else { return Ok(None) };
    read::check_size(dataset)?;
    Ok(Some(match element {
        Element::Float => Numbers::Reals(dataset.read_raw()?),
        Element::Int => Numbers::Ints(read_integers(dataset)?),
    }))
}

/// HDF5 itself would clamp integers that have no `i64`.
fn read_integers(dataset: &Dataset) -> hdf5::Result<Vec<i64>> {
    if matches!(dataset.dtype()?.to_descriptor()?, hdf5::types::TypeDescriptor::Unsigned(_)) {
        let to_signed = |value: u64| {
            i64::try_from(value).map_err(|_| format!("{value} is larger than {}, the largest integer", i64::MAX).into())
        };
        return dataset.read_raw::<u64>()?.into_iter().map(to_signed).collect();
    }
    dataset.read_raw()
}
