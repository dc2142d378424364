//! A model without the outputs that the user has dropped.

use crate::density::{ConstrainedDensity, ConstrainedEvaluator, EvalError, OutputWriter, Outputs};
use crate::draws::Variable;
use crate::stream::StreamId;

/// Which of a model's outputs are kept.
struct Selection {
    outputs: Vec<Variable>,
    /// Where the kept outputs stand among all: start and length.
    stretches: Vec<(usize, usize)>,
    n_all: usize,
}

impl Selection {
    fn new(all: &[Variable], drop: &[String]) -> Selection {
        let (mut outputs, mut stretches, mut n_all) = (Vec::new(), Vec::new(), 0);
        for output in all {
            if !drop.contains(&output.name) {
                outputs.push(output.clone());
                stretches.push((n_all, output.len()));
            }
            n_all += output.len();
        }
        Selection { outputs, stretches, n_all }
    }

    fn copy(&self, all: &[f64], out: &mut [f64]) {
        let mut rest = out;
        for &(start, len) in &self.stretches {
            let (here, later) = rest.split_at_mut(len);
            here.copy_from_slice(&all[start..start + len]);
            rest = later;
        }
    }
}

/// A density that writes only some of its outputs.
pub struct Kept<'a> {
    density: &'a dyn ConstrainedDensity,
    selection: Selection,
}

impl<'a> Kept<'a> {
    /// All outputs of `density` but those named in `drop`.
    pub fn new(density: &'a dyn ConstrainedDensity, drop: &[String]) -> Kept<'a> {
        Kept { density, selection: Selection::new(density.outputs(), drop) }
    }
}

impl ConstrainedDensity for Kept<'_> {
    fn parameters(&self) -> &[Variable] {
        self.density.parameters()
    }

    fn outputs(&self) -> &[Variable] {
        &self.selection.outputs
    }

    fn bounds(&self, element: usize) -> (f64, f64) {
        self.density.bounds(element)
    }

    fn evaluator(&self) -> Box<dyn ConstrainedEvaluator + '_> {
        let all = vec![0.0; self.selection.n_all];
        Box::new(KeptEvaluator { selection: &self.selection, inner: self.density.evaluator(), all })
    }
}

struct KeptEvaluator<'a> {
    selection: &'a Selection,
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
        self.selection.copy(&self.all, out);
        Ok(())
    }
}

/// Outputs of chains of which only some are written.
pub struct KeptOutputs<'a> {
    outputs: &'a dyn Outputs,
    selection: Selection,
}

impl<'a> KeptOutputs<'a> {
    /// All of `outputs` but those named in `drop`.
    pub fn new(outputs: &'a dyn Outputs, drop: &[String]) -> KeptOutputs<'a> {
        KeptOutputs { outputs, selection: Selection::new(outputs.outputs(), drop) }
    }
}

impl Outputs for KeptOutputs<'_> {
    fn outputs(&self) -> &[Variable] {
        &self.selection.outputs
    }

    fn writer(&self) -> Box<dyn OutputWriter + '_> {
        let all = vec![0.0; self.selection.n_all];
        Box::new(KeptWriter { selection: &self.selection, inner: self.outputs.writer(), all })
    }
}

struct KeptWriter<'a> {
    selection: &'a Selection,
    inner: Box<dyn OutputWriter + 'a>,
    all: Vec<f64>,
}

impl OutputWriter for KeptWriter<'_> {
    fn write(&mut self, x: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError> {
        let written = self.inner.write(x, stream, &mut self.all);
        self.selection.copy(&self.all, out);
        written
    }
}
