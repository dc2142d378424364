//! Declarations: sizes, where the value comes from, what it must fulfil.

use super::Lowering;
use crate::stan::error::unsupported;
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
                if let Some(name) = unsupported_transform(&ty.constraint) {
                    self.errors.push(unsupported::constraint(span, name));
                }
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
        let mut operand = |expr: &Option<Expr>| expr.as_ref().map(|expr| self.operand(expr));
        match constraint {
            Constraint::None => Constraint::None,
            Constraint::Bounds { lower, upper } => Constraint::Bounds { lower: operand(lower), upper: operand(upper) },
            Constraint::OffsetMultiplier { offset, multiplier } => {
                Constraint::OffsetMultiplier { offset: operand(offset), multiplier: operand(multiplier) }
            }
            Constraint::Ordered => Constraint::Ordered,
            Constraint::PositiveOrdered => Constraint::PositiveOrdered,
            Constraint::Simplex => Constraint::Simplex,
            Constraint::UnitVector => Constraint::UnitVector,
            Constraint::SumToZeroVector => Constraint::SumToZeroVector,
            Constraint::SumToZeroMatrix => Constraint::SumToZeroMatrix,
            Constraint::ColumnStochasticMatrix => Constraint::ColumnStochasticMatrix,
            Constraint::RowStochasticMatrix => Constraint::RowStochasticMatrix,
            Constraint::CholeskyFactorCov => Constraint::CholeskyFactorCov,
            Constraint::CholeskyFactorCorr => Constraint::CholeskyFactorCorr,
            Constraint::CovMatrix => Constraint::CovMatrix,
            Constraint::CorrMatrix => Constraint::CorrMatrix,
        }
    }
}

/// The name of the type whose transform is not there yet.
fn unsupported_transform(constraint: &Constraint) -> Option<&'static str> {
    match constraint {
        Constraint::SumToZeroMatrix => Some("sum_to_zero_matrix"),
        Constraint::ColumnStochasticMatrix => Some("column_stochastic_matrix"),
        Constraint::RowStochasticMatrix => Some("row_stochastic_matrix"),
        _ => None,
    }
}
