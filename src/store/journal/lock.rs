//! The lock of a journal. Who works on a run holds it alone; who only looks whether somebody does, takes it for a moment
//! together with others who look.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use super::journal_path;
use crate::workers::pause;

/// So often a lock is tried for that others have who only look.
const TRIES: u32 = 1000;
/// So often it is tried for that one seems to have who works: a process that another thread of his has just started holds all
/// that he had open until it becomes another program, longer than he does.
const TRIES_OF_WORKER: u32 = 50;
/// Time between tries.
const INTERVAL: Duration = Duration::from_millis(1);

/// Takes the lock, unless another process works on the run.
pub(super) fn take(file: &File) -> Result<(), TryLockError> {
    let mut tries_of_worker = TRIES_OF_WORKER;
    for _ in 0..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {}
            taken => return taken,
        }
        // Beside one who works there is no room, beside those who look there is.
        match file.try_lock_shared() {
            Ok(()) => file.unlock().map_err(TryLockError::Error)?,
            Err(TryLockError::WouldBlock) if tries_of_worker > 0 => tries_of_worker -= 1,
            Err(error) => return Err(error),
        }
        pause(INTERVAL);
    }
    Err(TryLockError::WouldBlock)
}

/// Whether a process works on the run that makes `output`; none if that cannot be known, as the file system has no locks.
/// A run that begins while this looks is not turned away.
pub fn is_held(output: &Path) -> io::Result<Option<bool>> {
    let file = match File::open(journal_path(output)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some(false)),
        opened => opened?,
    };
    Ok(match file.try_lock_shared() {
        // Closing the file gives the lock back.
        Ok(()) => Some(false),
        Err(TryLockError::WouldBlock) => Some(true),
        Err(TryLockError::Error(_)) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_is_neither_in_the_way_nor_mistaken_for_work() {
        let directory = tempfile::tempdir().expect("a directory");
        let output = directory.path().join("out.h5");
        let open = || File::options().create(true).append(true).open(journal_path(&output)).expect("a journal");
        assert_eq!(is_held(&output).expect("no journal is no error"), Some(false));
        let (worker, looker, other) = (open(), open(), open());
        looker.try_lock_shared().expect("nobody works");
        assert_eq!(is_held(&output).expect("it can be read"), Some(false));
        assert!(matches!(worker.try_lock(), Err(TryLockError::WouldBlock)));
        // One who works waits for one who looks to go away.
        let gone = crate::workers::ticker::Ticker::every(Duration::from_millis(20), move || {
            let _ = looker.unlock();
        });
        take(&worker).expect("nobody else works");
        drop(gone);
        assert_eq!(is_held(&output).expect("it can be read"), Some(true));
        assert!(matches!(take(&other), Err(TryLockError::WouldBlock)));
        drop(worker);
        assert_eq!(is_held(&output).expect("it can be read"), Some(false));
    }
}
