//! The result file while it is written.

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempPath;

use super::blocks::{Blocks, Layout, StoredGroup, is_disk_full};
use super::layout::{self, Extent, Room};
use super::{attributes, raw};
use crate::draws::{ArrayId, Attribute, Element, Group, Sink, SinkError};
use crate::workers::pause;

/// Room for attributes that are added at the end, beside the numbers, in bytes.
const SLACK: u64 = 1 << 20;

/// Indices that are written at a time.
const BLOCK: usize = 1 << 15;

/// So often, and after so long, a file that is locked for a moment is tried again.
const LOCK_TRIES: usize = 50;
const LOCK_WAIT: Duration = Duration::from_millis(2);

/// A result file in the making.
///
/// It grows beside its final place, under another name, with the disk space it needs taken beforehand. Blocks go
/// straight to their places in the file, from any thread. [`ResultFile::finish`] moves it to its final place; what is
/// dropped before that leaves nothing behind.
#[derive(Debug)]
pub struct ResultFile {
    path: PathBuf,
    may_replace: bool,
    temporary: TempPath,
    blocks: Blocks,
    /// Coordinates that count.
    indices: Vec<Extent>,
    /// Most of the numbers will not be written: no disk space is taken beforehand.
    sparse: bool,
}

impl ResultFile {
    /// Makes the file with all its structure; `path` itself is not touched. If something is there already it is an error,
    /// unless it may be replaced, which then happens in [`ResultFile::finish`]. Directories above `path` are made.
    ///
    /// From here on, a write beyond the process's file size limit is an error and no longer the end of the process.
    pub fn create(path: &Path, groups: &[Group], may_replace: bool) -> Result<ResultFile, SinkError> {
        raw::survive_file_size_limit();
        let name = check_place(path, may_replace)?;
        let directory = directory(path);
        let (file, temporary) =
            temporary_file(directory, name).map_err(|error| cannot_write_in(path, &error))?.into_parts();
        ResultFile::fill(path, groups, may_replace, (file, temporary), false)
    }

    /// As [`ResultFile::create`], but it grows as the file `building`, which is replaced; if it is `sparse`, without taking
    /// disk space beforehand.
    pub(super) fn create_as(
        building: &Path,
        path: &Path,
        groups: &[Group],
        may_replace: bool,
        sparse: bool,
    ) -> Result<ResultFile, SinkError> {
        raw::survive_file_size_limit();
        let wrong = |error: io::Error| cannot_write_in(path, &error);
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(true).mode(0o666);
        let file = options.open(building).map_err(wrong)?;
        let temporary = TempPath::try_from_path(building).map_err(wrong)?;
        ResultFile::fill(path, groups, may_replace, (file, temporary), sparse)
    }

    fn fill(
        path: &Path,
        groups: &[Group],
        may_replace: bool,
        (file, temporary): (File, TempPath),
        sparse: bool,
    ) -> Result<ResultFile, SinkError> {
        let blocks = Blocks::new(path.to_owned(), file);
        let indices = Vec::new();
        let mut result = ResultFile { path: path.to_owned(), may_replace, temporary, blocks, indices, sparse };
        result.reserve_numbers(groups)?;
        let new = layout::file_builder().create(&result.temporary).map_err(|error| result.hdf5_error(&error))?;
        result.lay_out(new, groups)?;
        Ok(result)
    }

    /// Goes on with a file that was left: all but its values is made as it was.
    pub(super) fn reopen_as(
        building: &Path,
        path: &Path,
        layout: &Layout,
        may_replace: bool,
        sparse: bool,
    ) -> Result<ResultFile, SinkError> {
        raw::survive_file_size_limit();
        let wrong = |error: io::Error| {
            let remedy = if error.kind() == io::ErrorKind::NotFound { "; begin anew with --force" } else { "" };
            SinkError(format!("{}: cannot be gone on with: {error}{remedy}", building.display()))
        };
        let file = File::options().read(true).write(true).open(building).map_err(wrong)?;
        let mut temporary = TempPath::try_from_path(building).map_err(wrong)?;
        temporary.disable_cleanup(true);
        file.set_len(layout.len).map_err(wrong)?;
        for (offset, bytes) in &layout.structure {
            file.write_all_at(bytes, *offset).map_err(wrong)?;
        }
        let mut blocks = Blocks::new(path.to_owned(), file);
        layout.groups.iter().cloned().for_each(|group| blocks.push(group));
        let indices = layout.indices.clone();
        let result = ResultFile { path: path.to_owned(), may_replace, temporary, blocks, indices, sparse };
        result.reserve(layout.len.saturating_add(SLACK))?;
        result.indices.iter().try_for_each(|extent| result.write_indices(extent))?;
        Ok(result)
    }

