//! What may stand in which block.

use super::functions::FunctionKind;
use super::{Block, Checker, Span};
use crate::stan::error::types::placement as mistake;

impl Checker<'_> {
    fn in_function(&self, kinds: &[FunctionKind]) -> bool {
        self.function.as_ref().is_some_and(|function| kinds.contains(&function.kind))
    }

    /// Whether the target may be added to here.
    pub(super) fn may_increment_target(&self) -> bool {
        self.block == Block::Model || self.in_function(&[FunctionKind::Target])
    }

    /// Whether the Jacobian may be added to here.
    pub(super) fn may_increment_jacobian(&self) -> bool {
        self.block == Block::TransformedParameters || self.in_function(&[FunctionKind::Jacobian])
    }

    /// Whether `target()` may be asked for here.
    pub(super) fn may_read_target(&self) -> bool {
        self.may_increment_target() || self.block == Block::TransformedParameters
    }

    fn may_draw(&self) -> bool {
        matches!(self.block, Block::TransformedData | Block::GeneratedQuantities)
            || self.in_function(&[FunctionKind::Generator])
    }

    fn may_drop_constants(&self) -> bool {
        self.block == Block::Model || self.in_function(&[FunctionKind::Density])
    }

    /// Reports a function whose name says that it may not be called here.
    pub(super) fn check_callable_here(&mut self, span: Span, name: &str) {
        if super::names::is_unnormalised(name) {
            if !self.may_drop_constants() {
                self.report(mistake::unnormalised(span, name));
            }
            return;
        }
        match FunctionKind::of(name) {
            FunctionKind::Generator if self.in_sizes => self.report(mistake::generator_in_size(span, name)),
            FunctionKind::Generator if !self.may_draw() => self.report(mistake::generator(span, name)),
            FunctionKind::Target if !self.may_read_target() => self.report(mistake::target_function(span, name)),
            FunctionKind::Jacobian if !self.may_increment_jacobian() => {
                self.report(mistake::jacobian_function(span, name));
            }
            _ => {}
        }
    }
}
