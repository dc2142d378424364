//! Mistakes in a program, as its author is told of them.
//!
//! Every message has its constructor here, named for the mistake, place first: those of the lexer and parser in
//! [`syntax`], those of the type checker in [`types`], those of what is not there yet in [`unsupported`].

use super::syntax::source::Span;

pub mod generative;
pub mod render;
pub mod syntax;
pub mod types;
pub mod unsupported;

/// One mistake in a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError {
    /// Where: the caret stands here.
    pub span: Span,
    /// What is wrong: one line, lower case, no final stop.
    pub message: String,
    /// Other places that matter, each with what is there (`first declared here`).
    pub related: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl SourceError {
    /// A mistake with nothing but its place and what it is.
    pub fn at(span: Span, message: impl Into<String>) -> SourceError {
        SourceError { span, message: message.into(), related: Vec::new(), help: None }
    }

    /// With one more place that matters.
    pub fn and(mut self, span: Span, what: impl Into<String>) -> SourceError {
        self.related.push((span, what.into()));
        self
    }

    /// With what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> SourceError {
        self.help = Some(help.into());
        self
    }
}
