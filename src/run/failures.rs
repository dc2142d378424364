//! The points of a run that failed, as its result tells of them; and what is left of a run of which too many did.

use super::output::Output;
use super::record::failed;
use super::{Job, RunError};
use crate::density::ConstrainedDensity;
use crate::draws::{Array, ArrayId, Attribute, Coordinate, Dimension, Element, Group, Sink, SinkError, Variable};
use crate::methods::error::MethodError;
use crate::methods::ledger::Ledger;
use crate::methods::place::element_name;
use crate::stan::model::StanModel;

/// Points that failed, on the user's scale.
#[derive(Debug, Default)]
pub(super) struct Failures {
    pub ledger: Ledger,
    /// Of how many points.
    pub n_points: u64,
    /// What the numbers of a point are called: elements as `theta[1]`.
    names: Vec<String>,
}

impl Failures {
    /// Points whose numbers have these names.
    pub fn new(ledger: &Ledger, n_points: u64, names: impl FnOnce() -> Vec<String>) -> Failures {
        // A model may have many.
        let names = if ledger.kept.is_empty() { Vec::new() } else { names() };
        Failures { ledger: ledger.clone(), n_points, names }
    }

    /// Points of the constrained scale.
    pub fn constrained(ledger: &Ledger, n_points: u64, model: &StanModel<'_>) -> Failures {
        Failures::new(ledger, n_points, || elements(ConstrainedDensity::parameters(model)))
    }

    /// Points of the unconstrained scale; one that has no place on the other is NaN there.
    pub fn unconstrained(ledger: &Ledger, n_points: u64, model: &StanModel<'_>) -> Failures {
        let mut failures = Failures::constrained(ledger, n_points, model);
        let nowhere = vec![f64::NAN; failures.names.len()];
        for failure in &mut failures.ledger.kept {
            let is_known = failure.point.iter().all(|x| x.is_finite());
            let point = is_known.then(|| model.constrain(&failure.point).ok()).flatten();
            failure.point = point.unwrap_or_else(|| nowhere.clone());
        }
        failures
    }

    /// Adds what is kept of them to the record: their numbers `failed_point`, and where they are.
    pub fn declare(&self, record: &mut Group) {
        if self.ledger.kept.is_empty() {
            return;
        }
        record.dimensions.push(Dimension::new("failure", Coordinate::Index(self.ledger.kept.len())));
        record.arrays.push(Array::new("failed_point", vec!["failure".into()], Element::Int));
        if !self.names.is_empty() {
            record.dimensions.push(Dimension::new("parameter", Coordinate::Labels(self.names.clone())));
            let dims = vec!["failure".into(), "parameter".into()];
            record.arrays.push(Array::new("failed_parameters", dims, Element::Float));
        }
    }

    /// Writes the arrays that were declared, the first of which is this one.
    pub fn write(&self, sink: &dyn Sink, (group, first): ArrayId) -> Result<(), SinkError> {
        let kept = &self.ledger.kept;
        if kept.is_empty() {
            return Ok(());
        }
        let numbers: Vec<i64> = kept.iter().map(|failure| failure.index as i64).collect();
        sink.write_ints((group, first), 0, &numbers)?;
        if self.names.is_empty() {
            return Ok(());
        }
        let points: Vec<f64> = kept.iter().flat_map(|failure| &failure.point).copied().collect();
        sink.write((group, first + 1), 0, &points)
    }

    /// How many there are, and what was said of those that are kept.
    pub fn attributes(&self) -> Vec<(&'static str, Attribute)> {
        let mut attributes = vec![("n_failed", Attribute::Int(self.ledger.n_failed as i64))];
        if !self.ledger.kept.is_empty() {
            let messages = self.ledger.kept.iter().map(|failure| failure.message.clone()).collect();
            attributes.push(("failed_messages", Attribute::Texts(messages)));
        }
        attributes
    }
}

/// The names of all elements.
fn elements(variables: &[Variable]) -> Vec<String> {
    let names = |variable: &Variable| (0..variable.len()).map(|at| element_name(variable, at)).collect::<Vec<_>>();
    variables.iter().flat_map(names).collect()
}

/// Leaves a run of which too many points failed, so that it can be gone on with; what to say.
pub(super) fn leave(job: &Job, file: Output, error: &MethodError) -> RunError {
    let is_kept = matches!(file, Output::File(_));
    match file.pause() {
        Err(error) => failed(error),
        Ok(()) if is_kept => RunError::Failed(format!(
            "{error}\n  what was done is kept: mcrun run {} --resume -s run.max_failure_fraction=1 goes on with it",
            job.config.run.output.display()
        )),
        Ok(()) => RunError::Failed(error.to_string()),
    }
}
