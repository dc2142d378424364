//! The arguments.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};

use super::is_program;
use super::shard::{self, Lookup};
use crate::config::Config;
use crate::config::words::nearest;
use crate::run::{self, RunError};
use crate::store::shard::shard_path;

/// The verbs, for slips in them.
const VERBS: &[&str] = &[
    "run",
    "check",
    "plan",
    "log-density",
    "summary",
    "status",
    "snapshot",
    "merge",
    "verify",
    "extract",
    "replay",
    "methods",
    "help",
];

/// mcrun computes posteriors: on grids, by independent draws and by chains.
///
/// `mcrun model.toml` runs a config; the verbs do other things with configs, programs and results.
#[derive(Debug, Parser)]
#[command(name = "mcrun", version, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    run: Option<RunArgs>,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Run a config (implied by a bare config)
    Run(RunArgs),
    /// Check a config or program: parameters, shapes, the density at one point, the methods that fit
    Check(CheckArgs),
    /// Say what a run will need, from a sample of its work: time, memory, size of the result
    Plan(PlanArgs),
    /// Print the log density and its gradient at given points, as JSON
    LogDensity(LogDensityArgs),
    /// Print the tables of a result
    Summary(SummaryArgs),
    /// Say how far a run is that is under way, or was interrupted
    Status(StatusArgs),
    /// Write what a run under way has so far, as a file that other programs read
    Snapshot(SnapshotArgs),
    /// Do the run of a result again, from its file alone, and compare the bits
    Verify(VerifyArgs),
    /// Take config, program and data back out of a result
    Extract(ExtractArgs),
    /// Evaluate one point of a result again, with what each statement adds to the density
    Replay(ReplayArgs),
    /// Merge the shards of a run into its result
    Merge(MergeArgs),
    /// List all methods and settings with their defaults and meanings
    Methods,
}

#[derive(Debug, Args)]
pub struct RunArgs {
    /// The config, a TOML file; with --resume also the result
    #[arg(value_name = "CONFIG")]
    pub path: PathBuf,
    /// Override a setting, as in -s method.draws=2000 (repeatable); paths stay relative to the config
    #[arg(short, long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Where the result goes, instead of run.output; relative to the current directory
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How many threads evaluate, instead of run.workers; never changes a result
    #[arg(short = 'j', long, value_name = "N|auto", allow_negative_numbers = true)]
    pub workers: Option<String>,
    /// The seed, instead of run.seed
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub seed: Option<String>,
    /// Replace an existing result, and throw away an unfinished run of it
    #[arg(short, long)]
    pub force: bool,
    /// Go on with an unfinished run, if there is one
    #[arg(short, long, conflicts_with = "force")]
    pub resume: bool,
    /// Do only this part of the work, as 2/5, for `merge`; auto: as the scheduler or MPI launcher says
    #[arg(long, value_name = "I/N|auto")]
    pub shard: Option<String>,
    /// No progress, only results, warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// Exit with 3 if a diagnostic fails
    #[arg(long)]
    pub strict: bool,
    /// Print one JSON object instead of tables
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// A config, or a program called .stan
    #[arg(value_name = "CONFIG|MODEL.stan")]
    pub path: PathBuf,
    /// The data of a program
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Override a setting of a config (repeatable)
    #[arg(short, long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct LogDensityArgs {
    /// A config that names program and data
    #[arg(value_name = "CONFIG", required_unless_present = "model", conflicts_with = "model")]
    pub config: Option<PathBuf>,
    /// A program, in place of a config
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// The data of the program
    #[arg(long, value_name = "FILE", requires = "model", conflicts_with = "config")]
    pub data: Option<PathBuf>,
    /// The points: {"scale": "unconstrained" or "constrained", "points": [[...], ...]}
    #[arg(long, value_name = "FILE")]
    pub points: PathBuf,
    /// Override a setting of the config (repeatable)
    #[arg(short, long, value_name = "KEY=VALUE", requires = "config")]
    pub set: Vec<String>,
}

