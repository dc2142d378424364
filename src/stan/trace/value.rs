//! Values of a program while it is traced: known, or made of elements of a graph.

use crate::stan::graph::{Element, NodeId};
use crate::stan::value::{Cell, Dims, Tensor, Value};

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Val {
    /// It depends on data only.
    Known(Value<f64>),
    Sym(Sym),
}

/// A real value that depends on parameters.
#[derive(Debug, Clone)]
pub(super) enum Sym {
    Scalar(Element),
    /// A container whose elements are all of one node, in row-major order.
    Whole {
        node: NodeId,
        dims: Dims,
        cell: Cell,
    },
    /// A container put together from elements.
    Each(Tensor<Element>),
}

impl Val {
    /// All sizes; empty for a scalar.
    pub fn dims(&self) -> &[usize] {
        match self {
            Val::Known(value) => value.dims(),
            Val::Sym(Sym::Scalar(_)) => &[],
            Val::Sym(Sym::Whole { dims, .. }) => dims,
            Val::Sym(Sym::Each(tensor)) => tensor.dims(),
        }
    }

    pub fn len(&self) -> usize {
        self.dims().iter().product()
    }

    /// What the innermost dimensions are; nothing in particular for a scalar.
    pub fn cell(&self) -> Cell {
        match self {
            Val::Known(Value::Reals(tensor)) => tensor.cell(),
            Val::Known(_) | Val::Sym(Sym::Scalar(_)) => Cell::Scalar,
            Val::Sym(Sym::Whole { cell, .. }) => *cell,
            Val::Sym(Sym::Each(tensor)) => tensor.cell(),
        }
    }

    pub fn is_scalar(&self) -> bool {
        matches!(self, Val::Known(Value::Int(_) | Value::Real(_)) | Val::Sym(Sym::Scalar(_)))
    }

    pub fn is_known(&self) -> bool {
        matches!(self, Val::Known(_))
    }

    /// A scalar.
    pub fn scalar(node: NodeId) -> Val {
        Val::Sym(Sym::Scalar((node, 0)))
    }

    /// A node with a shape, which may be that of a scalar.
    pub fn shaped(node: NodeId, dims: &[usize], cell: Cell) -> Val {
        if dims.is_empty() { Val::scalar(node) } else { Val::Sym(Sym::Whole { node, dims: dims.into(), cell }) }
    }
}

impl Sym {
    /// The elements one after another.
    pub fn elements(&self) -> Vec<Element> {
        match self {
            Sym::Scalar(element) => vec![*element],
            Sym::Whole { node, dims, .. } => (0..dims.iter().product::<usize>()).map(|at| (*node, at as u32)).collect(),
            Sym::Each(tensor) => tensor.data().to_vec(),
        }
    }
}
