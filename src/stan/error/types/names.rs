//! Mistakes of naming.

use super::{SourceError, Span};

/// The known name that was probably meant.
pub fn closest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    let allowed = (name.chars().count() / 3).min(3);
    let distance = |known: &str| match known.eq_ignore_ascii_case(name) {
        true => 0,
        false => strsim::damerau_levenshtein(name, known),
    };
    let near = known.map(|known| (distance(known), known)).filter(|(distance, _)| *distance <= allowed);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_name_is_near_and_the_same_every_time() {
        let check = |name, known: &[&str], expected: Option<&str>| {
            assert_eq!(closest(name, known.iter().copied()).as_deref(), expected, "{name}");
        };
        check("sgima", &["mu", "sigma"], Some("sigma"));
        check("x", &["y", "z"], None);
        check("N", &["k", "n"], Some("n"));
        check("abc", &["abe", "abd"], Some("abd"));
        check("alpha", &["omega"], None);
        check("ab", &["abcdef"], None);
    }
}
