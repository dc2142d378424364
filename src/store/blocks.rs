//! The numbers of a file whose structure is there: blocks go straight to their places.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::layout::Extent;
use super::raw::{self, Plain};
use crate::draws::{ArrayId, Element, MISSING_INT, SinkError};

/// Numbers that are read at a time.
const BLOCK: u64 = 1 << 15;

/// The arrays of a group, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredGroup {
    pub(super) name: String,
    pub(super) arrays: Vec<Extent>,
}

/// How a file is laid out before it has values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The length of the file.
    pub(super) len: u64,
    /// Where the numbers of arrays go.
    pub(super) groups: Vec<StoredGroup>,
    /// Where coordinates that count go.
    pub(super) indices: Vec<Extent>,
    /// All that is neither: offsets and bytes.
    pub(super) structure: Vec<(u64, Vec<u8>)>,
}

/// Which numbers of an array are written: stretches from start to end that do not touch.
#[derive(Debug, Clone, Default)]
pub(super) struct Coverage(BTreeMap<u64, u64>);

impl Coverage {
    pub fn add(&mut self, mut start: u64, mut end: u64) {
        while let Some((&from, &to)) = self.0.range(..=end).next_back() {
            if to < start {
                break;
            }
            self.0.remove(&from);
            (start, end) = (start.min(from), end.max(to));
        }
        self.0.insert(start, end);
    }

    /// Whether all from start to end are written.
    pub fn has(&self, start: u64, end: u64) -> bool {
        self.0.range(..=start).next_back().is_some_and(|(_, to)| end <= *to)
    }

    /// From where to where, in order.
    pub fn stretches(&self) -> impl Iterator<Item = (u64, u64)> {
        self.0.iter().map(|(start, end)| (*start, *end))
    }

    /// From where to where nothing of `len` numbers is written.
    fn gaps(&self, len: u64) -> Vec<(u64, u64)> {
        let mut gaps = Vec::new();
        let mut at = 0;
        for (start, end) in self.stretches().chain([(len, len)]) {
            if at < start {
                gaps.push((at, start));
            }
            at = end;
        }
        gaps
    }

    /// How many numbers are written.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(start, end)| end - start).sum()
    }
}

/// The arrays of a file, to be written and read from any thread.
#[derive(Debug)]
pub(super) struct Blocks {
    /// What messages call the file.
    pub path: PathBuf,
    pub file: File,
    groups: Vec<(StoredGroup, Vec<Mutex<Coverage>>)>,
}

impl Blocks {
    pub fn new(path: PathBuf, file: File) -> Blocks {
        Blocks { path, file, groups: Vec::new() }
    }

    /// Adds a group after those that are there.
    pub fn push(&mut self, group: StoredGroup) {
        let coverage = group.arrays.iter().map(|_| Mutex::default()).collect();
        self.groups.push((group, coverage));
    }

    pub fn groups(&self) -> impl Iterator<Item = &StoredGroup> {
        self.groups.iter().map(|(group, _)| group)
    }

    /// The name of a group.
    pub fn name(&self, group: usize) -> Option<&str> {
        self.groups.get(group).map(|(group, _)| group.name.as_str())
    }

    fn known(&self, id: ArrayId) -> Option<(&Extent, &Mutex<Coverage>)> {
        self.groups.get(id.0).and_then(|(group, coverage)| group.arrays.get(id.1).zip(coverage.get(id.1)))
    }

    /// The name of an array with its group: `posterior/mu`.
    pub fn dataset(&self, id: ArrayId) -> Option<&str> {
        self.known(id).map(|(extent, _)| extent.name.as_str())
    }

    /// What an array holds.
    pub fn element(&self, id: ArrayId) -> Option<Element> {
        self.known(id).map(|(extent, _)| extent.element)
    }

    /// How many numbers of an array are written.
    pub fn n_written(&self, id: ArrayId) -> u64 {
        self.known(id).map_or(0, |(_, coverage)| lock(coverage).count())
    }

    /// Whether so many numbers of an array are written.
    pub fn has(&self, id: ArrayId, start: u64, len: u64) -> bool {
        self.known(id).is_some_and(|(_, coverage)| lock(coverage).has(start, start + len))
    }

    /// An error if some number has not been written.
    pub fn check_complete(&self) -> Result<(), SinkError> {
        let arrays = self.groups.iter().flat_map(|(group, coverage)| group.arrays.iter().zip(coverage));
        for (extent, coverage) in arrays {
            let n_written = lock(coverage).count();
            if n_written != extent.len {
                let (place, name, len) = (self.path.display(), &extent.name, extent.len);
                return Err(SinkError(format!("{place}: {name} has {len} values, but {n_written} were written")));
            }
        }
        Ok(())
    }

