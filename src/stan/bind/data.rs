//! Runs the data section: sizes, constraints, and which of them are wrong.

use crate::stan::oracle::dependence::Uses;
use crate::stan::oracle::parameters::Point;
use crate::stan::oracle::prepare::{Kind, Section, Slot, Stmt, Target};
use crate::stan::oracle::run::Run;
use crate::stan::value::{Cell, Tensor, Value};

use super::inputs::declared;
use super::{BindError, Input, Runnable};

/// Puts the data into `frame`. What depends on a datum that is wrong is not looked at, so that no mistake
/// is reported as many.
pub(super) fn read(
    program: &Runnable,
    inputs: &[Option<Result<Input, BindError>>],
    frame: &mut [Value<f64>],
) -> Result<(), Vec<BindError>> {
    let mut print = |_: &str| {};
    let run = Run::new(&program.plain, &program.sources, Point::None, None, &mut print);
    let mut reading = Reading { program, inputs, run, unknown: vec![false; frame.len()], errors: Vec::new() };
    for (variable, input) in inputs.iter().enumerate() {
        if let Some(Err(error)) = input {
            reading.unknown[variable] = true;
            reading.errors.push(error.clone());
        }
    }
    for stmt in program.plain.section(Section::Data) {
        reading.statement(stmt, frame);
    }
    if reading.errors.is_empty() { Ok(()) } else { Err(reading.errors) }
}

struct Reading<'a> {
    program: &'a Runnable,
    inputs: &'a [Option<Result<Input, BindError>>],
    run: Run<'a, f64>,
    /// What has no value because of a mistake, by place in the frame.
    unknown: Vec<bool>,
    errors: Vec<BindError>,
}

impl<'a> Reading<'a> {
    fn statement(&mut self, stmt: &'a Stmt<f64>, frame: &mut [Value<f64>]) {
        let uses = Uses::of(stmt);
        let known = !uses.reads.iter().any(|&at| self.unknown[at]);
        if known && self.run_or_report(stmt, frame) {
            return;
        }
        uses.writes.iter().for_each(|&at| self.unknown[at] = true);
        if let Kind::Check { variable, .. } = &stmt.kind {
            self.unknown[variable.at] = true;
        }
    }

    fn run_or_report(&mut self, stmt: &'a Stmt<f64>, frame: &mut [Value<f64>]) -> bool {
        let result = match &stmt.kind {
            Kind::Input { variable, dims } => self.input(stmt, variable, dims, frame),
            Kind::Check { variable, .. } => self
                .run
                .statement(stmt, frame)
                .map_err(|stop| BindError { place: self.place(variable), ..BindError::from_stop(stop) }),
            _ => self.run.statement(stmt, frame).map_err(BindError::from_stop),
        };
        result.map_err(|error| self.errors.push(error)).is_ok()
    }

    /// Where the value of a variable was read.
    fn place(&self, variable: &Target) -> Option<String> {
        let input = self.inputs[variable.at].as_ref()?.as_ref().ok()?;
        Some(input.place.clone())
    }

    fn input(
        &self,
        stmt: &Stmt<f64>,
        variable: &Target,
        dims: &[Slot],
        frame: &mut [Value<f64>],
    ) -> Result<(), BindError> {
        let at_declaration = |fact: String| format!("{fact} ({})", self.program.place(stmt.span));
        let dims = self.run.dims(variable, dims, frame).map_err(|fact| BindError::new(at_declaration(fact)))?;
        let Some(Ok(input)) = &self.inputs[variable.at] else { return Ok(()) };
        let value = &input.value;
        frame[variable.at] = if value.dims() == dims.as_slice() {
            value.clone()
        } else if value.dims().contains(&0) && dims.contains(&0) {
            match value {
                Value::Ints(_) => Value::Ints(Tensor::new(dims, Cell::Scalar, Vec::new())),
                _ => Value::Reals(Tensor::new(dims, variable.layout.cell(), Vec::new())),
            }
        } else {
            let declared = declared(&self.program.variables[variable.at].ty, &dims);
            let fact =
                format!("data variable {} has shape {:?}, but is declared {declared}", variable.name, value.dims());
            return Err(BindError { place: Some(input.place.clone()), message: at_declaration(fact) });
        };
        Ok(())
    }
}
