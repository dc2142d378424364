//! Random numbers by address.
//!
//! A random number is found by its address (seed, purpose, chain, task, iteration, place in the stream) and by
//! nothing else: no generator is ever shared, stored or passed on.

/// The address of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StreamId {
    /// The run's seed.
    pub seed: u64,
    pub purpose: Purpose,
    pub chain: u16,
    /// Below 2^48.
    pub task: u64,
    pub iteration: u32,
}

/// What the numbers of a stream are for. The discriminants are part of the results' identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Purpose {
    /// `_rng` functions in `transformed data`.
    TransformedData = 0,
    /// `_rng` functions in `generated quantities`.
    GeneratedQuantities = 1,
    /// Equally weighted draws from weighted points.
    Resample = 2,
}

/// A stream of random numbers: 2^26 numbers of 64 bits.
#[derive(Debug, Clone)]
pub struct Stream {
    id: StreamId,
}

impl StreamId {
    /// The stream at this address.
    pub fn rng(self) -> Stream {
        Stream { id: self }
    }
}
