//! Which variables statements and expressions of the typed tree read and write.

use std::collections::HashSet;

use crate::stan::typed::{
    Constraint, Draw, Expr, ExprKind, Index, Place, PlaceKind, Printable, Stmt, StmtKind, VariableId, VariableRef,
};

/// The variables that a statement, with those in it, may read and write. What is drawn is written.
#[derive(Debug, Default, Clone)]
pub(super) struct Uses {
    pub reads: HashSet<VariableId>,
    pub writes: HashSet<VariableId>,
}

pub(super) fn of(stmt: &Stmt) -> Uses {
    let mut uses = Uses::default();
    let mut stmt = stmt.clone();
    walk(&mut stmt, &mut |variable, written| {
        if written {
            uses.writes.insert(*variable)
        } else {
            uses.reads.insert(*variable)
        };
    });
    uses
}

pub(super) fn reads(expr: &Expr) -> HashSet<VariableId> {
    let mut reads = HashSet::new();
    walk_expr(&mut expr.clone(), &mut |variable, _| {
        reads.insert(*variable);
    });
    reads
}

/// The statement with other variables in place of those for which there are some.
pub(super) fn renamed(mut stmt: Stmt, other: &dyn Fn(VariableId) -> Option<VariableId>) -> Stmt {
    walk(&mut stmt, &mut |variable, _| *variable = other(*variable).unwrap_or(*variable));
    stmt
}

/// The blocks in a statement.
pub(super) fn bodies(stmt: &Stmt) -> Vec<&Vec<Stmt>> {
    match &stmt.kind {
        StmtKind::If { then, otherwise, .. } => vec![then, otherwise],
        StmtKind::While { body, .. }
        | StmtKind::For { body, .. }
        | StmtKind::ForEach { body, .. }
        | StmtKind::Profile(_, body)
        | StmtKind::Block(body) => vec![body],
        _ => Vec::new(),
    }
}

/// Calls `visit` for every variable, with whether it is written there.
type Visit<'v> = dyn FnMut(&mut VariableId, bool) + 'v;

fn walk(stmt: &mut Stmt, visit: &mut Visit<'_>) {
    match &mut stmt.kind {
        StmtKind::Declare { variable, ty, value } => {
            visit(variable, true);
            walk_all(&mut ty.dims, visit);
            if let Constraint::Bounds { lower, upper } = &mut ty.constraint {
                lower.iter_mut().chain(upper).for_each(|bound| walk_expr(bound, visit));
            }
            value.iter_mut().for_each(|value| walk_expr(value, visit));
        }
        StmtKind::Assign { place, value } => {
            walk_expr(value, visit);
            walk_place(place, visit);
        }
        StmtKind::Draw { place, draw } => {
            let Draw { arguments, truncation, bounds, .. } = &mut **draw;
            let operands = arguments.iter_mut().chain(truncation.iter_mut().flatten());
            operands.chain(bounds.iter_mut().flatten()).for_each(|operand| walk_expr(operand, visit));
            walk_place(place, visit);
        }
        StmtKind::TargetPlus { value, .. } | StmtKind::JacobianPlus(value) => walk_expr(value, visit),
        StmtKind::Truncate(truncation) => {
            walk_expr(&mut truncation.value, visit);
            let bounds = truncation.lower.iter_mut().chain(&mut truncation.upper);
            bounds.chain(&mut truncation.log_normaliser).for_each(|bound| walk_expr(bound, visit));
        }
        StmtKind::Call(_, arguments) => walk_all(arguments, visit),
        StmtKind::If { condition, then, otherwise } => {
            walk_expr(condition, visit);
            then.iter_mut().chain(otherwise).for_each(|stmt| walk(stmt, visit));
        }
        StmtKind::While { condition, body } => {
            walk_expr(condition, visit);
            body.iter_mut().for_each(|stmt| walk(stmt, visit));
        }
        StmtKind::For { variable, from, to, body } => {
            visit(variable, true);
            walk_expr(from, visit);
            walk_expr(to, visit);
            body.iter_mut().for_each(|stmt| walk(stmt, visit));
        }
        StmtKind::ForEach { variable, over, body } => {
            visit(variable, true);
            walk_expr(over, visit);
            body.iter_mut().for_each(|stmt| walk(stmt, visit));
        }
        StmtKind::Return(value) => value.iter_mut().for_each(|value| walk_expr(value, visit)),
        StmtKind::Print(items) | StmtKind::Reject(items) | StmtKind::FatalError(items) => {
            for item in items {
                if let Printable::Value(value) = item {
                    walk_expr(value, visit);
                }
            }
        }
        StmtKind::Profile(_, body) | StmtKind::Block(body) => body.iter_mut().for_each(|stmt| walk(stmt, visit)),
        StmtKind::Break | StmtKind::Continue => {}
    }
}

fn walk_all(exprs: &mut [Expr], visit: &mut Visit<'_>) {
    exprs.iter_mut().for_each(|expr| walk_expr(expr, visit));
}

fn walk_place(place: &mut Place, visit: &mut Visit<'_>) {
    match &mut place.kind {
        PlaceKind::Variable(VariableRef::Global(id) | VariableRef::Local(id)) => visit(id, true),
        PlaceKind::Indexed(base, indices) => {
            walk_indices(indices, visit);
            walk_place(base, visit);
        }
        PlaceKind::Field(base, _) => walk_place(base, visit),
        PlaceKind::Tuple(places) => places.iter_mut().for_each(|place| walk_place(place, visit)),
    }
}

fn walk_indices(indices: &mut [Index], visit: &mut Visit<'_>) {
    for index in indices {
        match index {
            Index::Single(at) | Index::Multi(at) | Index::From(at) | Index::Upto(at) => walk_expr(at, visit),
            Index::Between(from, to) => {
                walk_expr(from, visit);
                walk_expr(to, visit);
            }
            Index::All => {}
        }
    }
}

fn walk_expr(expr: &mut Expr, visit: &mut Visit<'_>) {
    match &mut expr.kind {
        ExprKind::Variable(VariableRef::Global(id) | VariableRef::Local(id)) => visit(id, false),
        ExprKind::Call(_, items) | ExprKind::Array(items) | ExprKind::RowVector(items) | ExprKind::Tuple(items) => {
            walk_all(items, visit);
        }
        ExprKind::And(left, right) | ExprKind::Or(left, right) => {
            walk_expr(left, visit);
            walk_expr(right, visit);
        }
        ExprKind::Ternary { condition, then, otherwise } => {
            [condition, then, otherwise].into_iter().for_each(|expr| walk_expr(expr, visit));
        }
        ExprKind::Index(base, indices) => {
            walk_expr(base, visit);
            walk_indices(indices, visit);
        }
        ExprKind::Field(base, _) | ExprKind::Promote(base) => walk_expr(base, visit),
        ExprKind::Int(_) | ExprKind::Real(_) | ExprKind::Imaginary(_) | ExprKind::Function(_) => {}
    }
}
