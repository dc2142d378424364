//! How evenly two workers share evaluations of 10 microseconds.

use std::hint::black_box;
use std::time::Instant;

use mcrun::workers::{Ended, Workers};

use crate::table::{in_turn, line};

/// What one evaluation takes, in seconds.
const EVALUATION: f64 = 10e-6;
const N_EVALUATIONS: usize = 20_000;
/// Evaluations in a task, as a grid of so many points is cut.
const TASK: usize = N_EVALUATIONS.div_ceil(512);

pub fn run() {
    let steps = calibrated();
    let [one, two] = in_turn(9, [&mut || evaluate(1, steps), &mut || evaluate(2, steps)]);
    line("20,000 evaluations of 10 us, two workers", two, (one.least, "one worker"), 0.53);
}

/// Steps of a calculation that no compiler shortens.
fn calculate(steps: usize) -> f64 {
    (0..steps).fold(black_box(0.5), |x, _| 3.7 * x * (1.0 - x))
}

/// How many of them make one evaluation.
fn calibrated() -> usize {
    let steps = 1_000_000;
    let once = || {
        let start = Instant::now();
        black_box(calculate(steps));
        start.elapsed().as_secs_f64()
    };
    let least = (0..9).map(|_| once()).fold(f64::INFINITY, f64::min);
    (EVALUATION / least * steps as f64) as usize
}

fn evaluate(n_workers: usize, steps: usize) {
    let mut sum = 0.0;
    let ended: Result<Ended, ()> = Workers::new(n_workers).map(
        N_EVALUATIONS / TASK,
        || (),
        |(), _| Ok((0..TASK).map(|_| calculate(steps)).sum::<f64>()),
        |_, part| {
            sum += part;
            Ok(())
        },
    );
    black_box((ended == Ok(Ended::Complete), sum));
}
