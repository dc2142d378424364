//! The prior of a program: its own `~` statements as draws.

use crate::density::{EvalError, Prior, PriorSampler};
use crate::draws::{Element, Variable};
use crate::stan::compile::Compiled;
use crate::stan::error::SourceError;
use crate::stan::error::render::render;
use crate::stan::generative;
use crate::stan::ir;
use crate::stan::oracle::draw::Ancestry;
use crate::stan::oracle::parameters::Point;
use crate::stan::oracle::prepare::{Prepared, Section};
use crate::stan::oracle::run::Run;
use crate::stan::value::Value;
use crate::stream::{Purpose, StreamId};

use super::StanModel;
use super::constrained::{no_outputs, write};

/// So many draws are tried to learn what cannot be seen before one is made.
const TRIALS: u64 = 1000;
/// So many mistakes that only a draw shows are told.
const MOST_MISTAKES: usize = 20;

/// The prior of a model.
pub struct StanPrior<'m> {
    pub(super) model: &'m StanModel<'m>,
    pub(super) ancestors: Prepared<f64>,
    /// What the draws of a trial have come to.
    log_normaliser: Option<f64>,
    predictions: Option<Predictions>,
    predicted: Vec<Variable>,
    observed: Vec<f64>,
    /// Why data cannot be drawn, if they cannot.
    pub no_predictions: Vec<String>,
}

/// What draws data.
struct Predictions {
    program: Prepared<f64>,
    /// The places of data and their draws.
    places: Vec<(usize, usize)>,
}

impl<'m> StanPrior<'m> {
    /// The prior of the program that the model was made of. The errors are all that is in the way, each as a text.
    ///
    /// `seed` is that of a trial, which finds elements of parameters that no statement draws, or two.
    pub fn new(compiled: &Compiled, model: &'m StanModel<'m>, seed: u64) -> Result<StanPrior<'m>, Vec<String>> {
        let text = |error: &SourceError| render(std::slice::from_ref(error), &compiled.sources).trim_end().to_owned();
        let program =
            generative::ancestors(&compiled.typed).map_err(|errors| errors.iter().map(text).collect::<Vec<_>>())?;
        let mut prior = StanPrior {
            model,
            ancestors: prepared(&program).map_err(|message| vec![message])?,
            log_normaliser: None,
            predictions: None,
            predicted: Vec::new(),
            observed: Vec::new(),
            no_predictions: Vec::new(),
        };
        let ancestry = prior.trial(seed)?;
        prior.log_normaliser = Some(ancestry.log_mass).filter(|mass| !mass.is_nan());
        match generative::predictions(&compiled.typed) {
            Ok(None) => {}
            Ok(Some(predictions)) => prior.add(predictions)?,
            Err(errors) => prior.no_predictions = errors.iter().map(text).collect(),
        }
        Ok(prior)
    }

    fn add(&mut self, predictions: generative::Predictions) -> Result<(), Vec<String>> {
        let frame = self.model.bound.frame();
        for (variable, _) in &predictions.variables {
            let declared = &self.model.bound.program().variables[*variable];
            let element = if declared.ty.is_integral() { Element::Int } else { Element::Float };
            self.predicted.push(Variable {
                name: declared.name.clone(),
                dims: frame[*variable].dims().to_vec(),
                element,
            });
        }
        self.observed = vec![0.0; self.predicted.iter().map(Variable::len).sum()];
        write(predictions.variables.iter().map(|(variable, _)| *variable), frame, &mut self.observed);
        let program = prepared(&predictions.program).map_err(|message| vec![message])?;
        self.predictions = Some(Predictions { program, places: predictions.variables });
        Ok(())
    }

    /// Draws until a draw succeeds, and looks whether each element has been drawn once.
    fn trial(&self, seed: u64) -> Result<Ancestry, Vec<String>> {
        let mut frame = self.frame(&self.ancestors, &[]);
        let mut last = String::new();
        for task in 0..TRIALS {
            let id = StreamId { seed, purpose: Purpose::Prior, chain: 1, task, iteration: 0 };
            let counted = Ancestry { counts_draws: true, ..Ancestry::default() };
            match self.run(id, &mut frame, counted) {
                Ok(ancestry) => return self.complaints(&ancestry, &frame).map_or(Ok(ancestry), Err),
                Err(EvalError::Rejected(message)) => last = message,
                Err(EvalError::Fatal(message)) => return Err(vec![format!("error: {message}")]),
            }
        }
        Err(vec![format!("error: no draw from the prior succeeds in {TRIALS} tries; the last one failed with: {last}")])
    }

    fn complaints(&self, ancestry: &Ancestry, frame: &[Value<f64>]) -> Option<Vec<String>> {
        let program = self.model.bound.program();
        let name = |variable: usize, element: usize| {
            crate::stan::oracle::display::element_name(
                &program.variables[variable].name,
                frame[variable].dims(),
                element,
            )
        };
        let twice = ancestry.twice.iter().map(|(span, variable, element)| {
            format!(
                "error: {} has two `~`, so there is no prior to draw it from: take one of them out ({})",
                name(*variable, *element),
                program.place(*span)
            )
        });
        let undrawn = ancestry.counts.iter().flat_map(|(variable, counts)| {
            let missing = counts.iter().enumerate().filter(|(_, count)| **count == 0);
            missing.map(|(element, _)| {
                let name = name(*variable, element);
                format!("error: {name} has no `~`, so there is no prior to draw it from: give it a distribution")
            })
        });
        let mut complaints: Vec<String> = twice.chain(undrawn).collect();
        complaints.truncate(MOST_MISTAKES);
        (!complaints.is_empty()).then_some(complaints)
    }

    /// A frame with the data; draws of data begin with what the data are.
    pub(super) fn frame(&self, program: &Prepared<f64>, copies: &[(usize, usize)]) -> Vec<Value<f64>> {
        let n = self.model.bound.program().variables.len();
        let mut frame = program.frame();
        frame[..n].clone_from_slice(&self.model.bound.frame()[..n]);
        for (variable, copy) in copies {
            frame[*copy] = frame[*variable].clone();
        }
        frame
    }

    /// One draw of the parameters, into the frame.
    fn run(&self, id: StreamId, frame: &mut [Value<f64>], ancestry: Ancestry) -> Result<Ancestry, EvalError> {
        let StanModel { bound, print, .. } = self.model;
        let mut print = |line: &str| print(line);
        let sources = &bound.program().sources;
        let mut run = Run::new(&self.ancestors, sources, Point::None, Some(id.rng()), &mut print);
        run.ancestry = ancestry;
        self.draw(&mut run, frame)?;
        let mut ancestry = run.ancestry;
        // What users' densities have added.
        ancestry.log_density += run.target;
        Ok(ancestry)
    }

    /// Runs what draws.
    pub(super) fn draw(&self, run: &mut Run<'_, f64>, frame: &mut [Value<f64>]) -> Result<(), EvalError> {
        run.section(Section::Parameters, frame).map_err(no_outputs)?;
        run.section(Section::Model, frame).map_err(no_outputs)
    }
}

