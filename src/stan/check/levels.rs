//! Which expressions may depend on parameters.
//!
//! There are two questions. A [`Level`] says whether a value can differ from point to point. A `data` argument asks for
//! less: that no derivative with respect to a parameter passes through it, so integers and whatever generated
//! quantities compute will do.

use super::{Block, Checker};
use crate::stan::typed::{Expr, ExprKind};
use crate::stan::types::{Level, Type};

/// The highest level of these.
pub(super) fn highest<'e>(exprs: impl IntoIterator<Item = &'e Expr>) -> Level {
    exprs.into_iter().map(|expr| expr.level).max().unwrap_or(Level::Data)
}

impl Checker<'_> {
    /// The level of an expression where a `data` argument is asked for.
    pub(super) fn data_level(&self, expr: &Expr) -> Level {
        let data = matches!(self.block, Block::Data | Block::TransformedData | Block::GeneratedQuantities);
        if data || !self.has_derivative(expr) { Level::Data } else { Level::Parameter }
    }

    fn has_derivative(&self, expr: &Expr) -> bool {
        if !has_real(&expr.ty) || expr.level == Level::Data {
            return false;
        }
        match &expr.kind {
            ExprKind::Int(_) | ExprKind::Real(_) | ExprKind::Imaginary(_) | ExprKind::Function(_) => false,
            ExprKind::And(..) | ExprKind::Or(..) => false,
            ExprKind::Variable(reference) => self.variable(*reference).level == Level::Parameter,
            ExprKind::Call(crate::stan::typed::Callee::Target, _) => true,
            ExprKind::Call(_, arguments) => arguments.iter().any(|argument| self.has_derivative(argument)),
            ExprKind::Ternary { then, otherwise, .. } => self.has_derivative(then) || self.has_derivative(otherwise),
            ExprKind::Index(inner, _) | ExprKind::Field(inner, _) | ExprKind::Promote(inner) => {
                self.has_derivative(inner)
            }
            ExprKind::Array(elements) | ExprKind::RowVector(elements) | ExprKind::Tuple(elements) => {
                elements.iter().any(|element| self.has_derivative(element))
            }
        }
    }
}

/// Whether there is a number in it that is no integer.
fn has_real(ty: &Type) -> bool {
    match ty {
        Type::Int => false,
        Type::Array(_, element) => has_real(element),
        Type::Tuple(fields) => fields.iter().any(has_real),
        _ => true,
    }
}
