//! Which names are declared, and as what.

use std::collections::HashMap;

use crate::stan::syntax::source::Span;
use crate::stan::typed::VariableRef;

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Binding {
    /// `None` if its declaration is wrong or missing: that has been reported.
    pub variable: Option<VariableRef>,
    /// Where it was declared.
    pub span: Span,
    /// A loop variable or an argument of a function.
    pub read_only: bool,
}

/// The declared variables. One name never hides another, so one table serves all scopes.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    bindings: HashMap<String, Binding>,
    /// The names in the order of their declarations.
    order: Vec<String>,
}

impl Scopes {
    pub(super) fn find(&self, name: &str) -> Option<Binding> {
        self.bindings.get(name).copied()
    }

    /// Declares a name, in place of what it may have stood for.
    pub(super) fn bind(&mut self, name: &str, binding: Binding) {
        if self.bindings.insert(name.to_string(), binding).is_none() {
            self.order.push(name.to_string());
        }
    }

    /// The names that are declared now.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(String::as_str)
    }

    /// For [`Scopes::forget_since`].
    pub(super) fn mark(&self) -> usize {
        self.order.len()
    }

    /// Forgets what was declared since the mark was taken.
    pub(super) fn forget_since(&mut self, mark: usize) {
        for name in self.order.drain(mark..) {
            self.bindings.remove(&name);
        }
    }
}
