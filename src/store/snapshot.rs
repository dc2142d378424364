//! What is committed of a run, as a result file of its own that other programs can read.

use std::path::Path;

use super::cut::{Cut, cut_group};
use super::file::ResultFile;
use super::unfinished::Unfinished;
use crate::draws::{Element, Group, Sink, SinkError};

/// Writes the file `path`, which is replaced in one step if it is there: of the run the groups that are named by their
/// index, each cut, and after them `record`, which has no arrays. What is not committed is missing: NaN, or
/// [`MISSING_INT`](crate::draws::MISSING_INT).
pub fn write(path: &Path, run: &Unfinished, kept: &[(usize, Cut)], record: Group) -> Result<(), SinkError> {
    let layout = &run.history.head.groups;
    let mut groups: Vec<Group> = kept.iter().map(|(group, cut)| cut_group(&layout[*group], cut)).collect();
    groups.push(record);
    let file = ResultFile::create(path, &groups, true)?;
    for (place, (group, cut)) in kept.iter().enumerate() {
        for (array, declared) in layout[*group].arrays.iter().enumerate() {
            run.each_part((*group, array), cut, |at, words| match declared.element {
                Element::Int => file.write_ints((place, array), at, words),
                Element::Float => {
                    let values: Vec<f64> = words.iter().map(|word| f64::from_bits(*word as u64)).collect();
                    file.write((place, array), at, &values)
                }
            })?;
        }
    }
    file.fill_missing()?;
    file.finish(&[])
}
