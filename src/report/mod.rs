//! Results as text for the terminal: pure functions from plain structs to strings.

pub mod excerpt;
