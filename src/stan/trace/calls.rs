//! Traces functions of the library: known arguments give known values, hot functions have operations of their own,
//! all others become calls.

use super::statements::same_dims;
use super::value::Val;
use super::{Tracer, Untraceable};
use crate::stan::graph::interpret::Interpreter;
use crate::stan::graph::{Argument, Binary, Call, NodeId, Op, Target, Unary};
use crate::stan::value::Cell;

/// Functions of every element that are one operation.
const UNARY: [(&str, Unary); 18] = [
    ("minus", Unary::Neg),
    ("exp", Unary::Exp),
    ("log", Unary::Ln),
    ("expm1", Unary::Expm1),
    ("sqrt", Unary::Sqrt),
    ("square", Unary::Square),
    ("inv", Unary::Inv),
    ("inv_sqrt", Unary::InvSqrt),
    ("inv_logit", Unary::InvLogit),
    ("log1p_exp", Unary::Log1pExp),
    ("log1m_exp", Unary::Log1mExp),
    ("abs", Unary::Abs),
    ("fabs", Unary::Abs),
    ("tanh", Unary::Tanh),
    ("lgamma", Unary::Lgamma),
    ("digamma", Unary::Digamma),
    ("sin", Unary::Sin),
    ("cos", Unary::Cos),
];

/// Functions of pairs of elements that are one operation.
const BINARY: [(&str, Binary); 8] = [
    ("add", Binary::Add),
    ("subtract", Binary::Sub),
    ("elt_multiply", Binary::Mul),
    ("elt_divide", Binary::Div),
    ("pow", Binary::Pow),
    ("elt_pow", Binary::Pow),
    ("multiply", Binary::Mul),
    ("divide", Binary::Div),
];

impl<'a> Tracer<'a> {
    /// The value of a function of the library.
    pub(super) fn library(&mut self, name: &'a str, arguments: &[Val]) -> Result<Val, Untraceable> {
        let known: Option<Vec<_>> =
            arguments.iter().map(|a| if let Val::Known(v) = a { Some(v) } else { None }).collect();
        if let Some(known) = known {
            return Ok(Val::Known(self.apply(name, &known)?));
        }
        if let Some(value) = self.moved(name, arguments)? {
            return Ok(value);
        }
        if let Some(value) = self.native(name, arguments)? {
            return Ok(value);
        }
        self.by_the_library(name, arguments)
    }

    /// A function with operations of its own.
    fn native(&mut self, name: &str, arguments: &[Val]) -> Result<Option<Val>, Untraceable> {
        if arguments.iter().any(|argument| !argument.is_scalar() && argument.len() == 0) {
            return Ok(None);
        }
        if let Some(value) = self.density(name, arguments)? {
            return Ok(Some(value));
        }
        if let Some(value) = self.linear(name, arguments)? {
            return Ok(Some(value));
        }
        if let Some(value) = self.kernel(name, arguments) {
            return Ok(Some(value));
        }
        match arguments {
            [x] => Ok(self.unary(name, x)),
            [x, y] => self.binary(name, x, y),
            _ => Ok(None),
        }
    }

    fn unary(&mut self, name: &str, x: &Val) -> Option<Val> {
        let node = self.node(x);
        let made = if let Some((_, f)) = UNARY.iter().find(|(known, _)| *known == name) {
            self.graph.unary(*f, node)
        } else {
            match name {
                "log1p" => {
                    let minus_one = self.graph.number(-1.0);
                    self.demand(minus_one, node);
                    self.graph.unary(Unary::Ln1p, node)
                }
                "log1m" => {
                    let one = self.graph.number(1.0);
                    self.demand(node, one);
                    self.graph.ln_1m(node)
                }
                "inv_square" => {
                    let square = self.graph.unary(Unary::Square, node);
                    self.graph.unary(Unary::Inv, square)
                }
                "log10" => {
                    let ln = self.graph.unary(Unary::Ln, node);
                    self.graph.scale(std::f64::consts::LOG10_E, ln)
                }
                "log2" => {
                    let ln = self.graph.unary(Unary::Ln, node);
                    self.graph.scale(std::f64::consts::LOG2_E, ln)
                }
                "log_inv_logit" => {
                    let minus = self.graph.unary(Unary::Neg, node);
                    let tail = self.graph.unary(Unary::Log1pExp, minus);
                    self.graph.unary(Unary::Neg, tail)
                }
                "log1m_inv_logit" => {
                    let tail = self.graph.unary(Unary::Log1pExp, node);
                    self.graph.unary(Unary::Neg, tail)
                }
                _ => return None,
            }
        };
        Some(Val::shaped(made, x.dims(), x.cell()))
    }

