//! A sample of a run's work, done to see how long it takes: a run into nothing that is stopped soon. Of chains, whose parts are
//! long, short ones are looked at instead.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::draws::parts::{Part, Phase, Work};
use crate::draws::{ArrayId, Group, Sink, SinkError};
use crate::methods::chain::Lengths;
use crate::report::plan::WallTime;

use super::pace::Pace;

/// At most so many parts are done, spread over all.
const PARTS: u64 = 32;
/// After so long no other part is begun.
const BUDGET: Duration = Duration::from_secs(2);
/// A state has a name and a length beside its bytes.
const STATE: u64 = 8;
/// Bytes of the states of phases that are not in the sample.
const LATER_STATES: u64 = 1024;

/// Takes the place of the file of a run. It lets a few parts of the work be done, measures them, and keeps nothing.
#[derive(Debug)]
pub(super) struct Sampler {
    stop: Arc<AtomicBool>,
    seen: Mutex<Seen>,
}

/// What was seen of a run.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// The groups of its results.
    pub groups: Vec<Group>,
    /// What is counted, and how many there are.
    pub unit: String,
    pub total: u64,
    /// How many parts the work has that can be done side by side.
    pub n_parts: u64,
    /// Parts that were done.
    pub n_done: u64,
    /// Since when, and how long parts took.
    began: Option<Instant>,
    pub seconds: f64,
    /// The most bytes that a part has kept.
    largest_state: u64,
    /// Bytes that parts have kept which come but once.
    kept_before: u64,
    /// How long was worked before, on what comes but once.
    pub seconds_before: f64,
    /// What short chains have shown, where the work is chains, and the length of these.
    pub chains: Option<(Pace, Lengths)>,
}

impl Sampler {
    /// `stop` ends the run.
    pub fn new(stop: Arc<AtomicBool>) -> Sampler {
        Sampler { stop, seen: Mutex::default() }
    }

    /// What the run is about to do.
    pub fn expect(&self, groups: Vec<Group>, unit: &str, total: u64) {
        *self.lock() = Seen { groups, unit: unit.into(), total, began: Some(Instant::now()), ..Seen::default() };
    }

    /// The run is to make chains, each of which keeps so many bytes, and this is what short ones have shown.
    pub fn chains(&self, groups: Vec<Group>, (lengths, state): (Lengths, usize), pace: Pace) {
        let total = lengths.chains as u64 * lengths.iterations() as u64;
        self.expect(groups, "iterations", total);
        let mut seen = self.lock();
        (seen.n_parts, seen.largest_state) = (lengths.chains as u64, state as u64 + STATE);
        seen.chains = Some((pace, lengths));
    }

    /// What was seen.
    pub fn seen(&self) -> Seen {
        self.lock().clone()
    }

    /// Some of the work is done.
    pub fn progress(&self) {
        if self.lock().began.is_some_and(|began| began.elapsed() > BUDGET) {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    /// How long one unit takes one worker, in seconds, and of how many that is known.
    pub fn per_unit(&self) -> (f64, u64) {
        if let Some((pace, lengths)) = &self.chains {
            let n = lengths.iterations();
            return (pace.seconds(n)[0] / n as f64, pace.n_iterations);
        }
        let per_part = self.total as f64 / self.n_parts.max(1) as f64;
        let n = self.n_done as f64 * per_part;
        (self.seconds / n, n.round() as u64)
    }

    /// About how many bytes all parts keep, those among them that follow the divided phase.
    pub fn kept(&self) -> u64 {
        self.kept_before + self.n_parts * self.largest_state + LATER_STATES
    }

    /// How long so many workers need that each have a core of their own.
    pub fn wall_time(&self, n_workers: usize) -> WallTime {
        let rounds = self.n_parts.div_ceil(n_workers.max(1) as u64) as f64;
        let of_part = match &self.chains {
            Some((pace, lengths)) => pace.seconds(lengths.iterations()),
            None => [self.per_unit().0 * self.total as f64 / self.n_parts.max(1) as f64; 3],
        };
        let [seconds, least, most] = of_part.map(|seconds| self.seconds_before + seconds * rounds);
        WallTime { workers: n_workers as u64, seconds, least, most }
    }
}

impl Sink for Sampler {
    fn write(&self, _: ArrayId, _: u64, _: &[f64]) -> Result<(), SinkError> {
        Ok(())
    }

    fn write_ints(&self, _: ArrayId, _: u64, _: &[i64]) -> Result<(), SinkError> {
        Ok(())
    }

    fn read(&self, _: ArrayId, _: u64, values: &mut [f64]) -> Result<(), SinkError> {
        values.fill(0.0);
        Ok(())
    }

    fn work(&self, phase: Phase, index: u64) -> Work {
        if !phase.divided {
            return Work::New;
        }
        let mut seen = self.lock();
        seen.n_parts = phase.n_parts;
        // The first and the last are among them.
        let wanted = PARTS.min(phase.n_parts);
        let is_wanted = match wanted {
            1 => index == 0,
            _ => (0..wanted).any(|i| i * (phase.n_parts - 1) / (wanted - 1) == index),
        };
        if !is_wanted {
            return Work::Elsewhere;
        }
        if seen.n_done == 0
            && let Some(began) = seen.began.replace(Instant::now())
        {
            seen.seconds_before = began.elapsed().as_secs_f64();
        }
        Work::New
    }

    fn keep(&self, _: Part, state: Vec<u8>) -> Result<(), SinkError> {
        let mut seen = self.lock();
        let bytes = state.len() as u64 + STATE;
        // Parts of what comes but once are done before the number of the others is known.
        if seen.n_parts == 0 {
            seen.kept_before += bytes;
            return Ok(());
        }
        if self.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        seen.n_done += 1;
        seen.largest_state = seen.largest_state.max(bytes);
        seen.seconds = seen.began.map_or(0.0, |began| began.elapsed().as_secs_f64());
        if seen.seconds > BUDGET.as_secs_f64() || seen.n_done == PARTS.min(seen.n_parts) {
            self.stop.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}
