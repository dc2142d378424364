//! The Stan front end and evaluator: text to tokens, syntax tree, typed tree, IR, numbers.

pub mod bind;
pub mod check;
pub mod compile;
pub mod datum;
pub mod error;
pub mod generative;
pub mod graph;
pub mod indexing;
pub mod ir;
pub mod library;
pub mod lower;
pub mod model;
pub mod oracle;
pub mod signatures;
pub mod syntax;
pub mod trace;
pub mod typed;
pub mod types;
pub mod value;
pub mod vm;
