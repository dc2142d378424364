//! Brings model, method and store together.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::config::{Config, DataSource, Program};
use crate::data::points::Points;
use crate::report::check::CheckReport;
use crate::report::density::PointDensity;
use crate::report::summary::Summary;

/// Hears how a run goes on.
pub trait Observer: Sync {
    /// A stage begins that has so many units of work, as points.
    fn stage(&self, name: &str, unit: &str, total: u64);
    /// So many units of the stage are done.
    fn done(&self, n: u64);
    /// Something that the user should know at once.
    fn note(&self, message: &str);
}

/// How a run is to go, beside what its config says.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// An existing result is replaced.
    pub force: bool,
    /// Raised when the run should stop.
    pub stop: Arc<AtomicBool>,
}

/// How a run ended.
#[derive(Debug)]
pub struct RunReport {
    /// What was found.
    pub summary: Summary,
    /// Where the result is.
    pub output: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Whether a diagnostic failed.
    pub diagnostic_failed: bool,
}

/// Why there is no result.
#[derive(Debug)]
pub enum RunError {
    /// The config, the model or the data are wrong: one text for each mistake, as `error: ...`.
    Input(Vec<String>),
    /// The run failed.
    Failed(String),
    /// The stop flag was raised.
    Stopped,
}

/// A model to look at.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The program.
    pub program: &'a Program,
    /// Its data.
    pub data: &'a DataSource,
    /// For random numbers in `transformed data`.
    pub seed: u64,
    /// The config that named the program, if one did.
    pub config: Option<&'a Config>,
}

/// Runs a config.
pub fn run(_: &Config, _: &RunOptions, _: &dyn Observer) -> Result<RunReport, RunError> {
    Err(RunError::Failed("runs are not there yet".into()))
}

/// Looks at a model without running it.
pub fn check(_: Target<'_>) -> Result<CheckReport, RunError> {
    Err(RunError::Failed("checks are not there yet".into()))
}

/// The density at given points.
pub fn log_density(_: Target<'_>, _: &Points) -> Result<Vec<PointDensity>, RunError> {
    Err(RunError::Failed("densities are not there yet".into()))
}

/// The summary of a result.
pub fn summary(_: &Path) -> Result<Summary, RunError> {
    Err(RunError::Failed("summaries are not there yet".into()))
}
