//! Random-walk Metropolis: steps that do not look at the gradient, with scale and covariance learned in warmup only.

use serde::{Deserialize, Serialize};

use crate::math::elementary::exp;
use crate::stream::Stream;

use super::adapt::covariance::Covariance;
use super::adapt::dual_averaging::DualAveraging;
use super::adapt::metric::{Metric, MetricKind};
use super::adapt::schedule::Schedule;
use super::chain::error::ChainError;
use super::chain::init::Init;
use super::chain::kernel::{Coin, Kernel, Report, State, Statistic, Target, Warmup};
use super::chain::{Lengths, Method};

/// The best scale for a normal posterior of many dimensions, times the root of their number.
///
/// Roberts, Gelman and Gilks (1997), "Weak convergence and optimal scaling of random walk Metropolis algorithms".
const BEST_SCALE: f64 = 2.38;

/// The settings of the method `metropolis`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct MetropolisSettings {
    /// How many chains.
    pub chains: usize,
    /// Iterations of each chain in which it adapts; they are not kept.
    pub warmup: usize,
    /// Draws that are kept of each chain.
    pub draws: usize,
    /// Every so many iterations one is kept.
    pub thin: usize,
    /// The mean acceptance probability that the scale of the steps is adapted to.
    pub target_accept: f64,
    /// What is learned of the covariance.
    pub metric: MetricKind,
    /// Where chains start.
    pub init: Init,
}

impl Default for MetropolisSettings {
    fn default() -> MetropolisSettings {
        MetropolisSettings {
            chains: 4,
            warmup: 10_000,
            draws: 10_000,
            thin: 1,
            target_accept: 0.234,
            metric: MetricKind::Dense,
            init: Init::default(),
        }
    }
}

impl MetropolisSettings {
    /// How many chains and how long.
    pub fn lengths(&self) -> Lengths {
        Lengths { chains: self.chains, warmup: self.warmup, draws: self.draws, thin: self.thin, save_warmup: false }
    }
}

/// A step to a normal random point around the present one, which is accepted or not.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MetropolisKernel {
    metric: Metric,
    scale: f64,
}

/// What a step reports.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct MetropolisReport {
    pub lp: f64,
    pub acceptance: f64,
    pub scale: f64,
    pub accepted: bool,
}

impl Kernel for MetropolisKernel {
    type Report = MetropolisReport;

    fn step(
        &self,
        target: &mut Target<'_>,
        state: State,
        stream: &mut Stream,
    ) -> Result<(State, MetropolisReport), ChainError> {
        let displacement = self.metric.displacement(stream);
        let proposal = state.position.iter().zip(&displacement).map(|(x, step)| x + self.scale * step).collect();
        let proposal = target.state(proposal)?;
        let (accepted, acceptance) = decide(proposal.logp - state.logp, stream);
        let state = if accepted { proposal } else { state };
        let report = MetropolisReport { lp: state.logp, acceptance, scale: self.scale, accepted };
        Ok((state, report))
    }

    fn tuned(&self) -> &[f64] {
        self.metric.covariance()
    }
}

/// Whether a proposal is accepted, and how probable that was; `log_ratio` is the log density there less the one here.
fn decide(log_ratio: f64, coin: &mut impl Coin) -> (bool, f64) {
    let acceptance = exp(log_ratio.min(0.0));
    (coin.heads(acceptance), acceptance)
}

impl Report for MetropolisReport {
    const STATISTICS: &'static [Statistic] = &[
        Statistic::float("lp"),
        Statistic::float("acceptance_rate"),
        Statistic::float("step_size"),
        Statistic::bool("accepted"),
    ];

    fn write(&self, row: &mut Vec<f64>) {
        row.extend([self.lp, self.acceptance, self.scale, f64::from(u8::from(self.accepted))]);
    }
}

/// The warmup of one chain: the scale by dual averaging, the covariance in windows as those of `nuts`.
#[derive(Debug, Serialize, Deserialize)]
pub struct MetropolisWarmup {
    kernel: MetropolisKernel,
    target_accept: f64,
    averaging: DualAveraging,
    schedule: Schedule,
    covariance: Covariance,
    iteration: usize,
}

