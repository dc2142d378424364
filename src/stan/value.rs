//! Values of a Stan program while it runs.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::math::number::Number;

/// Sizes, outermost first: array dimensions, then those of the cell.
pub type Dims = SmallVec<[usize; 4]>;

/// What the innermost dimensions of a [`Tensor`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// All dimensions are array dimensions.
    Scalar,
    /// The last dimension is a vector.
    Vector,
    /// The last dimension is a row vector.
    RowVector,
    /// The last two dimensions are a matrix: rows, columns.
    Matrix,
}

impl Cell {
    /// How many dimensions the cell itself takes.
    pub fn rank(self) -> usize {
        match self {
            Cell::Scalar => 0,
            Cell::Vector | Cell::RowVector => 1,
            Cell::Matrix => 2,
        }
    }
}

/// A container: an array of any rank (0 included) of vectors, row vectors, matrices or scalars.
///
/// Elements lie in row-major order over *all* dimensions, matrices included. (Stan's own order inside a
/// matrix is column-major; `to_vector`, parameters and data files that need it permute.) Cloning shares the
/// elements until one of the clones is changed.
#[derive(Debug, Clone)]
pub struct Tensor<T> {
    dims: Dims,
    cell: Cell,
    data: Arc<Vec<T>>,
}

impl<T: Clone> Tensor<T> {
    /// `data` has as many elements as the product of `dims`, and `dims` at least as many as the cell takes
    /// (one more for arrays of scalars).
    pub fn new(dims: impl Into<Dims>, cell: Cell, data: Vec<T>) -> Tensor<T> {
        Tensor::shared(dims, cell, Arc::new(data))
    }

    /// Like [`new`](Tensor::new), without copying.
    pub fn shared(dims: impl Into<Dims>, cell: Cell, data: Arc<Vec<T>>) -> Tensor<T> {
        let dims = dims.into();
        debug_assert_eq!(dims.iter().product::<usize>(), data.len(), "dims {dims:?} hold the data");
        debug_assert!(dims.len() >= cell.rank().max(1), "dims {dims:?} hold a {cell:?}");
        Tensor { dims, cell, data }
    }

    /// A vector.
    pub fn vector(data: Vec<T>) -> Tensor<T> {
        Tensor::new([data.len()].as_slice(), Cell::Vector, data)
    }

    /// A row vector.
    pub fn row_vector(data: Vec<T>) -> Tensor<T> {
        Tensor::new([data.len()].as_slice(), Cell::RowVector, data)
    }

    /// A one-dimensional array of scalars.
    pub fn array(data: Vec<T>) -> Tensor<T> {
        Tensor::new([data.len()].as_slice(), Cell::Scalar, data)
    }

    /// A matrix from its elements in row-major order.
    pub fn matrix(rows: usize, cols: usize, data: Vec<T>) -> Tensor<T> {
        Tensor::new([rows, cols].as_slice(), Cell::Matrix, data)
    }

    /// All sizes, outermost first.
    pub fn dims(&self) -> &[usize] {
        &self.dims
    }

    /// What the innermost dimensions are.
    pub fn cell(&self) -> Cell {
        self.cell
    }

    /// The elements in row-major order.
    pub fn data(&self) -> &[T] {
        &self.data
    }

    /// The elements, shared.
    pub fn shared_data(&self) -> &Arc<Vec<T>> {
        &self.data
    }

    /// The elements for changing; copies them first if another clone shares them.
    pub fn data_mut(&mut self) -> &mut [T] {
        Arc::make_mut(&mut self.data).as_mut_slice()
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether it has no elements.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Rows of a matrix, which this must be.
    pub fn rows(&self) -> usize {
        self.dims[self.dims.len() - 2]
    }

    /// Columns of a matrix, which this must be.
    pub fn cols(&self) -> usize {
        self.dims[self.dims.len() - 1]
    }

    /// The same shape with other elements.
    pub fn map<U: Clone>(&self, f: impl FnMut(&T) -> U) -> Tensor<U> {
        Tensor { dims: self.dims.clone(), cell: self.cell, data: Arc::new(self.data.iter().map(f).collect()) }
    }
}

/// A value.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum Value<T> {
    Int(i64),
    Real(T),
    Ints(Tensor<i64>),
    Reals(Tensor<T>),
}

impl<T: Number> Value<T> {
    /// The integer. The checker has seen to it that there is one.
    pub fn int(&self) -> i64 {
        match self {
            Value::Int(value) => *value,
            other => unreachable!("checked programs have an int here, not {other:?}"),
        }
    }

    /// The scalar as a real number; integers are promoted.
    pub fn real(&self) -> T {
        match self {
            Value::Real(value) => *value,
            Value::Int(value) => T::constant(*value as f64),
            other => unreachable!("checked programs have a scalar here, not {other:?}"),
        }
    }

    /// The container of reals; integers are promoted.
    pub fn reals(&self) -> Tensor<T> {
        match self {
            Value::Reals(tensor) => tensor.clone(),
            Value::Ints(tensor) => tensor.map(|&value| T::constant(value as f64)),
            other => unreachable!("checked programs have a container here, not {other:?}"),
        }
    }

    /// The container of integers.
    pub fn ints(&self) -> &Tensor<i64> {
        match self {
            Value::Ints(tensor) => tensor,
            other => unreachable!("checked programs have integers here, not {other:?}"),
        }
    }

    /// All sizes; empty for a scalar.
    pub fn dims(&self) -> &[usize] {
        match self {
            Value::Int(_) | Value::Real(_) => &[],
            Value::Ints(tensor) => tensor.dims(),
            Value::Reals(tensor) => tensor.dims(),
        }
    }
}

impl Value<f64> {
    /// The same value for evaluation with `T`; free of cost for `f64`.
    pub fn lift<T: Number>(&self) -> Value<T> {
        match self {
            Value::Int(value) => Value::Int(*value),
            Value::Real(value) => Value::Real(T::constant(*value)),
            Value::Ints(tensor) => Value::Ints(tensor.clone()),
            Value::Reals(tensor) => {
                Value::Reals(Tensor { dims: tensor.dims.clone(), cell: tensor.cell, data: T::lift(&tensor.data) })
            }
        }
    }
}
