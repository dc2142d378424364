//! Source texts and places in them.

use std::sync::Arc;

/// A stretch of text: byte offsets into one file of a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// Index of the file in its [`SourceMap`].
    pub file: u16,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The smallest span that covers both; `self` must not start after `other` and both lie in one file,
    /// else `self` is returned.
    pub fn to(self, other: Span) -> Span {
        if self.file == other.file && other.end >= self.start {
            Span { end: other.end.max(self.end), ..self }
        } else {
            self
        }
    }
}

/// One file of a program: the program itself or something it includes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As shown in messages.
    pub name: String,
    pub text: Arc<str>,
    /// Where the `#include` stands that brought this file in.
    pub included_from: Option<Span>,
}

/// All files of a program. The program itself is file 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    pub sources: Vec<Source>,
}
