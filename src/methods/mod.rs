//! Methods: what is done with a density. They have never heard of Stan, files or the terminal.

pub mod adapt;
pub mod axes;
pub mod chain;
mod coordinates;
pub mod error;
pub mod grid;
pub mod importance;
pub mod in_order;
pub mod ledger;
pub mod metropolis;
pub mod nuts;
pub mod outputs;
mod parts;
pub mod place;
pub mod prior;
pub mod settings;
pub mod space;
pub mod sweep;
