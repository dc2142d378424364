//! How fast chains go: single evaluations are timed, and how many of them an iteration takes is counted in short chains.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::density::{EvalError, Evaluator, LogDensity, Outputs};
use crate::methods::chain::{self, ChainPlan, Lengths, Method};
use crate::methods::error::MethodError;
use crate::workers::Workers;

/// A first chain shows how long others may be; it has the shortest warmup with windows of growing length.
const FIRST_WARMUP: usize = 150;
/// So long it may take.
const FIRST_BUDGET: Duration = Duration::from_millis(500);
/// At most so many chains are looked at, which together may take so long.
const CHAINS: usize = 4;
const BUDGET: Duration = Duration::from_millis(1200);
/// In each of them at most so many iterations after the warmup count.
const DRAWS: usize = 100;
/// Single evaluations are timed for so long, at most so many together.
const TIMED: Duration = Duration::from_millis(100);
const LARGEST_BATCH: u32 = 64;
/// What ends a chain that takes too long.
const TIME_IS_UP: &str = "time is up";

/// What short chains have shown. Evaluations are those of the density, with gradient where the method needs it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Pace {
    /// Whether evaluations are of gradients too, of which an iteration takes now more and now fewer.
    pub with_gradient: bool,
    /// How long one takes by itself, and how long with all that is done around it in a chain, in seconds.
    pub seconds_alone: f64,
    pub seconds_each: f64,
    /// How many an iteration takes after the warmup: the mean, and the least and the greatest mean of half a chain.
    pub per_iteration: f64,
    pub range: (f64, f64),
    /// How many the warmup of a short chain takes, and its length; nothing if it was cut.
    pub warmup: (f64, usize),
    /// How many chains were looked at, and the iterations of all.
    pub n_chains: u64,
    pub n_iterations: u64,
    /// Whether time was up before a warmup had ended.
    pub is_cut: bool,
}

/// Looks at short chains of a run with these lengths, whose seed and starts are those of the run. `shorter` makes a method with a warmup of so many
/// iterations, and its plan.
pub(super) fn of<M: Method>(
    shorter: &dyn Fn(usize) -> Result<(M, ChainPlan), MethodError>,
    (density, outputs): (&dyn LogDensity, &dyn Outputs),
    lengths: Lengths,
    seed: u64,
) -> Result<Pace, MethodError> {
    let Lengths { chains: n_chains, warmup: n_warmup, .. } = lengths;
    let n_draws = DRAWS.min(lengths.iterations() - n_warmup).max(1);
    let trace = |warmup: usize, chain: usize, until: Instant| {
        let timed = Timed { density, until, n: AtomicU64::new(0) };
        timed.walk(&shorter(warmup)?, outputs, (seed, chain), warmup + n_draws)
    };
    let first = trace(n_warmup.min(FIRST_WARMUP), 0, Instant::now() + FIRST_BUDGET)?;
    // So many others of that length can be afforded. Others come before longer ones, which have half of the time to be slower.
    let affordable = if first.is_complete() { BUDGET.as_secs_f64() / first.seconds } else { 0.0 };
    let n = n_chains.min(CHAINS).min(1 + affordable as usize);
    let length = 0.5 * first.counts.len() as f64 * affordable / n as f64;
    let warmup = n_warmup.min(FIRST_WARMUP.max(length as usize));
    let is_longer = warmup > first.n_warmup;
    let until = Instant::now() + BUDGET;
    let others = if is_longer { 0..n } else { 1..n };
    let mut traces: Vec<Trace> = others.map(|chain| trace(warmup, chain, until)).collect::<Result<_, _>>()?;
    traces.retain(Trace::is_complete);
    if !is_longer || traces.is_empty() {
        traces.push(first);
    }
    let alone = alone(density, &traces[0].last, M::NEEDS_GRADIENT);
    Ok(Pace { with_gradient: M::NEEDS_GRADIENT, ..pace(&traces, alone) })
}

impl Pace {
    /// How long a chain of so many iterations takes, in seconds: what is expected, the least, and the most.
    pub fn seconds(&self, n_iterations: usize) -> [f64; 3] {
        let (in_warmup, n) = self.warmup;
        let after = n_iterations.saturating_sub(n) as f64;
        [self.per_iteration, self.range.0, self.range.1].map(|each| self.seconds_each * (in_warmup + after * each))
    }
}

