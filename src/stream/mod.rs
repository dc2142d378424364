//! Random numbers by address.
//!
//! A random number is found by its address (seed, purpose, chain, task, iteration, place in the stream) and by
//! nothing else: no generator is ever shared, stored or passed on.
//!
//! The layout is part of the results' identity. Numbers come from Philox4x32-10. Its key is the seed, mixed by
//! one step of SplitMix64 (a bijection, so no two seeds share a key), low word first. Its counter is a number of
//! 128 bits, from the most significant on: purpose 8, chain 16, task 48, iteration 32, block 24. A block's four
//! words make two numbers of 64 bits, each with its low word first; a number of 32 bits is the high half of one of 64.

mod philox;

use std::convert::Infallible;

use rand::TryRng;

const BLOCK_BITS: u32 = 24;
const TASK_BITS: u32 = 48;

/// The address of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StreamId {
    /// The run's seed.
    pub seed: u64,
    /// What the numbers are for.
    pub purpose: Purpose,
    /// Zero where there are no chains.
    pub chain: u16,
    /// Below 2^48; at other addresses there are no numbers, so their streams are exhausted from the start.
    pub task: u64,
    /// Zero where there are no iterations.
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
    /// Where a chain starts; the iteration is the number of the attempt.
    Start = 16,
    /// One step of a chain.
    Transition = 17,
    /// The search for a step size before an iteration of warmup.
    StepSize = 18,
    /// A draw from a proposal; the task is its number.
    Proposal = 32,
    /// A draw from the prior; the task is its number. A chain other than 0 is a trial.
    Prior = 33,
    /// Data drawn for a draw from the prior; the task is its number.
    Prediction = 34,
    /// Which tasks are done again to see whether they come out the same.
    Verification = 64,
    /// Seeds of runs inside the run, see [`StreamId::derive`].
    InnerRun = 255,
}

/// A stream of random numbers: 2^25 numbers of 64 bits, then none.
///
/// `rand`'s traits cannot fail, so a stream that was asked for more goes on with numbers from no address at all
/// (loops that wait for a certain number still end) and remembers it: whoever draws calls [`Stream::check`] before
/// what was drawn is believed.
#[derive(Debug, Clone)]
pub struct Stream {
    key: [u32; 2],
    /// With the bits of the block zero.
    counter: u128,
    next_block: u32,
    /// The second number of the last block, until it is used.
    spare: Option<u64>,
    exhausted: bool,
}

/// More numbers were drawn at one address than it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("out of random numbers: one step of a run has 2^25 of them, and a run 2^48 tasks")]
pub struct Exhausted;

impl StreamId {
    /// The stream at this address.
    pub fn rng(self) -> Stream {
        let mut stream = Stream {
            key: words(split_mix(self.seed)),
            counter: self.counter(),
            next_block: 0,
            spare: None,
            exhausted: false,
        };
        if self.task >> TASK_BITS != 0 {
            stream.leave_address();
        }
        stream
    }

    /// The seed of a run inside this run: the first number at this address, which is best one of
    /// [`Purpose::InnerRun`] so that it has no other use.
    pub fn derive(self) -> Result<u64, Exhausted> {
        let mut stream = self.rng();
        let seed = stream.next();
        stream.check().map(|()| seed)
    }

    fn counter(self) -> u128 {
        let task = u128::from(self.task) & ((1 << TASK_BITS) - 1);
        let above_task = u128::from(self.purpose as u8) << 16 | u128::from(self.chain);
        ((above_task << TASK_BITS | task) << 32 | u128::from(self.iteration)) << BLOCK_BITS
    }
}

