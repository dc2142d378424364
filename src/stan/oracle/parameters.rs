//! Parameters: read from a point on either scale, and put on the unconstrained one.

use crate::math::number::Number;
use crate::stan::typed::Constraint;
use crate::stan::value::{Cell, Tensor, Value};
use crate::transform::Transform;

use super::constraints::{self, fits, scalar_at};
use super::prepare::{Layout, Slot, Target};
use super::run::{Failure, Run, Stop};

/// Where parameters are read from, one after another.
#[derive(Debug, Clone, Copy)]
pub enum Point<'a, T> {
    /// There are no parameters.
    None,
    /// Unconstrained coordinates: cells one after another, the entries of a matrix column by column.
    Unconstrained(&'a [T]),
    /// The elements themselves in row-major order. Outside their constraints the density is 0.
    Constrained(&'a [T]),
    /// The elements of a point that has a density: constraints are not checked again, so that a rounding error on
    /// the way from the unconstrained scale does no harm.
    Drawn(&'a [T]),
}

/// The shape of a parameter: its sizes, outermost first, and what the innermost of them are.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Shape<'a> {
    pub dims: &'a [usize],
    pub cell: Cell,
}

impl<T: Number> Run<'_, T> {
    pub(super) fn parameter(
        &mut self,
        variable: &Target,
        dims: &[Slot],
        constraint: &Constraint<Slot>,
        frame: &mut [Value<T>],
    ) -> Result<(), Failure> {
        let dims = self.dims(variable, dims, frame)?;
        let shape = Shape { dims: &dims, cell: variable.layout.cell() };
        let constraint = constraint.map(|slot| self.program.value(frame, *slot));
        let value = match self.point {
            Point::None => return Err(format!("there is no value for {}", variable.name).into()),
            Point::Unconstrained(x) => {
                let (raw, rest) = x.split_at(n_unconstrained(&constraint, shape));
                self.point = Point::Unconstrained(rest);
                let (value, log_jacobian) = constrain(&variable.name, shape, &constraint, raw)?;
                self.jacobian += log_jacobian;
                value
            }
            Point::Constrained(x) => {
                let (elements, rest) = take(x, shape.n_elements(), &variable.name)?;
                self.point = Point::Constrained(rest);
                let value = shape.value(elements.to_vec());
                if constraints::check(&variable.name, &value, &constraint).is_err() {
                    return Err(Failure::Stop(Stop::OutsideSupport));
                }
                value
            }
            Point::Drawn(x) => {
                let (elements, rest) = take(x, shape.n_elements(), &variable.name)?;
                self.point = Point::Drawn(rest);
                shape.value(elements.to_vec())
            }
        };
        frame[variable.at] = value;
        Ok(())
    }
}

impl Layout {
    /// What the innermost dimensions are.
    pub fn cell(self) -> Cell {
        match self {
            Layout::Reals(cell) => cell,
            Layout::Int | Layout::Real | Layout::Ints => Cell::Scalar,
        }
    }
}

impl<'a> Shape<'a> {
    /// Number of elements.
    pub fn n_elements(self) -> usize {
        self.dims.iter().product()
    }

    fn split(self) -> (&'a [usize], &'a [usize]) {
        self.dims.split_at(self.dims.len() - self.cell.rank())
    }

    /// The value with these elements in row-major order.
    pub fn value<T: Number>(self, elements: Vec<T>) -> Value<T> {
        match (self.dims, elements.as_slice()) {
            ([], [element]) => Value::Real(*element),
            _ => Value::Reals(Tensor::new(self.dims, self.cell, elements)),
        }
    }

    /// Where the elements lie in row-major order that come one after another on the unconstrained scale.
    fn unconstrained_order(self) -> Vec<usize> {
        let (array, cell) = self.split();
        let [rows, cols] = *cell else { return (0..self.n_elements()).collect() };
        if self.cell != Cell::Matrix {
            return (0..self.n_elements()).collect();
        }
        let in_cell = || (0..cols).flat_map(move |j| (0..rows).map(move |i| i * cols + j));
        let n_cells: usize = array.iter().product();
        (0..n_cells).flat_map(|k| in_cell().map(move |at| k * rows * cols + at)).collect()
    }
}

