//! Pareto-smoothed importance sampling: can the largest weights be trusted?

use crate::math::elementary::{exp, exp_m1, ln, ln_1p};

/// A tail of fewer weights is not fitted.
const SHORTEST_TAIL: usize = 5;

/// Replaces the largest of `log_weights` by the expected order statistics of a generalised Pareto distribution that is
/// fitted to them, none above the largest one found, and returns its shape.
///
/// The shape is below about 0.7 where estimates with these weights can be trusted; infinite where the tail is too short
/// or the weights in it do not differ, and then nothing is changed; NaN where a weight is NaN or `∞`.
/// `relative_efficiency` is that of the draws, 1 for independent ones. Weights need not be normalised.
///
/// Vehtari, Simpson, Gelman, Yao and Gabry (2024), "Pareto smoothed importance sampling".
pub fn smooth(log_weights: &mut [f64], relative_efficiency: f64) -> f64 {
    if log_weights.iter().any(|weight| weight.is_nan() || *weight == f64::INFINITY) {
        return f64::NAN;
    }
    let n = log_weights.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| log_weights[*a].total_cmp(&log_weights[*b]));
    let Some(&largest) = order.last() else { return f64::NAN };
    let largest = log_weights[largest];
    let tail = &order[n - tail_length(n, relative_efficiency)..];
    if tail.len() < SHORTEST_TAIL || tail.len() == n {
        return f64::INFINITY;
    }
    // What is so small beside the largest weight that it is 0 in doubles is no tail.
    let cutoff = log_weights[order[n - tail.len() - 1]].max(largest + ln(f64::MIN_POSITIVE));
    let tail = &tail[tail.partition_point(|index| log_weights[*index] <= cutoff)..];
    if tail.len() < SHORTEST_TAIL || log_weights[tail[0]] == largest {
        return f64::INFINITY;
    }
    let threshold = exp(cutoff - largest);
    let exceedances: Vec<f64> = tail.iter().map(|index| exp(log_weights[*index] - largest) - threshold).collect();
    let (shape, scale) = fit(&exceedances);
    if shape.is_finite() {
        for (rank, index) in tail.iter().enumerate() {
            let level = (rank as f64 + 0.5) / tail.len() as f64;
            let smoothed = ln(threshold + quantile(shape, scale, level));
            log_weights[*index] = largest + smoothed.min(0.0);
        }
    }
    shape
}

/// How many of `n` weights are the tail: at most a fifth of them.
fn tail_length(n: usize, relative_efficiency: f64) -> usize {
    let n = n as f64;
    (0.2 * n).min(3.0 * (n / relative_efficiency).sqrt()).ceil() as usize
}

/// Shape and scale of a generalised Pareto distribution from its order statistics: the mean of a posterior over a
/// fixed set of values, with the shape drawn towards 1/2 by as much as ten observations would.
///
/// `sorted` increases, is not negative, and its quartile is above 0. Zhang and Stephens (2009), "A new and efficient
/// estimation method for the generalized Pareto distribution"; Vehtari et al. (2024), appendix.
pub fn fit(sorted: &[f64]) -> (f64, f64) {
    const PRIOR_SHAPE: f64 = 3.0;
    const PRIOR_WEIGHT: f64 = 10.0;
    let n = sorted.len() as f64;
    let n_values = 30 + n.sqrt() as usize;
    let quartile = sorted[((n / 4.0 + 0.5) as usize).max(1) - 1];
    let value = |i: usize| {
        let part = 1.0 - (n_values as f64 / (i as f64 + 0.5)).sqrt();
        part / (PRIOR_SHAPE * quartile) + 1.0 / sorted[sorted.len() - 1]
    };
    let values: Vec<f64> = (0..n_values).map(value).collect();
    let shape_at = |b: f64| sorted.iter().map(|x| ln_1p(-b * x)).sum::<f64>() / n;
    let profile = |b: &f64| {
        let shape = shape_at(*b);
        n * (ln(-b / shape) - shape - 1.0)
    };
    let log_likelihoods: Vec<f64> = values.iter().map(profile).collect();
    let weight =
        |log_likelihood: &f64| 1.0 / log_likelihoods.iter().map(|other| exp(other - log_likelihood)).sum::<f64>();
    let weights: Vec<f64> = log_likelihoods.iter().map(weight).map(negligible_is_none).collect();
    let total: f64 = weights.iter().sum();
    let b = values.iter().zip(&weights).map(|(value, weight)| value * weight).sum::<f64>() / total;
    let shape = shape_at(b);
    let scale = -shape / b;
    ((n * shape + PRIOR_WEIGHT * 0.5) / (n + PRIOR_WEIGHT), scale)
}

/// Weights that rounding has made are none.
fn negligible_is_none(weight: f64) -> f64 {
    if weight >= 10.0 * f64::EPSILON { weight } else { 0.0 }
}

fn quantile(shape: f64, scale: f64, level: f64) -> f64 {
    let log_rest = ln_1p(-level);
    if shape == 0.0 { -scale * log_rest } else { scale * exp_m1(-shape * log_rest) / shape }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_left_alone() {
        let check = |weights: &[f64]| {
            let mut smoothed = weights.to_vec();
            assert_eq!(smooth(&mut smoothed, 1.0), f64::INFINITY, "{weights:?}");
            assert_eq!(smoothed, weights);
        };
        check(&[0.0; 100]);
        check(&[0.0, 1.0, 2.0]);
        check(&[0.0, f64::NEG_INFINITY]);
        assert!(smooth(&mut [0.0, f64::NAN, 1.0], 1.0).is_nan());
        assert!(smooth(&mut [f64::INFINITY; 100], 1.0).is_nan());
        assert!(smooth(&mut [], 1.0).is_nan());
    }
}
