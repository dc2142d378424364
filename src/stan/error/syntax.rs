//! Messages of the lexer and the parser, one constructor for each mistake, place first.

mod declarations;
mod expressions;
mod statements;
mod structure;
mod text;

pub use declarations::*;
pub use expressions::*;
pub use statements::*;
pub use structure::*;
pub use text::*;
