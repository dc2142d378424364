//! The result file while it is written.

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempPath;

use super::layout::{self, Extent};
use super::raw::Plain;
use super::{attributes, raw};
use crate::draws::{ArrayId, Attribute, Element, Group, MISSING_INT, Sink, SinkError};

/// Room for attributes that are added at the end, beside the numbers, in bytes.
const SLACK: u64 = 1 << 20;

/// Indices that are written at a time.
const BLOCK: usize = 1 << 15;

/// A result file in the making.
///
/// It grows beside its final place, under a hidden name, with the disk space it needs taken beforehand. Blocks go
/// straight to their places in the file, without any lock. [`ResultFile::finish`] moves it to its final place; what is
/// dropped before that leaves nothing behind.
#[derive(Debug)]
pub struct ResultFile {
    path: PathBuf,
    may_replace: bool,
    temporary: TempPath,
    file: File,
    groups: Vec<Stored>,
}

#[derive(Debug)]
struct Stored {
    name: String,
    arrays: Vec<StoredArray>,
}

#[derive(Debug)]
struct StoredArray {
    extent: Extent,
    n_written: AtomicU64,
}

impl ResultFile {
    /// Makes the file with all its structure; `path` itself is not touched. If something is there already it is an error,
    /// unless it may be replaced, which then happens in [`ResultFile::finish`]. Directories above `path` are made.
    ///
    /// From here on, a write beyond the process's file size limit is an error and no longer the end of the process.
    pub fn create(path: &Path, groups: &[Group], may_replace: bool) -> Result<ResultFile, SinkError> {
        raw::survive_file_size_limit();
        let place = path.display();
        if path.is_dir() {
            return Err(SinkError(format!("{place}: is a directory; name a file in it as the output")));
        }
        if !may_replace && path.symlink_metadata().is_ok() {
            return Err(exists(path));
        }
        let name = path.file_name().ok_or_else(|| SinkError(format!("{place}: is not the name of a file")))?;
        if !path.as_os_str().as_encoded_bytes().ends_with(name.as_encoded_bytes()) {
            return Err(SinkError(format!("{place}: is the name of a directory; name a file in it as the output")));
        }
        let directory = directory(path);
        std::fs::create_dir_all(directory).map_err(|error| {
            let reason = match error.kind() {
                io::ErrorKind::AlreadyExists => "there is a file of that name".to_owned(),
                _ => error.to_string(),
            };
            SinkError(format!("{place}: cannot make the directory {}: {reason}", directory.display()))
        })?;
        let (file, temporary) = temporary_file(directory, &name.to_string_lossy())
            .map_err(|error| SinkError(format!("{place}: cannot write in {}: {error}", directory.display())))?
            .into_parts();
        let mut result = ResultFile { path: path.to_owned(), may_replace, temporary, file, groups: Vec::new() };
        result.reserve_numbers(groups)?;
        let new = layout::file_builder().create(&result.temporary).map_err(|error| result.hdf5_error(&error))?;
        result.lay_out(new, groups)?;
        Ok(result)
    }

    /// Adds groups whose sizes were not known before. Their arrays follow those that are there: in [`ArrayId`]s,
    /// groups are counted on.
    pub fn add(&mut self, groups: &[Group]) -> Result<(), SinkError> {
        self.reserve_numbers(groups)?;
        let file = self.reopen()?;
        self.lay_out(file, groups)
    }

    /// Completes the file with attributes, each of the group with that index, brings it safely to the disk, and puts it in
    /// its final place. Every number must have been written by now.
    pub fn finish(self, attributes: &[(usize, String, Attribute)]) -> Result<(), SinkError> {
        self.check_complete()?;
        let file = self.reopen()?;
        self.add_attributes(&file, attributes).map_err(|error| self.hdf5_error(&error))?;
        self.close(file)?;
        self.file.sync_all().map_err(|error| self.write_error(&error))?;
        self.move_into_place()
    }

    /// Takes room for numbers to come, so that a full disk is found out before any work.
    fn reserve_numbers(&self, groups: &[Group]) -> Result<(), SinkError> {
        let n_numbers = layout::count_numbers(groups).map_err(|error| self.hdf5_error(&error))?;
        self.reserve(self.length()?.saturating_add(n_numbers.saturating_mul(8)).saturating_add(SLACK))
    }

