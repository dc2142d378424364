//! How many independent draws chains are worth.

use std::cell::OnceCell;

use super::autocovariance::sums_of_products;
use super::moments::quantile_of_sorted;
use super::ranks::{borrowed, can_be_judged, normal_scores, split};
use crate::math::elementary::log10;

/// The probabilities between which the bulk lies: [`tail`] is about the draws beyond.
const TAILS: [f64; 2] = [0.05, 0.95];

/// At so many lags it takes less time to add the products one by one than to transform the chains.
const DIRECT_LAGS: usize = 64;

/// For the bulk of the distribution: of rank-normalised split chains.
///
/// Vehtari et al. (2021), section 4.2.
pub fn bulk(chains: &[&[f64]]) -> f64 {
    if can_be_judged(chains) { of_split(&normal_scores(&split(chains))) } else { f64::NAN }
}

/// For the tails: the smaller one of those of the 5 % and the 95 % quantile.
///
/// A tail without draws, as a variable with few values may have, is passed over.
pub fn tail(chains: &[&[f64]]) -> f64 {
    let sorted = sorted(chains);
    let [low, high] = TAILS.map(|probability| of_quantile(chains, &sorted, probability));
    low.min(high)
}

/// For the mean.
pub fn of_mean(chains: &[&[f64]]) -> f64 {
    of_function(chains, |draw| draw)
}

/// For a quantile: of the indicator whether a draw is at most the quantile; NaN where that is the case for all. `sorted`
/// are all draws in order.
pub fn of_quantile(chains: &[&[f64]], sorted: &[f64], probability: f64) -> f64 {
    if !can_be_judged(chains) {
        return f64::NAN;
    }
    let quantile = quantile_of_sorted(sorted, probability);
    of_function(chains, |draw| f64::from(u8::from(draw <= quantile)))
}

/// All draws in order.
pub fn sorted(chains: &[&[f64]]) -> Vec<f64> {
    let mut all = chains.concat();
    all.sort_by(f64::total_cmp);
    all
}

/// For the mean of a function of the draws.
pub fn of_function(chains: &[&[f64]], f: impl Fn(f64) -> f64) -> f64 {
    let values: Vec<Vec<f64>> = chains.iter().map(|chain| chain.iter().map(|draw| f(*draw)).collect()).collect();
    let values = borrowed(&values);
    if !can_be_judged(&values) {
        return f64::NAN;
    }
    of_split(&split(&values))
}

/// The draws divided by the autocorrelation time of split chains.
///
/// Autocorrelations of all chains together are summed in pairs until a pair is negative (Geyer 1992, "Practical Markov
/// chain Monte Carlo", initial positive sequence) and made monotone; of the pair at which it stops, the first one
/// still counts if it is positive. The result is at most `n log10(n)`, as chains may be better than independent draws.
fn of_split<C: AsRef<[f64]>>(chains: &[C]) -> f64 {
    let chains: Vec<&[f64]> = chains.iter().map(AsRef::as_ref).collect();
    let n = chains[0].len();
    let n_draws = (chains.len() * n) as f64;
    let correlation = Autocorrelation::new(&chains);
    // The sum over all pairs before the last one, and the least of them.
    let (mut sum, mut least) = (0.0, f64::INFINITY);
    let mut lag = 0;
    let last = loop {
        let (even, odd) = (correlation.at(lag), correlation.at(lag + 1));
        let pair = even + odd;
        if pair.is_nan() {
            return f64::NAN;
        }
        let is_last = lag + 4 >= n;
        if pair < 0.0 {
            break even.max(0.0);
        }
        if pair == 0.0 || is_last {
            break even;
        }
        least = pair.min(least);
        sum += least;
        lag += 2;
    };
    n_draws / (2.0 * sum + last - 1.0).max(1.0 / log10(n_draws))
}

/// The autocorrelation of several chains, which counts that their means may differ.
struct Autocorrelation {
    /// Less the chain's mean.
    centred: Vec<Vec<f64>>,
    within: f64,
    pooled: f64,
    /// Sums of products, for chains that are correlated over many lags.
    at_all_lags: OnceCell<Vec<Vec<f64>>>,
}

impl Autocorrelation {
    fn new(chains: &[&[f64]]) -> Autocorrelation {
        let n = chains[0].len() as f64;
        let means: Vec<f64> = chains.iter().map(|chain| chain.iter().sum::<f64>() / n).collect();
        let centred = chains.iter().zip(&means).map(|(chain, mean)| chain.iter().map(|draw| draw - mean).collect());
        let mut new =
            Autocorrelation { centred: centred.collect(), within: 0.0, pooled: 0.0, at_all_lags: OnceCell::new() };
        let autocovariance = new.autocovariance(0);
        new.within = autocovariance * n / (n - 1.0);
        new.pooled = autocovariance;
        if means.len() > 1 {
            let (_, sd) = super::moments::mean_and_sd_of_draws(&means);
            new.pooled += sd * sd;
        }
        new
    }

    fn at(&self, lag: usize) -> f64 {
        if lag == 0 { 1.0 } else { 1.0 - (self.within - self.autocovariance(lag)) / self.pooled }
    }

    /// The mean over the chains, with the number of draws as the divisor at all lags.
    fn autocovariance(&self, lag: usize) -> f64 {
        let n = self.centred[0].len() as f64;
        let sum: f64 = if lag < DIRECT_LAGS {
            let products = |chain: &Vec<f64>| {
                chain.iter().zip(chain.get(lag..).unwrap_or_default()).map(|(early, late)| early * late).sum::<f64>()
            };
            self.centred.iter().map(products).sum()
        } else {
            let of_chains = || self.centred.iter().map(|chain| sums_of_products(chain)).collect();
            self.at_all_lags.get_or_init(of_chains).iter().map(|sums: &Vec<f64>| sums[lag]).sum()
        };
        sum / n / self.centred.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_has_no_size() {
        for size in [bulk, tail, of_mean] {
            assert!(size(&[&[1.0; 10]]).is_nan());
            assert!(size(&[&[1.0, 2.0, 3.0]]).is_nan());
            assert!(size(&[&[1.0, 2.0, 3.0, f64::NAN]]).is_nan());
        }
        let chain = [0.0, 0.0, 1.0, 1.0, 1.0];
        assert!(of_quantile(&[&chain], &chain, 0.95).is_nan());
    }

    #[test]
    fn a_tail_without_draws_is_passed_over() {
        let chain: Vec<f64> = (0..40).map(|i| f64::from(u8::from(i % 7 < 3))).collect();
        assert_eq!(tail(&[&chain]), of_quantile(&[&chain], &sorted(&[&chain]), 0.05));
    }

    #[test]
    fn alternating_draws_are_better_than_independent_ones_up_to_a_bound() {
        let chain: Vec<f64> = (0..100).map(|i| f64::from(i % 2)).collect();
        let size = of_mean(&[&chain]);
        assert_eq!(size, 100.0 / (1.0 / log10(100.0)));
    }
}
