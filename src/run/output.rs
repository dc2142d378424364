//! Where the results of a run go: into its file, or, where the run is done again, beside those of a file.

use std::sync::Arc;

use crate::draws::parts::{Part, Phase, Work};
use crate::draws::{ArrayId, Attribute, Group, Sink, SinkError};
use crate::store::comparison::Comparison;
use crate::store::run_file::RunFile;
use crate::store::states::States;

/// Where the results of a run go.
pub(super) enum Output {
    File(Box<RunFile>),
    Comparison(Arc<Comparison>),
}

/// Attributes of the record that a run computes.
const COMPUTED: &[&str] =
    &["warnings", "n_failed", "failed_messages", "log_evidence", "log_evidence_error", "ess", "pareto_k", "n_points"];

impl Output {
    /// A stage of so many units begins.
    pub fn stage(&self, name: &str, unit: &str, total: u64) {
        if let Output::File(file) = self {
            file.stage(name, unit, total);
        }
    }

    /// So many units of the stage are done.
    pub fn done(&self, n: u64) {
        if let Output::File(file) = self {
            file.done(n);
        }
    }

    /// How long the run has worked, in seconds.
    pub fn seconds(&self) -> f64 {
        match self {
            Output::File(file) => file.seconds(),
            Output::Comparison(_) => 0.0,
        }
    }

    /// How far each part has come.
    pub fn states(&self) -> States {
        match self {
            Output::File(file) => file.states(),
            Output::Comparison(comparison) => comparison.states(),
        }
    }

    /// Adds groups whose sizes were not known before.
    pub fn add(&mut self, groups: &[Group]) -> Result<(), SinkError> {
        match self {
            Output::File(file) => file.add(groups),
            Output::Comparison(comparison) => comparison.declare(groups),
        }
    }

    /// Completes the results; `record` is the group of index `at`, which gets more attributes.
    pub fn finish(self, (at, record): (usize, &Group), attributes: &[(&str, Attribute)]) -> Result<(), SinkError> {
        match self {
            Output::File(file) => {
                let attributes = attributes.iter().map(|(name, value)| (at, (*name).to_owned(), value.clone()));
                file.finish(&attributes.collect::<Vec<_>>())
            }
            Output::Comparison(comparison) => {
                let computed = record.attributes.iter().filter(|(name, _)| COMPUTED.contains(&name.as_str()));
                comparison.attributes(at, &computed.cloned().collect::<Vec<_>>())?;
                comparison.check_complete()
            }
        }
    }

    /// Leaves the file as it is, so that the run can be gone on with.
    pub fn pause(self) -> Result<(), SinkError> {
        match self {
            Output::File(file) => file.pause().committed,
            Output::Comparison(_) => Ok(()),
        }
    }

    fn sink(&self) -> &dyn Sink {
        match self {
            Output::File(file) => file.as_ref(),
            Output::Comparison(comparison) => &**comparison,
        }
    }
}

impl Sink for Output {
    fn write(&self, array: ArrayId, start: u64, values: &[f64]) -> Result<(), SinkError> {
        self.sink().write(array, start, values)
    }

    fn write_ints(&self, array: ArrayId, start: u64, values: &[i64]) -> Result<(), SinkError> {
        self.sink().write_ints(array, start, values)
    }

    fn read(&self, array: ArrayId, start: u64, values: &mut [f64]) -> Result<(), SinkError> {
        self.sink().read(array, start, values)
    }

    fn has(&self, array: ArrayId, start: u64, len: u64) -> bool {
        self.sink().has(array, start, len)
    }

    fn work(&self, phase: Phase, index: u64) -> Work {
        self.sink().work(phase, index)
    }

    fn keep(&self, part: Part, state: Vec<u8>) -> Result<(), SinkError> {
        self.sink().keep(part, state)
    }

    fn round(&self) -> u64 {
        self.sink().round()
    }
}
