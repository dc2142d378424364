//! The names and sizes of what a program takes and makes, without running it.

use std::collections::HashSet;

use crate::stan::oracle::constraints::fits;
use crate::stan::oracle::dependence::Uses;
use crate::stan::oracle::parameters::{Point, Shape, check_dims, n_unconstrained};
use crate::stan::oracle::prepare::{Kind, Section, Slot, Stmt, Target};
use crate::stan::oracle::run::Run;
use crate::stan::typed::{Constraint, Scope};
use crate::stan::value::{Cell, Dims, Value};

use super::{BindError, Runnable};

/// A parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    #[allow(missing_docs)]
    pub name: String,
    /// Its place in a frame.
    pub at: usize,
    /// Sizes, outermost first.
    pub dims: Dims,
    /// What the innermost dimensions are.
    pub cell: Cell,
    /// How many unconstrained numbers make it.
    pub n_unconstrained: usize,
    /// Its bounds, where it has some that do not depend on other parameters.
    pub lower: Option<Value<f64>>,
    #[allow(missing_docs)]
    pub upper: Option<Value<f64>>,
}

/// A transformed parameter or generated quantity.
#[derive(Debug, Clone)]
pub struct Derived {
    #[allow(missing_docs)]
    pub name: String,
    /// Its place in a frame.
    pub at: usize,
    /// Sizes, outermost first.
    pub dims: Dims,
    /// Whether it holds integers.
    pub integral: bool,
    /// Which of the two it is.
    pub scope: Scope,
}

/// The parameters, in the order of their declarations.
pub(super) fn parameters(program: &Runnable, frame: &[Value<f64>]) -> Result<Vec<Parameter>, BindError> {
    let mut found = Vec::new();
    let mut sizing = Sizing::new(program, frame);
    sizing.section(Section::Parameters, |sizing, stmt, variable, dims| {
        let Kind::Parameter { constraint, .. } = &stmt.kind else { return Ok(()) };
        let cell = variable.layout.cell();
        let shape = Shape { dims: &dims, cell };
        check_dims(&variable.name, constraint, shape)?;
        let (lower, upper) = match constraint {
            Constraint::Bounds { lower, upper } => (sizing.known(*lower), sizing.known(*upper)),
            _ => (None, None),
        };
        fits(&variable.name, "lower bound", &dims, lower.as_ref())?;
        fits(&variable.name, "upper bound", &dims, upper.as_ref())?;
        let n_unconstrained = n_unconstrained(constraint, shape);
        let (name, at) = (variable.name.clone(), variable.at);
        found.push(Parameter { name, at, n_unconstrained, dims, cell, lower, upper });
        Ok(())
    })?;
    Ok(found)
}

/// What a program derives from its parameters, with data and transformed data in `frame`.
pub fn derived(program: &Runnable, frame: &[Value<f64>]) -> Result<Vec<Derived>, BindError> {
    let mut found = Vec::new();
    for section in [Section::TransformedParameters, Section::GeneratedQuantities] {
        Sizing::new(program, frame).section(section, |_, _, variable, dims| {
            let declared = &program.variables[variable.at];
            let (name, integral, scope) = (variable.name.clone(), declared.ty.is_integral(), declared.scope);
            found.push(Derived { name, at: variable.at, dims, integral, scope });
            Ok(())
        })?;
    }
    Ok(found)
}

/// Runs what the sizes of declarations need, and nothing else.
struct Sizing<'a> {
    program: &'a Runnable,
    frame: Vec<Value<f64>>,
    /// What depends on parameters or has not been run, by place in the frame.
    unknown: HashSet<usize>,
}

impl<'a> Sizing<'a> {
    fn new(program: &'a Runnable, frame: &[Value<f64>]) -> Sizing<'a> {
        let of_data = |scope| matches!(scope, Scope::Data | Scope::TransformedData);
        let unknown = (0..frame.len()).filter(|&at| !program.variables.get(at).is_some_and(|v| of_data(v.scope)));
        Sizing { program, frame: frame.to_vec(), unknown: unknown.collect() }
    }

    /// Calls `found` for each declaration of the section that is visible in the whole program.
    fn section(
        &mut self,
        section: Section,
        mut found: impl FnMut(&Self, &'a Stmt<f64>, &'a Target, Dims) -> Result<(), String>,
    ) -> Result<(), BindError> {
        let program = self.program;
        let mut print = |_: &str| {};
        let mut run = Run::new(&program.plain, &program.sources, Point::None, None, &mut print);
        for stmt in needed(program, section) {
            let uses = Uses::of(stmt);
            if let Some((variable, dims)) = declaration(program, stmt) {
                let fail = |fact| BindError::new(format!("{fact} ({})", program.place(stmt.span)));
                if dims.iter().any(|dim| !self.is_known(dim)) {
                    return Err(fail(format!("the sizes of {} are not known from the data", variable.name)));
                }
                let dims = run.dims(variable, dims, &self.frame).map_err(fail)?;
                found(self, stmt, variable, dims).map_err(fail)?;
            } else if !uses.reads.iter().any(|at| self.unknown.contains(at) && !uses.writes.contains(at))
                && run.statement(stmt, &mut self.frame).is_ok()
            {
                uses.writes.iter().for_each(|at| {
                    self.unknown.remove(at);
                });
            }
        }
        Ok(())
    }

    fn is_known(&self, slot: &Slot) -> bool {
        !matches!(slot, Slot::Frame(at) if self.unknown.contains(at))
    }

    fn known(&self, slot: Option<Slot>) -> Option<Value<f64>> {
        slot.filter(|slot| self.is_known(slot)).map(|slot| self.program.plain.value(&self.frame, slot).clone())
    }
}

/// The declarations of a section and the statements that their sizes and bounds need, in order.
fn needed(program: &Runnable, section: Section) -> Vec<&Stmt<f64>> {
    let mut wanted = HashSet::new();
    let mut statements = Vec::new();
    for stmt in program.plain.section(section).iter().rev() {
        let uses = Uses::of(stmt);
        if declaration(program, stmt).is_some() || uses.writes.iter().any(|at| wanted.contains(at)) {
            wanted.extend(uses.reads.into_iter().filter(|&at| at >= program.variables.len()));
            statements.push(stmt);
        }
    }
    statements.reverse();
    statements
}

/// The variable that the statement declares for the whole program, and its sizes.
fn declaration<'a>(program: &Runnable, stmt: &'a Stmt<f64>) -> Option<(&'a Target, &'a [Slot])> {
    match &stmt.kind {
        Kind::Parameter { variable, dims, .. } => Some((variable, dims)),
        Kind::Declare { variable, dims } => {
            let scope = program.variables[variable.at].scope;
            matches!(scope, Scope::TransformedParameters | Scope::GeneratedQuantities).then_some((variable, dims))
        }
        _ => None,
    }
}
