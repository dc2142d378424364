//! Markov chains side by side: what all methods of this kind share.
//!
//! A chain is a task: it warms up, then draws, one iteration after the other, and writes its draws as it goes. The
//! numbers of an iteration are found by its chain and its number, so a chain is the same alone and among others.

pub mod error;
pub mod init;
pub mod kernel;
mod layout;
mod one;

use crate::density::{LogDensity, Outputs};
use crate::draws::memory::MemorySink;
use crate::draws::parts::{Phase, Work};
use crate::draws::{Group, Sink, SinkError, Variable};
use crate::stream::Stream;
use crate::workers::{Ended, Workers};

use super::adapt::metric::MetricKind;
use super::error::{FailurePolicy, MethodError, SettingsError};
use super::ledger::Ledger;
use super::outputs::width;
use error::ChainError;
use init::Start;
use kernel::{Kernel, Refusal, Report, State, Target, Warmup};

/// The most chains.
pub const MAX_CHAINS: u64 = 1 << 16;
/// What a chain keeps beside vectors takes at most so many bytes.
const NUMBERS_OF_A_CHAIN: usize = 128;

/// How many chains and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Lengths {
    pub chains: usize,
    pub warmup: usize,
    /// Of each chain, that are kept.
    pub draws: usize,
    /// Every so many iterations one is kept.
    pub thin: usize,
    /// Whether draws of the warmup are kept too.
    pub save_warmup: bool,
}

impl Lengths {
    /// Draws of each chain's warmup that are kept.
    pub fn warmup_draws(self) -> usize {
        if self.save_warmup { self.warmup / self.thin } else { 0 }
    }

    /// Iterations of one chain.
    pub fn iterations(self) -> usize {
        self.warmup + self.draws * self.thin
    }
}

/// A method that makes chains.
pub trait Method: Sync {
    #[allow(missing_docs)]
    type Warmup: Warmup;
    /// Whether states need gradients.
    const NEEDS_GRADIENT: bool;
    /// The name of what [`Kernel::tuned`] returns.
    const TUNED: &'static str;

    /// What it learns of the covariance.
    fn metric(&self) -> MetricKind;

    /// The warmup of a chain that starts at `state`.
    fn begin(&self, target: &mut Target<'_>, state: &State, stream: &mut Stream) -> Result<Self::Warmup, ChainError>;
}

type WarmupOf<M> = <M as Method>::Warmup;
type KernelOf<M> = <WarmupOf<M> as Warmup>::Kernel;
type ReportOf<M> = <KernelOf<M> as Kernel>::Report;

/// Chains that fit their model.
#[derive(Debug, Clone)]
pub struct ChainPlan {
    lengths: Lengths,
    dim: usize,
    n_tuned: usize,
    start: Start,
    policy: FailurePolicy,
    outputs: Vec<Variable>,
    statistics: Vec<Variable>,
    groups: Vec<Group>,
}

/// What chains say besides their draws.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainSummary {
    /// Points that were refused, on the unconstrained scale, each with its iteration, counted on from chain to chain.
    pub ledger: Ledger,
    /// Draws whose outputs could not all be computed, counted in the same way; what is missing is NaN, integers
    /// [`MISSING_INT`](crate::draws::MISSING_INT).
    pub failed_draws: Ledger,
}

impl ChainPlan {
    /// Checks the lengths. Results of more than `max_bytes` are an error, found before any work.
    pub fn new<M: Method>(
        method: &M,
        lengths: Lengths,
        start: Start,
        policy: impl Into<FailurePolicy>,
        (density, outputs): (&dyn LogDensity, &dyn Outputs),
        max_bytes: u64,
    ) -> Result<ChainPlan, SettingsError> {
        let dim = density.dim();
        if dim == 0 {
            return Err(SettingsError::NoParameters);
        }
        let n_iterations = lengths.warmup as u128 + lengths.draws as u128 * lengths.thin as u128;
        if n_iterations >= 1 << 32 {
            return Err(SettingsError::TooManyIterations { n_iterations });
        }
        let outputs = outputs.outputs().to_vec();
        let statistics = ReportOf::<M>::STATISTICS;
        let per_draw = 8 * (width(&outputs) + statistics.len()) as u128;
        let dims = match method.metric() {
            MetricKind::Diag => vec![dim],
            MetricKind::Dense => vec![dim, dim],
        };
        let n_draws = lengths.chains as u64 * (lengths.draws + lengths.warmup_draws()) as u64;
        let tuned = 8 * lengths.chains as u128 * dims.iter().map(|n| *n as u128).product::<u128>();
        let bytes = u128::from(n_draws) * per_draw + tuned;
        if bytes > u128::from(max_bytes) {
            return Err(SettingsError::TooManyDraws { n_draws, bytes, limit: max_bytes });
        }
        let groups = layout::groups(lengths, &outputs, statistics, &layout::tuned(M::TUNED, dims));
        let n_tuned = method.metric().len(dim);
        Ok(ChainPlan {
            lengths,
            dim,
            n_tuned,
            start,
            policy: policy.into(),
            outputs,
            statistics: layout::variables(statistics),
            groups,
        })
    }

