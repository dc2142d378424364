//! A bound program as methods see it.

use crate::density::{EvalError, Evaluator, LogDensity};
use crate::draws::{Element, Variable};
use crate::math::number::Number;
use crate::math::tape::{Var, gradient};

use super::bind::Bound;
use super::oracle::parameters::Point;
use super::oracle::prepare::{Prepared, Section};
use super::oracle::run::{Run, Stop};
use super::value::Value;

mod constrained;
mod fast;
pub mod loud;
pub mod outputs;
pub mod prior;
mod scales;
pub mod simulator;
mod traced;

use fast::{Fast, FreeEvaluator};
use traced::Traced;

/// Takes the lines that a program prints, from any thread.
pub type Print<'p> = dyn Fn(&str) + Send + Sync + 'p;

/// A program with its data as a density over its parameters.
pub struct StanModel<'p> {
    bound: Bound,
    parameters: Vec<Variable>,
    outputs: Vec<Variable>,
    print: Box<Print<'p>>,
    fast: Fast,
    traced: Traced,
}

impl<'p> StanModel<'p> {
    /// The density of a bound program; `print` takes what it prints while it is evaluated.
    pub fn new(bound: Bound, print: Box<Print<'p>>) -> StanModel<'p> {
        let parameters: Vec<Variable> = bound
            .parameters()
            .iter()
            .map(|p| Variable { name: p.name.clone(), dims: p.dims.to_vec(), element: Element::Float })
            .collect();
        let outputs = parameters.iter().cloned().chain(derived(&bound)).collect();
        StanModel { bound, parameters, outputs, print, fast: Fast::default(), traced: Traced::default() }
    }

    /// The program with its data.
    pub fn bound(&self) -> &Bound {
        &self.bound
    }

    /// The evaluator that walks the program: slow, and what the fast one is compared with.
    pub fn oracle(&self) -> Box<dyn Evaluator + '_> {
        Box::new(Walker { model: self, plain: self.bound.frame().to_vec(), recording: Vec::new() })
    }

    /// The log density at an unconstrained point without the Jacobian of the transforms.
    pub fn log_density_no_jacobian(&self, x: &[f64]) -> Result<f64, EvalError> {
        let mut frame = self.bound.frame().to_vec();
        let terms = terms(&self.bound, &self.bound.program().plain, &mut frame, Point::Unconstrained(x), &*self.print);
        finish(terms.map(|terms| terms.target))
    }
}

/// Transformed parameters and generated quantities.
fn derived(bound: &Bound) -> impl Iterator<Item = Variable> {
    bound.derived().iter().map(|d| Variable {
        name: d.name.clone(),
        dims: d.dims.to_vec(),
        element: if d.integral { Element::Int } else { Element::Float },
    })
}

/// The parts of a log density.
struct Terms<T> {
    target: T,
    log_jacobian: T,
}

/// Runs the program up to its density. A frame may be used again, whatever became of the run before.
fn terms<T: Number>(
    bound: &Bound,
    program: &Prepared<T>,
    frame: &mut [Value<T>],
    point: Point<T>,
    print: &Print,
) -> Result<Terms<T>, Stop> {
    let mut print = |line: &str| print(line);
    let mut run = Run::new(program, &bound.program().sources, point, None, &mut print);
    run.section(Section::Parameters, frame)?;
    run.section(Section::TransformedParameters, frame)?;
    run.section(Section::Model, frame)?;
    Ok(Terms { target: run.target, log_jacobian: run.jacobian })
}

/// The value for those who asked for it: `-∞` outside the support, never NaN or `∞`.
fn finish<T: Number>(value: Result<T, Stop>) -> Result<T, EvalError> {
    match value {
        Err(Stop::OutsideSupport) => Ok(T::constant(f64::NEG_INFINITY)),
        Err(Stop::Failed(error)) => Err(error),
        Ok(value) if value.value().is_nan() => Err(EvalError::Rejected("log density is NaN".to_owned())),
        Ok(value) if value.value() == f64::INFINITY => Err(EvalError::Rejected("log density is infinite".to_owned())),
        Ok(value) => Ok(value),
    }
}

impl LogDensity for StanModel<'_> {
    fn dim(&self) -> usize {
        self.bound.n_unconstrained()
    }

    fn evaluator(&self) -> Box<dyn Evaluator + '_> {
        match self.fast.free(self) {
            Some(free) => Box::new(FreeEvaluator::new(self, free)),
            None => self.oracle(),
        }
    }
}

/// Walks the program for one worker.
struct Walker<'m> {
    model: &'m StanModel<'m>,
    plain: Vec<Value<f64>>,
    /// Empty until a gradient is asked for.
    recording: Vec<Value<Var>>,
}

impl Evaluator for Walker<'_> {
    fn logp(&mut self, x: &[f64]) -> Result<f64, EvalError> {
        let StanModel { bound, print, .. } = self.model;
        let terms = terms(bound, &bound.program().plain, &mut self.plain, Point::Unconstrained(x), &**print);
        finish(terms.map(|terms| terms.target + terms.log_jacobian))
    }

    fn logp_grad(&mut self, x: &[f64], grad: &mut [f64]) -> Result<f64, EvalError> {
        let StanModel { bound, print, .. } = self.model;
        if self.recording.is_empty() {
            self.recording = bound.frame().iter().map(Value::lift).collect();
        }
        let frame = &mut self.recording;
        gradient(x, grad, |x| {
            let terms = terms(bound, &bound.program().recording, frame, Point::Unconstrained(x), &**print);
            finish(terms.map(|terms| terms.target + terms.log_jacobian))
        })
    }
}
