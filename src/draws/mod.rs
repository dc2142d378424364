//! What comes out of a method: named arrays with named dimensions, and the sink that takes them.

pub mod compared;
pub mod memory;
pub mod parts;

use serde::{Deserialize, Serialize};

use parts::{Part, Phase, Work};

/// The type of the numbers of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Element {
    Float,
    /// Stored as 64-bit integers.
    Int,
}

/// A variable of a model: its name and shape.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Variable {
    pub name: String,
    /// Sizes, outermost first; empty for a scalar.
    pub dims: Vec<usize>,
    pub element: Element,
}

impl Variable {
    /// Number of scalar elements.
    pub fn len(&self) -> usize {
        self.dims.iter().product()
    }

    /// Whether it has no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An integer that was not computed, because its point failed; what netCDF takes for missing. (A real one is NaN.)
pub const MISSING_INT: i64 = -9_223_372_036_854_775_806;

/// What the positions along a dimension are called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Coordinate {
    /// 0, 1, ..., n - 1.
    Index(usize),
    Values(Vec<f64>),
    Labels(Vec<String>),
}

/// A dimension of a [`Group`], with its coordinate variable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Dimension {
    pub name: String,
    pub coordinate: Coordinate,
    /// Of its coordinate variable.
    pub attributes: Vec<(String, Attribute)>,
}

impl Coordinate {
    /// How many positions there are.
    pub fn len(&self) -> usize {
        match self {
            Coordinate::Index(len) => *len,
            Coordinate::Values(values) => values.len(),
            Coordinate::Labels(labels) => labels.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Dimension {
    /// A dimension without attributes.
    pub fn new(name: impl Into<String>, coordinate: Coordinate) -> Dimension {
        Dimension { name: name.into(), coordinate, attributes: Vec::new() }
    }
}

/// One array of a [`Group`], over some of its dimensions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Array {
    pub name: String,
    /// Names of dimensions of the group, outermost first.
    pub dims: Vec<String>,
    pub element: Element,
    pub attributes: Vec<(String, Attribute)>,
}

impl Array {
    /// An array without attributes.
    pub fn new(name: impl Into<String>, dims: Vec<String>, element: Element) -> Array {
        Array { name: name.into(), dims, element, attributes: Vec::new() }
    }
}

/// A value that describes a group or array.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Attribute {
    Float(f64),
    Int(i64),
    Text(String),
    Texts(Vec<String>),
    Floats(Vec<f64>),
}

/// A group of arrays with shared dimensions, as `posterior` or `grid`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Group {
    pub name: String,
    pub dimensions: Vec<Dimension>,
    pub arrays: Vec<Array>,
    pub attributes: Vec<(String, Attribute)>,
}

impl Group {
    /// How many positions the dimension of this name has, if there is one.
    pub fn size(&self, dimension: &str) -> Option<usize> {
        let found = self.dimensions.iter().find(|known| known.name == dimension);
        found.map(|known| known.coordinate.len())
    }

    /// The sizes of an array of this group, outermost first; empty for a single number.
    pub fn shape(&self, array: &Array) -> Vec<usize> {
        array.dims.iter().map(|dimension| self.size(dimension).unwrap_or(1)).collect()
    }
}

/// Which array of which group of a layout: `(group, array)`, both indices in declaration order.
pub type ArrayId = (usize, usize);

/// Why results could not be kept.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SinkError(pub String);

/// Takes the results of a method: blocks of arrays whose layout was declared beforehand.
///
/// Blocks are contiguous stretches of an array in row-major order. Sinks take blocks in any order and from any thread. Each
/// element is written once; a run that is gone on with may write an element again, with the same bits.
pub trait Sink: Sync {
    /// Stores `values` from flat position `start` on.
    fn write(&self, array: ArrayId, start: u64, values: &[f64]) -> Result<(), SinkError>;

    /// Stores integers; the array must be of [`Element::Int`].
    fn write_ints(&self, array: ArrayId, start: u64, values: &[i64]) -> Result<(), SinkError>;

    /// Reads back what was written; integers as `f64`, [`MISSING_INT`] as NaN.
    fn read(&self, array: ArrayId, start: u64, values: &mut [f64]) -> Result<(), SinkError>;

    /// Whether so many numbers from `start` on are there already, and would be written as they are. A sink that has begun with
    /// nothing has none.
    fn has(&self, array: ArrayId, start: u64, len: u64) -> bool {
        let _ = (array, start, len);
        false
    }

    /// What is to be done about a part of the work. A sink that keeps nothing wants all of it.
    fn work(&self, phase: Phase, index: u64) -> Work {
        let _ = (phase, index);
        Work::New
    }

    /// Takes note that a part has come so far that it can go on from `state`, all it has given before being written; the
    /// last state of a part counts.
    fn keep(&self, part: Part, state: Vec<u8>) -> Result<(), SinkError> {
        let _ = (part, state);
        Ok(())
    }

    /// A number that rises whenever parts that take long should [`keep`](Sink::keep) where they are.
    fn round(&self) -> u64 {
        0
    }
}
