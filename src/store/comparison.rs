//! Compares results that are made again with those that a file holds, bit by bit and without another file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use super::blocks::{Blocks, StoredGroup};
use super::layout::stored_names;
use super::raw;
use super::read::{ReadError, ResultReader};
use super::states::States;
use crate::draws::compared::{Compared, Difference, Scalar};
use crate::draws::parts::{Part, Phase, Work};
use crate::draws::{ArrayId, Attribute, Coordinate, Dimension, Element, Group, MISSING_INT, Sink, SinkError};

mod found;
mod sample;

use found::{Found, Known, same, scalar, unravel};
use sample::Sample;

/// A sink that keeps nothing: what is written is compared with a result file.
///
/// What is read back is what was written, so that a wrong number in the file spoils nothing that is computed from it.
#[derive(Debug)]
pub struct Comparison {
    path: PathBuf,
    inner: RwLock<Inner>,
    sample: Option<Sample>,
    states: Mutex<States>,
}

#[derive(Debug)]
struct Inner {
    blocks: Blocks,
    groups: Vec<Known>,
}

impl Comparison {
    /// Compares with the result `path`; of the main tasks only so many, `sample`, are chosen, by a stream of `seed`.
    pub fn open(path: &Path, sample: Option<u64>, seed: u64) -> Result<Comparison, ReadError> {
        let unreadable = |error| ReadError(format!("{}: cannot be read: {error}", path.display()));
        let file = std::fs::File::open(path).map_err(unreadable)?;
        let inner = Inner { blocks: Blocks::new(path.to_owned(), file), groups: Vec::new() };
        let sample = sample.map(|wanted| Sample::new(wanted, seed));
        Ok(Comparison { path: path.to_owned(), inner: RwLock::new(inner), sample, states: Mutex::default() })
    }

    /// Adds groups of results after those that are there. What the file calls otherwise, or has in other shapes, is an error;
    /// coordinates are compared.
    pub fn declare(&self, groups: &[Group]) -> Result<(), SinkError> {
        let reader = ResultReader::open(&self.path).map_err(of_read)?;
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        for group in groups {
            let (known, stored) = self.find(&reader, group)?;
            inner.groups.push(known);
            inner.blocks.push(stored);
        }
        Ok(())
    }

    /// Compares attributes of a group that were computed, as the evidence.
    pub fn attributes(&self, group: usize, computed: &[(String, Attribute)]) -> Result<(), SinkError> {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let name = inner.blocks.name(group).unwrap_or_default().to_owned();
        let reader = ResultReader::open(&self.path).map_err(of_read)?;
        for (key, value) in computed {
            let stored = reader.attribute(&name, key).map_err(of_read)?;
            if stored.as_ref().is_none_or(|stored| !same(stored, value)) {
                let stored = stored.as_ref().map_or(Scalar::Text("nothing".into()), scalar);
                let dataset = format!("{name}@{key}");
                let computed = scalar(value);
                let difference =
                    Difference { dataset, index: Vec::new(), stored, computed, n_different: 1, n_compared: 1 };
                inner.groups[group].attributes.push(difference);
            }
        }
        Ok(())
    }

    /// Whether all of the file was made again: an error names what was not.
    pub fn check_complete(&self) -> Result<(), SinkError> {
        let inner = self.inner();
        inner.blocks.check_complete()?;
        let reader = ResultReader::open(&self.path).map_err(of_read)?;
        let stored = reader.groups().map_err(of_read)?;
        match stored.iter().find(|group| inner.blocks.groups().all(|known| known.name != group.name)) {
            Some(group) => Err(self.error(&format!("holds a group {}, which the run does not make", group.name))),
            None => Ok(()),
        }
    }

    /// How far each part has come.
    pub fn states(&self) -> States {
        lock(&self.states).clone()
    }

    /// Whether only some tasks were to be done again.
    pub fn is_sample(&self) -> bool {
        self.sample.is_some()
    }

