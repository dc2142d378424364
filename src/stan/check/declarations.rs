//! Declarations: sizes, constraints, first values.

use super::promote::{fits, promote};
use super::{Block, Checker, Span, id_of};
use crate::stan::error::types::{declarations as mistake, statements};
use crate::stan::syntax::ast::{self, SizedKind};
use crate::stan::typed::Expr;
use crate::stan::typed::{Constraint, Scope, SizedType, Stmt, StmtKind, Variable};
use crate::stan::types::Type;

impl<'a> Checker<'a> {
    /// A declaration of one or more variables; at the top of a block it makes variables of that block.
    pub(super) fn declaration(
        &mut self,
        span: Span,
        declared: &'a ast::SizedType,
        declarators: &'a [ast::Declarator],
        scope: Scope,
    ) -> Vec<Stmt> {
        let is_global = scope != Scope::Local;
        let ty = type_of(declared);
        let sized = self.sized(declared, &ty, is_global);
        let parameters = matches!(scope, Scope::Parameters | Scope::TransformedParameters);
        if parameters && ty.contains_int() {
            self.report(mistake::integer_parameter(declared.span, scope == Scope::Parameters));
        }
        let statements = declarators.iter().map(|declarator| {
            let variable = self.declare(&declarator.name, &ty, scope);
            let value = declarator.value.as_ref().map(|value| self.first_value(value, &ty));
            let value = match value {
                Some(value) => Some(value?),
                None => None,
            };
            Some(Stmt { span, kind: StmtKind::Declare { variable: variable?, ty: sized.clone()?, value } })
        });
        statements.flatten().collect()
    }

    fn declare(&mut self, name: &ast::Name, ty: &Type, scope: Scope) -> Option<usize> {
        if !self.is_fresh_variable(name) {
            return None;
        }
        let level = self.block.level();
        let variable = Variable { name: name.text.clone(), span: name.span, ty: ty.clone(), level, scope };
        Some(id_of(self.add_variable(variable, false)))
    }

    fn first_value(&mut self, value: &'a ast::Expr, ty: &Type) -> Option<Expr> {
        let value = self.expression(value)?;
        if fits(&value.ty, ty) {
            return Some(promote(value, ty));
        }
        self.fail(statements::wrong_type(value.span, ty, &value.ty))
    }

    /// Sizes and constraint; `whole` is the type of the variable.
    fn sized(&mut self, declared: &'a ast::SizedType, whole: &Type, is_global: bool) -> Option<SizedType> {
        let (arrays, element) = match &declared.kind {
            SizedKind::Array(sizes, element) => (sizes.as_slice(), &**element),
            _ => (&[][..], declared),
        };
        let mut dims: Option<Vec<Expr>> = self.sizes(arrays, is_global);
        let fields = match &element.kind {
            SizedKind::Tuple(fields) => {
                let fields: Vec<_> = fields.iter().map(|field| self.sized(field, &type_of(field), is_global)).collect();
                fields.into_iter().collect()
            }
            _ => Some(Vec::new()),
        };
        for size in sizes_of(element) {
            let size = self.size(size, is_global);
            dims = dims.zip(size).map(|(dims, size)| [dims, vec![size]].concat());
        }
        if is_square(element) {
            dims = dims.map(|mut dims| {
                dims.extend(dims.last().cloned());
                dims
            });
        }
        let constraint = self.constraint(element, whole, is_global);
        Some(SizedType { ty: whole.clone(), dims: dims?, constraint: constraint?, fields: fields? })
    }

    fn sizes(&mut self, sizes: &'a [ast::Expr], is_global: bool) -> Option<Vec<Expr>> {
        let sizes: Vec<Option<Expr>> = sizes.iter().map(|size| self.size(size, is_global)).collect();
        sizes.into_iter().collect()
    }

    fn size(&mut self, size: &'a ast::Expr, is_global: bool) -> Option<Expr> {
        self.in_sizes = is_global;
        let size = self.int(size, mistake::size_not_int);
        self.in_sizes = false;
        size
    }

    fn constraint(&mut self, element: &'a ast::SizedType, whole: &Type, is_global: bool) -> Option<Constraint> {
        match &element.kind {
            SizedKind::Int(bounds)
            | SizedKind::Real(bounds)
            | SizedKind::Complex(bounds)
            | SizedKind::Vector(bounds, _)
            | SizedKind::RowVector(bounds, _)
            | SizedKind::Matrix(bounds, ..)
            | SizedKind::ComplexVector(bounds, _)
            | SizedKind::ComplexRowVector(bounds, _)
            | SizedKind::ComplexMatrix(bounds, ..) => self.bounds_of(element.span, bounds, whole, is_global),
            SizedKind::Ordered(_) => Some(Constraint::Ordered),
            SizedKind::PositiveOrdered(_) => Some(Constraint::PositiveOrdered),
            SizedKind::Simplex(_) => Some(Constraint::Simplex),
            SizedKind::UnitVector(_) => Some(Constraint::UnitVector),
            SizedKind::SumToZeroVector(_) => Some(Constraint::SumToZeroVector),
            SizedKind::SumToZeroMatrix(..) => Some(Constraint::SumToZeroMatrix),
            SizedKind::ColumnStochasticMatrix(..) => Some(Constraint::ColumnStochasticMatrix),
            SizedKind::RowStochasticMatrix(..) => Some(Constraint::RowStochasticMatrix),
            SizedKind::CholeskyFactorCov(..) => Some(Constraint::CholeskyFactorCov),
            SizedKind::CholeskyFactorCorr(_) => Some(Constraint::CholeskyFactorCorr),
            SizedKind::CovMatrix(_) => Some(Constraint::CovMatrix),
            SizedKind::CorrMatrix(_) => Some(Constraint::CorrMatrix),
            SizedKind::Array(..) | SizedKind::Tuple(_) => Some(Constraint::None),
        }
    }

