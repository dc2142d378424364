//! Traces parameters: from the coordinates of a point to values.

use super::value::Val;
use super::{Scale, Tracer, Untraceable};
use crate::stan::graph::{Argument, Call, NodeId, Op, Target, Unary};
use crate::stan::oracle::parameters::{Shape, n_unconstrained};
use crate::stan::typed::Constraint;
use crate::stan::value::{Cell, Dims, Value};

impl Tracer<'_> {
    /// A parameter with these sizes and constraint.
    pub(super) fn parameter(
        &mut self,
        dims: &[usize],
        cell: Cell,
        constraint: &Constraint<Val>,
    ) -> Result<Val, Untraceable> {
        let shape = Shape { dims, cell };
        let n = match self.scale {
            Scale::Unconstrained => n_unconstrained(constraint, shape),
            Scale::Constrained => shape.n_elements(),
        };
        if shape.n_elements() == 0 {
            let tensor = crate::stan::value::Tensor::new(dims, cell, Vec::new());
            return Ok(Val::Known(Value::Reals(tensor)));
        }
        if self.scale == Scale::Constrained {
            let x = self.read(n);
            let value = Val::shaped(x, dims, cell);
            self.check(&value, constraint)?;
            return Ok(value);
        }
        let with_arguments =
            matches!(constraint, Constraint::None | Constraint::Bounds { .. } | Constraint::OffsetMultiplier { .. });
        if !with_arguments {
            return Ok(self.transformed(shape, constraint, n));
        }
        let raw = self.read(n);
        let x = self.row_major(shape, raw);
        let y = match constraint {
            Constraint::Bounds { lower, upper } => self.bounded(x, shape, lower.as_ref(), upper.as_ref())?,
            Constraint::OffsetMultiplier { offset, multiplier } => {
                self.shifted(x, shape, offset.as_ref(), multiplier.as_ref())?
            }
            _ => x,
        };
        Ok(Val::shaped(y, dims, cell))
    }

    /// The next coordinates of the point.
    fn read(&mut self, n: usize) -> NodeId {
        let from = self.read as u32;
        self.read += n;
        if n == 0 { self.graph.number(0.0) } else { self.graph.make(Op::Coordinates(from), &[], n) }
    }

    /// Matrices come column by column.
    fn row_major(&mut self, shape: Shape, raw: NodeId) -> NodeId {
        let (Cell::Matrix, [array @ .., rows, cols]) = (shape.cell, shape.dims) else { return raw };
        let cells: usize = array.iter().product();
        let at = |k: usize, i: usize, j: usize| (raw, ((k * cols + j) * rows + i) as u32);
        let mut elements = Vec::with_capacity(shape.n_elements());
        for k in 0..cells {
            for i in 0..*rows {
                elements.extend((0..*cols).map(|j| at(k, i, j)));
            }
        }
        self.graph.gather(&elements)
    }

    fn bounded(
        &mut self,
        x: NodeId,
        shape: Shape,
        lower: Option<&Val>,
        upper: Option<&Val>,
    ) -> Result<NodeId, Untraceable> {
        let lower = self.bound(shape, lower, f64::NEG_INFINITY)?;
        let upper = self.bound(shape, upper, f64::INFINITY)?;
        match (lower, upper) {
            (None, None) => Ok(x),
            (Some(lower), None) => {
                let exp = self.graph.unary(Unary::Exp, x);
                self.add_jacobian(x, shape.n_elements());
                Ok(self.graph.add(lower, exp))
            }
            (None, Some(upper)) => {
                let exp = self.graph.unary(Unary::Exp, x);
                self.add_jacobian(x, shape.n_elements());
                Ok(self.graph.sub(upper, exp))
            }
            (Some(lower), Some(upper)) => {
                let width = self.graph.sub(upper, lower);
                let share = self.graph.unary(Unary::InvLogit, x);
                let minus = self.graph.unary(Unary::Neg, x);
                let tails = [x, minus].map(|x| self.graph.unary(Unary::Log1pExp, x));
                let tails = self.graph.add(tails[0], tails[1]);
                let ln_width = self.graph.unary(Unary::Ln, width);
                let slope = self.graph.sub(ln_width, tails);
                self.add_jacobian(slope, shape.n_elements());
                let part = self.graph.mul(width, share);
                Ok(self.graph.add(lower, part))
            }
        }
    }

    fn add_jacobian(&mut self, slopes: NodeId, n: usize) {
        let sum = self.graph.sum(slopes, n);
        self.jacobian.push(sum);
    }

    /// A bound; `None` where it bounds nothing.
    fn bound(&mut self, shape: Shape, bound: Option<&Val>, none: f64) -> Result<Option<NodeId>, Untraceable> {
        let Some(bound) = bound else { return Ok(None) };
        let node = self.argument(shape, bound)?;
        match self.graph.values(node) {
            Some(values) if values.iter().all(|&x| x == none) => Ok(None),
            Some(values) if values.iter().any(|x| !x.is_finite()) => {
                Err("some bounds of a parameter are infinite".into())
            }
            _ => Ok(Some(node)),
        }
    }

    fn argument(&mut self, shape: Shape, value: &Val) -> Result<NodeId, Untraceable> {
        if !value.is_scalar() && !shape.dims.ends_with(value.dims()) {
            return Err("a constraint does not fit".into());
        }
        Ok(self.repeated(value, shape.n_elements()))
    }

    fn shifted(
        &mut self,
        x: NodeId,
        shape: Shape,
        offset: Option<&Val>,
        multiplier: Option<&Val>,
    ) -> Result<NodeId, Untraceable> {
        let mut y = x;
        if let Some(multiplier) = multiplier {
            let multiplier = self.argument(shape, multiplier)?;
            let slope = self.graph.unary(Unary::Ln, multiplier);
            self.add_jacobian(slope, shape.n_elements());
            y = self.graph.mul(multiplier, y);
        }
        if let Some(offset) = offset {
            let offset = self.argument(shape, offset)?;
            y = self.graph.add(offset, y);
        }
        Ok(y)
    }

    /// A parameter whose cells have a transform of their own.
    fn transformed(&mut self, shape: Shape, constraint: &Constraint<Val>, n: usize) -> Val {
        let raw = self.read(n);
        let n_read = self.graph.len(raw);
        let arguments = if n == 0 {
            let none = crate::stan::value::Tensor::vector(Vec::new());
            vec![Argument::Known(Value::Reals(none))]
        } else {
            vec![Argument::Node(Dims::from_slice(&[n_read]), Cell::Vector)]
        };
        let target = Target::Constrain(constraint.map(|_| ()), shape.dims.into(), shape.cell);
        let inputs = if n == 0 { vec![] } else { vec![raw] };
        let call = self.graph.call(Call { target, arguments }, &inputs, shape.n_elements() + 1);
        self.calls.push(call);
        let log_jacobian = self.graph.element((call, shape.n_elements() as u32));
        self.jacobian.push(log_jacobian);
        let elements: Vec<_> = (0..shape.n_elements() as u32).map(|at| (call, at)).collect();
        let node = self.graph.gather(&elements);
        Val::shaped(node, shape.dims, shape.cell)
    }
}