fn pace(traces: &[Trace], alone: Option<f64>) -> Pace {
    let sum = |of: fn(&Trace) -> f64| traces.iter().map(of).sum::<f64>();
    let n_evaluations = sum(|trace| trace.n_evaluations as f64);
    let seconds_each = sum(|trace| trace.seconds) / n_evaluations;
    let is_cut = !traces.iter().all(Trace::is_complete);
    let n_warmup = if is_cut { 0 } else { traces[0].n_warmup };
    let in_warmup: u64 = traces.iter().flat_map(|trace| &trace.counts[..n_warmup]).sum();
    let halves: Vec<f64> = traces.iter().flat_map(Trace::halves).collect();
    // Where no iteration has ended, one takes more than what was done.
    let per_iteration =
        if halves.is_empty() { n_evaluations } else { halves.iter().sum::<f64>() / halves.len() as f64 };
    Pace {
        seconds_alone: alone.unwrap_or(seconds_each),
        seconds_each,
        per_iteration,
        range: halves.iter().fold((per_iteration, per_iteration), |(low, high), x| (low.min(*x), high.max(*x))),
        warmup: (in_warmup as f64 / traces.len() as f64, n_warmup),
        n_chains: traces.len() as u64,
        n_iterations: traces.iter().map(|trace| trace.counts.len() as u64).sum(),
        is_cut,
        with_gradient: false,
    }
}

/// How long one evaluation takes by itself, in seconds: that of the fastest batch. `None` where the point has no value.
fn alone(density: &dyn LogDensity, x: &[f64], with_gradient: bool) -> Option<f64> {
    let mut evaluator = density.evaluator();
    let mut grad = vec![0.0; x.len()];
    let (mut n, mut least) = (1, f64::INFINITY);
    let began = Instant::now();
    while began.elapsed() < TIMED {
        let batch = Instant::now();
        for _ in 0..n {
            let value = if with_gradient { evaluator.logp_grad(x, &mut grad) } else { evaluator.logp(x) };
            std::hint::black_box(value).ok()?;
        }
        least = least.min(batch.elapsed().as_secs_f64() / f64::from(n));
        n = (2 * n).min(LARGEST_BATCH);
    }
    Some(least)
}

/// What a short chain has done.
struct Trace {
    /// The evaluations of each iteration; of the first one with those before it.
    counts: Vec<u64>,
    /// All of them, with those of an iteration that was not complete.
    n_evaluations: u64,
    seconds: f64,
    n_warmup: usize,
    /// Where it was at last.
    last: Vec<f64>,
}

impl Trace {
    /// Whether there are iterations after the warmup.
    fn is_complete(&self) -> bool {
        self.counts.len() > self.n_warmup
    }

    /// The mean counts of both halves of what is after the warmup; if it has not come to that, of the later half of what there is.
    fn halves(&self) -> Vec<f64> {
        let start = if self.is_complete() { self.n_warmup } else { self.counts.len() / 2 };
        let (one, other) = self.counts[start..].split_at((self.counts.len() - start) / 2);
        let mean = |counts: &[u64]| counts.iter().sum::<u64>() as f64 / counts.len() as f64;
        [one, other].into_iter().filter(|half| !half.is_empty()).map(mean).collect()
    }
}

/// A density that counts its evaluations, and has none any more when time is up.
struct Timed<'a> {
    density: &'a dyn LogDensity,
    until: Instant,
    n: AtomicU64,
}

impl Timed<'_> {
    /// A chain from its start, of so many iterations if there is time for them.
    fn walk<M: Method>(
        &self,
        (method, plan): &(M, ChainPlan),
        outputs: &dyn Outputs,
        (seed, chain): (u64, usize),
        n_iterations: usize,
    ) -> Result<Trace, MethodError> {
        let began = Instant::now();
        let n_evaluations = || self.n.load(Ordering::Relaxed);
        let (mut counts, mut counted, mut last) = (Vec::new(), 0, vec![0.0; self.dim()]);
        let workers = Workers::new(1);
        let ended = chain::walk(method, plan, (self, outputs), seed, &workers, chain, &mut |state| {
            counts.push(n_evaluations() - counted);
            counted = n_evaluations();
            last.copy_from_slice(&state.position);
            counts.len() < n_iterations
        });
        match ended {
            Err(MethodError::Fatal { message, .. }) if message == TIME_IS_UP => {}
            ended => ended?,
        }
        let seconds = began.elapsed().as_secs_f64();
        Ok(Trace { counts, n_evaluations: n_evaluations(), seconds, n_warmup: plan.lengths().warmup, last })
    }
}

