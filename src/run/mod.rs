//! Brings model, method and result file together.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::config::method::Method;
use crate::config::problem::ConfigError;
use crate::config::{Config, DataSource, Program};
use crate::data::DataError;
use crate::draws::{Group, Sink};
use crate::methods::error::MethodError;
use crate::report::summary::Summary;
use crate::store::comparison::Comparison;
use crate::store::run_file::Paused;
use crate::workers::{self, Workers};

mod chains;
mod check;
mod committed;
mod extension;
mod extract;
mod failures;
mod findings;
mod grid;
mod identity;
mod importance;
mod kept;
mod log_density;
mod merge;
mod output;
mod pace;
mod plan;
mod prior;
mod record;
mod recorded;
mod replay;
mod resume;
mod sample;
mod shard;
mod snapshot;
mod source;
mod status;
mod summary;
mod sweep;
mod verify;

pub use check::check;
pub use extract::{Extracted, extract};
pub use log_density::log_density;
pub use merge::{MergeOptions, Shards, merge};
pub use plan::plan;
pub use replay::{Which, replay};
pub use resume::config_of;
pub use shard::ShardReport;
pub use snapshot::snapshot;
pub use status::status;
pub use summary::summary;
pub use verify::{VerifyOptions, verify};

use output::Output;
use sample::Sampler;
use source::Source;

/// Results of more bytes than this are refused before any work.
const MAX_RESULT_BYTES: u64 = 1 << 44;

/// What is said of a run that is interrupted at its beginning.
const NOTHING_DONE: &str = "interrupted before anything was done: nothing is kept";

/// Hears how a run goes on.
pub trait Observer: Sync {
    /// A stage begins that has so many units of work, as points.
    fn stage(&self, name: &str, unit: &str, total: u64);
    /// So many units of the stage are done.
    fn done(&self, n: u64);
    /// Something that the user should know at once, as what a program prints.
    fn note(&self, message: &str);
}

/// Nobody listens.
impl Observer for () {
    fn stage(&self, _: &str, _: &str, _: u64) {}
    fn done(&self, _: u64) {}
    fn note(&self, _: &str) {}
}

/// How a run is to go, beside what its config says; none of this changes a result.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// An existing result is replaced, and an unfinished run thrown away.
    pub force: bool,
    /// What was committed of an unfinished run is gone on with, if there is one.
    pub resume: bool,
    /// Only this one of so many shards is done; shards are counted from 1.
    pub shard: Option<(u64, u64)>,
    /// All shards of the run, which is then made of them.
    pub merge: Option<Shards>,
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
    /// Whether the result was complete already, so that nothing was done.
    pub was_complete: bool,
}

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The config, the model or the data are wrong: one text for each mistake, as `error: ...`.
    #[error("{}", .0.join("\n"))]
    Input(Vec<String>),
    /// The run failed.
    #[error("{0}")]
    Failed(String),
    /// The stop flag was raised; the text says what is kept.
    #[error("{0}")]
    Stopped(String),
    /// What was to be done was only a shard, and it is done.
    #[error("{0}")]
    ShardDone(ShardReport),
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

/// Does what the config says and writes the result to its output.
pub fn run(config: &Config, options: &RunOptions, observer: &dyn Observer) -> Result<RunReport, RunError> {
    settings(config)?;
    let target = Target { program: &config.program, data: &config.data, seed: config.run.seed, config: Some(config) };
    let source = Source::read(target)?;
    let n_workers = config.run.workers.unwrap_or_else(workers::available);
    let workers = Workers::with_stop(n_workers, Arc::clone(&options.stop));
    let job = Job { config, source: &source, workers: &workers, options, observer, against: None, sampler: None };
    if options.resume && resume::is_complete(&job)? {
        return match options.shard {
            None => resume::report(&config.run.output),
            Some(_) => Err(shard::report(&config.run.output)),
        };
    }
    let summary = method(&job)?;
    let output = config.run.output.clone();
    let bytes = std::fs::metadata(&output).map_err(|error| unreadable(&output, &error))?.len();
    let diagnostic_failed = !summary.warnings.is_empty();
    Ok(RunReport { summary, output, bytes, diagnostic_failed, was_complete: false })
}

/// The method of a config, which must have one.
fn settings(config: &Config) -> Result<&Method, RunError> {
    config.method.as_ref().ok_or_else(|| {
        let help = "as in: [method] kind = \"grid\"".to_owned();
        let error = config.error_at(&[], "the config has no [method], so there is nothing to run", Some(help));
        RunError::Input(error.messages)
    })
}

