//! From text to IR: all phases of the front end, one after another.

use std::fmt;

use super::error::{SourceError, render};
use super::ir::{self, verify};
use super::syntax::source::{Resolver, SourceMap};
use super::{check, lower, syntax, typed};

/// A program that can be bound to data and run.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The program.
    pub program: ir::Program,
    /// The same before it was lowered, for whoever makes something else of it.
    pub typed: typed::Program,
    /// Its text, for messages.
    pub sources: SourceMap,
}

/// What is wrong with a program; prints as every mistake with its place.
#[derive(Debug, Clone)]
pub struct Mistakes {
    /// At least one, in the order of their places.
    pub errors: Vec<SourceError>,
    /// The text.
    pub sources: SourceMap,
}

/// Compiles a program; `name` is what messages call it, and `includes` finds the files that it includes.
pub fn compile(text: &str, name: &str, includes: &Resolver) -> Result<Compiled, Mistakes> {
    let (tree, sources) = syntax::parse(text, name, includes);
    let program = tree.and_then(|tree| check::check(&tree)).and_then(|typed| Ok((lower::lower(&typed)?, typed)));
    match program {
        Ok((program, typed)) => {
            debug_assert_eq!(verify::verify(&program), Ok(()), "lowering makes well-formed IR");
            Ok(Compiled { program, typed, sources })
        }
        Err(errors) => Err(Mistakes { errors, sources }),
    }
}

impl Mistakes {
    /// Each mistake as a text of its own.
    pub fn texts(&self) -> Vec<String> {
        self.errors
            .iter()
            .map(|error| render::render(std::slice::from_ref(error), &self.sources))
            .map(|text| text.trim_end().to_owned())
            .collect()
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&render::render(&self.errors, &self.sources))
    }
}