    fn binary(&mut self, name: &str, x: &Val, y: &Val) -> Result<Option<Val>, Untraceable> {
        let scalar = x.is_scalar() || y.is_scalar();
        let f = match BINARY.iter().find(|(known, _)| *known == name) {
            Some((_, f)) => *f,
            None if name == "log_sum_exp" => Binary::LogSumExp,
            None => return Ok(None),
        };
        if name == "multiply" && !scalar || name == "divide" && !y.is_scalar() {
            return Ok(None);
        }
        if !scalar {
            same_dims(x, y)?;
        }
        let (left, right) = (self.node(x), self.node(y));
        let made = self.graph.binary(f, left, right);
        let like = if x.is_scalar() || x.cell() == Cell::Scalar && !y.is_scalar() { y } else { x };
        let made = if like.is_scalar() { made } else { self.graph.spread(made, like.len()) };
        Ok(Some(Val::shaped(made, like.dims(), like.cell())))
    }

    /// Makes the density NaN where an element of `low` is above that of `high`.
    pub(super) fn demand(&mut self, low: NodeId, high: NodeId) {
        let guard = self.graph.binary(Binary::Guard, low, high);
        let guard = self.graph.sum(guard, self.graph.len(guard));
        if self.graph.known(guard) != Some(0.0) {
            self.target.push(guard);
        }
    }

    /// A function that the library computes, point by point.
    fn by_the_library(&mut self, name: &'a str, arguments: &[Val]) -> Result<Val, Untraceable> {
        let mut inputs = Vec::new();
        let mut described = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match argument {
                Val::Known(value) => described.push(Argument::Known(value.clone())),
                empty if empty.len() == 0 && !empty.is_scalar() => {
                    return Err(format!("{name} has an argument without elements").into());
                }
                sym => {
                    described.push(Argument::Node(sym.dims().into(), sym.cell()));
                    inputs.push(self.node(sym));
                }
            }
        }
        let call = Call { target: Target::Library(name.to_owned()), arguments: described };
        let (values, dims, cell) = self.try_out(&call, &inputs)?;
        if values.is_empty() {
            return Err(format!("{name} returns no elements").into());
        }
        let node = self.graph.call(call, &inputs, values.len());
        self.calls.push(node);
        Ok(Val::shaped(node, &dims, cell.unwrap_or(Cell::Scalar)))
    }

    /// What a call returns at the sample point.
    #[allow(clippy::type_complexity)]
    fn try_out(
        &self,
        call: &Call,
        inputs: &[NodeId],
    ) -> Result<(Vec<f64>, crate::stan::value::Dims, Option<Cell>), Untraceable> {
        let mut interpreter = Interpreter::new(self.sample);
        let values = inputs.iter().map(|&input| interpreter.value(&self.graph, input));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        let values: Vec<&[f64]> = values.iter().map(|values| &**values).collect();
        Ok(call.value(&values)?)
    }

    /// A reduction of a whole container to one number.
    pub(super) fn reduced(&mut self, op: Op, inputs: &[NodeId]) -> Val {
        let made = self.graph.reduce(op, inputs, 1);
        Val::scalar(made)
    }
}
