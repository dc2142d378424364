//! mcrun computes posteriors: on grids, by independent draws and by chains, of models that are Stan
//! programs or Rust types, under one seeding rule, into HDF5.

pub mod cli;
pub mod config;
pub mod data;
pub mod density;
pub mod diagnostics;
pub mod draws;
pub mod excerpt;
pub mod math;
pub mod methods;
pub mod report;
pub mod run;
pub mod settings;
pub mod stan;
pub mod store;
pub mod stream;
pub mod transform;
pub mod workers;
