//! The generative form of a program: its `~` statements as draws.
//!
//! Every factor of the density is of one of two kinds. `parameter ~ family(...)` says how a parameter is drawn, and so does
//! `target += family_lpdf(parameter | ...)`, which is the same. What has data on its left side, or a term of the target in
//! which numbers of the data occur, is likelihood. From the first kind [`ancestors`] makes a program that draws the
//! parameters, in an order in which each is drawn after those that it depends on; from the second [`predictions`] makes one
//! that draws data for given parameters. What is of neither kind is told, all of it.

mod likelihood;
mod order;
mod prune;
mod rewrite;
mod uses;

use std::collections::HashSet;

use super::error::{SourceError, generative as mistake};
use super::ir;
use super::lower::lower;
use super::typed::{
    Constraint, Draw, DrawSource, Expr, ExprKind, Place, PlaceKind, Program, Scope, SizedType, Stmt, StmtKind,
    VariableId, VariableRef,
};
use super::types::{Level, Type};
use rewrite::Rewriter;

/// A program that draws data for given parameters.
#[derive(Debug, Clone)]
pub struct Predictions {
    /// Its model draws; parameters and transformed parameters are as they were.
    pub program: ir::Program,
    /// For each data variable that is drawn: its place in a frame, and that of its draws.
    pub variables: Vec<(VariableId, VariableId)>,
}

/// A program that draws parameters: its block `model` does, and its block `parameters` only declares them.
///
/// The error is everything that is in the way, in the order of the places.
pub fn ancestors(program: &Program) -> Result<ir::Program, Vec<SourceError>> {
    let mut rewriter = Rewriter::new(program, Scope::Parameters);
    let transformed = rewriter.statements(&program.transformed_parameters);
    let model = rewriter.statements(&program.model);
    let mut errors = rewriter.errors;
    let mut statements = flat_draws(program, &rewriter.drawn, &mut errors);
    statements.extend(transformed.into_iter().chain(model));
    let ordered = order::ordered(prune::pruned(statements), &rewriter.drawn).unwrap_or_else(|error| {
        errors.push(error);
        Vec::new()
    });
    if !errors.is_empty() {
        errors.sort_by_key(|error| (error.span.file, error.span.start));
        errors.dedup();
        return Err(errors);
    }
    lower(&Program {
        parameters: program.parameters.iter().map(|stmt| unread(program, stmt)).collect(),
        variables: program.variables.iter().map(local_parameter).collect(),
        transformed_parameters: Vec::new(),
        model: ordered,
        generated_quantities: Vec::new(),
        ..program.clone()
    })
}

/// A program that draws the data on the left of `~`; `None` if there are none. The error says what is in the way.
pub fn predictions(program: &Program) -> Result<Option<Predictions>, Vec<SourceError>> {
    let mut rewriter = Rewriter::new(program, Scope::Data);
    let model = rewriter.statements(&program.model);
    let mut errors = rewriter.errors;
    if rewriter.drawn.is_empty() && errors.is_empty() {
        return Ok(None);
    }
    let of_data = |stmt: &Stmt| uses::of(stmt).reads.iter().any(|variable| rewriter.drawn.contains(variable));
    let backwards = program.transformed_parameters.iter().filter(|stmt| of_data(stmt));
    errors.extend(backwards.map(|stmt| mistake::transformed_data(stmt.span)));
    let mut variables: Vec<VariableId> = rewriter.drawn.iter().copied().collect();
    variables.sort_unstable();
    let pairs: Vec<_> = variables.iter().enumerate().map(|(k, &v)| (v, program.variables.len() + k)).collect();
    let ordered = order::ordered(prune::pruned(model), &rewriter.drawn).unwrap_or_else(|error| {
        errors.push(error);
        Vec::new()
    });
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut all = program.variables.clone();
    for (variable, _) in &pairs {
        all.push(super::typed::Variable { scope: Scope::Local, level: Level::Parameter, ..all[*variable].clone() });
    }
    let copy = |variable| pairs.iter().find(|(known, _)| *known == variable).map(|(_, copy)| *copy);
    let model = ordered.into_iter().map(|stmt| uses::renamed(stmt, &copy)).collect();
    let program = Program { variables: all, model, generated_quantities: Vec::new(), ..program.clone() };
    Ok(Some(Predictions { program: lower(&program)?, variables: pairs }))
}

/// A declaration of a parameter as that of a variable without value.
fn unread(program: &Program, stmt: &Stmt) -> Stmt {
    let StmtKind::Declare { variable, ty, value } = &stmt.kind else { return stmt.clone() };
    if program.variables[*variable].scope != Scope::Parameters {
        return stmt.clone();
    }
    let ty = SizedType { constraint: Constraint::None, ..ty.clone() };
    Stmt { span: stmt.span, kind: StmtKind::Declare { variable: *variable, ty, value: value.clone() } }
}

/// Parameters are variables like others where they are drawn.
fn local_parameter(variable: &super::typed::Variable) -> super::typed::Variable {
    let scope = if variable.scope == Scope::Parameters { Scope::Local } else { variable.scope };
    super::typed::Variable { scope, ..variable.clone() }
}

/// Draws for the parameters without `~` that are uniform; the others are mistakes.
fn flat_draws(program: &Program, drawn: &HashSet<VariableId>, errors: &mut Vec<SourceError>) -> Vec<Stmt> {
    let mut draws = Vec::new();
    for stmt in &program.parameters {
        let StmtKind::Declare { variable, ty, .. } = &stmt.kind else { continue };
        if drawn.contains(variable) {
            continue;
        }
        match flat(*variable, stmt, ty) {
            Some(draw) => draws.push(draw),
            None => {
                errors.push(mistake::no_density(program.variables[*variable].span, &program.variables[*variable].name))
            }
        }
    }
    draws
}

/// The uniform draw of a parameter whose constraint leaves it no room to be improper.
fn flat(variable: VariableId, stmt: &Stmt, ty: &SizedType) -> Option<Stmt> {
    let one = Expr { span: stmt.span, ty: Type::Real, level: Level::Data, kind: ExprKind::Real(1.0) };
    let (family, arguments) = match &ty.constraint {
        Constraint::Bounds { lower: Some(lower), upper: Some(upper) } => {
            ("uniform", vec![lower.clone(), upper.clone()])
        }
        Constraint::Simplex => (
            "dirichlet",
            vec![super::check::library_call(stmt.span, "rep_vector", vec![one, ty.dims.last()?.clone()], Type::Vector)],
        ),
        Constraint::CorrMatrix => ("lkj_corr", vec![one]),
        _ => return None,
    };
    let place = Place { span: stmt.span, ty: ty.ty.clone(), kind: PlaceKind::Variable(VariableRef::Global(variable)) };
    let draw = Draw {
        source: DrawSource::Family(family.into()),
        depends: false,
        arguments,
        truncation: [None, None],
        bounds: [None, None],
        is_ordered: false,
        is_flat: true,
    };
    Some(Stmt { span: stmt.span, kind: StmtKind::Draw { place, draw: Box::new(draw) } })
}
