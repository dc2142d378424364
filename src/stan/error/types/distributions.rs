//! Mistakes in `~` statements.

use super::calls::no_overload;
use super::names::suggesting;
use super::{SourceError, Span, Type};
use crate::stan::signatures::Signature;
use crate::stan::signatures::overload::Given;

/// A distribution that does not exist.
pub fn unknown(span: Span, name: &str, suggestion: Option<String>) -> SourceError {
    suggesting(SourceError::at(span, format!("there is no distribution `{name}`")), suggestion)
}

/// The name of a density instead of that of its family.
pub fn with_suffix(span: Span, family: &str, suffix: &str) -> SourceError {
    SourceError::at(span, format!("after `~` the suffix `{suffix}` is left out")).help(format!("write `{family}`"))
}

/// A cumulative function after `~`.
pub fn cumulative(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` is no distribution but a cumulative function"))
        .help(format!("its value can be added: `target += {name}(y | ...)`"))
}

/// A real value of a distribution of integers.
pub fn discrete_value(span: Span, family: &str, found: &Type) -> SourceError {
    SourceError::at(span, format!("`{family}` is a distribution of integers, but this is {found}"))
}

/// A value or arguments that the distribution does not take.
pub fn wrong_arguments(
    span: Span,
    family: &str,
    given: &[Given],
    spans: &[Span],
    overloads: &[&Signature],
) -> SourceError {
    let mut error = no_overload(span, family, given, spans, overloads);
    let counts = overloads.iter().any(|overload| overload.parameters.len() == given.len());
    if !counts {
        let mut counts: Vec<usize> = overloads.iter().map(|overload| overload.parameters.len() - 1).collect();
        counts.sort_unstable();
        counts.dedup();
        error = super::calls::wrong_count(span, family, given.len() - 1, &counts);
        error.message = error.message.replacen(", but", " after `~`, but", 1);
    } else if let Some(rest) = error.message.strip_prefix("argument 1 of ") {
        error.message = format!("the value of {rest}");
    } else if let Some((number, rest)) = split_position(&error.message) {
        error.message = format!("argument {} of {rest}", number - 1);
        error.help = error.help.map(|help| help.replacen("after (", "with a value and arguments of (", 1));
    }
    error
}

/// `argument N of REST` in parts.
fn split_position(message: &str) -> Option<(usize, String)> {
    let (number, rest) = message.strip_prefix("argument ")?.split_once(" of ")?;
    Some((number.parse().ok()?, rest.to_string()))
}

/// A bound of a truncation that is no number.
pub fn bound_type(span: Span, found: &Type) -> SourceError {
    SourceError::at(span, format!("the bounds of a truncation must be int or real, but this is {found}"))
}

/// A truncation of a distribution without cumulative functions for these arguments.
pub fn no_cumulative(span: Span, family: &str) -> SourceError {
    SourceError::at(span, format!("`{family}` cannot be truncated with these bounds and arguments"))
        .help(format!("it takes `{family}_lcdf` and `{family}_lccdf` of the bound and the arguments"))
}

/// A Laplace approximation after `~`.
pub fn laplace_sampling(span: Span, family: &str) -> SourceError {
    SourceError::at(span, format!("`{family}` cannot stand after `~`"))
        .help(format!("write `target += {family}_lpmf(y | ...)`"))
}
