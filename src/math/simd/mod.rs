//! Eight doubles at a time, with the same bits on every instruction set.
//!
//! A kernel is written once, generic over [`Isa`], and run by [`dispatch`] on the best instruction set of the machine.
//! Every operation is that of IEEE 754 on each lane by itself, fused multiply-add included, so the choice
//! changes no result. Everything generic here is `#[inline(always)]`: the features of the outermost function reach the
//! innermost operation only by inlining.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
pub mod functions;
mod lane;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;

use std::sync::OnceLock;

use functions::{Binary, Unary};

/// Lanes of a [`Isa::Pack`].
pub const LANES: usize = 8;

/// An instruction set. A value of the type says that the machine has it.
pub trait Isa: Copy + Send + Sync + 'static {
    /// Eight doubles.
    type Pack: Copy;
    /// Eight truth values.
    type Mask: Copy;

    /// The same number in all lanes.
    fn splat(self, x: f64) -> Self::Pack;
    /// Eight numbers from memory.
    fn load(self, from: &[f64; LANES]) -> Self::Pack;
    /// Eight numbers to memory.
    fn store(self, to: &mut [f64; LANES], x: Self::Pack);

    /// `a + b`
    fn add(self, a: Self::Pack, b: Self::Pack) -> Self::Pack;
    /// `a - b`
    fn sub(self, a: Self::Pack, b: Self::Pack) -> Self::Pack;
    /// `a * b`
    fn mul(self, a: Self::Pack, b: Self::Pack) -> Self::Pack;
    /// `a / b`
    fn div(self, a: Self::Pack, b: Self::Pack) -> Self::Pack;
    /// `a * b + c`, rounded once.
    fn fma(self, a: Self::Pack, b: Self::Pack, c: Self::Pack) -> Self::Pack;
    /// Square root.
    fn sqrt(self, x: Self::Pack) -> Self::Pack;
    /// `-x`, the sign bit flipped.
    fn neg(self, x: Self::Pack) -> Self::Pack;
    /// The sign bit cleared.
    fn abs(self, x: Self::Pack) -> Self::Pack;
    /// To the nearest integer, ties to even.
    fn round(self, x: Self::Pack) -> Self::Pack;

    /// `a < b`; false where either is NaN.
    fn lt(self, a: Self::Pack, b: Self::Pack) -> Self::Mask;
    /// `a <= b`; false where either is NaN.
    fn le(self, a: Self::Pack, b: Self::Pack) -> Self::Mask;
    /// `a == b`; false where either is NaN.
    fn eq(self, a: Self::Pack, b: Self::Pack) -> Self::Mask;
    /// Both.
    fn and(self, a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// Either.
    fn or(self, a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// The lanes as bits, lane 0 lowest.
    fn bits(self, mask: Self::Mask) -> u8;
    /// Whether all lanes are true.
    #[inline(always)]
    fn all(self, mask: Self::Mask) -> bool {
        self.bits(mask) == u8::MAX
    }
    /// The lanes there are: [`LANES`], but one of a single number.
    #[inline(always)]
    fn lanes(self) -> usize {
        LANES
    }
    /// `a` where the mask is true, else `b`.
    fn select(self, mask: Self::Mask, a: Self::Pack, b: Self::Pack) -> Self::Pack;

    /// `f(x)`.
    #[inline(always)]
    fn unary(self, f: impl Unary, x: Self::Pack) -> Self::Pack {
        f.apply(self, x)
    }
    /// `f(x, y)`.
    #[inline(always)]
    fn binary(self, f: impl Binary, x: Self::Pack, y: Self::Pack) -> Self::Pack {
        f.apply(self, x, y)
    }

    /// The bits of each lane, added to as 64-bit integers with wrap-around.
    fn add_to_bits(self, x: Self::Pack, bits: i64) -> Self::Pack;
    /// `x` with its bits shifted left by 52: the integer in the low bits of a lane becomes an exponent.
    fn shift_to_exponent(self, x: Self::Pack) -> Self::Pack;
    /// The bits of each lane shifted right by 52, without the sign: the biased exponent as an integer in the low bits.
    fn shift_from_exponent(self, x: Self::Pack) -> Self::Pack;
    /// The bits of each lane shifted right by 1.
    fn shift_right(self, x: Self::Pack) -> Self::Pack;
    /// Bitwise and of each lane with `bits`.
    fn and_bits(self, x: Self::Pack, bits: u64) -> Self::Pack;
    /// Bitwise or of each lane with `bits`.
    fn or_bits(self, x: Self::Pack, bits: u64) -> Self::Pack;
    /// The sum of the bits of two packs as 64-bit integers, with wrap-around.
    fn add_bits(self, a: Self::Pack, b: Self::Pack) -> Self::Pack;
    /// The difference of the bits of two packs as 64-bit integers, with wrap-around.
    fn sub_bits(self, a: Self::Pack, b: Self::Pack) -> Self::Pack;
}

/// Work that is written for any instruction set.
pub trait Kernel {
    /// What it computes.
    type Output;
    /// Does it. Implementations are `#[inline(always)]`.
    fn run<I: Isa>(self, isa: I) -> Self::Output;
}

/// The instruction sets there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Plain Rust on any machine.
    Portable,
    /// AVX2 and FMA.
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Avx2),
    /// AVX-512 F and DQ.
    #[cfg(target_arch = "x86_64")]
    Avx512(avx512::Avx512),
    /// NEON.
    #[cfg(target_arch = "aarch64")]
    Neon(neon::Neon),
}

impl Level {
    /// The instruction sets of this machine, best first; [`Level::Portable`] is always the last.
    pub fn available() -> Vec<Level> {
        let mut levels = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            levels.extend(avx512::Avx512::detect().map(Level::Avx512));
            levels.extend(avx2::Avx2::detect().map(Level::Avx2));
        }
        #[cfg(target_arch = "aarch64")]
        levels.extend(neon::Neon::detect().map(Level::Neon));
        levels.push(Level::Portable);
        levels
    }

    /// The best instruction set of this machine, found once.
    pub fn best() -> Level {
        static BEST: OnceLock<Level> = OnceLock::new();
        *BEST.get_or_init(|| Level::available()[0])
    }

    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Level::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(_) => "AVX2+FMA",
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(_) => "AVX-512",
            #[cfg(target_arch = "aarch64")]
            Level::Neon(_) => "NEON",
        }
    }

    /// Runs a kernel on this instruction set.
    pub fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self {
            Level::Portable => kernel.run(portable::Portable),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(isa) => avx2::run(isa, kernel),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(isa) => avx512::run(isa, kernel),
            #[cfg(target_arch = "aarch64")]
            Level::Neon(isa) => neon::run(isa, kernel),
        }
    }

    /// Runs a kernel on one lane: the kernel sees packs whose lane 0 alone is there.
    ///
    /// Lane 0 of what the kernel stores has the same bits as in [`run`](Level::run).
    #[inline]
    pub fn run_one<K: Kernel>(self, kernel: K) -> K::Output {
        match self {
            Level::Portable => kernel.run(lane::SOFTWARE_FMA),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(isa) => lane::run_fused(isa, kernel),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(isa) => lane::run_fused(isa.into(), kernel),
            #[cfg(target_arch = "aarch64")]
            Level::Neon(isa) => lane::run_fused(isa, kernel),
        }
    }
}

/// Runs a kernel on the best instruction set of this machine.
pub fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    Level::best().run(kernel)
}

#[cfg(test)]
mod tests;
