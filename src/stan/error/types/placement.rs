//! Things in a block where they may not stand.

use super::{SourceError, Span};

const DRAWS: &str = "random numbers are drawn in transformed data, generated quantities and functions ending with _rng";
const TARGET: &str = "the target is added to in the model block and in functions ending with _lp";
const JACOBIAN: &str = "the Jacobian is added to in transformed parameters and in functions ending with _jacobian";

/// `target += ...`
pub fn target_increment(span: Span) -> SourceError {
    SourceError::at(span, "`target +=` is not allowed here").help(TARGET)
}

/// `... ~ ...`
pub fn sampling(span: Span) -> SourceError {
    SourceError::at(span, "`~` is not allowed here").help(TARGET)
}

/// `jacobian += ...`
pub fn jacobian_increment(span: Span) -> SourceError {
    SourceError::at(span, "`jacobian +=` is not allowed here").help(JACOBIAN)
}

/// `target()`
pub fn target(span: Span) -> SourceError {
    SourceError::at(span, "`target()` is not known here")
        .help("it is in the model block, in transformed parameters and in functions ending with _lp")
}

/// The call of a function that draws random numbers.
pub fn generator(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` cannot be called here")).help(DRAWS)
}

/// A random size.
pub fn generator_in_size(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` cannot be called in the size of a declaration"))
        .help("sizes are the same in all draws")
}

/// The call of a function that adds to the target.
pub fn target_function(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` cannot be called here")).help(TARGET)
}

/// The call of a function that adds to the Jacobian.
pub fn jacobian_function(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` cannot be called here")).help(JACOBIAN)
}

/// The call of a density without its constants.
pub fn unnormalised(span: Span, name: &str) -> SourceError {
    let (family, suffix) = name.rsplit_once("_lu").unwrap_or((name, "pdf"));
    SourceError::at(span, format!("`{name}` cannot be called here"))
        .help(format!("elsewhere than in the model block and in densities it is `{family}_l{suffix}`"))
}
