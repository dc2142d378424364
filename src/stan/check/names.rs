//! Names: which may be declared, and those that were meant instead of unknown ones.

use super::scopes::Binding;
use super::{Checker, Span};
use crate::stan::error::types::names as mistake;
use crate::stan::syntax::ast::Name;

/// The suffixes of a family of distributions.
pub(super) const SUFFIXES: &[&str] = &["_lpdf", "_lpmf", "_lupdf", "_lupmf", "_lcdf", "_lccdf", "_cdf", "_rng"];

impl Checker<'_> {
    /// Whether a variable or function may have this name; reports if not.
    pub(super) fn may_be_declared(&mut self, name: &Name) -> bool {
        let wrong = is_unnormalised(&name.text);
        if wrong {
            self.report(mistake::unnormalised_suffix(name.span, &name.text));
        }
        !wrong
    }

    /// Whether a variable may have this name here; reports if not.
    pub(super) fn is_fresh_variable(&mut self, name: &Name) -> bool {
        if !self.may_be_declared(name) {
            return false;
        }
        match self.scopes.find(&name.text) {
            Some(Binding { variable: Some(_), span, .. }) => {
                self.report(mistake::already_declared(name.span, &name.text, span));
                false
            }
            _ => true,
        }
    }

    /// Lets a name be used without further reports.
    pub(super) fn poison(&mut self, name: &Name) {
        let binding = Binding { variable: None, span: name.span, read_only: false };
        self.scopes.bind(&name.text, binding);
    }

    /// Where the variable of this name was declared.
    pub(super) fn variable_span(&self, name: &str) -> Option<Span> {
        self.scopes.find(name).filter(|binding| binding.variable.is_some()).map(|binding| binding.span)
    }
}

/// Whether a density is called without its constants.
pub(super) fn is_unnormalised(name: &str) -> bool {
    name.ends_with("_lupdf") || name.ends_with("_lupmf")
}

/// `normal_lpdf` for `normal_lupdf`; other names stay.
pub(super) fn normalised(name: &str) -> String {
    if let Some(family) = name.strip_suffix("_lupdf") {
        return format!("{family}_lpdf");
    }
    match name.strip_suffix("_lupmf") {
        Some(family) => format!("{family}_lpmf"),
        None => name.to_string(),
    }
}

/// Family and suffix of the name of a distribution's function.
pub(super) fn split_suffix(name: &str) -> Option<(&str, &str)> {
    let suffix = SUFFIXES.iter().find(|suffix| name.len() > suffix.len() && name.ends_with(**suffix))?;
    Some((&name[..name.len() - suffix.len()], suffix))
}

/// Whether a bar must stand after the first argument.
pub(super) fn wants_bar(name: &str) -> bool {
    split_suffix(name).is_some_and(|(_, suffix)| suffix != "_rng")
}

/// What a function that was in the language is called now.
pub(super) fn replacement(name: &str, is_known: impl Fn(&str) -> bool) -> Option<String> {
    let now = match name {
        "multiply_log" => "lmultiply",
        "binomial_coefficient_log" => "lchoose",
        "if_else" => "condition ? a : b",
        "fabs" => "abs",
        "cov_exp_quad" => "gp_exp_quad_cov",
        _ => "",
    };
    if !now.is_empty() {
        return Some(now.to_string());
    }
    let candidates = if let Some(family) = name.strip_suffix("_ccdf_log") {
        vec![format!("{family}_lccdf")]
    } else if let Some(family) = name.strip_suffix("_cdf_log") {
        vec![format!("{family}_lcdf")]
    } else if let Some(family) = name.strip_suffix("_log") {
        vec![format!("{family}_lpdf"), format!("{family}_lpmf")]
    } else {
        return None;
    };
    candidates.into_iter().find(|candidate| is_known(candidate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_distributions_are_split() {
        assert_eq!(split_suffix("normal_lpdf"), Some(("normal", "_lpdf")));
        assert_eq!(split_suffix("normal_lcdf"), Some(("normal", "_lcdf")));
        assert_eq!(split_suffix("_lpdf"), None);
        assert_eq!(split_suffix("lpdf"), None);
        assert_eq!(normalised("poisson_lupmf"), "poisson_lpmf");
        assert_eq!(normalised("poisson"), "poisson");
    }

    #[test]
    fn functions_of_old_have_a_name_today() {
        let check = |name, expected: Option<&str>| {
            let found = replacement(name, crate::stan::signatures::is_library_function);
            assert_eq!(found.as_deref(), expected, "{name}");
        };
        check("fabs", Some("abs"));
        check("normal_log", Some("normal_lpdf"));
        check("poisson_log_log", Some("poisson_log_lpmf"));
        check("normal_cdf_log", Some("normal_lcdf"));
        check("normal_ccdf_log", Some("normal_lccdf"));
        check("my_log", None);
        check("sum", None);
    }
}
