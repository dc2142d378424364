//! The metric: which lengths count as one in which direction.

use serde::{Deserialize, Serialize};

use crate::math::erf::inv_phi;
use crate::math::linalg::cholesky::{cholesky, solve_lower_transposed};
use crate::stream::Stream;

/// What a metric knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MetricKind {
    /// A variance for each coordinate.
    #[default]
    Diag,
    /// All covariances.
    Dense,
}

impl MetricKind {
    /// How many numbers it has for so many coordinates.
    pub fn len(self, dim: usize) -> usize {
        match self {
            MetricKind::Diag => dim,
            MetricKind::Dense => dim * dim,
        }
    }
}

/// A covariance of positions with what can be made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    kind: MetricKind,
    dim: usize,
    covariance: Vec<f64>,
    /// Standard deviations, or the lower Cholesky factor of the covariance.
    root: Vec<f64>,
}

impl Metric {
    /// The metric in which all coordinates have variance 1 and are independent.
    pub fn unit(kind: MetricKind, dim: usize) -> Metric {
        let mut numbers = vec![0.0; kind.len(dim)];
        let stride = if kind == MetricKind::Diag { 1 } else { dim + 1 };
        numbers.iter_mut().step_by(stride).for_each(|variance| *variance = 1.0);
        Metric { kind, dim, root: numbers.clone(), covariance: numbers }
    }

    /// From variances, or from covariances in row-major order; none if they are not finite or not positive.
    pub fn new(kind: MetricKind, dim: usize, covariance: Vec<f64>) -> Option<Metric> {
        let root = match kind {
            MetricKind::Diag => {
                let is_variance = |x: &f64| *x > 0.0 && x.is_finite();
                covariance.iter().all(is_variance).then(|| covariance.iter().map(|x| x.sqrt()).collect())
            }
            MetricKind::Dense if covariance.iter().any(|x| !x.is_finite()) => None,
            MetricKind::Dense => cholesky(&covariance, dim),
        };
        root.map(|root| Metric { kind, dim, covariance, root })
    }

    /// Variances, or covariances in row-major order: of positions, so the inverse of a mass matrix.
    pub fn covariance(&self) -> &[f64] {
        &self.covariance
    }

    /// A momentum: normal, with the inverse of the covariance.
    pub fn momentum(&self, stream: &mut Stream) -> Vec<f64> {
        let normals = normals(self.dim, stream);
        match self.kind {
            MetricKind::Diag => normals.iter().zip(&self.root).map(|(z, sd)| z / sd).collect(),
            MetricKind::Dense => solve_lower_transposed(&self.root, &normals, self.dim, 1),
        }
    }

    /// The velocity that belongs to a momentum: the covariance times it.
    pub fn velocity(&self, momentum: &[f64]) -> Vec<f64> {
        match self.kind {
            MetricKind::Diag => momentum.iter().zip(&self.covariance).map(|(p, variance)| p * variance).collect(),
            MetricKind::Dense => self.covariance.chunks_exact(self.dim).map(|row| dot(row, momentum)).collect(),
        }
    }

    /// A step away from a position: normal, with the covariance.
    pub fn displacement(&self, stream: &mut Stream) -> Vec<f64> {
        let normals = normals(self.dim, stream);
        match self.kind {
            MetricKind::Diag => normals.iter().zip(&self.root).map(|(z, sd)| z * sd).collect(),
            MetricKind::Dense => {
                self.root.chunks_exact(self.dim).enumerate().map(|(i, row)| dot(&row[..=i], &normals[..=i])).collect()
            }
        }
    }
}

fn normals(n: usize, stream: &mut Stream) -> Vec<f64> {
    (0..n).map(|_| inv_phi(stream.uniform())).collect()
}

/// The scalar product.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, StreamId};

    fn stream() -> Stream {
        StreamId { seed: 0, purpose: Purpose::Transition, chain: 0, task: 0, iteration: 0 }.rng()
    }

    /// With `z` the normal numbers behind both, momentum is `L⁻ᵀ z` and displacement `L z`.
    fn check(kind: MetricKind, covariance: &[f64]) {
        let metric = Metric::new(kind, 2, covariance.to_vec()).expect("a covariance");
        let z = normals(2, &mut stream());
        let (momentum, displacement) = (metric.momentum(&mut stream()), metric.displacement(&mut stream()));
        let velocity = metric.velocity(&momentum);
        assert!((dot(&momentum, &displacement) - dot(&z, &z)).abs() < 1e-14);
        assert!((dot(&momentum, &velocity) - dot(&z, &z)).abs() < 1e-14);
    }

    #[test]
    fn momenta_and_displacements_are_inverse_to_each_other() {
        check(MetricKind::Diag, &[4.0, 0.25]);
        check(MetricKind::Dense, &[4.0, 1.0, 1.0, 0.5]);
        let unit = Metric::unit(MetricKind::Dense, 2);
        assert_eq!(Metric::new(MetricKind::Dense, 2, vec![1.0, 0.0, 0.0, 1.0]), Some(unit));
    }

    #[test]
    fn what_is_no_covariance_is_no_metric() {
        let check = |kind, covariance: &[f64]| assert!(Metric::new(kind, 2, covariance.to_vec()).is_none());
        check(MetricKind::Diag, &[1.0, 0.0]);
        check(MetricKind::Diag, &[1.0, f64::INFINITY]);
        check(MetricKind::Diag, &[f64::NAN, 1.0]);
        check(MetricKind::Dense, &[1.0, 2.0, 2.0, 1.0]);
        check(MetricKind::Dense, &[1.0, f64::NAN, f64::NAN, 1.0]);
    }
}
