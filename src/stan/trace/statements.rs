//! Traces statements.

use super::value::{Sym, Val};
use super::{Frame, MAX_DEPTH, MOST_NODES, Tracer, Untraceable};
use crate::stan::graph::{Argument, Binary, Call, Target};
use crate::stan::ir::{Block, Body, Op, Operand, Stmt, StmtKind, VariableRef};
use crate::stan::oracle::constraints::fits;
use crate::stan::oracle::prepare::Layout;
use crate::stan::typed::Constraint;
use crate::stan::value::{Cell, Dims, Tensor, Value};

/// Where a block was left.
pub(super) enum Flow {
    AtItsEnd,
    Break,
    Continue,
    Return(Option<Val>),
}

impl<'a> Tracer<'a> {
    /// Traces a section over the variables of the program.
    pub(super) fn section(&mut self, body: &'a Body, globals: &mut [Val]) -> Result<(), Untraceable> {
        let temps = vec![Val::Known(Value::Int(0)); body.temps.len()];
        let mut frame = Frame { variables: globals, temps };
        self.block(body, &body.block, &self.program.variables, &mut frame).map(|_| ())
    }

    fn block(
        &mut self,
        body: &'a Body,
        block: &'a Block,
        variables: &'a [crate::stan::ir::Variable],
        frame: &mut Frame,
    ) -> Result<Flow, Untraceable> {
        if self.depth == MAX_DEPTH {
            return Err("blocks and calls are nested too deep".into());
        }
        self.depth += 1;
        let mut flow = Flow::AtItsEnd;
        for stmt in block {
            flow = self.stmt(body, stmt, variables, frame)?;
            if !matches!(flow, Flow::AtItsEnd) {
                break;
            }
        }
        self.depth -= 1;
        Ok(flow)
    }

    fn stmt(
        &mut self,
        body: &'a Body,
        stmt: &'a Stmt,
        variables: &'a [crate::stan::ir::Variable],
        frame: &mut Frame,
    ) -> Result<Flow, Untraceable> {
        if self.graph.nodes.len() > self.most_nodes {
            return Err("it has too many operations".into());
        }
        self.graph.set_tag(tag(stmt));
        match &stmt.kind {
            StmtKind::Let(temp, op) => {
                let layout = Layout::of(&body.temps[*temp].ty);
                frame.temps[*temp] = self.op(op, layout, frame)?;
            }
            StmtKind::Declare { variable, dims } => {
                let place = place(*variable);
                let dims = sizes(dims, frame)?;
                frame.variables[place] = Val::Known(undefined(Layout::of(&variables[place].ty), dims));
            }
            // The data are there already.
            StmtKind::Input { .. } => {}
            StmtKind::Parameter { variable, dims, constraint } => {
                let place = place(*variable);
                let dims = sizes(dims, frame)?;
                let cell = Layout::of(&variables[place].ty).cell();
                let constraint = constraint.map(|operand| frame.value(*operand));
                frame.variables[place] = self.parameter(&dims, cell, &constraint)?;
            }
            StmtKind::Check { variable, constraint } => {
                let value = frame.value(Operand::Variable(*variable));
                let constraint = constraint.map(|operand| frame.value(*operand));
                self.check(&value, &constraint)?;
            }
            StmtKind::Store { variable, path, value } => {
                let value = frame.value(*value);
                let place = place(*variable);
                let old = std::mem::replace(&mut frame.variables[place], Val::Known(Value::Int(0)));
                frame.variables[place] = self.store(old, path, value, frame, *variable)?;
            }
            StmtKind::Target(value) => {
                let term = self.added_up(&frame.value(*value));
                self.target.push(term);
            }
            StmtKind::Jacobian(value) => {
                let term = self.added_up(&frame.value(*value));
                self.jacobian.push(term);
            }
            StmtKind::CheckTruncation { value, lower, upper } => {
                let bound = |bound: &Option<Operand>| bound.map(|bound| frame.value(bound));
                let (value, lower, upper) = (frame.value(*value), bound(lower), bound(upper));
                self.check_bounds(&value, lower.as_ref(), upper.as_ref());
            }
            StmtKind::Draw { .. } => return Err("it draws".into()),
            StmtKind::Call { function, arguments } => {
                let arguments = frame.values(arguments);
                self.inline(*function, arguments)?;
            }
            StmtKind::If { condition, then, otherwise, merges } => {
                let chosen = truth(&frame.known(*condition)?);
                let flow = self.block(body, if chosen { then } else { otherwise }, variables, frame)?;
                for merge in merges {
                    frame.temps[merge.temp] = frame.value(if chosen { merge.then } else { merge.otherwise });
                }
                return Ok(flow);
            }
            StmtKind::While { test, condition, body: inner } => loop {
                self.block(body, test, variables, frame)?;
                if !truth(&frame.known(*condition)?) {
                    break;
                }
                match self.block(body, inner, variables, frame)? {
                    Flow::AtItsEnd | Flow::Continue => {}
                    Flow::Break => break,
                    flow => return Ok(flow),
                }
            },
            StmtKind::For { counter, from, to, body: inner } => {
                for i in frame.int(*from)?..=frame.int(*to)? {
                    frame.temps[*counter] = Val::Known(Value::Int(i));
                    match self.block(body, inner, variables, frame)? {
                        Flow::AtItsEnd | Flow::Continue => {}
                        Flow::Break => break,
                        flow => return Ok(flow),
                    }
                }
            }
            StmtKind::Break => return Ok(Flow::Break),
            StmtKind::Continue => return Ok(Flow::Continue),
            StmtKind::Return(value) => return Ok(Flow::Return(value.map(|value| frame.value(value)))),
            StmtKind::Print(_) => return Err("it prints".into()),
            StmtKind::Reject(_) | StmtKind::FatalError(_) => return Err("it rejects every point".into()),
            StmtKind::Profile(_, inner) => return self.block(body, inner, variables, frame),
        }
        Ok(Flow::AtItsEnd)
    }

