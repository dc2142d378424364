//! What importance weights say: the normaliser, its error, and how many draws they are worth.

use crate::math::elementary::{exp, ln};
use crate::math::log_sum_exp::LogSum;

use super::pareto;

/// Log weights that differ by less than this all along do not differ.
const ROUNDING: f64 = 1e-9;

/// A summary of the weights of independent draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// The logarithm of the mean weight: of the evidence, where weights are density by proposal.
    pub log_mean: f64,
    /// The standard error of `log_mean`, to first order.
    pub error: f64,
    /// How many draws of equal weight they are worth: `(Σ w)² / Σ w²`.
    pub effective_size: f64,
    /// The shape of the tail, see [`pareto::smooth`]; `-∞` where the weights do not differ and there is no tail.
    pub pareto_k: f64,
}

impl Weights {
    /// Of `log_weights`, at least two of them, each finite or `-∞`. Where all are `-∞`, so is `log_mean`, and the rest is NaN.
    pub fn of(log_weights: &[f64]) -> Weights {
        let n = log_weights.len() as f64;
        let log_sum = LogSum::of(log_weights).ln();
        let squares: f64 = normalised(log_weights).iter().map(|weight| weight * weight).sum();
        Weights {
            log_mean: log_sum - ln(n),
            error: ((n * squares - 1.0).max(0.0) / (n - 1.0)).sqrt(),
            effective_size: 1.0 / squares,
            pareto_k: pareto_k(log_weights),
        }
    }
}

fn pareto_k(log_weights: &[f64]) -> f64 {
    let largest = log_weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if log_weights.iter().all(|weight| largest - weight < ROUNDING) {
        return f64::NEG_INFINITY;
    }
    pareto::smooth(&mut log_weights.to_vec(), 1.0)
}

/// The weights, with sum 1; NaN where all are 0.
pub fn normalised(log_weights: &[f64]) -> Vec<f64> {
    let log_sum = LogSum::of(log_weights).ln();
    log_weights.iter().map(|log_weight| exp(log_weight - log_sum)).collect()
}

/// The quantiles of `values` with `weights`, which sum to 1, at increasing `probabilities`: each the smallest value that has
/// at least this part of the weight at or below it.
pub fn quantiles<const N: usize>(values: &[f64], weights: &[f64], probabilities: [f64; N]) -> [f64; N] {
    let mut sorted: Vec<(f64, f64)> =
        values.iter().copied().zip(weights.iter().copied()).filter(|(_, weight)| *weight > 0.0).collect();
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let Some(&(last, _)) = sorted.last() else { return [f64::NAN; N] };
    let mut rest = sorted.iter();
    let (mut reached, mut value) = (0.0, f64::NAN);
    probabilities.map(|probability| {
        while reached < probability || value.is_nan() {
            let Some((next, weight)) = rest.next() else { return last };
            reached += weight;
            value = *next;
        }
        value
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_have_a_mean_and_a_worth() {
        let check = |weights: &[f64], log_mean: f64, error: f64, effective_size: f64| {
            let log_weights: Vec<f64> = weights.iter().map(|weight| 1000.0 + ln(*weight)).collect();
            let found = Weights::of(&log_weights);
            let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{weights:?}: {a} is not {b}");
            near(found.log_mean - 1000.0, log_mean);
            near(found.error, error);
            near(found.effective_size, effective_size);
        };
        check(&[2.0, 2.0, 2.0], ln(2.0), 0.0, 3.0);
        check(&[1.0, 0.0], ln(0.5), 1.0, 1.0);
        // Mean 2, sample variance 2, so the error of the mean is 1 and that of its logarithm 1/2.
        check(&[1.0, 3.0], ln(2.0), 0.5, 1.6);
    }

    #[test]
    fn weights_that_do_not_differ_have_no_tail() {
        assert_eq!(Weights::of(&[5.0; 100]).pareto_k, f64::NEG_INFINITY);
        assert_eq!(Weights::of(&[5.0, 6.0]).pareto_k, f64::INFINITY);
        let none = Weights::of(&[f64::NEG_INFINITY; 3]);
        assert_eq!(none.log_mean, f64::NEG_INFINITY);
        assert!(none.effective_size.is_nan());
    }

    #[test]
    fn quantiles_count_weights() {
        let check = |values: &[f64], weights: &[f64], expected: [f64; 3]| {
            assert_eq!(quantiles(values, weights, [0.0, 0.5, 1.0]), expected, "{values:?} {weights:?}");
        };
        check(&[3.0, 1.0, 2.0], &[0.25, 0.25, 0.5], [1.0, 2.0, 3.0]);
        check(&[3.0, 1.0, f64::NAN], &[0.75, 0.25, 0.0], [1.0, 3.0, 3.0]);
        check(&[7.0], &[1.0], [7.0; 3]);
        assert!(quantiles(&[], &[], [0.5])[0].is_nan());
    }
}
