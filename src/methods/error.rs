//! What can be wrong with the settings of a method, and what can go wrong while it runs.

use crate::density::EvalError;
use crate::draws::SinkError;
use crate::stream::Exhausted;

use super::axes::AxisMistake;
use super::chain::error::ChainError;
use super::ledger::Ledger;

/// Settings that make no sense, alone or for the model at hand.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[allow(missing_docs)]
pub enum SettingsError {
    #[error("axis `{axis}`: {mistake}")]
    Axis { axis: String, mistake: AxisMistake },

    #[error("there are no axes: give at least one in [method.axes]")]
    NoAxes,

    #[error("group {group} has no axes: give it at least one in its `axes`, or take it out")]
    EmptyGroup { group: usize },

    #[error("`{name}` is an axis twice")]
    RepeatedAxis { name: String },

    #[error("`{name}` is fixed twice")]
    RepeatedFixed { name: String },

    #[error(
        "axes that walk together must have equal lengths, but `{first}` has {n_first} points and `{second}` {n_second}"
    )]
    UnequalZip { first: String, n_first: usize, second: String, n_second: usize },

    #[error("{n_points} points make {bytes} bytes of results, but the limit is {limit}: take fewer points")]
    TooLarge { n_points: u64, bytes: u128, limit: u64 },

    #[error(
        "{n_draws} draws make {bytes} bytes of results, but the limit is {limit}: take fewer draws, or drop variables"
    )]
    TooManyDraws { n_draws: u64, bytes: u128, limit: u64 },

    #[error("{n_iterations} iterations of a chain are too many: warmup and draws x thin together must stay below 2^32")]
    TooManyIterations { n_iterations: u128 },

    #[error("the program has no parameters, so there is nothing for a chain to move")]
    NoParameters,

    #[error("the program has no parameters, so there is nothing to draw")]
    NothingToDraw,

    /// More than fit into a `u128`, if there is no number.
    #[error("the axes have {} points together, but fewer than 2^48 are possible: take fewer points", large(*n_points))]
    TooManyPoints { n_points: Option<u128> },

    #[error("a grid whose axes walk together (`zip`) has no posterior to take draws from: leave out `draws`")]
    DrawsOfZip,

    #[error("`{name}` is not a name: an element is written as `theta[1]` or `L[2,1]`, counting from 1")]
    NotAName { name: String },

    #[error("the model has no {kind} `{name}`{}", did_you_mean(nearest.as_deref()))]
    UnknownName { kind: &'static str, name: String, nearest: Option<String> },

    #[error("`{name}`: {base} {}", elements(base, dims))]
    NotAnElement { name: String, base: String, dims: Vec<usize> },

    #[error(
        "`{name}` has {} and cannot be an axis: name one of its elements, as `{}`",
        shape_of(dims),
        first_element(name, dims)
    )]
    NotAScalar { name: String, dims: Vec<usize> },

    #[error("`{name}` is both an axis and fixed: take it out of one of them")]
    AxisAndFixed { name: String },

    #[error(
        "`{name}` is neither an axis nor fixed: give it an axis in [method.axes] or {} in [method.fixed]",
        value_for(dims)
    )]
    Unplaced { name: String, dims: Vec<usize> },

    #[error("fixed `{name}` has {}, but {} was given", shape_of(expected), shape_of(given))]
    FixedShape { name: String, expected: Vec<usize>, given: Vec<usize> },

    #[error("fixed `{name}` is ragged: the rows of an array have one length")]
    FixedRagged { name: String },

    #[error("fixed `{name}` is {value}, but must be finite")]
    FixedNotFinite { name: String, value: f64 },

    #[error("fixed `{name}` is {value}, but lies between {} and {}", bounds.0, bounds.1)]
    FixedOutOfBounds { name: String, value: f64, bounds: (f64, f64) },
}

