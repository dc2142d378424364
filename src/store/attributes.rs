//! Attributes: in HDF5, and those that ArviZ expects.

use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use hdf5::types::{TypeDescriptor, VarLenAscii, VarLenUnicode};
use hdf5::{Container, IndexType, IterationOrder, Location};

use crate::draws::Attribute;

/// The attributes by which ArviZ knows where a group comes from. `sample_dims` are the dimensions that count draws:
/// `["chain", "draw"]`, or none for data.
pub fn arviz(created: SystemTime, sample_dims: &[&str]) -> Vec<(String, Attribute)> {
    let text = |name: &str, text: &str| (name.to_owned(), Attribute::Text(text.to_owned()));
    vec![
        text("created_at", &iso_8601(created)),
        text("creation_library", env!("CARGO_PKG_NAME")),
        text("creation_library_version", env!("CARGO_PKG_VERSION")),
        text("creation_library_language", "Rust"),
        text("inference_library", env!("CARGO_PKG_NAME")),
        text("inference_library_version", env!("CARGO_PKG_VERSION")),
        ("sample_dims".to_owned(), Attribute::Texts(sample_dims.iter().map(|&dim| dim.to_owned()).collect())),
    ]
}

/// A time as `2026-11-23T08:30:00+00:00`; times before 1970 as 1970.
pub fn iso_8601(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil_date(days);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}+00:00", second / 3600, second / 60 % 60, second % 60)
}

/// Year, month and day of the Gregorian calendar, `days` after 1970-01-01.
///
/// Years are counted from March, so that the leap day is a year's last; 400 years have 146097 days.
fn civil_date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468; // Since 0000-03-01.
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153; // March is 0.
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let is_next_year = month >= 10;
    (400 * era + year_of_era + u64::from(is_next_year), if is_next_year { month - 9 } else { month + 3 }, day)
}

/// Gives a group or dataset an attribute; an older one of that name goes.
pub(super) fn write(place: &Location, name: &str, attribute: &Attribute) -> hdf5::Result<()> {
    if place.attr_names()?.iter().any(|known| known == name) {
        place.delete_attr(name)?;
    }
    match attribute {
        Attribute::Float(value) => place.new_attr::<f64>().create(name)?.write_scalar(value),
        Attribute::Int(value) => place.new_attr::<i64>().create(name)?.write_scalar(value),
        Attribute::Text(text) => {
            let text = unicode(text).map_err(|error| format!("attribute {name}: {error}"))?;
            place.new_attr::<VarLenUnicode>().create(name)?.write_scalar(&text)
        }
        Attribute::Texts(texts) => {
            let texts = texts.iter().map(|text| unicode(text)).collect::<hdf5::Result<Vec<_>>>();
            let texts = texts.map_err(|error| format!("attribute {name}: {error}"))?;
            place.new_attr_builder().with_data(&texts).create(name).map(drop)
        }
        Attribute::Floats(values) => place.new_attr_builder().with_data(values).create(name).map(drop),
    }
}

/// The text as HDF5 stores it.
pub(super) fn unicode(text: &str) -> hdf5::Result<VarLenUnicode> {
    VarLenUnicode::from_str(text).map_err(|_| "a text contains a NUL character, which HDF5 cannot store".into())
}

/// The attributes of a group or dataset, in the order they were made. Those of a type that [`Attribute`] does not have,
/// as the references that make dimension scales, are left out.
pub(super) fn read_all(place: &Location) -> hdf5::Result<Vec<(String, Attribute)>> {
    let mut attributes = Vec::new();
    let by_creation = place.attr_names_by(IndexType::CreationOrder, IterationOrder::Increasing);
    for name in by_creation.or_else(|_| place.attr_names())? {
        let attribute = place.attr(&name)?;
        if let Some(value) = read(&attribute, attribute.dtype()?.to_descriptor())
            .map_err(|error| format!("attribute {name}: {error}"))?
        {
            attributes.push((name, value));
        }
    }
    Ok(attributes)
}

fn read(attribute: &Container, kind: hdf5::Result<TypeDescriptor>) -> hdf5::Result<Option<Attribute>> {
    let is_scalar = attribute.get_shape()?.is_empty();
    Ok(match (kind, is_scalar) {
        (Ok(TypeDescriptor::Float(_)), true) => Some(Attribute::Float(attribute.read_scalar()?)),
        (Ok(TypeDescriptor::Float(_)), false) => Some(Attribute::Floats(attribute.read_raw()?)),
        (Ok(TypeDescriptor::Integer(_)), true) => Some(Attribute::Int(attribute.read_scalar()?)),
        (Ok(TypeDescriptor::VarLenUnicode | TypeDescriptor::VarLenAscii), _) => {
            let mut texts = read_texts(attribute)?;
            Some(if is_scalar { Attribute::Text(texts.remove(0)) } else { Attribute::Texts(texts) })
        }
        _ => None,
    })
}

/// The strings of a dataset or attribute of variable-length strings.
pub(super) fn read_texts(container: &Container) -> hdf5::Result<Vec<String>> {
    Ok(match container.dtype()?.to_descriptor()? {
        TypeDescriptor::VarLenAscii => container.read_raw::<VarLenAscii>()?.into_iter().map(String::from).collect(),
        _ => container.read_raw::<VarLenUnicode>()?.into_iter().map(String::from).collect(),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_are_dates_of_the_calendar() {
        check_time(0, "1970-01-01T00:00:00+00:00");
        check_time(951_782_399, "2000-02-28T23:59:59+00:00");
        check_time(951_782_400, "2000-02-29T00:00:00+00:00");
        check_time(951_868_800, "2000-03-01T00:00:00+00:00");
        check_time(1_795_422_600, "2026-11-23T08:30:00+00:00");
        check_time(4_107_542_400, "2100-03-01T00:00:00+00:00");
    }

    fn check_time(seconds: u64, expected: &str) {
        assert_eq!(iso_8601(UNIX_EPOCH + Duration::from_secs(seconds)), expected);
    }
}
