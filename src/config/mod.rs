//! The config.
pub mod overrides;
pub mod problem;
pub mod resolve;
pub mod sections;
pub mod tree;
pub mod words;
