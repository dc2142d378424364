//! What is there of a run that has ended before its result was complete.

use super::{Opening, cannot_tidy_up};
use crate::draws::SinkError;
use crate::store::file::{ResultFile, directory};
use crate::store::journal::{History, Journal, remove_leftovers};

/// The values of a run that was left, with all that is committed marked as written, and what can be believed of its history.
pub(super) fn recover(
    opening: &Opening<'_>,
    journal: &mut Journal,
    mut history: History,
    note: &dyn Fn(&str),
) -> Result<(ResultFile, History), SinkError> {
    if history.n_broken > 0 {
        note(&format!(
            "the journal ends with {} bytes that are not whole: they are cut off, and what they spoke of is done again",
            history.n_broken
        ));
    }
    let head = &history.head;
    let values = directory(opening.output).join(&head.values);
    let (may_replace, sparse) = (head.may_replace || opening.force, head.identity.shard.is_some());
    let result = ResultFile::reopen_as(&values, opening.output, &head.layout, may_replace, sparse)?;
    remove_leftovers(opening.output, Some(&head.values)).map_err(|error| cannot_tidy_up(opening.output, &error))?;
    journal.cut(history.end)?;
    let good = check_values(&result, &history)?;
    if good < history.commits.len() {
        note(&format!(
            "{} numbers are not those that the journal speaks of: the run goes on from before they were written",
            values.display()
        ));
        history.commits.truncate(good);
        journal.cut(history.commits.last().map_or(history.end_of_head, |(_, end)| *end))?;
    }
    for stretch in history.written() {
        result.blocks().mark(stretch.array, stretch.start, stretch.len)?;
    }
    Ok((result, history))
}

/// How many commits speak of values that are there.
fn check_values(result: &ResultFile, history: &History) -> Result<usize, SinkError> {
    for (index, (commit, _)) in history.commits.iter().enumerate() {
        for stretch in &commit.written {
            if result.blocks().checksum(stretch.array, stretch.start, stretch.len)? != stretch.checksum {
                return Ok(index);
            }
        }
    }
    Ok(history.commits.len())
}
