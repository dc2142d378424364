//! The command line: arguments, what is printed, exit codes.
//!
//! Standard output carries what was asked for, standard error progress and messages.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::config::sections::ROOT;
use crate::config::{Config, DataSource, Program};
use crate::data::{points, read_text};
use crate::methods::settings::METHODS;
use crate::report::options::Listing;
use crate::report::{density, numbers};
use crate::run::{self, MergeOptions, RunError, RunOptions, RunReport, ShardReport, Target, VerifyOptions, Which};

mod args;
mod interrupt;
mod print;
mod progress;
mod shard;

use args::{
    CheckArgs, ExtractArgs, LogDensityArgs, MergeArgs, PlanArgs, ReplayArgs, RunArgs, SnapshotArgs, StatusArgs,
    SummaryArgs, Verb, VerifyArgs,
};
use print::{note, print, print_errors};
use progress::Progress;

/// What the program ends with.
mod exit {
    pub const DONE: u8 = 0;
    pub const FAILED: u8 = 1;
    /// The config, the model, the data or the arguments are wrong.
    pub const WRONG_INPUT: u8 = 2;
    /// Done, but a diagnostic failed and that was to be told.
    pub const DIAGNOSTIC: u8 = 3;
    pub const INTERRUPTED: u8 = 130;
}

/// Runs the program with these arguments, its name first, and returns its exit code.
pub fn main(args: impl IntoIterator<Item = OsString>) -> u8 {
    let verb = match args::parse(args) {
        Ok(verb) => verb,
        Err(error) => {
            // Help goes to standard output, mistakes to standard error; a closed one is no concern of ours.
            let _ = error.print();
            return if error.use_stderr() { exit::WRONG_INPUT } else { exit::DONE };
        }
    };
    match verb {
        Verb::Run(args) => run_config(&args),
        Verb::Check(args) => finish(check(&args), args.json),
        Verb::LogDensity(args) => finish(log_density(&args), false),
        Verb::Merge(args) => merge(&args),
        Verb::Summary(args) => finish(summary(&args), args.json),
        Verb::Plan(args) => finish(plan(&args), args.json),
        Verb::Status(args) => finish(status(&args), args.json),
        Verb::Snapshot(args) => finish(snapshot(&args), false),
        Verb::Verify(args) => verify(&args),
        Verb::Extract(args) => finish(extract(&args), false),
        Verb::Replay(args) => finish(replay(&args), args.json),
        Verb::Methods => finish(Ok(methods()), false),
    }
}

fn run_config(args: &RunArgs) -> u8 {
    let started = Instant::now();
    let stop = interrupt::stop_flag();
    let progress = Progress::new(args.quiet, stop.clone());
    let report = args.config(&|name| std::env::var(name).ok()).and_then(|(config, shard)| {
        let options = RunOptions { force: args.force, resume: args.resume, shard, merge: None, stop };
        run::run(&config, &options, &progress)
    });
    progress.finish();
    tell(report, started.elapsed(), Told { json: args.json, quiet: args.quiet, strict: args.strict })
}

fn merge(args: &MergeArgs) -> u8 {
    let started = Instant::now();
    let stop = interrupt::stop_flag();
    let progress = Progress::new(args.quiet, stop.clone());
    let workers: Vec<String> = args.workers.iter().map(|workers| format!("run.workers={workers}")).collect();
    let options = MergeOptions { force: args.force, mix_classes: args.mix_classes, stop };
    let report = run::merge(&args.shards, &args.output, &workers, &options, &progress);
    progress.finish();
    tell(report, started.elapsed(), Told { json: args.json, quiet: args.quiet, strict: args.strict })
}

/// How the end of a run is told.
struct Told {
    json: bool,
    quiet: bool,
    /// Whether a diagnostic that failed decides the exit code.
    strict: bool,
}

