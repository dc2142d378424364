//! Pure functions of draws and of weighted points.
//!
//! Draws of chains are one slice for each chain, all of one length. Where a diagnostic has no answer (fewer than
//! four draws to a chain, draws that are not finite, draws that are all the same) it is NaN.

mod autocovariance;
pub mod effective_size;
pub mod energy;
pub mod interpolant;
pub mod mcse;
pub mod moments;
pub mod pareto;
pub mod ranks;
pub mod rhat;
pub mod weights;
