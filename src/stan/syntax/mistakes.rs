//! The mistakes found so far, a bounded number of them.

use crate::stan::error::{SourceError, syntax as error};

/// Most mistakes that are told.
const MAX: usize = 50;

/// Collects mistakes.
#[derive(Debug, Default)]
pub struct Mistakes {
    errors: Vec<SourceError>,
    dropped: bool,
}

impl Mistakes {
    /// Adds one more, unless there are many already or there is one at the same place.
    pub fn add(&mut self, error: SourceError) {
        if self.errors.iter().any(|other| other.span == error.span) {
            return;
        }
        if self.errors.len() < MAX {
            self.errors.push(error);
        } else {
            self.dropped = true;
        }
    }

    /// Whether none was made.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// All of them in the order of their places; the last one says whether there were more.
    pub fn finish(mut self) -> Vec<SourceError> {
        self.errors.sort_by_key(|error| (error.span.file, error.span.start));
        if self.dropped
            && let Some(last) = self.errors.last()
        {
            let span = last.span;
            self.errors.push(error::too_many_mistakes(span, MAX));
        }
        self.errors
    }
}
