//! Statements.

use super::distributions::Sampling;
use super::promote::{fits, promote};
use super::{Checker, Span, id_of, levels};
use crate::stan::error::types::{expressions, placement, statements as mistake};
use crate::stan::syntax::ast::{self, StmtKind as Ast};
use crate::stan::typed::{Expr, Printable, Scope, Stmt, StmtKind, TargetOrigin, Variable, VariableId};
use crate::stan::types::{Level, Type};

impl<'a> Checker<'a> {
    pub(super) fn statements(&mut self, statements: &'a [ast::Stmt]) -> Vec<Stmt> {
        statements.iter().flat_map(|statement| self.statement(statement)).collect()
    }

    /// A statement at the top of a block: declarations there are of the block's own variables.
    pub(super) fn top_statement(&mut self, statement: &'a ast::Stmt) -> Vec<Stmt> {
        match &statement.kind {
            Ast::Declare(ty, declarators) => {
                let scope = self.top_scope();
                self.declaration(statement.span, ty, declarators, scope)
            }
            _ => self.statement(statement),
        }
    }

    /// What a statement comes to: none, one or several.
    fn statement(&mut self, statement: &'a ast::Stmt) -> Vec<Stmt> {
        let span = statement.span;
        let one = |kind: Option<StmtKind>| kind.map(|kind| Stmt { span, kind }).into_iter().collect();
        match &statement.kind {
            Ast::Declare(ty, declarators) => self.declaration(span, ty, declarators, Scope::Local),
            Ast::Sample { value, distribution, arguments, truncation } => {
                let truncation = truncation.as_ref();
                self.sampling(span, &Sampling { value, distribution, arguments, truncation })
            }
            Ast::Empty => Vec::new(),
            Ast::Block(body) => one(Some(StmtKind::Block(self.in_scope(|checker| checker.statements(body))))),
            Ast::Profile(name, body) => {
                let body = self.in_scope(|checker| checker.statements(body));
                one(Some(StmtKind::Profile(name.clone(), body)))
            }
            Ast::If { .. } | Ast::While { .. } | Ast::For { .. } | Ast::ForEach { .. } => {
                one(self.control(&statement.kind))
            }
            other => one(self.simple(span, other)),
        }
    }

    /// Statements without statements in them.
    fn simple(&mut self, span: Span, statement: &'a Ast) -> Option<StmtKind> {
        match statement {
            Ast::Assign(place, op, value) => self.assignment(place, *op, value),
            Ast::TargetPlus(value) => {
                if !self.may_increment_target() {
                    self.report(placement::target_increment(span));
                }
                let value = self.increment(value)?;
                Some(StmtKind::TargetPlus { value, origin: TargetOrigin::Increment })
            }
            Ast::JacobianPlus(value) => {
                if !self.may_increment_jacobian() {
                    self.report(placement::jacobian_increment(span));
                }
                self.increment(value).map(StmtKind::JacobianPlus)
            }
            Ast::Call(name, arguments) => {
                let (callee, arguments) = self.effect(span, name, arguments)?;
                Some(StmtKind::Call(callee, arguments))
            }
            Ast::Break if self.loops > 0 => Some(StmtKind::Break),
            Ast::Break => self.fail(mistake::outside_of_loop(span, "break")),
            Ast::Continue if self.loops > 0 => Some(StmtKind::Continue),
            Ast::Continue => self.fail(mistake::outside_of_loop(span, "continue")),
            Ast::Return(value) => self.return_statement(span, value.as_ref()),
            Ast::Print(items) => self.printables(items).map(StmtKind::Print),
            Ast::Reject(items) => self.printables(items).map(StmtKind::Reject),
            Ast::FatalError(items) => self.printables(items).map(StmtKind::FatalError),
            _ => None,
        }
    }

    /// What is added to the target or the Jacobian: real numbers, in any container.
    fn increment(&mut self, value: &'a ast::Expr) -> Option<Expr> {
        let value = self.expression(value)?;
        let (_, element) = value.ty.unwrap_array();
        if matches!(element, Type::Tuple(_)) || value.ty.contains_complex() {
            return self.fail(mistake::cannot_be_added(value.span, &value.ty));
        }
        Some(value)
    }

