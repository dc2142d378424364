//! Mistakes in definitions of functions.

use super::{SourceError, Span};
use crate::stan::signatures::Signature;

/// A name that the library keeps for functions with any number of arguments.
pub fn library_name(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` is a function of the library and cannot be overloaded"))
}

/// An overload that the library has already.
pub fn library_signature(span: Span, name: &str, signature: &Signature) -> SourceError {
    SourceError::at(span, format!("the library has `{name}` with these arguments"))
        .help(format!("`{name}{signature}` needs another name or other arguments"))
}

/// Two functions that differ in their result only.
pub fn differs_in_result(span: Span, name: &str, first: Span) -> SourceError {
    SourceError::at(span, format!("there is a `{name}` with these arguments and another result"))
        .and(first, "first declared here")
        .help("overloads differ in their arguments")
}

/// A definition that differs from its declaration in `data` only.
pub fn differs_in_data(span: Span, name: &str, first: Span) -> SourceError {
    SourceError::at(span, format!("`{name}` was declared with `data` at other arguments"))
        .and(first, "first declared here")
}

/// A second body.
pub fn defined_twice(span: Span, name: &str, first: Span) -> SourceError {
    SourceError::at(span, format!("`{name}` is defined twice with the same arguments")).and(first, "first here")
}

/// A second declaration without a body.
pub fn declared_twice(span: Span, name: &str, first: Span) -> SourceError {
    SourceError::at(span, format!("`{name}` is declared twice with the same arguments")).and(first, "first here")
}

/// A declaration without definition.
pub fn never_defined(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` is declared but has no body")).help("define it with a body")
}

/// Two arguments of one name.
pub fn argument_twice(span: Span, name: &str, first: Span) -> SourceError {
    SourceError::at(span, format!("two arguments are called `{name}`")).and(first, "first here")
}

/// A path to the end of the body without `return`.
pub fn may_end_without_return(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` may end without returning a value"))
        .help("every path through it must end with `return`, `reject` or `fatal_error`")
}

/// A density or cumulative function that returns something else than real.
pub fn density_returns(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` must return real, as its suffix says"))
}

/// `_lpdf` of integers or of nothing.
pub fn density_of_integers(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("the first argument of `{name}` must be real numbers"))
        .help("a function of integers ends with _lpmf")
}

/// `_lpmf` of reals or of nothing.
pub fn mass_of_reals(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("the first argument of `{name}` must be integers"))
        .help("a function of real numbers ends with _lpdf")
}
