//! An order in which everything is drawn after what it depends on.

use std::collections::HashSet;

use super::uses::{self, Uses};
use crate::stan::error::{SourceError, generative as mistake};
use crate::stan::typed::{Stmt, StmtKind, VariableId};

/// The statements in such an order; those that could stand as they did, do. `drawn` are the variables that are drawn.
///
/// A loop or branch is one statement among those around it, and the statements in it are put in order for themselves.
pub(super) fn ordered(statements: Vec<Stmt>, drawn: &HashSet<VariableId>) -> Result<Vec<Stmt>, SourceError> {
    let mut statements: Vec<Stmt> =
        statements.into_iter().map(|stmt| ordered_within(stmt, drawn)).collect::<Result<_, _>>()?;
    if statements.iter().any(leaves) {
        return Ok(statements);
    }
    let mut uses: Vec<Uses> = statements.iter().map(uses::of).collect();
    let mut placed = Vec::with_capacity(statements.len());
    while !statements.is_empty() {
        let is_free = |at: usize| (0..statements.len()).all(|other| other == at || !precedes(&uses, other, at, drawn));
        let Some(at) = (0..statements.len()).find(|at| is_free(*at)) else {
            return Err(mistake::circle(statements.iter().map(|stmt| stmt.span).collect()));
        };
        placed.push(statements.remove(at));
        uses.remove(at);
    }
    Ok(placed)
}

/// Whether statement `first` must come before statement `second`.
fn precedes(uses: &[Uses], first: usize, second: usize, drawn: &HashSet<VariableId>) -> bool {
    let (a, b) = (&uses[first], &uses[second]);
    let of_draws = a.writes.iter().filter(|variable| drawn.contains(variable)).any(|variable| {
        let both_draw_and_read = a.reads.contains(variable) && b.writes.contains(variable);
        b.reads.contains(variable) && (!both_draw_and_read || first < second)
    });
    let meets = |left: &HashSet<VariableId>, right: &HashSet<VariableId>| {
        left.iter().any(|variable| right.contains(variable) && !drawn.contains(variable))
    };
    let in_order =
        first < second && (meets(&a.writes, &b.reads) || meets(&a.reads, &b.writes) || meets(&a.writes, &b.writes));
    of_draws || in_order
}

fn ordered_within(mut stmt: Stmt, drawn: &HashSet<VariableId>) -> Result<Stmt, SourceError> {
    match &mut stmt.kind {
        StmtKind::If { then, otherwise, .. } => {
            *then = ordered(std::mem::take(then), drawn)?;
            *otherwise = ordered(std::mem::take(otherwise), drawn)?;
        }
        StmtKind::While { body, .. }
        | StmtKind::For { body, .. }
        | StmtKind::ForEach { body, .. }
        | StmtKind::Profile(_, body)
        | StmtKind::Block(body) => *body = ordered(std::mem::take(body), drawn)?,
        _ => {}
    }
    Ok(stmt)
}

/// Whether a loop around a statement may be left there.
fn leaves(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Break | StmtKind::Continue => true,
        StmtKind::If { then, otherwise, .. } => then.iter().chain(otherwise).any(leaves),
        StmtKind::Block(body) | StmtKind::Profile(_, body) => body.iter().any(leaves),
        _ => false,
    }
}
