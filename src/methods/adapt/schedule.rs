//! When a warmup learns what: first the step size alone, then covariances in windows of growing length, at the end
//! again the step size alone.

use serde::{Deserialize, Serialize};

use std::ops::Range;

/// Iterations at the start, in which the chain finds the bulk of the posterior.
const FIRST: usize = 75;
/// Iterations of the first window; each later one is twice as long, and the last one takes what is left.
const WINDOW: usize = 25;
/// Iterations at the end.
const LAST: usize = 50;
/// A shorter warmup learns no covariance.
const SHORTEST: usize = 20;

/// The windows of a warmup, one after another.
///
/// Shorter warmups than 150 iterations have one window with 75 % of them, after 15 %. These are Stan's rules: Stan
/// reference manual, "Automatic parameter tuning".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    windows: Vec<Range<usize>>,
}

impl Schedule {
    /// For a warmup of so many iterations.
    pub fn new(n_warmup: usize) -> Schedule {
        if n_warmup < SHORTEST {
            return Schedule { windows: Vec::new() };
        }
        let is_short = n_warmup < FIRST + WINDOW + LAST;
        let (first, last) = if is_short { (n_warmup * 15 / 100, n_warmup / 10) } else { (FIRST, LAST) };
        let end = n_warmup - last;
        let mut length = if is_short { end - first } else { WINDOW };
        let mut windows = Vec::new();
        let mut start = first;
        while start < end {
            // A window after which the next one would not fit takes all that is left.
            let fits = start + length == end || start + 3 * length <= end;
            let stop = if fits || windows.is_empty() { start + length } else { end };
            windows.push(start..stop);
            start = stop;
            length *= 2;
        }
        Schedule { windows }
    }

    /// Whether the position after this iteration, counted from 0, counts for the covariance.
    pub fn counts(&self, iteration: usize) -> bool {
        self.windows.iter().any(|window| window.contains(&iteration))
    }

    /// Whether a window ends with this iteration.
    pub fn closes(&self, iteration: usize) -> bool {
        self.windows.iter().any(|window| window.end == iteration + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(n_warmup: usize, expected: &[(usize, usize)]) {
        let windows: Vec<_> = Schedule::new(n_warmup).windows.iter().map(|window| (window.start, window.end)).collect();
        assert_eq!(windows, expected, "{n_warmup}");
    }

    #[test]
    fn windows_double_and_the_last_one_takes_the_rest() {
        check(1000, &[(75, 100), (100, 150), (150, 250), (250, 450), (450, 950)]);
        check(500, &[(75, 100), (100, 150), (150, 250), (250, 450)]);
        check(300, &[(75, 100), (100, 150), (150, 250)]);
        check(299, &[(75, 100), (100, 249)]);
        check(160, &[(75, 100), (100, 110)]);
    }

    #[test]
    fn short_warmups_have_one_window() {
        check(150, &[(75, 100)]);
        check(149, &[(22, 135)]);
        check(100, &[(15, 90)]);
        check(20, &[(3, 18)]);
        check(19, &[]);
        check(0, &[]);
    }

    #[test]
    fn iterations_are_in_windows() {
        let schedule = Schedule::new(100);
        assert_eq!([14, 15, 89, 90].map(|i| schedule.counts(i)), [false, true, true, false]);
        assert_eq!([88, 89, 90].map(|i| schedule.closes(i)), [false, true, false]);
    }
}