    /// How it is laid out, for [`ResultFile::reopen_as`]; nothing may have been written yet.
    pub(super) fn layout(&self) -> Result<Layout, SinkError> {
        let mut numbers: Vec<(u64, u64)> = self
            .blocks
            .groups()
            .flat_map(|group| &group.arrays)
            .chain(&self.indices)
            .filter(|extent| extent.len > 0)
            .map(|extent| (extent.offset, extent.offset + 8 * extent.len))
            .collect();
        numbers.sort_unstable();
        let len = self.length()?;
        numbers.push((len, len));
        let mut structure = Vec::new();
        let mut at = 0;
        for (start, end) in numbers {
            let mut bytes = vec![0; start.saturating_sub(at) as usize];
            self.blocks.file.read_exact_at(&mut bytes, at).map_err(|error| self.blocks.write_error(&error))?;
            structure.push((at, bytes));
            at = end;
        }
        let groups = self.blocks.groups().cloned().collect();
        Ok(Layout { len, groups, indices: self.indices.clone(), structure })
    }

    /// Brings its numbers to the disk.
    pub(super) fn sync(&self) -> Result<(), SinkError> {
        self.blocks.file.sync_data().map_err(|error| self.blocks.write_error(&error))
    }

    /// Its numbers, the file being left as it is.
    pub(super) fn into_blocks(mut self) -> Blocks {
        self.stay(true);
        self.blocks
    }

    /// Its numbers.
    pub(super) fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// Whether the unfinished file stays when this is dropped.
    pub(super) fn stay(&mut self, stays: bool) {
        self.temporary.disable_cleanup(stays);
    }

    /// Its final place.
    pub(super) fn path(&self) -> &Path {
        &self.path
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
        self.complete(attributes)?;
        self.move_into_place()
    }

    /// Says of all numbers that were not written that they are missing.
    pub(super) fn fill_missing(&self) -> Result<(), SinkError> {
        self.blocks.fill_missing()
    }

    /// The first part of [`ResultFile::finish`]: all but the last step is done.
    pub(super) fn complete(&self, attributes: &[(usize, String, Attribute)]) -> Result<(), SinkError> {
        self.blocks.check_complete()?;
        let file = self.reopen()?;
        self.add_attributes(&file, attributes).map_err(|error| self.hdf5_error(&error))?;
        self.close(file)?;
        self.blocks.file.sync_all().map_err(|error| self.blocks.write_error(&error))
    }

    /// Takes room for numbers to come, so that a full disk is found out before any work.
    fn reserve_numbers(&self, groups: &[Group]) -> Result<(), SinkError> {
        let n_numbers = layout::count_numbers(groups).map_err(|error| self.hdf5_error(&error))?;
        self.reserve(self.length()?.saturating_add(n_numbers.saturating_mul(8)).saturating_add(SLACK))
    }

    fn reserve(&self, needed: u64) -> Result<(), SinkError> {
        if self.sparse {
            return Ok(());
        }
        let available = raw::available_bytes(directory(&self.path)).ok();
        let place = self.path.display();
        match (raw::reserve(&self.blocks.file, needed), available) {
            (Ok(false), Some(available)) if available < needed.saturating_sub(self.allocated()?) => {
                Err(no_room(&self.path, needed, Some(available)))
            }
            (Ok(_), _) => Ok(()),
            (Err(error), _) if error.kind() == io::ErrorKind::FileTooLarge => Err(SinkError(format!(
                "{place}: needs {needed} bytes, more than a file may have here; raise the limit (ulimit -f), keep fewer \
                 draws or points, or choose another disk"
            ))),
            (Err(error), available) if is_disk_full(&error) => Err(no_room(&self.path, needed, available)),
            (Err(error), _) => Err(self.blocks.write_error(&error)),
        }
    }

    fn length(&self) -> Result<u64, SinkError> {
        self.blocks.file.metadata().map(|metadata| metadata.len()).map_err(|error| self.blocks.write_error(&error))
    }

    /// Bytes on the disk that the file has already.
    fn allocated(&self) -> Result<u64, SinkError> {
        self.blocks
            .file
            .metadata()
            .map(|metadata| 512 * metadata.blocks())
            .map_err(|error| self.blocks.write_error(&error))
    }

    /// A process that is started by another thread holds the lock of a file that HDF5 had open, until it becomes another
    /// program; that is waited for.
    fn reopen(&self) -> Result<hdf5::File, SinkError> {
        let open = || layout::file_builder().open_rw(&self.temporary);
        let mut opened = open();
        for _ in 0..LOCK_TRIES {
            match &opened {
                Err(error) if error.to_string().contains("unable to lock file") => pause(LOCK_WAIT),
                _ => break,
            }
            opened = open();
        }
        opened.map_err(|error| self.hdf5_error(&error))
    }

