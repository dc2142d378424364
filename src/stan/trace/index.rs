//! Traces the reading and the assignment of parts of containers.

use smallvec::SmallVec;

use super::statements::{place, same_dims};
use super::value::{Sym, Val};
use super::{Frame, Tracer, Untraceable};
use crate::stan::graph::Element;
use crate::stan::indexing::{self, Brackets, Part};
use crate::stan::ir::{Index, Operand, VariableRef};
use crate::stan::value::{Cell, Tensor, Value};

/// Indices whose numbers are known.
struct Known {
    values: Vec<Value<f64>>,
    path: Vec<Vec<Index>>,
}

impl Known {
    fn new(path: &[Vec<Index>], frame: &Frame) -> Result<Known, Untraceable> {
        let mut values = Vec::new();
        let mut keep = |operand: Operand| {
            values.push(frame.known(operand)?);
            Ok::<_, Untraceable>(Operand::Int(values.len() as i64 - 1))
        };
        let mut index = |index: &Index| {
            Ok::<_, Untraceable>(match *index {
                Index::Single(at) => Index::Single(keep(at)?),
                Index::Multi(at) => Index::Multi(keep(at)?),
                Index::Between(from, to) => Index::Between(keep(from)?, keep(to)?),
                Index::From(from) => Index::From(keep(from)?),
                Index::Upto(to) => Index::Upto(keep(to)?),
                Index::All => Index::All,
            })
        };
        let path = path
            .iter()
            .map(|indices| indices.iter().map(&mut index).collect::<Result<Vec<_>, _>>())
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Known { values, path })
    }

    fn value(&self, operand: Operand) -> &Value<f64> {
        match operand {
            Operand::Int(at) => &self.values[at as usize],
            _ => unreachable!("all operands have been numbered"),
        }
    }

    fn brackets(&self) -> SmallVec<[Brackets<'_>; 1]> {
        let int = |operand| self.value(operand).int();
        let index = |index: &Index| match *index {
            Index::Single(at) => indexing::Index::Single(int(at)),
            Index::Multi(at) => indexing::Index::Multi(self.value(at).ints().data()),
            Index::Between(from, to) => indexing::Index::Between(int(from), int(to)),
            Index::From(from) => indexing::Index::From(int(from)),
            Index::Upto(to) => indexing::Index::Upto(int(to)),
            Index::All => indexing::Index::All,
        };
        self.path.iter().map(|indices| indices.iter().map(index).collect()).collect()
    }

    /// The one element that a full set of single positions selects.
    fn element(&self, dims: &[usize]) -> Option<usize> {
        let [indices] = self.path.as_slice() else { return None };
        if indices.len() != dims.len() {
            return None;
        }
        indices.iter().zip(dims).try_fold(0, |start, (index, &size)| {
            let Index::Single(at) = *index else { return None };
            let at = usize::try_from(self.value(at).int()).ok()?.checked_sub(1)?;
            (at < size).then_some(start * size + at)
        })
    }
}

