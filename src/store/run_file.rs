//! The result file of a run, with its journal: a sink that can be interrupted at any moment and gone on with.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use super::file::{ResultFile, cannot_write_in, check_place, directory};
use super::journal::{
    Head, History, Holder, Identity, Journal, Progress, Record, Stretch, journal_path, remove_leftovers,
    unfinished_path,
};
use super::shard::Shard;
use super::states::States;
use crate::draws::parts::{Part, Phase, Work};
use crate::draws::{ArrayId, Attribute, Element, Group, Sink, SinkError};
use crate::workers::ticker::Ticker;

mod commits;
mod extend;
mod recover;
mod shards;

use commits::{Keeper, into_inner, lock, now};
use recover::recover;

pub use shards::PackedShard;

/// What a run needs of its files.
#[derive(Debug, Clone)]
pub struct Opening<'a> {
    /// Where the result goes.
    pub output: &'a Path,
    /// An existing result may be replaced, and an unfinished run thrown away.
    pub force: bool,
    /// What was committed of an unfinished run is gone on with.
    pub resume: bool,
    /// Work is lost for so long at most.
    pub commit_every: Duration,
    /// Arrays of which a shorter run, complete or not, has the first numbers: it is gone on with.
    pub extends: Option<&'a [ArrayId]>,
    /// All shards of the run, if they are to be taken in.
    pub shards: &'a [Shard],
}

/// The result file of a run in the making.
///
/// Dropping it leaves the files as they are, so that the run can be gone on with; [`RunFile::finish`] makes the result,
/// [`RunFile::discard`] leaves nothing.
#[derive(Debug)]
pub struct RunFile {
    result: ResultFile,
    /// How many groups are in the file from the beginning.
    n_groups: usize,
    keeper: Arc<Keeper>,
    ticker: Option<Ticker>,
    /// How far each part has come.
    states: Mutex<States>,
    shard: Option<(u64, u64)>,
    /// How many parts the divided phase has, once it has begun.
    n_divided: OnceLock<u64>,
}

/// What has become of a run that was [paused](RunFile::pause).
#[derive(Debug)]
pub struct Paused {
    /// Whether there is something to go on from.
    pub is_kept: bool,
    /// Whether the last of what was done is part of it.
    pub committed: Result<(), SinkError>,
}

impl RunFile {
    /// Opens the files of a run: anew, or where an unfinished one of the same identity stands. `note` is told of
    /// whatever is found of an earlier run.
    pub fn open(
        opening: &Opening<'_>,
        identity: Identity,
        groups: &[Group],
        note: &dyn Fn(&str),
    ) -> Result<RunFile, SinkError> {
        check_place(opening.output, opening.force || opening.resume)?;
        let journal = Journal::hold(opening.output)?;
        let history = match journal.read() {
            // Whatever it is, it is thrown away.
            Err(_) if opening.force => None,
            history => history?,
        };
        if let Some(carried) = opening.extends {
            return RunFile::extend(opening, journal, history, (identity, groups), carried, note);
        }
        match history {
            Some(history) if opening.resume => {
                let mut file = RunFile::take_up(opening, journal, history, identity, note)?;
                file.take_in(opening.shards).map(|()| file)
            }
            Some(history) if !opening.force => Err(unfinished(opening.output, &history)),
            _ => {
                let mut file = RunFile::begin(opening, journal, identity, groups)?;
                match file.take_in(opening.shards) {
                    Ok(()) => Ok(file),
                    Err(error) => {
                        file.discard();
                        Err(error)
                    }
                }
            }
        }
    }

    /// Tidies up after a run that has ended between putting its result into place and removing its journal, and says whether
    /// that was so; and after one that has ended before it had begun.
    pub fn settle(output: &Path) -> Result<bool, SinkError> {
        if !journal_path(output).exists() {
            return Ok(false);
        }
        let journal = Journal::hold(output)?;
        let wrong = |error: io::Error| cannot_tidy_up(output, &error);
        let Some(history) = journal.read()? else {
            remove_leftovers(output, None).and_then(|()| journal.remove()).map_err(wrong)?;
            return Ok(false);
        };
        if !history.complete {
            return Ok(false);
        }
        let values = directory(output).join(&history.head.values);
        let inode = |path: &Path| std::fs::metadata(path).map(|found| found.ino()).ok();
        let is_elsewhere = |values| history.head.identity.shard.is_none() && inode(output) != Some(values);
        if inode(output).is_none() || inode(&values).is_some_and(is_elsewhere) {
            return Ok(false);
        }
        remove_leftovers(output, None).and_then(|()| journal.remove()).map_err(wrong)?;
        Ok(true)
    }

