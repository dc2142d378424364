//! What is committed of a run, as a file that other programs can read.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::Value as Json;

use super::RunError;
use super::committed::{kept, setting, weights};
use super::record::{FORMAT_VERSION, failed, hash};
use crate::draws::{Attribute, Group, SinkError};
use crate::report::numbers::count;
use crate::store::attributes::iso_8601;
use crate::store::journal::{journal_path, unfinished_path};
use crate::store::read::ResultReader;
use crate::store::snapshot;
use crate::store::unfinished::{Found, Unfinished, look};

/// Writes what is committed of the run that makes `output` to `path`, or beside it to `OUT.partial.h5`, and returns where. An
/// earlier snapshot there is replaced; nothing else is.
///
/// The run is not disturbed. Draws of chains are those that all chains have; elsewhere, what is not there yet is missing.
pub fn snapshot(output: &Path, path: Option<&Path>) -> Result<PathBuf, RunError> {
    let path = path.map_or_else(|| partial_path(output), Path::to_owned);
    check_place(output, &path)?;
    let written = look(output, |found| match found {
        Found::Unfinished(run, _) => write(output, run, &path),
        Found::Begun(_) => Ok(Err(nothing_yet(output, "the run has only begun"))),
        Found::Complete => Ok(Err(wrong(output, "is complete; there is nothing that it does not hold"))),
        Found::Nothing => Ok(Err(wrong(output, "there is no run of this result"))),
    });
    written.map_err(failed)??;
    Ok(path)
}

/// `OUT.partial.h5` of `OUT.h5`.
fn partial_path(output: &Path) -> PathBuf {
    let extension = output.extension().map_or("h5".into(), |extension| extension.to_string_lossy());
    output.with_extension(format!("partial.{extension}"))
}

/// A snapshot replaces nothing but a snapshot.
fn check_place(output: &Path, path: &Path) -> Result<(), RunError> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if [output.to_owned(), journal_path(output), unfinished_path(output)]
        .iter()
        .any(|taken| absolute(taken) == absolute(path))
    {
        return Err(wrong(path, "is the run's own; choose another place for the snapshot"));
    }
    if !path.exists() {
        return Ok(());
    }
    let complete = ResultReader::open(path).and_then(|reader| reader.attribute("mcrun", "complete"));
    match complete {
        Ok(Some(Attribute::Int(0))) => Ok(()),
        _ => Err(wrong(path, "exists already and is no snapshot; choose another place")),
    }
}

fn write(output: &Path, run: &Unfinished, path: &Path) -> Result<Result<(), RunError>, SinkError> {
    let kept = kept(run);
    let groups = &run.history.head.groups;
    let has_draws = |name: &str| kept.iter().any(|(group, _)| groups[*group].name.starts_with(name));
    let makes_chains = groups.iter().any(|group| group.name == "sample_stats");
    if makes_chains && !has_draws("posterior") && !has_draws("warmup_posterior") {
        return Ok(Err(nothing_yet(output, &format!("not all chains have draws yet{}", progress(run)))));
    }
    if kept.is_empty() {
        return Ok(Err(nothing_yet(output, &format!("nothing is committed yet{}", progress(run)))));
    }
    snapshot::write(path, run, &kept, record(run)?).map(Ok)
}

/// The group `mcrun` of a snapshot.
fn record(run: &Unfinished) -> Result<Group, SinkError> {
    let identity = &run.history.head.identity;
    let progress = run.history.progress();
    let text = |text: &str| Attribute::Text(text.to_owned());
    let method = setting(run, "method", "kind");
    let sources: Vec<&str> = identity.program.iter().map(|(_, text)| text.as_str()).collect();
    let (program_name, program) = identity.program.first().map_or(("", ""), |(name, text)| (name, text));
    let committed = run.history.commits.last().map_or(0.0, |(commit, _)| commit.at);
    let committed = SystemTime::UNIX_EPOCH + std::time::Duration::try_from_secs_f64(committed).unwrap_or_default();
    let warning = format!("this is a run that was not complete{}", self::progress(run));
    let mut attributes = vec![
        ("format_version", Attribute::Int(FORMAT_VERSION)),
        ("complete", Attribute::Int(0)),
        ("version", text(&identity.version)),
        ("machine_class", text(&identity.machine_class)),
        ("method", text(method.as_ref().and_then(Json::as_str).unwrap_or_default())),
        ("seed", text(&setting(run, "run", "seed").unwrap_or_default().to_string())),
        ("config", text(&identity.config)),
        ("config_options", Attribute::Texts(identity.options.clone())),
        ("config_resolved", text(&identity.resolved)),
        ("program", text(program)),
        ("program_name", text(program_name)),
        ("program_sha256", text(&hash(sources.join("\0").as_bytes()))),
        ("warnings", Attribute::Texts(vec![warning])),
        ("unit", text(&progress.unit)),
        ("done", Attribute::Int(progress.done as i64)),
        ("total", Attribute::Int(progress.total as i64)),
        ("committed_at", text(&iso_8601(committed))),
        ("seconds", Attribute::Float(run.history.seconds())),
    ];
    if let Some(weights) = weights(run)? {
        attributes.push(("log_evidence", Attribute::Float(weights.log_mean)));
        attributes.push(("log_evidence_error", Attribute::Float(weights.error)));
        attributes.push(("ess", Attribute::Float(weights.effective_size)));
        attributes.push(("pareto_k", Attribute::Float(weights.pareto_k)));
    }
    let attributes = attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Ok(Group { name: "mcrun".into(), attributes, ..Group::default() })
}

/// ` (2,000 of 8,000 iterations)`, or nothing before the first commit.
fn progress(run: &Unfinished) -> String {
    let progress = run.history.progress();
    match progress.total {
        0 => String::new(),
        total => format!(" ({} of {} {})", count(progress.done), count(total), progress.unit),
    }
}

fn nothing_yet(output: &Path, why: &str) -> RunError {
    RunError::Failed(format!("{}: there can be no snapshot: {why}; try again later", output.display()))
}

fn wrong(path: &Path, fact: &str) -> RunError {
    RunError::Input(vec![format!("error: {}: {fact}", path.display())])
}
