//! Mistakes of naming.

use super::{SourceError, Span};

/// The known name that was probably meant.
pub fn closest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    let allowed = (name.chars().count() / 3).clamp(1, 3);
    let distance = |known: &&str| strsim::damerau_levenshtein(name, known);
    let near = known.map(|known| (distance(&known), known)).filter(|(distance, _)| *distance <= allowed);
    near.min().map(|(_, known)| known.to_string())
}

/// Adds `did you mean`.
pub(super) fn suggesting(error: SourceError, suggestion: Option<String>) -> SourceError {
    match suggestion {
        Some(name) => error.help(format!("did you mean `{name}`?")),
        None => error,
    }
}

/// A name that no declaration in reach has.
pub fn undeclared(span: Span, name: &str, suggestion: Option<String>) -> SourceError {
    suggesting(SourceError::at(span, format!("`{name}` is not declared")), suggestion)
}

/// A second declaration of a name within reach of the first.
pub fn already_declared(span: Span, name: &str, first: Span) -> SourceError {
    SourceError::at(span, format!("`{name}` is already declared")).and(first, "first declared here")
}

/// A word that the language keeps for itself.
pub fn reserved(span: Span, name: &str) -> SourceError {
    let error = SourceError::at(span, format!("`{name}` cannot be a name"));
    if name.ends_with("__") {
        return error.help("names that end with two underscores are kept for the language");
    }
    error.help("the word is kept for the language")
}

/// The suffix of a call without constants at a declared name.
pub fn unnormalised_suffix(span: Span, name: &str) -> SourceError {
    let error =
        SourceError::at(span, format!("`{name}` cannot be declared: its suffix marks a call without constants"));
    let (family, suffix) = name.rsplit_once("_lu").unwrap_or((name, "pdf"));
    error.help(format!("a function `{family}_l{suffix}` can be called by either name"))
}

/// A function's name without parentheses.
pub fn function_without_call(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` is a function, not a variable"))
        .help(format!("to call it, write `{name}(...)`"))
}

/// The bare word `target`.
pub fn target_without_parentheses(span: Span) -> SourceError {
    SourceError::at(span, "`target` is not a variable").help("its value is `target()`, and `target += ...` adds to it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_name_is_near_and_the_same_every_time() {
        let check = |name, known: &[&str], expected: Option<&str>| {
            assert_eq!(closest(name, known.iter().copied()).as_deref(), expected, "{name}");
        };
        check("sgima", &["mu", "sigma"], Some("sigma"));
        check("x", &["y", "z"], Some("y"));
        check("alpha", &["omega"], None);
        check("ab", &["abcdef"], None);
    }
}
