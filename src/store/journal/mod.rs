//! The journal of a run: what has been done, so that it can be gone on with.
//!
//! While a run lasts, two files stand beside the place of its result `OUT.h5`: `OUT.h5.unfinished`, the result file in
//! the making, and `OUT.h5.journal`, which says what the run is of and which of its parts are done. The journal only
//! grows. A record is in it only after the values that it speaks of are on the disk; so whatever happens, the
//! records up to the first broken one can be believed, and the values they speak of are there.
//!
//! The journal is also the lock of the output: a process that works on a run holds a lock on it, which the system takes
//! away when the process ends, however it ends.

pub(super) mod frame;
mod history;
mod lock;
mod record;

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::draws::SinkError;

pub use history::History;
pub use lock::is_held;
pub use record::{Commit, Head, Holder, Identity, Progress, Record, Stretch};

/// How a journal begins.
const MAGIC: &[u8] = b"mcrun journal 1\n";

/// The journal of the run that makes this result.
pub fn journal_path(output: &Path) -> PathBuf {
    beside(output, ".journal")
}

/// The result file in the making.
pub fn unfinished_path(output: &Path) -> PathBuf {
    beside(output, ".unfinished")
}

/// The result file in the making of a run that takes over values from the first one.
pub fn longer_path(output: &Path) -> PathBuf {
    beside(output, ".unfinished-2")
}

/// The path with something appended to its last name.
pub fn beside(output: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(output);
    name.push(suffix);
    name.into()
}

/// A journal that this process holds.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    /// Where the next record goes; 0 if the journal is empty.
    end: u64,
}

impl Journal {
    /// Takes hold of the journal of `output`, which is made if it is not there. It is an error if another process holds it.
    pub fn hold(output: &Path) -> Result<Journal, SinkError> {
        let path = journal_path(output);
        loop {
            let mut options = File::options();
            options.read(true).write(true).create(true).truncate(false).mode(0o666);
            let file = options.open(&path).map_err(|error| super::file::cannot_write_in(output, &error))?;
            match lock::take(&file) {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(held(output, &path)),
                // Some file systems have no locks; then nobody is kept away.
                Err(TryLockError::Error(_)) => return Ok(Journal { path, file, end: 0 }),
            }
            // Between opening and locking another process may have finished and removed it.
            let journal = Journal { path: path.clone(), file, end: 0 };
            if journal.is_in_place() {
                return Ok(journal);
            }
        }
    }

    /// What it says; none if it was not begun. Before anything is appended, what follows the last good record must be
    /// [`cut`](Journal::cut) off.
    pub fn read(&self) -> Result<Option<History>, SinkError> {
        History::of(&self.file, &self.path)
    }

    /// Forgets all that follows the record that ends at `end`.
    pub fn cut(&mut self, end: u64) -> Result<(), SinkError> {
        self.end = end;
        self.file.set_len(end).map_err(|error| self.error(&error))
    }

    /// Begins anew, with its first record: where the magic stands, that is whole.
    pub fn begin(&mut self, head: Head) -> Result<(), SinkError> {
        self.file.set_len(0).map_err(|error| self.error(&error))?;
        self.end = MAGIC.len() as u64;
        self.append(&Record::Head(Box::new(head)), false)?;
        self.file.write_all_at(MAGIC, 0).map_err(|error| self.error(&error))
    }

    /// Appends a record and, if wanted, brings it to the disk with all before it.
    pub fn append(&mut self, record: &Record, sync: bool) -> Result<(), SinkError> {
        let bytes = postcard::to_stdvec(record)
            .map_err(|error| SinkError(format!("{}: a record cannot be written: {error}", self.path.display())))?;
        self.end = frame::append(&self.file, self.end, &bytes, sync).map_err(|error| self.error(&error))?;
        Ok(())
    }

    /// Puts a journal in its place that begins with `head` and these records. Until that is whole, this one stands.
    pub fn replace(&self, head: Head, records: &[Record]) -> Result<Journal, SinkError> {
        let path = next_path(&self.path);
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(true).mode(0o666);
        let file = options.open(&path).map_err(|error| self.error(&error))?;
        match lock::take(&file) {
            // Some file systems have no locks.
            Ok(()) | Err(TryLockError::Error(_)) => {}
            Err(TryLockError::WouldBlock) => return Err(held(&path, &path)),
        }
        let mut next = Journal { path, file, end: 0 };
        next.begin(head)?;
        for record in records {
            next.append(record, false)?;
        }
        next.file.sync_all().map_err(|error| next.error(&error))?;
        std::fs::rename(&next.path, &self.path).map_err(|error| self.error(&error))?;
        next.path.clone_from(&self.path);
        super::file::sync_directory(&next.path)?;
        Ok(next)
    }

    /// Whether it still is where it was made.
    pub fn is_in_place(&self) -> bool {
        let own = self.file.metadata().map(|own| (own.dev(), own.ino()));
        let found = std::fs::metadata(&self.path).map(|found| (found.dev(), found.ino()));
        matches!((own, found), (Ok(own), Ok(found)) if own == found)
    }

    /// Ends it: the result is in its place, or is not wanted.
    pub fn remove(self) -> io::Result<()> {
        std::fs::remove_file(&self.path)
    }

    fn error(&self, error: &io::Error) -> SinkError {
        SinkError(format!("{}: cannot be written: {error}", self.path.display()))
    }
}

/// A journal that is to replace this one.
fn next_path(journal: &Path) -> PathBuf {
    beside(journal, ".next")
}

/// Removes what a run has left that has ended while it took the place of a shorter one: all beside the journal but the values
/// in the file of this name.
pub(super) fn remove_leftovers(output: &Path, in_use: Option<&str>) -> io::Result<()> {
    let is_idle = |path: &PathBuf| path.file_name().is_none_or(|name| in_use.is_none_or(|in_use| name != in_use));
    let values = [unfinished_path(output), longer_path(output)].into_iter().filter(is_idle);
    for path in values.chain([next_path(&journal_path(output))]) {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Why the journal of an output cannot be held.
fn held(output: &Path, path: &Path) -> SinkError {
    let history = File::open(path).ok().and_then(|file| History::of(&file, path).ok().flatten());
    let holder = history.and_then(|history| history.holder);
    let who = holder.map_or(String::new(), |holder| format!(" (process {} on {})", holder.process, holder.host));
    let place = output.display();
    SinkError(format!("{place}: another run is writing this result{who}; wait for it, or choose another output"))
}
