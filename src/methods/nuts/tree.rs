//! The No-U-Turn sampler's choice of a point: a trajectory that doubles until it turns back.
//!
//! Written against a line of points of which it only knows the weights and whether a stretch of them has turned, and
//! against a coin for all that is random.

use crate::math::elementary::{exp, ln_sum_exp};
use crate::methods::chain::kernel::Coin;

/// A trajectory has diverged where the logarithm of the weight falls below that of its start by more than this.
const DIVERGENCE: f64 = -1000.0;

/// A line of points in time, followed from a start.
pub(super) trait Line {
    type Point: Clone;
    /// What is known of neighbouring points together.
    type Stretch;
    type Error;

    /// The next point forward or backward in time.
    fn step(&mut self, from: &Self::Point, forward: bool) -> Result<Self::Point, Self::Error>;

    /// The logarithm of the point's weight over that of the start; `-∞` where it has none, never NaN.
    fn log_weight(&self, point: &Self::Point) -> f64;

    /// The stretch of a single point.
    fn stretch(&self, point: &Self::Point) -> Self::Stretch;

    /// Two neighbouring stretches as one; none if it has turned.
    fn join(&self, earlier: Self::Stretch, later: Self::Stretch) -> Option<Self::Stretch>;
}

/// Where a transition has led, and how.
#[derive(Debug, Clone)]
pub(super) struct Transition<P> {
    pub point: P,
    /// How often the trajectory was doubled.
    pub depth: u32,
    pub n_steps: u32,
    /// The mean acceptance probability of all points of the trajectory, as a Metropolis step from the start would have it.
    pub acceptance: f64,
    pub diverged: bool,
}

/// One transition from `start`, with at most `max_depth` doublings.
///
/// The trajectory doubles forward or backward at random. A new half that diverges or has itself turned is left out, and
/// ends it. Otherwise a point of the new half is taken with the probability that its weight has over that of the old one
/// (biased progressive sampling), and the trajectory goes on unless it has turned as a whole.
///
/// Hoffman and Gelman (2014), "The No-U-Turn sampler"; Betancourt (2017), "A conceptual introduction to Hamiltonian Monte
/// Carlo", appendix A.
pub(super) fn transition<L: Line>(
    line: &mut L,
    start: L::Point,
    max_depth: u32,
    coin: &mut impl Coin,
) -> Result<Transition<L::Point>, L::Error> {
    let mut stretch = Some(line.stretch(&start));
    let mut ends = [start.clone(), start.clone()];
    let mut grower = Grower { line, coin, n_steps: 0, sum_of_acceptance: 0.0, diverged: false };
    let mut point = start;
    let mut log_weight = 0.0;
    let mut depth = 0;
    while depth < max_depth
        && let Some(old) = stretch.take()
    {
        let forward = grower.coin.heads(0.5);
        let end = &mut ends[usize::from(forward)];
        let Some(tree) = grower.grow(end, forward, depth)? else { break };
        depth += 1;
        *end = tree.end;
        if grower.coin.heads(exp((tree.log_weight - log_weight).min(0.0))) {
            point = tree.proposal;
        }
        log_weight = ln_sum_exp(log_weight, tree.log_weight);
        stretch = grower.join(old, tree.stretch, forward);
    }
    let Grower { n_steps, sum_of_acceptance, diverged, .. } = grower;
    let acceptance = if n_steps > 0 { sum_of_acceptance / f64::from(n_steps) } else { 0.0 };
    Ok(Transition { point, depth, n_steps, acceptance, diverged })
}

/// Half a trajectory, grown away from the other half.
struct Tree<L: Line> {
    stretch: L::Stretch,
    /// The point farthest from the start.
    end: L::Point,
    /// A point drawn by weight.
    proposal: L::Point,
    log_weight: f64,
}

/// Grows trees and counts.
struct Grower<'a, L: Line, C: Coin> {
    line: &'a mut L,
    coin: &'a mut C,
    n_steps: u32,
    sum_of_acceptance: f64,
    diverged: bool,
}

impl<L: Line, C: Coin> Grower<'_, L, C> {
    /// A tree of `2^depth` points beyond `from`; none if it diverges or it or one of its halves has turned.
    fn grow(&mut self, from: &L::Point, forward: bool, depth: u32) -> Result<Option<Tree<L>>, L::Error> {
        if depth == 0 {
            return self.leaf(from, forward);
        }
        let Some(near) = self.grow(from, forward, depth - 1)? else { return Ok(None) };
        let Some(far) = self.grow(&near.end, forward, depth - 1)? else { return Ok(None) };
        let log_weight = ln_sum_exp(near.log_weight, far.log_weight);
        let takes_far = self.coin.heads(exp(far.log_weight - log_weight));
        let proposal = if takes_far { far.proposal } else { near.proposal };
        let stretch = self.join(near.stretch, far.stretch, forward);
        Ok(stretch.map(|stretch| Tree { stretch, end: far.end, proposal, log_weight }))
    }

    fn leaf(&mut self, from: &L::Point, forward: bool) -> Result<Option<Tree<L>>, L::Error> {
        let point = self.line.step(from, forward)?;
        let log_weight = self.line.log_weight(&point);
        self.n_steps += 1;
        self.sum_of_acceptance += exp(log_weight.min(0.0));
        if log_weight < DIVERGENCE {
            self.diverged = true;
            return Ok(None);
        }
        let stretch = self.line.stretch(&point);
        Ok(Some(Tree { stretch, end: point.clone(), proposal: point, log_weight }))
    }

    fn join(&self, near: L::Stretch, far: L::Stretch, forward: bool) -> Option<L::Stretch> {
        if forward { self.line.join(near, far) } else { self.line.join(far, near) }
    }
}

#[cfg(test)]
mod tests;
