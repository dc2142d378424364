//! Data for a program: JSON as CmdStan reads it, CSV with a column for each variable.
//!
//! What is read here is not yet matched with the declarations of a program. Integers and reals are told apart by
//! how they are written: `1` is an integer, which also serves as a real; `1.0` and `1e3` are reals.

use std::path::Path;

use crate::excerpt;
use crate::stan::datum::Data;

pub mod csv;
pub mod json;
pub mod points;
pub(crate) mod shape;
pub mod write;

/// What is wrong with a data file, one text for each mistake: `error: what`, `file:line:column`, the line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n\n"))]
pub struct DataError(pub Vec<String>);

/// The forms of data files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Format {
    Json,
    Csv,
    Hdf5,
}

impl Format {
    /// The form that a file's name stands for.
    pub fn of(path: &Path) -> Option<Format> {
        match path.extension()?.to_str()?.to_lowercase().as_str() {
            "json" => Some(Format::Json),
            "csv" => Some(Format::Csv),
            "h5" | "hdf5" | "nc" => Some(Format::Hdf5),
            _ => None,
        }
    }
}

/// Reads a JSON or CSV file. HDF5 files are not read here but by the store.
pub fn read_file(path: &Path) -> Result<Data, DataError> {
    let name = path.display().to_string();
    let one = |message: &str| DataError(vec![excerpt::mistake(&name, message)]);
    let format =
        Format::of(path).ok_or_else(|| one("data are read from files called .json, .csv, .h5, .hdf5 or .nc"))?;
    let text = read_text(path).map_err(|mistake| DataError(vec![mistake]))?;
    match format {
        Format::Json => json::read(&name, &text),
        Format::Csv => csv::read(&name, &text),
        Format::Hdf5 => Err(one("this is an HDF5 file, not text")),
    }
}

/// The text of a file; the mistake names the file and, where it is not UTF-8, the line.
pub fn read_text(path: &Path) -> Result<String, String> {
    let name = path.display().to_string();
    let unreadable = |e| excerpt::mistake(&name, &format!("this file cannot be read: {}", io_reason(&e)));
    let bytes = std::fs::read(path).map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|e| {
        let good = String::from_utf8_lossy(&e.as_bytes()[..e.utf8_error().valid_up_to()]).into_owned();
        let (line, column) = excerpt::line_and_column(&good, good.len());
        excerpt::mistake(&format!("{name}:{line}:{column}"), "this is not UTF-8 text")
    })
}

/// What the system says, in lower case and without its number.
pub fn io_reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        std::io::ErrorKind::IsADirectory => "it is a directory".into(),
        _ => error.to_string(),
    }
}

/// The number that a word stands for: `NaN`, `Infinity`, `inf`, each with a sign, in any case.
fn special(word: &str) -> Option<f64> {
    let (sign, rest) = match word.as_bytes().first()? {
        b'-' => (-1.0, &word[1..]),
        b'+' => (1.0, &word[1..]),
        _ => (1.0, word),
    };
    if rest.eq_ignore_ascii_case("inf") || rest.eq_ignore_ascii_case("infinity") {
        Some(sign * f64::INFINITY)
    } else {
        rest.eq_ignore_ascii_case("nan").then_some(f64::NAN)
    }
}

/// A number as written, `None` where it is none or too large for a double.
fn number(word: &str) -> Option<Written> {
    if let Ok(n) = word.parse::<i64>() {
        return Some(Written::Int(n));
    }
    match word.parse::<f64>() {
        Ok(x) if x.is_finite() => Some(Written::Real(x)),
        _ => special(word).map(Written::Real),
    }
}

/// A number as its file has it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Written {
    Int(i64),
    Real(f64),
}