    fn return_statement(&mut self, span: Span, value: Option<&'a ast::Expr>) -> Option<StmtKind> {
        let Some(function) = self.function.clone() else {
            value.map(|value| self.expression(value));
            return self.fail(mistake::return_outside_of_function(span));
        };
        match (function.returns, value) {
            (None, None) => Some(StmtKind::Return(None)),
            (None, Some(value)) => {
                self.expression(value);
                self.fail(mistake::return_of_value(value.span))
            }
            (Some(ty), None) => self.fail(mistake::return_without_value(span, &ty)),
            (Some(ty), Some(value)) => {
                let value = self.expression(value)?;
                if !fits(&value.ty, &ty) {
                    return self.fail(mistake::return_type(value.span, &ty, &value.ty));
                }
                Some(StmtKind::Return(Some(promote(value, &ty))))
            }
        }
    }

    fn printables(&mut self, items: &'a [ast::Printable]) -> Option<Vec<Printable>> {
        let printable = |item: &'a ast::Printable| match item {
            ast::Printable::Text(text) => Some(Printable::Text(text.clone())),
            ast::Printable::Value(value) => self.expression(value).map(Printable::Value),
        };
        let items: Vec<Option<Printable>> = items.iter().map(printable).collect();
        items.into_iter().collect()
    }

    fn control(&mut self, statement: &'a Ast) -> Option<StmtKind> {
        match statement {
            Ast::If { condition, then, otherwise } => {
                let condition = self.int(condition, expressions::condition_not_int);
                let then = self.body(then);
                let otherwise = otherwise.as_deref().map(|otherwise| self.body(otherwise)).unwrap_or_default();
                Some(StmtKind::If { condition: condition?, then, otherwise })
            }
            Ast::While { condition, body } => {
                let condition = self.int(condition, expressions::condition_not_int);
                let body = self.loop_body(body);
                Some(StmtKind::While { condition: condition?, body })
            }
            Ast::For { variable, from, to, body } => {
                let from = self.int(from, mistake::loop_bound_not_int);
                let to = self.int(to, mistake::loop_bound_not_int);
                let level = levels::highest(from.iter().chain(&to));
                let (variable, body) = self.loop_over(variable, Some((Type::Int, level)), body);
                Some(StmtKind::For { variable: variable?, from: from?, to: to?, body })
            }
            Ast::ForEach { variable, over, body } => {
                let over = self.expression(over);
                let element = over.as_ref().and_then(|over| self.iterated(over));
                let (variable, body) = self.loop_over(variable, element, body);
                Some(StmtKind::ForEach { variable: variable?, over: over?, body })
            }
            _ => None,
        }
    }

    /// Type and level of what a loop over a container meets.
    fn iterated(&mut self, over: &Expr) -> Option<(Type, Level)> {
        let ty = match &over.ty {
            Type::Vector | Type::RowVector | Type::Matrix => Some(Type::Real),
            ty => ty.array_element(),
        };
        match ty {
            Some(ty) => Some((ty, over.level)),
            None => self.fail(mistake::cannot_iterate(over.span, &over.ty)),
        }
    }

    /// A loop's body with its variable, whose type may be unknown.
    fn loop_over(
        &mut self,
        name: &'a ast::Name,
        element: Option<(Type, Level)>,
        body: &'a ast::Stmt,
    ) -> (Option<VariableId>, Vec<Stmt>) {
        self.in_scope(|checker| {
            let variable = checker.loop_variable(name, element);
            (variable, checker.loop_body(body))
        })
    }

    fn loop_variable(&mut self, name: &ast::Name, element: Option<(Type, Level)>) -> Option<VariableId> {
        if !self.is_fresh_variable(name) {
            return None;
        }
        let Some((ty, level)) = element else {
            self.poison(name);
            return None;
        };
        let variable = Variable { name: name.text.clone(), span: name.span, ty, level, scope: Scope::Local };
        Some(id_of(self.add_variable(variable, true)))
    }

    fn loop_body(&mut self, body: &'a ast::Stmt) -> Vec<Stmt> {
        self.loops += 1;
        let body = self.body(body);
        self.loops -= 1;
        body
    }

    fn body(&mut self, body: &'a ast::Stmt) -> Vec<Stmt> {
        self.in_scope(|checker| checker.unscoped_body(body))
    }

    /// The statements of a body, without the braces around them.
    pub(super) fn unscoped_body(&mut self, body: &'a ast::Stmt) -> Vec<Stmt> {
        match &body.kind {
            Ast::Block(statements) => self.statements(statements),
            _ => self.statement(body),
        }
    }
}
