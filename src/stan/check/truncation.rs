//! `T[lower, upper]`: the probability between the bounds, from cumulative functions.

use super::promote::promote;
use super::{Checker, Span, id_of, library_call};
use crate::stan::error::types::distributions as mistake;
use crate::stan::signatures::overload::{Given, Resolution, resolve};
use crate::stan::syntax::ast;
use crate::stan::typed::{Expr, ExprKind, Index, Scope, Stmt, StmtKind, Truncation, Variable, VariableRef};
use crate::stan::types::{Level, Type};

/// The typed bounds; both may be absent.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    lower: Option<Expr>,
    upper: Option<Expr>,
}

impl<'a> Checker<'a> {
    /// The bounds, or `None` if one of them has a mistake.
    pub(super) fn bounds(&mut self, truncation: &'a ast::Truncation) -> Option<Bounds> {
        let lower = truncation.lower.as_ref().map(|bound| self.truncation_bound(bound));
        let upper = truncation.upper.as_ref().map(|bound| self.truncation_bound(bound));
        let complete = lower != Some(None) && upper != Some(None);
        complete.then(|| Bounds { lower: lower.flatten(), upper: upper.flatten() })
    }

    fn truncation_bound(&mut self, bound: &'a ast::Expr) -> Option<Expr> {
        let bound = self.expression(bound)?;
        match bound.ty {
            Type::Int | Type::Real => Some(bound),
            _ => self.fail(mistake::bound_type(bound.span, &bound.ty)),
        }
    }

    /// What follows `value ~ distribution(arguments)`.
    ///
    /// Cumulative functions of containers add up their elements, so two of them cannot be subtracted element by
    /// element: then the truncation is written as a loop.
    pub(super) fn truncation(
        &mut self,
        span: Span,
        distribution: &ast::Name,
        value: Expr,
        arguments: Vec<Expr>,
        bounds: Bounds,
    ) -> Option<Vec<Stmt>> {
        let scalars = arguments.iter().all(|argument| argument.ty.is_scalar());
        let flat = arguments.iter().all(|argument| element_type(&argument.ty).is_some());
        if bounds.lower.is_some() && bounds.upper.is_some() && !scalars && flat {
            self.log_normaliser(span, distribution, &arguments, &bounds)?;
            return self.truncation_of_each(span, distribution, value, arguments, bounds).map(|each| vec![each]);
        }
        let normaliser = self.log_normaliser(span, distribution, &arguments, &bounds)?;
        let normaliser = normaliser.map(|one| if scalars { for_each_element(one, &value) } else { one });
        let kind = StmtKind::Truncate(Truncation {
            value,
            lower: bounds.lower,
            upper: bounds.upper,
            log_normaliser: normaliser,
        });
        Some(vec![Stmt { span, kind }])
    }

    /// `for (i in 1:n)` over the elements, each truncated for itself.
    fn truncation_of_each(
        &mut self,
        span: Span,
        distribution: &ast::Name,
        value: Expr,
        arguments: Vec<Expr>,
        bounds: Bounds,
    ) -> Option<Stmt> {
        let longest = arguments.iter().chain([&value]).find(|expr| !expr.ty.is_scalar()).cloned()?;
        let reference = self.hidden_variable(span);
        let index = Expr { span, ty: Type::Int, level: Level::Data, kind: ExprKind::Variable(reference) };
        let arguments = arguments.into_iter().map(|argument| element(argument, &index)).collect::<Option<Vec<_>>>()?;
        let value = element(value, &index)?;
        let normaliser = self.log_normaliser(span, distribution, &arguments, &bounds)?;
        let truncation = Truncation { value, lower: bounds.lower, upper: bounds.upper, log_normaliser: normaliser };
        let body = vec![Stmt { span, kind: StmtKind::Truncate(truncation) }];
        let from = Expr { span, ty: Type::Int, level: Level::Data, kind: ExprKind::Int(1) };
        let to = Expr { level: Level::Data, ..library_call(span, "num_elements", vec![longest], Type::Int) };
        Some(Stmt { span, kind: StmtKind::For { variable: id_of(reference), from, to, body } })
    }

