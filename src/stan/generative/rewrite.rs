//! Statements that add to the target become draws, or go.

use std::collections::{HashMap, HashSet};

use super::likelihood::{is_likelihood, tainted};
use super::uses;
use crate::stan::error::{SourceError, generative as mistake};
use crate::stan::library::family::family;
use crate::stan::syntax::source::Span;
use crate::stan::typed::{
    Callee, Constraint, Draw, DrawSource, Expr, ExprKind, FunctionId, Index, Place, PlaceKind, Program, Scope, Stmt,
    StmtKind, Truncation, VariableId, VariableRef,
};
use crate::stan::types::{Level, Type};

/// Makes draws of the variables of one scope, parameters or data, and takes out all other terms of the target.
pub(super) struct Rewriter<'a> {
    program: &'a Program,
    /// Whose variables are drawn.
    scope: Scope,
    /// The declared constraints of parameters.
    constraints: HashMap<VariableId, &'a Constraint>,
    /// Variables that carry numbers of the data.
    tainted: HashSet<VariableId>,
    /// Around the statement, control flow that depends on parameters.
    doubt: Option<Span>,
    /// What draws have been made for.
    pub drawn: HashSet<VariableId>,
    pub errors: Vec<SourceError>,
}

/// `value ~ family(arguments)` in parts.
struct Sampling<'s> {
    value: &'s Expr,
    callee: &'s Callee,
    arguments: &'s [Expr],
    increment: &'s Stmt,
}

impl<'a> Rewriter<'a> {
    pub fn new(program: &'a Program, scope: Scope) -> Rewriter<'a> {
        let constraint = |stmt: &'a Stmt| match &stmt.kind {
            StmtKind::Declare { variable, ty, .. } => Some((*variable, &ty.constraint)),
            _ => None,
        };
        Rewriter {
            program,
            scope,
            constraints: program.parameters.iter().filter_map(constraint).collect(),
            tainted: tainted(program),
            doubt: None,
            drawn: HashSet::new(),
            errors: Vec::new(),
        }
    }

    /// The statements with draws in place of terms of the target.
    pub fn statements(&mut self, statements: &[Stmt]) -> Vec<Stmt> {
        let mut rewritten = Vec::new();
        let mut rest = statements.iter().peekable();
        while let Some(stmt) = rest.next() {
            let truncation = rest.next_if(|next| truncation(next).is_some()).and_then(truncation);
            rewritten.extend(self.statement(stmt, truncation));
        }
        rewritten
    }

    fn statement(&mut self, stmt: &Stmt, truncation: Option<&Truncation>) -> Vec<Stmt> {
        let with = |kind: StmtKind| vec![Stmt { span: stmt.span, kind }];
        match &stmt.kind {
            StmtKind::TargetPlus { value, .. } => self.term(stmt, value, truncation),
            StmtKind::JacobianPlus(_) => {
                self.of_parameters(|_| mistake::jacobian(stmt.span));
                Vec::new()
            }
            StmtKind::Call(Callee::User(function), _) if self.program.functions[*function].name.ends_with("_lp") => {
                self.of_parameters(|_| mistake::increments(stmt.span));
                Vec::new()
            }
            StmtKind::If { condition, then, otherwise } => {
                let (then, otherwise) =
                    self.under(condition, |inner| (inner.statements(then), inner.statements(otherwise)));
                with(StmtKind::If { condition: condition.clone(), then, otherwise })
            }
            StmtKind::While { condition, body } => {
                let body = self.under(condition, |inner| inner.statements(body));
                with(StmtKind::While { condition: condition.clone(), body })
            }
            StmtKind::For { variable, from, to, body } => {
                let body = self.under(from, |inner| inner.under(to, |inner| inner.statements(body)));
                with(StmtKind::For { variable: *variable, from: from.clone(), to: to.clone(), body })
            }
            StmtKind::ForEach { variable, over, body } => {
                let body = self.statements(body);
                with(StmtKind::ForEach { variable: *variable, over: over.clone(), body })
            }
            StmtKind::Block(body) => with(StmtKind::Block(self.statements(body))),
            StmtKind::Profile(_, body) => with(StmtKind::Block(self.statements(body))),
            _ => vec![stmt.clone()],
        }
    }

    /// Rewrites what stands under a condition.
    fn under<R>(&mut self, condition: &Expr, rewrite: impl FnOnce(&mut Self) -> R) -> R {
        let outer = self.doubt;
        if condition.level == Level::Parameter {
            self.doubt = Some(condition.span);
        }
        let result = rewrite(self);
        self.doubt = outer;
        result
    }