    fn reserve(&self, needed: u64) -> Result<(), SinkError> {
        let available = raw::available_bytes(directory(&self.path)).ok();
        let place = self.path.display();
        match (raw::reserve(&self.file, needed), available) {
            (Ok(false), Some(available)) if available < needed.saturating_sub(self.allocated()?) => {
                Err(no_room(&self.path, needed, Some(available)))
            }
            (Ok(_), _) => Ok(()),
            (Err(error), _) if error.kind() == io::ErrorKind::FileTooLarge => Err(SinkError(format!(
                "{place}: needs {needed} bytes, more than a file may have here; raise the limit (ulimit -f), keep fewer \
                 draws or points, or choose another disk"
            ))),
            (Err(error), available) if is_disk_full(&error) => Err(no_room(&self.path, needed, available)),
            (Err(error), _) => Err(self.write_error(&error)),
        }
    }

    fn length(&self) -> Result<u64, SinkError> {
        self.file.metadata().map(|metadata| metadata.len()).map_err(|error| self.write_error(&error))
    }

    /// Bytes on the disk that the file has already.
    fn allocated(&self) -> Result<u64, SinkError> {
        self.file.metadata().map(|metadata| 512 * metadata.blocks()).map_err(|error| self.write_error(&error))
    }

    fn reopen(&self) -> Result<hdf5::File, SinkError> {
        layout::file_builder().open_rw(&self.temporary).map_err(|error| self.hdf5_error(&error))
    }

    /// Makes groups in the file as HDF5 sees it, and closes that.
    fn lay_out(&mut self, file: hdf5::File, groups: &[Group]) -> Result<(), SinkError> {
        let mut indices = Vec::new();
        for group in groups {
            let extents = layout::create_group(&file, group).map_err(|error| self.hdf5_error(&error))?;
            indices.extend(extents.indices);
            let arrays = extents.arrays.into_iter();
            let arrays = arrays.map(|extent| StoredArray { extent, n_written: AtomicU64::new(0) }).collect();
            self.groups.push(Stored { name: group.name.clone(), arrays });
        }
        self.close(file)?;
        // HDF5 has cut the file to what it knows of.
        self.reserve(self.length()?.saturating_add(SLACK))?;
        indices.iter().try_for_each(|extent| self.write_indices(extent))
    }

    fn write_indices(&self, extent: &Extent) -> Result<(), SinkError> {
        let mut values = Vec::with_capacity(BLOCK);
        for start in (0..extent.len).step_by(BLOCK) {
            values.clear();
            values.extend((start..extent.len).take(BLOCK).map(|index| index as i64));
            self.write_plain(extent, start, &values)?;
        }
        Ok(())
    }

    fn add_attributes(&self, file: &hdf5::File, attributes: &[(usize, String, Attribute)]) -> hdf5::Result<()> {
        for (group, name, value) in attributes {
            let stored =
                self.groups.get(*group).ok_or_else(|| format!("there is no group {group} for attribute {name}"))?;
            attributes::write(&*file.group(&stored.name)?, name, value)
                .map_err(|error| format!("{}: {error}", stored.name))?;
        }
        Ok(())
    }

    /// Closes the file; what HDF5 could not write is an error here and would be lost in a drop.
    fn close(&self, file: hdf5::File) -> Result<(), SinkError> {
        file.flush().and_then(|()| file.close()).map_err(|error| self.hdf5_error(&error))
    }

    fn check_complete(&self) -> Result<(), SinkError> {
        let arrays = self.groups.iter().flat_map(|group| &group.arrays);
        for StoredArray { extent, n_written } in arrays {
            let n_written = n_written.load(Ordering::Relaxed);
            if n_written != extent.len {
                let (place, name, len) = (self.path.display(), &extent.name, extent.len);
                return Err(SinkError(format!("{place}: {name} has {len} values, but {n_written} were written")));
            }
        }
        Ok(())
    }

    fn move_into_place(self) -> Result<(), SinkError> {
        let place = self.path.display();
        let moved = if self.may_replace {
            self.temporary.persist(&self.path)
        } else {
            self.temporary.persist_noclobber(&self.path)
        };
        if let Err(failure) = moved {
            // The work is done and not to be thrown away because of a name.
            let kept = failure.path.keep().map_err(|error| SinkError(format!("{place}: {error}")))?;
            let (error, kept) = (failure.error, kept.display());
            return Err(SinkError(format!(
                "{place}: the complete result cannot be put here: {error}; it is kept as {kept}"
            )));
        }
        let directory = directory(&self.path);
        File::open(directory)
            .and_then(|opened| opened.sync_all())
            .map_err(|error| SinkError(format!("{place}: cannot sync the directory {}: {error}", directory.display())))
    }

