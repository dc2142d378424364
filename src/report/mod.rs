//! Results as text for the terminal: pure functions from plain structs to strings.
//!
//! Nothing here knows the width of the terminal; tables are made to look good at 80 to 100 columns.

pub mod check;
pub mod density;
pub mod numbers;
pub mod options;
pub mod plan;
pub mod replay;
pub mod status;
pub mod summary;
mod table;
pub mod verification;
