//! Why a chain cannot go on.

/// What is wrong with one chain; in messages the chain's name stands before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)]
pub enum ChainError {
    #[error(
        "found no starting point with a finite log density in {tries} tries\n  {}",
        last.as_ref().map_or("the density was 0 at all of them".into(), |last| format!("the last one failed with: {last}"))
    )]
    NoStart { tries: u32, last: Option<String> },

    #[error(
        "cannot start from the point given by `init`: {}",
        reason.as_deref().unwrap_or("the density is 0 there, or its gradient not finite")
    )]
    BadStart { reason: Option<String> },

    #[error(
        "accepts steps of any length, so the posterior seems to be improper: is there a parameter without a prior?"
    )]
    Improper,

    #[error("accepts no step, however small: perhaps the density is not continuous")]
    NoStepSize,

    #[error("has moved so far in its warmup that its covariance overflows: is there a parameter without a prior?")]
    MetricOverflow,

    /// The model is broken at every point.
    #[error("{0}")]
    Fatal(String),
}
