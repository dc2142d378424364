//! Work in parallel: a map over numbered tasks whose results come back in order. Only this module knows threads.

/// A pool of workers. How many there are changes no result.
#[derive(Debug)]
pub struct Workers {
    count: usize,
}

impl Workers {
    /// A pool of `count` workers, at least 1. One worker runs everything on the calling thread.
    pub fn new(count: usize) -> Workers {
        Workers { count: count.max(1) }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }
}
