//! The ledger: points that failed, all of them counted and the first ones kept.

use serde::{Deserialize, Serialize};

use super::parts;
use crate::draws::SinkError;

/// How many points failed in parts whose findings are nothing but ledgers. `kept` is what they have
/// [kept](crate::draws::Sink::keep).
pub fn n_failed<'a>(kept: impl IntoIterator<Item = &'a [u8]>) -> Result<u64, SinkError> {
    kept.into_iter().map(|state| Ok(parts::found::<Ledger>(state)?.n_failed)).sum()
}

/// The most entries a ledger keeps.
pub const LEDGER_LENGTH: usize = 1000;

/// A point that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Failure {
    pub index: u64,
    pub message: String,
}

/// Points that failed, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// How many there are.
    pub n_failed: u64,
    /// The first [`LEDGER_LENGTH`] of them.
    pub kept: Vec<Failure>,
}

impl Ledger {
    /// Enters a point that comes after all others here.
    pub fn enter(&mut self, index: u64, message: String) {
        self.n_failed += 1;
        if self.kept.len() < LEDGER_LENGTH {
            self.kept.push(Failure { index, message });
        }
    }

    /// Appends a ledger of later points.
    pub fn append(&mut self, later: Ledger) {
        self.n_failed += later.n_failed;
        self.kept.extend(later.kept.into_iter().take(LEDGER_LENGTH - self.kept.len()));
    }

    /// The same ledger, where counting begins with `first` instead of 0.
    pub fn counted_from(mut self, first: u64) -> Ledger {
        self.kept.iter_mut().for_each(|failure| failure.index += first);
        self
    }

    /// The message of the first one.
    pub fn first(&self) -> Option<&str> {
        self.kept.first().map(|failure| failure.message.as_str())
    }
}