    fn array(&self, id: ArrayId, start: u64, len: usize) -> Result<&StoredArray, SinkError> {
        let place = self.path.display();
        let array = self.groups.get(id.0).and_then(|group| group.arrays.get(id.1));
        let array = array.ok_or_else(|| SinkError(format!("{place}: there is no array {id:?}")))?;
        match start.checked_add(len as u64) {
            Some(end) if end <= array.extent.len => Ok(array),
            _ => {
                let (name, size) = (&array.extent.name, array.extent.len);
                Err(SinkError(format!("{place}: {name} has {size} values: there are no {len} from {start} on")))
            }
        }
    }

    fn write_numbers<T: Plain>(
        &self,
        id: ArrayId,
        start: u64,
        values: &[T],
        element: Element,
    ) -> Result<(), SinkError> {
        let array = self.array(id, start, values.len())?;
        if array.extent.element != element {
            let (place, name, kind) = (self.path.display(), &array.extent.name, array.extent.element);
            return Err(SinkError(format!("{place}: {name} holds {kind:?} values, not {element:?}")));
        }
        self.write_plain(&array.extent, start, values)?;
        array.n_written.fetch_add(values.len() as u64, Ordering::Relaxed);
        Ok(())
    }

    /// Writes numbers as they are in memory: the file has the machine's byte order.
    fn write_plain<T: Plain>(&self, extent: &Extent, start: u64, values: &[T]) -> Result<(), SinkError> {
        let offset = extent.offset + 8 * start;
        self.file.write_all_at(raw::bytes(values), offset).map_err(|error| self.write_error(&error))
    }

    fn write_error(&self, error: &io::Error) -> SinkError {
        let place = self.path.display();
        let remedy = if is_disk_full(error) { "; make room and run again" } else { "" };
        SinkError(format!("{place}: cannot write: {error}{remedy}"))
    }

    fn hdf5_error(&self, error: &hdf5::Error) -> SinkError {
        let (place, error) = (self.path.display(), error.to_string());
        let remedy = if error.contains("lock file") {
            "; set HDF5_USE_FILE_LOCKING=FALSE if locks do not work here"
        } else {
            ""
        };
        SinkError(format!("{place}: {error}{remedy}"))
    }

    fn read_error(&self, extent: &Extent, error: &io::Error) -> SinkError {
        SinkError(format!("{}: cannot read {} back: {error}", self.path.display(), extent.name))
    }

    fn inexact(&self, extent: &Extent) -> SinkError {
        SinkError(format!("{}: {} holds an integer that no f64 is equal to", self.path.display(), extent.name))
    }
}

impl Sink for ResultFile {
    fn write(&self, array: ArrayId, start: u64, values: &[f64]) -> Result<(), SinkError> {
        self.write_numbers(array, start, values, Element::Float)
    }

    fn write_ints(&self, array: ArrayId, start: u64, values: &[i64]) -> Result<(), SinkError> {
        self.write_numbers(array, start, values, Element::Int)
    }

    /// Integers are read as numbers, those that were not computed as NaN; one that is no `f64` is an error.
    fn read(&self, array: ArrayId, start: u64, values: &mut [f64]) -> Result<(), SinkError> {
        let extent = &self.array(array, start, values.len())?.extent;
        let offset = extent.offset + 8 * start;
        self.file.read_exact_at(raw::bytes_mut(values), offset).map_err(|error| self.read_error(extent, &error))?;
        if extent.element == Element::Int {
            for value in values {
                let integer = i64::from_ne_bytes(value.to_ne_bytes());
                *value = number(integer).ok_or_else(|| self.inexact(extent))?;
            }
        }
        Ok(())
    }
}

/// The integer as a number, if there is one equal to it; NaN if it is missing.
fn number(integer: i64) -> Option<f64> {
    if integer == MISSING_INT {
        return Some(f64::NAN);
    }
    let number = integer as f64;
    (number as i128 == i128::from(integer)).then_some(number)
}

/// The directory a file is in.
fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A file of a new name, readable for whom the process's umask allows.
fn temporary_file(directory: &Path, name: &str) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let prefix = format!(".{name}.tmp.");
    let permissions = std::fs::Permissions::from_mode(0o666);
    tempfile::Builder::new().prefix(&prefix).permissions(permissions).tempfile_in(directory)
}

fn is_disk_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

fn exists(path: &Path) -> SinkError {
    SinkError(format!("{}: exists already; choose another output, or replace it with --force", path.display()))
}

fn no_room(path: &Path, needed: u64, available: Option<u64>) -> SinkError {
    let place = path.display();
    let available = available.map_or("too few are".to_owned(), |available| format!("{available} are"));
    SinkError(format!("{place}: needs {needed} bytes, but {available} available; make room or choose another disk"))
}
