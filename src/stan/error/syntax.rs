//! Messages of the lexer and the parser.

use super::SourceError;
use crate::stan::syntax::source::Span;

// The text itself.

/// `@`
pub fn unknown_sign(span: Span, sign: char) -> SourceError {
    let shown = if sign.is_control() { sign.escape_unicode().to_string() } else { sign.to_string() };
    let error = SourceError::at(span, format!("`{shown}` is no sign of the language"));
    match sign {
        '&' => error.help("logical and is `&&`"),
        '.' => error.help("a dot stands in numbers, before the number of a tuple's part and in `.*`, `./`, `.^`"),
        '$' | '@' => error.help("names consist of letters, digits and underscores"),
        _ => error,
    }
}

/// `≤`
pub fn lookalike(span: Span, sign: char, meant: &str) -> SourceError {
    SourceError::at(span, format!("`{sign}` (U+{:04X}) looks like a sign of the language but is none", sign as u32))
        .help(format!("write `{meant}`"))
}

/// A no-break space.
pub fn foreign_space(span: Span, space: char) -> SourceError {
    SourceError::at(span, format!("U+{:04X} is not a space of the language", space as u32))
        .help("replace it by a plain space; it often comes along when text is copied from a page")
}

/// `σ`
pub fn foreign_letter(span: Span, name: &str, letter: char) -> SourceError {
    SourceError::at(span, format!("`{letter}` in the name `{name}` is not an ASCII letter"))
        .help("names consist of the letters a to z and A to Z, digits and underscores")
}

/// `_x`
pub fn leading_underscore(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("the name `{name}` begins with an underscore")).help("names begin with a letter")
}

/// `x__`
pub fn trailing_underscores(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("the name `{name}` ends with two underscores")).help("such names are set aside")
}

/// `lp__`
pub fn removed_lp(span: Span) -> SourceError {
    SourceError::at(span, "`lp__` is no variable any more")
        .help("write `target()` to read it, `target += x;` to add to it")
}

/// `"abc`
pub fn unclosed_text(span: Span) -> SourceError {
    SourceError::at(span, "the quote is not closed on its line")
        .help("text begins and ends with `\"` and holds no `\"`")
}

/// `/* abc`
pub fn unclosed_comment(opening: Span) -> SourceError {
    SourceError::at(opening, "the comment is never closed").help("it ends with `*/`; comments do not nest")
}

/// `# abc`
pub fn removed_comment(span: Span) -> SourceError {
    SourceError::at(span, "comments do not begin with `#` any more").help("write `//`")
}

/// `3abc`
pub fn malformed_number(span: Span, text: &str) -> SourceError {
    SourceError::at(span, format!("`{text}` is neither a number nor a name"))
        .help("names begin with a letter; numbers are written like 12, 1_000, 1.5, 2e-3 and 2i")
}

/// `2147483648`
pub fn int_too_large(span: Span, text: &str) -> SourceError {
    SourceError::at(span, format!("the integer {text} is larger than 2147483647"))
        .help(format!("write `{text}.0` if a real number will do"))
}

/// `1e400`
pub fn real_too_large(span: Span, text: &str) -> SourceError {
    SourceError::at(span, format!("the number {text} is larger than any real number here"))
        .help("infinity is `positive_infinity()`")
}

/// `1e-400`
pub fn real_too_small(span: Span, text: &str) -> SourceError {
    SourceError::at(span, format!("the number {text} would become 0")).help("write 0 if that is meant")
}

/// `#include`
pub fn include_without_name(span: Span) -> SourceError {
    SourceError::at(span, "the file to include is not named")
        .help("write `#include file.stan` or `#include \"file.stan\"`")
}

