//! One chain, from its start to its last draw.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::density::{EvalError, OutputWriter};
use crate::draws::{Sink, SinkError};
use crate::methods::error::MethodError;
use crate::methods::ledger::Ledger;
use crate::methods::outputs::{width, write_rows};
use crate::methods::parts;
use crate::stream::{Purpose, Stream, StreamId};
use crate::workers::Workers;

use super::error::ChainError;
use super::kernel::{Kernel, Refusal, Report, State, Target, Warmup};
use super::layout::{Places, SAMPLING, WARMUP};
use super::{ChainPlan, KernelOf, Method, Replayed, ReportOf, WarmupOf};

/// So many numbers are kept before they are written.
const NUMBERS_KEPT: usize = 1 << 15;
/// Progress is told after so many iterations of a chain.
const ITERATIONS_TOLD: usize = 16;

/// What all chains of a run are given.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub plan: &'a ChainPlan,
    pub seed: u64,
    pub workers: &'a Workers,
    pub sink: &'a dyn Sink,
    pub progress: &'a (dyn Fn(u64) + Sync),
    pub tally: &'a Tally,
}

/// What all chains of a run have done together.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Iterations that are complete.
    done: AtomicU64,
    /// Points that were refused, and what was said of one of them.
    n_failed: AtomicU64,
    first_failure: OnceLock<String>,
}

impl Tally {
    /// Counts more iterations; returns how many there are.
    fn count(&self, iterations: usize) -> u64 {
        let iterations = iterations as u64;
        iterations + self.done.fetch_add(iterations, Ordering::Relaxed)
    }

    /// Counts more points that were refused.
    fn count_failed(&self, n_failed: u64, message: &str) {
        self.first_failure.get_or_init(|| message.to_owned());
        // Whoever sees the number sees what was said.
        self.n_failed.fetch_add(n_failed, Ordering::Release);
    }

    /// An error if there are more of these than may be.
    fn check(&self, plan: &ChainPlan) -> Result<(), MethodError> {
        let n_failed = self.n_failed.load(Ordering::Acquire);
        plan.policy.check_count(n_failed, plan.n_iterations(), || self.first_failure.get().cloned())
    }
}

/// What a chain is doing: warming up, or drawing with the kernel that warmup has made.
#[derive(Serialize, Deserialize)]
enum Stage<W, K> {
    Warming(W),
    Drawing(K),
}

type StageOf<M> = Stage<WarmupOf<M>, KernelOf<M>>;

/// All that a chain needs to go on: iterations that are complete, draws that are written, state, stage, ledgers.
type Kept<M> = (usize, usize, State, StageOf<M>, Ledger, Ledger);

/// How many points were refused in a chain that has kept this.
pub(super) fn n_failed<M: Method>(kept: &[u8]) -> Result<u64, SinkError> {
    let (_, _, _, _, ledger, _): Kept<M> = parts::unpack(kept)?;
    Ok(ledger.n_failed)
}

/// A chain under way.
pub(super) struct Chain<'a> {
    context: Context<'a>,
    index: usize,
    target: Target<'a>,
    writer: Box<dyn OutputWriter + 'a>,
    /// Iterations that are complete.
    iteration: usize,
    ledger: Ledger,
    failed_draws: Ledger,
    /// Draws that are not written yet: outputs and statistics.
    rows: Vec<f64>,
    statistics: Vec<f64>,
    /// Draws of this phase that are.
    n_written: usize,
    /// What is kept of one iteration, if it is done again to be looked at.
    watched: Option<Watched>,
}

/// An iteration, and the points that were refused in it.
struct Watched {
    iteration: usize,
    refused: Vec<Refusal>,
}

