//! Chains split into halves, and draws replaced by normal scores of their ranks.

use crate::math::erf::inv_phi;

/// The fewest draws of a chain that a diagnostic is given for.
pub const FEWEST_DRAWS: usize = 4;

/// Whether the chains can be diagnosed: of one length, long enough, finite and not all the same number.
pub fn can_be_judged(chains: &[&[f64]]) -> bool {
    let Some(first) = chains.first() else { return false };
    let first_draw = first.first().copied().unwrap_or(f64::NAN);
    first.len() >= FEWEST_DRAWS
        && chains.iter().all(|chain| chain.len() == first.len() && chain.iter().all(|draw| draw.is_finite()))
        && chains.iter().any(|chain| chain.iter().any(|draw| *draw != first_draw))
}

/// The first and second half of each chain; of an odd number of draws the middle one is left out.
pub fn split<'a>(chains: &[&'a [f64]]) -> Vec<&'a [f64]> {
    chains.iter().flat_map(|chain| [&chain[..chain.len() / 2], &chain[chain.len().div_ceil(2)..]]).collect()
}

/// The draws with their ranks among all of them turned into quantiles of the standard normal distribution.
///
/// Equal draws share the mean of their ranks. Blom's offset 3/8 is used, as in Vehtari, Gelman, Simpson, Carpenter and
/// Bürkner (2021), "Rank-normalization, folding, and localization: an improved R-hat", equation 14.
pub fn normal_scores(chains: &[&[f64]]) -> Vec<Vec<f64>> {
    let all: Vec<f64> = chains.iter().flat_map(|chain| chain.iter().copied()).collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| all[*a].total_cmp(&all[*b]));
    let mut scores = vec![0.0; all.len()];
    let mut rank = 0;
    for equal in order.chunk_by(|a, b| all[*a] == all[*b]) {
        let mean_rank = rank as f64 + (equal.len() + 1) as f64 / 2.0;
        let score = inv_phi((mean_rank - 0.375) / (all.len() as f64 + 0.25));
        equal.iter().for_each(|index| scores[*index] = score);
        rank += equal.len();
    }
    let mut rest = scores.as_slice();
    let take = |chain: &&[f64]| {
        let (own, later) = rest.split_at(chain.len());
        rest = later;
        own.to_vec()
    };
    chains.iter().map(take).collect()
}

/// Borrows each chain.
pub(super) fn borrowed(chains: &[Vec<f64>]) -> Vec<&[f64]> {
    chains.iter().map(Vec::as_slice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_are_split_around_their_middle() {
        assert_eq!(split(&[&[1.0, 2.0, 3.0, 4.0]]), [[1.0, 2.0], [3.0, 4.0]]);
        assert_eq!(split(&[&[1.0, 2.0, 3.0]]), [[1.0], [3.0]]);
    }

    #[test]
    fn equal_draws_share_a_score() {
        let scores = normal_scores(&[&[5.0, -1.0], &[5.0, 7.0]]);
        assert_eq!(scores[0][0], scores[1][0]);
        assert_eq!(scores[0][0], inv_phi(2.125 / 4.25));
        assert_eq!(scores[0][1], -scores[1][1]);
        assert_eq!(normal_scores(&[&[0.0, -0.0]])[0], [0.0, 0.0]);
    }

    #[test]
    fn what_says_nothing_is_not_judged() {
        let check = |chains: &[&[f64]], expected| assert_eq!(can_be_judged(chains), expected, "{chains:?}");
        check(&[&[1.0, 2.0, 3.0, 4.0]], true);
        check(&[&[1.0, 1.0, 1.0, 1.0], &[2.0, 2.0, 2.0, 2.0]], true);
        check(&[&[1.0, 1.0, 1.0, 1.0], &[1.0, 1.0, 1.0, 1.0]], false);
        check(&[&[1.0, 2.0, 3.0]], false);
        check(&[&[1.0, 2.0, 3.0, f64::NAN]], false);
        check(&[&[1.0, 2.0, 3.0, f64::INFINITY]], false);
        check(&[&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 3.0]], false);
        check(&[], false);
    }
}
