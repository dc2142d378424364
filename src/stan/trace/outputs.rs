//! Traces what a program derives: from its parameters, and from data that vary.

use super::value::{Sym, Val};
use super::{Scale, Tracer, Untraceable, known};
use crate::stan::bind::Bound;
use crate::stan::graph::{Element, Op, Program};
use crate::stan::oracle::prepare::Section;
use crate::stan::value::Value;

/// Programs with more nodes than this keep running on the oracle: a graph is made anew for every run, and there may be few
/// points.
const MOST_NODES: usize = 1 << 18;

/// Which outputs of a program are wanted, and from what.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// The elements of data that vary, each a variable and a position in row-major order. They are the first coordinates
    /// of a point; the parameters follow.
    pub varied: &'r [(usize, usize)],
    /// Which coordinates parameters have.
    pub scale: Scale,
    /// The sections that are run, in order. With that of the model, the value is the log density without Jacobian; else
    /// all that it says is whether it is finite.
    pub sections: &'r [Section],
    /// The variables whose elements are the outputs, in row-major order; those without elements are left out.
    pub variables: &'r [usize],
}

/// The outputs of a bound program as a graph.
///
/// Where its value and all its outputs are finite, they are those that the program defines; elsewhere the program has to be
/// asked. `sample` is a point as in [`trace`](super::trace).
pub fn trace_outputs(bound: &Bound, request: Request, sample: &[f64]) -> Result<Program, Untraceable> {
    let program = &bound.program().ir;
    let mut tracer = Tracer::new(program, request.scale, sample);
    tracer.most_nodes = MOST_NODES;
    tracer.read = request.varied.len();
    let mut globals = known(bound);
    for (coordinate, &(variable, element)) in request.varied.iter().enumerate() {
        tracer.vary(&mut globals[variable], element, coordinate)?;
    }
    for section in request.sections {
        let body = match section {
            Section::Data => &program.data,
            Section::TransformedData => &program.transformed_data,
            Section::Parameters => &program.parameters,
            Section::TransformedParameters => &program.transformed_parameters,
            Section::Model => &program.model,
            Section::GeneratedQuantities => &program.generated_quantities,
        };
        tracer.section(body, &mut globals)?;
    }
    let outputs = request.variables.iter().map(|&variable| &globals[variable]).filter(|value| value.len() > 0);
    let outputs = outputs.map(|value| tracer.node(value)).collect();
    let terms = std::mem::take(&mut tracer.target);
    let value = tracer.total(&terms);
    Ok(tracer.finish(value, outputs))
}

impl Tracer<'_> {
    /// Puts a coordinate in the place of an element of a datum.
    fn vary(&mut self, datum: &mut Val, element: usize, coordinate: usize) -> Result<(), Untraceable> {
        let x: Element = (self.graph.make(Op::Coordinates(coordinate as u32), &[], 1), 0);
        *datum = match datum {
            Val::Known(Value::Int(_) | Value::Ints(_)) => return Err("an integer varies".into()),
            Val::Known(Value::Real(_)) | Val::Sym(Sym::Scalar(_) | Sym::Whole { .. }) => Sym::Scalar(x).into(),
            Val::Known(Value::Reals(tensor)) => {
                let numbers = self.graph.constant(tensor.data());
                let mut next = 0;
                let mut elements = tensor.map(|_| {
                    next += 1;
                    (numbers, next - 1)
                });
                elements.data_mut()[element] = x;
                Sym::Each(elements).into()
            }
            Val::Sym(Sym::Each(elements)) => {
                elements.data_mut()[element] = x;
                return Ok(());
            }
        };
        Ok(())
    }
}
