//! The end of a shard: its file instead of a result.

use std::fmt;
use std::path::{Path, PathBuf};

use super::RunError;
use super::record::failed;
use crate::store::run_file::{PackedShard, RunFile};
use crate::store::shard::{Shard, result_path};

/// What a shard has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShardReport {
    /// Which shard it is of how many, counted from 1.
    pub shard: (u64, u64),
    /// Its file.
    pub output: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// How many parts of the work are in it, and how many in all shards.
    pub parts: (u64, u64),
    /// Whether it was complete already, so that nothing was done.
    pub was_complete: bool,
}

impl ShardReport {
    /// The command that merges all shards.
    pub fn merge_command(&self) -> String {
        let (_, n) = self.shard;
        let result = result_path(&self.output, self.shard).unwrap_or_else(|| "OUT.h5".into());
        let result = result.display();
        format!("mcrun merge {result}.shard-*-of-{n} -o {result}")
    }
}

impl fmt::Display for ShardReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((index, n), (done, all)) = (self.shard, self.parts);
        match done {
            0 => write!(f, "shard {index}/{n} has nothing to do, as the work has only {all} parts")?,
            _ => write!(f, "shard {index}/{n} is done: {done} of {all} parts")?,
        }
        write!(f, "; when all {n} are: {}", self.merge_command())
    }
}

/// Packs what a shard has done; the error that says so, or why it cannot be.
pub(super) fn pack(file: RunFile, place: &Path, shard: (u64, u64)) -> RunError {
    match file.pack() {
        Ok(PackedShard { path: output, bytes, parts }) => {
            RunError::ShardDone(ShardReport { shard, output, bytes, parts, was_complete: false })
        }
        Err(error) => {
            let place = place.display();
            RunError::Failed(format!("{error}\n  what was done is kept: mcrun run {place} --resume goes on with it"))
        }
    }
}

/// What to say of a shard that was complete already.
pub(super) fn report(path: &Path) -> RunError {
    match Shard::open(path) {
        Ok(Shard { path, head, shard }) => {
            let bytes = std::fs::metadata(&path).map_or(0, |found| found.len());
            RunError::ShardDone(ShardReport { shard, output: path, bytes, parts: head.parts, was_complete: true })
        }
        Err(error) => failed(error),
    }
}

/// About how many of so many units of work are a shard's.
pub(super) fn about(total: u64, (_, n_shards): (u64, u64)) -> u64 {
    total.div_ceil(n_shards)
}
