//! The config.
pub mod overrides;
pub mod problem;
pub mod resolve;
pub mod tree;
pub mod words;
