//! What is in the way of drawing from a program's own statements.

use super::SourceError;
use crate::stan::syntax::source::Span;

/// A parameter that no statement draws.
pub fn no_density(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("the parameter `{name}` has no `~`, so there is no prior to draw it from"))
        .help("give it a distribution, or both a lower and an upper bound between which it is uniform")
}

/// An increment of the target that is no density of one parameter.
pub fn increment(span: Span) -> SourceError {
    SourceError::at(span, "this adds to the target, but does not say how a parameter is drawn")
        .help("write it as `parameter ~ distribution(...)`")
}

/// An increment of the Jacobian.
pub fn jacobian(span: Span) -> SourceError {
    SourceError::at(span, "this changes the density of the parameters, but does not say how one is drawn")
        .help("write the prior with `~` for the parameters themselves")
}

/// A function that may add to the target.
pub fn increments(span: Span) -> SourceError {
    SourceError::at(
        span,
        "a function that ends in `_lp` may add to the target, and does not say how a parameter is drawn",
    )
    .help("write what it adds as `parameter ~ distribution(...)`")
}

/// An expression of parameters on the left of `~`.
pub fn no_variable(span: Span) -> SourceError {
    SourceError::at(span, "what is left of `~` is neither a parameter nor data, so it cannot be drawn")
        .help("write `~` for the parameter itself, and compute this from it in `transformed parameters`")
}

/// An expression of data on the left of `~`.
pub fn no_data(span: Span) -> SourceError {
    SourceError::at(span, "what is left of `~` is computed from data, so the data themselves cannot be drawn")
        .help("compute it in `transformed data`, or write `~` for the variable itself")
}

/// A draw under control flow that depends on parameters.
pub fn conditional(span: Span, condition: Span) -> SourceError {
    SourceError::at(span, "whether this is drawn depends on parameters")
        .and(condition, "this depends on parameters")
        .help("let only data decide which statements are run")
}

/// A statement whose distribution depends on what it draws.
pub fn of_itself(span: Span, name: &str) -> SourceError {
    SourceError::at(
        span,
        format!("the distribution of `{name}` depends on elements of `{name}` that this statement draws"),
    )
    .help("write a loop that draws one element after the other")
}

/// A family without generator.
pub fn no_generator(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("there is no `{name}_rng`, so `{name}` cannot be drawn from"))
        .help("take a distribution that has a generator, or write a density and a `_rng` function of your own")
}

/// A user's density without generator.
pub fn no_user_generator(span: Span, name: &str) -> SourceError {
    SourceError::at(
        span,
        format!("there is no function `{name}_rng` that takes the same arguments and returns such a value"),
    )
    .help(format!("write `{name}_rng` beside the density"))
}

/// A distribution that does not know of the constraint of what it draws.
pub fn constraint(span: Span, name: &str) -> SourceError {
    SourceError::at(
        span,
        format!("draws from this distribution are not as `{name}` is declared, and cutting it is not known"),
    )
    .help("take the distribution that belongs to the constraint, as `dirichlet` to `simplex`")
}

/// Transformed parameters that are computed from data that would be drawn.
pub fn transformed_data(span: Span) -> SourceError {
    SourceError::at(span, "this is computed from data that are to be drawn after it")
        .help("compute it in the block `model`, where the data that are drawn take the place of those given")
}

/// Statements each of which needs another.
pub fn circle(spans: Vec<Span>) -> SourceError {
    let first = spans[0];
    let error =
        SourceError::at(first, "no order is known in which these statements can be drawn: they depend on each other");
    spans[1..]
        .iter()
        .take(3)
        .fold(error, |error, span| error.and(*span, "and this one"))
        .help("split loops so that each draws what the next one needs")
}
