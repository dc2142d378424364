//! Monte Carlo standard errors: how far an estimate may be off because the number of draws is finite.

use super::effective_size::{of_function, of_mean, of_quantile};
use super::moments::mean_and_sd_of_draws;
use crate::math::incomplete_beta::inc_beta;

/// The probabilities of a normal variate within one standard deviation.
const ONE_SD: [f64; 2] = [0.158_655_3, 0.841_344_7];

/// Of the mean: the standard deviation over the root of the effective number of draws.
pub fn of_the_mean(chains: &[&[f64]]) -> f64 {
    let (_, sd) = mean_and_sd_of_draws(&chains.concat());
    sd / of_mean(chains).sqrt()
}

/// Of the standard deviation, by the delta method from the error of the variance; nothing is taken to be normal.
pub fn of_the_sd(chains: &[&[f64]]) -> f64 {
    let all = chains.concat();
    let (mean, _) = mean_and_sd_of_draws(&all);
    let square = |draw: f64| (draw - mean) * (draw - mean);
    let average = |f: &dyn Fn(f64) -> f64| all.iter().map(|draw| f(*draw)).sum::<f64>() / all.len() as f64;
    let variance = average(&square);
    let variance_of_square = average(&|draw| square(draw) * square(draw)) - variance * variance;
    (variance_of_square / of_function(chains, square) / variance / 4.0).sqrt()
}

/// Of a quantile: half the distance of the order statistics between which it lies with the probability that a normal
/// variate lies within one standard deviation.
///
/// `sorted` are all draws in order. Vehtari et al. (2021), section 4.4.
pub fn of_the_quantile(chains: &[&[f64]], sorted: &[f64], probability: f64) -> f64 {
    let size = of_quantile(chains, sorted, probability);
    if size.is_nan() {
        return f64::NAN;
    }
    let n = sorted.len() as f64;
    let [low, high] =
        ONE_SD.map(|level| n * beta_quantile(size * probability + 1.0, size * (1.0 - probability) + 1.0, level) - 1.0);
    let low = sorted[low.floor().max(0.0) as usize];
    let high = sorted[high.ceil().min(n - 1.0) as usize];
    (high - low) / 2.0
}

/// The quantile of a beta distribution, by halving.
fn beta_quantile(a: f64, b: f64, level: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    // 2^-60 is less than the spacing of doubles near any number that matters here.
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if inc_beta(a, b, middle) < level {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}
