//! How far a run is, seen from outside.

use std::path::Path;
use std::time::SystemTime;

use serde_json::Value as Json;

use super::RunError;
use super::committed::{found, setting};
use super::record::failed;
use crate::draws::{Attribute, SinkError};
use crate::report::status::{Found as SoFar, Progress, State, Status};
use crate::store::journal::{Commit, History};
use crate::store::read::ResultReader;
use crate::store::unfinished::{Found, Unfinished, look};

/// The rate is that of the last so many commits.
const RECENT: usize = 20;

/// The status of the run that makes `output`, whether it is under way, was interrupted, or is complete.
///
/// The run is not disturbed. What is said of its progress is as of its last commit.
pub fn status(output: &Path) -> Result<Status, RunError> {
    let said = look(output, |found| match found {
        Found::Nothing => Ok(Ok(empty(output, State::Nothing))),
        Found::Begun(held) => Ok(Ok(empty(output, state(*held)))),
        Found::Complete => Ok(complete(output)),
        Found::Unfinished(run, held) => unfinished(output, run, *held).map(Ok),
    });
    said.map_err(failed)?
}

fn empty(output: &Path, state: State) -> Status {
    Status {
        output: output.display().to_string(),
        state,
        process: None,
        method: None,
        shard: None,
        progress: None,
        seconds: None,
        found: SoFar::default(),
        notes: Vec::new(),
    }
}

fn state(held: Option<bool>) -> State {
    match held {
        Some(true) => State::Running,
        Some(false) => State::Interrupted,
        None => State::Unknown,
    }
}

/// Of a result, what its file says.
fn complete(output: &Path) -> Result<Status, RunError> {
    let wrong = |error: String| RunError::Input(vec![format!("error: {error}")]);
    let bytes = std::fs::metadata(output).map_err(|error| wrong(format!("{}: {error}", output.display())))?.len();
    let reader = ResultReader::open(output).map_err(|error| wrong(error.to_string()))?;
    let attribute = |name| reader.attribute("mcrun", name).ok().flatten();
    let mut status = empty(output, State::Complete(bytes));
    if let Some(Attribute::Text(method)) = attribute("method") {
        status.method = Some(method);
    }
    if let Some(Attribute::Float(seconds)) = attribute("seconds") {
        status.seconds = Some(seconds);
    }
    if let Some(Attribute::Int(n_failed)) = attribute("n_failed") {
        status.found.n_failed = u64::try_from(n_failed).ok();
    }
    Ok(status)
}

fn unfinished(output: &Path, run: &Unfinished, held: Option<bool>) -> Result<Status, SinkError> {
    let history = &run.history;
    let state = state(held);
    let mut notes = Vec::new();
    // What a process is writing at this moment is not whole either.
    if history.n_broken > 0 && state != State::Running {
        notes.push(format!(
            "the journal ends with {} bytes that are not whole; what they spoke of is done again when the run is gone on with",
            history.n_broken
        ));
    }
    if output.exists() && !history.complete {
        notes.push("an older result stands in this place until this one is complete".into());
    }
    Ok(Status {
        output: output.display().to_string(),
        state,
        process: history.holder.as_ref().map(|holder| (holder.process, holder.host.clone())),
        method: setting(run, "method", "kind").as_ref().and_then(Json::as_str).map(str::to_owned),
        shard: history.head.identity.shard,
        progress: progress(history),
        seconds: Some(history.seconds()),
        found: found(run)?,
        notes,
    })
}

/// As of the last commit; none before the first.
fn progress(history: &History) -> Option<Progress> {
    let commits: Vec<&Commit> = history.commits.iter().map(|(commit, _)| commit).collect();
    let last = commits.last()?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64());
    let (unit, done, total) = (last.progress.unit.clone(), last.progress.done, last.progress.total);
    Some(Progress { unit, done, total, rate: rate(&commits), age: (now - last.at).max(0.0) })
}

/// How many units a second were done between recent commits; what a run that was gone on with has found done already does not
/// count.
fn rate(commits: &[&Commit]) -> Option<f64> {
    let (last, before) = commits.split_last()?;
    let mut earliest = None;
    let mut done = last.progress.done;
    for commit in before.iter().rev().take(RECENT) {
        if commit.progress.stage != last.progress.stage || commit.progress.done > done {
            break;
        }
        done = commit.progress.done;
        earliest = Some((done, commit.seconds));
    }
    let (done, seconds) = earliest.unwrap_or((0, 0.0));
    let rate = (last.progress.done - done) as f64 / (last.seconds - seconds);
    (rate.is_finite() && rate > 0.0).then_some(rate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::journal;

    #[test]
    fn the_rate_is_that_of_recent_commits() {
        let check = |commits: &[(u64, f64)], expected: Option<f64>| {
            let commit = |&(done, seconds): &(u64, f64)| {
                let progress = journal::Progress { done, total: 1000, ..journal::Progress::default() };
                Commit { seconds, progress, ..Commit::default() }
            };
            let commits: Vec<Commit> = commits.iter().map(commit).collect();
            assert_eq!(rate(&commits.iter().collect::<Vec<_>>()), expected);
        };
        check(&[], None);
        check(&[(10, 2.0)], Some(5.0));
        check(&[(10, 1.0), (30, 2.0), (50, 3.0)], Some(20.0));
        // A run that is gone on with counts from the beginning what it finds done.
        check(&[(50, 3.0), (40, 3.5), (70, 5.5)], Some(15.0));
        check(&[(50, 3.0), (50, 4.0)], None);
        let steady: Vec<(u64, f64)> = (0..30).map(|i| (if i < 9 { i } else { 100 + i }, i as f64)).collect();
        check(&steady, Some(1.0));
    }
}