    /// A loop variable that no program can name.
    fn hidden_variable(&mut self, span: Span) -> VariableRef {
        let name = "truncated element".to_string();
        let variable = Variable { name, span, ty: Type::Int, level: Level::Data, scope: Scope::Local };
        self.in_scope(|checker| checker.add_variable(variable, true))
    }

    /// `ln P(lower <= value <= upper)`; `None` inside if there are no bounds.
    fn log_normaliser(
        &mut self,
        span: Span,
        distribution: &ast::Name,
        arguments: &[Expr],
        bounds: &Bounds,
    ) -> Option<Option<Expr>> {
        let below = bounds.lower.clone().map(|lower| self.just_below(distribution, lower));
        let upper = bounds.upper.clone();
        let missing = [&below, &upper].into_iter().flatten().any(|bound| {
            !["_lcdf", "_lccdf"].iter().all(|suffix| self.has_cumulative(distribution, suffix, bound, arguments))
        });
        if missing {
            return self.fail(mistake::no_cumulative(span, &distribution.text));
        }
        Some(match (below, upper) {
            (None, None) => None,
            (Some(below), None) => Some(self.cumulative(distribution, "_lccdf", below, arguments)?),
            (None, Some(upper)) => Some(self.cumulative(distribution, "_lcdf", upper, arguments)?),
            (Some(below), Some(upper)) => {
                let upper = self.cumulative(distribution, "_lcdf", upper, arguments)?;
                let below = self.cumulative(distribution, "_lcdf", below, arguments)?;
                Some(library_call(span, "log_diff_exp", vec![upper, below], Type::Real))
            }
        })
    }

    /// The largest value that the lower bound excludes: of integers, one less than the bound.
    fn just_below(&self, distribution: &ast::Name, lower: Expr) -> Expr {
        let discrete = !self.candidates(&format!("{}_lpmf", distribution.text)).signatures.is_empty();
        if !discrete || lower.ty != Type::Int {
            return lower;
        }
        let (span, level) = (lower.span, lower.level);
        let one = Expr { span, ty: Type::Int, level: Level::Data, kind: ExprKind::Int(1) };
        Expr { level, ..library_call(span, "subtract", vec![lower, one], Type::Int) }
    }

    fn has_cumulative(&self, distribution: &ast::Name, suffix: &str, bound: &Expr, arguments: &[Expr]) -> bool {
        let given: Vec<Given> = std::iter::once(bound).chain(arguments).map(|argument| self.given(argument)).collect();
        let candidates = self.candidates(&format!("{}{suffix}", distribution.text));
        matches!(resolve(candidates.signatures, &given), Resolution::One(_))
    }

    fn cumulative(&mut self, distribution: &ast::Name, suffix: &str, at: Expr, arguments: &[Expr]) -> Option<Expr> {
        let arguments: Vec<Expr> = std::iter::once(at).chain(arguments.iter().cloned()).collect();
        let name = format!("{}{suffix}", distribution.text);
        let call = self.call_one_of(distribution.span, &name, arguments)?;
        let level = super::levels::highest(&call.arguments);
        let kind = ExprKind::Call(call.callee, call.arguments);
        Some(Expr { span: distribution.span, ty: call.returns?, level, kind })
    }
}

/// The logarithm for one element, as often as there are elements.
fn for_each_element(one: Expr, value: &Expr) -> Expr {
    if value.ty.is_scalar() {
        return one;
    }
    let span = one.span;
    let count = Expr { level: Level::Data, ..library_call(span, "num_elements", vec![value.clone()], Type::Int) };
    library_call(span, "multiply", vec![promote(count, &Type::Real), one], Type::Real)
}

/// The type of one number of a scalar, a vector or an array of scalars.
fn element_type(ty: &Type) -> Option<Type> {
    match ty {
        Type::Int | Type::Real => Some(ty.clone()),
        Type::Vector | Type::RowVector => Some(Type::Real),
        Type::Array(1, element) if element.is_scalar() => Some((**element).clone()),
        _ => None,
    }
}

fn element(expr: Expr, index: &Expr) -> Option<Expr> {
    let ty = element_type(&expr.ty)?;
    if expr.ty.is_scalar() {
        return Some(expr);
    }
    let (span, level) = (expr.span, expr.level);
    Some(Expr { span, ty, level, kind: ExprKind::Index(Box::new(expr), vec![Index::Single(index.clone())]) })
}
