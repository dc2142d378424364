//! A model without the outputs that the user has dropped.

use crate::density::{ConstrainedDensity, ConstrainedEvaluator, EvalError};
use crate::draws::Variable;
use crate::stream::StreamId;

/// A density that writes only some of its outputs.
pub struct Kept<'a> {
    density: &'a dyn ConstrainedDensity,
    outputs: Vec<Variable>,
    /// Where the kept outputs stand among all: start and length.
    stretches: Vec<(usize, usize)>,
    n_all: usize,
}

impl<'a> Kept<'a> {
    /// All outputs of `density` but those named in `drop`.
    pub fn new(density: &'a dyn ConstrainedDensity, drop: &[String]) -> Kept<'a> {
        let (mut outputs, mut stretches, mut n_all) = (Vec::new(), Vec::new(), 0);
        for output in density.outputs() {
            if !drop.contains(&output.name) {
                outputs.push(output.clone());
                stretches.push((n_all, output.len()));
            }
            n_all += output.len();
        }
        Kept { density, outputs, stretches, n_all }
    }
}

impl ConstrainedDensity for Kept<'_> {
    fn parameters(&self) -> &[Variable] {
        self.density.parameters()
    }

    fn outputs(&self) -> &[Variable] {
        &self.outputs
    }

    fn bounds(&self, element: usize) -> (f64, f64) {
        self.density.bounds(element)
    }

    fn evaluator(&self) -> Box<dyn ConstrainedEvaluator + '_> {
        Box::new(KeptEvaluator { kept: self, inner: self.density.evaluator(), all: vec![0.0; self.n_all] })
    }
}

struct KeptEvaluator<'a> {
    kept: &'a Kept<'a>,
    inner: Box<dyn ConstrainedEvaluator + 'a>,
    all: Vec<f64>,
}

impl ConstrainedEvaluator for KeptEvaluator<'_> {
    fn log_density(&mut self, point: &[f64]) -> Result<f64, EvalError> {
        self.inner.log_density(point)
    }

    fn log_densities(&mut self, points: &[f64], out: &mut [f64], failed: &mut dyn FnMut(usize, EvalError)) {
        self.inner.log_densities(points, out, failed);
    }

    fn write_outputs(&mut self, point: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError> {
        self.inner.write_outputs(point, stream, &mut self.all)?;
        let mut rest = out;
        for &(start, len) in &self.kept.stretches {
            let (here, later) = rest.split_at_mut(len);
            here.copy_from_slice(&self.all[start..start + len]);
            rest = later;
        }
        Ok(())
    }
}