impl Stream {
    /// A uniform number between 0 and 1, neither included: an odd multiple of 2^-53.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1u64 << 52) as f64;
        ((self.next() >> 12) as f64 + 0.5) * STEP
    }

    /// A uniform integer below `n`, which is not zero (below 1, if it is).
    ///
    /// Lemire (2019), "Fast random integer generation in an interval".
    #[inline]
    pub fn below(&mut self, n: u64) -> u64 {
        loop {
            let product = u128::from(self.next()) * u128::from(n);
            let low = product as u64;
            if low >= n || low >= n.wrapping_neg() % n.max(1) {
                return (product >> 64) as u64;
            }
        }
    }

    /// Whether all numbers drawn so far had an address.
    pub fn check(&self) -> Result<(), Exhausted> {
        if self.exhausted { Err(Exhausted) } else { Ok(()) }
    }

    #[inline]
    fn next(&mut self) -> u64 {
        if let Some(number) = self.spare.take() {
            return number;
        }
        if self.next_block >> BLOCK_BITS != 0 {
            self.leave_address();
        }
        let block = philox::block(counter_words(self.counter | u128::from(self.next_block)), self.key);
        self.next_block += 1;
        self.spare = Some(number(block[2], block[3]));
        number(block[0], block[1])
    }

    /// Goes on under a key of nobody's seed in particular: these numbers are for the bin.
    #[cold]
    fn leave_address(&mut self) {
        self.exhausted = true;
        self.next_block = 0;
        self.key = words(split_mix(number(self.key[0], self.key[1])));
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.next() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// The first output of SplitMix64 from state `seed`.
///
/// Steele, Lea, Flood (2014), "Fast splittable pseudorandom number generators".
fn split_mix(seed: u64) -> u64 {
    let state = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

fn words(number: u64) -> [u32; 2] {
    [number as u32, (number >> 32) as u32]
}

fn counter_words(counter: u128) -> [u32; 4] {
    [0, 32, 64, 96].map(|shift| (counter >> shift) as u32)
}

fn number(low: u32, high: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

#[cfg(test)]
mod tests {
    use rand::{Rng, RngExt};
    use rand_distr::{Distribution, Gamma, StandardNormal};

    use super::*;

    const ID: StreamId = StreamId {
        seed: 20261123,
        purpose: Purpose::Resample,
        chain: 0x0304,
        task: 0x0506_0708_090a,
        iteration: 0x0b0c_0d0e,
    };

    #[test]
    fn counters_have_the_documented_layout() {
        check_counter(ID, "02 0304 05060708090a 0b0c0d0e 000000");
        check_counter(StreamId { purpose: Purpose::InnerRun, ..zero() }, "ff 0000 000000000000 00000000 000000");
        check_counter(StreamId { chain: u16::MAX, ..zero() }, "00 ffff 000000000000 00000000 000000");
        check_counter(StreamId { task: (1 << 48) - 1, ..zero() }, "00 0000 ffffffffffff 00000000 000000");
        check_counter(StreamId { iteration: u32::MAX, ..zero() }, "00 0000 000000000000 ffffffff 000000");
    }

    /// SplitMix64's first output from state 0 is the one in its authors' reference code.
    #[test]
    fn keys_are_mixed_seeds() {
        assert_eq!(split_mix(0), 0xE220_A839_7B1D_CDAF);
        assert_eq!(zero().rng().key, [0x7B1D_CDAF, 0xE220_A839]);
    }

    #[test]
    fn numbers_are_blocks_in_order() {
        let key = words(split_mix(ID.seed));
        let mut stream = ID.rng();
        for block in 0..3 {
            let words = philox::block(counter_words(ID.counter() + block), key);
            assert_eq!(stream.next_u64(), number(words[0], words[1]));
            assert_eq!(stream.next_u64(), number(words[2], words[3]));
        }
    }

    #[test]
    fn small_numbers_are_cut_from_large_ones() {
        let (mut stream, mut small) = (ID.rng(), ID.rng());
        assert_eq!(small.next_u32(), (stream.next_u64() >> 32) as u32);
        let mut bytes = [0; 11];
        small.fill_bytes(&mut bytes);
        assert_eq!(bytes[..8], stream.next_u64().to_le_bytes());
        assert_eq!(bytes[8..], stream.next_u64().to_le_bytes()[..3]);
        assert_eq!(small.next_u64(), stream.next_u64());
    }

    #[test]
    fn every_part_of_the_address_matters() {
        let others = [
            StreamId { seed: ID.seed + 1, ..ID },
            StreamId { purpose: Purpose::GeneratedQuantities, ..ID },
            StreamId { chain: ID.chain + 1, ..ID },
            StreamId { task: ID.task + 1, ..ID },
            StreamId { iteration: ID.iteration + 1, ..ID },
        ];
        for other in others {
            assert_ne!(other.rng().next_u64(), ID.rng().next_u64(), "{other:?}");
        }
    }

    #[test]
    fn the_last_number_is_good_and_the_next_is_an_error() {
        let mut stream = ID.rng();
        stream.next_block = (1 << BLOCK_BITS) - 1;
        let last = philox::block(counter_words(ID.counter() | 0xff_ffff), stream.key);
        assert_eq!([stream.next_u64(), stream.next_u64()], [number(last[0], last[1]), number(last[2], last[3])]);
        assert_eq!(stream.check(), Ok(()));
        let beyond = stream.next_u64();
        assert_eq!(stream.check(), Err(Exhausted));
        assert_ne!(beyond, ID.rng().next_u64());
    }

    #[test]
    fn an_exhausted_stream_stays_exhausted_and_ends_loops() {
        let mut stream = ID.rng();
        stream.next_block = 1 << BLOCK_BITS;
        while stream.uniform() > 0.1 {}
        assert_eq!(stream.check(), Err(Exhausted));
    }

    #[test]
    fn tasks_outside_the_address_space_have_no_numbers() {
        let id = StreamId { task: 1 << 48, ..zero() };
        assert_eq!(id.rng().check(), Err(Exhausted));
        assert_eq!(id.derive(), Err(Exhausted));
        assert_ne!(id.rng().next_u64(), zero().rng().next_u64());
    }

    #[test]
    fn derived_seeds_are_found_by_address() {
        let inner = StreamId { purpose: Purpose::InnerRun, ..ID };
        assert_eq!(inner.derive(), Ok(inner.rng().next_u64()));
        let next = StreamId { task: inner.task + 1, ..inner };
        assert_ne!(inner.derive(), next.derive());
    }

    #[test]
    fn uniform_numbers_are_inside_the_unit_interval() {
        let mut stream = ID.rng();
        for _ in 0..1000 {
            let word = stream.clone().next_u64();
            let u = stream.uniform();
            assert!(0.0 < u && u < 1.0);
            assert_eq!((u * (1u64 << 53) as f64) as u64, (word >> 12 << 1) + 1);
        }
        let extremes = [0, u64::MAX].map(|number| Stream { spare: Some(number), ..ID.rng() }.uniform());
        assert_eq!(extremes, [1.0 / (1u64 << 53) as f64, 1.0 - 1.0 / (1u64 << 53) as f64]);
    }

    #[test]
    fn integers_below_a_bound_take_the_high_half_of_a_product() {
        let below = |number: u64, n: u64| Stream { spare: Some(number), ..ID.rng() }.below(n);
        assert_eq!(below(u64::MAX, 10), 9);
        assert_eq!(below((1 << 63) + 1, 10), 5);
        assert_eq!(below(7, 1), 0);
        assert_eq!(below(7, 0), 0);
        assert_eq!(below(u64::MAX, 1 << 63), (1 << 63) - 1);
    }

    #[test]
    fn a_number_that_would_bias_is_skipped() {
        // 2^64 = 1 modulo 3, so exactly one number is one too many: zero.
        let mut stream = Stream { spare: Some(0), ..ID.rng() };
        let expected = ID.rng().below(3);
        assert_eq!(stream.below(3), expected);
        assert_eq!(stream.next_block, 1);
    }

    #[test]
    fn distributions_of_the_crates_work() {
        let mut stream = ID.rng();
        let normal: f64 = StandardNormal.sample(&mut stream);
        let gamma = Gamma::new(2.0, 1.0).unwrap().sample(&mut stream);
        assert!(normal.is_finite() && gamma > 0.0 && (0..6).contains(&stream.random_range(0..6)));
        assert_eq!(stream.check(), Ok(()));
    }

    fn zero() -> StreamId {
        StreamId { seed: 0, purpose: Purpose::TransformedData, chain: 0, task: 0, iteration: 0 }
    }

    fn check_counter(id: StreamId, expected: &str) {
        assert_eq!(format!("{:032x}", id.counter()), expected.replace(' ', ""));
    }
}
