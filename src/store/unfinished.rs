//! An unfinished run, looked at while its process goes on writing, or after it has ended.
//!
//! Nothing here takes part in the run. What is read is what the journal speaks of, and it is compared with the journal's
//! checksums; so it is right whatever happens to the files meanwhile, or there is nothing.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

use super::blocks::{Blocks, Coverage};
use super::cut::{Cut, Rows};
use super::file::directory;
use super::journal::{History, Stretch, is_held, journal_path};
use crate::draws::{ArrayId, Element, MISSING_INT, SinkError};
use crate::workers::pause;

/// So often files are read again that have changed while they were read.
const TRIES: u32 = 100;
/// Time between tries.
const INTERVAL: Duration = Duration::from_millis(5);

/// What stands in the place of a result and beside it.
#[derive(Debug)]
pub enum Found {
    /// Neither a result nor a journal.
    Nothing,
    /// A result, of which nothing is left to be done.
    Complete,
    /// A journal that says nothing yet; whether somebody works on it, if that can be known.
    Begun(Option<bool>),
    /// A run that is not complete; whether somebody works on it, if that can be known.
    Unfinished(Box<Unfinished>, Option<bool>),
}

/// What is committed of a run.
#[derive(Debug)]
pub struct Unfinished {
    /// What its journal tells.
    pub history: History,
    blocks: Blocks,
    stretches: HashMap<ArrayId, Vec<Stretch>>,
}

/// Lets `look` at what is found of the result `output` and returns what it says.
///
/// Files may change while they are looked at: a run may begin, end or be thrown away. Then, which `look` sees as an error
/// in what it reads, all is done again; the last error is returned if that does not help.
pub fn look<T>(output: &Path, look: impl Fn(&Found) -> Result<T, SinkError>) -> Result<T, SinkError> {
    let mut tries = 1..TRIES;
    loop {
        let found = find(output);
        // One that has only begun will soon say more.
        let is_passing = matches!(found, Ok(Found::Begun(_)));
        let said = found.and_then(|found| look(&found));
        if (said.is_ok() && !is_passing) || tries.next().is_none() {
            return said;
        }
        pause(INTERVAL);
    }
}

fn find(output: &Path) -> Result<Found, SinkError> {
    let wrong = |error| SinkError(format!("{}: its journal cannot be read: {error}", output.display()));
    // In this order: a process that ends in between has said all before.
    let held = is_held(output).map_err(wrong)?;
    let Some(history) = History::read(output)? else {
        return Ok(match (journal_path(output).exists(), output.exists()) {
            (true, _) => Found::Begun(held),
            (false, true) => Found::Complete,
            (false, false) => Found::Nothing,
        });
    };
    let values = directory(output).join(&history.head.values);
    match File::open(&values) {
        Ok(file) => Ok(Found::Unfinished(Box::new(Unfinished::new(history, &values, file)), held)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && history.complete && output.exists() => {
            Ok(Found::Complete)
        }
        Err(error) => Err(SinkError(format!("{}: cannot be read: {error}", values.display()))),
    }
}

impl Unfinished {
    fn new(history: History, values: &Path, file: File) -> Unfinished {
        let mut blocks = Blocks::new(values.to_owned(), file);
        history.head.layout.groups.iter().cloned().for_each(|group| blocks.push(group));
        let mut stretches: HashMap<ArrayId, Vec<Stretch>> = HashMap::new();
        for stretch in history.written().filter(|stretch| stretch.array.0 < history.head.groups.len()) {
            stretches.entry(stretch.array).or_default().push(*stretch);
        }
        Unfinished { history, blocks, stretches }
    }

    /// Which numbers of an array are committed: from where to where, in order, none touching the next.
    pub fn committed(&self, array: ArrayId) -> Vec<(u64, u64)> {
        let mut coverage = Coverage::default();
        let stretches = self.stretches.get(&array).into_iter().flatten();
        stretches.for_each(|stretch| coverage.add(stretch.start, stretch.start + stretch.len));
        coverage.stretches().collect()
    }

    /// The numbers of an array that are in a cut of its group: integers as the nearest `f64`, and NaN for what is missing or
    /// not committed.
    pub fn numbers(&self, (group, array): ArrayId, cut: &Cut) -> Result<Vec<f64>, SinkError> {
        let layout = &self.history.head.groups[group];
        let element = layout.arrays[array].element;
        let number = |word: i64| match element {
            Element::Float => f64::from_bits(word as u64),
            Element::Int if word == MISSING_INT => f64::NAN,
            Element::Int => word as f64,
        };
        let mut values = vec![f64::NAN; Rows::new(layout, &layout.arrays[array], cut).len() as usize];
        self.each_part((group, array), cut, |at, words| {
            let place = &mut values[at as usize..][..words.len()];
            place.iter_mut().zip(words).for_each(|(value, word)| *value = number(*word));
            Ok(())
        })?;
        Ok(values)
    }

    /// Hands over all that is committed of an array and in a cut of its group, part by part, each with the place of its first
    /// number in the cut; integers as they are, other numbers as their bits.
    pub(super) fn each_part(
        &self,
        (group, array): ArrayId,
        cut: &Cut,
        mut take: impl FnMut(u64, &[i64]) -> Result<(), SinkError>,
    ) -> Result<(), SinkError> {
        let layout = &self.history.head.groups[group];
        let rows = Rows::new(layout, &layout.arrays[array], cut);
        for stretch in self.stretches.get(&(group, array)).into_iter().flatten() {
            let mut parts = rows.parts(stretch.start..stretch.start + stretch.len).peekable();
            if parts.peek().is_none() {
                continue;
            }
            let words = self.read(stretch)?;
            for (part, at) in parts {
                take(at, &words[part.start as usize..part.end as usize])?;
            }
        }
        Ok(())
    }

    fn read(&self, stretch: &Stretch) -> Result<Vec<i64>, SinkError> {
        let mut words = vec![0; stretch.len as usize];
        if self.blocks.read_words(stretch.array, stretch.start, &mut words)? != stretch.checksum {
            let place = self.blocks.path.display();
            return Err(SinkError(format!("{place}: holds other numbers than those that its journal speaks of")));
        }
        Ok(words)
    }
}
