//! Shards of one run, merged into the file that one run would have written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::identity::differences;
use super::record::failed;
use super::resume::{self, config_from};
use super::{Observer, RunError, RunOptions, RunReport, run};
use crate::store::journal::{History, Identity, is_held, journal_path};
use crate::store::run_file::RunFile;
use crate::store::shard::{Shard, result_path, shard_path};

/// So many missing shards are named.
const NAMED: usize = 10;

/// How shards are to be merged.
#[derive(Debug, Clone, Default)]
pub struct MergeOptions {
    /// An existing result is replaced, and an unfinished run thrown away.
    pub force: bool,
    /// Shards may come from machines of different classes, whose bits may differ.
    pub mix_classes: bool,
    /// Raised when the work should stop.
    pub stop: Arc<AtomicBool>,
}

/// All shards of a run.
#[derive(Debug, Clone)]
pub struct Shards {
    /// In their order.
    all: Vec<Shard>,
    mix_classes: bool,
}

/// Merges the files of all shards of a run into the result `output`. `options` are settings as `run.workers=2` that
/// change no result.
///
/// What shards have done is copied, and the run goes on from there: what is computed of all parts together is computed here.
/// A merge that was interrupted is gone on with by merging again.
pub fn merge(
    paths: &[PathBuf],
    output: &Path,
    options: &[String],
    merge: &MergeOptions,
    observer: &dyn Observer,
) -> Result<RunReport, RunError> {
    if !merge.force && RunFile::settle(output).map_err(failed)? {
        return resume::report(output);
    }
    let shards = Shards::open(paths, merge.mix_classes)?;
    let config = config_from(shards.all[0].head.identity.clone(), options, output)?;
    let is_begun = !merge.force && History::read(output).map_err(failed)?.is_some();
    let options = RunOptions {
        force: merge.force,
        resume: is_begun,
        shard: None,
        merge: Some(shards),
        stop: Arc::clone(&merge.stop),
    };
    run(&config, &options, observer)
}

impl Shards {
    /// Reads the files and checks that they are all the shards of one run.
    fn open(paths: &[PathBuf], mix_classes: bool) -> Result<Shards, RunError> {
        let (mut all, mut mistakes) = (Vec::new(), Vec::new());
        for path in paths {
            match Shard::open(path) {
                Ok(shard) => all.push(shard),
                Err(error) => mistakes.push(unfinished(path).unwrap_or_else(|| error.to_string())),
            }
        }
        mistakes.dedup();
        if mistakes.is_empty() {
            all.sort_by_key(|shard| shard.shard);
            mistakes = strangers(&all, mix_classes);
        }
        if mistakes.is_empty() {
            mistakes.extend(repeated(&all));
            mistakes.extend(missing(&all));
        }
        match mistakes.is_empty() {
            true => Ok(Shards { all, mix_classes }),
            false => Err(RunError::Input(mistakes.iter().map(|mistake| format!("error: {mistake}")).collect())),
        }
    }

    /// All shards; an error if what they are of has changed since.
    pub(super) fn of(&self, is: &Identity) -> Result<&[Shard], RunError> {
        let first = &self.all[0];
        let found = differences(&comparable(&first.head.identity, is, self.mix_classes), is);
        if found.is_empty() {
            return Ok(&self.all);
        }
        let place = first.path.display();
        Err(RunError::Input(vec![format!(
            "error: {place}: the run that this is a shard of is not that of its config any more\n{}\n  undo the change, or run all \
             shards again{}",
            indented(&found),
            allow(&first.head.identity, is)
        )]))
    }

    /// The classes of machines that have computed the result, this one among them.
    pub(super) fn machine_classes(&self, here: &str) -> String {
        let classes = self.all.iter().map(|shard| shard.head.identity.machine_class.as_str());
        let classes: BTreeSet<&str> = classes.chain([here]).collect();
        Vec::from_iter(classes).join(" ")
    }
}

/// The identity as one can be compared with that of another shard, or of the whole.
fn comparable(was: &Identity, is: &Identity, mix_classes: bool) -> Identity {
    let mut was = Identity { shard: is.shard, ..was.clone() };
    if mix_classes {
        was.machine_class.clone_from(&is.machine_class);
    }
    was
}