    /// Makes groups in the file as HDF5 sees it, and closes that.
    fn lay_out(&mut self, file: hdf5::File, groups: &[Group]) -> Result<(), SinkError> {
        let n_before = self.indices.len();
        for group in groups {
            let extents = layout::create_group(&file, group, Room::All).map_err(|error| self.hdf5_error(&error))?;
            self.indices.extend(extents.indices);
            self.blocks.push(StoredGroup { name: group.name.clone(), arrays: extents.arrays });
        }
        self.close(file)?;
        // HDF5 has cut the file to what it knows of.
        self.reserve(self.length()?.saturating_add(SLACK))?;
        self.indices[n_before..].iter().try_for_each(|extent| self.write_indices(extent))
    }

    fn write_indices(&self, extent: &Extent) -> Result<(), SinkError> {
        if self.sparse {
            return Ok(());
        }
        let mut values = Vec::with_capacity(BLOCK);
        for start in (0..extent.len).step_by(BLOCK) {
            values.clear();
            values.extend((start..extent.len).take(BLOCK).map(|index| index as i64));
            self.blocks.write_plain(extent, start, &values)?;
        }
        Ok(())
    }

    fn add_attributes(&self, file: &hdf5::File, attributes: &[(usize, String, Attribute)]) -> hdf5::Result<()> {
        for (group, name, value) in attributes {
            let stored =
                self.blocks.name(*group).ok_or_else(|| format!("there is no group {group} for attribute {name}"))?;
            attributes::write(&*file.group(stored)?, name, value).map_err(|error| format!("{stored}: {error}"))?;
        }
        Ok(())
    }

    /// Closes the file; what HDF5 could not write is an error here and would be lost in a drop.
    fn close(&self, file: hdf5::File) -> Result<(), SinkError> {
        file.flush().and_then(|()| file.close()).map_err(|error| self.hdf5_error(&error))
    }

    /// The last step of [`ResultFile::finish`].
    pub(super) fn move_into_place(self) -> Result<(), SinkError> {
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
        sync_directory(&self.path)
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
}

impl Sink for ResultFile {
    fn write(&self, array: ArrayId, start: u64, values: &[f64]) -> Result<(), SinkError> {
        self.blocks.write(array, start, values, Element::Float).map(drop)
    }

    fn write_ints(&self, array: ArrayId, start: u64, values: &[i64]) -> Result<(), SinkError> {
        self.blocks.write(array, start, values, Element::Int).map(drop)
    }

    fn read(&self, array: ArrayId, start: u64, values: &mut [f64]) -> Result<(), SinkError> {
        self.blocks.read(array, start, values)
    }
}

/// Checks that a result can be put here, and makes the directories above it; returns its name.
pub(super) fn check_place(path: &Path, may_replace: bool) -> Result<&str, SinkError> {
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
    make_directory(path)?;
    name.to_str().ok_or_else(|| SinkError(format!("{place}: the name of the result is not UTF-8")))
}

/// Why there can be no file beside a result.
pub(super) fn cannot_write_in(path: &Path, error: &io::Error) -> SinkError {
    SinkError(format!("{}: cannot write in {}: {error}", path.display(), directory(path).display()))
}

fn make_directory(path: &Path) -> Result<(), SinkError> {
    let directory = directory(path);
    std::fs::create_dir_all(directory).map_err(|error| {
        let reason = match error.kind() {
            io::ErrorKind::AlreadyExists => "there is a file of that name".to_owned(),
            _ => error.to_string(),
        };
        SinkError(format!("{}: cannot make the directory {}: {reason}", path.display(), directory.display()))
    })
}

/// Makes sure of the name of a file.
pub(super) fn sync_directory(path: &Path) -> Result<(), SinkError> {
    let (place, directory) = (path.display(), directory(path));
    File::open(directory)
        .and_then(|opened| opened.sync_all())
        .map_err(|error| SinkError(format!("{place}: cannot sync the directory {}: {error}", directory.display())))
}

/// The directory a file is in.
pub(super) fn directory(path: &Path) -> &Path {
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

fn exists(path: &Path) -> SinkError {
    SinkError(format!("{}: exists already; choose another output, or replace it with --force", path.display()))
}

fn no_room(path: &Path, needed: u64, available: Option<u64>) -> SinkError {
    let place = path.display();
    let available = available.map_or("too few are".to_owned(), |available| format!("{available} are"));
    SinkError(format!("{place}: needs {needed} bytes, but {available} available; make room or choose another disk"))
}
