//! Variances and covariances of positions, one position after another.

use serde::{Deserialize, Serialize};

use super::metric::{Metric, MetricKind};

/// So many positions' worth of the unit metric times [`SMALL`] are mixed into an estimate.
const PRIOR_WEIGHT: f64 = 5.0;
const SMALL: f64 = 1e-3;

/// An estimator of the covariance that has seen `n` positions.
///
/// Welford (1962), "Note on a method for calculating corrected sums of squares and products".
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Covariance {
    kind: MetricKind,
    n: f64,
    mean: Vec<f64>,
    /// Sums of squares, or of products in row-major order, of the distances from the mean.
    sums: Vec<f64>,
}

impl Covariance {
    /// Of positions with `dim` coordinates: variances only, or all covariances.
    pub fn new(kind: MetricKind, dim: usize) -> Covariance {
        Covariance { kind, n: 0.0, mean: vec![0.0; dim], sums: vec![0.0; kind.len(dim)] }
    }

    /// One of the same kind that has seen nothing.
    pub fn restarted(&self) -> Covariance {
        Covariance::new(self.kind, self.mean.len())
    }

    /// Takes one more position into account.
    pub fn add(&mut self, position: &[f64]) {
        self.n += 1.0;
        let before: Vec<f64> = position.iter().zip(&self.mean).map(|(x, mean)| x - mean).collect();
        for (mean, distance) in self.mean.iter_mut().zip(&before) {
            *mean += distance / self.n;
        }
        let after: Vec<f64> = position.iter().zip(&self.mean).map(|(x, mean)| x - mean).collect();
        match self.kind {
            MetricKind::Diag => {
                for ((sum, a), b) in self.sums.iter_mut().zip(&after).zip(&before) {
                    *sum += a * b;
                }
            }
            MetricKind::Dense => {
                for (row, a) in self.sums.chunks_exact_mut(position.len()).zip(&after) {
                    row.iter_mut().zip(&before).for_each(|(sum, b)| *sum += a * b);
                }
            }
        }
    }

    /// The metric made from the estimate, which is drawn a little towards a small multiple of the unit metric, as Stan
    /// does. None if a number is not finite.
    pub fn metric(&self) -> Option<Metric> {
        let weight = self.n / (self.n + PRIOR_WEIGHT);
        let unit = SMALL * PRIOR_WEIGHT / (self.n + PRIOR_WEIGHT);
        let mut estimate: Vec<f64> = self.sums.iter().map(|sum| weight * sum / (self.n - 1.0)).collect();
        let stride = match self.kind {
            MetricKind::Diag => 1,
            MetricKind::Dense => self.mean.len() + 1,
        };
        estimate.iter_mut().step_by(stride).for_each(|variance| *variance += unit);
        Metric::new(self.kind, self.mean.len(), estimate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POSITIONS: [[f64; 2]; 4] = [[1.0, 2.0], [3.0, -1.0], [2.0, 2.0], [-2.0, 1.0]];

    fn estimate(kind: MetricKind) -> Vec<f64> {
        let mut covariance = Covariance::new(kind, 2);
        POSITIONS.iter().for_each(|position| covariance.add(position));
        covariance.metric().expect("finite numbers").covariance().to_vec()
    }

    fn check(found: &[f64], expected: &[f64]) {
        let close = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-15);
        assert!(close && found.len() == expected.len(), "{found:?} for {expected:?}");
    }

    #[test]
    fn estimates_are_sample_covariances_drawn_towards_little() {
        // Sums of squares 14 and 6, of products -3.
        let (weight, unit) = (4.0 / 9.0, 1e-3 * 5.0 / 9.0);
        let (a, b, c) = (weight * 14.0 / 3.0 + unit, weight * -3.0 / 3.0, weight * 6.0 / 3.0 + unit);
        check(&estimate(MetricKind::Diag), &[a, c]);
        check(&estimate(MetricKind::Dense), &[a, b, b, c]);
    }

    #[test]
    fn overflow_is_no_metric() {
        let mut covariance = Covariance::new(MetricKind::Dense, 1);
        covariance.add(&[1e200]);
        covariance.add(&[-1e200]);
        assert!(covariance.metric().is_none());
    }
}
