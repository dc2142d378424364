//! Something that is done now and then, beside the work.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Calls a function again and again, on a thread of its own, until it is dropped.
#[derive(Debug)]
pub struct Ticker {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    /// Calls `act` whenever so much time has passed. Where there is no thread to be had, it is never called.
    pub fn every(interval: Duration, act: impl Fn() + Send + 'static) -> Ticker {
        let (stop, stopped) = channel();
        let wait = move || {
            while stopped.recv_timeout(interval) == Err(RecvTimeoutError::Timeout) {
                act();
            }
        };
        let thread = std::thread::Builder::new().name("ticker".into()).spawn(wait).ok();
        Ticker { stop: Some(stop), thread }
    }
}

impl Drop for Ticker {
    /// Waits for a call that is under way.
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // A panic there has been reported there.
            let _ = thread.join();
        }
    }
}
