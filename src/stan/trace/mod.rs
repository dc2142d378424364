//! Runs a bound program once, with its parameters as symbols: what comes out is its log density as a
//! [graph](super::graph).
//!
//! What depends only on data is computed here, with the functions of the oracle; loops are run, functions are
//! inlined, conditions decided. A program whose course depends on its parameters, or that prints, cannot be traced:
//! it keeps running on the oracle.

use std::collections::HashMap;

use super::bind::Bound;
use super::graph::{Element, Graph, NodeId, Program};
use super::ir::{self, Operand, VariableRef};
use super::library;
use super::value::Value;

mod calls;
mod densities;
mod index;
mod kernels;
mod linear;
pub mod outputs;
mod parameters;
mod shapes;
mod statements;
mod value;

use value::{Sym, Val};

/// More nodes than this are not made (a few hundred megabytes).
const MOST_NODES: usize = 4_000_000;

/// How deep blocks may be nested, those of the functions that are called included: what the stack of a thread
/// holds with room to spare.
const MAX_DEPTH: usize = 200;

/// Which coordinates a point has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Unconstrained coordinates; the log Jacobian of the transforms is part of the density.
    Unconstrained,
    /// All parameters, each in row-major order; no Jacobian.
    Constrained,
}

/// Why a program has no graph, for whoever wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untraceable(pub String);

impl<S: Into<String>> From<S> for Untraceable {
    fn from(reason: S) -> Untraceable {
        Untraceable(reason.into())
    }
}

/// The log density of a bound program as a graph, ready to be run or differentiated.
///
/// `sample` is a point in the support, on the scale asked for: functions without an operation of their own are tried there to learn
/// what they return.
pub fn trace(bound: &Bound, scale: Scale, sample: &[f64]) -> Result<Program, Untraceable> {
    let program = &bound.program().ir;
    let mut tracer = Tracer::new(program, scale, sample);
    let mut globals = known(bound);
    for body in [&program.parameters, &program.transformed_parameters, &program.model] {
        tracer.section(body, &mut globals)?;
    }
    let mut terms = std::mem::take(&mut tracer.target);
    if scale == Scale::Unconstrained {
        terms.append(&mut tracer.jacobian);
    }
    let value = tracer.total(&terms);
    Ok(tracer.finish(value, Vec::new()))
}

/// The variables of a program: data have their values.
fn known(bound: &Bound) -> Vec<Val> {
    let n_variables = bound.program().ir.variables.len();
    bound.frame()[..n_variables].iter().cloned().map(Val::Known).collect()
}

struct Tracer<'a> {
    program: &'a ir::Program,
    scale: Scale,
    sample: &'a [f64],
    /// More nodes than this are not made.
    most_nodes: usize,
    graph: Graph,
    /// What has been added to the target.
    target: Vec<NodeId>,
    jacobian: Vec<NodeId>,
    /// Calls that can fail.
    calls: Vec<NodeId>,
    /// Coordinates that have been read.
    read: usize,
    depth: usize,
    /// The functions of the library that have been looked up.
    functions: HashMap<&'a str, library::Function<f64>>,
}

/// The variables in sight and the temporaries of one body.
struct Frame<'f> {
    variables: &'f mut [Val],
    temps: Vec<Val>,
}

impl Frame<'_> {
    fn value(&self, operand: Operand) -> Val {
        match operand {
            Operand::Temp(temp) => self.temps[temp].clone(),
            Operand::Variable(VariableRef::Global(id) | VariableRef::Local(id)) => self.variables[id].clone(),
            Operand::Int(value) => Val::Known(Value::Int(value)),
            Operand::Real(value) => Val::Known(Value::Real(value)),
        }
    }

    fn values(&self, operands: &[Operand]) -> Vec<Val> {
        operands.iter().map(|&operand| self.value(operand)).collect()
    }

    fn known(&self, operand: Operand) -> Result<Value<f64>, Untraceable> {
        match self.value(operand) {
            Val::Known(value) => Ok(value),
            Val::Sym(_) => Err("the course of the program depends on a parameter".into()),
        }
    }

    fn int(&self, operand: Operand) -> Result<i64, Untraceable> {
        Ok(self.known(operand)?.int())
    }
}

impl<'a> Tracer<'a> {
    fn new(program: &'a ir::Program, scale: Scale, sample: &'a [f64]) -> Tracer<'a> {
        Tracer {
            program,
            scale,
            sample,
            most_nodes: MOST_NODES,
            graph: Graph::default(),
            target: Vec::new(),
            jacobian: Vec::new(),
            calls: Vec::new(),
            read: 0,
            depth: 0,
            functions: HashMap::new(),
        }
    }

    fn finish(self, value: NodeId, outputs: Vec<NodeId>) -> Program {
        let (graph, dim, calls) = (self.graph, self.sample.len(), self.calls);
        Program { graph, dim, value, gradient: None, calls, outputs }.optimised()
    }

    fn total(&mut self, terms: &[NodeId]) -> NodeId {
        match *terms {
            [] => self.graph.number(0.0),
            [one] => one,
            _ => self.graph.make(super::graph::Op::Total, terms, 1),
        }
    }

    /// The nodes of a value: its elements one after another.
    fn node(&mut self, value: &Val) -> NodeId {
        match value {
            Val::Known(Value::Int(x)) => self.graph.number(*x as f64),
            Val::Known(Value::Real(x)) => self.graph.number(*x),
            Val::Known(value) => self.graph.constant(value.reals().data()),
            Val::Sym(Sym::Scalar(element)) => self.graph.element(*element),
            Val::Sym(Sym::Whole { node, .. }) => *node,
            Val::Sym(Sym::Each(tensor)) => self.graph.gather(tensor.data()),
        }
    }

    /// The elements of a value one after another.
    fn elements(&mut self, value: &Val) -> Vec<Element> {
        match value {
            Val::Known(Value::Int(x)) => vec![(self.graph.number(*x as f64), 0)],
            Val::Known(Value::Real(x)) => vec![(self.graph.number(*x), 0)],
            Val::Known(value) => value.reals().data().iter().map(|&x| (self.graph.number(x), 0)).collect(),
            Val::Sym(sym) => sym.elements(),
        }
    }
}
