//! The evaluators that run a model's graph, and ask the oracle where a graph has no answer.

use std::sync::OnceLock;

use super::{StanModel, constrained};
use crate::density::{ConstrainedEvaluator, EvalError, Evaluator};
use crate::stan::graph::Program;
use crate::stan::trace::{Scale, trace};
use crate::stan::vm::{Executable, LANES, Machine, Mode};
use crate::stream::StreamId;

/// What has been compiled so far; `None` for programs that cannot be traced.
#[derive(Default)]
pub(super) struct Fast {
    free: OnceLock<Option<Free>>,
    kept: OnceLock<Option<Executable>>,
}

/// The density on the unconstrained scale.
pub(super) struct Free {
    program: Program,
    value: Executable,
    gradient: Executable,
    /// Compiled when the first batch comes.
    lanes: OnceLock<Executable>,
}

/// How many sample points are tried.
pub(super) const TRIES: usize = 4;

impl Fast {
    /// The density on the unconstrained scale, if the program can be traced.
    pub fn free(&self, model: &StanModel) -> Option<&Free> {
        let free = self.free.get_or_init(|| {
            let dim = model.bound.n_unconstrained();
            let program = (0..TRIES).find_map(|k| trace(&model.bound, Scale::Unconstrained, &sample(dim, k)).ok())?;
            let program = program.with_gradient();
            let value = Executable::new(&program, Mode::Single, false);
            let gradient = Executable::new(&program, Mode::Single, true);
            Some(Free { program, value, gradient, lanes: OnceLock::new() })
        });
        free.as_ref()
    }

    /// The density on the constrained scale, if the program can be traced.
    pub fn kept(&self, model: &StanModel) -> Option<&Executable> {
        let kept = self.kept.get_or_init(|| {
            let dim = model.bound.n_unconstrained();
            let program = (0..TRIES).find_map(|k| {
                let point = model.constrain(&sample(dim, k)).ok()?;
                trace(&model.bound, Scale::Constrained, &point).ok()
            })?;
            Some(Executable::new(&program, Mode::Lanes, false))
        });
        kept.as_ref()
    }
}

/// A point near the origin, with all coordinates different; the first ones are nearest.
pub(super) fn sample(dim: usize, k: usize) -> Vec<f64> {
    let width = 0.25 * (k + 1) as f64;
    (0..dim).map(|i| width * (((i + 1) as f64 * 0.618_033_988_749_895).fract() - 0.5)).collect()
}

/// Evaluates the density on the unconstrained scale for one worker.
pub(super) struct FreeEvaluator<'m> {
    model: &'m StanModel<'m>,
    free: &'m Free,
    value: Machine<'m>,
    gradient: Option<Machine<'m>>,
    lanes: Option<Machine<'m>>,
    oracle: Option<Box<dyn Evaluator + 'm>>,
}

impl<'m> FreeEvaluator<'m> {
    pub fn new(model: &'m StanModel<'m>, free: &'m Free) -> FreeEvaluator<'m> {
        FreeEvaluator { model, free, value: free.value.machine(), gradient: None, lanes: None, oracle: None }
    }

    fn oracle(&mut self) -> &mut dyn Evaluator {
        let model = self.model;
        self.oracle.get_or_insert_with(|| model.oracle()).as_mut()
    }
}

impl Evaluator for FreeEvaluator<'_> {
    fn logp(&mut self, x: &[f64]) -> Result<f64, EvalError> {
        let mut value = [0.0];
        self.value.values(&[x], &mut value);
        if value[0].is_finite() { Ok(value[0]) } else { self.oracle().logp(x) }
    }

    fn logp_grad(&mut self, x: &[f64], grad: &mut [f64]) -> Result<f64, EvalError> {
        let free = self.free;
        let machine = self.gradient.get_or_insert_with(|| free.gradient.machine());
        let value = machine.value_with_gradient(x, grad);
        if value.is_finite() && grad.iter().all(|slope| slope.is_finite()) {
            return Ok(value);
        }
        let of_oracle = self.oracle().logp_grad(x, grad)?;
        // Where only the gradient is in doubt, the value stays that of `logp`.
        Ok(if value.is_finite() { value } else { of_oracle })
    }

    fn logp_batch(&mut self, xs: &[f64], out: &mut [f64], failed: &mut dyn FnMut(usize, EvalError)) {
        let free = self.free;
        let machine = self.lanes.get_or_insert_with(|| {
            free.lanes.get_or_init(|| Executable::new(&free.program, Mode::Lanes, false)).machine()
        });
        batch(machine, xs, out);
        let dim = xs.len() / out.len().max(1);
        for (k, out) in out.iter_mut().enumerate().filter(|(_, value)| !value.is_finite()) {
            *out = or_nothing(self.oracle().logp(&xs[k * dim..(k + 1) * dim]), |error| failed(k, error));
        }
    }
}

/// Evaluates the density on the constrained scale for one worker.
pub(super) struct KeptEvaluator<'m> {
    machine: Machine<'m>,
    walker: constrained::Walker<'m>,
}

impl<'m> KeptEvaluator<'m> {
    pub fn new(kept: &'m Executable, walker: constrained::Walker<'m>) -> KeptEvaluator<'m> {
        KeptEvaluator { machine: kept.machine(), walker }
    }
}

impl ConstrainedEvaluator for KeptEvaluator<'_> {
    fn log_density(&mut self, point: &[f64]) -> Result<f64, EvalError> {
        let mut value = [0.0];
        self.machine.values(&[point], &mut value);
        if value[0].is_finite() { Ok(value[0]) } else { self.walker.log_density(point) }
    }

    fn log_densities(&mut self, points: &[f64], out: &mut [f64], failed: &mut dyn FnMut(usize, EvalError)) {
        batch(&mut self.machine, points, out);
        let dim = points.len() / out.len().max(1);
        for (k, out) in out.iter_mut().enumerate().filter(|(_, value)| !value.is_finite()) {
            let point = &points[k * dim..(k + 1) * dim];
            *out = or_nothing(self.walker.log_density(point), |error| failed(k, error));
        }
    }

    fn write_outputs(&mut self, point: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError> {
        self.walker.write_outputs(point, stream, out)
    }
}

/// The values at points one after another.
fn batch(machine: &mut Machine, xs: &[f64], out: &mut [f64]) {
    let dim = xs.len() / out.len().max(1);
    for (k, out) in out.chunks_mut(LANES).enumerate() {
        let at = |lane: usize| (k * LANES + lane) * dim;
        let points: [&[f64]; LANES] = std::array::from_fn(|lane| {
            let start = at(lane.min(out.len() - 1));
            &xs[start..start + dim]
        });
        machine.values(&points[..out.len()], out);
    }
}

/// The value, or `-∞` after telling why there is none.
fn or_nothing(value: Result<f64, EvalError>, failed: impl FnOnce(EvalError)) -> f64 {
    value.unwrap_or_else(|error| {
        failed(error);
        f64::NEG_INFINITY
    })
}
