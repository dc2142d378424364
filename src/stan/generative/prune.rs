//! Takes out what no draw needs.

use std::collections::HashSet;

use super::uses;
use crate::stan::typed::{Stmt, StmtKind, VariableId};

/// The statements that draw, that may reject, and that compute what these need.
pub(super) fn pruned(statements: Vec<Stmt>) -> Vec<Stmt> {
    let mut needed = HashSet::new();
    loop {
        let before = needed.len();
        let kept = keep(&statements, &needed);
        kept.iter().for_each(|stmt| needed.extend(uses::of(stmt).reads));
        if needed.len() == before {
            return kept;
        }
    }
}

fn keep(statements: &[Stmt], needed: &HashSet<VariableId>) -> Vec<Stmt> {
    statements.iter().filter_map(|stmt| keep_one(stmt, needed)).collect()
}

fn keep_one(stmt: &Stmt, needed: &HashSet<VariableId>) -> Option<Stmt> {
    let mut stmt = stmt.clone();
    match &mut stmt.kind {
        StmtKind::If { then, otherwise, .. } => {
            (*then, *otherwise) = (keep(then, needed), keep(otherwise, needed));
            (!then.is_empty() || !otherwise.is_empty()).then_some(stmt)
        }
        StmtKind::While { body, .. }
        | StmtKind::For { body, .. }
        | StmtKind::ForEach { body, .. }
        | StmtKind::Profile(_, body)
        | StmtKind::Block(body) => {
            *body = keep(body, needed);
            (!body.is_empty()).then_some(stmt)
        }
        StmtKind::Declare { variable, .. } => needed.contains(variable).then_some(stmt),
        StmtKind::Assign { .. } => {
            uses::of(&stmt).writes.iter().any(|variable| needed.contains(variable)).then_some(stmt)
        }
        StmtKind::Print(_) | StmtKind::Truncate(_) => None,
        _ => Some(stmt),
    }
}
