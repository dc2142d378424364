//! One lane: for single numbers, with the bits they have in a pack.
#![allow(unsafe_code)] // A call of a function with `#[target_feature]`.

#[cfg(target_arch = "x86_64")]
use super::avx2::Avx2 as Fused;
#[cfg(target_arch = "aarch64")]
use super::neon::Neon as Fused;
use super::{Isa, Kernel, LANES};

/// A pack of which only lane 0 is there; `FUSED` says that the machine multiplies and adds in one instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lane<const FUSED: bool>(());

/// For machines without the instruction.
pub(super) const SOFTWARE_FMA: Lane<false> = Lane(());

/// Runs a kernel on one lane of a machine that multiplies and adds in one instruction.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
#[inline]
pub(super) fn run_fused<K: Kernel>(_: Fused, kernel: K) -> K::Output {
    #[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2,fma"))]
    #[cfg_attr(target_arch = "aarch64", target_feature(enable = "neon"))]
    fn inner<K: Kernel>(kernel: K) -> K::Output {
        kernel.run(Lane::<true>(()))
    }
    // SAFETY: a `Fused` exists only where these features do.
    unsafe { inner(kernel) }
}

#[inline(always)]
fn on_bits(x: f64, f: impl Fn(u64) -> u64) -> f64 {
    f64::from_bits(f(x.to_bits()))
}

impl<const FUSED: bool> Isa for Lane<FUSED> {
    type Pack = f64;
    type Mask = bool;

    #[inline(always)]
    fn splat(self, x: f64) -> f64 {
        x
    }
    #[inline(always)]
    fn load(self, from: &[f64; LANES]) -> f64 {
        from[0]
    }
    #[inline(always)]
    fn store(self, to: &mut [f64; LANES], x: f64) {
        to[0] = x;
    }
    #[inline(always)]
    fn add(self, a: f64, b: f64) -> f64 {
        a + b
    }
    #[inline(always)]
    fn sub(self, a: f64, b: f64) -> f64 {
        a - b
    }
    #[inline(always)]
    fn mul(self, a: f64, b: f64) -> f64 {
        a * b
    }
    #[inline(always)]
    fn div(self, a: f64, b: f64) -> f64 {
        a / b
    }
    #[inline(always)]
    #[allow(clippy::disallowed_methods)] // Here it is one instruction.
    fn fma(self, a: f64, b: f64, c: f64) -> f64 {
        if FUSED { a.mul_add(b, c) } else { libm::fma(a, b, c) }
    }
    #[inline(always)]
    fn sqrt(self, x: f64) -> f64 {
        x.sqrt()
    }
    #[inline(always)]
    fn neg(self, x: f64) -> f64 {
        -x
    }
    #[inline(always)]
    fn abs(self, x: f64) -> f64 {
        x.abs()
    }
    #[inline(always)]
    fn round(self, x: f64) -> f64 {
        x.round_ties_even()
    }
    #[inline(always)]
    fn lt(self, a: f64, b: f64) -> bool {
        a < b
    }
    #[inline(always)]
    fn le(self, a: f64, b: f64) -> bool {
        a <= b
    }
    #[inline(always)]
    fn eq(self, a: f64, b: f64) -> bool {
        a == b
    }
    #[inline(always)]
    fn and(self, a: bool, b: bool) -> bool {
        a & b
    }
    #[inline(always)]
    fn or(self, a: bool, b: bool) -> bool {
        a | b
    }
    #[inline(always)]
    fn bits(self, mask: bool) -> u8 {
        u8::from(mask)
    }
    #[inline(always)]
    fn all(self, mask: bool) -> bool {
        mask
    }
    #[inline(always)]
    fn lanes(self) -> usize {
        1
    }
    #[inline(always)]
    fn select(self, mask: bool, a: f64, b: f64) -> f64 {
        if mask { a } else { b }
    }
    #[inline(always)]
    fn add_to_bits(self, x: f64, bits: i64) -> f64 {
        on_bits(x, |x| x.wrapping_add_signed(bits))
    }
    #[inline(always)]
    fn shift_to_exponent(self, x: f64) -> f64 {
        on_bits(x, |x| x << 52)
    }
    #[inline(always)]
    fn shift_from_exponent(self, x: f64) -> f64 {
        on_bits(x, |x| (x & !(1 << 63)) >> 52)
    }
    #[inline(always)]
    fn shift_right(self, x: f64) -> f64 {
        on_bits(x, |x| x >> 1)
    }
    #[inline(always)]
    fn and_bits(self, x: f64, bits: u64) -> f64 {
        on_bits(x, |x| x & bits)
    }
    #[inline(always)]
    fn or_bits(self, x: f64, bits: u64) -> f64 {
        on_bits(x, |x| x | bits)
    }
    #[inline(always)]
    fn add_bits(self, a: f64, b: f64) -> f64 {
        on_bits(a, |a| a.wrapping_add(b.to_bits()))
    }
    #[inline(always)]
    fn sub_bits(self, a: f64, b: f64) -> f64 {
        on_bits(a, |a| a.wrapping_sub(b.to_bits()))
    }
}
