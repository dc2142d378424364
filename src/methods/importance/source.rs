//! Where draws come from: a proposal at the mode, or the prior.

use crate::density::{EvalError, Prior, PriorSampler};
use crate::stream::{Purpose, StreamId};

use super::proposal::Proposal;

/// What is drawn from.
pub(super) enum Source<'a> {
    Mode(Box<Proposal>),
    Prior(&'a dyn Prior),
}

/// Draws for one worker.
pub(super) enum Drawer<'a> {
    Mode(&'a Proposal),
    Prior(Box<dyn PriorSampler + 'a>),
}

impl Source<'_> {
    pub fn drawer(&self) -> Drawer<'_> {
        match self {
            Source::Mode(proposal) => Drawer::Mode(proposal),
            Source::Prior(prior) => Drawer::Prior(prior.sampler()),
        }
    }
}

impl Drawer<'_> {
    /// The draw of this number into `x`; returns the log density there of what is drawn from. A draw that fails is 0.
    pub fn draw(&mut self, seed: u64, draw: u64, x: &mut [f64]) -> Result<f64, EvalError> {
        match self {
            Drawer::Mode(proposal) => {
                proposal.draw(seed, draw, x).map_err(|exhausted| EvalError::Fatal(exhausted.to_string()))
            }
            Drawer::Prior(sampler) => {
                let id = StreamId { seed, purpose: Purpose::Prior, chain: 0, task: draw, iteration: 0 };
                sampler.draw_unconstrained(id, x).inspect_err(|_| x.fill(0.0))
            }
        }
    }
}
