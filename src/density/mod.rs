//! What is sampled: log densities and the other faces of a model, as methods see them.
//!
//! A model is immutable and shared by all workers; its evaluators own the scratch memory, one for each
//! worker. Methods know models only through these traits, so a Rust type that implements them is a model.
//! All logarithms are natural.

use crate::draws::Variable;
use crate::stream::StreamId;

/// Why a point has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// The model refused the point: methods treat its density as 0, count it and go on.
    #[error("{0}")]
    Rejected(String),
    /// The model is broken at every point: the run stops.
    #[error("{0}")]
    Fatal(String),
}

/// A log density on the unconstrained scale, Jacobian of the transforms included.
pub trait LogDensity: Sync {
    /// Number of unconstrained coordinates.
    fn dim(&self) -> usize;

    /// Scratch memory and code for one worker.
    fn evaluator(&self) -> Box<dyn Evaluator + '_>;
}

/// Evaluates a [`LogDensity`].
pub trait Evaluator {
    /// The log density at `x`, which has [`LogDensity::dim`] entries; `-∞` outside the support, never NaN.
    fn logp(&mut self, x: &[f64]) -> Result<f64, EvalError>;

    /// The same value, bit for bit, and its gradient.
    fn logp_grad(&mut self, x: &[f64], grad: &mut [f64]) -> Result<f64, EvalError>;

    /// The log densities at points one after another in `xs`. A point that fails is `-∞`, and `failed` is told its number and
    /// why, in the order of the points.
    ///
    /// A point's value does not depend on the others; it may differ from [`logp`](Evaluator::logp) by rounding.
    fn logp_batch(&mut self, xs: &[f64], out: &mut [f64], failed: &mut dyn FnMut(usize, EvalError)) {
        let dim = xs.len() / out.len().max(1);
        for (k, out) in out.iter_mut().enumerate() {
            *out = or_nothing(self.logp(&xs[k * dim..(k + 1) * dim]), |error| failed(k, error));
        }
    }
}

/// A density on the constrained scale, without Jacobian: what a grid evaluates.
///
/// A point is all parameters one after another in the order of [`parameters`](ConstrainedDensity::parameters),
/// each with its elements in row-major order.
pub trait ConstrainedDensity: Sync {
    /// The parameters with their shapes.
    fn parameters(&self) -> &[Variable];

    /// Everything that [`write_outputs`](ConstrainedEvaluator::write_outputs) writes, in its order: the parameters
    /// first, then what the model derives from them.
    fn outputs(&self) -> &[Variable];

    /// The interval in which the scalar element `element` (an index into a point) may lie, where it does not
    /// depend on other parameters; `(-∞, ∞)` where nothing is known.
    fn bounds(&self, element: usize) -> (f64, f64);

    /// Scratch memory and code for one worker.
    fn evaluator(&self) -> Box<dyn ConstrainedEvaluator + '_>;
}

/// Evaluates a [`ConstrainedDensity`].
pub trait ConstrainedEvaluator {
    /// The log density at `point`; `-∞` outside the support, never NaN.
    fn log_density(&mut self, point: &[f64]) -> Result<f64, EvalError>;

    /// The same values, bit for bit, at points one after another in `points`. A point that fails is `-∞`, and `failed` is
    /// told its number and why, in the order of the points.
    fn log_densities(&mut self, points: &[f64], out: &mut [f64], failed: &mut dyn FnMut(usize, EvalError)) {
        let dim = points.len() / out.len().max(1);
        for (k, out) in out.iter_mut().enumerate() {
            *out = or_nothing(self.log_density(&points[k * dim..(k + 1) * dim]), |error| failed(k, error));
        }
    }

    /// Writes all outputs at `point`, with random numbers from `stream`; integers as `f64`.
    fn write_outputs(&mut self, point: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError>;
}

/// The value, or `-∞` after telling why there is none.
fn or_nothing(value: Result<f64, EvalError>, failed: impl FnOnce(EvalError)) -> f64 {
    value.unwrap_or_else(|error| {
        failed(error);
        f64::NEG_INFINITY
    })
}

/// What a point of the unconstrained scale is on the user's scale: what a draw of a chain writes.
pub trait Outputs: Sync {
    /// Everything that [`OutputWriter::write`] writes, in its order: the parameters first, then what the model derives
    /// from them.
    fn outputs(&self) -> &[Variable];

    /// Scratch memory and code for one worker.
    fn writer(&self) -> Box<dyn OutputWriter + '_>;
}

/// The prior of a model as a distribution that can be drawn from.
pub trait Prior: Sync {
    /// The logarithm of the integral of what the model says of the parameters alone, over their support: 0 for a prior that is
    /// normalised. `None` where it is not known.
    fn log_normaliser(&self) -> Option<f64>;

    /// The data that can be drawn for given parameters.
    fn predicted(&self) -> &[Variable];

    /// The values that these data have, one variable after another, in row-major order; integers as `f64`.
    fn observed(&self) -> &[f64];

    /// Scratch memory and code for one worker.
    fn sampler(&self) -> Box<dyn PriorSampler + '_>;
}

/// Draws from a [`Prior`].
pub trait PriorSampler {
    /// Draws all parameters into `point`: on the constrained scale, one after another, in row-major order.
    fn draw(&mut self, stream: StreamId, point: &mut [f64]) -> Result<(), EvalError>;

    /// The same draw on the unconstrained scale. Returns the log density of the normalised prior there, Jacobian included;
    /// NaN where the normaliser is not known.
    fn draw_unconstrained(&mut self, stream: StreamId, x: &mut [f64]) -> Result<f64, EvalError>;

    /// Draws all data of [`Prior::predicted`] for the parameters at `point`, a point of the constrained scale.
    fn predict(&mut self, point: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError>;
}

/// Writes [`Outputs`].
pub trait OutputWriter {
    /// Writes all outputs at the unconstrained point `x`, with random numbers from `stream`; integers as `f64`. On an
    /// error, what could not be computed is NaN.
    fn write(&mut self, x: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError>;
}

/// A program run for its outputs with some of its inputs varied: what a sweep evaluates.
pub trait Simulator: Sync {
    /// Names of the inputs that vary, in the order of a point.
    fn inputs(&self) -> &[String];

    /// The outputs at `point`, to learn their shapes. (They must be the same at every point.)
    fn outputs(&self, point: &[f64]) -> Result<Vec<Variable>, EvalError>;

    /// Scratch memory and code for one worker.
    fn evaluator(&self) -> Box<dyn SimulatorEvaluator + '_>;
}

/// Evaluates a [`Simulator`].
pub trait SimulatorEvaluator {
    /// Writes all outputs at `point` one after another, in row-major order, integers as `f64`. A shape that differs from the one
    /// of [`Simulator::outputs`] is an error.
    fn run(&mut self, point: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError>;
}
