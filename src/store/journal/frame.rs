//! Records in a file that only grows: each with its length and a checksum before it.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;

/// Bytes before a record: its length and its CRC-32, both little-endian.
const PREFIX: usize = 8;

/// Writes a record at `end` and, if wanted, brings all to the disk; returns where the next one goes. What a failed write has
/// left is taken back.
pub(super) fn append(file: &File, end: u64, record: &[u8], sync: bool) -> io::Result<u64> {
    let framed = framed(record)?;
    let written = file.write_all_at(&framed, end);
    let written = if sync { written.and_then(|()| file.sync_data()) } else { written };
    if let Err(error) = written {
        // The prefix says nothing yet that a reader would believe; without it the file is only shorter.
        let _ = file.set_len(end);
        return Err(error);
    }
    Ok(end + framed.len() as u64)
}

/// A record with its length and checksum before it.
pub(in crate::store) fn framed(record: &[u8]) -> io::Result<Vec<u8>> {
    let length = u32::try_from(record.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    let mut framed = Vec::with_capacity(PREFIX + record.len());
    framed.extend(length.to_le_bytes());
    framed.extend(crc32fast::hash(record).to_le_bytes());
    framed.extend(record);
    Ok(framed)
}

/// Reads the next record of a file; whether it is whole. One that breaks off takes no more memory than there is of it.
pub(in crate::store) fn read(file: &mut impl Read, record: &mut Vec<u8>) -> io::Result<bool> {
    record.clear();
    let mut prefix = Vec::with_capacity(PREFIX);
    file.by_ref().take(PREFIX as u64).read_to_end(&mut prefix)?;
    let Some((prefix, _)) = prefix.split_first_chunk::<PREFIX>() else { return Ok(false) };
    let (length, checksum) = halves(prefix);
    file.by_ref().take(u64::from(length)).read_to_end(record)?;
    Ok(record.len() == length as usize && crc32fast::hash(record) == checksum)
}

/// The length and the checksum of a record.
fn halves(prefix: &[u8; PREFIX]) -> (u32, u32) {
    let (length, checksum) = prefix.split_at(PREFIX / 2);
    let number = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("half of the prefix"));
    (number(length), number(checksum))
}

/// The records of a file from `start` on, up to the first that is not whole.
pub(super) struct Frames<'a> {
    bytes: &'a [u8],
    /// Where the next record begins: after the last one, the end of what is good.
    pub end: usize,
}

impl<'a> Frames<'a> {
    pub fn new(bytes: &'a [u8], start: usize) -> Frames<'a> {
        Frames { bytes, end: start }
    }

    fn read(&self) -> Option<&'a [u8]> {
        let (prefix, rest) = self.bytes.get(self.end..)?.split_first_chunk::<PREFIX>()?;
        let (length, checksum) = halves(prefix);
        let record = rest.get(..length as usize)?;
        (crc32fast::hash(record) == checksum).then_some(record)
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let record = self.read()?;
        self.end += PREFIX + record.len();
        Some(record)
    }
}
