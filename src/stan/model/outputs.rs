//! What a point of the unconstrained scale is on the user's scale.

use crate::density::{EvalError, OutputWriter, Outputs};
use crate::draws::Variable;
use crate::stan::oracle::parameters::Point;
use crate::stan::oracle::prepare::Section;
use crate::stan::oracle::run::Run;
use crate::stan::typed::Scope;
use crate::stan::value::Value;
use crate::stan::vm::{Executable, Machine};
use crate::stream::StreamId;

use super::StanModel;
use super::constrained::{no_outputs, write};

impl Outputs for StanModel<'_> {
    fn outputs(&self) -> &[Variable] {
        &self.outputs
    }

    fn writer(&self) -> Box<dyn OutputWriter + '_> {
        Box::new(Walker::new(self, self.traced_outputs()))
    }
}

impl StanModel<'_> {
    /// The writer that walks the program: slow, and what the fast one is compared with.
    pub fn oracle_writer(&self) -> Box<dyn OutputWriter + '_> {
        Box::new(Walker::new(self, None))
    }
}

/// Runs the graph for one worker, and walks the program where there is none or it has no answer.
struct Walker<'m> {
    model: &'m StanModel<'m>,
    traced: Option<Machine<'m>>,
    frame: Vec<Value<f64>>,
}

impl<'m> Walker<'m> {
    fn new(model: &'m StanModel<'m>, traced: Option<&'m Executable>) -> Walker<'m> {
        Walker { model, traced: traced.map(Executable::machine), frame: model.bound.frame().to_vec() }
    }

    /// Whether the graph has given the outputs.
    fn run_graph(&mut self, x: &[f64], out: &mut [f64]) -> bool {
        self.traced.as_mut().is_some_and(|machine| machine.outputs(x, out).is_some())
    }
}

impl OutputWriter for Walker<'_> {
    fn write(&mut self, x: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError> {
        if self.run_graph(x, out) {
            return Ok(());
        }
        out.fill(f64::NAN);
        let StanModel { bound, print, .. } = self.model;
        let mut print = |line: &str| print(line);
        let program = bound.program();
        let point = Point::Unconstrained(x);
        let mut run = Run::new(&program.plain, &program.sources, point, Some(stream.rng()), &mut print);
        let mut sections = |sections: &[Section], frame: &mut [Value<f64>]| {
            sections.iter().try_for_each(|section| run.section(*section, frame)).map_err(no_outputs)
        };
        sections(&[Section::Parameters, Section::TransformedParameters], &mut self.frame)?;
        let generated = bound.derived().iter().filter(|derived| derived.scope == Scope::GeneratedQuantities);
        let n_generated: usize = generated.clone().map(|derived| derived.dims.iter().product::<usize>()).sum();
        let n_sampled = out.len() - n_generated;
        let (sampled, rest) = out.split_at_mut(n_sampled);
        let transformed = bound.derived().iter().filter(|derived| derived.scope == Scope::TransformedParameters);
        let parameters = bound.parameters().iter().map(|parameter| parameter.at);
        write(parameters.chain(transformed.map(|derived| derived.at)), &self.frame, sampled);
        sections(&[Section::GeneratedQuantities], &mut self.frame)?;
        write(generated.map(|derived| derived.at), &self.frame, rest);
        Ok(())
    }
}

/// The parameters of a model alone, which cost less than all its outputs.
pub struct Parameters<'m>(pub &'m StanModel<'m>);

impl Outputs for Parameters<'_> {
    #[expect(clippy::misnamed_getters)] // The parameters are all that is written.
    fn outputs(&self) -> &[Variable] {
        &self.0.parameters
    }

    fn writer(&self) -> Box<dyn OutputWriter + '_> {
        Box::new(ParameterWalker(Walker::new(self.0, self.0.traced_parameters())))
    }
}

struct ParameterWalker<'m>(Walker<'m>);

impl OutputWriter for ParameterWalker<'_> {
    fn write(&mut self, x: &[f64], _: StreamId, out: &mut [f64]) -> Result<(), EvalError> {
        if self.0.run_graph(x, out) {
            return Ok(());
        }
        out.fill(f64::NAN);
        let Walker { model: StanModel { bound, print, .. }, frame, .. } = &mut self.0;
        let mut print = |line: &str| print(line);
        let program = bound.program();
        let mut run = Run::new(&program.plain, &program.sources, Point::Unconstrained(x), None, &mut print);
        run.section(Section::Parameters, frame).map_err(no_outputs)?;
        write(bound.parameters().iter().map(|parameter| parameter.at), frame, out);
        Ok(())
    }
}
