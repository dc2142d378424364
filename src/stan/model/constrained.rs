//! The density on the constrained scale, and what a draw's outputs are.

use crate::density::{ConstrainedDensity, ConstrainedEvaluator, EvalError};
use crate::draws::Variable;
use crate::stan::oracle::constraints::scalar_at;
use crate::stan::oracle::parameters::Point;
use crate::stan::oracle::prepare::Section;
use crate::stan::oracle::run::{Run, Stop};
use crate::stan::value::Value;
use crate::stan::vm::{Executable, Machine};
use crate::stream::StreamId;

use super::fast::KeptEvaluator;
use super::{StanModel, finish, terms};

impl ConstrainedDensity for StanModel<'_> {
    fn parameters(&self) -> &[Variable] {
        &self.parameters
    }

    fn outputs(&self) -> &[Variable] {
        &self.outputs
    }

    fn bounds(&self, element: usize) -> (f64, f64) {
        let mut rest = element;
        for parameter in self.bound.parameters() {
            let len = parameter.dims.iter().product();
            if rest < len {
                let bound = |value: &Option<Value<f64>>, or| value.as_ref().map_or(or, |v| scalar_at(v, rest));
                return (bound(&parameter.lower, f64::NEG_INFINITY), bound(&parameter.upper, f64::INFINITY));
            }
            rest -= len;
        }
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn evaluator(&self) -> Box<dyn ConstrainedEvaluator + '_> {
        let walker = Walker { model: self, frame: self.bound.frame().to_vec(), traced: None };
        match self.fast.kept(self) {
            Some(kept) => Box::new(KeptEvaluator::new(kept, walker)),
            None => Box::new(walker),
        }
    }
}

/// Walks the program for one worker, but for outputs that a graph gives.
pub(super) struct Walker<'m> {
    model: &'m StanModel<'m>,
    frame: Vec<Value<f64>>,
    /// Made when outputs are asked for; there is no inner one for a program that cannot be traced.
    traced: Option<Option<Machine<'m>>>,
}

impl ConstrainedEvaluator for Walker<'_> {
    fn log_density(&mut self, point: &[f64]) -> Result<f64, EvalError> {
        let StanModel { bound, print, .. } = self.model;
        let terms = terms(bound, &bound.program().plain, &mut self.frame, Point::Constrained(point), &**print);
        finish(terms.map(|terms| terms.target))
    }

    fn write_outputs(&mut self, point: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError> {
        let model = self.model;
        let traced = self.traced.get_or_insert_with(|| model.traced_kept().map(Executable::machine));
        if traced.as_mut().is_some_and(|machine| machine.outputs(point, out).is_some()) {
            return Ok(());
        }
        let StanModel { bound, print, .. } = model;
        let mut print = |line: &str| print(line);
        let program = bound.program();
        let point = Point::Drawn(point);
        let mut run = Run::new(&program.plain, &program.sources, point, Some(stream.rng()), &mut print);
        for section in [Section::Parameters, Section::TransformedParameters, Section::GeneratedQuantities] {
            run.section(section, &mut self.frame).map_err(no_outputs)?;
        }
        let parameters = bound.parameters().iter().map(|parameter| parameter.at);
        write(parameters.chain(bound.derived().iter().map(|derived| derived.at)), &self.frame, out);
        Ok(())
    }
}

/// Why there are no outputs.
pub(super) fn no_outputs(stop: Stop) -> EvalError {
    match stop {
        Stop::Failed(error) => error,
        Stop::OutsideSupport => EvalError::Rejected("the point is outside the support of the density".to_owned()),
    }
}

/// Writes values of a frame one after another.
pub(super) fn write(places: impl Iterator<Item = usize>, frame: &[Value<f64>], out: &mut [f64]) {
    let mut next = 0;
    let mut put = |x: f64| {
        out[next] = x;
        next += 1;
    };
    for at in places {
        match &frame[at] {
            Value::Int(value) => put(*value as f64),
            Value::Real(value) => put(*value),
            Value::Ints(tensor) => tensor.data().iter().for_each(|&value| put(value as f64)),
            Value::Reals(tensor) => tensor.data().iter().for_each(|&value| put(value)),
        }
    }
}
