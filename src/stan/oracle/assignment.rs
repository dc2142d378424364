//! Assigns variables and parts of them.

use smallvec::SmallVec;

use crate::math::number::Number;
use crate::stan::indexing::{self, Brackets, Part, wrong_shape};
use crate::stan::value::{Tensor, Value};

use super::prepare::{Index, Path, Slot, Target};
use super::run::{Failure, Run};

impl<T: Number> Run<'_, T> {
    pub(super) fn store(
        &mut self,
        variable: &Target,
        path: &Path,
        value: Slot,
        moves: bool,
        frame: &mut [Value<T>],
    ) -> Result<(), Failure> {
        // The variable is taken out of the frame, so that the value can be borrowed from it.
        let mut place = std::mem::replace(&mut frame[variable.at], Value::Int(0));
        let stored = match (path, value) {
            (Path::Whole, Slot::Frame(from)) if moves => {
                let value = std::mem::replace(&mut frame[from], Value::Int(0));
                replace(&mut place, value, &variable.name)
            }
            // `x = x`
            (Path::Whole, Slot::Frame(from)) if from == variable.at => Ok(()),
            (Path::Whole, slot) => replace(&mut place, self.program.value(frame, slot).clone(), &variable.name),
            (_, Slot::Frame(from)) if from == variable.at => {
                let value = place.clone();
                self.store_part(&mut place, path, &value, &variable.name, frame)
            }
            (_, slot) => {
                let value = self.program.value(frame, slot);
                self.store_part(&mut place, path, value, &variable.name, frame)
            }
        };
        frame[variable.at] = place;
        Ok(stored?)
    }

    fn store_part(
        &self,
        place: &mut Value<T>,
        path: &Path,
        value: &Value<T>,
        name: &str,
        frame: &[Value<T>],
    ) -> Result<(), String> {
        match (place, value) {
            (Value::Reals(place), Value::Real(value)) => self.assign(place, path, Part::Element(*value), name, frame),
            (Value::Reals(place), Value::Reals(value)) => self.assign(place, path, Part::Container(value), name, frame),
            (Value::Ints(place), Value::Int(value)) => self.assign(place, path, Part::Element(*value), name, frame),
            (Value::Ints(place), Value::Ints(value)) => self.assign(place, path, Part::Container(value), name, frame),
            (place, value) => unreachable!("checked programs do not assign {value:?} to a part of {place:?}"),
        }
    }

    fn assign<E: Copy>(
        &self,
        place: &mut Tensor<E>,
        path: &Path,
        value: Part<E, &Tensor<E>>,
        name: &str,
        frame: &[Value<T>],
    ) -> Result<(), String> {
        match path {
            Path::At(at) => indexing::assign_at(place, &self.positions(at, frame), value, name),
            Path::Brackets(path) => indexing::assign(place, &self.brackets(path, frame), value, name),
            Path::Whole => unreachable!("a whole has no indices"),
        }
    }

    pub(super) fn positions(&self, at: &[Slot], frame: &[Value<T>]) -> SmallVec<[i64; 4]> {
        at.iter().map(|slot| self.program.value(frame, *slot).int()).collect()
    }

    pub(super) fn brackets<'f>(&'f self, path: &[Vec<Index>], frame: &'f [Value<T>]) -> SmallVec<[Brackets<'f>; 1]> {
        let int = |slot| self.program.value(frame, slot).int();
        let index = |index: &Index| match *index {
            Index::Single(at) => indexing::Index::Single(int(at)),
            Index::Multi(at) => indexing::Index::Multi(self.program.value(frame, at).ints().data()),
            Index::Between(from, to) => indexing::Index::Between(int(from), int(to)),
            Index::From(from) => indexing::Index::From(int(from)),
            Index::Upto(to) => indexing::Index::Upto(int(to)),
            Index::All => indexing::Index::All,
        };
        path.iter().map(|indices| indices.iter().map(index).collect()).collect()
    }
}

/// Assigns a whole variable; sizes stay what they were declared to be.
fn replace<T: Number>(place: &mut Value<T>, value: Value<T>, name: &str) -> Result<(), String> {
    if place.dims() != value.dims() {
        return Err(wrong_shape(name, place.dims(), value.dims()));
    }
    *place = value;
    Ok(())
}