impl Tracer<'_> {
    /// The part of a value that indices select.
    pub(super) fn index(&mut self, base: &Val, path: &[Vec<Index>], frame: &Frame) -> Result<Val, Untraceable> {
        if path.is_empty() {
            return Ok(base.clone());
        }
        let known = Known::new(path, frame)?;
        let brackets = known.brackets();
        Ok(match base {
            Val::Known(Value::Reals(tensor)) => Val::Known(match indexing::read(tensor, &brackets, "")? {
                Part::Element(x) => Value::Real(x),
                Part::Container(part) => Value::Reals(part),
            }),
            Val::Known(Value::Ints(tensor)) => Val::Known(match indexing::read(tensor, &brackets, "")? {
                Part::Element(x) => Value::Int(x),
                Part::Container(part) => Value::Ints(part),
            }),
            Val::Sym(sym) => {
                if let (Sym::Whole { node, dims, .. }, Some(at)) = (sym, known.element(base.dims())) {
                    debug_assert!(!dims.is_empty());
                    return Ok(Sym::Scalar((*node, at as u32)).into());
                }
                let each = self.each(base);
                match indexing::read(&each, &brackets, "")? {
                    Part::Element(element) => Sym::Scalar(element).into(),
                    Part::Container(part) => Sym::Each(part).into(),
                }
            }
            Val::Known(_) => return Err("a scalar is indexed".into()),
        })
    }

    /// A variable after a part of it was assigned.
    pub(super) fn store(
        &mut self,
        old: Val,
        path: &[Vec<Index>],
        value: Val,
        frame: &Frame,
        variable: VariableRef,
    ) -> Result<Val, Untraceable> {
        if path.is_empty() {
            same_dims(&old, &value)?;
            return Ok(value);
        }
        // Where the index reads the variable itself, its place in the frame is empty now.
        let reads_itself = path.iter().flatten().any(|index| reads(index, variable));
        if reads_itself {
            return Err("a variable is an index of itself".into());
        }
        let known = Known::new(path, frame)?;
        let brackets = known.brackets();
        match (old, value) {
            (Val::Known(Value::Ints(mut base)), Val::Known(value)) => {
                match &value {
                    Value::Int(x) => indexing::assign(&mut base, &brackets, Part::Element(*x), "")?,
                    value => indexing::assign(&mut base, &brackets, Part::Container(value.ints()), "")?,
                }
                Ok(Val::Known(Value::Ints(base)))
            }
            (Val::Known(Value::Reals(mut base)), Val::Known(value)) => {
                match &value {
                    Value::Int(_) | Value::Real(_) => {
                        indexing::assign(&mut base, &brackets, Part::Element(value.real()), "")?;
                    }
                    value => indexing::assign(&mut base, &brackets, Part::Container(&value.reals()), "")?,
                }
                Ok(Val::Known(Value::Reals(base)))
            }
            (old, value) => {
                let mut base = self.each(&old);
                // The old value is dropped, so that its elements are changed in place.
                drop(old);
                if value.is_scalar() {
                    let element = self.elements(&value)[0];
                    indexing::assign(&mut base, &brackets, Part::Element(element), "")?;
                } else {
                    let part = self.each(&value);
                    indexing::assign(&mut base, &brackets, Part::Container(&part), "")?;
                }
                Ok(Sym::Each(base).into())
            }
        }
    }

    /// A container as its elements.
    pub(super) fn each(&mut self, value: &Val) -> Tensor<Element> {
        if let Val::Sym(Sym::Each(tensor)) = value {
            return tensor.clone();
        }
        let elements = self.elements(value);
        Tensor::new(value.dims(), value.cell(), elements)
    }

    /// An array, row vector or matrix of scalars or containers of one shape.
    pub(super) fn collect(
        &mut self,
        items: &[Val],
        layout: crate::stan::oracle::prepare::Layout,
    ) -> Result<Val, Untraceable> {
        use crate::stan::oracle::prepare::Layout;
        let inner = items.first().map_or(&[] as &[usize], |first| first.dims());
        if items.iter().any(|item| item.dims() != inner) {
            return Err("elements of a container have different shapes".into());
        }
        let cell = if let Layout::Reals(cell) = layout { cell } else { Cell::Scalar };
        let dims: Vec<usize> = match (items.len(), cell) {
            (0, Cell::Matrix) => vec![0, 0],
            (n, _) => [n].iter().chain(inner).copied().collect(),
        };
        if layout == Layout::Ints {
            let mut data = Vec::new();
            for item in items {
                match item {
                    Val::Known(Value::Int(x)) => data.push(*x),
                    Val::Known(value) => data.extend_from_slice(value.ints().data()),
                    Val::Sym(_) => return Err("integers depend on parameters".into()),
                }
            }
            return Ok(Val::Known(Value::Ints(Tensor::new(dims.as_slice(), cell, data))));
        }
        if items.iter().all(Val::is_known) {
            let mut data = Vec::new();
            for item in items {
                match item {
                    Val::Known(value @ (Value::Int(_) | Value::Real(_))) => data.push(value.real()),
                    Val::Known(value) => data.extend_from_slice(value.reals().data()),
                    Val::Sym(_) => {}
                }
            }
            return Ok(Val::Known(Value::Reals(Tensor::new(dims.as_slice(), cell, data))));
        }
        let mut data = Vec::new();
        for item in items {
            data.extend(self.elements(item));
        }
        Ok(Sym::Each(Tensor::new(dims.as_slice(), cell, data)).into())
    }
}

fn reads(index: &Index, variable: VariableRef) -> bool {
    let is = |operand: Operand| matches!(operand, Operand::Variable(read) if place(read) == place(variable));
    match *index {
        Index::Single(at) | Index::Multi(at) | Index::From(at) | Index::Upto(at) => is(at),
        Index::Between(from, to) => is(from) || is(to),
        Index::All => false,
    }
}