    /// What was found.
    pub fn compared(&self) -> Compared {
        let inner = self.inner();
        let mut all = Compared { sample: self.sample.as_ref().and_then(Sample::count), ..Compared::default() };
        for (group, known) in inner.groups.iter().enumerate() {
            all.n_datasets += known.n_coordinates;
            all.n_values += known.n_values;
            all.differences.extend(known.coordinates.iter().cloned());
            for (array, found) in known.arrays.iter().enumerate() {
                let n_compared = inner.blocks.n_written((group, array));
                all.n_datasets += u64::from(n_compared > 0);
                all.n_values += n_compared;
                all.differences.extend(inner.difference((group, array), &lock(found), n_compared));
            }
            all.differences.extend(known.attributes.iter().cloned());
        }
        all
    }

    fn find(&self, reader: &ResultReader, group: &Group) -> Result<(Known, StoredGroup), SinkError> {
        let stored = reader.group(&group.name).map_err(of_read)?;
        let names = stored_names(group);
        let made: BTreeSet<&str> =
            group.dimensions.iter().map(|d| d.name.as_str()).chain(names.iter().map(String::as_str)).collect();
        let held: BTreeSet<&str> = stored
            .dimensions
            .iter()
            .map(|d| &d.name)
            .chain(stored.arrays.iter().map(|a| &a.name))
            .map(|n| &**n)
            .collect();
        if let Some(name) = held.difference(&made).next() {
            return Err(self.error(&format!("holds {}/{name}, which the run does not make", group.name)));
        }
        if let Some(name) = made.difference(&held).next() {
            return Err(self.error(&format!("does not hold {}/{name}, which the run makes", group.name)));
        }
        let mut known = Known {
            n_coordinates: group.dimensions.len() as u64,
            n_values: group.dimensions.iter().map(|dimension| dimension.coordinate.len() as u64).sum(),
            coordinates: Vec::new(),
            shapes: Vec::new(),
            arrays: names.iter().map(|_| Mutex::default()).collect(),
            attributes: Vec::new(),
        };
        for dimension in &group.dimensions {
            known.coordinates.extend(self.coordinate(reader, &group.name, dimension)?);
        }
        let mut arrays = Vec::with_capacity(names.len());
        for (array, name) in group.arrays.iter().zip(&names) {
            let (shape, extent) = reader.extent(&group.name, name).map_err(of_read)?;
            let made = group.shape(array);
            if shape != made || extent.element != array.element {
                return Err(self.error(&format!(
                    "{}/{name} holds {:?} values in the shape {shape:?}, but the run makes {:?} values in the shape {made:?}",
                    group.name, extent.element, array.element
                )));
            }
            known.shapes.push(shape);
            arrays.push(extent);
        }
        Ok((known, StoredGroup { name: group.name.clone(), arrays }))
    }

    fn coordinate(
        &self,
        reader: &ResultReader,
        group: &str,
        dimension: &Dimension,
    ) -> Result<Option<Difference>, SinkError> {
        let name = &dimension.name;
        let dataset = format!("{group}/{name}");
        match &dimension.coordinate {
            Coordinate::Index(len) => {
                let stored = reader.read_i64(group, name).map_err(of_read)?;
                let computed: Vec<i64> = (0..*len as i64).collect();
                self.first(dataset, &stored, &computed, |a, b| a == b, |value| Scalar::Int(*value))
            }
            Coordinate::Values(computed) => {
                let stored = reader.read_f64(group, name).map_err(of_read)?;
                let same = |a: &f64, b: &f64| a.to_bits() == b.to_bits();
                self.first(dataset, &stored, computed, same, |value| Scalar::Float(*value))
            }
            Coordinate::Labels(computed) => {
                let stored = reader.read_texts(group, name).map_err(of_read)?;
                self.first(dataset, &stored, computed, |a, b| a == b, |value| Scalar::Text(value.clone()))
            }
        }
    }