impl LogDensity for Timed<'_> {
    fn dim(&self) -> usize {
        self.density.dim()
    }

    fn evaluator(&self) -> Box<dyn Evaluator + '_> {
        Box::new(TimedEvaluator { timed: self, evaluator: self.density.evaluator() })
    }
}

struct TimedEvaluator<'t> {
    timed: &'t Timed<'t>,
    evaluator: Box<dyn Evaluator + 't>,
}

impl TimedEvaluator<'_> {
    fn count(&self) -> Result<(), EvalError> {
        // There is one evaluation, however slow, to say something of.
        if self.timed.n.fetch_add(1, Ordering::Relaxed) > 0 && Instant::now() >= self.timed.until {
            self.timed.n.fetch_sub(1, Ordering::Relaxed);
            return Err(EvalError::Fatal(TIME_IS_UP.into()));
        }
        Ok(())
    }
}

impl Evaluator for TimedEvaluator<'_> {
    fn logp(&mut self, x: &[f64]) -> Result<f64, EvalError> {
        self.count()?;
        self.evaluator.logp(x)
    }

    fn logp_grad(&mut self, x: &[f64], grad: &mut [f64]) -> Result<f64, EvalError> {
        self.count()?;
        self.evaluator.logp_grad(x, grad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(counts: &[u64], n_warmup: usize, unfinished: u64) -> Trace {
        let n_evaluations = counts.iter().sum::<u64>() + unfinished;
        Trace {
            counts: counts.to_vec(),
            n_evaluations,
            seconds: 0.5 * n_evaluations as f64,
            n_warmup,
            last: Vec::new(),
        }
    }

    #[test]
    fn warmups_count_as_they_were_and_the_rest_as_what_came_after() {
        let found = pace(&[trace(&[90, 10, 6, 6, 2, 2], 2, 0), trace(&[50, 10, 9, 7, 8, 8], 2, 0)], Some(0.25));
        assert_eq!((found.seconds_alone, found.seconds_each), (0.25, 0.5));
        assert_eq!((found.per_iteration, found.range), (6.0, (2.0, 8.0)));
        assert_eq!((found.warmup, found.is_cut), ((80.0, 2), false));
        assert_eq!((found.n_chains, found.n_iterations), (2, 12));
        assert_eq!(found.seconds(12), [70.0, 50.0, 80.0]);
    }

    #[test]
    fn of_a_warmup_that_was_cut_the_later_half_counts() {
        let found = pace(&[trace(&[90, 70, 9, 9, 9, 7, 6, 8], 10, 5)], None);
        assert_eq!((found.per_iteration, found.range), (7.5, (7.0, 8.0)));
        assert_eq!((found.warmup, found.is_cut), ((0.0, 0), true));
        assert_eq!((found.seconds_alone, found.seconds(100)[0]), (0.5, 375.0));
    }

    #[test]
    fn an_iteration_that_did_not_end_takes_at_least_what_was_done() {
        let found = pace(&[trace(&[], 10, 40)], None);
        assert_eq!((found.per_iteration, found.range, found.n_iterations), (40.0, (40.0, 40.0), 0));
        assert_eq!(found.seconds(10), [200.0; 3]);
    }

    struct Flat;

    impl LogDensity for Flat {
        fn dim(&self) -> usize {
            1
        }

        fn evaluator(&self) -> Box<dyn Evaluator + '_> {
            Box::new(Flat)
        }
    }

    impl Evaluator for Flat {
        fn logp(&mut self, _: &[f64]) -> Result<f64, EvalError> {
            Ok(0.0)
        }

        fn logp_grad(&mut self, _: &[f64], grad: &mut [f64]) -> Result<f64, EvalError> {
            grad.fill(0.0);
            Ok(0.0)
        }
    }

    #[test]
    fn one_evaluation_is_done_even_if_there_is_no_time() {
        let timed = Timed { density: &Flat, until: Instant::now(), n: AtomicU64::new(0) };
        let mut evaluator = timed.evaluator();
        assert_eq!(evaluator.logp(&[0.0]), Ok(0.0));
        assert_eq!(evaluator.logp_grad(&[0.0], &mut [0.0]), Err(EvalError::Fatal(TIME_IS_UP.into())));
        assert_eq!(timed.n.load(Ordering::Relaxed), 1);
    }
}
