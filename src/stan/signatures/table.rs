//! The table of the library's functions, read once.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, OnceLock};

use super::Signature;
use super::pattern::{Pattern, Sets, parse_set};

/// The library's functions by name.
pub(super) struct Library {
    sets: Sets,
    /// Lists of patterns that have a name.
    families: HashMap<String, String>,
    functions: HashMap<String, Function>,
}

struct Function {
    patterns: String,
    overloads: OnceLock<Vec<Signature>>,
}

/// The library of the language.
pub(super) fn library() -> &'static Library {
    static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::parse(include_str!("table.txt")));
    &LIBRARY
}

impl Library {
    fn parse(text: &str) -> Library {
        let mut library = Library { sets: Sets::new(), families: HashMap::new(), functions: HashMap::new() };
        for line in logical_lines(text) {
            match line.strip_prefix("let ") {
                Some(definition) => library.define(definition),
                None => library.add(&line),
            }
        }
        library
    }

    fn define(&mut self, definition: &str) {
        let (name, value) = definition.split_once('=').expect("a definition has a `=`");
        match name.trim() {
            family if family.starts_with('@') => drop(self.families.insert(family.to_string(), value.to_string())),
            set => {
                let types = parse_set(value, &self.sets);
                self.sets.insert(set.to_string(), types);
            }
        }
    }

    fn add(&mut self, line: &str) {
        let (names, patterns) = line.split_once(':').expect("names and patterns have a `:` between them");
        for name in unfold_names(names) {
            let function = Function { patterns: patterns.to_string(), overloads: OnceLock::new() };
            let before = self.functions.insert(name, function);
            assert!(before.is_none(), "a function of `{names}` is in the table twice");
        }
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.functions.contains_key(name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.functions.keys().map(String::as_str)
    }

    pub(super) fn overloads(&self, name: &str) -> Option<&[Signature]> {
        let function = self.functions.get(name)?;
        Some(function.overloads.get_or_init(|| self.unfold(&function.patterns)))
    }

    fn unfold(&self, patterns: &str) -> Vec<Signature> {
        let mut signatures = Vec::new();
        self.collect(patterns, &mut signatures);
        let mut seen = HashSet::new();
        signatures.retain(|signature| seen.insert(signature.parameters.clone()));
        signatures
    }

    fn collect(&self, patterns: &str, signatures: &mut Vec<Signature>) {
        for pattern in patterns.split(';').map(str::trim) {
            match self.families.get(pattern) {
                Some(family) => self.collect(family, signatures),
                None => Pattern::parse(pattern, &self.sets).expand(signatures),
            }
        }
    }
}

/// Lines with their continuations, without comments and empty ones.
fn logical_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match lines.last_mut() {
            Some(last) if line.starts_with(' ') => last.push_str(line),
            _ => lines.push(line.to_string()),
        }
    }
    lines
}

/// `{a b}_{c d}` to `a_c a_d b_c b_d`.
fn unfold_names(text: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut rest = text.trim();
    while let Some((before, after)) = rest.split_once('{') {
        let (choices, after) = after.split_once('}').expect("a `{` is closed");
        names = names
            .iter()
            .flat_map(|name| choices.split(' ').map(move |choice| format!("{name}{before}{choice}")))
            .collect();
        rest = after;
    }
    names.iter_mut().for_each(|name| name.push_str(rest));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_multiplied_out() {
        assert_eq!(unfold_names("sum"), ["sum"]);
        assert_eq!(unfold_names("{a b}_{c d}"), ["a_c", "a_d", "b_c", "b_d"]);
        assert_eq!(unfold_names("x_{a b}_y"), ["x_a_y", "x_b_y"]);
    }

    #[test]
    fn the_first_of_two_signatures_with_equal_arguments_counts() {
        let library = Library::parse("let s = int | real\nf: int => int; s => real\n");
        let found: Vec<String> = library.overloads("f").unwrap().iter().map(Signature::to_string).collect();
        assert_eq!(found, ["(int) => int", "(real) => real"]);
        assert!(library.overloads("g").is_none());
    }
}