/// How many unconstrained numbers make a parameter.
pub fn n_unconstrained<E>(constraint: &Constraint<E>, shape: Shape) -> usize {
    let (array, cell) = shape.split();
    match of_cells::<f64, E>(constraint) {
        Some(transform) => array.iter().product::<usize>() * transform.unconstrained_len(cell),
        None => shape.n_elements(),
    }
}

/// That a parameter of these sizes can exist.
pub fn check_dims<E>(name: &str, constraint: &Constraint<E>, shape: Shape) -> Result<(), String> {
    match of_cells::<f64, E>(constraint) {
        Some(transform) => transform.check_dims(shape.split().1).map_err(|fact| format!("{name} {fact}")),
        None => Ok(()),
    }
}

/// The value of a parameter, and the log Jacobian of its transform.
pub fn constrain<T: Number>(
    name: &str,
    shape: Shape,
    constraint: &Constraint<&Value<T>>,
    raw: &[T],
) -> Result<(Value<T>, T), String> {
    let mut log_jacobian = T::constant(0.0);
    let mut part = |transform: Transform<T>, dims: &[usize], raw: &[T]| {
        let (elements, log_slope) = transform.constrain(dims, raw).map_err(|fact| format!("{name} {fact}"))?;
        log_jacobian += log_slope;
        Ok::<_, String>(elements)
    };
    if let Some(transform) = of_cells(constraint) {
        let (array, cell) = shape.split();
        let size = transform.unconstrained_len(cell);
        let mut elements = Vec::with_capacity(shape.n_elements());
        for k in 0..array.iter().product() {
            elements.extend(part(transform, cell, &raw[k * size..(k + 1) * size])?);
        }
        return Ok((shape.value(elements), log_jacobian));
    }
    if matches!(constraint, Constraint::None) {
        return Ok((shape.value(row_major(shape, raw)), log_jacobian));
    }
    arguments_fit(name, shape, constraint)?;
    let raw = row_major(shape, raw);
    if has_scalar_arguments(constraint) {
        let elements = part(of_elements(constraint, 0), &[raw.len()], &raw)?;
        return Ok((shape.value(elements), log_jacobian));
    }
    let mut elements = Vec::with_capacity(raw.len());
    for k in 0..raw.len() {
        elements.extend(part(of_elements(constraint, k), &[1], &raw[k..=k])?);
    }
    Ok((shape.value(elements), log_jacobian))
}

/// The unconstrained numbers of a parameter whose elements in row-major order are given.
pub fn unconstrain(
    name: &str,
    shape: Shape,
    constraint: &Constraint<&Value<f64>>,
    elements: &[f64],
) -> Result<Vec<f64>, String> {
    constraints::check(name, &shape.value(elements.to_vec()), constraint)?;
    let part = |transform: Transform<f64>, dims: &[usize], elements: &[f64]| {
        transform.unconstrain(dims, elements).map_err(|fact| format!("{name} {fact}"))
    };
    let mut raw = Vec::with_capacity(elements.len());
    if let Some(transform) = of_cells(constraint) {
        let (array, cell) = shape.split();
        let size: usize = cell.iter().product();
        for k in 0..array.iter().product() {
            raw.extend(part(transform, cell, &elements[k * size..(k + 1) * size])?);
        }
    } else {
        arguments_fit(name, shape, constraint)?;
        for k in shape.unconstrained_order() {
            raw.extend(part(of_elements(constraint, k), &[1], &elements[k..=k])?);
        }
    }
    if raw.iter().all(|x| x.is_finite()) {
        Ok(raw)
    } else {
        Err(format!("{name} is on the edge of its support, where no unconstrained point is"))
    }
}

