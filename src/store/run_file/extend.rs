//! A run that goes on from a shorter one, complete or not: its files are made anew, longer, and take over what is there.
//!
//! Until all of it is over, the files of the shorter run stand: the new values grow under another name, and the new journal
//! replaces the old one when it is whole.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::recover::recover;
use super::{Opening, RunFile, holder, now};
use crate::draws::{ArrayId, Attribute, Group, SinkError};
use crate::store::blocks::{Blocks, StoredGroup};
use crate::store::file::{ResultFile, directory};
use crate::store::journal::{
    Commit, Head, History, Identity, Journal, Progress, Record, Stretch, longer_path, unfinished_path,
};
use crate::store::layout::stored_names;
use crate::store::read::{ReadError, ResultReader};
use crate::store::states::{self, States};

/// Numbers that are copied at a time.
const BLOCK: u64 = 1 << 17;

/// What there is of the shorter run.
struct Shorter {
    /// Marked where they are written.
    blocks: Blocks,
    /// The arrays by group and stored name, with their shapes.
    arrays: HashMap<(String, String), (ArrayId, Vec<usize>)>,
    states: States,
    seconds: f64,
    progress: Progress,
    /// The file of its values, if that is to go.
    values: Option<PathBuf>,
}

impl RunFile {
    /// Opens the files of a run that takes over the arrays `carried` from a shorter one: that of `history`, or that which has
    /// made the result.
    pub(super) fn extend(
        opening: &Opening<'_>,
        mut journal: Journal,
        history: Option<History>,
        (identity, groups): (Identity, &[Group]),
        carried: &[ArrayId],
        note: &dyn Fn(&str),
    ) -> Result<RunFile, SinkError> {
        let is_complete = history.is_none();
        let may_replace = opening.force || history.as_ref().is_none_or(|history| history.head.may_replace);
        let shorter = match history {
            Some(history) => Shorter::unfinished(opening, &mut journal, history, note),
            None => Shorter::complete(opening.output),
        };
        let longer = shorter.and_then(|shorter| {
            let path = shorter.path_of_longer(opening.output);
            let mut result = ResultFile::create_as(&path, opening.output, groups, may_replace, false)?;
            let layout = result.layout()?;
            let records = [Record::Taken(holder()), Record::Commit(shorter.copy(&result, groups, carried)?)];
            result.sync()?;
            let values = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let head = Head { identity, may_replace, groups: groups.to_vec(), values, layout };
            let journal = journal.replace(head, &records)?;
            result.stay(true);
            Ok((shorter, result, journal))
        });
        match longer {
            Ok((shorter, result, journal)) => {
                // What stays is removed when the run is taken up or complete.
                let _ = shorter.values.map(std::fs::remove_file);
                RunFile::new(opening, result, journal, (shorter.states, shorter.seconds), None)
            }
            Err(error) => {
                if is_complete {
                    // The result is as it was; an empty journal beside it does no harm.
                    let _ = journal.remove();
                }
                Err(error)
            }
        }
    }
}

impl Shorter {
    /// What is committed of a run that is not complete.
    fn unfinished(
        opening: &Opening<'_>,
        journal: &mut Journal,
        history: History,
        note: &dyn Fn(&str),
    ) -> Result<Shorter, SinkError> {
        let (result, history) = recover(opening, journal, history, note)?;
        let head = &history.head;
        let values = directory(opening.output).join(&head.values);
        let mut arrays = HashMap::new();
        for (g, group) in head.groups.iter().enumerate() {
            for (a, name) in stored_names(group).into_iter().enumerate() {
                arrays.insert((group.name.clone(), name), ((g, a), group.shape(&group.arrays[a])));
            }
        }
        let (states, seconds, progress) = (history.kept(), history.seconds(), history.progress());
        Ok(Shorter { blocks: result.into_blocks(), arrays, states, seconds, progress, values: Some(values) })
    }

    /// A result.
    fn complete(path: &Path) -> Result<Shorter, SinkError> {
        let of_read = |error: ReadError| SinkError(error.0);
        let reader = ResultReader::open(path).map_err(of_read)?;
        let file = File::open(path).map_err(|error| SinkError(format!("{}: {error}", path.display())))?;
        let mut blocks = Blocks::new(path.to_owned(), file);
        let mut arrays = HashMap::new();
        for (g, group) in reader.groups().map_err(of_read)?.into_iter().enumerate() {
            let mut stored = StoredGroup { name: group.name.clone(), arrays: Vec::new() };
            for (a, array) in group.arrays.into_iter().enumerate() {
                let (shape, extent) = reader.extent(&group.name, &array.name).map_err(of_read)?;
                stored.arrays.push(extent);
                arrays.insert((group.name.clone(), array.name), ((g, a), shape));
            }
            let lens: Vec<u64> = stored.arrays.iter().map(|extent| extent.len).collect();
            blocks.push(stored);
            for (a, len) in lens.into_iter().enumerate() {
                blocks.mark((g, a), 0, len)?;
            }
        }
        let seconds = match reader.attribute(states::GROUP, "seconds").map_err(of_read)? {
            Some(Attribute::Float(seconds)) => seconds,
            _ => 0.0,
        };
        let (states, progress) = (states::read(path)?, Progress::default());
        Ok(Shorter { blocks, arrays, states, seconds, progress, values: None })
    }