#[derive(Debug, Args)]
pub struct MergeArgs {
    /// The files of all shards of a run, in any order
    #[arg(value_name = "SHARD", required = true)]
    pub shards: Vec<PathBuf>,
    /// Where the result goes
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// How many threads evaluate what is left to be done; never changes a result
    #[arg(short = 'j', long, value_name = "N|auto", allow_negative_numbers = true)]
    pub workers: Option<String>,
    /// Replace an existing result, and throw away an unfinished run of it
    #[arg(short, long)]
    pub force: bool,
    /// Merge shards from machines of different classes, whose bits may differ
    #[arg(long)]
    pub mix_classes: bool,
    /// No progress, only results, warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// Exit with 3 if a diagnostic fails
    #[arg(long)]
    pub strict: bool,
    /// Print one JSON object instead of tables
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct SummaryArgs {
    /// A result
    #[arg(value_name = "OUT.h5")]
    pub result: PathBuf,
    /// Print one JSON object instead of tables
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct PlanArgs {
    /// The config
    #[arg(value_name = "CONFIG")]
    pub path: PathBuf,
    /// Override a setting (repeatable)
    #[arg(short, long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Say the time for so many workers too
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub workers: Option<u16>,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct StatusArgs {
    /// The result that the run makes; it need not be there yet
    #[arg(value_name = "OUT.h5")]
    pub result: PathBuf,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// A result
    #[arg(value_name = "OUT.h5")]
    pub result: PathBuf,
    /// Do only so many of the tasks or chains again, chosen by the seed
    #[arg(long, value_name = "K")]
    pub sample: Option<u64>,
    /// How many threads evaluate; never changes a result
    #[arg(short = 'j', long, value_name = "N")]
    pub workers: Option<NonZeroUsize>,
    /// The data, if they are too large for the result to hold them
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// No progress
    #[arg(short, long)]
    pub quiet: bool,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct SnapshotArgs {
    /// The result that the run makes; it need not be there yet
    #[arg(value_name = "OUT.h5")]
    pub result: PathBuf,
    /// Where the snapshot goes, instead of OUT.partial.h5
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// A result
    #[arg(value_name = "OUT.h5")]
    pub result: PathBuf,
    /// Where the files go
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub directory: PathBuf,
    /// The data, if they are too large for the result to hold them
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Replace files that exist
    #[arg(short, long)]
    pub force: bool,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true).multiple(true))]
pub struct ReplayArgs {
    /// A result
    #[arg(value_name = "OUT.h5")]
    pub result: PathBuf,
    /// The point or draw of this number, from 0, as in mcrun/failed_point
    #[arg(long, value_name = "N", group = "which", conflicts_with_all = ["chain", "iteration"])]
    pub point: Option<u64>,
    /// The chain, from 1
    #[arg(long, value_name = "C", group = "which", requires = "iteration")]
    pub chain: Option<u64>,
    /// The iteration of the chain, from 1, warmup included
    #[arg(long, value_name = "I", group = "which", requires = "chain")]
    pub iteration: Option<u64>,
    /// The data, if they are too large for the result to hold them
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub json: bool,
}

/// Reads the arguments, the program's name first. A bare config is run.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Verb, clap::Error> {
    let args: Vec<OsString> = args.into_iter().collect();
    let wrong = |message: String| Arguments::command().error(ErrorKind::InvalidValue, message);
    if let Some(message) = args.get(1).and_then(|first| slip_in_verb(first.to_str()?)) {
        return Err(wrong(message));
    }
    let Arguments { verb, run } = Arguments::try_parse_from(args)?;
    let verb = verb.or(run.map(Verb::Run)).ok_or_else(|| wrong("a config or a verb is needed".into()))?;
    if let Verb::Run(run) = &verb
        && is_program(&run.path)
    {
        let path = run.path.display();
        return Err(wrong(format!("{path} is a program, and runs have configs; to look at it: mcrun check {path}")));
    }
    Ok(verb)
}

/// What to say of a first argument that is neither a verb nor a file but nearly a verb.
fn slip_in_verb(first: &str) -> Option<String> {
    if first.starts_with('-') || first.contains(['.', '/']) || VERBS.contains(&first) || PathBuf::from(first).exists() {
        return None;
    }
    let verb = nearest(first, VERBS.iter().copied())?;
    Some(format!("there is no verb `{first}`; did you mean `{verb}`?"))
}

impl RunArgs {
    /// The config with what the arguments override, and which shard of its run is to be done. What a scheduler says is looked
    /// up in the environment.
    pub fn config(&self, lookup: &Lookup<'_>) -> Result<(Config, Option<(u64, u64)>), RunError> {
        let mut options = self.set.clone();
        options.extend(self.seed.iter().map(|seed| format!("run.seed={seed}")));
        options.extend(self.workers.iter().map(|workers| format!("run.workers={workers}")));
        let shard = self.shard.as_deref().map(|text| shard::parse(text, lookup)).transpose();
        let shard = shard.map_err(|message| RunError::Input(vec![format!("error: {message}")]))?;
        let place = |output: &Path| shard.map_or(output.to_owned(), |shard| shard_path(output, shard));
        if self.resume && self.path.extension().is_none_or(|extension| extension != "toml") {
            return run::config_of(&place(&self.path), &options);
        }
        let mut config = Config::load(&self.path, &options)?;
        let output = place(self.output.as_ref().unwrap_or(&config.run.output));
        config.set_output(&output);
        Ok((config, shard))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &str) -> Result<Verb, String> {
        let args = std::iter::once("mcrun").chain(args.split_whitespace()).map(OsString::from);
        parse(args).map_err(|e| e.to_string().lines().next().unwrap_or("").to_string())
    }