    fn op(&mut self, op: &'a Op, layout: Layout, frame: &Frame) -> Result<Val, Untraceable> {
        match op {
            Op::Library { name, arguments } => {
                let arguments = frame.values(arguments);
                self.library(name, &arguments)
            }
            Op::Generator { .. } => Err("it draws random numbers".into()),
            Op::Call { function, arguments } => {
                let arguments = frame.values(arguments);
                self.inline(*function, arguments)?.ok_or_else(|| "a function ends without a value".into())
            }
            Op::Index { base, path } => {
                let base = frame.value(*base);
                self.index(&base, path, frame)
            }
            Op::Array(items) | Op::RowVector(items) => {
                let items = frame.values(items);
                self.collect(&items, layout)
            }
            Op::Promote(operand) => Ok(match frame.value(*operand) {
                Val::Known(value @ (Value::Int(_) | Value::Real(_))) => Val::Known(Value::Real(value.real())),
                Val::Known(value) => Val::Known(Value::Reals(value.reals())),
                sym => sym,
            }),
            Op::Target => {
                let terms = self.target.clone();
                let so_far = self.total(&terms);
                Ok(Val::scalar(so_far))
            }
        }
    }

    fn inline(&mut self, function: usize, arguments: Vec<Val>) -> Result<Option<Val>, Untraceable> {
        let function = &self.program.functions[function];
        let mut variables = arguments;
        variables.resize(function.variables.len(), Val::Known(Value::Int(0)));
        let temps = vec![Val::Known(Value::Int(0)); function.body.temps.len()];
        let mut frame = Frame { variables: &mut variables, temps };
        match self.block(&function.body, &function.body.block, &function.variables, &mut frame)? {
            Flow::Return(value) => Ok(value),
            _ => Ok(None),
        }
    }

    /// The number, or the sum of the elements.
    fn added_up(&mut self, value: &Val) -> u32 {
        let node = self.node(value);
        if value.is_scalar() {
            return node;
        }
        if value.len() == 0 {
            return self.graph.number(0.0);
        }
        self.graph.sum(node, value.len())
    }