    /// About how many bytes a chain [keeps](Sink::keep) at its end, if no point was refused: two numbers for each coordinate and
    /// each element of the metric, and some others.
    pub fn n_kept_bytes(&self) -> usize {
        8 * (2 * self.dim + 2 * self.n_tuned) + NUMBERS_OF_A_CHAIN
    }

    /// How many chains and how long.
    pub fn lengths(&self) -> Lengths {
        self.lengths
    }

    /// Chains are parts of one phase.
    fn phase(&self) -> Phase {
        Phase { number: 0, n_parts: self.lengths.chains as u64, divided: true }
    }

    /// Iterations of all chains together.
    pub fn n_iterations(&self) -> u64 {
        self.lengths.chains as u64 * self.lengths.iterations() as u64
    }
}

/// The groups of the results, in the order in which [`run`] numbers them: `posterior` and `sample_stats`, then, where the
/// warmup is saved, `warmup_posterior` and `warmup_sample_stats`.
pub fn layout(plan: &ChainPlan) -> Vec<Group> {
    plan.groups.clone()
}

/// How many points chains have met that were refused, of chains that are not complete. `kept` is what they have
/// [kept](crate::draws::Sink::keep).
pub fn n_failed<'a, M: Method>(kept: impl IntoIterator<Item = &'a [u8]>) -> Result<u64, SinkError> {
    kept.into_iter().map(|state| one::n_failed::<M>(state)).sum()
}

/// Runs all chains and writes every array of [`layout`] to `sink`.
///
/// `density` and `outputs` are those that the plan was made for. `progress` is told how many iterations of all chains
/// are done, from time to time and at the end. A chain keeps a bounded number of draws in memory.
pub fn run<M: Method>(
    method: &M,
    plan: &ChainPlan,
    (density, outputs): (&dyn LogDensity, &dyn Outputs),
    seed: u64,
    workers: &Workers,
    sink: &dyn Sink,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<ChainSummary, MethodError> {
    let tally = one::Tally::default();
    let mut all_here = true;
    let mut summary = ChainSummary { ledger: Ledger::default(), failed_draws: Ledger::default() };
    let ended = workers.map(
        plan.lengths.chains,
        || (),
        |(), chain| {
            let kept = match sink.work(plan.phase(), chain as u64) {
                Work::Elsewhere => return Ok(None),
                Work::New => None,
                Work::Kept(state) => Some(state),
            };
            let target = Target::new(density.evaluator(), density.dim());
            let context = one::Context { plan, seed, workers, sink, progress, tally: &tally };
            one::Chain::new(context, chain, target, outputs.writer()).run(method, kept.as_deref()).map(Some)
        },
        |chain, ended| {
            let Some((ledger, failed_draws)) = ended else {
                all_here = false;
                return Ok(());
            };
            let first = (chain * plan.lengths.iterations()) as u64;
            summary.ledger.append(&mut ledger.counted_from(first));
            summary.failed_draws.append(&mut failed_draws.counted_from(first));
            plan.policy.check(&summary.ledger, plan.n_iterations())
        },
    )?;
    match ended {
        Ended::Stopped { .. } => Err(MethodError::Stopped),
        Ended::Complete if all_here => {
            progress(plan.n_iterations());
            Ok(summary)
        }
        Ended::Complete => Err(MethodError::PartDone),
    }
}

/// One iteration of a chain, done again.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// Where the chain was.
    pub before: State,
    /// Where it came to.
    pub after: State,
    /// What is said of the step, by name.
    pub statistics: Vec<(&'static str, f64)>,
    /// Points on the way that were refused.
    pub refused: Vec<Refusal>,
    /// Whether the iteration is one of warmup.
    pub is_warmup: bool,
}

/// Runs a chain again from its start through an iteration, both counted from 0, and tells of that one. Nothing is written.
pub fn replay<M: Method>(
    method: &M,
    plan: &ChainPlan,
    (density, outputs): (&dyn LogDensity, &dyn Outputs),
    seed: u64,
    workers: &Workers,
    (chain, iteration): (usize, usize),
) -> Result<Replayed, MethodError> {
    let sink = MemorySink::new(Vec::new());
    let tally = one::Tally::default();
    let context = one::Context { plan, seed, workers, sink: &sink, progress: &|_| (), tally: &tally };
    let target = Target::new(density.evaluator(), density.dim());
    one::Chain::new(context, chain, target, outputs.writer()).replay(method, iteration)
}

/// Runs a chain, counted from 0, from its start for as long as `goes_on`, which is shown the state after every iteration.
/// Nothing is written.
pub fn walk<M: Method>(
    method: &M,
    plan: &ChainPlan,
    (density, outputs): (&dyn LogDensity, &dyn Outputs),
    seed: u64,
    workers: &Workers,
    chain: usize,
    goes_on: &mut dyn FnMut(&State) -> bool,
) -> Result<(), MethodError> {
    let sink = MemorySink::new(Vec::new());
    let tally = one::Tally::default();
    let context = one::Context { plan, seed, workers, sink: &sink, progress: &|_| (), tally: &tally };
    let target = Target::new(density.evaluator(), density.dim());
    let mut chain = one::Chain::new(context, chain, target, outputs.writer());
    chain.walk(method, |_, _, state, _| if goes_on(state) { None } else { Some(()) })
}

#[cfg(test)]
mod tests;