    fn check(args: &str, expected: impl Fn(&Verb) -> bool) {
        let read = read(args).unwrap_or_else(|message| panic!("{args}: {message}"));
        assert!(expected(&read), "{args}: {read:?}");
    }

    fn check_error(args: &str, expected: &str) {
        assert_eq!(read(args).expect_err(args), expected);
    }

    #[test]
    fn a_bare_config_is_run() {
        check("a.toml", |verb| matches!(verb, Verb::Run(run) if run.path.ends_with("a.toml")));
        check(
            "-j 2 a.toml -s a=1 --set b=2 --seed -3",
            |verb| matches!(verb, Verb::Run(run) if run.workers.as_deref() == Some("2") && run.set == ["a=1", "b=2"]),
        );
        check(
            "run a.toml -fq --strict --json",
            |verb| matches!(verb, Verb::Run(run) if run.force && run.quiet && run.strict && run.json),
        );
    }

    #[test]
    fn verbs_take_their_arguments() {
        check("check m.stan --data d.json", |verb| matches!(verb, Verb::Check(c) if c.data.is_some()));
        check("log-density a.toml --points p.json", |verb| matches!(verb, Verb::LogDensity(_)));
        check(
            "log-density --model m.stan --points p.json",
            |verb| matches!(verb, Verb::LogDensity(l) if l.config.is_none() && l.model.is_some()),
        );
        check("summary out.h5", |verb| matches!(verb, Verb::Summary(_)));
        check("verify out.h5 --sample 3", |verb| matches!(verb, Verb::Verify(v) if v.sample == Some(3)));
        check("extract out.h5 -d d", |verb| matches!(verb, Verb::Extract(e) if e.directory.ends_with("d")));
        check("replay out.h5 --point 7", |verb| matches!(verb, Verb::Replay(r) if r.point == Some(7)));
        check("replay out.h5 --chain 1 --iteration 2", |verb| matches!(verb, Verb::Replay(r) if r.chain == Some(1)));
        check("methods", |verb| matches!(verb, Verb::Methods));
        check("a.toml --shard 2/5", |verb| matches!(verb, Verb::Run(run) if run.shard.as_deref() == Some("2/5")));
        check("merge a b -o c.h5", |verb| matches!(verb, Verb::Merge(m) if m.shards.len() == 2));
    }

    #[test]
    fn mistakes_are_answered() {
        check_error("sumary out.h5", "error: there is no verb `sumary`; did you mean `summary`?");
        check_error("m.stan", "error: m.stan is a program, and runs have configs; to look at it: mcrun check m.stan");
        check_error("", "error: the following required arguments were not provided:");
        check_error("log-density a.toml", "error: the following required arguments were not provided:");
        check_error(
            "log-density a.toml --model m.stan --points p",
            "error: the argument '[CONFIG]' cannot be used with '--model <FILE>'",
        );
        check_error("replay out.h5", "error: the following required arguments were not provided:");
        check_error("replay out.h5 --chain 1", "error: the following required arguments were not provided:");
        check_error("a.toml --sed 3", "error: unexpected argument '--sed' found");
    }
}
