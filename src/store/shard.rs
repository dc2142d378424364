//! The file that a shard of a run leaves: all that it has computed, by itself and with nothing around it.
//!
//! It consists of records framed as those of a journal, each with its length and a checksum: first what the run is of, then
//! stretches of numbers, then how far parts have come, and at last that this is the end. Numbers are little-endian.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize, Serializer};

use super::journal::{Identity, beside, frame};
use crate::draws::parts::Part;
use crate::draws::{ArrayId, SinkError};

/// How the file of a shard begins.
const MAGIC: &[u8] = b"mcrun shard 1\n";

/// Where a shard, counted from 1, of the run that makes `output` leaves its file.
pub fn shard_path(output: &Path, (shard, n_shards): (u64, u64)) -> PathBuf {
    beside(output, &suffix(shard, n_shards))
}

/// The result that the file of a shard is a part of, if it is called as [`shard_path`] does.
pub fn result_path(path: &Path, (shard, n_shards): (u64, u64)) -> Option<PathBuf> {
    let suffix = suffix(shard, n_shards);
    let result = path.as_os_str().as_bytes().strip_suffix(suffix.as_bytes())?;
    Some(OsString::from(std::ffi::OsStr::from_bytes(result)).into())
}

fn suffix(shard: u64, n_shards: u64) -> String {
    format!(".shard-{shard}-of-{n_shards}")
}

/// The first record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// What the run is of, and which shard this is.
    pub identity: Identity,
    /// How long it has taken.
    pub seconds: f64,
    /// How many parts the shard has done, and how many there are in all shards.
    pub parts: (u64, u64),
}

/// A record.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Record<'a> {
    Head(Box<Head>),
    /// Numbers of an array, from one on: their bytes.
    Values(ArrayId, u64, #[serde(borrow, serialize_with = "as_bytes")] &'a [u8]),
    /// How far a part has come.
    Kept(Part, #[serde(borrow, serialize_with = "as_bytes")] &'a [u8]),
    End,
}

fn as_bytes<S: Serializer>(bytes: &&[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// Writes the file of a shard.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    path: &'a Path,
    file: BufWriter<File>,
}

impl<'a> Writer<'a> {
    /// Begins the file, in place of one that is there.
    pub fn create(path: &'a Path, head: Head) -> Result<Writer<'a>, SinkError> {
        let file = File::create(path).map_err(|error| wrong(path, "written", &error))?;
        let mut writer = Writer { path, file: BufWriter::new(file) };
        writer.write(MAGIC)?;
        writer.append(&Record::Head(Box::new(head)))?;
        Ok(writer)
    }

    pub fn append(&mut self, record: &Record<'_>) -> Result<(), SinkError> {
        let bytes = postcard::to_stdvec(record)
            .map_err(|error| SinkError(format!("{}: a record cannot be written: {error}", self.path.display())))?;
        let framed = frame::framed(&bytes).map_err(|error| wrong(self.path, "written", &error))?;
        self.write(&framed)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), SinkError> {
        self.file.write_all(bytes).map_err(|error| wrong(self.path, "written", &error))
    }

    /// Ends the file and brings it to the disk; returns its size.
    pub fn finish(mut self) -> Result<u64, SinkError> {
        self.append(&Record::End)?;
        let path = self.path;
        let synced = self.file.into_inner().map_err(io::IntoInnerError::into_error);
        let synced = synced.and_then(|file| file.sync_all().and_then(|()| file.metadata()));
        synced.map(|found| found.len()).map_err(|error| wrong(path, "written", &error))
    }
}

/// The file of a shard, found to be whole.
#[derive(Debug, Clone)]
pub struct Shard {
    /// Where it is.
    pub path: PathBuf,
    /// What it is of.
    pub head: Head,
    /// Which shard this is of how many, counted from 1.
    pub shard: (u64, u64),
}

impl Shard {
    /// Reads the file once through.
    pub fn open(path: &Path) -> Result<Shard, SinkError> {
        let mut found = None;
        read(path, |record| {
            if let Record::Head(head) = record {
                found = Some(*head);
            }
            Ok(())
        })?;
        let shard = found.and_then(|head| head.identity.shard.map(|shard| (head, shard)));
        let (head, shard) = shard.ok_or_else(|| no_shard(path))?;
        Ok(Shard { path: path.to_owned(), head, shard })
    }

    /// Hands on all its records.
    pub(super) fn read(&self, take: impl FnMut(Record<'_>) -> Result<(), SinkError>) -> Result<(), SinkError> {
        read(&self.path, take)
    }
}

/// Hands on all records of the file; it is an error if it breaks off.
fn read(path: &Path, mut take: impl FnMut(Record<'_>) -> Result<(), SinkError>) -> Result<(), SinkError> {
    let file = File::open(path).map_err(|error| wrong(path, "read", &error))?;
    let mut file = BufReader::new(file);
    let mut magic = Vec::new();
    file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut magic).map_err(|error| wrong(path, "read", &error))?;
    if magic != MAGIC {
        return Err(no_shard(path));
    }
    let mut record = Vec::new();
    loop {
        let whole = frame::read(&mut file, &mut record).map_err(|error| wrong(path, "read", &error))?;
        match postcard::from_bytes(&record) {
            Ok(Record::End) if whole => return Ok(()),
            Ok(record) if whole => take(record)?,
            _ => {
                return Err(SinkError(format!(
                    "{}: is broken or not whole: copy it again, or run the shard again with --force",
                    path.display()
                )));
            }
        }
    }
}

fn no_shard(path: &Path) -> SinkError {
    SinkError(format!("{}: is not the file of a shard that this version of mcrun can read", path.display()))
}

fn wrong(path: &Path, what: &str, error: &io::Error) -> SinkError {
    SinkError(format!("{}: cannot be {what}: {error}", path.display()))
}