fn tell(report: Result<RunReport, RunError>, elapsed: Duration, told: Told) -> u8 {
    let report = match report {
        Ok(report) => report,
        Err(RunError::ShardDone(shard)) => return tell_shard(&shard, elapsed, &told),
        Err(error) => return finish(Err(error), told.json),
    };
    if told.json {
        print(&format!("{}\n", done_json(&report, elapsed)));
    } else {
        print(&report.summary.text());
    }
    if !told.quiet {
        let elapsed = (!report.was_complete).then_some(elapsed);
        note(&outcome(&report.output, report.bytes, elapsed));
    }
    if told.strict && report.diagnostic_failed { exit::DIAGNOSTIC } else { exit::DONE }
}

/// A shard has no summary.
fn tell_shard(shard: &ShardReport, elapsed: Duration, told: &Told) -> u8 {
    if told.json {
        let ((index, n), (done, all)) = (shard.shard, shard.parts);
        let json = json!({
            "status": "shard done",
            "shard": index,
            "shards": n,
            "parts": done,
            "all_parts": all,
            "output": shard.output.display().to_string(),
            "bytes": shard.bytes,
            "seconds": elapsed.as_secs_f64(),
            "was_complete": shard.was_complete,
        });
        print(&format!("{json}\n"));
    }
    if !told.quiet {
        let elapsed = (!shard.was_complete).then_some(elapsed);
        note(&outcome(&shard.output, shard.bytes, elapsed));
        note(&shard.to_string());
    }
    exit::DONE
}

/// What has become of a file; `None` if it was there already.
fn outcome(path: &Path, bytes: u64, elapsed: Option<Duration>) -> String {
    let (path, size) = (path.display(), numbers::size(bytes));
    match elapsed {
        Some(elapsed) => format!("wrote {path} ({size}) in {}", numbers::duration(elapsed)),
        None => format!("{path} is complete already ({size})"),
    }
}

fn done_json(report: &RunReport, elapsed: Duration) -> Json {
    json!({
        "status": "done",
        "output": report.output.display().to_string(),
        "bytes": report.bytes,
        "seconds": elapsed.as_secs_f64(),
        "diagnostic_failed": report.diagnostic_failed,
        "was_complete": report.was_complete,
        "summary": report.summary.json(),
    })
}

/// Prints a text or the reason why there is none; the errors as JSON too, if wanted.
fn finish(text: Result<String, RunError>, as_json: bool) -> u8 {
    let (code, status, errors) = match text {
        Ok(text) => {
            print(&text);
            return exit::DONE;
        }
        Err(RunError::Input(messages)) => (exit::WRONG_INPUT, "wrong input", messages),
        Err(RunError::Failed(message)) => (exit::FAILED, "failed", vec![format!("error: {message}")]),
        Err(RunError::Stopped(message)) => (exit::INTERRUPTED, "interrupted", vec![message]),
        Err(RunError::ShardDone(shard)) => (exit::DONE, "shard done", vec![shard.to_string()]),
    };
    print_errors(&errors);
    if as_json {
        print(&format!("{}\n", json!({ "status": status, "errors": errors })));
    }
    code
}

fn check(args: &CheckArgs) -> Result<String, RunError> {
    let report = if is_program(&args.path) {
        let (program, data) = model(&args.path, args.data.as_deref());
        run::check(Target { program: &program, data: &data, seed: 0, config: None })?
    } else if args.data.is_some() {
        return Err(wrong("`--data` goes with a program; the data of a config are named in it"));
    } else {
        let config = Config::load(&args.path, &args.set)?;
        run::check(target(&config))?
    };
    Ok(if args.json { format!("{}\n", report.json()) } else { report.text() })
}