    /// Reports what is in the way of drawing parameters; where data are drawn, the parameters are there.
    fn of_parameters(&mut self, error: impl FnOnce(&Self) -> SourceError) {
        if self.scope == Scope::Parameters {
            let error = error(self);
            self.errors.push(error);
        }
    }

    fn term(&mut self, stmt: &Stmt, value: &Expr, truncation: Option<&Truncation>) -> Vec<Stmt> {
        let Some(sampling) = sampling(self.program, stmt, value) else {
            if value.level == Level::Parameter && !is_likelihood(value, &self.tainted) {
                self.of_parameters(|_| mistake::increment(stmt.span));
            }
            return Vec::new();
        };
        let Some(place) = place(sampling.value, sampling.arguments) else {
            match self.scope {
                Scope::Parameters if is_likelihood(sampling.value, &self.tainted) => {}
                Scope::Parameters if sampling.value.level == Level::Data => {}
                Scope::Parameters => self.errors.push(mistake::no_variable(sampling.value.span)),
                _ if sampling.value.level == Level::Data => self.errors.push(mistake::no_data(sampling.value.span)),
                _ => {}
            }
            return Vec::new();
        };
        let variable = root(&place);
        match self.program.variables[variable].scope {
            scope if scope == self.scope => self.draw(sampling, place, variable, truncation),
            Scope::Data | Scope::TransformedData | Scope::Parameters => Vec::new(),
            _ if self.tainted.contains(&variable) => Vec::new(),
            _ => {
                self.of_parameters(|_| mistake::no_variable(sampling.value.span));
                Vec::new()
            }
        }
    }

    fn draw(
        &mut self,
        sampling: Sampling<'_>,
        place: Place,
        variable: VariableId,
        truncation: Option<&Truncation>,
    ) -> Vec<Stmt> {
        let span = sampling.increment.span;
        if let Some(condition) = self.doubt {
            self.errors.push(mistake::conditional(span, condition));
        }
        let is_single = matches!(&place.kind, PlaceKind::Indexed(_, indices) if indices.iter().all(is_single));
        let reads_itself = sampling.arguments.iter().any(|argument| uses::reads(argument).contains(&variable));
        if reads_itself && !is_single {
            self.errors.push(mistake::of_itself(span, &self.program.variables[variable].name));
        }
        self.drawn.insert(variable);
        let Some(source) = self.source(&sampling) else { return Vec::new() };
        let is_user = matches!(source, DrawSource::User(_));
        let (bounds, is_ordered) = match self.limits(variable, &source, &sampling, &place) {
            Ok(limits) => limits,
            Err(error) => {
                self.errors.push(error);
                return Vec::new();
            }
        };
        let mut truncated = [None, None];
        if let Some(truncation) = truncation {
            truncated = [truncation.lower.clone(), truncation.upper.clone()];
        }
        let arguments = sampling.arguments.to_vec();
        let mut draw =
            Draw { source, arguments, truncation: truncated, bounds, is_ordered, is_flat: false, depends: false };
        let depends = draw.operands().any(|operand| operand.level == Level::Parameter);
        draw.depends = depends;
        let mut statements = vec![Stmt { span, kind: StmtKind::Draw { place, draw: Box::new(draw) } }];
        if is_user && self.scope == Scope::Parameters {
            statements.push(sampling.increment.clone());
        }
        statements
    }

    /// What generates the value.
    fn source(&mut self, sampling: &Sampling<'_>) -> Option<DrawSource> {
        let span = sampling.increment.span;
        match sampling.callee {
            Callee::Library(name) => {
                let name = base_name(name);
                if family(name).is_none() {
                    self.errors.push(mistake::no_generator(span, name));
                    return None;
                }
                Some(DrawSource::Family(name.to_owned()))
            }
            Callee::User(function) => {
                let name = base_name(&self.program.functions[*function].name).to_owned();
                let found = self.generator(&name, sampling);
                if found.is_none() {
                    self.errors.push(mistake::no_user_generator(span, &name));
                }
                found.map(DrawSource::User)
            }
            Callee::Target => None,
        }
    }

    /// The user's `_rng` function that belongs to a density.
    fn generator(&self, name: &str, sampling: &Sampling<'_>) -> Option<FunctionId> {
        let wanted = format!("{name}_rng");
        self.program.functions.iter().position(|function| {
            let types = function.variables[..function.n_arguments].iter().map(|variable| &variable.ty);
            function.name == wanted
                && types.eq(sampling.arguments.iter().map(|argument| &argument.ty))
                && function.returns.as_ref() == Some(&sampling.value.ty)
        })
    }

