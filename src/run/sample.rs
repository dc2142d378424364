//! A sample of a run's work, done to see how long it takes: a run into nothing that is stopped soon.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::draws::parts::{Part, Phase, Work};
use crate::draws::{ArrayId, Group, Sink, SinkError};

/// At most so many parts are done, spread over all.
const PARTS: u64 = 32;
/// After so long no other part is begun.
const BUDGET: Duration = Duration::from_secs(2);

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
    /// How long was worked before, on what comes but once.
    pub seconds_before: f64,
    /// How many units were done of a part, and when; of parts that say so as they go.
    marks: Vec<(u64, f64)>,
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

    /// What was seen.
    pub fn seen(&self) -> Seen {
        self.lock().clone()
    }

    /// So many units are done.
    pub fn progress(&self, n: u64) {
        let mut seen = self.lock();
        let Some(elapsed) = seen.began.map(|began| began.elapsed()) else { return };
        seen.marks.push((n, elapsed.as_secs_f64()));
        if elapsed > BUDGET {
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
        let per_part = self.total as f64 / self.n_parts.max(1) as f64;
        let n = self.n_done as f64 * per_part;
        match self.marks.as_slice() {
            // The first half of what a chain has done says less of what comes.
            [.., (last, end)] if self.n_done == 0 => {
                let (first, start) = self.marks[self.marks.len() / 2];
                let (first, start) = if first < *last { (first, start) } else { (0, 0.0) };
                ((end - start) / (last - first) as f64, *last)
            }
            _ => (self.seconds / n, n.round() as u64),
        }
    }

    /// How long so many workers need that each have a core of their own.
    pub fn wall_time(&self, n_workers: usize) -> f64 {
        let rounds = self.n_parts.div_ceil(n_workers.max(1) as u64) as f64 / self.n_parts.max(1) as f64;
        self.seconds_before + self.per_unit().0 * self.total as f64 * rounds
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
        let wanted = if seen.unit == "iterations" { 1 } else { PARTS.min(phase.n_parts) };
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

    fn keep(&self, _: Part, _: Vec<u8>) -> Result<(), SinkError> {
        let mut seen = self.lock();
        // Parts of what comes but once are done before the number of the others is known.
        if seen.n_parts == 0 || self.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        seen.n_done += 1;
        seen.seconds = seen.began.map_or(0.0, |began| began.elapsed().as_secs_f64());
        if seen.seconds > BUDGET.as_secs_f64() || seen.n_done == PARTS.min(seen.n_parts) {
            self.stop.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}