/// Does what the method of the config does.
fn method(job: &Job) -> Result<Summary, RunError> {
    let config = job.config;
    let method = settings(config)?;
    match method {
        Method::Grid(settings) => grid::run(job, settings),
        Method::Sweep(settings) => sweep::run(job, settings),
        Method::Nuts(settings) => chains::nuts(job, settings),
        Method::Metropolis(settings) => chains::metropolis(job, settings),
        Method::Importance(settings) => importance::run(job, settings),
        Method::Prior(settings) => prior::run(job, settings),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> RunError {
    RunError::Failed(format!("{}: cannot be read: {error}", path.display()))
}

/// What every method is given.
struct Job<'a> {
    config: &'a Config,
    source: &'a Source,
    workers: &'a Workers,
    options: &'a RunOptions,
    observer: &'a dyn Observer,
    /// What results are compared with, instead of being kept.
    against: Option<Arc<Comparison>>,
    /// Takes the place of the file, where only a sample of the work is to be done.
    sampler: Option<&'a Sampler>,
}

impl<'a> Job<'a> {
    /// What the settings have wrong, with its place in the config; other failures as they are.
    fn method_error(&self, error: MethodError) -> RunError {
        match error {
            MethodError::Settings(error) => RunError::Input(self.config.settings_error(&error).messages),
            MethodError::Stopped => RunError::Stopped(NOTHING_DONE.into()),
            error => RunError::Failed(error.to_string()),
        }
    }

    /// Lets a method do its work, so many units of it, into its file, which has these groups. Where it fails, the file goes or
    /// stays, as the failure is.
    fn work<T>(
        &self,
        groups: Vec<Group>,
        (stage, unit, total): (&str, &str, u64),
        method: impl FnOnce(&dyn Sink, &(dyn Fn(u64) + Sync)) -> Result<T, MethodError>,
    ) -> Result<(Output, Vec<Group>, T), RunError> {
        if let Some(sampler) = self.sampler {
            return Err(self.sample(sampler, groups, (unit, total), method));
        }
        let (file, groups) = record::create(self, groups)?;
        let total = self.options.shard.map_or(total, |shard| shard::about(total, shard));
        self.observer.stage(stage, unit, total);
        file.stage(stage, unit, total);
        let progress = |n: u64| {
            file.done(n.min(total));
            self.observer.done(n.min(total));
        };
        let found = method(&file, &progress);
        let (file, found) = self.settle(file, found)?;
        Ok((file, groups, found))
    }

    /// Lets a method do a sample of its work; why it has ended.
    fn sample<T>(
        &self,
        sampler: &Sampler,
        groups: Vec<Group>,
        (unit, total): (&str, u64),
        method: impl FnOnce(&dyn Sink, &(dyn Fn(u64) + Sync)) -> Result<T, MethodError>,
    ) -> RunError {
        sampler.expect(groups, unit, total);
        match method(sampler, &|_| sampler.progress()) {
            Ok(_) | Err(MethodError::PartDone) => RunError::Stopped(String::new()),
            Err(error) => self.method_error(error),
        }
    }

    fn settle<T>(&self, file: Output, found: Result<T, MethodError>) -> Result<(Output, T), RunError> {
        let file = match (file, self.options.shard) {
            (Output::File(file), Some(shard)) if matches!(found, Ok(_) | Err(MethodError::PartDone)) => {
                return Err(shard::pack(*file, &self.config.run.output, shard));
            }
            (file, _) => file,
        };
        let error = match found {
            Ok(found) => return Ok((file, found)),
            Err(error) => error,
        };
        let Output::File(file) = file else {
            return Err(match error {
                MethodError::PartDone => RunError::Stopped(error.to_string()),
                error => self.method_error(error),
            });
        };
        if matches!(error, MethodError::TooManyFailed { .. }) {
            return Err(failures::leave(self, Output::File(file), &error));
        }
        let place = self.config.run.output.display();
        match error {
            MethodError::Stopped => {
                let Paused { is_kept, committed } = file.pause();
                Err(RunError::Stopped(match (is_kept, committed) {
                    (true, Ok(())) => {
                        format!("interrupted: what was done is kept; go on with: mcrun run {place} --resume")
                    }
                    (true, Err(error)) => format!(
                        "interrupted, and the last of what was done could not be kept: {error}; go on with what there is: mcrun \
                         run {place} --resume"
                    ),
                    (false, Ok(())) => NOTHING_DONE.into(),
                    (false, Err(error)) => format!("interrupted, and nothing could be kept: {error}"),
                }))
            }
            // The file system may be itself again later.
            MethodError::Sink(error) => {
                let is_kept = file.pause().is_kept;
                let remedy = format!("\n  what was committed is kept: mcrun run {place} --resume goes on with it");
                Err(RunError::Failed(format!("{error}{}", if is_kept { &remedy } else { "" })))
            }
            error => {
                file.discard();
                Err(self.method_error(error))
            }
        }
    }

    /// A mistake in the config, at the key that `path` leads to.
    fn config_error(&self, path: &[&str], message: impl Into<String>) -> RunError {
        RunError::Input(self.config.error_at(path, message, None).messages)
    }

    /// Hands on what the program prints.
    fn print(&self) -> Box<dyn Fn(&str) + Send + Sync + 'a> {
        let observer = self.observer;
        Box::new(move |line| observer.note(line))
    }
}

impl From<ConfigError> for RunError {
    fn from(error: ConfigError) -> RunError {
        RunError::Input(error.messages)
    }
}

impl From<DataError> for RunError {
    fn from(error: DataError) -> RunError {
        RunError::Input(error.0)
    }
}