    fn first<T>(
        &self,
        dataset: String,
        stored: &[T],
        computed: &[T],
        same: impl Fn(&T, &T) -> bool,
        scalar: impl Fn(&T) -> Scalar,
    ) -> Result<Option<Difference>, SinkError> {
        if stored.len() != computed.len() {
            let (n, expected) = (stored.len(), computed.len());
            return Err(self.error(&format!("{dataset} has {n} values, but the run makes {expected}")));
        }
        let different = |(_, (a, b)): &(usize, (&T, &T))| !same(a, b);
        let mut pairs = stored.iter().zip(computed).enumerate().filter(different);
        let Some((at, (was, is))) = pairs.next() else { return Ok(None) };
        let n_different = 1 + pairs.count() as u64;
        let (stored, computed_value) = (scalar(was), scalar(is));
        let n_compared = computed.len() as u64;
        Ok(Some(Difference {
            dataset,
            index: vec![at as u64],
            stored,
            computed: computed_value,
            n_different,
            n_compared,
        }))
    }

    fn compare<T: raw::Plain>(
        &self,
        array: ArrayId,
        start: u64,
        values: &[T],
        element: Element,
    ) -> Result<(), SinkError> {
        let inner = self.inner();
        let mut stored = vec![0i64; values.len()];
        inner.blocks.read_bits(array, start, &mut stored, element)?;
        inner.blocks.mark(array, start, values.len() as u64)?;
        let computed = raw::bytes(values);
        if raw::bytes(&stored) == computed {
            return Ok(());
        }
        let mut found = lock(&inner.groups[array.0].arrays[array.1]);
        for ((at, stored), computed) in (start..).zip(stored).zip(computed.chunks_exact(8)) {
            let computed = i64::from_ne_bytes(computed.try_into().expect("eight bytes"));
            if stored != computed {
                found.enter(at, stored, computed);
            }
        }
        Ok(())
    }

    fn inner(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn error(&self, message: &str) -> SinkError {
        SinkError(format!("{}: {message}", self.path.display()))
    }
}

impl Sink for Comparison {
    fn write(&self, array: ArrayId, start: u64, values: &[f64]) -> Result<(), SinkError> {
        self.compare(array, start, values, Element::Float)
    }

    fn write_ints(&self, array: ArrayId, start: u64, values: &[i64]) -> Result<(), SinkError> {
        self.compare(array, start, values, Element::Int)
    }

    fn read(&self, array: ArrayId, start: u64, values: &mut [f64]) -> Result<(), SinkError> {
        let inner = self.inner();
        inner.blocks.read(array, start, values)?;
        let element = inner.blocks.element(array);
        let end = start + values.len() as u64;
        for (at, (_, computed)) in lock(&inner.groups[array.0].arrays[array.1]).kept.range(start..end) {
            values[(at - start) as usize] = match element {
                Some(Element::Int) if *computed == MISSING_INT => f64::NAN,
                Some(Element::Int) => *computed as f64,
                _ => f64::from_bits(*computed as u64),
            };
        }
        Ok(())
    }

    fn work(&self, phase: Phase, index: u64) -> Work {
        match &self.sample {
            Some(sample) if phase.divided && !sample.holds(phase.n_parts, index) => Work::Elsewhere,
            _ => Work::New,
        }
    }

    fn keep(&self, part: Part, state: Vec<u8>) -> Result<(), SinkError> {
        lock(&self.states).insert(part, state);
        Ok(())
    }
}

impl Inner {
    fn difference(&self, (group, array): ArrayId, found: &Found, n_compared: u64) -> Option<Difference> {
        let (at, (stored, computed)) = found.kept.first_key_value()?;
        let (dataset, element) = (self.blocks.dataset((group, array))?, self.blocks.element((group, array))?);
        let scalar = |bits: i64| match element {
            Element::Float => Scalar::Float(f64::from_bits(bits as u64)),
            Element::Int => Scalar::Int(bits),
        };
        Some(Difference {
            dataset: dataset.to_owned(),
            index: unravel(*at, &self.groups[group].shapes[array]),
            stored: scalar(*stored),
            computed: scalar(*computed),
            n_different: found.n,
            n_compared,
        })
    }
}

fn of_read(error: ReadError) -> SinkError {
    SinkError(error.0)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
