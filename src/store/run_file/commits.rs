//! Commits: what was written and kept since the last one goes to the disk, then a record of it to the journal.

use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Instant, SystemTime};

use crate::draws::SinkError;
use crate::draws::parts::Part;
use crate::store::journal::{Commit, Journal, Progress, Record, Stretch};

/// What is shared with the thread that commits.
#[derive(Debug)]
pub(super) struct Keeper {
    pub pending: Mutex<Pending>,
    pub journal: Mutex<Journal>,
    /// The values, to be brought to the disk.
    pub values: File,
    pub directory: PathBuf,
    pub round: AtomicU64,
    pub done: AtomicU64,
    pub stage: Mutex<Progress>,
    pub started: Instant,
    /// How long the run had worked before.
    pub seconds_before: f64,
    /// Whether there is something in the journal that a run can go on from.
    pub has_kept: AtomicBool,
    /// Why nothing can be committed any more.
    pub fault: OnceLock<String>,
}

#[derive(Debug, Default)]
pub(super) struct Pending {
    pub written: Vec<Stretch>,
    pub kept: Vec<(Part, Vec<u8>)>,
}

impl Keeper {
    pub fn tick(&self) {
        self.round.fetch_add(1, Ordering::Relaxed);
        // The run hears of an error when it next writes.
        let _ = self.commit();
    }

    pub fn seconds(&self) -> f64 {
        self.seconds_before + self.started.elapsed().as_secs_f64()
    }

    /// Brings everything that was written to the disk, then a record of it. After an error nothing is committed any more:
    /// later records would speak of parts whose beginnings are not kept.
    pub fn commit(&self) -> Result<(), SinkError> {
        let mut journal = lock(&self.journal);
        if let Some(fault) = self.fault.get() {
            return Err(SinkError(fault.clone()));
        }
        let committed = self.commit_pending(&mut journal);
        if let Err(SinkError(fault)) = &committed {
            self.fault.get_or_init(|| fault.clone());
        }
        committed
    }

    fn commit_pending(&self, journal: &mut Journal) -> Result<(), SinkError> {
        let Pending { written, kept } = std::mem::take(&mut *lock(&self.pending));
        if written.is_empty() && kept.is_empty() {
            return Ok(());
        }
        let mut progress = lock(&self.stage).clone();
        progress.done = self.done.load(Ordering::Relaxed);
        let wrong =
            |error: std::io::Error| SinkError(format!("{}: cannot be synced: {error}", self.directory.display()));
        self.values.sync_data().map_err(wrong)?;
        let has_kept = !kept.is_empty();
        journal
            .append(&Record::Commit(Commit { at: now(), seconds: self.seconds(), progress, written, kept }), true)?;
        self.has_kept.fetch_or(has_kept, Ordering::Relaxed);
        // The names of both files are safe only with their directory.
        File::open(&self.directory).and_then(|directory| directory.sync_all()).map_err(wrong)
    }
}

/// Seconds since 1970.
pub(super) fn now() -> f64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0.0, |passed| passed.as_secs_f64())
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}
