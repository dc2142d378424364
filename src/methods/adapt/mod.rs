//! What chains learn in their warmup: step sizes and covariances, and when.

pub mod covariance;
pub mod dual_averaging;
pub mod metric;
pub mod schedule;
