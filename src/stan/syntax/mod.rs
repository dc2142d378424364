//! From text to syntax tree and back.

use super::error::SourceError;
use ast::Program;
use mistakes::Mistakes;
use source::{Resolver, SourceMap};

pub mod ast;
mod lexer;
mod mistakes;
mod number;
mod parser;
pub mod printer;
pub mod source;
mod token;

/// Reads a program; `name` is what messages call it. All mistakes are found, in the order of their places.
///
/// The [`SourceMap`] comes back in either case: later messages need it too.
pub fn parse(program: &str, name: &str, includes: &Resolver) -> (Result<Program, Vec<SourceError>>, SourceMap) {
    let mut sources = SourceMap::default();
    let mut mistakes = Mistakes::default();
    // The first file of a map always finds its place.
    let _ = sources.add(name, program, None);
    let tokens = lexer::tokens(&mut sources, includes, &mut mistakes);
    let tree = parser::program(&tokens, &sources, &mut mistakes);
    let result = if mistakes.is_empty() { Ok(tree) } else { Err(mistakes.finish()) };
    (result, sources)
}
