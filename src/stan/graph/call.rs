//! Calls of functions without an operation of their own: made with the library, and differentiated by its tape.

use super::pullbacks;
use crate::math::number::Number;
use crate::math::tape::{Var, gradient};
use crate::stan::library;
use crate::stan::oracle::constraints;
use crate::stan::oracle::parameters::{Shape, constrain};
use crate::stan::typed::Constraint;
use crate::stan::value::{Cell, Dims, Tensor, Value};

/// A function with the arguments that are known.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    #[allow(missing_docs)]
    pub target: Target,
    #[allow(missing_docs)]
    pub arguments: Vec<Argument>,
}

/// What is called.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// A function of the library.
    Library(String),
    /// The transform of a parameter: its elements and the log Jacobian, from its unconstrained numbers.
    Constrain(Constraint<()>, Dims, Cell),
    /// 0 where a value fulfils its declaration; an error where it does not.
    Check(Constraint<()>),
}

/// An argument of a call.
#[derive(Debug, Clone)]
pub enum Argument {
    #[allow(missing_docs)]
    Known(Value<f64>),
    /// The next input, with its shape.
    Node(Dims, Cell),
}

impl PartialEq for Argument {
    fn eq(&self, other: &Argument) -> bool {
        match (self, other) {
            (Argument::Node(dims, cell), Argument::Node(other_dims, other_cell)) => {
                dims == other_dims && cell == other_cell
            }
            (Argument::Known(value), Argument::Known(other)) => same(value, other),
            _ => false,
        }
    }
}

/// Whether two values are the same object, or the same number.
fn same(left: &Value<f64>, right: &Value<f64>) -> bool {
    match (left, right) {
        (Value::Int(x), Value::Int(y)) => x == y,
        (Value::Real(x), Value::Real(y)) => x.to_bits() == y.to_bits(),
        (Value::Ints(x), Value::Ints(y)) => {
            x.dims() == y.dims() && std::sync::Arc::ptr_eq(x.shared_data(), y.shared_data())
        }
        (Value::Reals(x), Value::Reals(y)) => {
            x.dims() == y.dims() && x.cell() == y.cell() && std::sync::Arc::ptr_eq(x.shared_data(), y.shared_data())
        }
        _ => false,
    }
}

impl Call {
    /// The results, with the shape of a function's value.
    pub fn value<T: Number>(&self, inputs: &[&[T]]) -> Result<(Vec<T>, Dims, Option<Cell>), String> {
        let mut inputs = inputs.iter();
        let values: Vec<Value<T>> = self
            .arguments
            .iter()
            .map(|argument| match argument {
                Argument::Known(value) => value.lift(),
                Argument::Node(dims, cell) => {
                    let input = inputs.next().expect("every symbolic argument is an input");
                    if dims.is_empty() {
                        Value::Real(input[0])
                    } else {
                        Value::Reals(Tensor::new(dims.clone(), *cell, input.to_vec()))
                    }
                }
            })
            .collect();
        match &self.target {
            Target::Library(name) => {
                let function = library::lookup::<T>(name).expect("the tracer has found it");
                let borrowed: Vec<&Value<T>> = values.iter().collect();
                match function(&borrowed)? {
                    Value::Real(x) => Ok((vec![x], Dims::new(), None)),
                    Value::Reals(tensor) => Ok((tensor.data().to_vec(), tensor.dims().into(), Some(tensor.cell()))),
                    Value::Int(_) | Value::Ints(_) => Err(format!("{name}: integers depend on parameters")),
                }
            }
            Target::Constrain(constraint, dims, cell) => {
                let shape = Shape { dims, cell: *cell };
                let raw = elements(&values[0]);
                let no_arguments: Value<T> = Value::Int(0);
                let constraint = constraint.map(|()| &no_arguments);
                let (value, log_jacobian) = constrain("", shape, &constraint, &raw)?;
                let mut out = elements(&value);
                out.push(log_jacobian);
                Ok((out, Dims::new(), None))
            }
            Target::Check(constraint) => {
                let no_arguments: Value<T> = Value::Int(0);
                constraints::check("", &values[0], &constraint.map(|()| &no_arguments))?;
                Ok((vec![T::constant(0.0)], Dims::new(), None))
            }
        }
    }

    /// The derivatives of the results, weighted, by all inputs: those that a node [`Pullback`](super::Op::Pullback) has,
    /// without the last two, which are the results and the weights.
    pub fn pullback(&self, inputs: &[&[f64]], out: &mut [f64]) -> Result<(), String> {
        let [inputs @ .., results, weights] = inputs else {
            unreachable!("a pullback has results and weights");
        };
        if let Some(slopes) = pullbacks::written_out(self, inputs, results, weights) {
            out.copy_from_slice(&slopes);
            return Ok(());
        }
        let x: Vec<f64> = inputs.concat();
        gradient(&x, out, |x: &[Var]| {
            let mut rest = x;
            let split: Vec<&[Var]> = inputs
                .iter()
                .map(|input| {
                    let (head, tail) = rest.split_at(input.len());
                    rest = tail;
                    head
                })
                .collect();
            let (results, ..) = self.value(&split)?;
            // A weight of 0 stands for a result that nothing depends on.
            let terms = results.iter().zip(*weights).filter(|(_, weight)| **weight != 0.0);
            Ok::<_, String>(terms.fold(Var::constant(0.0), |sum, (&y, &weight)| sum + y * weight))
        })
        .map(|_| ())
    }
}

fn elements<T: Number>(value: &Value<T>) -> Vec<T> {
    match value {
        Value::Int(_) | Value::Real(_) => vec![value.real()],
        container => container.reals().data().to_vec(),
    }
}