    /// The stretches that are written, of all arrays: the array, the first number, and how many.
    pub fn written(&self) -> Vec<(ArrayId, u64, u64)> {
        let arrays = self.groups.iter().enumerate().flat_map(|(group, (_, coverage))| {
            coverage.iter().enumerate().map(move |(array, coverage)| ((group, array), coverage))
        });
        let stretches = |(id, coverage): (ArrayId, &Mutex<Coverage>)| -> Vec<_> {
            lock(coverage).0.iter().map(|(start, end)| (id, *start, end - start)).collect()
        };
        arrays.flat_map(stretches).collect()
    }

    fn array(&self, id: ArrayId, start: u64, len: usize) -> Result<(&Extent, &Mutex<Coverage>), SinkError> {
        let place = self.path.display();
        let (extent, coverage) =
            self.known(id).ok_or_else(|| SinkError(format!("{place}: there is no array {id:?}")))?;
        match start.checked_add(len as u64) {
            Some(end) if end <= extent.len => Ok((extent, coverage)),
            _ => {
                let (name, size) = (&extent.name, extent.len);
                Err(SinkError(format!("{place}: {name} has {size} values: there are no {len} from {start} on")))
            }
        }
    }

    /// Takes note that numbers are there already.
    pub fn mark(&self, id: ArrayId, start: u64, len: u64) -> Result<(), SinkError> {
        let (_, coverage) = self.array(id, start, len as usize)?;
        if len > 0 {
            lock(coverage).add(start, start + len);
        }
        Ok(())
    }

    /// Writes numbers and returns the CRC-32 of their bytes.
    pub fn write<T: Plain>(&self, id: ArrayId, start: u64, values: &[T], element: Element) -> Result<u32, SinkError> {
        let (extent, coverage) = self.array(id, start, values.len())?;
        self.check_kind(extent, element)?;
        let checksum = self.write_plain(extent, start, values)?;
        if !values.is_empty() {
            lock(coverage).add(start, start + values.len() as u64);
        }
        Ok(checksum)
    }

    /// Numbers of an array as little-endian bytes.
    pub fn copy_out(&self, id: ArrayId, start: u64, bytes: &mut [u8]) -> Result<(), SinkError> {
        let (extent, _) = self.array(id, start, bytes.len() / 8)?;
        self.read_bytes(extent, start, bytes)?;
        raw::swap_unless_little_endian(bytes);
        Ok(())
    }

    /// Writes what [`Blocks::copy_out`] has given and returns the CRC-32 as [`Blocks::write`] does.
    pub fn copy_in(&self, id: ArrayId, start: u64, bytes: &[u8]) -> Result<u32, SinkError> {
        let (extent, coverage) = self.array(id, start, bytes.len().div_ceil(8))?;
        let mut bytes = bytes.to_vec();
        raw::swap_unless_little_endian(&mut bytes);
        self.file.write_all_at(&bytes, extent.offset + 8 * start).map_err(|error| self.write_error(&error))?;
        if !bytes.is_empty() {
            lock(coverage).add(start, start + bytes.len() as u64 / 8);
        }
        Ok(crc32fast::hash(&bytes))
    }

    /// Writes numbers as they are in memory: the file has the machine's byte order.
    pub fn write_plain<T: Plain>(&self, extent: &Extent, start: u64, values: &[T]) -> Result<u32, SinkError> {
        let bytes = raw::bytes(values);
        self.file.write_all_at(bytes, extent.offset + 8 * start).map_err(|error| self.write_error(&error))?;
        Ok(crc32fast::hash(bytes))
    }

    /// Writes to all places where nothing was written that the numbers there are missing: NaN, or [`MISSING_INT`].
    pub fn fill_missing(&self) -> Result<(), SinkError> {
        for (extent, coverage) in self.groups.iter().flat_map(|(group, coverage)| group.arrays.iter().zip(coverage)) {
            let missing = match extent.element {
                Element::Float => f64::NAN.to_bits() as i64,
                Element::Int => MISSING_INT,
            };
            let gaps = lock(coverage).gaps(extent.len);
            for (start, end) in gaps {
                let values = vec![missing; BLOCK.min(end - start) as usize];
                for from in (start..end).step_by(BLOCK as usize) {
                    self.write_plain(extent, from, &values[..BLOCK.min(end - from) as usize])?;
                }
                lock(coverage).add(start, end);
            }
        }
        Ok(())
    }

    /// Reads numbers as they are in the file and returns the CRC-32 of their bytes.
    pub fn read_words(&self, id: ArrayId, start: u64, words: &mut [i64]) -> Result<u32, SinkError> {
        let (extent, _) = self.array(id, start, words.len())?;
        let bytes = raw::bytes_mut(words);
        self.read_bytes(extent, start, bytes)?;
        Ok(crc32fast::hash(bytes))
    }

