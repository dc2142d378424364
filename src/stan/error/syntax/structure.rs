//! Blocks, brackets and what stands where.

use crate::stan::error::SourceError;
use crate::stan::syntax::source::Span;

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