fn prepared(program: &ir::Program) -> Result<Prepared<f64>, String> {
    debug_assert_eq!(ir::verify::verify(program), Ok(()), "generative forms are well-formed");
    Prepared::new(program).map_err(|missing| format!("error: {} cannot be drawn from", missing.name))
}

impl Prior for StanPrior<'_> {
    fn log_normaliser(&self) -> Option<f64> {
        self.log_normaliser
    }

    fn predicted(&self) -> &[Variable] {
        &self.predicted
    }

    fn observed(&self) -> &[f64] {
        &self.observed
    }

    fn sampler(&self) -> Box<dyn PriorSampler + '_> {
        let copies = self.predictions.as_ref().map_or(&[][..], |predictions| &predictions.places);
        let predicted = self.predictions.as_ref().map(|predictions| self.frame(&predictions.program, copies));
        Box::new(Sampler {
            prior: self,
            ancestors: self.frame(&self.ancestors, &[]),
            predicted: predicted.unwrap_or_default(),
            point: vec![0.0; self.model.bound.n_constrained()],
        })
    }
}

/// Draws for one worker.
struct Sampler<'p> {
    prior: &'p StanPrior<'p>,
    ancestors: Vec<Value<f64>>,
    predicted: Vec<Value<f64>>,
    point: Vec<f64>,
}

impl Sampler<'_> {
    fn draw_weighed(&mut self, stream: StreamId, point: &mut [f64]) -> Result<Ancestry, EvalError> {
        let ancestry = self.prior.run(stream, &mut self.ancestors, Ancestry::default())?;
        let parameters = self.prior.model.bound.parameters();
        write(parameters.iter().map(|parameter| parameter.at), &self.ancestors, point);
        if point.iter().any(|x| x.is_nan()) {
            return Err(EvalError::Rejected("a parameter that was drawn is NaN".into()));
        }
        Ok(ancestry)
    }
}

impl PriorSampler for Sampler<'_> {
    fn draw(&mut self, stream: StreamId, point: &mut [f64]) -> Result<(), EvalError> {
        self.draw_weighed(stream, point).map(drop)
    }

    fn draw_unconstrained(&mut self, stream: StreamId, x: &mut [f64]) -> Result<f64, EvalError> {
        let mut point = std::mem::take(&mut self.point);
        let drawn = self.draw_weighed(stream, &mut point);
        let model = self.prior.model;
        let unconstrained = drawn.and_then(|ancestry| Ok((ancestry, model.unconstrain(&point)?)));
        self.point = point;
        let (ancestry, unconstrained) = unconstrained?;
        x.copy_from_slice(&unconstrained);
        let log_normaliser = self.prior.log_normaliser.unwrap_or(f64::NAN);
        Ok(ancestry.log_density - log_normaliser + model.log_jacobian(x)?)
    }

    fn predict(&mut self, point: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError> {
        let Some(Predictions { program, places }) = &self.prior.predictions else { return Ok(()) };
        let StanModel { bound, print, .. } = self.prior.model;
        let frame = &mut self.predicted;
        for (variable, copy) in places {
            frame[*copy] = frame[*variable].clone();
        }
        let mut print = |line: &str| print(line);
        let sources = &bound.program().sources;
        let mut run = Run::new(program, sources, Point::Drawn(point), Some(stream.rng()), &mut print);
        for section in [Section::Parameters, Section::TransformedParameters, Section::Model] {
            run.section(section, frame).map_err(no_outputs)?;
        }
        write(places.iter().map(|(_, copy)| *copy), frame, out);
        Ok(())
    }
}
