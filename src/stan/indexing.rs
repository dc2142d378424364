//! Parts of containers: reading them and assigning them.
//!
//! Indices stand in brackets, and one pair of brackets may follow another: `x[2:4][1]` is an element of a part.
//! Both are resolved to one `View` of the container, which is then copied out or written through.

use smallvec::SmallVec;

use super::value::{Cell, Dims, Tensor};

/// One index; positions count from 1.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub enum Index<'a> {
    /// One position: the dimension goes away.
    Single(i64),
    /// These positions, in this order: the dimension stays.
    Multi(&'a [i64]),
    /// Both ends included; empty where the upper end is below the lower.
    Between(i64, i64),
    From(i64),
    Upto(i64),
    All,
}

/// The indices of one pair of brackets; dimensions without an index stay as they are.
pub type Brackets<'a> = SmallVec<[Index<'a>; 4]>;

/// What indices select, and what is assigned to it.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum Part<T, C = Tensor<T>> {
    Element(T),
    Container(C),
}

/// The part of `base` that the indices select, one pair of brackets after another.
///
/// `name` is what messages call the container; it may be empty.
pub fn read<T: Copy>(base: &Tensor<T>, path: &[Brackets], name: &str) -> Result<Part<T>, String> {
    let view = View::new(base.dims(), base.cell(), path, name)?;
    if view.axes.is_empty() {
        return Ok(Part::Element(base.data()[view.offset]));
    }
    let dims = view.dims();
    let mut data = Vec::with_capacity(dims.iter().product());
    view.for_each_run(|start, len| data.extend_from_slice(&base.data()[start..start + len]));
    Ok(Part::Container(Tensor::new(dims, view.cell(), data)))
}

/// [`read`] with one pair of brackets that holds single positions only.
pub fn read_at<T: Copy>(base: &Tensor<T>, at: &[i64], name: &str) -> Result<Part<T>, String> {
    let (start, len) = run_at(base.dims(), at, name)?;
    if at.len() == base.dims().len() {
        return Ok(Part::Element(base.data()[start]));
    }
    let in_cell = at.len() > base.dims().len() - base.cell().rank();
    let cell = if in_cell { Cell::RowVector } else { base.cell() };
    Ok(Part::Container(Tensor::new(&base.dims()[at.len()..], cell, base.data()[start..start + len].to_vec())))
}

/// Assigns the part of `base` that the indices select; `value` must have its shape.
///
/// Nothing but the part is copied, unless a clone shares the container.
pub fn assign<T: Copy>(
    base: &mut Tensor<T>,
    path: &[Brackets],
    value: Part<T, &Tensor<T>>,
    name: &str,
) -> Result<(), String> {
    let view = View::new(base.dims(), base.cell(), path, name)?;
    match value {
        Part::Element(value) if view.axes.is_empty() => base.data_mut()[view.offset] = value,
        Part::Element(_) => return Err(wrong_shape(name, &view.dims(), &[])),
        Part::Container(value) => {
            if view.dims().as_slice() != value.dims() {
                return Err(wrong_shape(name, &view.dims(), value.dims()));
            }
            let data = base.data_mut();
            let mut rest = value.data();
            view.for_each_run(|start, len| {
                let (run, later) = rest.split_at(len);
                data[start..start + len].copy_from_slice(run);
                rest = later;
            });
        }
    }
    Ok(())
}

/// [`assign`] with one pair of brackets that holds single positions only.
pub fn assign_at<T: Copy>(
    base: &mut Tensor<T>,
    at: &[i64],
    value: Part<T, &Tensor<T>>,
    name: &str,
) -> Result<(), String> {
    let (start, len) = run_at(base.dims(), at, name)?;
    let dims = &base.dims()[at.len()..];
    match value {
        Part::Element(value) if dims.is_empty() => base.data_mut()[start] = value,
        Part::Element(_) => return Err(wrong_shape(name, dims, &[])),
        Part::Container(value) if dims != value.dims() => return Err(wrong_shape(name, dims, value.dims())),
        Part::Container(value) => base.data_mut()[start..start + len].copy_from_slice(value.data()),
    }
    Ok(())
}

/// Where the elements below leading single positions start, and how many they are.
fn run_at(dims: &[usize], at: &[i64], name: &str) -> Result<(usize, usize), String> {
    let mut start = 0;
    for (axis, (&position, &size)) in at.iter().zip(dims).enumerate() {
        start = start * size
            + in_range(position, size).ok_or_else(|| out_of_range(name, dims.len(), axis, size, position))?;
    }
    let len = dims[at.len()..].iter().product();
    Ok((start * len, len))
}

/// The elements of a container that indices select: of each dimension that stays, the positions.
struct View {
    /// Where all positions that are counted from 0 start.
    offset: usize,
    axes: SmallVec<[Axis; 4]>,
}

/// A dimension of a [`View`].
struct Axis {
    /// Which dimension of the container it is.
    dim: usize,
    role: Role,
    /// Distance of neighbours.
    stride: usize,
    positions: Positions,
}

/// What a dimension is within its container. The one of a vector is a row dimension, the one of a row vector
/// a column dimension.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Array,
    Row,
    Column,
}

/// Positions from 0.
enum Positions {
    Range { start: usize, len: usize },
    List(Vec<usize>),
}

impl View {
    fn new(dims: &[usize], cell: Cell, path: &[Brackets], name: &str) -> Result<View, String> {
        let mut view = View::all(dims, cell);
        for brackets in path {
            view = view.select(brackets, dims.len(), name)?;
        }
        Ok(view)
    }

