//! Going on with a run that was interrupted.

use std::path::Path;

use super::identity::identity;
use super::record::failed;
use super::recorded::Recorded;
use super::{Job, RunError, RunReport, extension, summary, unreadable};
use crate::config::Config;
use crate::store::journal::{History, Identity};
use crate::store::run_file::RunFile;
use crate::store::shard::Shard;

/// The config of the run of a result: its file as it is now, or, where there is none any more, as it was; with what was
/// overridden then and, after it, what is overridden now. Also, which shard the run is.
pub fn config_of(output: &Path, options: &[String]) -> Result<(Config, Option<(u64, u64)>), RunError> {
    RunFile::settle(output).map_err(failed)?;
    let Some(history) = History::read(output).map_err(failed)? else {
        if !output.exists() {
            let message = "there is no unfinished run of this result: nothing of it was kept";
            return Err(RunError::Input(vec![format!("error: {}: {message}", output.display())]));
        }
        let (identity, shard) = match Shard::open(output) {
            Ok(Shard { head, shard, .. }) => (head.identity, Some(shard)),
            Err(_) => (Recorded::read(output)?.identity, None),
        };
        return Ok((config_from(identity, options, output)?, shard));
    };
    let shard = history.head.identity.shard;
    Ok((config_from(history.head.identity, options, output)?, shard))
}

/// The config that a run is of, with another output.
pub(super) fn config_from(identity: Identity, options: &[String], output: &Path) -> Result<Config, RunError> {
    let all: Vec<String> = identity.options.iter().chain(options).cloned().collect();
    let path = Path::new(&identity.config_path);
    let mut config = match path.exists() {
        true => Config::load(path, &all)?,
        false => Config::parse(path, identity.config, &all)?,
    };
    config.set_output(output);
    Ok(config)
}

/// Whether the run of a result has nothing left to be done.
pub(super) fn is_complete(job: &Job) -> Result<bool, RunError> {
    let output = &job.config.run.output;
    RunFile::settle(output).map_err(failed)?;
    if !output.exists() || History::read(output).map_err(failed)?.is_some() {
        return Ok(false);
    }
    Ok(extension::of(job, &identity(job))?.is_none())
}

/// The report of a run that was complete already.
pub(super) fn report(output: &Path) -> Result<RunReport, RunError> {
    let summary = summary(output)?;
    let bytes = std::fs::metadata(output).map_err(|error| unreadable(output, &error))?.len();
    let diagnostic_failed = !summary.warnings.is_empty();
    Ok(RunReport { summary, output: output.to_owned(), bytes, diagnostic_failed, was_complete: true })
}
