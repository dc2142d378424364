//! From one scale of the parameters to the other.

use crate::density::EvalError;
use crate::stan::bind::{BindError, value_of};
use crate::stan::datum::Data;
use crate::stan::oracle::parameters::{Point, Shape, unconstrain};
use crate::stan::oracle::prepare::{Kind, Section};
use crate::stan::oracle::run::Run;
use crate::stan::value::Value;

use super::StanModel;
use super::constrained::{no_outputs, write};

impl StanModel<'_> {
    /// The point on the constrained scale that belongs to an unconstrained one: all parameters one after another in
    /// row-major order.
    pub fn constrain(&self, x: &[f64]) -> Result<Vec<f64>, EvalError> {
        let (bound, program) = (&self.bound, self.bound.program());
        let mut frame = bound.frame().to_vec();
        let mut print = |line: &str| (self.print)(line);
        let mut run = Run::new(&program.plain, &program.sources, Point::Unconstrained(x), None, &mut print);
        run.section(Section::Parameters, &mut frame).map_err(no_outputs)?;
        let mut point = vec![0.0; bound.n_constrained()];
        write(bound.parameters().iter().map(|parameter| parameter.at), &frame, &mut point);
        Ok(point)
    }

    /// The log Jacobian of the transforms at an unconstrained point.
    pub fn log_jacobian(&self, x: &[f64]) -> Result<f64, EvalError> {
        let program = self.bound.program();
        let mut frame = self.bound.frame().to_vec();
        let mut print = |line: &str| (self.print)(line);
        let mut run = Run::new(&program.plain, &program.sources, Point::Unconstrained(x), None, &mut print);
        run.section(Section::Parameters, &mut frame).map_err(no_outputs)?;
        Ok(run.jacobian)
    }

    /// The unconstrained point that belongs to one on the constrained scale. An error names the parameter that is not
    /// as its declaration demands.
    pub fn unconstrain(&self, point: &[f64]) -> Result<Vec<f64>, EvalError> {
        let program = self.bound.program();
        let mut frame = self.bound.frame().to_vec();
        let mut print = |line: &str| (self.print)(line);
        let mut run = Run::new(&program.plain, &program.sources, Point::None, None, &mut print);
        let mut parameters = self.bound.parameters().iter();
        let (mut x, mut rest) = (Vec::with_capacity(self.bound.n_unconstrained()), point);
        for stmt in program.plain.section(Section::Parameters) {
            let Kind::Parameter { variable, constraint, .. } = &stmt.kind else {
                run.statement(stmt, &mut frame).map_err(no_outputs)?;
                continue;
            };
            let parameter = parameters.next().expect("the layout has every parameter");
            let shape = Shape { dims: &parameter.dims, cell: parameter.cell };
            let (elements, later) = rest.split_at(shape.n_elements());
            rest = later;
            let constraint = constraint.map(|slot| program.plain.value(&frame, *slot));
            let raw = unconstrain(&variable.name, shape, &constraint, elements)
                .map_err(|fact| EvalError::Rejected(format!("{fact} ({})", program.place(stmt.span))))?;
            x.extend(raw);
            frame[variable.at] = shape.value(elements.to_vec());
        }
        Ok(x)
    }

    /// The point on the constrained scale with these values of the parameters; all mistakes are reported.
    pub fn point(&self, values: &Data) -> Result<Vec<f64>, Vec<BindError>> {
        point(&self.bound, values)
    }
}

/// See [`StanModel::point`].
pub(super) fn point(bound: &crate::stan::bind::Bound, values: &Data) -> Result<Vec<f64>, Vec<BindError>> {
    let (mut point, mut errors) = (Vec::new(), Vec::new());
    for parameter in bound.parameters() {
        let ty = &bound.program().variables[parameter.at].ty;
        match value_of(&parameter.name, ty, &parameter.dims, values) {
            Ok(Value::Real(value)) => point.push(value),
            Ok(value) => point.extend_from_slice(value.reals().data()),
            Err(error) => errors.push(error),
        }
    }
    for (name, datum) in values {
        if !bound.parameters().iter().any(|parameter| parameter.name == *name) {
            let message = format!("the program has no parameter {name}");
            errors.push(BindError { place: Some(datum.place.clone()), message });
        }
    }
    if errors.is_empty() { Ok(point) } else { Err(errors) }
}