impl Warmup for MetropolisWarmup {
    type Kernel = MetropolisKernel;

    fn kernel(&self) -> &MetropolisKernel {
        &self.kernel
    }

    fn learn(
        mut self,
        _: &mut Target<'_>,
        state: &State,
        report: &MetropolisReport,
        _: &mut Stream,
    ) -> Result<MetropolisWarmup, ChainError> {
        self.kernel.scale = self.averaging.learn(report.acceptance);
        if self.schedule.counts(self.iteration) {
            self.covariance.add(&state.position);
        }
        if self.schedule.closes(self.iteration) {
            let metric = self.covariance.metric().ok_or(ChainError::MetricOverflow)?;
            let scale = best_scale(state.position.len());
            self.covariance = self.covariance.restarted();
            self.averaging = DualAveraging::new(self.target_accept, scale);
            self.kernel = MetropolisKernel { metric, scale };
        }
        self.iteration += 1;
        Ok(self)
    }

    fn finish(self) -> MetropolisKernel {
        MetropolisKernel { scale: self.averaging.learned().unwrap_or(self.kernel.scale), ..self.kernel }
    }
}

impl Method for MetropolisSettings {
    type Warmup = MetropolisWarmup;
    const NEEDS_GRADIENT: bool = false;
    const TUNED: &'static str = "proposal_covariance";

    fn metric(&self) -> MetricKind {
        self.metric
    }

    fn begin(&self, _: &mut Target<'_>, state: &State, _: &mut Stream) -> Result<MetropolisWarmup, ChainError> {
        let dim = state.position.len();
        let scale = best_scale(dim);
        Ok(MetropolisWarmup {
            kernel: MetropolisKernel { metric: Metric::unit(self.metric, dim), scale },
            target_accept: self.target_accept,
            averaging: DualAveraging::new(self.target_accept, scale),
            schedule: Schedule::new(self.warmup),
            covariance: Covariance::new(self.metric, dim),
            iteration: 0,
        })
    }
}

fn best_scale(dim: usize) -> f64 {
    BEST_SCALE / (dim as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::elementary::ln;
    use crate::methods::chain::kernel::enumerate::distribution;

    const WEIGHTS: [f64; 5] = [0.4, 0.1, 0.05, 0.25, 0.2];

    /// The transition matrix of a walk on a ring of five states that proposes each neighbour with probability 1/2.
    fn matrix(log_ratio: fn(f64, f64) -> f64) -> Vec<Vec<f64>> {
        let row = |from: usize| {
            let mut row = vec![0.0; 5];
            let outcomes = distribution(
                |p| p,
                |coin| {
                    let to = (from + if coin.heads(0.5) { 1 } else { 4 }) % 5;
                    if decide(log_ratio(WEIGHTS[from], WEIGHTS[to]), coin).0 { to } else { from }
                },
            );
            outcomes.into_iter().for_each(|(to, probability)| row[to] += probability);
            row
        };
        (0..5).map(row).collect()
    }

    /// The largest difference of the flows between two states.
    fn imbalance(matrix: &[Vec<f64>]) -> f64 {
        let flow = |a: usize, b: usize| WEIGHTS[a] * matrix[a][b];
        let pairs = (0..5).flat_map(|a| (0..5).map(move |b| (a, b)));
        pairs.map(|(a, b)| (flow(a, b) - flow(b, a)).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn flows_between_states_are_balanced() {
        let matrix = matrix(|here, there| ln(there / here));
        assert!(imbalance(&matrix) < 1e-16, "{}", imbalance(&matrix));
        for (from, row) in matrix.iter().enumerate() {
            assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-15);
            let to = (from + 1) % 5;
            assert!((row[to] - 0.5 * (WEIGHTS[to] / WEIGHTS[from]).min(1.0)).abs() < 1e-15);
        }
    }

    #[test]
    fn a_wrong_ratio_is_out_of_balance() {
        assert!(imbalance(&matrix(|here, there| 0.99 * ln(there / here))) > 1e-5);
        assert!(imbalance(&matrix(|here, there| ln(here / there))) > 1e-2);
    }
}
