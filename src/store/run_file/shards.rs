//! A run file that is a shard's, packed into one file; and the files of all shards, taken into the run file of the whole.

use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::{RunFile, lock, share};
use crate::draws::parts::Part;
use crate::draws::{Sink, SinkError};
use crate::store::file::{cannot_write_in, sync_directory};
use crate::store::journal::{History, Record, beside};
use crate::store::shard::{Head, Record as Packed, Shard, Writer};
use crate::store::states::States;

/// Numbers in a record of a shard's file.
const BLOCK: u64 = 1 << 17;

/// What a shard has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedShard {
    /// Its file.
    pub path: PathBuf,
    /// How long that is.
    pub bytes: u64,
    /// How many parts are in it, and how many in all shards.
    pub parts: (u64, u64),
}

impl RunFile {
    /// Puts all that a shard has done into one file in the place of the result, for [`Shard`]; the journal goes.
    ///
    /// The file is written beside its place, synced and renamed. Killed on the way, the shard can be gone on with.
    pub fn pack(mut self) -> Result<PackedShard, SinkError> {
        self.ticker.take();
        self.keeper.commit()?;
        let path = self.result.path().to_owned();
        let building = beside(&path, ".packing");
        let temporary = TempPath::try_from_path(&building).map_err(|error| cannot_write_in(&path, &error))?;
        let (bytes, parts) = self.write_packed(&building)?;
        temporary.persist(&path).map_err(|failure| cannot_write_in(&path, &failure.error))?;
        sync_directory(&path)?;
        lock(&self.keeper.journal).append(&Record::Complete, true)?;
        self.discard();
        Ok(PackedShard { path, bytes, parts })
    }

    /// The size of the file that is written, and how many parts are in it of how many.
    fn write_packed(&self, building: &Path) -> Result<(u64, (u64, u64)), SinkError> {
        let path = self.result.path();
        let history = History::read(path)?;
        let history = history.ok_or_else(|| SinkError(format!("{}: its journal has gone", path.display())))?;
        let n_parts = self.n_divided.get().copied().unwrap_or(0);
        let own = self.shard.map_or(0..n_parts, |(shard, n_shards)| share(n_parts, shard, n_shards));
        let parts = (own.end - own.start, n_parts);
        let head = Head { identity: history.head.identity.clone(), seconds: self.seconds(), parts };
        let mut packed = Writer::create(building, head)?;
        let mut buffer = Vec::new();
        for (array, start, len) in self.result.blocks().written() {
            for from in (start..start + len).step_by(BLOCK as usize) {
                buffer.resize(8 * (start + len - from).min(BLOCK) as usize, 0);
                self.result.blocks().copy_out(array, from, &mut buffer)?;
                packed.append(&Packed::Values(array, from, &buffer))?;
            }
        }
        history.kept().iter().try_for_each(|(part, state)| packed.append(&Packed::Kept(*part, state)))?;
        Ok((packed.finish()?, parts))
    }

    /// Takes in all that shards have done, and commits it.
    pub(super) fn take_in(&mut self, shards: &[Shard]) -> Result<(), SinkError> {
        let mut kept = States::new();
        for shard in shards {
            shard.read(|record| match record {
                Packed::Values(array, start, bytes) => self.copy_in(array, start, bytes),
                Packed::Kept(part, state) => match kept.insert(part, state.to_vec()) {
                    Some(other) if other != state => Err(differ(shard, part)),
                    _ => self.keep(part, state.to_vec()),
                },
                Packed::Head(_) | Packed::End => Ok(()),
            })?;
            self.keeper.commit()?;
        }
        Ok(())
    }

    fn copy_in(&self, array: (usize, usize), start: u64, bytes: &[u8]) -> Result<(), SinkError> {
        let checksum = self.result.blocks().copy_in(array, start, bytes)?;
        self.written(array, start, bytes.len() / 8, checksum)
    }
}

/// Why shards do not belong together, though they say that they do.
fn differ(shard: &Shard, part: Part) -> SinkError {
    let (place, Part { phase, index }) = (shard.path.display(), part);
    SinkError(format!(
        "{place}: part {index} of phase {phase}, which is also in another shard, is not the same there: the shards were computed \
         by machines or programs that do not agree; run one of them again"
    ))
}
