//! The least, the greatest and the mean of many numbers.

use serde::{Deserialize, Serialize};

use super::simd::{Isa, Kernel, LANES, dispatch};

/// Fewer numbers than this are looked at one by one.
const FEW: usize = 2 * LANES;

/// What is known of the numbers seen so far; NaN is a missing number.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Extremes {
    /// The least; `∞` if there is none.
    pub min: f64,
    /// The greatest; `-∞` if there is none.
    pub max: f64,
    /// The sum.
    pub sum: f64,
    /// How many are not missing.
    pub n: u64,
}

impl Extremes {
    /// Of no numbers.
    pub const NONE: Extremes = Extremes { min: f64::INFINITY, max: f64::NEG_INFINITY, sum: 0.0, n: 0 };

    /// Of these numbers.
    pub fn of(values: &[f64]) -> Extremes {
        if values.len() < FEW {
            return values.iter().fold(Extremes::NONE, |all, &x| all.with(x));
        }
        let (packs, rest) = values.as_chunks();
        rest.iter().fold(dispatch(Packs(packs)), |all, &x| all.with(x))
    }

    /// Of those seen by either.
    pub fn and(self, other: Extremes) -> Extremes {
        let (min, max) = (self.min.min(other.min), self.max.max(other.max));
        Extremes { min, max, sum: self.sum + other.sum, n: self.n + other.n }
    }

    /// The mean; NaN if all are missing.
    pub fn mean(&self) -> f64 {
        self.sum / self.n as f64
    }

    fn with(self, x: f64) -> Extremes {
        if x.is_nan() { self } else { self.and(Extremes { min: x, max: x, sum: x, n: 1 }) }
    }
}

struct Packs<'a>(&'a [[f64; LANES]]);

impl Kernel for Packs<'_> {
    type Output = Extremes;

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) -> Extremes {
        let (mut min, mut max) = (isa.splat(f64::INFINITY), isa.splat(f64::NEG_INFINITY));
        let mut sum = isa.splat(0.0);
        let mut n = 0;
        for pack in self.0 {
            let x = isa.load(pack);
            let there = isa.eq(x, x);
            min = isa.select(isa.lt(x, min), x, min);
            max = isa.select(isa.lt(max, x), x, max);
            sum = isa.add(sum, isa.select(there, x, isa.splat(0.0)));
            n += u64::from(isa.bits(there).count_ones());
        }
        let mut lanes = [[0.0; LANES]; 3];
        isa.store(&mut lanes[0], min);
        isa.store(&mut lanes[1], max);
        isa.store(&mut lanes[2], sum);
        Extremes {
            min: lanes[0].into_iter().fold(f64::INFINITY, f64::min),
            max: lanes[1].into_iter().fold(f64::NEG_INFINITY, f64::max),
            sum: lanes[2].into_iter().sum(),
            n,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_numbers_are_left_out() {
        for len in 0..70 {
            let values: Vec<f64> =
                (0..len).map(|i| if i % 3 == 1 { f64::NAN } else { f64::from(i * 7 % 11) }).collect();
            let there: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
            let found = Extremes::of(&values);
            assert_eq!(found.n, there.len() as u64);
            assert_eq!(found.min, there.iter().copied().fold(f64::INFINITY, f64::min));
            assert_eq!(found.max, there.iter().copied().fold(f64::NEG_INFINITY, f64::max));
            // Sums of small integers are exact in any order.
            assert_eq!(found.sum, there.iter().sum::<f64>());
        }
        assert!(Extremes::of(&[f64::NAN; 40]).mean().is_nan());
    }

    #[test]
    fn parts_are_put_together() {
        let values: Vec<f64> = (0..100).map(|i| f64::from(i * 37 % 100)).collect();
        let parts = values.chunks(17).map(Extremes::of).fold(Extremes::NONE, Extremes::and);
        assert_eq!(parts, Extremes::of(&values));
        assert_eq!((parts.min, parts.max, parts.mean()), (0.0, 99.0, 49.5));
    }
}
