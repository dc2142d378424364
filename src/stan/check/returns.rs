//! Whether a function returns on every path.

use crate::stan::syntax::ast::{ExprKind, Stmt, StmtKind};

/// How a statement may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The next statement may follow.
    Falls,
    /// It returns or stops the program.
    Returns,
    /// It may leave the loop around it by `break`.
    Breaks,
}

/// Whether what follows this body is never reached.
pub(super) fn always_returns(body: &Stmt) -> bool {
    end(body) == End::Returns
}

fn end(statement: &Stmt) -> End {
    match &statement.kind {
        StmtKind::Return(_) | StmtKind::Reject(_) | StmtKind::FatalError(_) => End::Returns,
        StmtKind::Break => End::Breaks,
        StmtKind::Block(body) | StmtKind::Profile(_, body) => end_of_all(body),
        StmtKind::If { then, otherwise, .. } => match (end(then), otherwise.as_deref().map_or(End::Falls, end)) {
            (End::Returns, End::Returns) => End::Returns,
            (End::Breaks, _) | (_, End::Breaks) => End::Breaks,
            _ => End::Falls,
        },
        StmtKind::While { condition, body } => match end(body) {
            End::Returns => End::Returns,
            // Nothing but a return leaves such a loop.
            End::Falls if matches!(condition.kind, ExprKind::Int(value) if value != 0) => End::Returns,
            _ => End::Falls,
        },
        StmtKind::For { body, .. } | StmtKind::ForEach { body, .. } => match end(body) {
            End::Returns => End::Returns,
            _ => End::Falls,
        },
        _ => End::Falls,
    }
}

fn end_of_all(statements: &[Stmt]) -> End {
    let mut last = End::Falls;
    for statement in statements {
        match (last, end(statement)) {
            (End::Breaks, _) | (_, End::Breaks) => last = End::Breaks,
            (_, now) => last = now,
        }
        if leaves(statement) {
            break;
        }
    }
    last
}

/// Whether nothing after this statement is reached.
fn leaves(statement: &Stmt) -> bool {
    matches!(
        statement.kind,
        StmtKind::Break | StmtKind::Continue | StmtKind::Return(_) | StmtKind::Reject(_) | StmtKind::FatalError(_)
    )
}
