//! Ctrl-C: the first one asks the run to stop, the second one ends the program at once.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::exit;

/// A flag that is raised by the first Ctrl-C, or when the system asks the program to end.
pub fn stop_flag() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: the first signal finds the flag down, does not end the program, and raises the flag.
        // Where signals cannot be caught they keep their usual effect, which is to end the program.
        let _ = flag::register_conditional_shutdown(signal, i32::from(exit::INTERRUPTED), stop.clone());
        let _ = flag::register(signal, stop.clone());
    }
    stop
}
