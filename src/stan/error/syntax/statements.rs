//! Functions and statements.

use crate::stan::error::SourceError;
use crate::stan::syntax::source::Span;

/// `f(real x) { ... }`
pub fn missing_return_type(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("the type that `{name}` returns is missing"))
        .help(format!("as in `real {name}(...)`, or `void`"))
}

/// `x = 3;` in `functions`.
pub fn no_function(span: Span, found: &str) -> SourceError {
    SourceError::at(span, format!("expected a function, such as `real f(real x) {{`, but found {found}"))
}

/// `real x;` in `functions`.
pub fn variable_among_functions(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` is declared as a variable: the `functions` block holds functions only"))
}

/// `real f(real x) { ... }` outside of `functions`.
pub fn function_outside_block(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("the function `{name}` stands outside of the `functions` block"))
}

/// `real f(vector[3] x)`
pub fn size_in_signature(span: Span) -> SourceError {
    SourceError::at(span, "types of arguments and results have no sizes")
        .help("as in `vector x`, `array[,] real y`: any size is accepted")
}

/// `real f(real<lower=0> x)`
pub fn constraint_in_signature(span: Span) -> SourceError {
    SourceError::at(span, "types of arguments and results have no constraints")
        .help("check it in the body, with `reject`")
}

/// `real f(simplex x)`
pub fn constrained_type_in_signature(span: Span, ty: &str, plain: &str) -> SourceError {
    SourceError::at(span, format!("`{ty}` cannot be the type of an argument or a result"))
        .help(format!("write `{plain}`"))
}

/// `real f(x)`
pub fn argument_without_type(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("the argument `{name}` has no type")).help(format!("as in `real {name}`"))
}

/// `real f(real x) return x;`
pub fn function_without_braces(span: Span, found: &str) -> SourceError {
    SourceError::at(span, format!("expected the function's body in braces, found {found}"))
        .help("a declaration without a body ends with `;`")
}

/// `x <- 3;`
pub fn removed_arrow(span: Span) -> SourceError {
    SourceError::at(span, "`<-` does not assign any more").help("write `=`")
}

/// `increment_log_prob(x);`
pub fn removed_increment(span: Span) -> SourceError {
    SourceError::at(span, "`increment_log_prob` is gone").help("write `target += x;`")
}

/// `get_lp()`
pub fn removed_get_lp(span: Span) -> SourceError {
    SourceError::at(span, "`get_lp()` is gone").help("write `target()`")
}

/// `x + 1;`
pub fn expression_as_statement(span: Span) -> SourceError {
    SourceError::at(span, "this expression does nothing: a statement assigns, samples or calls a function")
}

/// `x + 1 = 3;`
pub fn not_assignable(span: Span) -> SourceError {
    SourceError::at(span, "this cannot be assigned to")
        .help("a variable can, its elements, its parts, or a tuple of these")
}

/// `x = y = 3;`
pub fn second_assignment(span: Span) -> SourceError {
    SourceError::at(span, "a statement assigns once")
        .help("`==` compares; assign the other variable in a statement of its own")
}

/// `if (x = 3)`
pub fn assignment_in_expression(span: Span) -> SourceError {
    SourceError::at(span, "`=` cannot stand within an expression").help("`==` compares")
}

/// `i++;`
pub fn increment_sign(span: Span, sign: &str) -> SourceError {
    SourceError::at(span, format!("`{sign}{sign}` does not count up or down")).help(format!("write `i {sign}= 1;`"))
}

/// `for (int i = 1; i < N; i++)`
pub fn counting_for(span: Span) -> SourceError {
    SourceError::at(span, "a loop names its variable and its range").help("as in `for (n in 1:N)`")
}

/// An `else` on its own.
pub fn stray_else(span: Span) -> SourceError {
    SourceError::at(span, "this `else` belongs to no `if`")
        .help("there is no `;` between the braces of `if` and `else`")
}

/// `elif (x)`
pub fn else_if_in_one_word(span: Span, word: &str) -> SourceError {
    SourceError::at(span, format!("`{word}` is not how the language spells it")).help("write `else if`")
}

/// `T[1]`
pub fn truncation_without_comma(span: Span) -> SourceError {
    SourceError::at(span, "a truncation has a comma between its bounds")
        .help("`T[a, b]`, `T[a, ]` and `T[, b]` can be written")
}

/// `print()`
pub fn nothing_to_print(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` needs something to say")).help(format!("as in `{name}(\"x is \", x);`"))
}

/// `profile(x) { }`
pub fn profile_without_name(span: Span, found: &str) -> SourceError {
    SourceError::at(span, format!("a profile is named by text in quotes, not by {found}"))
        .help("as in `profile(\"likelihood\") { ... }`")
}
