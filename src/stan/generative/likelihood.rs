//! What of the target is likelihood: terms in which numbers of the data occur.

use std::collections::HashSet;

use super::uses;
use crate::stan::typed::{Expr, Program, Scope, Stmt, VariableId};
use crate::stan::types::Type;

/// Whether numbers of the data occur in an expression; single integers, which are mostly sizes, do not count.
pub(super) fn is_likelihood(expr: &Expr, tainted: &HashSet<VariableId>) -> bool {
    uses::reads(expr).iter().any(|variable| tainted.contains(variable))
}

/// Data, and variables of the model that are computed from data.
pub(super) fn tainted(program: &Program) -> HashSet<VariableId> {
    let of_data = |scope| matches!(scope, Scope::Data | Scope::TransformedData);
    let counts = |variable: &VariableId| {
        of_data(program.variables[*variable].scope) && program.variables[*variable].ty != Type::Int
    };
    let mut tainted: HashSet<VariableId> = (0..program.variables.len()).filter(counts).collect();
    loop {
        let before = tainted.len();
        for stmt in program.transformed_parameters.iter().chain(&program.model) {
            spread(stmt, &mut tainted);
        }
        if tainted.len() == before {
            return tainted;
        }
    }
}

/// Adds what an assignment computes from data; blocks are gone through statement by statement.
fn spread(stmt: &Stmt, tainted: &mut HashSet<VariableId>) {
    let inner = uses::bodies(stmt);
    if !inner.is_empty() {
        inner.into_iter().flatten().for_each(|stmt| spread(stmt, tainted));
        return;
    }
    let uses = uses::of(stmt);
    if uses.reads.iter().any(|variable| tainted.contains(variable)) {
        tainted.extend(uses.writes);
    }
}