    fn all(dims: &[usize], cell: Cell) -> View {
        let mut stride = 1;
        let mut axes: SmallVec<[Axis; 4]> = SmallVec::new();
        for (dim, &size) in dims.iter().enumerate().rev() {
            let role = match (cell, dims.len() - dim) {
                (Cell::Vector, 1) | (Cell::Matrix, 2) => Role::Row,
                (Cell::RowVector | Cell::Matrix, 1) => Role::Column,
                _ => Role::Array,
            };
            axes.push(Axis { dim, role, stride, positions: Positions::Range { start: 0, len: size } });
            stride *= size;
        }
        axes.reverse();
        View { offset: 0, axes }
    }

    fn select(mut self, brackets: &[Index], rank: usize, name: &str) -> Result<View, String> {
        let mut axes = SmallVec::new();
        for (k, axis) in self.axes.drain(..).enumerate() {
            let index = brackets.get(k).copied().unwrap_or(Index::All);
            let there = axis.positions.len();
            let error = |position| out_of_range(name, rank, axis.dim, there, position);
            match axis.positions.select(index).map_err(error)? {
                Selected::One(position) => self.offset += position * axis.stride,
                Selected::Many(positions) => axes.push(Axis { positions, ..axis }),
            }
        }
        Ok(View { offset: self.offset, axes })
    }

    fn dims(&self) -> Dims {
        self.axes.iter().map(|axis| axis.positions.len()).collect()
    }

    fn cell(&self) -> Cell {
        let has = |role| self.axes.iter().any(|axis| axis.role == role);
        match (has(Role::Row), has(Role::Column)) {
            (false, false) => Cell::Scalar,
            (true, false) => Cell::Vector,
            (false, true) => Cell::RowVector,
            (true, true) => Cell::Matrix,
        }
    }

    /// Calls `f` with start and length of one stretch of elements after another, in the order of the part.
    fn for_each_run(&self, mut f: impl FnMut(usize, usize)) {
        walk(&self.axes, self.offset, &mut f);
    }
}

fn walk(axes: &[Axis], offset: usize, f: &mut impl FnMut(usize, usize)) {
    match axes {
        [] => f(offset, 1),
        [Axis { stride: 1, positions: Positions::Range { start, len }, .. }] => f(offset + start, *len),
        [axis, inner @ ..] => {
            for k in 0..axis.positions.len() {
                walk(inner, offset + axis.positions.at(k) * axis.stride, f);
            }
        }
    }
}

/// What an index leaves of the positions along a dimension.
enum Selected {
    One(usize),
    Many(Positions),
}

impl Positions {
    fn len(&self) -> usize {
        match self {
            Positions::Range { len, .. } => *len,
            Positions::List(positions) => positions.len(),
        }
    }

    fn at(&self, k: usize) -> usize {
        match self {
            Positions::Range { start, .. } => start + k,
            Positions::List(positions) => positions[k],
        }
    }

    /// Applies an index; the error is the position that is out of range.
    fn select(&self, index: Index) -> Result<Selected, i64> {
        let position = |i: i64| in_range(i, self.len()).map(|k| self.at(k)).ok_or(i);
        Ok(match index {
            Index::Single(i) => Selected::One(position(i)?),
            Index::Multi(list) => {
                Selected::Many(Positions::List(list.iter().map(|&i| position(i)).collect::<Result<_, _>>()?))
            }
            Index::Between(from, to) => Selected::Many(self.between(from, to)?),
            Index::From(from) => Selected::Many(self.between(from, self.len() as i64)?),
            Index::Upto(to) => Selected::Many(self.between(1, to)?),
            Index::All => Selected::Many(self.between(1, self.len() as i64)?),
        })
    }

    fn between(&self, from: i64, to: i64) -> Result<Positions, i64> {
        if to < from {
            return Ok(Positions::Range { start: 0, len: 0 });
        }
        let first = in_range(from, self.len()).ok_or(from)?;
        let last = in_range(to, self.len()).ok_or(to)?;
        Ok(match self {
            Positions::Range { start, .. } => Positions::Range { start: start + first, len: last - first + 1 },
            Positions::List(positions) => Positions::List(positions[first..=last].to_vec()),
        })
    }
}

/// The position from 0 of one that counts from 1.
fn in_range(position: i64, size: usize) -> Option<usize> {
    usize::try_from(position).ok().and_then(|p| p.checked_sub(1)).filter(|&p| p < size)
}

/// Says that `position` is not there along dimension `dim` of `rank`, which has `size` positions.
fn out_of_range(name: &str, rank: usize, dim: usize, size: usize, position: i64) -> String {
    let of = if name.is_empty() { String::new() } else { format!(" of {name}") };
    let along = if rank == 1 { String::new() } else { format!(" along dimension {}", dim + 1) };
    match size {
        0 => format!("index {position}{of}{along} is out of range, there are no elements"),
        1 => format!("index {position}{of}{along} is out of range, must be 1"),
        size => format!("index {position}{of}{along} is out of range, must be 1 to {size}"),
    }
}

/// Says that a value does not fit where it is assigned.
pub fn wrong_shape(name: &str, expected: &[usize], found: &[usize]) -> String {
    format!("the value assigned to {name} has {}, but must have {}", shape(found), shape(expected))
}

/// Sizes in words.
pub fn shape(dims: &[usize]) -> String {
    match dims {
        [] => "no dimensions".to_owned(),
        dims => format!("shape {dims:?}"),
    }
}

#[cfg(test)]
mod tests;
