//! Mistakes in calls that pass a function.

use super::{SourceError, Span, Type, type_list};
use crate::stan::signatures::variadic::Variadic;
use crate::stan::signatures::{Parameter, Signature};

/// Something else where a user's function must be passed.
pub fn function_wanted(span: Span, caller: &str) -> SourceError {
    SourceError::at(span, format!("`{caller}` wants the name of a function of this program here"))
}

/// A function whose suffix forbids to pass it.
pub fn not_plain(span: Span, caller: &str, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` cannot be passed to `{caller}`"))
        .help("the name of a passed function has none of the suffixes with a meaning")
}

/// A function whose first arguments or result are not what the caller wants.
pub fn wrong_function(span: Span, caller: &str, name: &str, rule: &Variadic, found: &Signature) -> SourceError {
    let first: Vec<String> = rule.passed.iter().map(Parameter::to_string).collect();
    SourceError::at(span, format!("`{name}` cannot be passed to `{caller}`: it is {found}")).help(format!(
        "it must be ({}, ...) => {}",
        first.join(", "),
        rule.passed_returns
    ))
}

/// `reduce_sum` over something that has no slices.
pub fn cannot_slice(span: Span, caller: &str, ty: &Type) -> SourceError {
    SourceError::at(span, format!("`{caller}` cannot slice {ty}"))
        .help("it slices arrays of int, real, vector, row_vector or matrix")
}

/// Something else where the arguments of a passed function must stand as a tuple.
pub fn tuple_wanted(span: Span, caller: &str, found: &Type) -> SourceError {
    SourceError::at(span, format!("`{caller}` wants a tuple of the function's arguments here, but this is {found}"))
        .help("one argument is written `(x, )`")
}

/// A tuple that is not what a passed function takes.
pub fn tuple_does_not_fit(
    span: Span,
    name: &str,
    first: &[Parameter],
    fields: &[Type],
    returns: &Type,
    found: &[&Signature],
) -> SourceError {
    let given = first.iter().filter_map(|parameter| parameter.ty.value()).chain(fields);
    let found: Vec<String> = found.iter().map(|signature| format!("`{name}{signature}`")).collect();
    SourceError::at(span, format!("`{name}` does not return {returns} for {}", type_list(given)))
        .help(format!("there is {}", found.join(", ")))
}
