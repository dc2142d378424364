//! Mistakes in expressions.

use super::{SourceError, Span, Type, to_int_help};
use crate::stan::syntax::ast::BinaryOp;

/// Something that the parser does not make: an expression that is none, an array literal without elements.
pub fn unreadable(span: Span) -> SourceError {
    SourceError::at(span, "this is no expression")
}

/// An operator that no function takes these operands for.
pub fn bad_operands(span: Span, op: BinaryOp, left: &Type, right: &Type) -> SourceError {
    let error = SourceError::at(span, format!("`{}` does not work on {left} and {right}", op.symbol()));
    match bad_operands_help(op, left, right) {
        Some(help) => error.help(help),
        None => error,
    }
}

fn bad_operands_help(op: BinaryOp, left: &Type, right: &Type) -> Option<&'static str> {
    use BinaryOp::*;
    let flat = |ty: &Type| matches!(ty, Type::Vector | Type::RowVector);
    let array = |ty: &Type| matches!(ty, Type::Array(..));
    match op {
        And | Or => Some("only integers are true or false"),
        Modulo | IntDivide => Some("both sides must be int"),
        Multiply if flat(left) && left == right => {
            Some("`.*` multiplies element by element, `dot_product` adds the products up")
        }
        Divide if flat(left) && left == right => Some("`./` divides element by element"),
        Add | Subtract if flat(left) && flat(right) => Some("`'` transposes one of them"),
        Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => Some("only scalars can be compared"),
        _ if array(left) || array(right) => Some("arrays have no arithmetic; `to_vector` makes vectors of them"),
        _ => None,
    }
}

/// A prefix or postfix operator that no function takes this operand for.
pub fn bad_operand(span: Span, op: &str, ty: &Type) -> SourceError {
    SourceError::at(span, format!("`{op}` does not work on {ty}"))
}

/// The condition of `?:` is no integer.
pub fn ternary_condition_not_int(span: Span, ty: &Type) -> SourceError {
    SourceError::at(span, format!("what stands before `?` must be int, but this is {ty}"))
}

/// The condition of `if` or `while` is no integer.
pub fn condition_not_int(span: Span, ty: &Type) -> SourceError {
    SourceError::at(span, format!("a condition must be int, but this is {ty}"))
}

/// The branches of `?:` have no type in common.
pub fn branches_differ(span: Span, then: &Type, otherwise: &Type) -> SourceError {
    SourceError::at(span, format!("one branch is {then}, the other {otherwise}")).help("both must be of one type")
}

/// Elements of an array literal that have no type in common.
pub fn elements_differ(span: Span, before: &Type, found: &Type) -> SourceError {
    SourceError::at(span, format!("the elements before are {before}, but this is {found}"))
        .help("all elements of an array must be of one type")
}

/// Something else than a row vector in a matrix literal.
pub fn row_expected(span: Span, found: &Type) -> SourceError {
    SourceError::at(span, format!("the rows of a matrix must be row vectors, but this is {found}"))
}

/// Something else than a scalar in a row vector literal.
pub fn scalar_expected(span: Span, found: &Type) -> SourceError {
    let error = SourceError::at(span, format!("the elements of a row vector must be scalars, but this is {found}"));
    match found {
        Type::Vector => error.help("`'` makes a row vector of it, and row vectors between brackets make a matrix"),
        _ => error.help("`{...}` makes an array of anything"),
    }
}

/// More indices than dimensions, or an index of a scalar.
pub fn cannot_index(span: Span, ty: &Type, n_indices: usize) -> SourceError {
    let dims = dims(ty);
    if dims == 0 {
        return SourceError::at(span, format!("{ty} has no elements to index"));
    }
    SourceError::at(span, format!("{ty} takes at most {dims} indices, but {n_indices} are given"))
}

/// Number of indices a type takes.
fn dims(ty: &Type) -> usize {
    match ty {
        Type::Array(dims, element) => dims + self::dims(element),
        Type::Vector | Type::RowVector | Type::ComplexVector | Type::ComplexRowVector => 1,
        Type::Matrix | Type::ComplexMatrix => 2,
        _ => 0,
    }
}

/// An index of another type.
pub fn index_not_int(span: Span, ty: &Type) -> SourceError {
    let error = SourceError::at(span, format!("an index must be int or array[] int, but this is {ty}"));
    to_int_help(error, ty)
}

/// The end of a range of indices is no integer.
pub fn range_end_not_int(span: Span, ty: &Type) -> SourceError {
    to_int_help(SourceError::at(span, format!("the ends of a range must be int, but this is {ty}")), ty)
}

/// A field of something else than a tuple.
pub fn not_a_tuple(span: Span, ty: &Type) -> SourceError {
    SourceError::at(span, format!("only tuples have numbered fields, but this is {ty}"))
}

/// A field beyond the last.
pub fn no_such_field(span: Span, number: usize, n_fields: usize) -> SourceError {
    SourceError::at(span, format!("there is no field {number}: the tuple has {n_fields}"))
}
