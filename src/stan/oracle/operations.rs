//! Runs operations: each computes one value from values that are there.

use smallvec::SmallVec;

use crate::math::number::Number;
use crate::stan::indexing::{self, Part};
use crate::stan::value::{Cell, Dims, Tensor, Value};

use super::prepare::{Layout, Op, Path, Slot};
use super::run::{Failure, Run};

impl<'a, T: Number> Run<'a, T> {
    pub(super) fn op(&mut self, op: &'a Op<T>, frame: &[Value<T>]) -> Result<Value<T>, Failure> {
        match op {
            Op::Library { function, arguments } => Ok(function(&self.borrow(arguments, frame))?),
            Op::Generator { function, arguments } => self.generate(*function, arguments, frame),
            Op::Call { function, arguments } => self
                .call(*function, arguments, frame)?
                .ok_or_else(|| Failure::Fact("a function has come to its end without a value".to_owned())),
            Op::Index { base, name, path } => Ok(self.part(self.program.value(frame, *base), path, name, frame)?),
            Op::Array { items, layout } => Ok(collect(&self.borrow(items, frame), *layout)?),
            Op::RowVector { items, layout } => Ok(collect(&self.borrow(items, frame), *layout)?),
            Op::Promote(operand) => Ok(promote(self.program.value(frame, *operand))),
            Op::Target => Ok(Value::Real(self.target)),
        }
    }

    fn borrow<'f>(&self, slots: &[Slot], frame: &'f [Value<T>]) -> SmallVec<[&'f Value<T>; 6]>
    where
        'a: 'f,
    {
        slots.iter().map(|slot| self.program.value(frame, *slot)).collect()
    }

    fn generate(
        &mut self,
        function: crate::stan::library::Generator,
        arguments: &[Slot],
        frame: &[Value<T>],
    ) -> Result<Value<T>, Failure> {
        let values: SmallVec<[Value<f64>; 6]> =
            arguments.iter().map(|slot| forget(self.program.value(frame, *slot))).collect();
        let borrowed: SmallVec<[&Value<f64>; 6]> = values.iter().collect();
        let Some(stream) = &mut self.stream else {
            return Err("there are no random numbers here".to_owned().into());
        };
        Ok(function(&borrowed, stream)?.lift())
    }

    fn part(&self, base: &Value<T>, path: &Path, name: &str, frame: &[Value<T>]) -> Result<Value<T>, String> {
        match base {
            Value::Reals(base) => Ok(match self.select(base, path, name, frame)? {
                Part::Element(value) => Value::Real(value),
                Part::Container(part) => Value::Reals(part),
            }),
            Value::Ints(base) => Ok(match self.select(base, path, name, frame)? {
                Part::Element(value) => Value::Int(value),
                Part::Container(part) => Value::Ints(part),
            }),
            scalar => unreachable!("checked programs do not index {scalar:?}"),
        }
    }

    fn select<E: Copy>(
        &self,
        base: &Tensor<E>,
        path: &Path,
        name: &str,
        frame: &[Value<T>],
    ) -> Result<Part<E>, String> {
        match path {
            Path::Whole => Ok(Part::Container(base.clone())),
            Path::At(at) => indexing::read_at(base, &self.positions(at, frame), name),
            Path::Brackets(path) => indexing::read(base, &self.brackets(path, frame), name),
        }
    }
}

/// An array, row vector or matrix of scalars or containers of one shape.
fn collect<T: Number>(items: &[&Value<T>], layout: Layout) -> Result<Value<T>, String> {
    let inner = items.first().map_or(&[] as &[usize], |first| first.dims());
    if let Some(other) = items.iter().find(|item| item.dims() != inner) {
        let (first, other) = (indexing::shape(inner), indexing::shape(other.dims()));
        return Err(format!("elements of one container must have one shape, but here are {first} and {other}"));
    }
    let cell = if let Layout::Reals(cell) = layout { cell } else { Cell::Scalar };
    let dims: Dims = match (items.len(), cell) {
        (0, Cell::Matrix) => [0, 0].into_iter().collect(),
        (n, _) => [n].iter().chain(inner).copied().collect(),
    };
    Ok(match layout {
        Layout::Ints => {
            let data = items.iter().flat_map(|item| match item {
                Value::Int(value) => std::slice::from_ref(value),
                item => item.ints().data(),
            });
            Value::Ints(Tensor::new(dims, cell, data.copied().collect()))
        }
        _ => {
            let mut data = Vec::with_capacity(dims.iter().product());
            for item in items {
                match item {
                    Value::Int(_) | Value::Real(_) => data.push(item.real()),
                    item => data.extend_from_slice(item.reals().data()),
                }
            }
            Value::Reals(Tensor::new(dims, cell, data))
        }
    })
}

fn promote<T: Number>(value: &Value<T>) -> Value<T> {
    match value {
        Value::Int(_) | Value::Real(_) => Value::Real(value.real()),
        Value::Ints(_) | Value::Reals(_) => Value::Reals(value.reals()),
    }
}

/// The value alone.
pub fn forget<T: Number>(value: &Value<T>) -> Value<f64> {
    match value {
        Value::Int(value) => Value::Int(*value),
        Value::Real(value) => Value::Real(value.value()),
        Value::Ints(tensor) => Value::Ints(tensor.clone()),
        Value::Reals(tensor) => Value::Reals(tensor.map(|value| value.value())),
    }
}