/// Why a method has no result.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum MethodError {
    #[error(transparent)]
    Settings(#[from] SettingsError),

    /// The model is broken, whatever the point.
    #[error("{message}\n  at {at}")]
    Fatal { at: String, message: String },

    /// A point or draw was refused, and the settings say that this stops the run.
    #[error("{what} {index} failed: {message}\n  at {at}\n  (`on_error = \"reject\"` counts such points and goes on)")]
    PointFailed { what: &'static str, index: u64, at: String, message: String },

    /// Whatever the others do, the run has failed. What was done before is kept.
    #[error(
        "{n_failed} of {n_points} points failed, more than `max_failure_fraction` = {max_fraction} allows{}",
        first.as_ref().map_or(String::new(), |message| format!("; the first failed with: {message}"))
    )]
    TooManyFailed { n_failed: u64, n_points: u64, max_fraction: f64, first: Option<String> },

    #[error("the density is 0 at all {n_points} points{}: there is nothing to normalise", first_failure(*n_failed, first.as_deref()))]
    NothingToNormalise { n_points: u64, n_failed: u64, first: Option<String> },

    #[error(
        "the program failed at each of the first {n_points} points, so its outputs are unknown\n  the first one failed with: {message}"
    )]
    UnknownOutputs { n_points: u64, message: String },

    /// Counted from 1.
    #[error("chain {chain} {error}")]
    Chain { chain: usize, error: ChainError },

    #[error("the search for the mode {0}")]
    Search(ChainError),
    #[error(
        "the gradient around the mode is not finite or 0, so there is no curvature to make a proposal from: is there a parameter \
         without a prior?"
    )]
    NoCurvature,
    #[error(transparent)]
    OutOfNumbers(#[from] Exhausted),

    /// The stop flag was raised.
    #[error("stopped")]
    Stopped,

    /// The parts that this run was to do are done, but others are not.
    #[error("the rest is done by other runs")]
    PartDone,

    #[error("the results could not be kept: {0}")]
    Sink(#[from] SinkError),
}

/// What happens when a point fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OnError {
    /// It has density 0 or no values, is counted, and kept in the ledger.
    #[default]
    Reject,
    /// The first one, in the order of points, ends the run.
    Stop,
}

/// What happens when points fail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FailurePolicy {
    /// When one of them does.
    pub on_error: OnError,
    /// The run fails if more than this part of all its points does; 1: never.
    pub max_fraction: f64,
}

/// Any number of points may fail.
impl From<OnError> for FailurePolicy {
    fn from(on_error: OnError) -> FailurePolicy {
        FailurePolicy { on_error, max_fraction: 1.0 }
    }
}

impl FailurePolicy {
    /// An error if more of `n_points` points have failed than may. A run looks as it goes, for what has failed stays failed.
    pub fn check(self, ledger: &Ledger, n_points: u64) -> Result<(), MethodError> {
        self.check_count(ledger.n_failed, n_points, || ledger.first().map(str::to_owned))
    }

    /// The same of a number of failed points; `first` is what was said of one of them.
    pub(super) fn check_count(
        self,
        n_failed: u64,
        n_points: u64,
        first: impl Fn() -> Option<String>,
    ) -> Result<(), MethodError> {
        let max_fraction = self.max_fraction;
        if max_fraction >= 1.0 || n_failed as f64 / n_points.max(1) as f64 <= max_fraction {
            return Ok(());
        }
        Err(MethodError::TooManyFailed { n_failed, n_points, max_fraction, first: first() })
    }

    /// The message of a point or draw (`what`) that is rejected, or the error that ends the run.
    pub(super) fn judge(
        self,
        error: EvalError,
        (what, index): (&'static str, u64),
        at: impl Fn() -> String,
    ) -> Result<String, MethodError> {
        match (error, self.on_error) {
            (EvalError::Rejected(message), OnError::Reject) => Ok(message),
            (EvalError::Rejected(message), OnError::Stop) => {
                Err(MethodError::PointFailed { what, index, at: at(), message })
            }
            (EvalError::Fatal(message), _) => Err(MethodError::Fatal { at: at(), message }),
        }
    }
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or(String::new(), |nearest| format!("; did you mean `{nearest}`?"))
}

fn shape(dims: &[usize]) -> String {
    format!("[{}]", join(dims.iter().copied()))
}

fn shape_of(dims: &[usize]) -> String {
    if dims.is_empty() { "no dimensions (one number)".into() } else { format!("the shape {}", shape(dims)) }
}

fn elements(base: &str, dims: &[usize]) -> String {
    if dims.is_empty() {
        return "is one number and has no elements".into();
    }
    let first = first_element(base, dims);
    let last = format!("{base}[{}]", join(dims.iter().copied()));
    format!("has the shape {}, so its elements are from {first} to {last}", shape(dims))
}

fn value_for(dims: &[usize]) -> String {
    if dims.is_empty() { "a number".into() } else { format!("an array of shape {}", shape(dims)) }
}

fn first_element(name: &str, dims: &[usize]) -> String {
    format!("{name}[{}]", join(dims.iter().map(|_| 1)))
}

fn join(numbers: impl Iterator<Item = usize>) -> String {
    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(",")
}

fn large(number: Option<u128>) -> String {
    number.map_or("more than 2^128".into(), |number| number.to_string())
}

fn first_failure(n_failed: u64, first: Option<&str>) -> String {
    first.map_or(String::new(), |message| format!(" ({n_failed} of them failed, the first with: {message})"))
}
