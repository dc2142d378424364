//! What a journal tells of a run.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::frame::Frames;
use super::record::{Commit, Head, Holder, Progress, Record, Stretch};
use super::{MAGIC, journal_path};
use crate::draws::SinkError;
use crate::store::states::States;

/// What a journal tells of a run.
#[derive(Debug, Clone)]
pub struct History {
    /// What the run is of.
    pub head: Head,
    /// Who took it up last.
    pub holder: Option<Holder>,
    /// All commits, with where in the journal each ends.
    pub commits: Vec<(Commit, u64)>,
    /// Whether the result was complete and only had to be put into its place.
    pub complete: bool,
    /// Where its first record ends.
    pub end_of_head: u64,
    /// Where its last good record ends.
    pub end: u64,
    /// How many bytes follow that are no record.
    pub n_broken: u64,
}

impl History {
    /// Reads the journal of the run that makes `output`, whoever holds it; none if there is none.
    pub fn read(output: &Path) -> Result<Option<History>, SinkError> {
        let path = journal_path(output);
        match File::open(&path) {
            Ok(file) => History::of(&file, &path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SinkError(format!("{}: cannot be read: {error}", path.display()))),
        }
    }

    /// Reads a journal; none if its first record was never complete, so that nothing was done.
    pub(super) fn of(mut file: &File, path: &Path) -> Result<Option<History>, SinkError> {
        let place = path.display();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|error| SinkError(format!("{place}: cannot be read: {error}")))?;
        // The magic is written last.
        if bytes.iter().take(MAGIC.len()).all(|byte| *byte == 0) {
            return Ok(None);
        }
        if !bytes.starts_with(MAGIC) {
            return Err(SinkError(format!(
                "{place}: is not a journal that this version of mcrun can read; begin anew with --force"
            )));
        }
        let mut frames = Frames::new(&bytes, MAGIC.len());
        let mut history: Option<History> = None;
        let mut good = MAGIC.len();
        while let Some(frame) = frames.next() {
            let Ok(record) = postcard::from_bytes(frame) else { break };
            match (&mut history, record) {
                (None, Record::Head(head)) => history = Some(History::new(*head, frames.end as u64)),
                (Some(history), record) => history.take(record, frames.end as u64),
                (None, _) => break,
            }
            good = frames.end;
        }
        let mut history = history.ok_or_else(|| {
            SinkError(format!(
                "{place}: its first record is broken, so the run cannot be gone on with; begin anew with --force"
            ))
        })?;
        history.end = good as u64;
        history.n_broken = (bytes.len() - good) as u64;
        Ok(Some(history))
    }

    fn new(head: Head, end_of_head: u64) -> History {
        let commits = Vec::new();
        History { head, holder: None, commits, complete: false, end_of_head, end: end_of_head, n_broken: 0 }
    }

    fn take(&mut self, record: Record, end: u64) {
        match record {
            Record::Head(_) => {}
            Record::Taken(holder) => self.holder = Some(holder),
            Record::Commit(commit) => self.commits.push((commit, end)),
            Record::Complete => self.complete = true,
        }
    }

    /// How far the run is.
    pub fn progress(&self) -> Progress {
        self.commits.last().map(|(commit, _)| commit.progress.clone()).unwrap_or_default()
    }

    /// How long the run has worked, in seconds.
    pub fn seconds(&self) -> f64 {
        self.commits.last().map_or(0.0, |(commit, _)| commit.seconds)
    }

    /// What was written.
    pub fn written(&self) -> impl Iterator<Item = &Stretch> {
        self.commits.iter().flat_map(|(commit, _)| &commit.written)
    }

    /// How far parts have come.
    pub fn kept(&self) -> States {
        self.commits.iter().flat_map(|(commit, _)| commit.kept.iter().cloned()).collect()
    }
}