/// `#include nowhere.stan`
pub fn include_not_found(span: Span, name: &str, reason: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` cannot be included: {reason}"))
}

/// `#include itself.stan`
pub fn include_cycle(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` includes itself, directly or through others"))
}

/// Includes without end.
pub fn too_many_includes(span: Span, most: usize) -> SourceError {
    SourceError::at(span, format!("more than {most} files are included"))
}

/// A program of unlikely size.
pub fn program_too_large(span: Span, most: usize) -> SourceError {
    SourceError::at(span, format!("the program with its includes is larger than {} MiB", most >> 20))
        .help("large tables belong into the data")
}

/// Stands last when there were more mistakes than are told.
pub fn too_many_mistakes(span: Span, most: usize) -> SourceError {
    SourceError::at(span, format!("there are more mistakes than these {most}"))
}

// Anything.

/// Something else than what is there should be there.
pub fn expected(span: Span, wanted: &str, found: &str) -> SourceError {
    SourceError::at(span, format!("expected {wanted}, found {found}"))
}

/// The end of a statement without `;`, at the end of its last token.
pub fn missing_semicolon(span: Span) -> SourceError {
    SourceError::at(span, "`;` is missing here")
}

/// `f(x;`, at the end of the last token that can belong to it.
pub fn unclosed_bracket(span: Span, opening: Span, close: &str) -> SourceError {
    SourceError::at(span, format!("{close} is missing here")).and(opening, "opened here")
}

/// `f(x]`
pub fn mismatched_bracket(span: Span, opening: Span, close: &str, found: &str) -> SourceError {
    SourceError::at(span, format!("{found} does not close what is open: expected {close}")).and(opening, "opened here")
}

/// A block or statement list without its `}`.
pub fn unclosed_brace(span: Span, opening: Span, found: &str) -> SourceError {
    SourceError::at(span, format!("`}}` is missing before {found}")).and(opening, "opened here")
}

/// `((((((...`
pub fn too_deep(span: Span, most: usize) -> SourceError {
    SourceError::at(span, format!("nested more than {most} levels deep"))
        .help("give a part a name of its own, or split the statement")
}

// The program.

/// A second `model` block.
pub fn duplicate_block(span: Span, name: &str, first: Span) -> SourceError {
    SourceError::at(span, format!("the `{name}` block is there twice"))
        .and(first, "first here")
        .help("a program has one of each; put both contents into one")
}

/// `model` before `parameters`.
pub fn block_order(span: Span, name: &str, later: &str, later_span: Span) -> SourceError {
    SourceError::at(span, format!("the `{name}` block must stand before the `{later}` block"))
        .and(later_span, "this one comes later")
        .help(
            "the order is functions, data, transformed data, parameters, transformed parameters, model, \
             generated quantities",
        )
}

/// `parameter {`
pub fn unknown_block(span: Span, name: &str, nearest: Option<&str>) -> SourceError {
    let error = SourceError::at(span, format!("there is no block named `{name}`"));
    match nearest {
        Some(nearest) => error.help(format!("did you mean `{nearest}`?")),
        None => error.help(
            "the blocks are functions, data, transformed data, parameters, transformed parameters, model, \
             generated quantities",
        ),
    }
}

/// A `}` without a `{`.
pub fn stray_brace(span: Span) -> SourceError {
    SourceError::at(span, "this `}` closes nothing: the block before it is closed already")
}

/// `y ~ normal(0, 1);` outside of all blocks.
pub fn outside_block(span: Span, found: &str) -> SourceError {
    SourceError::at(span, format!("expected a block, such as `data {{` or `model {{`, but found {found}"))
}

/// `x = 3;` in `data`.
pub fn statement_in_declarations(span: Span, block: &str) -> SourceError {
    SourceError::at(span, format!("the `{block}` block holds declarations only")).help(match block {
        "data" => "computations with data belong into `transformed data`",
        _ => "computations with parameters belong into `transformed parameters`, densities into `model`",
    })
}

/// `real x = 3;` in `data`.
pub fn value_in_declarations(span: Span, block: &str) -> SourceError {
    SourceError::at(span, format!("a variable of the `{block}` block is given its value from outside")).help(
        match block {
            "data" => "declare it in `transformed data` to compute it",
            _ => "declare it in `transformed parameters` to compute it",
        },
    )
}

// Names.

/// `real lower;`
pub fn keyword_as_name(span: Span, keyword: &str) -> SourceError {
    SourceError::at(span, format!("`{keyword}` is a keyword and cannot be a name"))
}

/// `real true;`
pub fn reserved_name(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("the name `{name}` is reserved by the language"))
}

// Types and declarations.

/// `double x;`
pub fn unknown_type(span: Span, name: &str, nearest: Option<&str>) -> SourceError {
    let error = SourceError::at(span, format!("there is no type named `{name}`"));
    match nearest {
        Some(nearest) => error.help(format!("did you mean `{nearest}`?")),
        None => error,
    }
}

/// `int x[N];`
pub fn removed_array_variable(span: Span, modern: &str) -> SourceError {
    SourceError::at(span, "the sizes of an array do not follow its name any more").help(format!("write `{modern}`"))
}

/// `real[] x`
pub fn removed_array_type(span: Span, modern: &str) -> SourceError {
    SourceError::at(span, "array dimensions do not follow the type any more").help(format!("write `{modern}`"))
}

/// `array[2] array[3] real x;`
pub fn array_of_array(span: Span) -> SourceError {
    SourceError::at(span, "an array's elements cannot be declared as arrays")
        .help("name all sizes at once: `array[2, 3] real`")
}

/// `array[] real x;` where sizes are needed.
pub fn array_without_sizes(span: Span) -> SourceError {
    SourceError::at(span, "the array has no sizes").help("a declared array has all its sizes: `array[N] real x;`")
}

/// `vector x;`
pub fn missing_size(span: Span, ty: &str, form: &str) -> SourceError {
    SourceError::at(span, format!("the size of the {ty} is missing")).help(format!("write `{form}`"))
}

/// `matrix[3] x;`
pub fn wrong_number_of_sizes(span: Span, wanted: &str, found: usize, form: &str) -> SourceError {
    SourceError::at(span, format!("the type has {wanted}, not {found}")).help(format!("write `{form}`"))
}

/// `int[3] x;`
pub fn scalar_with_size(span: Span, ty: &str, modern: &str) -> SourceError {
    SourceError::at(span, format!("{ty} has no size")).help(format!("an array is written `{modern}`"))
}

/// `tuple(int)`
pub fn tuple_of_one(span: Span) -> SourceError {
    SourceError::at(span, "a tuple type has more than one part, or one with a comma after it")
        .help("write `tuple(real,)`")
}

/// `real<lower=0> x;` in a model.
pub fn local_constraint(span: Span) -> SourceError {
    SourceError::at(span, "a local variable cannot have a constraint")
        .help("constraints belong to variables declared directly in a block other than `model`")
}

/// `simplex[3] x;` in a model.
pub fn local_constrained_type(span: Span, ty: &str, plain: &str) -> SourceError {
    SourceError::at(span, format!("a local variable cannot be declared `{ty}`")).help(format!("write `{plain}`"))
}

/// `ordered<lower=0>[3] x;`
pub fn type_without_constraint(span: Span, ty: &str) -> SourceError {
    SourceError::at(span, format!("`{ty}` takes no bounds: it is a constraint of its own"))
}

/// `vector[3]<lower=0> x;`
pub fn constraint_after_sizes(span: Span) -> SourceError {
    SourceError::at(span, "the constraint stands before the sizes").help("as in `vector<lower=0>[N] x;`")
}

/// `real<min=0> x;`
pub fn unknown_constraint(span: Span, found: &str) -> SourceError {
    SourceError::at(span, format!("expected `lower`, `upper`, `offset` or `multiplier`, found {found}"))
}

/// `real<lower=0, lower=1> x;`
pub fn repeated_constraint(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` is given twice"))
}

/// `real<lower=0, offset=1> x;`
pub fn mixed_constraints(span: Span) -> SourceError {
    SourceError::at(span, "bounds cannot be combined with `offset` or `multiplier`")
}

/// `int<offset=1> x;`
pub fn int_with_offset(span: Span) -> SourceError {
    SourceError::at(span, "an int can have `lower` and `upper` only")
}

/// `real<lower=a < b> x;`
pub fn comparison_in_constraint(span: Span, found: &str) -> SourceError {
    SourceError::at(span, format!("{found} cannot stand in a constraint as it is"))
        .help("put the expression in parentheses")
}

/// `int a, real b;`
pub fn type_after_comma(span: Span, found: &str) -> SourceError {
    SourceError::at(span, format!("expected another name of the same type, found {found}"))
        .help("declarations of different types are separated by `;`")
}

// Functions.

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

// Statements.

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

// Expressions.

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