    fn begin(
        opening: &Opening<'_>,
        mut journal: Journal,
        identity: Identity,
        groups: &[Group],
    ) -> Result<RunFile, SinkError> {
        let values = unfinished_path(opening.output);
        remove_leftovers(opening.output, None).map_err(|error| cannot_write_in(opening.output, &error))?;
        let made = ResultFile::create_as(&values, opening.output, groups, opening.force, identity.shard.is_some());
        let made = made.and_then(|mut result| {
            let layout = result.layout()?;
            let name = values.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let shard = identity.shard;
            let (may_replace, groups) = (opening.force, groups.to_vec());
            journal.begin(Head { identity, may_replace, groups, values: name, layout })?;
            journal.append(&Record::Taken(holder()), false)?;
            result.stay(true);
            Ok((result, shard))
        });
        let seconds_before = opening.shards.iter().map(|shard| shard.head.seconds).sum();
        match made {
            Ok((result, shard)) => RunFile::new(opening, result, journal, (States::new(), seconds_before), shard),
            Err(error) => {
                // Nothing was done yet, so nothing is to be kept.
                let _ = journal.remove();
                Err(error)
            }
        }
    }

    fn take_up(
        opening: &Opening<'_>,
        mut journal: Journal,
        history: History,
        identity: Identity,
        note: &dyn Fn(&str),
    ) -> Result<RunFile, SinkError> {
        let (result, history) = recover(opening, &mut journal, history, note)?;
        journal.append(&Record::Taken(holder()), false)?;
        RunFile::new(opening, result, journal, (history.kept(), history.seconds()), identity.shard)
    }

    fn new(
        opening: &Opening<'_>,
        result: ResultFile,
        journal: Journal,
        (states, seconds_before): (States, f64),
        shard: Option<(u64, u64)>,
    ) -> Result<RunFile, SinkError> {
        let values = result.blocks().file.try_clone().map_err(|error| result.blocks().write_error(&error))?;
        let n_groups = result.blocks().groups().count();
        let keeper = Arc::new(Keeper {
            pending: Mutex::default(),
            journal: Mutex::new(journal),
            values,
            directory: directory(opening.output).to_owned(),
            round: AtomicU64::new(0),
            done: AtomicU64::new(0),
            stage: Mutex::default(),
            started: Instant::now(),
            seconds_before,
            has_kept: AtomicBool::new(!states.is_empty()),
            fault: OnceLock::new(),
        });
        // Parts that take long say where they are in one half of the time and are committed in the other.
        let ticking = Arc::clone(&keeper);
        let ticker = Ticker::every(opening.commit_every / 2, move || ticking.tick());
        Ok(RunFile {
            result,
            n_groups,
            keeper,
            ticker: Some(ticker),
            states: Mutex::new(states),
            shard,
            n_divided: OnceLock::new(),
        })
    }

    /// A stage begins that has so many units of work.
    pub fn stage(&self, stage: &str, unit: &str, total: u64) {
        *lock(&self.keeper.stage) = Progress { stage: stage.into(), unit: unit.into(), done: 0, total };
        self.keeper.done.store(0, Ordering::Relaxed);
    }

    /// So many units of the stage are done.
    pub fn done(&self, n: u64) {
        self.keeper.done.store(n, Ordering::Relaxed);
    }

    /// How long the run has worked, all its processes together.
    pub fn seconds(&self) -> f64 {
        self.keeper.seconds()
    }

    /// How far each part has come.
    pub fn states(&self) -> States {
        lock(&self.states).clone()
    }

    /// Commits what is done and leaves the run to be gone on with. Where there is nothing to go on from, nothing is left.
    pub fn pause(mut self) -> Paused {
        self.ticker.take();
        let committed = self.keeper.commit();
        let is_kept = self.keeper.has_kept.load(Ordering::Relaxed) && lock(&self.keeper.journal).is_in_place();
        if !is_kept {
            self.discard();
        }
        Paused { is_kept, committed }
    }

    /// Leaves nothing of the run.
    pub fn discard(mut self) {
        self.ticker.take();
        self.result.stay(false);
        let path = unfinished_path(self.result.path());
        drop(self.result);
        debug_assert!(!path.exists());
        if let Some(keeper) = Arc::into_inner(self.keeper) {
            // What is left of an empty run does no harm.
            let _ = into_inner(keeper.journal).remove();
        }
    }

