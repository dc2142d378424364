//! The potential scale reduction factor: do the chains agree?

use super::moments::mean_and_sd_of_draws;
use super::ranks::{borrowed, can_be_judged, normal_scores, split};

/// R-hat of split chains: the larger one of that of the rank-normalised draws and that of the rank-normalised
/// distances from the median, so that chains which differ in place or in spread are found. Near 1 for chains that agree.
///
/// Vehtari et al. (2021), section 4.
pub fn rhat(chains: &[&[f64]]) -> f64 {
    if !can_be_judged(chains) {
        return f64::NAN;
    }
    let halves = split(chains);
    let bulk = basic_rhat(&normal_scores(&halves));
    let folded = folded(&halves);
    let tail = basic_rhat(&normal_scores(&borrowed(&folded)));
    // Distances of a variable with two values may all be the same; then only the first one speaks.
    if tail.is_nan() { bulk } else { bulk.max(tail) }
}

/// The distances from the median of all draws.
fn folded(chains: &[&[f64]]) -> Vec<Vec<f64>> {
    let mut sorted: Vec<f64> = chains.concat();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    let median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
    chains.iter().map(|chain| chain.iter().map(|draw| (draw - median).abs()).collect()).collect()
}

/// The square root of the pooled variance over the variance within chains; infinite where the chains do not move.
fn basic_rhat(chains: &[Vec<f64>]) -> f64 {
    let n = chains[0].len() as f64;
    let (means, sds): (Vec<f64>, Vec<f64>) = chains.iter().map(|chain| mean_and_sd_of_draws(chain)).unzip();
    let within = sds.iter().map(|sd| sd * sd).sum::<f64>() / sds.len() as f64;
    let (_, between) = mean_and_sd_of_draws(&means);
    ((between * between * n / within + n - 1.0) / n).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_that_do_not_move_and_differ_have_no_bound() {
        assert_eq!(rhat(&[&[1.0; 8], &[2.0; 8]]), f64::INFINITY);
        assert!(rhat(&[&[1.0; 8], &[1.0; 8]]).is_nan());
        assert!(rhat(&[&[1.0, 2.0, 1.0]]).is_nan());
    }

    #[test]
    fn the_same_chain_twice_agrees_with_itself() {
        let chain = [0.3, -1.0, 2.0, 0.1, 0.3, 2.0, -1.0, 0.1];
        assert!(rhat(&[&chain, &chain]) < 1.0);
    }
}
