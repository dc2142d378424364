//! Messages for what the language has and mcrun cannot run yet.

use super::SourceError;
use crate::stan::syntax::source::Span;
use crate::stan::types::Type;

fn not_yet(span: Span, what: String) -> SourceError {
    SourceError { span, message: format!("not supported yet: {what}"), related: Vec::new(), help: None }
}

/// A function of the library that has no implementation.
pub fn function(span: Span, name: &str) -> SourceError {
    not_yet(span, format!("the function `{name}`"))
}

/// A variable or expression of a complex or tuple type.
pub fn value_type(span: Span, ty: &Type) -> SourceError {
    not_yet(span, format!("values of type `{ty}`"))
}

/// A function as an argument: solvers, quadrature, `reduce_sum`, `map_rect`.
pub fn higher_order(span: Span, name: &str) -> SourceError {
    not_yet(span, format!("functions as arguments, as of `{name}`"))
}
