//! Mistakes in calls.

use super::names::suggesting;
use super::{SourceError, Span, Type, alternatives};
use crate::stan::signatures::overload::{Given, Mismatch, cost};
use crate::stan::signatures::{ParameterType, Signature};

/// Most types that are listed as what would do.
const MAX_LISTED: usize = 6;

/// A function that does not exist.
pub fn unknown(span: Span, name: &str, suggestion: Option<String>) -> SourceError {
    suggesting(SourceError::at(span, format!("there is no function `{name}`")), suggestion)
}

/// A function that was in the language once.
pub fn removed(span: Span, name: &str, now: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` is no longer in the language")).help(format!("write `{now}`"))
}

/// A known distribution without the function of this suffix.
pub fn no_such_part(span: Span, name: &str, existing: &[String]) -> SourceError {
    let existing: Vec<String> = existing.iter().map(|name| format!("`{name}`")).collect();
    SourceError::at(span, format!("there is no function `{name}`"))
        .help(format!("of this distribution there is {}", existing.join(", ")))
}

/// The call of a variable.
pub fn not_a_function(span: Span, name: &str, declared: Span) -> SourceError {
    SourceError::at(span, format!("`{name}` is a variable, not a function")).and(declared, "declared here")
}

/// Another number of arguments than any overload takes.
pub fn wrong_count(span: Span, name: &str, found: usize, wanted: &[usize]) -> SourceError {
    let noun = if wanted == [1] { "argument" } else { "arguments" };
    let verb = if found == 1 { "is" } else { "are" };
    let wanted = if wanted == [0] { "no".to_string() } else { alternatives(wanted) };
    SourceError::at(span, format!("`{name}` takes {wanted} {noun}, but {found} {verb} given"))
}

/// No overload takes the arguments; the first one that does not fit any is shown.
pub fn no_overload(span: Span, name: &str, given: &[Given], spans: &[Span], overloads: &[&Signature]) -> SourceError {
    let mut furthest: Vec<(&Signature, usize, bool)> = Vec::new();
    for overload in overloads {
        let (index, is_level) = match cost(overload, given) {
            Ok(_) | Err(Mismatch::Count) => continue,
            Err(Mismatch::Type(index)) => (index, false),
            Err(Mismatch::NotData(index)) => (index, true),
        };
        let best = furthest.first().map_or((index, is_level), |(_, index, is_level)| (*index, *is_level));
        if (index, is_level) > best {
            furthest.clear();
        }
        if (index, is_level) >= best {
            furthest.push((overload, index, is_level));
        }
    }
    let Some(&(_, index, is_level)) = furthest.first() else {
        let mut counts: Vec<usize> = overloads.iter().map(|overload| overload.parameters.len()).collect();
        counts.sort_unstable();
        counts.dedup();
        return with_signatures(wrong_count(span, name, given.len(), &counts), name, overloads);
    };
    let at = spans.get(index).copied().unwrap_or(span);
    let position = index + 1;
    if is_level {
        return not_data(at, name, position);
    }
    let found = show_given(&given[index]);
    let error = SourceError::at(at, format!("argument {position} of `{name}` cannot be {found}"));
    let wanted = wanted_types(&furthest, index);
    match index {
        0 => error.help(format!("it takes {wanted}")),
        _ => error.help(format!("after {} it takes {wanted}", show_all(&given[..index]))),
    }
}

/// An argument that depends on parameters where it must not.
fn not_data(span: Span, name: &str, position: usize) -> SourceError {
    SourceError::at(span, format!("argument {position} of `{name}` must not depend on parameters"))
        .help("local variables count as parameters, and so do arguments of functions without `data`")
}

/// The distinct types at one position, not too many of them.
fn wanted_types(overloads: &[(&Signature, usize, bool)], index: usize) -> String {
    let mut wanted: Vec<String> = Vec::new();
    for (overload, ..) in overloads {
        let text = match &overload.parameters[index].ty {
            ParameterType::Value(ty) => ty.to_string(),
            ParameterType::Function(signature) => format!("a function {signature}"),
        };
        if !wanted.contains(&text) {
            wanted.push(text);
        }
    }
    wanted.sort_by_key(|text| text.matches(',').count());
    let others = wanted.len().saturating_sub(MAX_LISTED);
    wanted.truncate(MAX_LISTED);
    match others {
        0 => alternatives(&wanted),
        _ => format!("{} and {others} more types", wanted.join(", ")),
    }
}

fn with_signatures(error: SourceError, name: &str, overloads: &[&Signature]) -> SourceError {
    match overloads {
        [] => error,
        [_, _, _, _, ..] => error,
        few => {
            let few: Vec<String> = few.iter().map(|overload| format!("`{name}{overload}`")).collect();
            error.help(format!("there is {}", few.join(", ")))
        }
    }
}

/// Several overloads need equally many promotions.
pub fn ambiguous(span: Span, name: &str, given: &[Given], found: &[&Signature]) -> SourceError {
    let found: Vec<String> = found.iter().take(MAX_LISTED).map(|overload| format!("`{overload}`")).collect();
    SourceError::at(span, format!("`{name}` takes {} in several ways", show_all(given)))
        .help(format!("equally near are {}", found.join(", ")))
}

/// `(int, vector)`
fn show_all(given: &[Given]) -> String {
    let given: Vec<String> = given.iter().map(show_given).collect();
    format!("({})", given.join(", "))
}

fn show_given(given: &Given) -> String {
    match given {
        Given::Value(ty, _) => ty.to_string(),
        Given::Function(overloads) => match overloads.first() {
            Some(signature) => format!("a function {signature}"),
            None => "a function".to_string(),
        },
    }
}

/// The value of a function without one.
pub fn void_in_expression(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` returns nothing"))
}

/// A value that nothing is done with.
pub fn unused_result(span: Span, name: &str, ty: &Type) -> SourceError {
    SourceError::at(span, format!("the {ty} that `{name}` returns is not used"))
        .help("only functions that return nothing are called as a statement")
}

/// A comma where a bar must stand.
pub fn bar_missing(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` wants a `|` after its first argument"))
        .help(format!("write `{name}(y | ...)`"))
}

/// A bar where a comma must stand.
pub fn bar_not_allowed(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` takes no `|`"))
        .help("it is for functions that end with _lpdf, _lpmf, _lcdf, _lccdf or _cdf")
}
