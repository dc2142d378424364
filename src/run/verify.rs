//! Does the run of a result again, from the file alone, and compares the bits.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::recorded::Recorded;
use super::{Job, Observer, RunError, RunOptions, method};
use crate::report::verification::Verification;
use crate::store::comparison::Comparison;
use crate::workers::{self, Workers};

/// How a result is verified.
#[derive(Debug, Clone, Default)]
pub struct VerifyOptions {
    /// Only so many of the main tasks are done again.
    pub sample: Option<u64>,
    /// As many threads as there are cores, if it is not said.
    pub workers: Option<usize>,
    /// The data, if the result does not hold them.
    pub data: Option<PathBuf>,
    /// Raised when it should stop.
    pub stop: Arc<AtomicBool>,
}

/// Does the run of a result again, or a sample of its tasks, and compares what it makes with what the file holds.
pub fn verify(path: &Path, options: &VerifyOptions, observer: &dyn Observer) -> Result<Verification, RunError> {
    let recorded = Recorded::read(path)?;
    let (config, source) = recorded.restore(options.data.as_deref())?;
    let comparison = Comparison::open(path, options.sample, config.run.seed)
        .map_err(|error| RunError::Input(vec![format!("error: {error}")]))?;
    let comparison = Arc::new(comparison);
    let workers = Workers::with_stop(options.workers.unwrap_or_else(workers::available), Arc::clone(&options.stop));
    let run = RunOptions { stop: Arc::clone(&options.stop), ..RunOptions::default() };
    let against = Some(Arc::clone(&comparison));
    let job =
        Job { config: &config, source: &source, workers: &workers, options: &run, observer, against, sampler: None };
    match method(&job) {
        Ok(_) => {}
        // The tasks of the sample are done, and the rest is not wanted.
        Err(RunError::Stopped(_)) if comparison.is_sample() && !options.stop.load(Ordering::Relaxed) => {}
        Err(RunError::Stopped(_)) => return Err(RunError::Stopped("interrupted: nothing was found so far".into())),
        Err(error) => {
            return Err(RunError::Failed(format!("{}: the run cannot be done again: {error}", path.display())));
        }
    }
    Ok(Verification {
        result: path.display().to_string(),
        compared: comparison.compared(),
        other_machinery: recorded.other_machinery(),
    })
}
