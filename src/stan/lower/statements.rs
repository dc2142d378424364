//! Statements.

use super::Lowering;
use crate::stan::ir::{self, Index, Op, Operand, StmtKind, VariableRef};
use crate::stan::syntax::source::Span;
use crate::stan::typed::{self, Callee, Expr, Place, PlaceKind, Printable, Stmt, StmtKind as Typed, Truncation};
use crate::stan::types::{Level, Type};

impl Lowering<'_> {
    pub(super) fn statements(&mut self, statements: &[Stmt]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn body(&mut self, statements: &[Stmt]) -> ir::Block {
        self.nested(|lowering| lowering.statements(statements)).0
    }

    fn statement(&mut self, statement: &Stmt) {
        let span = statement.span;
        let kind = match &statement.kind {
            Typed::Declare { variable, ty, value } => {
                return self.declaration(span, *variable, ty, value.as_ref());
            }
            Typed::Assign { place, value } => return self.assignment(span, place, value),
            Typed::TargetPlus { value, .. } => StmtKind::Target(self.operand(value)),
            Typed::Truncate(truncation) => return self.truncation(span, truncation),
            Typed::Draw { place, draw } => {
                let draw = Box::new(draw.map(|argument| self.operand(argument)));
                let Some((variable, path)) = self.place(place) else { return };
                StmtKind::Draw { variable, path, draw }
            }
            Typed::JacobianPlus(value) => StmtKind::Jacobian(self.operand(value)),
            Typed::Call(callee, arguments) => return self.call_statement(span, callee, arguments),
            Typed::If { condition, then, otherwise } => {
                let condition = self.operand(condition);
                let (then, otherwise) = (self.body(then), self.body(otherwise));
                StmtKind::If { condition, then, otherwise, merges: Vec::new() }
            }
            Typed::While { condition, body } => {
                let (test, condition) = self.nested(|lowering| lowering.operand(condition));
                StmtKind::While { test, condition, body: self.body(body) }
            }
            Typed::For { variable, from, to, body } => {
                let (from, to) = (self.operand(from), self.operand(to));
                let counter = self.temp(&Type::Int, Level::Data);
                self.loop_variables.insert(*variable, Operand::Temp(counter));
                StmtKind::For { counter, from, to, body: self.body(body) }
            }
            Typed::ForEach { variable, over, body } => return self.for_each(span, *variable, over, body),
            Typed::Break => StmtKind::Break,
            Typed::Continue => StmtKind::Continue,
            Typed::Return(value) => StmtKind::Return(value.as_ref().map(|value| self.operand(value))),
            Typed::Print(arguments) => StmtKind::Print(self.printables(arguments)),
            Typed::Reject(arguments) => StmtKind::Reject(self.printables(arguments)),
            Typed::FatalError(arguments) => StmtKind::FatalError(self.printables(arguments)),
            Typed::Profile(name, body) => StmtKind::Profile(name.clone(), self.body(body)),
            Typed::Block(body) => return self.statements(body),
        };
        self.push(span, kind);
    }

    fn printables(&mut self, arguments: &[Printable]) -> Vec<ir::Printable> {
        let lower = |argument: &Printable| match argument {
            Printable::Text(text) => ir::Printable::Text(text.clone()),
            Printable::Value(value) => ir::Printable::Value(self.operand(value)),
        };
        arguments.iter().map(lower).collect()
    }

    fn call_statement(&mut self, span: Span, callee: &Callee, arguments: &[Expr]) {
        let Callee::User(function) = callee else {
            unreachable!("the checker lets no library function stand as a statement")
        };
        let arguments = self.operands(arguments);
        self.push(span, StmtKind::Call { function: *function, arguments });
    }

    fn assignment(&mut self, span: Span, place: &Place, value: &Expr) {
        let value = self.operand(value);
        if let Some((variable, path)) = self.place(place) {
            self.push(span, StmtKind::Store { variable, path, value });
        }
    }

    /// The variable and the indices, or `None` where the place cannot run yet.
    fn place(&mut self, place: &Place) -> Option<(VariableRef, Vec<Vec<Index>>)> {
        match &place.kind {
            PlaceKind::Variable(variable) => Some((*variable, Vec::new())),
            PlaceKind::Indexed(base, indices) => {
                let (variable, mut path) = self.place(base)?;
                let indices = self.indices(indices);
                extend_path(&mut path, indices);
                Some((variable, path))
            }
            PlaceKind::Field(..) | PlaceKind::Tuple(_) => {
                self.supported_type(place.span, &Type::Tuple(Vec::new()));
                None
            }
        }
    }

    fn truncation(&mut self, span: Span, truncation: &Truncation) {
        let value = self.operand(&truncation.value);
        let lower = truncation.lower.as_ref().map(|bound| self.operand(bound));
        let upper = truncation.upper.as_ref().map(|bound| self.operand(bound));
        self.push(span, StmtKind::CheckTruncation { value, lower, upper });
        if let Some(normaliser) = &truncation.log_normaliser {
            let operand = self.operand(normaliser);
            let negative = Op::Library { name: "minus".into(), arguments: vec![operand] };
            let operand = self.compute(span, &Type::Real, normaliser.level, negative);
            self.push(span, StmtKind::Target(operand));
        }
    }

    /// `for (x in xs)` counts positions; a matrix is gone through as its `to_vector`.
    fn for_each(&mut self, span: Span, variable: typed::VariableId, over: &Expr, body: &[Stmt]) {
        let mut sequence = self.operand(over);
        if over.ty == Type::Matrix {
            let flat = Op::Library { name: "to_vector".into(), arguments: vec![sequence] };
            sequence = self.compute(span, &Type::Vector, over.level, flat);
        }
        let size = Op::Library { name: "size".into(), arguments: vec![sequence] };
        let size = self.compute(span, &Type::Int, Level::Data, size);
        let counter = self.temp(&Type::Int, Level::Data);
        let element_type = self.variables[variable].ty.clone();
        let (body, ()) = self.nested(|lowering| {
            let path = vec![vec![Index::Single(Operand::Temp(counter))]];
            let element = lowering.compute(span, &element_type, over.level, Op::Index { base: sequence, path });
            lowering.loop_variables.insert(variable, element);
            lowering.statements(body);
        });
        self.push(span, StmtKind::For { counter, from: Operand::Int(1), to: size, body });
    }
}

/// Adds a group of indices to a path; groups of single positions are one with what follows them.
pub(super) fn extend_path(path: &mut Vec<Vec<Index>>, indices: Vec<Index>) {
    match path.last_mut() {
        Some(last) if last.iter().all(|index| matches!(index, Index::Single(_))) => last.extend(indices),
        _ => path.push(indices),
    }
}
