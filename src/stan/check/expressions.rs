//! Expressions and their types.

use super::promote::promote;
use super::{Checker, levels};
use crate::stan::error::SourceError;
use crate::stan::error::types::{declarations, expressions as mistake, names};
use crate::stan::signatures;
use crate::stan::syntax::ast;
use crate::stan::syntax::source::Span;
use crate::stan::typed::{Expr, ExprKind, Scope};
use crate::stan::types::{Level, Type};

impl<'a> Checker<'a> {
    /// The typed expression, or `None` if it or a part of it has a mistake.
    pub(super) fn expression(&mut self, expr: &'a ast::Expr) -> Option<Expr> {
        let span = expr.span;
        let literal = |ty, kind| Some(Expr { span, ty, level: Level::Data, kind });
        match &expr.kind {
            ast::ExprKind::Int(value) => literal(Type::Int, ExprKind::Int(*value)),
            ast::ExprKind::Real(value, _) => literal(Type::Real, ExprKind::Real(*value)),
            ast::ExprKind::Imaginary(value, _) => literal(Type::Complex, ExprKind::Imaginary(*value)),
            ast::ExprKind::Variable(name) => self.variable_expression(name),
            ast::ExprKind::Unary(op, operand) => self.unary(span, *op, operand),
            ast::ExprKind::Transpose(operand) => self.transpose(span, operand),
            ast::ExprKind::Binary(op, left, right) => self.binary(span, *op, left, right),
            ast::ExprKind::Ternary { condition, then, otherwise } => self.ternary(span, condition, then, otherwise),
            ast::ExprKind::Call { name, arguments, conditional } => self.call(span, name, arguments, *conditional),
            ast::ExprKind::Index(base, indices) => self.indexed(expr, base, indices),
            ast::ExprKind::Field(tuple, number) => self.field(span, tuple, *number),
            ast::ExprKind::Array(elements) => self.array(span, elements),
            ast::ExprKind::RowVector(elements) => self.row_vector(span, elements),
            ast::ExprKind::Tuple(elements) => self.tuple(span, elements),
            ast::ExprKind::Paren(inner) => self.expression(inner).map(|inner| Expr { span, ..inner }),
        }
    }

    /// All of them, or `None` if one has a mistake.
    pub(super) fn expressions(&mut self, exprs: &'a [ast::Expr]) -> Option<Vec<Expr>> {
        let exprs: Vec<Option<Expr>> = exprs.iter().map(|expr| self.expression(expr)).collect();
        exprs.into_iter().collect()
    }

    /// An expression that must be an integer; `wrong` says what was wanted if it is not.
    pub(super) fn int(&mut self, expr: &'a ast::Expr, wrong: fn(Span, &Type) -> SourceError) -> Option<Expr> {
        let expr = self.expression(expr)?;
        if expr.ty == Type::Int { Some(expr) } else { self.fail(wrong(expr.span, &expr.ty)) }
    }

    fn variable_expression(&mut self, name: &'a ast::Name) -> Option<Expr> {
        let Some(binding) = self.scopes.find(&name.text) else { return self.undeclared(name) };
        let reference = binding.variable?;
        let variable = self.variable(reference);
        let (ty, level, scope) = (variable.ty.clone(), variable.level, variable.scope);
        let varies = matches!(scope, Scope::Parameters | Scope::TransformedParameters | Scope::GeneratedQuantities);
        if self.in_sizes && varies {
            return self.fail(declarations::size_not_data(name.span, &name.text, binding.span));
        }
        Some(Expr { span: name.span, ty, level, kind: ExprKind::Variable(reference) })
    }

    /// Reports a name that stands for no variable, once.
    pub(super) fn undeclared<T>(&mut self, name: &ast::Name) -> Option<T> {
        if self.user_functions.is_known(&name.text) || signatures::is_library_function(&name.text) {
            return self.fail(names::function_without_call(name.span, &name.text));
        }
        let suggestion = names::closest(&name.text, self.scopes.names());
        let error = names::undeclared(name.span, &name.text, suggestion);
        self.poison(name);
        self.fail(error)
    }