    fn bounds_of(
        &mut self,
        span: Span,
        bounds: &'a ast::Constraint,
        whole: &Type,
        is_global: bool,
    ) -> Option<Constraint> {
        let mut bound = |what, bound: &'a Option<ast::Expr>| match bound {
            Some(bound) => self.bound(what, bound, whole).map(Some),
            None => Some(None),
        };
        let (lower, upper) = (bound("lower bound", &bounds.lower), bound("upper bound", &bounds.upper));
        let (offset, multiplier) = (bound("offset", &bounds.offset), bound("multiplier", &bounds.multiplier));
        let (lower, upper, offset, multiplier) = (lower?, upper?, offset?, multiplier?);
        let has_bounds = lower.is_some() || upper.is_some();
        let has_offset = offset.is_some() || multiplier.is_some();
        if (has_bounds || has_offset) && is_global && whole.contains_complex() {
            return self.fail(mistake::complex_with_constraint(span));
        }
        Some(match (has_bounds, has_offset) {
            (true, _) => Constraint::Bounds { lower, upper },
            (_, true) => Constraint::OffsetMultiplier { offset, multiplier },
            _ => Constraint::None,
        })
    }

    /// A scalar, or a value of the variable's own type.
    fn bound(&mut self, what: &str, bound: &'a ast::Expr, whole: &Type) -> Option<Expr> {
        let bound = self.expression(bound)?;
        let integral = whole.is_integral();
        match &bound.ty {
            Type::Real if integral => self.fail(mistake::real_bound_of_int(bound.span, what)),
            Type::Int if integral => Some(bound),
            Type::Int | Type::Real => Some(promote(bound, &Type::Real)),
            ty if ty == whole => Some(bound),
            ty => self.fail(mistake::bound_type(bound.span, what, whole, ty)),
        }
    }

    /// The scope of what is declared at the top of the current block.
    pub(super) fn top_scope(&self) -> Scope {
        debug_assert_ne!(self.block, Block::Functions);
        self.block.scope()
    }
}

/// The sizes that are written, but for those of arrays.
fn sizes_of(declared: &ast::SizedType) -> Vec<&ast::Expr> {
    match &declared.kind {
        SizedKind::Vector(_, size)
        | SizedKind::RowVector(_, size)
        | SizedKind::ComplexVector(_, size)
        | SizedKind::ComplexRowVector(_, size)
        | SizedKind::Ordered(size)
        | SizedKind::PositiveOrdered(size)
        | SizedKind::Simplex(size)
        | SizedKind::UnitVector(size)
        | SizedKind::SumToZeroVector(size)
        | SizedKind::CholeskyFactorCov(size, None)
        | SizedKind::CholeskyFactorCorr(size)
        | SizedKind::CovMatrix(size)
        | SizedKind::CorrMatrix(size) => vec![size],
        SizedKind::Matrix(_, rows, columns)
        | SizedKind::ComplexMatrix(_, rows, columns)
        | SizedKind::SumToZeroMatrix(rows, columns)
        | SizedKind::ColumnStochasticMatrix(rows, columns)
        | SizedKind::RowStochasticMatrix(rows, columns)
        | SizedKind::CholeskyFactorCov(rows, Some(columns)) => vec![rows, columns],
        SizedKind::Int(_) | SizedKind::Real(_) | SizedKind::Complex(_) => Vec::new(),
        SizedKind::Array(..) | SizedKind::Tuple(_) => Vec::new(),
    }
}

fn is_square(declared: &ast::SizedType) -> bool {
    matches!(
        declared.kind,
        SizedKind::CholeskyFactorCov(_, None)
            | SizedKind::CholeskyFactorCorr(_)
            | SizedKind::CovMatrix(_)
            | SizedKind::CorrMatrix(_)
    )
}

/// The declared type without its sizes.
fn type_of(declared: &ast::SizedType) -> Type {
    match &declared.kind {
        SizedKind::Int(_) => Type::Int,
        SizedKind::Real(_) => Type::Real,
        SizedKind::Complex(_) => Type::Complex,
        SizedKind::Vector(..)
        | SizedKind::Ordered(_)
        | SizedKind::PositiveOrdered(_)
        | SizedKind::Simplex(_)
        | SizedKind::UnitVector(_)
        | SizedKind::SumToZeroVector(_) => Type::Vector,
        SizedKind::RowVector(..) => Type::RowVector,
        SizedKind::Matrix(..)
        | SizedKind::SumToZeroMatrix(..)
        | SizedKind::ColumnStochasticMatrix(..)
        | SizedKind::RowStochasticMatrix(..)
        | SizedKind::CholeskyFactorCov(..)
        | SizedKind::CholeskyFactorCorr(_)
        | SizedKind::CovMatrix(_)
        | SizedKind::CorrMatrix(_) => Type::Matrix,
        SizedKind::ComplexVector(..) => Type::ComplexVector,
        SizedKind::ComplexRowVector(..) => Type::ComplexRowVector,
        SizedKind::ComplexMatrix(..) => Type::ComplexMatrix,
        SizedKind::Array(sizes, element) => type_of(element).array(sizes.len()),
        SizedKind::Tuple(fields) => Type::Tuple(fields.iter().map(type_of).collect()),
    }
}