    /// The CRC-32 of the bytes of numbers that were written.
    pub fn checksum(&self, id: ArrayId, start: u64, len: u64) -> Result<u32, SinkError> {
        let (extent, _) = self.array(id, start, len as usize)?;
        let mut checksum = crc32fast::Hasher::new();
        let mut buffer = vec![0; 8 * len.min(BLOCK) as usize];
        for from in (start..start + len).step_by(BLOCK as usize) {
            let buffer = &mut buffer[..8 * (start + len - from).min(BLOCK) as usize];
            self.read_bytes(extent, from, buffer)?;
            checksum.update(buffer);
        }
        Ok(checksum.finalize())
    }

    /// Integers are read as numbers, those that were not computed as NaN; one that is no `f64` is an error.
    pub fn read(&self, id: ArrayId, start: u64, values: &mut [f64]) -> Result<(), SinkError> {
        let (extent, _) = self.array(id, start, values.len())?;
        self.read_bytes(extent, start, raw::bytes_mut(values))?;
        if extent.element == Element::Int {
            for value in values {
                let integer = i64::from_ne_bytes(value.to_ne_bytes());
                *value = number(integer).ok_or_else(|| self.inexact(extent))?;
            }
        }
        Ok(())
    }

    /// The numbers as they are stored, which are of this kind.
    pub fn read_bits(&self, id: ArrayId, start: u64, bits: &mut [i64], element: Element) -> Result<(), SinkError> {
        let (extent, _) = self.array(id, start, bits.len())?;
        self.check_kind(extent, element)?;
        self.read_bytes(extent, start, raw::bytes_mut(bits))
    }

    fn check_kind(&self, extent: &Extent, element: Element) -> Result<(), SinkError> {
        if extent.element == element {
            return Ok(());
        }
        let (place, name, kind) = (self.path.display(), &extent.name, extent.element);
        Err(SinkError(format!("{place}: {name} holds {kind:?} values, not {element:?}")))
    }

    fn read_bytes(&self, extent: &Extent, start: u64, bytes: &mut [u8]) -> Result<(), SinkError> {
        let wrong = |error| SinkError(format!("{}: cannot read {} back: {error}", self.path.display(), extent.name));
        self.file.read_exact_at(bytes, extent.offset + 8 * start).map_err(wrong)
    }

    pub fn write_error(&self, error: &io::Error) -> SinkError {
        let place = self.path.display();
        let remedy = if is_disk_full(error) { "; make room and run again" } else { "" };
        SinkError(format!("{place}: cannot write: {error}{remedy}"))
    }

    fn inexact(&self, extent: &Extent) -> SinkError {
        SinkError(format!("{}: {} holds an integer that no f64 is equal to", self.path.display(), extent.name))
    }
}

fn lock(coverage: &Mutex<Coverage>) -> std::sync::MutexGuard<'_, Coverage> {
    // A panic elsewhere cannot leave it half changed in a way that matters: an entry more is written again.
    coverage.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn is_disk_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// The integer as a number, if there is one equal to it; NaN if it is missing.
fn number(integer: i64) -> Option<f64> {
    if integer == MISSING_INT {
        return Some(f64::NAN);
    }
    let number = integer as f64;
    (number as i128 == i128::from(integer)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_that_touch_become_one() {
        let check = |stretches: &[(u64, u64)], expected: &[(u64, u64)]| {
            let mut coverage = Coverage::default();
            stretches.iter().for_each(|&(start, end)| coverage.add(start, end));
            let found: Vec<(u64, u64)> = coverage.0.iter().map(|(start, end)| (*start, *end)).collect();
            assert_eq!(found, expected, "{stretches:?}");
            for (start, end) in [(0, 1), (0, 9), (1, 2), (2, 4), (3, 5), (5, 6)] {
                let inside = expected.iter().any(|(from, to)| *from <= start && end <= *to);
                assert_eq!(coverage.has(start, end), inside, "{stretches:?} {start} {end}");
            }
            let gaps: u64 = coverage.gaps(20).iter().map(|(start, end)| end - start).sum();
            assert_eq!(coverage.count() + gaps, 20);
            assert_eq!(coverage.count(), expected.iter().map(|(start, end)| end - start).sum::<u64>());
        };
        check(&[(0, 2), (4, 6)], &[(0, 2), (4, 6)]);
        check(&[(0, 2), (2, 6)], &[(0, 6)]);
        check(&[(4, 6), (0, 4)], &[(0, 6)]);
        check(&[(0, 2), (4, 6), (8, 9), (1, 8)], &[(0, 9)]);
        check(&[(0, 9), (3, 4)], &[(0, 9)]);
        check(&[(3, 4), (0, 9)], &[(0, 9)]);
    }
}
