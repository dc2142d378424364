//! Parts of a method's work: what can be done by itself, be kept, and be taken up again later or elsewhere.

use serde::{Deserialize, Serialize};

/// A stage of a method that consists of numbered parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    /// Its number among the phases of the method.
    pub number: u8,
    /// How many parts it has.
    pub n_parts: u64,
    /// Whether its parts may be divided among several runs; else every run does all of them.
    pub divided: bool,
}

/// The address of a part: the number of its phase, and its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Part {
    pub phase: u8,
    pub index: u64,
}

impl Phase {
    /// The address of the part of this number.
    pub fn part(self, index: u64) -> Part {
        Part { phase: self.number, index }
    }
}

/// What is to be done about a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// All of it.
    New,
    /// It has come so far already: what was last given to [`keep`](super::Sink::keep).
    Kept(Vec<u8>),
    /// It is done by another run.
    Elsewhere,
}
