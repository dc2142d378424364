//! The No-U-Turn sampler: multinomial sampling from Hamiltonian trajectories that double until they turn back.

mod step_size;
mod trajectory;
mod tree;
mod warmup;

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::stream::Stream;

use super::adapt::metric::{Metric, MetricKind};
use super::chain::error::ChainError;
use super::chain::kernel::{Kernel, Report, State, Statistic, Target};
use super::chain::{Lengths, Method, init::Init};
use trajectory::{Phase, Trajectory};
use warmup::NutsWarmup;

/// The settings of the method `nuts`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct NutsSettings {
    /// How many chains.
    pub chains: usize,
    /// Iterations of each chain in which it adapts; they are not kept.
    pub warmup: usize,
    /// Draws that are kept of each chain.
    pub draws: usize,
    /// Every so many iterations one is kept.
    pub thin: usize,
    /// The mean acceptance probability that the step size is adapted to.
    pub target_accept: f64,
    /// A trajectory is doubled at most so often.
    pub max_treedepth: u32,
    /// What the metric learns.
    pub metric: MetricKind,
    /// Where chains start.
    pub init: Init,
}

impl Default for NutsSettings {
    fn default() -> NutsSettings {
        NutsSettings {
            chains: 4,
            warmup: 1000,
            draws: 1000,
            thin: 1,
            target_accept: 0.8,
            max_treedepth: 10,
            metric: MetricKind::Diag,
            init: Init::default(),
        }
    }
}

impl NutsSettings {
    /// How many chains and how long.
    pub fn lengths(&self) -> Lengths {
        Lengths { chains: self.chains, warmup: self.warmup, draws: self.draws, thin: self.thin, save_warmup: false }
    }
}

/// One transition of the sampler.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NutsKernel {
    metric: Metric,
    step_size: f64,
    max_depth: u32,
}

/// What a transition reports.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct NutsReport {
    pub lp: f64,
    pub acceptance: f64,
    pub step_size: f64,
    pub depth: u32,
    pub n_steps: u32,
    pub diverged: bool,
    pub energy: f64,
}

impl Kernel for NutsKernel {
    type Report = NutsReport;

    fn step(
        &self,
        target: &mut Target<'_>,
        state: State,
        stream: &mut Stream,
    ) -> Result<(State, NutsReport), ChainError> {
        let start = Phase::new(state, self.metric.momentum(stream), &self.metric);
        let (metric, step_size, energy) = (&self.metric, self.step_size, start.energy);
        let mut trajectory = Trajectory { target, metric, step_size, energy };
        let found = tree::transition(&mut trajectory, Rc::new(start), self.max_depth, stream)?;
        let report = NutsReport {
            lp: found.point.state.logp,
            acceptance: found.acceptance,
            step_size,
            depth: found.depth,
            n_steps: found.n_steps,
            diverged: found.diverged,
            energy: found.point.energy,
        };
        Ok((found.point.state.clone(), report))
    }

    fn tuned(&self) -> &[f64] {
        self.metric.covariance()
    }
}

impl Report for NutsReport {
    const STATISTICS: &'static [Statistic] = &[
        Statistic::float("lp"),
        Statistic::float("acceptance_rate"),
        Statistic::float("step_size"),
        Statistic::int("tree_depth"),
        Statistic::int("n_steps"),
        Statistic::bool("diverging"),
        Statistic::float("energy"),
    ];

    fn write(&self, row: &mut Vec<f64>) {
        let depth = f64::from(self.depth);
        let diverging = f64::from(u8::from(self.diverged));
        row.extend([self.lp, self.acceptance, self.step_size, depth, f64::from(self.n_steps), diverging, self.energy]);
    }
}

impl Method for NutsSettings {
    type Warmup = NutsWarmup;
    const NEEDS_GRADIENT: bool = true;
    const TUNED: &'static str = "inverse_metric";

    fn metric(&self) -> MetricKind {
        self.metric
    }

    fn begin(&self, target: &mut Target<'_>, state: &State, stream: &mut Stream) -> Result<NutsWarmup, ChainError> {
        NutsWarmup::begin(self, target, state, stream)
    }
}

#[cfg(test)]
mod tests;
