//! Moments of weighted values.

/// Mean and standard deviation of `values` with `weights`, which are not negative and need not sum to 1.
///
/// Values of weight 0 do not matter, whatever they are. NaN where all weights are 0.
pub fn mean_and_sd(values: &[f64], weights: &[f64]) -> (f64, f64) {
    let total: f64 = weights.iter().sum();
    let weighted = values.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
    let average = |f: &dyn Fn(f64) -> f64| weighted.clone().map(|(x, w)| w * f(*x)).sum::<f64>() / total;
    let mean = average(&|x| x);
    let variance = average(&|x| (x - mean) * (x - mean));
    (mean, variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_count_values() {
        let check = |values: &[f64], weights: &[f64], expected: (f64, f64)| {
            assert_eq!(mean_and_sd(values, weights), expected, "{values:?} {weights:?}");
        };
        check(&[3.0], &[7.0], (3.0, 0.0));
        check(&[1.0, 3.0], &[0.5, 0.5], (2.0, 1.0));
        check(&[1.0, 9.0, 3.0], &[2.0, 0.0, 2.0], (2.0, 1.0));
        check(&[1.0, 1e300, 3.0], &[2.0, 0.0, 2.0], (2.0, 1.0));
        check(&[0.0, 4.0], &[3.0, 1.0], (1.0, 3.0_f64.sqrt()));
        assert!(mean_and_sd(&[1.0], &[0.0]).0.is_nan());
    }
}
