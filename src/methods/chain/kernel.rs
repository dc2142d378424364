//! What chains are made of: states, kernels, and warmups that make kernels.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::density::{EvalError, Evaluator};
use crate::draws::Element;
use crate::stream::Stream;

use super::error::ChainError;

/// Where a chain is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// On the unconstrained scale.
    pub position: Vec<f64>,
    /// The log density there.
    pub logp: f64,
    /// Its gradient; empty where the method needs none.
    pub grad: Vec<f64>,
}

/// A Markov kernel: it leaves the density that it is given as it is.
pub trait Kernel: Serialize + DeserializeOwned {
    /// What an observer wants to know of a step.
    type Report: Report;

    /// The next state of a chain. All that is random comes from `stream`.
    fn step(
        &self,
        target: &mut Target<'_>,
        state: State,
        stream: &mut Stream,
    ) -> Result<(State, Self::Report), ChainError>;

    /// The numbers that warmup has found beside the step size: the covariance in use.
    fn tuned(&self) -> &[f64];
}

/// A warmup in progress: it makes one kernel after another.
pub trait Warmup: Serialize + DeserializeOwned {
    #[allow(missing_docs)]
    type Kernel: Kernel;

    /// The kernel for the next iteration.
    fn kernel(&self) -> &Self::Kernel;

    /// Learns from an iteration that has led to `state`.
    fn learn(
        self,
        target: &mut Target<'_>,
        state: &State,
        report: &<Self::Kernel as Kernel>::Report,
        stream: &mut Stream,
    ) -> Result<Self, ChainError>;

    /// The kernel for all draws that are kept.
    fn finish(self) -> Self::Kernel;
}

/// The report of a step, as numbers for the result.
pub trait Report {
    /// What the numbers are.
    const STATISTICS: &'static [Statistic];

    /// Appends the numbers to `row`.
    fn write(&self, row: &mut Vec<f64>);
}

/// One number of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Statistic {
    pub name: &'static str,
    pub element: Element,
    /// 0 and 1 stand for false and true.
    pub is_bool: bool,
}

#[allow(missing_docs)]
impl Statistic {
    pub const fn float(name: &'static str) -> Statistic {
        Statistic { name, element: Element::Float, is_bool: false }
    }

    pub const fn int(name: &'static str) -> Statistic {
        Statistic { name, element: Element::Int, is_bool: false }
    }

    pub const fn bool(name: &'static str) -> Statistic {
        Statistic { name, element: Element::Int, is_bool: true }
    }
}

/// Evaluates the density for a chain. A point that the model refuses has density 0; what it said is kept for the ledger.
pub struct Target<'a> {
    evaluator: Box<dyn Evaluator + 'a>,
    dim: usize,
    /// Points that were refused, in order, since somebody took them.
    pub refusals: Vec<Refusal>,
}

/// A point that the model refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// What was said of it.
    pub message: String,
    /// On the unconstrained scale.
    pub position: Vec<f64>,
}

impl<'a> Target<'a> {
    /// A density of so many coordinates.
    pub fn new(evaluator: Box<dyn Evaluator + 'a>, dim: usize) -> Target<'a> {
        Target { evaluator, dim, refusals: Vec::new() }
    }

    /// Number of coordinates.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// The state at a position, without gradient.
    pub fn state(&mut self, position: Vec<f64>) -> Result<State, ChainError> {
        let value = if is_finite(&position) { self.evaluator.logp(&position) } else { Ok(f64::NEG_INFINITY) };
        let logp = self.judge(value, &position)?;
        Ok(State { position, logp, grad: Vec::new() })
    }

    /// The state at a position, with gradient; that is 0 where the density is.
    pub fn state_with_gradient(&mut self, position: Vec<f64>) -> Result<State, ChainError> {
        let mut grad = vec![0.0; self.dim];
        let finite = is_finite(&position);
        let value = if finite { self.evaluator.logp_grad(&position, &mut grad) } else { Ok(f64::NEG_INFINITY) };
        let logp = self.judge(value, &position)?;
        if logp == f64::NEG_INFINITY {
            grad.fill(0.0);
        }
        Ok(State { position, logp, grad })
    }

    fn judge(&mut self, value: Result<f64, EvalError>, position: &[f64]) -> Result<f64, ChainError> {
        let message = match value {
            Ok(value) if value < f64::INFINITY => return Ok(value),
            Ok(value) => format!("the log density is {value}"),
            Err(EvalError::Rejected(message)) => message,
            Err(EvalError::Fatal(message)) => return Err(ChainError::Fatal(message)),
        };
        self.refusals.push(Refusal { message, position: position.to_vec() });
        Ok(f64::NEG_INFINITY)
    }
}

fn is_finite(position: &[f64]) -> bool {
    position.iter().all(|x| x.is_finite())
}

/// What decides where chance does, so that a test can try all outcomes.
pub(in crate::methods) trait Coin {
    /// True with this probability.
    fn heads(&mut self, probability: f64) -> bool;
}

impl Coin for Stream {
    fn heads(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }
}

#[cfg(test)]
pub(in crate::methods) mod enumerate {
    //! All outcomes of what coins decide.

    use super::Coin;

    /// A coin that always shows heads.
    pub struct Heads;

    impl Coin for Heads {
        fn heads(&mut self, _: f64) -> bool {
            true
        }
    }

    /// A coin that follows a plan and, beyond it, shows heads whenever it can.
    pub struct Planned {
        bend: fn(f64) -> f64,
        shown: Vec<(bool, f64)>,
        planned: usize,
    }

    impl Coin for Planned {
        fn heads(&mut self, probability: f64) -> bool {
            let probability = (self.bend)(probability);
            assert!((0.0..=1.0 + 1e-15).contains(&probability), "{probability}");
            if self.planned < self.shown.len() {
                self.shown[self.planned].1 = probability;
            } else {
                self.shown.push((probability > 0.0, probability));
            }
            self.planned += 1;
            self.shown[self.planned - 1].0
        }
    }

    /// Every result of `trial` with its probability; results may occur more than once. `bend` changes probabilities.
    pub fn distribution<T>(bend: fn(f64) -> f64, mut trial: impl FnMut(&mut Planned) -> T) -> Vec<(T, f64)> {
        let mut results = Vec::new();
        let mut shown: Vec<(bool, f64)> = Vec::new();
        loop {
            let mut coin = Planned { bend, shown, planned: 0 };
            let result = trial(&mut coin);
            let side = |(heads, p): &(bool, f64)| if *heads { *p } else { 1.0 - p };
            results.push((result, coin.shown.iter().map(side).product()));
            shown = coin.shown;
            // The last heads that may be tails is turned; what comes after it is open again.
            while shown.pop_if(|(heads, p)| !*heads || *p >= 1.0).is_some() {}
            match shown.last_mut() {
                Some(last) => last.0 = false,
                None => return results,
            }
        }
    }
}
