//! Some of the tasks of a run, chosen at random.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::stream::{Purpose, Stream, StreamId};

/// Some tasks of the phase that can be divided.
#[derive(Debug)]
pub(super) struct Sample {
    seed: u64,
    wanted: u64,
    chosen: OnceLock<(BTreeSet<u64>, u64)>,
}

impl Sample {
    pub fn new(wanted: u64, seed: u64) -> Sample {
        Sample { seed, wanted, chosen: OnceLock::new() }
    }

    pub fn holds(&self, n_parts: u64, index: u64) -> bool {
        let choose = || {
            let purpose = Purpose::Verification;
            let mut stream = StreamId { seed: self.seed, purpose, chain: 0, task: 0, iteration: 0 }.rng();
            (choose(&mut stream, self.wanted, n_parts), n_parts)
        };
        self.chosen.get_or_init(choose).0.contains(&index)
    }

    pub fn count(&self) -> Option<(u64, u64)> {
        self.chosen.get().map(|(chosen, n_parts)| (chosen.len() as u64, *n_parts))
    }
}

/// So many different numbers below `n`, or all of them; every set is as likely.
///
/// Bentley and Floyd (1987), "Programming pearls: a sample of brilliance".
fn choose(stream: &mut Stream, wanted: u64, n: u64) -> BTreeSet<u64> {
    let mut chosen = BTreeSet::new();
    for last in n.saturating_sub(wanted)..n {
        let candidate = stream.below(last + 1);
        if !chosen.insert(candidate) {
            chosen.insert(last);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn stream(iteration: u32) -> Stream {
        StreamId { seed: 0, purpose: Purpose::Verification, chain: 0, task: 0, iteration }.rng()
    }

    #[test]
    fn a_sample_has_the_size_that_is_wanted() {
        for (wanted, n) in [(0, 5), (1, 1), (3, 5), (5, 5), (9, 5), (2, 0)] {
            let chosen = choose(&mut stream(0), wanted, n);
            assert_eq!(chosen.len() as u64, wanted.min(n));
            assert!(chosen.iter().all(|index| *index < n), "{chosen:?}");
        }
    }

    #[test]
    fn every_sample_of_two_of_four_comes_as_often() {
        let mut counts = BTreeMap::new();
        let n = 6000;
        for iteration in 0..n {
            *counts.entry(choose(&mut stream(iteration), 2, 4)).or_insert(0u32) += 1;
        }
        // Five standard deviations of a count.
        let expected = f64::from(n) / 6.0;
        assert_eq!(counts.len(), 6);
        assert!(
            counts.values().all(|count| (f64::from(*count) - expected).abs() < 5.0 * (expected * 5.0 / 6.0).sqrt())
        );
    }
}
