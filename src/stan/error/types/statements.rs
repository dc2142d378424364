//! Mistakes in statements.

use super::{SourceError, Span, Type, to_int_help};

/// A value that the variable left of `=` cannot hold.
pub fn wrong_type(span: Span, wanted: &Type, found: &Type) -> SourceError {
    let error = SourceError::at(span, format!("{wanted} is wanted, but this is {found}"));
    match (wanted, found) {
        (Type::Int, found) => to_int_help(error, found),
        (Type::Vector, Type::RowVector) | (Type::RowVector, Type::Vector) => error.help("`'` transposes it"),
        (Type::Vector, Type::Array(1, _)) => error.help("`to_vector` makes a vector of an array"),
        (Type::Array(1, _), Type::Vector | Type::RowVector) => error.help("`to_array_1d` makes an array of it"),
        (Type::Real, Type::Complex) => error.help("`get_real` and `get_imag` give its parts"),
        _ => error,
    }
}

/// Something that has no real numbers to add up.
pub fn cannot_be_added(span: Span, found: &Type) -> SourceError {
    SourceError::at(span, format!("only real numbers can be added here, but this is {found}"))
}

/// `break` or `continue` without a loop.
pub fn outside_of_loop(span: Span, word: &str) -> SourceError {
    SourceError::at(span, format!("`{word}` outside of a loop"))
}

/// `return` without a function.
pub fn return_outside_of_function(span: Span) -> SourceError {
    SourceError::at(span, "`return` outside of a function")
}

/// A value from a function that returns none.
pub fn return_of_value(span: Span) -> SourceError {
    SourceError::at(span, "the function is declared to return nothing").help("write `return;`")
}

/// No value from a function that returns one.
pub fn return_without_value(span: Span, wanted: &Type) -> SourceError {
    SourceError::at(span, format!("the function must return {wanted}"))
}

/// A value of another type than declared.
pub fn return_type(span: Span, wanted: &Type, found: &Type) -> SourceError {
    SourceError::at(span, format!("the function must return {wanted}, but this is {found}"))
}

/// A range of a loop that is not of integers.
pub fn loop_bound_not_int(span: Span, found: &Type) -> SourceError {
    to_int_help(SourceError::at(span, format!("a loop counts from int to int, but this is {found}")), found)
}

/// A loop over something without elements.
pub fn cannot_iterate(span: Span, found: &Type) -> SourceError {
    let error = SourceError::at(span, format!("a loop cannot go over {found}"));
    match found {
        Type::Int => error.help("to count, write `1:n`"),
        _ => error.help("it goes over arrays, vectors, row vectors and matrices"),
    }
}
