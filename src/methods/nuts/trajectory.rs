//! Hamiltonian trajectories by leapfrog steps, and when they turn back.

use std::rc::Rc;

use crate::methods::adapt::metric::{Metric, dot};
use crate::methods::chain::error::ChainError;
use crate::methods::chain::kernel::{State, Target};

use super::tree::Line;

/// A point of phase space.
#[derive(Debug)]
pub(super) struct Phase {
    pub state: State,
    pub momentum: Vec<f64>,
    pub velocity: Vec<f64>,
    /// Kinetic and potential together; `∞` where the density is 0.
    pub energy: f64,
}

impl Phase {
    pub fn new(state: State, momentum: Vec<f64>, metric: &Metric) -> Phase {
        let velocity = metric.velocity(&momentum);
        let energy = 0.5 * dot(&momentum, &velocity) - state.logp;
        Phase { state, momentum, velocity, energy: if energy.is_nan() { f64::INFINITY } else { energy } }
    }

    /// The point after one leapfrog step of `step_size`, which is negative to go back in time.
    pub fn leapfrog(&self, target: &mut Target<'_>, metric: &Metric, step_size: f64) -> Result<Phase, ChainError> {
        let kick = |momentum: &[f64], grad: &[f64]| -> Vec<f64> {
            momentum.iter().zip(grad).map(|(p, slope)| p + 0.5 * step_size * slope).collect()
        };
        let halfway = kick(&self.momentum, &self.state.grad);
        let velocity = metric.velocity(&halfway);
        let position = self.state.position.iter().zip(&velocity).map(|(q, v)| q + step_size * v).collect();
        let state = target.state_with_gradient(position)?;
        let momentum = kick(&halfway, &state.grad);
        Ok(Phase::new(state, momentum, metric))
    }
}

/// The trajectory through a start.
pub(super) struct Trajectory<'a, 't> {
    pub target: &'a mut Target<'t>,
    pub metric: &'a Metric,
    pub step_size: f64,
    /// Of the start.
    pub energy: f64,
}

/// Neighbouring points: the first, the last, and the sum of all momenta.
pub(super) struct Stretch {
    first: Rc<Phase>,
    last: Rc<Phase>,
    sum: Vec<f64>,
}

impl Line for Trajectory<'_, '_> {
    type Point = Rc<Phase>;
    type Stretch = Stretch;
    type Error = ChainError;

    fn step(&mut self, from: &Rc<Phase>, forward: bool) -> Result<Rc<Phase>, ChainError> {
        let step_size = if forward { self.step_size } else { -self.step_size };
        from.leapfrog(self.target, self.metric, step_size).map(Rc::new)
    }

    fn log_weight(&self, point: &Rc<Phase>) -> f64 {
        self.energy - point.energy
    }

    fn stretch(&self, point: &Rc<Phase>) -> Stretch {
        Stretch { first: Rc::clone(point), last: Rc::clone(point), sum: point.momentum.clone() }
    }

    /// Turned are stretches whose ends do not both move along the sum of the momenta; so are those of which this is true
    /// with one half and the next point of the other half.
    ///
    /// Betancourt (2017), appendix A.4.2; the further checks as in Stan since 2.21.
    fn join(&self, earlier: Stretch, later: Stretch) -> Option<Stretch> {
        let goes_on = |first: &Phase, last: &Phase, sum: &[f64]| {
            dot(&first.velocity, sum) > 0.0 && dot(&last.velocity, sum) > 0.0
        };
        let sum = sum(&earlier.sum, &later.sum);
        let whole = goes_on(&earlier.first, &later.last, &sum);
        let across =
            |first: &Phase, last: &Phase, half: &[f64], next: &[f64]| goes_on(first, last, &self::sum(half, next));
        let goes_on = whole
            && across(&earlier.first, &later.first, &earlier.sum, &later.first.momentum)
            && across(&earlier.last, &later.last, &later.sum, &earlier.last.momentum);
        goes_on.then_some(Stretch { first: earlier.first, last: later.last, sum })
    }
}

fn sum(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| x + y).collect()
}
