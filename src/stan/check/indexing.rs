//! Indices: which there may be, and what type they leave.

use super::{Checker, levels};
use crate::stan::error::types::expressions as mistake;
use crate::stan::syntax::ast;
use crate::stan::typed::{Expr, ExprKind, Index};
use crate::stan::types::{Level, Type};

impl<'a> Checker<'a> {
    pub(super) fn indexed(&mut self, expr: &'a ast::Expr, base: &'a ast::Expr, list: &'a [ast::Index]) -> Option<Expr> {
        let base = self.expression(base);
        let indices = self.indices(list);
        let (base, indices) = (base?, indices?);
        let Some(ty) = type_of_indexed(&base.ty, &indices) else {
            return self.fail(mistake::cannot_index(expr.span, &base.ty, indices.len()));
        };
        let level = base.level.max(level_of(&indices));
        Some(Expr { span: expr.span, ty, level, kind: ExprKind::Index(Box::new(base), indices) })
    }

    /// All indices between two brackets, or `None` if one has no type.
    pub(super) fn indices(&mut self, list: &'a [ast::Index]) -> Option<Vec<Index>> {
        let indices: Vec<Option<Index>> = list.iter().map(|index| self.index(index)).collect();
        indices.into_iter().collect()
    }

    fn index(&mut self, index: &'a ast::Index) -> Option<Index> {
        match index {
            ast::Index::All => Some(Index::All),
            ast::Index::From(from) => self.range_end(from).map(Index::From),
            ast::Index::Upto(to) => self.range_end(to).map(Index::Upto),
            ast::Index::Between(from, to) => {
                let (from, to) = (self.range_end(from), self.range_end(to));
                Some(Index::Between(from?, to?))
            }
            ast::Index::At(at) => {
                let at = self.expression(at)?;
                match &at.ty {
                    Type::Int => Some(Index::Single(at)),
                    ty if *ty == Type::Int.array(1) => Some(Index::Multi(at)),
                    ty => self.fail(mistake::index_not_int(at.span, ty)),
                }
            }
        }
    }

    fn range_end(&mut self, end: &'a ast::Expr) -> Option<Expr> {
        self.int(end, mistake::range_end_not_int)
    }
}

/// The level of a choice of elements.
pub(super) fn level_of(indices: &[Index]) -> Level {
    let level = |index: &Index| match index {
        Index::All => Level::Data,
        Index::Single(expr) | Index::Multi(expr) | Index::From(expr) | Index::Upto(expr) => expr.level,
        Index::Between(from, to) => levels::highest([from, to]),
    };
    indices.iter().map(level).max().unwrap_or(Level::Data)
}

/// What is left of a type: a single index takes a dimension away, any other keeps it. `None` if there are too many.
pub(super) fn type_of_indexed(ty: &Type, indices: &[Index]) -> Option<Type> {
    use Type::*;
    let Some((first, rest)) = indices.split_first() else { return Some(ty.clone()) };
    let single = is_single(first);
    if let Some(element) = ty.array_element() {
        let element = type_of_indexed(&element, rest)?;
        return Some(if single { element } else { element.array(1) });
    }
    let (scalar, vector, row_vector) =
        if ty.contains_complex() { (Complex, ComplexVector, ComplexRowVector) } else { (Real, Vector, RowVector) };
    match (ty, rest) {
        (Vector | RowVector | ComplexVector | ComplexRowVector, []) => Some(if single { scalar } else { ty.clone() }),
        (Matrix | ComplexMatrix, []) => Some(if single { row_vector } else { ty.clone() }),
        (Matrix | ComplexMatrix, [column]) => Some(match (single, is_single(column)) {
            (true, true) => scalar,
            (true, false) => row_vector,
            (false, true) => vector,
            (false, false) => ty.clone(),
        }),
        _ => None,
    }
}

pub(super) fn is_single(index: &Index) -> bool {
    matches!(index, Index::Single(_))
}
