//! Work in parallel: a map over numbered tasks whose results come back in order. Only this module knows threads.

pub mod ticker;
mod window;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::{ThreadPool, ThreadPoolBuilder};

use window::{Inside, Next, Window};

/// How far tasks may run ahead of the delivery of their results, per worker.
const IN_FLIGHT: usize = 4;

/// A pool of workers. How many there are changes no result.
#[derive(Debug)]
pub struct Workers {
    /// The threads beside the calling one, if any.
    pool: Option<ThreadPool>,
    stop: Arc<AtomicBool>,
}

/// How a [`Workers::map`] without errors ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a map may have been stopped"]
pub enum Ended {
    /// All tasks are done.
    Complete,
    /// The stop flag was raised: the results of the tasks below `done` were delivered, no others.
    Stopped {
        /// How many were delivered.
        done: usize,
    },
}

/// How many workers the machine has cores for.
pub fn available() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Waits for something that another process is about to do.
pub fn pause(time: std::time::Duration) {
    std::thread::sleep(time);
}

impl Workers {
    /// A pool of `count` workers, at least 1 and at most 1024, or of as many as the system has threads for. One worker
    /// runs everything on the calling thread.
    pub fn new(count: usize) -> Workers {
        Workers::with_stop(count, Arc::default())
    }

    /// A pool that starts no more tasks once `stop` is true.
    pub fn with_stop(count: usize, stop: Arc<AtomicBool>) -> Workers {
        let mut helpers = count.clamp(1, 1024) - 1;
        while helpers > 0 {
            let name = |index| format!("worker-{index}");
            if let Ok(pool) = ThreadPoolBuilder::new().num_threads(helpers).thread_name(name).build() {
                return Workers { pool: Some(pool), stop };
            }
            helpers /= 2;
        }
        Workers { pool: None, stop }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        1 + self.pool.as_ref().map_or(0, ThreadPool::current_num_threads)
    }

    /// Whether the stop flag is raised: a task that takes long looks now and then and returns an error of its own.
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Runs the tasks 0 to `n_tasks` and hands their results to `sink`, in order and on the calling thread.
    ///
    /// Each worker makes itself a `scratch`, used by one task after the other; nothing in it may decide a result.
    /// Tasks run ahead of the sink by a bounded number, so memory is flat. The first error in task order, of task
    /// or sink, is returned, when the results of all tasks before it have been delivered; a panic is passed on in
    /// the same way. Tasks and sink may themselves map, each alone on its own thread.
    pub fn map<S, R: Send, E: Send>(
        &self,
        n_tasks: usize,
        scratch: impl Fn() -> S + Sync,
        task: impl Fn(&mut S, usize) -> Result<R, E> + Sync,
        sink: impl FnMut(usize, R) -> Result<(), E>,
    ) -> Result<Ended, E> {
        if let Some(pool) = &self.pool
            && let Some(_inside) = Inside::enter()
        {
            return self.map_in_parallel(pool, n_tasks, scratch, task, sink);
        }
        self.map_serially(n_tasks, scratch, task, sink)
    }

    fn map_serially<S, R, E>(
        &self,
        n_tasks: usize,
        scratch: impl Fn() -> S,
        task: impl Fn(&mut S, usize) -> Result<R, E>,
        mut sink: impl FnMut(usize, R) -> Result<(), E>,
    ) -> Result<Ended, E> {
        let mut state = None;
        for index in 0..n_tasks {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(Ended::Stopped { done: index });
            }
            let result = task(state.get_or_insert_with(&scratch), index)?;
            sink(index, result)?;
        }
        Ok(Ended::Complete)
    }

    fn map_in_parallel<S, R: Send, E: Send>(
        &self,
        pool: &ThreadPool,
        n_tasks: usize,
        scratch: impl Fn() -> S + Sync,
        task: impl Fn(&mut S, usize) -> Result<R, E> + Sync,
        mut sink: impl FnMut(usize, R) -> Result<(), E>,
    ) -> Result<Ended, E> {
        let window = Window::new(n_tasks, IN_FLIGHT * self.count(), &self.stop);
        pool.in_place_scope(|scope| {
            let _close = window.close_on_drop();
            for _ in 1..self.count().min(n_tasks) {
                scope.spawn(|_| {
                    let _inside = Inside::enter();
                    let mut state = None;
                    while let Some(index) = window.wait_for_task() {
                        window.run(index, &mut state, &scratch, &task);
                    }
                });
            }
            // The calling thread works too while it has nothing to deliver.
            let mut state = None;
            loop {
                match window.next() {
                    Next::Deliver(index, result) => sink(index, result?)?,
                    Next::Run(index) => window.run(index, &mut state, &scratch, &task),
                    Next::End(ended) => return Ok(ended),
                }
            }
        })
    }
}

#[cfg(test)]
mod tests;
