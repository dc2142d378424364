//! Expressions.

use crate::stan::error::SourceError;
use crate::stan::syntax::source::Span;

/// `x + real`
pub fn keyword_in_expression(span: Span, keyword: &str) -> SourceError {
    SourceError::at(span, format!("the keyword `{keyword}` has no value"))
}

/// `x = target;`
pub fn bare_target(span: Span) -> SourceError {
    SourceError::at(span, "`target` alone has no value").help("`target()` reads it, `target += x;` adds to it")
}

/// `x = jacobian;`
pub fn bare_jacobian(span: Span) -> SourceError {
    SourceError::at(span, "`jacobian` can only be added to").help("as in `jacobian += log(x);`")
}

/// `f("abc")`
pub fn text_in_expression(span: Span) -> SourceError {
    SourceError::at(span, "text is no value: it can be printed and nothing else")
        .help("it stands in `print`, `reject`, `fatal_error` and `profile`")
}

/// `normal(mu = 0)`
pub fn named_argument(span: Span) -> SourceError {
    SourceError::at(span, "arguments are not named").help("they are told apart by their order; `==` compares")
}

/// `x = 1:3;`
pub fn range_as_value(span: Span) -> SourceError {
    SourceError::at(span, "a range is no value")
        .help("it stands in `x[1:3]` and `for (n in 1:3)`; `linspaced_int_array(3, 1, 3)` makes an array")
}

/// `1:10:2`
pub fn range_with_step(span: Span) -> SourceError {
    SourceError::at(span, "a range has two ends and no step")
}

/// `x = if (y) 1 else 2;`
pub fn if_as_value(span: Span) -> SourceError {
    SourceError::at(span, "`if` is a statement and has no value").help("write `condition ? a : b`")
}

/// `x and y`
pub fn foreign_operator(span: Span, text: &str, meant: &str) -> SourceError {
    SourceError::at(span, format!("`{text}` is no operator of the language")).help(format!("write `{meant}`"))
}

/// `x ** 2`
pub fn double_star(span: Span) -> SourceError {
    SourceError::at(span, "`**` is not how powers are written").help("write `^`")
}

/// `{}`
pub fn empty_array(span: Span) -> SourceError {
    SourceError::at(span, "an array in braces has at least one element")
        .help("an empty one is declared with its type: `array[0] int x;`")
}

/// `(1, 2,)`
pub fn trailing_comma(span: Span) -> SourceError {
    SourceError::at(span, "nothing follows the comma").help("only a tuple of one part ends with a comma: `(x,)`")
}

/// `x'[1]`
pub fn index_after_transpose(span: Span) -> SourceError {
    SourceError::at(span, "a transpose cannot be indexed as it is").help("put it in parentheses: `(x')[1]`")
}

/// `x.0`
pub fn no_such_part(span: Span, text: &str) -> SourceError {
    SourceError::at(span, format!("`{text}` names no part of a tuple")).help("parts are counted from 1: `x.1`")
}
