//! Density and gradient at given points.

use super::source::{Source, data_error};
use super::{RunError, Target};
use crate::data::points::{Point, Points, Scale};
use crate::density::{EvalError, LogDensity};
use crate::report::density::PointDensity;
use crate::stan::bind::BindError;
use crate::stan::datum::{Datum, Numbers};
use crate::stan::model::StanModel;

/// The density at given points.
pub fn log_density(target: Target<'_>, points: &Points) -> Result<Vec<PointDensity>, RunError> {
    let source = Source::read(target)?;
    let model = StanModel::new(source.bind(target.seed)?, Box::new(|_| ()));
    let unconstrained = points.points.iter().enumerate().map(|(i, point)| place(&model, points.scale, i + 1, point));
    let unconstrained = unconstrained.collect::<Result<Vec<_>, _>>()?;
    let mut evaluator = model.evaluator();
    let mut evaluate = |x: Result<Vec<f64>, String>| -> Result<PointDensity, EvalError> {
        let x = x.map_err(EvalError::Rejected)?;
        let mut gradient = vec![0.0; x.len()];
        let log_density = evaluator.logp_grad(&x, &mut gradient)?;
        let log_density_no_jacobian = model.log_density_no_jacobian(&x)?;
        let constrained = named(&model, &model.constrain(&x)?);
        Ok(PointDensity::Evaluated { log_density, gradient, log_density_no_jacobian, constrained })
    };
    let densities = unconstrained.into_iter().map(|x| match evaluate(x) {
        Ok(density) => Ok(density),
        Err(EvalError::Rejected(message)) => Ok(PointDensity::Rejected(message)),
        Err(EvalError::Fatal(message)) => Err(RunError::Failed(message)),
    });
    densities.collect()
}

/// A point on the unconstrained scale, or why the model refuses it; a point of the wrong size is an error.
fn place(
    model: &StanModel<'_>,
    scale: Scale,
    number: usize,
    point: &Point,
) -> Result<Result<Vec<f64>, String>, RunError> {
    let values = match point {
        Point::Flat(values) => values.clone(),
        Point::Named(data) => model.point(data).map_err(|errors| data_error(at_point(number, errors)))?,
    };
    let (expected, what) = match scale {
        Scale::Unconstrained => (model.dim(), "unconstrained coordinates"),
        Scale::Constrained => (model.bound().n_constrained(), "elements of parameters"),
    };
    if values.len() != expected {
        let message =
            format!("error: point {number} has {} numbers, but the model has {expected} {what}", values.len());
        return Err(RunError::Input(vec![message]));
    }
    Ok(match scale {
        Scale::Unconstrained => Ok(values),
        Scale::Constrained => model.unconstrain(&values).map_err(|error| error.to_string()),
    })
}

/// Mistakes in the values of a point, with its number.
fn at_point(number: usize, errors: Vec<BindError>) -> Vec<BindError> {
    let numbered = |error: BindError| BindError { message: format!("point {number}: {}", error.message), ..error };
    errors.into_iter().map(numbered).collect()
}

/// The parameters of a point on the constrained scale by name.
pub(super) fn named(model: &StanModel<'_>, point: &[f64]) -> Vec<(String, Datum)> {
    let mut rest = point;
    let datum = |parameter: &crate::stan::bind::Parameter| {
        let (values, later) = rest.split_at(parameter.dims.iter().product());
        rest = later;
        let numbers = Numbers::Reals(values.to_vec());
        (parameter.name.clone(), Datum { dims: parameter.dims.to_vec(), numbers, place: String::new() })
    };
    model.bound().parameters().iter().map(datum).collect()
}
