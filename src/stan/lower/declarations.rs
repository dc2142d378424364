//! Declarations: sizes, where the value comes from, what it must fulfil.

use super::Lowering;
use crate::stan::ir::{Operand, StmtKind};
use crate::stan::syntax::source::Span;
use crate::stan::typed::{self, Constraint, Expr, Scope, SizedType};

impl Lowering<'_> {
    pub(super) fn declaration(
        &mut self,
        span: Span,
        variable: typed::VariableId,
        ty: &SizedType,
        value: Option<&Expr>,
    ) {
        self.supported_type(span, &ty.ty);
        let dims = ty.dims.iter().map(|dim| self.operand(dim)).collect();
        let reference = self.reference(variable);
        match self.scope(variable) {
            Scope::Data => {
                self.push(span, StmtKind::Input { variable: reference, dims });
                self.check(span, variable, ty);
            }
            Scope::Parameters => {
                let constraint = self.constraint(&ty.constraint);
                self.push(span, StmtKind::Parameter { variable: reference, dims, constraint });
            }
            _ => self.push(span, StmtKind::Declare { variable: reference, dims }),
        }
        if let Some(value) = value {
            let operand = self.operand(value);
            self.push(value.span, StmtKind::Store { variable: reference, path: Vec::new(), value: operand });
        }
    }

    /// The check at the end of a section for a variable that it declares at its outermost level.
    pub(super) fn check_declaration(&mut self, statement: &typed::Stmt) {
        let typed::StmtKind::Declare { variable, ty, .. } = &statement.kind else { return };
        let scope = self.scope(*variable);
        if matches!(scope, Scope::TransformedData | Scope::TransformedParameters | Scope::GeneratedQuantities) {
            self.check(statement.span, *variable, ty);
        }
    }

    fn check(&mut self, span: Span, variable: typed::VariableId, ty: &SizedType) {
        if !matches!(ty.constraint, Constraint::None | Constraint::OffsetMultiplier { .. }) {
            let constraint = self.constraint(&ty.constraint);
            self.push(span, StmtKind::Check { variable: self.reference(variable), constraint });
        }
    }

    fn constraint(&mut self, constraint: &Constraint) -> Constraint<Operand> {
        constraint.map(|argument| self.operand(argument))
    }
}
