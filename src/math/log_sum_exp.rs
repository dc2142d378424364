//! Sums of numbers that are known by their logarithms.

use serde::{Deserialize, Serialize};

use super::elementary::{exp, ln};

/// A sum of `exp(term)`, as large or small as it may be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LogSum {
    /// The largest term.
    max: f64,
    /// The sum of `exp(term - max)`.
    sum: f64,
}

impl LogSum {
    /// The sum of nothing.
    pub const EMPTY: LogSum = LogSum { max: f64::NEG_INFINITY, sum: 0.0 };

    /// The sum over `terms`, which may be `-∞` but not `∞` or NaN.
    pub fn of(terms: &[f64]) -> LogSum {
        let max = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if max == f64::NEG_INFINITY {
            return LogSum::EMPTY;
        }
        LogSum { max, sum: terms.iter().map(|term| exp(term - max)).sum() }
    }

    /// Both sums together.
    pub fn plus(self, other: LogSum) -> LogSum {
        let (large, small) = if self.max >= other.max { (self, other) } else { (other, self) };
        if small.max == f64::NEG_INFINITY {
            return large;
        }
        LogSum { max: large.max, sum: large.sum + small.sum * exp(small.max - large.max) }
    }

    /// Its logarithm; `-∞` for nothing.
    pub fn ln(self) -> f64 {
        if self.sum == 0.0 { f64::NEG_INFINITY } else { self.max + ln(self.sum) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_logarithms_neither_overflow_nor_lose_their_parts() {
        let check = |terms: &[f64], expected: f64| assert_eq!(LogSum::of(terms).ln(), expected, "{terms:?}");
        check(&[], f64::NEG_INFINITY);
        check(&[f64::NEG_INFINITY], f64::NEG_INFINITY);
        check(&[0.0], 0.0);
        check(&[5000.0, 5000.0], 5000.0 + ln(2.0));
        check(&[-5000.0, f64::NEG_INFINITY, -5000.0, -5000.0, -5000.0], -5000.0 + ln(4.0));
    }

    #[test]
    fn a_sum_of_parts_is_the_sum() {
        let check = |left: &[f64], right: &[f64]| {
            let whole = LogSum::of(&[left, right].concat()).ln();
            assert_eq!(LogSum::of(left).plus(LogSum::of(right)).ln(), whole, "{left:?} {right:?}");
        };
        check(&[0.0], &[]);
        check(&[], &[3.0]);
        check(&[], &[]);
        check(&[0.0, 0.0], &[0.0, 0.0]);
        check(&[800.0], &[-800.0]);
    }
}