    /// Where the values of the longer run grow.
    fn path_of_longer(&self, output: &Path) -> PathBuf {
        let path = unfinished_path(output);
        let is_taken = self.values.as_ref().is_some_and(|values| values.file_name() == path.file_name());
        if is_taken { longer_path(output) } else { path }
    }

    /// Copies the arrays `carried` of the longer run to their places in its file. All that there is is one commit of that.
    fn copy(&self, result: &ResultFile, groups: &[Group], carried: &[ArrayId]) -> Result<Commit, SinkError> {
        let mut written = Vec::new();
        let stretches = self.blocks.written();
        for &(g, a) in carried {
            let name = stored_names(&groups[g]).swap_remove(a);
            let Some((old, was)) = self.arrays.get(&(groups[g].name.clone(), name)) else { continue };
            let embedding = Embedding::new(was, &groups[g].shape(&groups[g].arrays[a]));
            for (_, start, len) in stretches.iter().filter(|(array, ..)| array == old) {
                for (from, to, len) in embedding.pieces(*start, *len) {
                    let mut bytes = vec![0; 8 * len as usize];
                    self.blocks.copy_out(*old, from, &mut bytes)?;
                    let checksum = result.blocks().copy_in((g, a), to, &bytes)?;
                    written.push(Stretch { array: (g, a), start: to, len, checksum });
                }
            }
        }
        let kept = self.states.clone().into_iter().collect();
        Ok(Commit { at: now(), seconds: self.seconds, progress: self.progress.clone(), written, kept })
    }
}

/// Where the numbers of an array are in one that has more positions along some of its dimensions.
struct Embedding {
    /// Sizes before and after, up to the last dimension that has grown.
    outer: Vec<(u64, u64)>,
    /// So many numbers stay together, before and after.
    run: (u64, u64),
}

impl Embedding {
    fn new(was: &[usize], is: &[usize]) -> Embedding {
        let grown = was.iter().zip(is).rposition(|(was, is)| was != is).unwrap_or(0);
        let product = |sizes: &[usize]| sizes.iter().map(|size| *size as u64).product();
        let sizes = was.iter().zip(is).map(|(was, is)| (*was as u64, *is as u64));
        Embedding {
            outer: sizes.take(grown).collect(),
            run: (product(&was[grown.min(was.len())..]), product(&is[grown.min(is.len())..])),
        }
    }

    /// Pieces of a stretch that stay together: from where, to where, and how many numbers, of which there are at most [`BLOCK`].
    fn pieces(&self, start: u64, len: u64) -> Vec<(u64, u64, u64)> {
        let (mut from, end) = (start, start + len);
        let mut pieces = Vec::new();
        while from < end {
            let (mut row, inside) = (from / self.run.0, from % self.run.0);
            let n = BLOCK.min(self.run.0 - inside).min(end - from);
            let (mut to, mut stride) = (inside, self.run.1);
            for (was, is) in self.outer.iter().rev() {
                to += row % was * stride;
                (row, stride) = (row / was, stride * is);
            }
            pieces.push((from, to, n));
            from += n;
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_indices() {
        let check = |was: &[usize], is: &[usize]| {
            let embedding = Embedding::new(was, is);
            let len: usize = was.iter().product();
            let mut seen = 0;
            for (from, to, n) in embedding.pieces(0, len as u64) {
                for at in 0..n {
                    let (mut from, mut to) = (from + at, to + at);
                    for (was, is) in was.iter().zip(is).rev() {
                        assert_eq!(from % *was as u64, to % *is as u64, "{was:?} {is:?}");
                        (from, to) = (from / *was as u64, to / *is as u64);
                    }
                    assert_eq!((from, to), (0, 0));
                    seen += 1;
                }
            }
            assert_eq!(seen, len);
        };
        check(&[], &[]);
        check(&[3], &[5]);
        check(&[2, 3, 2], &[2, 3, 2]);
        check(&[2, 3, 2], &[2, 7, 2]);
        check(&[2, 3, 2], &[4, 3, 2]);
        check(&[2, 3, 2], &[4, 5, 2]);
        check(&[2, 3, 2, 1], &[4, 3, 5, 1]);
    }
}
