//! A program together with its data, ready to be evaluated.

use std::fmt;
use std::sync::Arc;

use crate::math::tape::Var;
use crate::stream::{Purpose, StreamId};

use super::datum::Data;
use super::ir;
use super::oracle::parameters::Point;
use super::oracle::prepare::{MissingFunction, Prepared, Section};
use super::oracle::run::{self, Run, Stop};
use super::syntax::source::{SourceMap, Span};
use super::value::Value;

mod data;
mod inputs;
mod layout;

pub use inputs::{Input, integer, value_of};
pub use layout::{Derived, Parameter, derived};

/// A program whose data are there and whose `transformed data` have been run. Clones share the program and the
/// data.
#[derive(Debug, Clone)]
pub struct Bound {
    program: Arc<Runnable>,
    seed: u64,
    /// By variable; `None` for what is no data.
    inputs: Vec<Option<Input>>,
    /// Data and transformed data have their values here.
    frame: Vec<Value<f64>>,
    parameters: Vec<Parameter>,
    derived: Vec<Derived>,
    printed: Vec<String>,
}

/// A program for every number type.
#[derive(Debug)]
pub struct Runnable {
    /// As it was lowered, for whoever makes something else of it.
    pub ir: ir::Program,
    /// For values.
    pub plain: Prepared<f64>,
    /// For gradients.
    pub recording: Prepared<Var>,
    /// The variables, in the order of their places in a frame.
    pub variables: Vec<ir::Variable>,
    /// The text, for messages.
    pub sources: SourceMap,
}

/// Why data do not fit a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindError {
    /// Where the datum was read, if there is one.
    pub place: Option<String>,
    /// What is wrong, with the place in the program.
    pub message: String,
}

/// Binds a program to its data and runs its `transformed data`; all mistakes in the data that can be told apart are
/// reported. Data that the program does not declare are let be.
pub fn bind(program: &ir::Program, sources: &SourceMap, data: &Data, seed: u64) -> Result<Bound, Vec<BindError>> {
    let runnable = Runnable::new(program, sources).map_err(|error| vec![error])?;
    let inputs = inputs::read(&runnable, data);
    let mut frame = runnable.plain.frame();
    data::read(&runnable, &inputs, &mut frame)?;
    let inputs = inputs.into_iter().map(|input| input.and_then(Result::ok)).collect();
    let bound = Bound {
        program: Arc::new(runnable),
        seed,
        inputs,
        frame: Vec::new(),
        parameters: Vec::new(),
        derived: Vec::new(),
        printed: Vec::new(),
    };
    let mut printed = Vec::new();
    bound
        .transform_data(&mut frame, &mut |line| printed.push(line.to_owned()))
        .and_then(|()| layout::parameters(&bound.program, &frame))
        .and_then(|parameters| Ok((parameters, layout::derived(&bound.program, &frame)?)))
        .map(|(parameters, derived)| Bound { frame, parameters, derived, printed, ..bound })
        .map_err(|error| vec![error])
}

impl Bound {
    /// The program.
    pub fn program(&self) -> &Runnable {
        &self.program
    }

    /// The data as they were read; by variable, `None` for what is no data.
    pub fn inputs(&self) -> &[Option<Input>] {
        &self.inputs
    }

    /// A frame with data and transformed data.
    pub fn frame(&self) -> &[Value<f64>] {
        &self.frame
    }

    /// The parameters in the order of their declarations.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Transformed parameters, then generated quantities.
    pub fn derived(&self) -> &[Derived] {
        &self.derived
    }

    /// What `transformed data` have printed.
    pub fn printed(&self) -> &[String] {
        &self.printed
    }

    /// Number of unconstrained coordinates.
    pub fn n_unconstrained(&self) -> usize {
        self.parameters.iter().map(|parameter| parameter.n_unconstrained).sum()
    }

    /// Number of scalar elements of all parameters.
    pub fn n_constrained(&self) -> usize {
        self.parameters.iter().map(|parameter| parameter.dims.iter().product::<usize>()).sum()
    }

    /// Puts other data of the same kinds into `frame` and runs `transformed data`, if they need it.
    pub fn rebind(
        &self,
        inputs: &[Option<Input>],
        transform: bool,
        frame: &mut [Value<f64>],
        print: &mut dyn FnMut(&str),
    ) -> Result<(), Vec<BindError>> {
        let inputs: Vec<_> = inputs.iter().map(|input| input.clone().map(Ok)).collect();
        data::read(&self.program, &inputs, frame)?;
        if transform { self.transform_data(frame, print).map_err(|error| vec![error]) } else { Ok(()) }
    }

    fn transform_data(&self, frame: &mut [Value<f64>], print: &mut dyn FnMut(&str)) -> Result<(), BindError> {
        let address = StreamId { seed: self.seed, purpose: Purpose::TransformedData, chain: 0, task: 0, iteration: 0 };
        let program = &self.program;
        let mut run = Run::new(&program.plain, &program.sources, Point::None, Some(address.rng()), print);
        run.section(Section::TransformedData, frame).map_err(BindError::from_stop)
    }
}

impl Runnable {
    /// Makes a program ready.
    pub fn new(program: &ir::Program, sources: &SourceMap) -> Result<Runnable, BindError> {
        let missing = |missing: MissingFunction| {
            let place = run::place(sources, missing.span);
            BindError::new(format!("the function {} cannot be evaluated yet ({place})", missing.name))
        };
        Ok(Runnable {
            ir: program.clone(),
            plain: Prepared::new(program).map_err(missing)?,
            recording: Prepared::new(program).map_err(missing)?,
            variables: program.variables.clone(),
            sources: sources.by_file_name(),
        })
    }

    /// A place as messages name it.
    pub fn place(&self, span: Span) -> String {
        run::place(&self.sources, span)
    }
}

impl BindError {
    fn new(message: String) -> BindError {
        BindError { place: None, message }
    }

    fn from_stop(stop: Stop) -> BindError {
        match stop {
            Stop::Failed(error) => BindError::new(error.to_string()),
            Stop::OutsideSupport => BindError::new("the data have density 0".to_owned()),
        }
    }
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for BindError {}
