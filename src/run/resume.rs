//! Going on with a run that was interrupted.

use std::path::Path;

use super::record::failed;
use super::{Observer, RunError, RunReport, summary, unreadable};
use crate::config::Config;
use crate::draws::Attribute;
use crate::store::journal::History;
use crate::store::read::{ReadError, ResultReader};
use crate::store::run_file::RunFile;

/// The config of the run of a result, where that is unfinished: its file as it is now, or, where there is none any more, as it was; with
/// what was overridden then and, after it, what is overridden now.
pub fn config_of(output: &Path, options: &[String]) -> Result<Config, RunError> {
    let place = output.display();
    RunFile::settle(output).map_err(failed)?;
    let Some(history) = History::read(output).map_err(failed)? else {
        if output.exists() {
            return of_result(output, options);
        }
        return Err(RunError::Input(vec![format!(
            "error: {place}: there is no unfinished run of this result: nothing of it was kept"
        )]));
    };
    let identity = history.head.identity;
    let all: Vec<String> = identity.options.iter().chain(options).cloned().collect();
    let path = Path::new(&identity.config_path);
    let mut config = match path.exists() {
        true => Config::load(path, &all)?,
        false => Config::parse(path, identity.config, &all)?,
    };
    config.set_output(output);
    Ok(config)
}

/// The config of a complete run, as its result has it.
fn of_result(output: &Path, options: &[String]) -> Result<Config, RunError> {
    let wrong = |error: ReadError| RunError::Failed(error.to_string());
    let reader = ResultReader::open(output).map_err(wrong)?;
    let (config, given) = (reader.attribute("mcrun", "config"), reader.attribute("mcrun", "config_options"));
    let (Some(Attribute::Text(config)), given) = (config.map_err(wrong)?, given.map_err(wrong)?) else {
        return Err(RunError::Failed(format!("{}: has no config", output.display())));
    };
    let mut all = match given {
        Some(Attribute::Texts(given)) => given,
        _ => Vec::new(),
    };
    all.extend_from_slice(options);
    let mut config = Config::parse(output, config, &all)?;
    config.set_output(output);
    Ok(config)
}

/// Whether the run of a result has nothing left to be done.
pub(super) fn is_complete(output: &Path) -> Result<bool, RunError> {
    let settled = RunFile::settle(output).map_err(failed)?;
    Ok(settled || (output.exists() && History::read(output).map_err(failed)?.is_none()))
}

/// The report of a run that was complete already.
pub(super) fn report(output: &Path, observer: &dyn Observer) -> Result<RunReport, RunError> {
    observer.note(&format!("{} is complete already", output.display()));
    let summary = summary(output)?;
    let bytes = std::fs::metadata(output).map_err(|error| unreadable(output, &error))?.len();
    let diagnostic_failed = !summary.warnings.is_empty();
    Ok(RunReport { summary, output: output.to_owned(), bytes, diagnostic_failed })
}
