//! Promotions, written out.

use crate::stan::signatures::overload::promotions;
use crate::stan::typed::{Expr, ExprKind};
use crate::stan::types::Type;

/// The expression as one of type `to`, to which its own type must lead.
pub(super) fn promote(expr: Expr, to: &Type) -> Expr {
    if expr.ty == *to {
        return expr;
    }
    debug_assert!(promotions(&expr.ty, to).is_some(), "{} is no {to}", expr.ty);
    Expr { span: expr.span, level: expr.level, ty: to.clone(), kind: ExprKind::Promote(Box::new(expr)) }
}

/// Whether a value of type `from` may be stored in a variable of type `to`.
pub(super) fn fits(from: &Type, to: &Type) -> bool {
    promotions(from, to).is_some()
}
