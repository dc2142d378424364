//! Times of ways to do the same work, and the lines they are printed in.

use std::time::Instant;

/// Seconds that repetitions of a work took.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    pub median: f64,
    pub least: f64,
}

impl Times {
    pub fn of(mut seconds: Vec<f64>) -> Times {
        seconds.sort_by(f64::total_cmp);
        Times { median: seconds[seconds.len() / 2], least: seconds[0] }
    }
}

/// Runs all ways in turn, again and again. Each is repeated within a round until that takes about a millisecond.
pub fn in_turn<const N: usize>(rounds: usize, mut ways: [&mut dyn FnMut(); N]) -> [Times; N] {
    let repeats: Vec<usize> = ways.iter_mut().map(|way| ((1e-3 / seconds(1, way).max(1e-9)) as usize).max(1)).collect();
    let mut all = vec![Vec::with_capacity(rounds); N];
    for _ in 0..rounds {
        for (way, (times, &repeats)) in ways.iter_mut().zip(all.iter_mut().zip(&repeats)) {
            times.push(seconds(repeats, way) / repeats as f64);
        }
    }
    std::array::from_fn(|k| Times::of(std::mem::take(&mut all[k])))
}

fn seconds(repeats: usize, way: &mut dyn FnMut()) -> f64 {
    let start = Instant::now();
    (0..repeats).for_each(|_| way());
    start.elapsed().as_secs_f64()
}

pub fn heading(name: &str) {
    println!("\n{name:<44}{:>11}{:>11}{:>12}{:>7}{:>8}  against", "median", "least", "reference", "ratio", "at most");
}

/// One line: what mcrun takes, what the reference takes, and the ratio that is the goal.
pub fn line(work: &str, ours: Times, (reference, name): (f64, &str), goal: f64) {
    let ratio = ours.least / reference;
    let verdict = if ratio <= goal { "" } else { "  MISSED" };
    println!(
        "{work:<44}{:>11}{:>11}{:>12}{ratio:>7.2}{goal:>8.2}  {name}{verdict}",
        time(ours.median),
        time(ours.least),
        time(reference)
    );
}

/// Seconds in a unit that suits them.
fn time(seconds: f64) -> String {
    match seconds {
        s if s < 1e-4 => format!("{:.3} us", s * 1e6),
        s if s < 1.0 => format!("{:.2} ms", s * 1e3),
        s => format!("{s:.3} s"),
    }
}