/// Shards that are of another run than the first.
fn strangers(all: &[Shard], mix_classes: bool) -> Vec<String> {
    let Some((first, others)) = all.split_first() else { return vec!["there are no shards to be merged".into()] };
    let check = |other: &Shard| {
        let (place, stem) = (other.path.display(), first.path.display());
        let ((_, n_first), (_, n_other)) = (first.shard, other.shard);
        if n_first != n_other {
            return Some(format!("{place}: is one of {n_other} shards, but {stem} is one of {n_first}"));
        }
        let (was, is) = (&first.head.identity, &other.head.identity);
        let found = differences(&comparable(was, is, mix_classes), is);
        (!found.is_empty()).then(|| {
            let (found, allow) = (indented(&found), allow(was, is));
            format!("{place}: is no shard of the run of {stem}: what was so there is not so here\n{found}{allow}")
        })
    };
    others.iter().filter_map(check).collect()
}

fn indented(differences: &[String]) -> String {
    let lines: Vec<String> = differences.iter().map(|difference| format!("  {difference}")).collect();
    lines.join("\n")
}

/// What to do about another class of machine.
fn allow(was: &Identity, is: &Identity) -> &'static str {
    match was.machine_class == is.machine_class {
        true => "",
        false => {
            "\n  with --mix-classes results of different machines are merged; one machine alone need not give the same bits"
        }
    }
}

fn repeated(all: &[Shard]) -> Vec<String> {
    let pairs = all.iter().zip(all.iter().skip(1)).filter(|(one, next)| one.shard == next.shard);
    let message = |(one, next): (&Shard, &Shard)| {
        let ((index, n), one, next) = (one.shard, one.path.display(), next.path.display());
        format!("shard {index}/{n} is given twice, as {one} and as {next}: leave one of them out")
    };
    pairs.map(message).collect()
}

fn missing(all: &[Shard]) -> Option<String> {
    let first = all.first()?;
    let (_, n) = first.shard;
    let given: BTreeSet<u64> = all.iter().map(|shard| shard.shard.0).collect();
    let n_missing = n - given.len() as u64;
    let named: Vec<u64> = (1..=n).filter(|index| !given.contains(index)).take(NAMED).collect();
    let remedies: Vec<String> = named.iter().map(|index| format!("\n  {}", remedy(first, (*index, n)))).collect();
    let more = match n_missing - named.len() as u64 {
        0 => String::new(),
        more => format!("\n  and {more} more"),
    };
    (n_missing > 0).then(|| format!("{n_missing} of {n} shards are missing{}{more}", remedies.concat()))
}

/// What to say of a path at which there is no file of a shard, but one in the making: it may be the path of that, or of what
/// stands beside it.
fn unfinished(path: &Path) -> Option<String> {
    let whole = path.to_string_lossy();
    let beside = [".journal", ".unfinished"].iter().find_map(|suffix| whole.strip_suffix(suffix));
    let shard = beside.map_or(path, Path::new);
    let is_begun = !shard.exists() && journal_path(shard).exists();
    is_begun.then(|| format!("{}: the shard {}", shard.display(), state(shard)))
}

/// How it is with a shard that is not done.
fn state(shard: &Path) -> String {
    match is_held(shard) {
        Ok(Some(true)) => "is being worked on: merge when it is done".into(),
        _ => format!("is unfinished: mcrun run {} --resume", shard.display()),
    }
}

/// Where a missing shard may be.
fn remedy(first: &Shard, (index, n): (u64, u64)) -> String {
    let expected = result_path(&first.path, first.shard).map(|result| shard_path(&result, (index, n)));
    let config = &first.head.identity.config_path;
    match expected {
        Some(path) if path.exists() => format!("shard {index}/{n} is there: give {} too", path.display()),
        Some(path) if journal_path(&path).exists() => format!("shard {index}/{n} {}", state(&path)),
        _ => format!("shard {index}/{n}: mcrun run {config} --shard {index}/{n}"),
    }
}
