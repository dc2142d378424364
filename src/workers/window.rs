//! The tasks between the first that is not delivered and the last that may be started.

use std::any::Any;
use std::cell::Cell;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::Ended;

thread_local! {
    static IS_INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Marks the current thread as being part of a parallel map. Others may then be waiting for it, so it must not wait
/// for others.
pub(super) struct Inside;

impl Inside {
    /// Nothing, if it is part of a map already.
    pub(super) fn enter() -> Option<Inside> {
        (!IS_INSIDE.replace(true)).then(|| Inside)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        IS_INSIDE.set(false);
    }
}

/// Shared by the workers of one map.
pub(super) struct Window<'s, R, E> {
    size: usize,
    stop: &'s AtomicBool,
    progress: Mutex<Progress<R, E>>,
    /// Waited on by workers without a task and by the deliverer without a result.
    changed: Condvar,
}

struct Progress<R, E> {
    delivered: usize,
    started: usize,
    /// Tasks from here on are not started.
    limit: usize,
    /// The limit was lowered by the stop flag.
    stopped: bool,
    /// Outcomes of the tasks from `delivered` on, as far as they are there.
    outcomes: VecDeque<Option<Outcome<R, E>>>,
}

/// What became of a task: a result, or what it panicked with.
type Outcome<R, E> = Result<Result<R, E>, Box<dyn Any + Send>>;

/// What the deliverer does next.
pub(super) enum Next<R, E> {
    Deliver(usize, Result<R, E>),
    Run(usize),
    End(Ended),
}

/// Stops all workers when the deliverer leaves, however it leaves.
pub(super) struct CloseOnDrop<'w, 's, R, E>(&'w Window<'s, R, E>);

impl<'s, R, E> Window<'s, R, E> {
    /// For tasks 0 to `n_tasks`, of which at most `size` are started and not delivered.
    pub(super) fn new(n_tasks: usize, size: usize, stop: &'s AtomicBool) -> Self {
        let progress = Progress {
            delivered: 0,
            started: 0,
            limit: n_tasks,
            stopped: false,
            outcomes: VecDeque::with_capacity(size.min(n_tasks)),
        };
        Window { size, stop, progress: Mutex::new(progress), changed: Condvar::new() }
    }

    pub(super) fn close_on_drop(&self) -> CloseOnDrop<'_, 's, R, E> {
        CloseOnDrop(self)
    }

    /// The next task for a worker, waiting for room in the window; `None` when there are no more.
    pub(super) fn wait_for_task(&self) -> Option<usize> {
        let mut progress = self.lock();
        loop {
            let start = self.start(&mut progress);
            if start.is_some() || progress.started >= progress.limit {
                return start;
            }
            progress = self.changed.wait(progress).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// What the deliverer does next: a result in turn, else a task, else it waits. A panic of a task goes on here.
    pub(super) fn next(&self) -> Next<R, E> {
        let mut progress = self.lock();
        loop {
            if let Some(Some(_)) = progress.outcomes.front() {
                let (index, outcome) = progress.deliver();
                drop(progress);
                self.changed.notify_all();
                return Next::Deliver(index, outcome.unwrap_or_else(|panic| resume_unwind(panic)));
            }
            if let Some(index) = self.start(&mut progress) {
                return Next::Run(index);
            }
            if progress.delivered == progress.limit {
                let done = progress.delivered;
                return Next::End(if progress.stopped { Ended::Stopped { done } } else { Ended::Complete });
            }
            progress = self.changed.wait(progress).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Runs a started task and keeps what became of it.
    pub(super) fn run<S>(
        &self,
        index: usize,
        state: &mut Option<S>,
        scratch: &impl Fn() -> S,
        task: &impl Fn(&mut S, usize) -> Result<R, E>,
    ) {
        // A state that a panic left half changed is not used again: no later task is started.
        let outcome = catch_unwind(AssertUnwindSafe(|| task(state.get_or_insert_with(scratch), index)));
        let mut progress = self.lock();
        if !matches!(outcome, Ok(Ok(_))) {
            progress.limit = progress.limit.min(progress.started);
        }
        let place = index - progress.delivered;
        progress.outcomes[place] = Some(outcome);
        drop(progress);
        self.changed.notify_all();
    }

    fn start(&self, progress: &mut Progress<R, E>) -> Option<usize> {
        if progress.started < progress.limit && self.stop.load(Ordering::Relaxed) {
            progress.limit = progress.started;
            progress.stopped = true;
            self.changed.notify_all();
        }
        let is_open = progress.started < progress.limit && progress.outcomes.len() < self.size;
        is_open.then(|| {
            progress.outcomes.push_back(None);
            progress.started += 1;
            progress.started - 1
        })
    }

    fn lock(&self) -> MutexGuard<'_, Progress<R, E>> {
        // Nothing panics while it holds the lock.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R, E> Progress<R, E> {
    fn deliver(&mut self) -> (usize, Outcome<R, E>) {
        let outcome = self.outcomes.pop_front().flatten().expect("the caller has seen the first outcome");
        self.delivered += 1;
        (self.delivered - 1, outcome)
    }
}

impl<R, E> Drop for CloseOnDrop<'_, '_, R, E> {
    fn drop(&mut self) {
        let mut progress = self.0.lock();
        progress.limit = progress.limit.min(progress.started);
        drop(progress);
        self.0.changed.notify_all();
    }
}
