//! Mistakes in declarations.

use super::{SourceError, Span, Type, to_int_help};

/// A size of another type than int.
pub fn size_not_int(span: Span, found: &Type) -> SourceError {
    to_int_help(SourceError::at(span, format!("a size must be int, but this is {found}")), found)
}

/// A size that would differ from draw to draw.
pub fn size_not_data(span: Span, name: &str, declared: Span) -> SourceError {
    SourceError::at(span, format!("a size cannot depend on `{name}`"))
        .and(declared, "declared here")
        .help("sizes are made of data and transformed data only")
}

/// A bound, offset or multiplier of the wrong type.
pub fn bound_type(span: Span, what: &str, variable: &Type, found: &Type) -> SourceError {
    let error = SourceError::at(span, format!("the {what} of {variable} cannot be {found}"));
    match variable {
        Type::Real => error.help("it must be real or int"),
        _ => error.help(format!("it must be a scalar or {variable}")),
    }
}

/// A real bound of integers.
pub fn real_bound_of_int(span: Span, what: &str) -> SourceError {
    SourceError::at(span, format!("the {what} of an int must be int, but this is real"))
}

/// Bounds of complex numbers.
pub fn complex_with_constraint(span: Span) -> SourceError {
    SourceError::at(span, "complex numbers cannot be constrained")
}

/// An integer among the parameters or what is computed from them.
pub fn integer_parameter(span: Span, is_parameter: bool) -> SourceError {
    let what = if is_parameter { "parameters" } else { "transformed parameters" };
    let error = SourceError::at(span, format!("{what} cannot be integers"));
    if is_parameter {
        error.help("sum the density over the values of a discrete parameter, with `log_sum_exp` or `log_mix`")
    } else {
        error.help("an integer can be local: between braces within the block")
    }
}