impl<'a> Chain<'a> {
    pub fn new(
        context: Context<'a>,
        index: usize,
        target: Target<'a>,
        writer: Box<dyn OutputWriter + 'a>,
    ) -> Chain<'a> {
        Chain {
            context,
            index,
            target,
            writer,
            iteration: 0,
            ledger: Ledger::default(),
            failed_draws: Ledger::default(),
            rows: Vec::new(),
            statistics: Vec::new(),
            n_written: 0,
            watched: None,
        }
    }

    /// Runs it, from its start or from where it was kept; returns the points and the draws that failed, by iteration.
    pub fn run<M: Method>(mut self, method: &M, kept: Option<&[u8]>) -> Result<(Ledger, Ledger), MethodError> {
        let lengths = self.context.plan.lengths;
        let (mut state, mut stage) = match kept {
            Some(kept) => self.take_up::<M>(kept)?,
            None => self.begin(method)?,
        };
        let mut round = self.context.sink.round();
        loop {
            stage = match stage {
                Stage::Warming(warmup) if self.iteration < lengths.warmup => {
                    let (next, warmup, report) = self.warm::<M>(warmup, state)?;
                    state = next;
                    if lengths.save_warmup && self.iteration.is_multiple_of(lengths.thin) {
                        self.keep::<M>(&state, &report, WARMUP)?;
                    }
                    Stage::Warming(warmup)
                }
                Stage::Warming(warmup) => {
                    self.write(WARMUP)?;
                    self.n_written = 0;
                    Stage::Drawing(warmup.finish())
                }
                Stage::Drawing(kernel) if self.iteration < lengths.iterations() => {
                    let (next, report) = self.step(&kernel, state)?;
                    state = next;
                    if (self.iteration - lengths.warmup).is_multiple_of(lengths.thin) {
                        self.keep::<M>(&state, &report, SAMPLING)?;
                    }
                    Stage::Drawing(kernel)
                }
                Stage::Drawing(kernel) => {
                    self.write_tuned::<M>(&kernel)?;
                    self.put_down::<M>(&state, &Stage::Drawing(kernel))?;
                    return Ok((self.ledger, self.failed_draws));
                }
            };
            let stopped = self.context.workers.stopped();
            let checked = self.context.tally.check(self.context.plan);
            if stopped || checked.is_err() || round != self.context.sink.round() {
                round = self.context.sink.round();
                self.put_down::<M>(&state, &stage)?;
            }
            checked?;
            if stopped {
                return Err(MethodError::Stopped);
            }
        }
    }

    /// One iteration of warmup, and what is learnt from it.
    fn warm<M: Method>(
        &mut self,
        warmup: WarmupOf<M>,
        state: State,
    ) -> Result<(State, WarmupOf<M>, ReportOf<M>), MethodError> {
        let (state, report) = self.step(warmup.kernel(), state)?;
        let mut stream = self.id(Purpose::StepSize).rng();
        let learned = warmup.learn(&mut self.target, &state, &report, &mut stream);
        Ok((state, self.checked(learned, &stream)?, report))
    }

    /// Runs it again from its start through the iteration `wanted`, counted from 0, and tells of that.
    pub fn replay<M: Method>(mut self, method: &M, wanted: usize) -> Result<Replayed, MethodError> {
        let warmup_ends = self.context.plan.lengths.warmup;
        self.watched = Some(Watched { iteration: wanted, refused: Vec::new() });
        self.walk(method, |chain, before, after, report| {
            if chain.iteration <= wanted {
                return None;
            }
            let mut row = Vec::new();
            report.write(&mut row);
            let statistics = ReportOf::<M>::STATISTICS.iter().map(|statistic| statistic.name).zip(row).collect();
            let refused = chain.watched.take().map(|watched| watched.refused).unwrap_or_default();
            let (before, after) = (before.clone(), after.clone());
            Some(Replayed { before, after, statistics, refused, is_warmup: wanted < warmup_ends })
        })
    }

    /// Runs it from its start and writes nothing. `visit` is shown each iteration, the state before it, the one after it and
    /// the report; the chain ends when it has something to say.
    pub fn walk<M: Method, T>(
        &mut self,
        method: &M,
        mut visit: impl FnMut(&mut Self, &State, &State, &ReportOf<M>) -> Option<T>,
    ) -> Result<T, MethodError> {
        let warmup_ends = self.context.plan.lengths.warmup;
        let (mut state, mut stage) = self.begin(method)?;
        loop {
            let before = state.clone();
            let (next, next_stage, report) = match stage {
                Stage::Warming(warmup) if self.iteration < warmup_ends => {
                    let (next, warmup, report) = self.warm::<M>(warmup, state)?;
                    (next, Stage::Warming(warmup), report)
                }
                Stage::Warming(warmup) => {
                    stage = Stage::Drawing(warmup.finish());
                    continue;
                }
                Stage::Drawing(kernel) => {
                    let (next, report) = self.step(&kernel, state)?;
                    (next, Stage::Drawing(kernel), report)
                }
            };
            (state, stage) = (next, next_stage);
            if let Some(found) = visit(self, &before, &state, &report) {
                return Ok(found);
            }
        }
    }

    fn begin<M: Method>(&mut self, method: &M) -> Result<(State, StageOf<M>), MethodError> {
        let id = self.id(Purpose::Start);
        let start = self.context.plan.start.state(&mut self.target, M::NEEDS_GRADIENT, id);
        let state = self.settle(start)?;
        let mut stream = self.id(Purpose::StepSize).rng();
        let warmup = method.begin(&mut self.target, &state, &mut stream);
        Ok((state, Stage::Warming(self.checked(warmup, &stream)?)))
    }

    /// Gives the sink all that the chain needs to go on from here.
    fn put_down<M: Method>(&mut self, state: &State, stage: &StageOf<M>) -> Result<(), MethodError> {
        self.write(if matches!(stage, Stage::Warming(_)) { WARMUP } else { SAMPLING })?;
        let all = (self.iteration, self.n_written, state, stage, &self.ledger, &self.failed_draws);
        let part = self.context.plan.phase().part(self.index as u64);
        Ok(self.context.sink.keep(part, parts::pack(&all)?)?)
    }

    fn take_up<M: Method>(&mut self, kept: &[u8]) -> Result<(State, StageOf<M>), MethodError> {
        let kept: Kept<M> = parts::unpack(kept)?;
        let (state, stage);
        (self.iteration, self.n_written, state, stage, self.ledger, self.failed_draws) = kept;
        let Context { tally, progress, .. } = self.context;
        if let Some(first) = self.ledger.first() {
            tally.count_failed(self.ledger.n_failed, first);
        }
        progress(tally.count(self.iteration));
        Ok((state, stage))
    }

    /// One iteration; afterwards the stream of that number is used up.
    fn step<K: Kernel>(&mut self, kernel: &K, state: State) -> Result<(State, K::Report), MethodError> {
        let mut stream = self.id(Purpose::Transition).rng();
        let stepped = kernel.step(&mut self.target, state, &mut stream);
        let stepped = self.checked(stepped, &stream)?;
        self.iteration += 1;
        let done = self.context.tally.count(1);
        if self.iteration.is_multiple_of(ITERATIONS_TOLD) {
            (self.context.progress)(done);
        }
        Ok(stepped)
    }

    fn id(&self, purpose: Purpose) -> StreamId {
        // Both fit: the plan has checked the one, the settings' range the other.
        let (chain, iteration) = (self.index as u16, self.iteration as u32);
        StreamId { seed: self.context.seed, purpose, chain, task: 0, iteration }
    }

    /// Counts the points that were refused on the way to a result, and gives the result a chain that it is of.
    fn settle<T>(&mut self, result: Result<T, ChainError>) -> Result<T, MethodError> {
        let Context { plan, tally, .. } = self.context;
        let refusals = std::mem::take(&mut self.target.refusals);
        if let Some(watched) = self.watched.as_mut().filter(|watched| watched.iteration == self.iteration) {
            watched.refused.extend(refusals.iter().cloned());
        }
        for Refusal { message, position } in refusals {
            let at = ("iteration", self.number(self.iteration));
            let message = plan.policy.judge(EvalError::Rejected(message), at, || self.place(self.iteration))?;
            tally.count_failed(1, &message);
            self.ledger.enter_at(self.iteration as u64, message, position);
        }
        result.map_err(|error| match error {
            ChainError::Fatal(message) => MethodError::Fatal { at: self.place(self.iteration), message },
            error => MethodError::Chain { chain: self.index + 1, error },
        })
    }

    fn checked<T>(&mut self, result: Result<T, ChainError>, stream: &Stream) -> Result<T, MethodError> {
        let settled = self.settle(result)?;
        stream.check()?;
        Ok(settled)
    }

    /// The number of an iteration, counted on from chain to chain.
    fn number(&self, iteration: usize) -> u64 {
        self.index as u64 * self.context.plan.lengths.iterations() as u64 + iteration as u64
    }

    fn place(&self, iteration: usize) -> String {
        format!("chain {}, iteration {}", self.index + 1, iteration + 1)
    }

    /// Keeps the state as a draw.
    fn keep<M: Method>(&mut self, state: &State, report: &ReportOf<M>, places: Places) -> Result<(), MethodError> {
        let width = width(&self.context.plan.outputs);
        let start = self.rows.len();
        self.rows.resize(start + width, f64::NAN);
        let id = self.id(Purpose::GeneratedQuantities);
        if let Err(error) = self.writer.write(&state.position, id, &mut self.rows[start..]) {
            // The iteration that the draw comes from is complete.
            let iteration = self.iteration - 1;
            let index = self.number(iteration);
            let message = self.context.plan.policy.judge(error, ("iteration", index), || self.place(iteration))?;
            self.failed_draws.enter(iteration as u64, message);
        }
        report.write(&mut self.statistics);
        if self.rows.len() + self.statistics.len() >= NUMBERS_KEPT { self.write(places) } else { Ok(()) }
    }

    /// Writes the draws that are not written yet.
    fn write(&mut self, places: Places) -> Result<(), MethodError> {
        if self.statistics.is_empty() {
            return Ok(());
        }
        let ChainPlan { lengths, outputs, statistics, .. } = self.context.plan;
        let n_draws = if places == SAMPLING { lengths.draws } else { lengths.warmup_draws() };
        let start = (self.index * n_draws + self.n_written) as u64;
        let sink = self.context.sink;
        if !self.rows.is_empty() {
            write_rows(sink, (places.draws, 0), outputs, start, &self.rows)?;
        }
        write_rows(sink, (places.statistics, 0), statistics, start, &self.statistics)?;
        self.n_written += self.statistics.len() / statistics.len();
        self.rows.clear();
        self.statistics.clear();
        Ok(())
    }

    /// Writes what warmup has found.
    fn write_tuned<M: Method>(&self, kernel: &KernelOf<M>) -> Result<(), MethodError> {
        let tuned = kernel.tuned();
        let array = (SAMPLING.statistics, self.context.plan.statistics.len());
        self.context.sink.write(array, (self.index * tuned.len()) as u64, tuned)?;
        Ok(())
    }
}
