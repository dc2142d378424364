//! Grids of densities whose integrals are known.

mod analytic;
mod draws;
mod estimates;
mod results;
mod settings;
mod warnings;
