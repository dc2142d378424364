//! Hamiltonian Monte Carlo with a few leapfrog steps, right or with one deliberate mistake.

use mcrun::math::elementary::exp;
use mcrun::math::erf::inv_phi;
use mcrun::methods::adapt::metric::MetricKind;
use mcrun::methods::chain::Method;
use mcrun::methods::chain::error::ChainError;
use mcrun::methods::chain::kernel::{Kernel, Report, State, Statistic, Target, Warmup};
use mcrun::stream::Stream;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Mistake {
    None,
    /// Proposals are accepted a little more often than they should be.
    Acceptance,
    /// The second half step of the momentum has the wrong sign.
    SecondKick,
    /// The momentum is 5 % too large.
    Momentum,
}

/// Coordinates are scaled by the standard deviations of the target, so that no adaptation is needed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Hamiltonian {
    pub mistake: Mistake,
}

const SCALES: [f64; 3] = [1.0, 10.0, 0.1];
const STEP_SIZE: f64 = 0.5;
const STEPS: usize = 5;

#[derive(Debug, Clone)]
pub struct Nothing(f64);

impl Report for Nothing {
    const STATISTICS: &'static [Statistic] = &[Statistic::float("lp")];

    fn write(&self, row: &mut Vec<f64>) {
        row.push(self.0);
    }
}

impl Kernel for Hamiltonian {
    type Report = Nothing;

    fn step(&self, target: &mut Target<'_>, state: State, stream: &mut Stream) -> Result<(State, Nothing), ChainError> {
        let inflation = if self.mistake == Mistake::Momentum { 1.05 } else { 1.0 };
        let momentum: Vec<f64> = SCALES.iter().map(|scale| inflation * inv_phi(stream.uniform()) / scale).collect();
        let second = if self.mistake == Mistake::SecondKick { -1.0 } else { 1.0 };
        let (mut p, mut here) = (momentum.clone(), state.clone());
        for _ in 0..STEPS {
            kick(&mut p, &here, 0.5 * STEP_SIZE);
            let moved = here.position.iter().zip(&p).zip(SCALES).map(|((x, p), s)| x + STEP_SIZE * p * s * s);
            here = target.state_with_gradient(moved.collect())?;
            kick(&mut p, &here, 0.5 * second * STEP_SIZE);
        }
        let log_ratio = (here.logp - kinetic(&p)) - (state.logp - kinetic(&momentum));
        let strength = if self.mistake == Mistake::Acceptance { 0.5 } else { 1.0 };
        let next = if stream.uniform() < exp(strength * log_ratio.min(0.0)) { here } else { state };
        let lp = next.logp;
        Ok((next, Nothing(lp)))
    }

    fn tuned(&self) -> &[f64] {
        &SCALES
    }
}

fn kick(momentum: &mut [f64], at: &State, size: f64) {
    momentum.iter_mut().zip(&at.grad).for_each(|(p, slope)| *p += size * slope);
}

fn kinetic(momentum: &[f64]) -> f64 {
    momentum.iter().zip(SCALES).map(|(p, s)| 0.5 * p * p * s * s).sum()
}

impl Warmup for Hamiltonian {
    type Kernel = Hamiltonian;

    fn kernel(&self) -> &Hamiltonian {
        self
    }

    fn learn(self, _: &mut Target<'_>, _: &State, _: &Nothing, _: &mut Stream) -> Result<Hamiltonian, ChainError> {
        Ok(self)
    }

    fn finish(self) -> Hamiltonian {
        self
    }
}

impl Method for Hamiltonian {
    type Warmup = Hamiltonian;
    const NEEDS_GRADIENT: bool = true;
    const TUNED: &'static str = "scales";

    fn metric(&self) -> MetricKind {
        MetricKind::Diag
    }

    fn begin(&self, _: &mut Target<'_>, _: &State, _: &mut Stream) -> Result<Hamiltonian, ChainError> {
        Ok(self.clone())
    }
}
