//! Names, and what their author may have meant.

use super::{Parsed, Parser};
use crate::stan::error::syntax as error;
use crate::stan::syntax::ast::Name;
use crate::stan::syntax::token::{RESERVED, TokenKind};

impl Parser<'_> {
    /// A name that is declared here.
    pub fn new_name(&mut self) -> Parsed<Name> {
        if self.kind().is_keyword() {
            let error = error::keyword_as_name(self.span(), self.text(self.span()));
            return Err(self.fail(error));
        }
        let name = self.name("a name")?;
        if RESERVED.contains(&name.text.as_str()) {
            self.note(error::reserved_name(name.span, &name.text));
        }
        Ok(name)
    }

    /// A name that is used here.
    pub fn name(&mut self, wanted: &str) -> Parsed<Name> {
        let span = self.expect(TokenKind::Name, wanted)?;
        Ok(Name { text: self.text(span).to_owned(), span })
    }
}

/// The candidate that is spelled most like `text`, if one is near.
pub fn nearest<'c>(text: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let distance = |candidate: &&str| strsim::damerau_levenshtein(text, candidate);
    let best = candidates.iter().copied().min_by_key(distance)?;
    (distance(&best) * 3 <= text.chars().count().max(3)).then_some(best)
}

/// The type that someone means who writes a name of another language, or misspells one.
pub fn nearest_type(text: &str) -> Option<&'static str> {
    const TYPES: &[&str] = &[
        "int",
        "real",
        "complex",
        "vector",
        "row_vector",
        "matrix",
        "complex_vector",
        "complex_row_vector",
        "complex_matrix",
        "ordered",
        "positive_ordered",
        "simplex",
        "unit_vector",
        "sum_to_zero_vector",
        "sum_to_zero_matrix",
        "column_stochastic_matrix",
        "row_stochastic_matrix",
        "cholesky_factor_cov",
        "cholesky_factor_corr",
        "cov_matrix",
        "corr_matrix",
        "array",
        "tuple",
    ];
    match text {
        "double" | "float" | "number" | "numeric" => Some("real"),
        "integer" | "long" | "bool" | "boolean" | "size_t" => Some("int"),
        _ => nearest(text, TYPES),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_near_names_are_proposed() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(nearest_type(text), expected, "{text}");
        check("vecotr", Some("vector"));
        check("rael", Some("real"));
        check("double", Some("real"));
        check("cholesky_factr_corr", Some("cholesky_factor_corr"));
        check("banana", None);
        check("x", None);
    }
}