fn log_density(args: &LogDensityArgs) -> Result<String, RunError> {
    let name = args.points.display().to_string();
    let text = read_text(&args.points).map_err(|message| RunError::Input(vec![message]))?;
    let points = points::read(&name, &text)?;
    let densities = match (&args.config, &args.model) {
        (Some(path), _) => {
            let config = Config::load(path, &args.set)?;
            run::log_density(target(&config), &points)?
        }
        (None, Some(path)) => {
            let (program, data) = model(path, args.data.as_deref());
            run::log_density(Target { program: &program, data: &data, seed: 0, config: None }, &points)?
        }
        (None, None) => return Err(wrong("a config is needed, or a program with `--model`")),
    };
    Ok(density::text(&densities))
}

fn summary(args: &SummaryArgs) -> Result<String, RunError> {
    let summary = run::summary(&args.result)?;
    Ok(if args.json { format!("{}\n", summary.json()) } else { summary.text() })
}

fn plan(args: &PlanArgs) -> Result<String, RunError> {
    let config = Config::load(&args.path, &args.set)?;
    let progress = Progress::new(true, Arc::default());
    let report = run::plan(&config, args.workers.map(usize::from), &progress)?;
    Ok(if args.json { format!("{}\n", report.json()) } else { report.text() })
}

fn status(args: &StatusArgs) -> Result<String, RunError> {
    let status = run::status(&args.result)?;
    Ok(if args.json { format!("{}\n", status.json()) } else { status.text() })
}

fn snapshot(args: &SnapshotArgs) -> Result<String, RunError> {
    let path = run::snapshot(&args.result, args.output.as_deref())?;
    Ok(format!("wrote {}\n", path.display()))
}

fn verify(args: &VerifyArgs) -> u8 {
    let stop = interrupt::stop_flag();
    let workers = args.workers.map(usize::from);
    let options = VerifyOptions { sample: args.sample, workers, data: args.data.clone(), stop: stop.clone() };
    let progress = Progress::new(args.quiet, stop);
    let found = run::verify(&args.result, &options, &progress);
    progress.finish();
    let found = match found {
        Ok(found) => found,
        Err(error) => return finish(Err(error), args.json),
    };
    if args.json {
        print(&format!("{}\n", found.json()));
    } else if found.holds() {
        print(&found.text());
    } else {
        note(found.text().trim_end());
    }
    if found.holds() { exit::DONE } else { exit::FAILED }
}

fn extract(args: &ExtractArgs) -> Result<String, RunError> {
    let extracted = run::extract(&args.result, &args.directory, args.data.as_deref(), args.force)?;
    let files: Vec<String> = extracted.files.iter().map(|file| format!("{}\n", file.display())).collect();
    Ok(files.concat())
}

fn replay(args: &ReplayArgs) -> Result<String, RunError> {
    let which = match (args.point, args.chain, args.iteration) {
        (Some(point), ..) => Which::Point(point),
        (None, Some(chain), Some(iteration)) => Which::Iteration { chain, iteration },
        _ => return Err(wrong("name a point, --point N, or an iteration, --chain C --iteration I")),
    };
    let progress = Progress::new(true, Default::default());
    let replayed = run::replay(&args.result, which, args.data.as_deref(), &progress)?;
    Ok(if args.json { format!("{}\n", replayed.json()) } else { replayed.text() })
}

/// All methods, then the tables that every config has, with their settings.
fn methods() -> String {
    let mut listing = Listing::default();
    for method in METHODS {
        listing.table(&format!("[method] kind = {:?}", method.kind), method.meaning, method.settings);
    }
    for table in ROOT.iter().filter(|table| table.name != "method") {
        if let Some(settings) = table.kind.keys() {
            listing.table(&format!("[{}]", table.name), table.meaning, settings);
        }
    }
    listing.text()
}

fn target(config: &Config) -> Target<'_> {
    Target { program: &config.program, data: &config.data, seed: config.run.seed, config: Some(config) }
}

fn model(program: &Path, data: Option<&Path>) -> (Program, DataSource) {
    (Program::File(program.into()), data.map_or(DataSource::None, |path| DataSource::File(path.into())))
}

fn is_program(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "stan")
}

fn wrong(message: &str) -> RunError {
    RunError::Input(vec![format!("error: {message}")])
}
