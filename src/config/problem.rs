//! Mistakes in a config: all are collected, each with its place.

use std::fmt;
use std::ops::Range;

use crate::excerpt;

/// Where something was written: a stretch of the config file, or of an option that overrides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// 0: the file; `i + 1`: option `i`.
    pub source: usize,
    /// Bytes of the file's text or the option's.
    pub span: Range<usize>,
}

impl Place {
    /// A stretch of the config file.
    pub fn file(span: Range<usize>) -> Place {
        Place { source: 0, span }
    }
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Problem {
    place: Place,
    message: String,
    help: Option<String>,
}

/// The mistakes found so far.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds a mistake.
    pub fn push(&mut self, place: Place, message: impl Into<String>, help: Option<String>) {
        self.0.push(Problem { place, message: message.into(), help });
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The error that tells of all of them, in the order of the file.
    pub fn into_error(mut self, texts: &Texts) -> ConfigError {
        self.0.sort_by_key(|p| (p.place.source, p.place.span.start));
        self.0.dedup();
        ConfigError { messages: self.0.iter().map(|p| texts.message(p)).collect() }
    }
}

/// The texts that a config was read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    /// The config file as messages show it.
    pub name: String,
    /// Its text.
    pub file: String,
    /// What was given with `--set`, in order.
    pub options: Vec<String>,
}

impl Texts {
    fn message(&self, problem: &Problem) -> String {
        let Problem { place, message, help } = problem;
        let mut text = match place.source.checked_sub(1) {
            None => excerpt::mistake_at(&self.name, &self.file, place.span.clone(), message),
            Some(i) => excerpt::mistake(&format!("--set {}", self.options[i]), message),
        };
        if let Some(help) = help {
            text.push_str("\n  = help: ");
            text.push_str(help);
        }
        text
    }

    /// The error of one mistake.
    pub fn error(&self, place: Place, message: impl Into<String>, help: Option<String>) -> ConfigError {
        let mut problems = Problems::default();
        problems.push(place, message, help);
        problems.into_error(self)
    }
}

/// All that is wrong with a config, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// One for each mistake: `error: what`, `file:line:column`, the line with a caret, the remedy.
    pub messages: Vec<String>,
}

impl ConfigError {
    /// An error without a place in the file.
    pub fn plain(message: impl Into<String>) -> ConfigError {
        ConfigError { messages: vec![format!("error: {}", message.into())] }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.messages.join("\n\n"))
    }
}

impl std::error::Error for ConfigError {}
