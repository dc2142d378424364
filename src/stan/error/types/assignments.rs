//! Assignments to what must not be assigned to.

use super::{SourceError, Span, Type};
use crate::stan::syntax::ast::BinaryOp;
use crate::stan::typed::Scope;

/// A variable of an earlier block, or one that is given from outside.
pub fn to_other_block(span: Span, name: &str, scope: Scope, declared: Span) -> SourceError {
    let what = match scope {
        Scope::Data => "data",
        Scope::TransformedData => "transformed data",
        Scope::Parameters => "a parameter",
        Scope::TransformedParameters => "a transformed parameter",
        _ => "of another block",
    };
    SourceError::at(span, format!("`{name}` cannot be assigned to here: it is {what}")).and(declared, "declared here")
}

/// A loop variable.
pub fn to_loop_variable(span: Span, name: &str, declared: Span) -> SourceError {
    SourceError::at(span, format!("the loop variable `{name}` cannot be assigned to")).and(declared, "declared here")
}

/// An argument of the function.
pub fn to_argument(span: Span, name: &str, declared: Span) -> SourceError {
    SourceError::at(span, format!("the argument `{name}` cannot be assigned to"))
        .and(declared, "declared here")
        .help("copy it to a local variable")
}

/// A function.
pub fn to_function(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` is a function and cannot be assigned to"))
}

/// `x op= y` where `x op y` is not of x's type.
pub fn bad_compound(span: Span, op: BinaryOp, place: &Type, value: &Type) -> SourceError {
    let op = op.symbol();
    SourceError::at(span, format!("`{op}=` does not work on {place} and {value}"))
        .help(format!("`x {op}= y` needs an `x {op} y` of the type of x"))
}

/// An index after a choice of several elements, left of `=`.
pub fn part_of_selection(span: Span) -> SourceError {
    SourceError::at(span, "elements that a range or list of indices has chosen cannot be indexed again left of `=`")
        .help("all indices go between one pair of brackets")
}

/// One variable twice among those that a tuple is unpacked to.
pub fn unpacked_twice(span: Span, name: &str, first: Span) -> SourceError {
    SourceError::at(span, format!("`{name}` is assigned to twice")).and(first, "first here")
}

/// An index that reads a variable which the same statement assigns to.
pub fn unpacking_reads(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` is read while it is assigned to"))
        .help("copy the index to another variable first")
}
