//! A sink that keeps everything in memory, for tests and for programs that use mcrun as a library.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{ArrayId, Element, Group, MISSING_INT, Sink, SinkError};

/// Keeps the arrays of a layout in memory.
#[derive(Debug)]
pub struct MemorySink {
    layout: Vec<Group>,
    /// In the shape of the layout.
    columns: Vec<Vec<Mutex<Column>>>,
}

#[derive(Debug)]
struct Column {
    numbers: Numbers,
    written: Vec<bool>,
}

#[derive(Debug)]
enum Numbers {
    Floats(Vec<f64>),
    Ints(Vec<i64>),
}

impl MemorySink {
    /// Takes the memory for all arrays of `layout`.
    pub fn new(layout: Vec<Group>) -> MemorySink {
        let columns = layout
            .iter()
            .map(|group| group.arrays.iter().map(|array| column(array.element, length(group, &array.dims))).collect());
        MemorySink { columns: columns.collect(), layout }
    }

    /// What it keeps.
    pub fn layout(&self) -> &[Group] {
        &self.layout
    }

    /// The array `array` of the group `group`, integers as `f64` and missing ones as NaN; none if it is not in the layout or not complete.
    pub fn values(&self, group: &str, array: &str) -> Option<Vec<f64>> {
        let group_index = self.layout.iter().position(|other| other.name == group)?;
        let array_index = self.layout[group_index].arrays.iter().position(|other| other.name == array)?;
        let column = lock(&self.columns[group_index][array_index]);
        if !column.written.iter().all(|written| *written) {
            return None;
        }
        Some(match &column.numbers {
            Numbers::Floats(floats) => floats.clone(),
            Numbers::Ints(ints) => ints.iter().map(|int| real(*int)).collect(),
        })
    }

    fn column(&self, (group, array): ArrayId) -> Result<MutexGuard<'_, Column>, SinkError> {
        let column = self.columns.get(group).and_then(|arrays| arrays.get(array));
        column.map(lock).ok_or_else(|| SinkError(format!("there is no array {array} of group {group}")))
    }
}

impl Sink for MemorySink {
    fn write(&self, array: ArrayId, start: u64, values: &[f64]) -> Result<(), SinkError> {
        let mut column = self.column(array)?;
        let range = column.claim(array, start, values.len())?;
        match &mut column.numbers {
            Numbers::Floats(floats) => floats[range].copy_from_slice(values),
            Numbers::Ints(_) => return Err(SinkError(format!("{array:?} takes integers"))),
        }
        Ok(())
    }

    fn write_ints(&self, array: ArrayId, start: u64, values: &[i64]) -> Result<(), SinkError> {
        let mut column = self.column(array)?;
        let range = column.claim(array, start, values.len())?;
        match &mut column.numbers {
            Numbers::Ints(ints) => ints[range].copy_from_slice(values),
            Numbers::Floats(_) => return Err(SinkError(format!("{array:?} does not take integers"))),
        }
        Ok(())
    }

    fn read(&self, array: ArrayId, start: u64, values: &mut [f64]) -> Result<(), SinkError> {
        let column = self.column(array)?;
        let range = column.range(array, start, values.len())?;
        if !column.written[range.clone()].iter().all(|written| *written) {
            return Err(SinkError(format!("{array:?} is read before it is written")));
        }
        match &column.numbers {
            Numbers::Floats(floats) => values.copy_from_slice(&floats[range]),
            Numbers::Ints(ints) => {
                for (value, int) in values.iter_mut().zip(&ints[range]) {
                    *value = real(*int);
                }
            }
        }
        Ok(())
    }
}

impl Column {
    fn range(&self, array: ArrayId, start: u64, len: usize) -> Result<std::ops::Range<usize>, SinkError> {
        let range = usize::try_from(start).ok().and_then(|start| Some(start..start.checked_add(len)?));
        range.filter(|range| range.end <= self.written.len()).ok_or_else(|| {
            SinkError(format!("{array:?} has {} elements, but {len} from {start} on are meant", self.written.len()))
        })
    }

    /// Marks elements as written, each of which may be once.
    fn claim(&mut self, array: ArrayId, start: u64, len: usize) -> Result<std::ops::Range<usize>, SinkError> {
        let range = self.range(array, start, len)?;
        if self.written[range.clone()].contains(&true) {
            return Err(SinkError(format!("{array:?} is written twice")));
        }
        self.written[range.clone()].fill(true);
        Ok(range)
    }
}

fn real(int: i64) -> f64 {
    if int == MISSING_INT { f64::NAN } else { int as f64 }
}

fn column(element: Element, len: usize) -> Mutex<Column> {
    let numbers = match element {
        Element::Float => Numbers::Floats(vec![f64::NAN; len]),
        Element::Int => Numbers::Ints(vec![0; len]),
    };
    Mutex::new(Column { numbers, written: vec![false; len] })
}

/// A thread that panicked while it wrote leaves elements that are not marked, or marked and wrong; its panic is passed
/// on, so nobody takes them for results.
fn lock(column: &Mutex<Column>) -> MutexGuard<'_, Column> {
    column.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Number of elements over `dims`; a dimension that is not declared counts as empty.
fn length(group: &Group, dims: &[String]) -> usize {
    dims.iter().map(|name| group.size(name).unwrap_or(0)).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::{Array, Coordinate, Dimension};

    fn sink() -> MemorySink {
        let array = |name: &str, element| Array::new(name, vec!["x".into(), "y".into()], element);
        let dimension = |name: &str, n| Dimension::new(name, Coordinate::Index(n));
        MemorySink::new(vec![Group {
            name: "grid".into(),
            dimensions: vec![dimension("x", 2), dimension("y", 3)],
            arrays: vec![array("a", Element::Float), array("k", Element::Int)],
            attributes: Vec::new(),
        }])
    }

    #[test]
    fn blocks_come_in_any_order() {
        let sink = sink();
        sink.write((0, 0), 4, &[5.0, 6.0]).unwrap();
        assert_eq!(sink.values("grid", "a"), None);
        sink.write((0, 0), 0, &[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_eq!(sink.values("grid", "a"), Some(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
        let mut read = [0.0; 2];
        sink.read((0, 0), 3, &mut read).unwrap();
        assert_eq!(read, [4.0, 5.0]);
    }

    #[test]
    fn mistakes_are_errors() {
        let check = |result: Result<(), SinkError>, expected: &str| assert_eq!(result.unwrap_err().0, expected);
        let sink = sink();
        sink.write((0, 0), 0, &[1.0, 2.0]).unwrap();
        check(sink.write((0, 0), 1, &[1.0]), "(0, 0) is written twice");
        check(sink.write((0, 0), 5, &[1.0, 1.0]), "(0, 0) has 6 elements, but 2 from 5 on are meant");
        check(
            sink.write((0, 0), u64::MAX, &[1.0]),
            "(0, 0) has 6 elements, but 1 from 18446744073709551615 on are meant",
        );
        check(sink.write((0, 1), 0, &[1.0]), "(0, 1) takes integers");
        check(sink.write_ints((0, 0), 3, &[1]), "(0, 0) does not take integers");
        check(sink.write((0, 2), 0, &[1.0]), "there is no array 2 of group 0");
        check(sink.read((0, 0), 1, &mut [0.0; 2]), "(0, 0) is read before it is written");
    }
}