/// Elements that come in the order of the unconstrained scale.
fn row_major<T: Number>(shape: Shape, raw: &[T]) -> Vec<T> {
    if shape.cell != Cell::Matrix {
        return raw.to_vec();
    }
    let mut elements = raw.to_vec();
    for (&x, at) in raw.iter().zip(shape.unconstrained_order()) {
        elements[at] = x;
    }
    elements
}

/// The transform of each vector or matrix, `None` where each element has its own.
pub(super) fn of_cells<T, E>(constraint: &Constraint<E>) -> Option<Transform<T>> {
    Some(match constraint {
        Constraint::None | Constraint::Bounds { .. } | Constraint::OffsetMultiplier { .. } => return None,
        Constraint::Ordered => Transform::Ordered,
        Constraint::PositiveOrdered => Transform::PositiveOrdered,
        Constraint::Simplex => Transform::Simplex,
        Constraint::UnitVector => Transform::UnitVector,
        Constraint::SumToZeroVector => Transform::SumToZeroVector,
        Constraint::SumToZeroMatrix => Transform::SumToZeroMatrix,
        Constraint::ColumnStochasticMatrix => Transform::ColumnStochasticMatrix,
        Constraint::RowStochasticMatrix => Transform::RowStochasticMatrix,
        Constraint::CholeskyFactorCov => Transform::CholeskyFactorCov,
        Constraint::CholeskyFactorCorr => Transform::CholeskyFactorCorr,
        Constraint::CovMatrix => Transform::CovMatrix,
        Constraint::CorrMatrix => Transform::CorrMatrix,
    })
}

/// The transform of element `k` in row-major order.
fn of_elements<T: Number>(constraint: &Constraint<&Value<T>>, k: usize) -> Transform<T> {
    let or = |argument: &Option<&Value<T>>, default: f64| {
        argument.map_or(T::constant(default), |argument| scalar_at(argument, k))
    };
    match constraint {
        Constraint::Bounds { lower: Some(lower), upper: None } => Transform::Lower(scalar_at(lower, k)),
        Constraint::Bounds { lower: None, upper: Some(upper) } => Transform::Upper(scalar_at(upper, k)),
        Constraint::Bounds { lower: Some(lower), upper: Some(upper) } => {
            Transform::LowerUpper(scalar_at(lower, k), scalar_at(upper, k))
        }
        Constraint::OffsetMultiplier { offset, multiplier } => {
            Transform::OffsetMultiplier(or(offset, 0.0), or(multiplier, 1.0))
        }
        _ => Transform::Identity,
    }
}

/// The arguments of a constraint, with what they are.
fn arguments<'v, T>(constraint: &Constraint<&'v Value<T>>) -> [(&'static str, Option<&'v Value<T>>); 2] {
    match constraint {
        Constraint::Bounds { lower, upper } => [("lower bound", *lower), ("upper bound", *upper)],
        Constraint::OffsetMultiplier { offset, multiplier } => [("offset", *offset), ("multiplier", *multiplier)],
        _ => [("", None); 2],
    }
}

fn has_scalar_arguments<T: Number>(constraint: &Constraint<&Value<T>>) -> bool {
    arguments(constraint).iter().all(|(_, argument)| argument.is_none_or(|argument| argument.dims().is_empty()))
}

fn arguments_fit<T: Number>(name: &str, shape: Shape, constraint: &Constraint<&Value<T>>) -> Result<(), String> {
    arguments(constraint).iter().try_for_each(|(what, argument)| fits(name, what, shape.dims, *argument))
}

/// Splits off the elements of a parameter; the point may be too short where the data that vary size the parameter.
fn take<'x, T>(point: &'x [T], n: usize, name: &str) -> Result<(&'x [T], &'x [T]), String> {
    point.split_at_checked(n).ok_or_else(|| format!("{name} has {n} elements here, more than there are values"))
}
