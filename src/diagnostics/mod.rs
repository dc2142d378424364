//! Pure functions of draws and of weighted points.

pub mod interpolant;
pub mod moments;