    /// That a value fulfils its declaration.
    pub(super) fn check(&mut self, value: &Val, constraint: &Constraint<Val>) -> Result<(), Untraceable> {
        match constraint {
            Constraint::Bounds { lower, upper } => {
                for bound in [lower, upper].into_iter().flatten() {
                    let as_value = |val: &Val| undefined(Layout::Reals(Cell::Scalar), val.dims().into());
                    if !bound.is_scalar() {
                        fits("", "bound", value.dims(), Some(&as_value(bound)))?;
                    }
                }
                self.check_bounds(value, lower.as_ref(), upper.as_ref());
                Ok(())
            }
            Constraint::None | Constraint::OffsetMultiplier { .. } => Ok(()),
            _ if value.is_scalar() || value.len() == 0 => Ok(()),
            other => {
                let node = self.node(value);
                let call = Call {
                    target: Target::Check(other.map(|_| ())),
                    arguments: vec![Argument::Node(value.dims().into(), value.cell())],
                };
                if self.graph.values(node).is_some_and(|values| call.value(&[values]).is_ok()) {
                    return Ok(());
                }
                let call = self.graph.call(call, &[node], 1);
                self.calls.push(call);
                Ok(())
            }
        }
    }

    /// Makes the density NaN where an element is outside the bounds.
    fn check_bounds(&mut self, value: &Val, lower: Option<&Val>, upper: Option<&Val>) {
        if value.len() == 0 {
            return;
        }
        let x = self.node(value);
        let guards = [lower.map(|lower| (lower, true)), upper.map(|upper| (upper, false))];
        for (bound, is_lower) in guards.into_iter().flatten() {
            let bound = self.repeated(bound, value.len());
            let (low, high) = if is_lower { (bound, x) } else { (x, bound) };
            if let (Some(low), Some(f64::INFINITY)) | (Some(f64::NEG_INFINITY), Some(low)) =
                (self.graph.known(low), self.graph.known(high))
                && !low.is_nan()
            {
                continue;
            }
            let guard = self.graph.binary(Binary::Guard, low, high);
            let guard = self.graph.sum(guard, self.graph.len(guard));
            if self.graph.known(guard) != Some(0.0) {
                self.target.push(guard);
            }
        }
    }

    /// The elements of a value, over and over if there are fewer than `len`; a scalar stays one.
    pub(super) fn repeated(&mut self, value: &Val, len: usize) -> u32 {
        if value.is_scalar() || value.len() == len {
            return self.node(value);
        }
        let elements = self.elements(value);
        let all: Vec<_> = (0..len).map(|k| elements[k % elements.len()]).collect();
        self.graph.gather(&all)
    }
}

fn truth(value: &Value<f64>) -> bool {
    match value {
        Value::Int(value) => *value != 0,
        value => value.real() != 0.0,
    }
}

/// The same number for the same statement, and most often another for another.
fn tag(stmt: &Stmt) -> u32 {
    let temp = if let StmtKind::Let(temp, _) = stmt.kind { temp as u32 + 1 } else { 0 };
    let place = (stmt.span.file as u32).wrapping_mul(0x9e37_79b1) ^ stmt.span.start.wrapping_mul(0x85eb_ca6b);
    (place ^ temp.wrapping_mul(0xc2b2_ae35)) & !(3 << 30)
}

pub(super) fn place(variable: VariableRef) -> usize {
    match variable {
        VariableRef::Global(id) | VariableRef::Local(id) => id,
    }
}

fn sizes(dims: &[Operand], frame: &Frame) -> Result<Dims, Untraceable> {
    let size = |&dim: &Operand| usize::try_from(frame.int(dim)?).map_err(|_| Untraceable("a size is negative".into()));
    let sizes: Dims = dims.iter().map(size).collect::<Result<_, _>>()?;
    match sizes.iter().try_fold(1_usize, |product, &size| product.checked_mul(size)) {
        Some(product) if product < MOST_NODES => Ok(sizes),
        _ => Err("a variable has too many elements".into()),
    }
}

/// A value whose elements have not been assigned.
fn undefined(layout: Layout, dims: Dims) -> Value<f64> {
    let len = dims.iter().product();
    match layout {
        Layout::Int => Value::Int(i64::MIN),
        Layout::Real => Value::Real(f64::NAN),
        Layout::Ints => Value::Ints(Tensor::new(dims, Cell::Scalar, vec![i64::MIN; len])),
        Layout::Reals(cell) => Value::Reals(Tensor::new(dims, cell, vec![f64::NAN; len])),
    }
}

/// Whether two values have the same sizes.
pub(super) fn same_dims(left: &Val, right: &Val) -> Result<(), Untraceable> {
    if left.dims() == right.dims() { Ok(()) } else { Err("sizes do not fit".into()) }
}

impl From<Sym> for Val {
    fn from(sym: Sym) -> Val {
        Val::Sym(sym)
    }
}
