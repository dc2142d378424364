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

/// Mean and standard deviation (with n - 1) of draws; the standard deviation of a single draw is NaN.
pub fn mean_and_sd_of_draws(draws: &[f64]) -> (f64, f64) {
    let n = draws.len() as f64;
    let mean = draws.iter().sum::<f64>() / n;
    let squares: f64 = draws.iter().map(|draw| (draw - mean) * (draw - mean)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

/// The quantile of sorted draws at a probability between 0 and 1, linear between order statistics.
///
/// Hyndman and Fan (1996), "Sample quantiles in statistical packages", definition 7. `sorted` is not empty.
pub fn quantile_of_sorted(sorted: &[f64], probability: f64) -> f64 {
    let place = (sorted.len() - 1) as f64 * probability;
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    let weight = place - place.floor();
    if weight == 0.0 { low } else { low + weight * (high - low) }
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

    #[test]
    fn draws_have_moments_and_quantiles() {
        assert_eq!(mean_and_sd_of_draws(&[1.0, 2.0, 3.0, 6.0]), (3.0, (14.0_f64 / 3.0).sqrt()));
        assert!(mean_and_sd_of_draws(&[1.0]).1.is_nan());
        let check = |probability, expected| {
            assert_eq!(quantile_of_sorted(&[1.0, 2.0, 4.0, 8.0, 16.0], probability), expected);
        };
        check(0.0, 1.0);
        check(0.5, 4.0);
        check(0.625, 6.0);
        check(1.0, 16.0);
        assert_eq!(quantile_of_sorted(&[7.0], 0.3), 7.0);
    }
}