    fn ternary(
        &mut self,
        span: Span,
        condition: &'a ast::Expr,
        then: &'a ast::Expr,
        otherwise: &'a ast::Expr,
    ) -> Option<Expr> {
        let condition = self.int(condition, mistake::ternary_condition_not_int);
        let (then, otherwise) = (self.expression(then), self.expression(otherwise));
        let (condition, then, otherwise) = (condition?, then?, otherwise?);
        let Some(ty) = then.ty.common(&otherwise.ty) else {
            return self.fail(mistake::branches_differ(span, &then.ty, &otherwise.ty));
        };
        let level = levels::highest([&condition, &then, &otherwise]);
        let kind = ExprKind::Ternary {
            condition: Box::new(condition),
            then: Box::new(promote(then, &ty)),
            otherwise: Box::new(promote(otherwise, &ty)),
        };
        Some(Expr { span, ty, level, kind })
    }

    fn field(&mut self, span: Span, tuple: &'a ast::Expr, number: usize) -> Option<Expr> {
        let tuple = self.expression(tuple)?;
        let ty = self.field_type(span, &tuple.ty, number)?;
        let level = tuple.level;
        Some(Expr { span, ty, level, kind: ExprKind::Field(Box::new(tuple), number - 1) })
    }

    /// The type of the field with this number, counted from 1.
    pub(super) fn field_type(&mut self, span: Span, tuple: &Type, number: usize) -> Option<Type> {
        let Type::Tuple(fields) = tuple else { return self.fail(mistake::not_a_tuple(span, tuple)) };
        match number.checked_sub(1).and_then(|index| fields.get(index)) {
            Some(ty) => Some(ty.clone()),
            None => self.fail(mistake::no_such_field(span, number, fields.len())),
        }
    }

    fn array(&mut self, span: Span, elements: &'a [ast::Expr]) -> Option<Expr> {
        let elements = self.expressions(elements)?;
        let Some(first) = elements.first() else { return self.fail(mistake::unreadable(span)) };
        let mut ty = first.ty.clone();
        for element in &elements {
            match ty.common(&element.ty) {
                Some(common) => ty = common,
                None => return self.fail(mistake::elements_differ(element.span, &ty, &element.ty)),
            }
        }
        let level = levels::highest(&elements);
        let elements = elements.into_iter().map(|element| promote(element, &ty)).collect();
        Some(Expr { span, ty: ty.array(1), level, kind: ExprKind::Array(elements) })
    }

    /// Of scalars, or a matrix of row vectors; what the first element is decides.
    fn row_vector(&mut self, span: Span, elements: &'a [ast::Expr]) -> Option<Expr> {
        let elements = self.expressions(elements)?;
        let rows = elements.first().is_some_and(|first| matches!(first.ty, Type::RowVector | Type::ComplexRowVector));
        let least = if rows { Type::RowVector } else { Type::Real };
        let mut ty = least.clone();
        for element in &elements {
            match ty.common(&element.ty) {
                Some(common) => ty = common,
                None if rows => return self.fail(mistake::row_expected(element.span, &element.ty)),
                None => return self.fail(mistake::scalar_expected(element.span, &element.ty)),
            }
        }
        let whole = match (rows, ty == least) {
            (true, true) => Type::Matrix,
            (true, false) => Type::ComplexMatrix,
            (false, true) => Type::RowVector,
            (false, false) => Type::ComplexRowVector,
        };
        let level = levels::highest(&elements);
        let elements = elements.into_iter().map(|element| promote(element, &ty)).collect();
        Some(Expr { span, ty: whole, level, kind: ExprKind::RowVector(elements) })
    }

    fn tuple(&mut self, span: Span, elements: &'a [ast::Expr]) -> Option<Expr> {
        let elements = self.expressions(elements)?;
        let ty = Type::Tuple(elements.iter().map(|element| element.ty.clone()).collect());
        let level = levels::highest(&elements);
        Some(Expr { span, ty, level, kind: ExprKind::Tuple(elements) })
    }
}