    /// The bounds that cut a draw, and whether it is to be put in order.
    #[allow(clippy::type_complexity)]
    fn limits(
        &self,
        variable: VariableId,
        source: &DrawSource,
        sampling: &Sampling<'_>,
        place: &Place,
    ) -> Result<([Option<Expr>; 2], bool), SourceError> {
        let none = ([None, None], false);
        let Some(constraint) = self.constraints.get(&variable) else { return Ok(none) };
        let name = match source {
            DrawSource::Family(name) => name.as_str(),
            DrawSource::User(_) => "",
        };
        let is_whole = matches!(place.kind, PlaceKind::Variable(_));
        let same_for_all = sampling.arguments.iter().all(|argument| argument.ty.is_scalar());
        let can_be_ordered = is_whole && same_for_all && family(name).is_some_and(|family| family.rank == 0);
        let zero = || Expr { span: sampling.value.span, ty: Type::Real, level: Level::Data, kind: ExprKind::Real(0.0) };
        match constraint {
            Constraint::None | Constraint::OffsetMultiplier { .. } => Ok(none),
            Constraint::Bounds { lower, upper } if !name.is_empty() => Ok(([lower.clone(), upper.clone()], false)),
            Constraint::Ordered if can_be_ordered => Ok(([None, None], true)),
            Constraint::PositiveOrdered if can_be_ordered => Ok(([Some(zero()), None], true)),
            Constraint::Simplex if name == "dirichlet" => Ok(none),
            Constraint::CorrMatrix if name == "lkj_corr" => Ok(none),
            Constraint::CholeskyFactorCorr if name == "lkj_corr_cholesky" => Ok(none),
            Constraint::CovMatrix if matches!(name, "wishart" | "inv_wishart") => Ok(none),
            Constraint::CholeskyFactorCov if matches!(name, "wishart_cholesky" | "inv_wishart_cholesky") => Ok(none),
            _ => Err(mistake::constraint(sampling.increment.span, &self.program.variables[variable].name)),
        }
    }
}

fn is_single(index: &Index) -> bool {
    matches!(index, Index::Single(_))
}

/// The density's name without what says that it is one.
fn base_name(name: &str) -> &str {
    let suffixes = ["_lpdf", "_lpmf", "_lupdf", "_lupmf"];
    suffixes.iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name)
}

/// The parts of a term that is a density.
fn sampling<'s>(program: &'s Program, increment: &'s Stmt, value: &'s Expr) -> Option<Sampling<'s>> {
    let ExprKind::Call(callee, arguments) = &value.kind else { return None };
    let name = match callee {
        Callee::Library(name) => name.as_str(),
        Callee::User(function) => program.functions[*function].name.as_str(),
        Callee::Target => return None,
    };
    let (value, arguments) = arguments.split_first()?;
    (base_name(name) != name).then_some(Sampling { value, callee, arguments, increment })
}

/// The truncation of the statement before, which may stand in a loop over elements.
fn truncation(stmt: &Stmt) -> Option<&Truncation> {
    match &stmt.kind {
        StmtKind::Truncate(truncation) => Some(truncation),
        StmtKind::For { body, .. } => match &body[..] {
            [Stmt { kind: StmtKind::Truncate(truncation), .. }] => Some(truncation),
            _ => None,
        },
        _ => None,
    }
}

/// The variable or part of one that an expression is. The order of elements does not matter where one distribution serves
/// all of them.
fn place(value: &Expr, arguments: &[Expr]) -> Option<Place> {
    let (span, ty) = (value.span, value.ty.clone());
    match &value.kind {
        ExprKind::Variable(variable) => Some(Place { span, ty, kind: PlaceKind::Variable(*variable) }),
        ExprKind::Index(base, indices) => {
            let base = Box::new(place(base, &[])?);
            Some(Place { span, ty, kind: PlaceKind::Indexed(base, indices.clone()) })
        }
        ExprKind::Call(Callee::Library(name), inner) if name == "to_vector" || name == "to_array_1d" => {
            let same_for_all = arguments.iter().all(|argument| argument.ty.is_scalar());
            inner.first().filter(|_| same_for_all).and_then(|inner| place(inner, arguments))
        }
        ExprKind::Promote(inner) => place(inner, arguments),
        _ => None,
    }
}

fn root(place: &Place) -> VariableId {
    match &place.kind {
        PlaceKind::Variable(VariableRef::Global(id) | VariableRef::Local(id)) => *id,
        PlaceKind::Indexed(base, _) | PlaceKind::Field(base, _) => root(base),
        PlaceKind::Tuple(places) => places.first().map_or(0, root),
    }
}