    /// Adds groups whose sizes were not known before, after those that are there.
    pub fn add(&mut self, groups: &[Group]) -> Result<(), SinkError> {
        let added = self.result.add(groups);
        self.safely(added)
    }

    /// Completes the result with attributes, each of the group with that index, and puts it into its place.
    pub fn finish(mut self, attributes: &[(usize, String, Attribute)]) -> Result<(), SinkError> {
        self.ticker.take();
        let completed = self.result.complete(attributes);
        self.safely(completed.and_then(|()| lock(&self.keeper.journal).append(&Record::Complete, true)))?;
        self.result.move_into_place()?;
        if let Some(keeper) = Arc::into_inner(self.keeper) {
            into_inner(keeper.journal).remove().map_err(|error| {
                SinkError(format!("the result is complete, but its journal cannot be removed: {error}"))
            })?;
        }
        Ok(())
    }

    /// Commits what is done if something else has failed, which is what is told of.
    fn safely(&self, outcome: Result<(), SinkError>) -> Result<(), SinkError> {
        outcome.inspect_err(|_| drop(self.keeper.commit()))
    }

    fn written(&self, array: ArrayId, start: u64, len: usize, checksum: u32) -> Result<(), SinkError> {
        if let Some(fault) = self.keeper.fault.get() {
            return Err(SinkError(fault.clone()));
        }
        // A run that is gone on with makes the groups that were added anew.
        if len > 0 && array.0 < self.n_groups {
            lock(&self.keeper.pending).written.push(Stretch { array, start, len: len as u64, checksum });
        }
        Ok(())
    }
}

impl Sink for RunFile {
    fn write(&self, array: ArrayId, start: u64, values: &[f64]) -> Result<(), SinkError> {
        let checksum = self.result.blocks().write(array, start, values, Element::Float)?;
        self.written(array, start, values.len(), checksum)
    }

    fn write_ints(&self, array: ArrayId, start: u64, values: &[i64]) -> Result<(), SinkError> {
        let checksum = self.result.blocks().write(array, start, values, Element::Int)?;
        self.written(array, start, values.len(), checksum)
    }

    fn read(&self, array: ArrayId, start: u64, values: &mut [f64]) -> Result<(), SinkError> {
        self.result.blocks().read(array, start, values)
    }

    fn has(&self, array: ArrayId, start: u64, len: u64) -> bool {
        self.result.blocks().has(array, start, len)
    }

    fn work(&self, phase: Phase, index: u64) -> Work {
        if phase.divided {
            self.n_divided.get_or_init(|| phase.n_parts);
        }
        let elsewhere =
            |(shard, n_shards): (u64, u64)| phase.divided && !share(phase.n_parts, shard, n_shards).contains(&index);
        match lock(&self.states).get(&phase.part(index)) {
            Some(state) => Work::Kept(state.clone()),
            None if self.shard.is_some_and(elsewhere) => Work::Elsewhere,
            None => Work::New,
        }
    }

    fn keep(&self, part: Part, state: Vec<u8>) -> Result<(), SinkError> {
        lock(&self.states).insert(part, state.clone());
        lock(&self.keeper.pending).kept.push((part, state));
        Ok(())
    }

    fn round(&self) -> u64 {
        self.keeper.round.load(Ordering::Relaxed)
    }
}

/// The parts that a shard does, counted from 1.
pub fn share(n_parts: u64, shard: u64, n_shards: u64) -> std::ops::Range<u64> {
    let from = |shard: u64| (u128::from(n_parts) * u128::from(shard) / u128::from(n_shards)) as u64;
    from(shard - 1)..from(shard)
}

fn cannot_tidy_up(output: &Path, error: &io::Error) -> SinkError {
    SinkError(format!("{}: cannot be tidied up: {error}", output.display()))
}

/// Why a run cannot begin.
fn unfinished(output: &Path, history: &History) -> SinkError {
    let Progress { stage, unit, done, total } = history.progress();
    let far = if total > 0 { format!(" ({stage}: {done} of {total} {unit})") } else { String::new() };
    let place = output.display();
    SinkError(format!(
        "{place}: there is an unfinished run of this result{far}; go on with it: mcrun run {place} --resume, or throw it away \
         with --force"
    ))
}

fn holder() -> Holder {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    Holder { process: std::process::id(), host: host.trim().to_owned(), since: now() as u64 }
}
