//! NEON: four registers a pack.
#![allow(unsafe_code)] // Intrinsics; a value of `Neon` proves that the machine has them.

use std::arch::aarch64::*;
use std::array::from_fn;

use super::{Isa, Kernel, LANES};

/// A machine with NEON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neon(());

impl Neon {
    /// The proof, if the machine is one.
    pub(super) fn detect() -> Option<Neon> {
        std::arch::is_aarch64_feature_detected!("neon").then_some(Neon(()))
    }
}

/// Runs a kernel with these instructions.
pub(super) fn run<K: Kernel>(isa: Neon, kernel: K) -> K::Output {
    #[target_feature(enable = "neon")]
    fn inner<K: Kernel>(isa: Neon, kernel: K) -> K::Output {
        kernel.run(isa)
    }
    // SAFETY: `isa` exists only where this feature does.
    unsafe { inner(isa, kernel) }
}

/// Two lanes each, lowest first.
type Pack = [float64x2_t; 4];
/// All bits of a lane set, or none.
type Mask = [uint64x2_t; 4];

#[inline(always)]
fn on_bits(x: float64x2_t, f: impl Fn(uint64x2_t) -> uint64x2_t) -> float64x2_t {
    // SAFETY: see the module.
    unsafe { vreinterpretq_f64_u64(f(vreinterpretq_u64_f64(x))) }
}

impl Isa for Neon {
    type Pack = Pack;
    type Mask = Mask;

    #[inline(always)]
    fn splat(self, x: f64) -> Pack {
        // SAFETY: see the module.
        unsafe { [vdupq_n_f64(x); 4] }
    }
    #[inline(always)]
    fn load(self, from: &[f64; LANES]) -> Pack {
        // SAFETY: see the module.
        unsafe { from_fn(|i| vld1q_f64(from.as_ptr().add(2 * i))) }
    }
    #[inline(always)]
    fn store(self, to: &mut [f64; LANES], x: Pack) {
        // SAFETY: see the module.
        unsafe { (0..4).for_each(|i| vst1q_f64(to.as_mut_ptr().add(2 * i), x[i])) }
    }
    #[inline(always)]
    fn add(self, a: Pack, b: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { from_fn(|i| vaddq_f64(a[i], b[i])) }
    }
    #[inline(always)]
    fn sub(self, a: Pack, b: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { from_fn(|i| vsubq_f64(a[i], b[i])) }
    }
    #[inline(always)]
    fn mul(self, a: Pack, b: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { from_fn(|i| vmulq_f64(a[i], b[i])) }
    }
    #[inline(always)]
    fn div(self, a: Pack, b: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { from_fn(|i| vdivq_f64(a[i], b[i])) }
    }
    #[inline(always)]
    fn fma(self, a: Pack, b: Pack, c: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { from_fn(|i| vfmaq_f64(c[i], a[i], b[i])) }
    }
    #[inline(always)]
    fn sqrt(self, x: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { x.map(|x| vsqrtq_f64(x)) }
    }
    #[inline(always)]
    fn neg(self, x: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { x.map(|x| vnegq_f64(x)) }
    }
    #[inline(always)]
    fn abs(self, x: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { x.map(|x| vabsq_f64(x)) }
    }
    #[inline(always)]
    fn round(self, x: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { x.map(|x| vrndnq_f64(x)) }
    }
    #[inline(always)]
    fn lt(self, a: Pack, b: Pack) -> Mask {
        // SAFETY: see the module.
        unsafe { from_fn(|i| vcltq_f64(a[i], b[i])) }
    }
    #[inline(always)]
    fn le(self, a: Pack, b: Pack) -> Mask {
        // SAFETY: see the module.
        unsafe { from_fn(|i| vcleq_f64(a[i], b[i])) }
    }
    #[inline(always)]
    fn eq(self, a: Pack, b: Pack) -> Mask {
        // SAFETY: see the module.
        unsafe { from_fn(|i| vceqq_f64(a[i], b[i])) }
    }
    #[inline(always)]
    fn and(self, a: Mask, b: Mask) -> Mask {
        // SAFETY: see the module.
        unsafe { from_fn(|i| vandq_u64(a[i], b[i])) }
    }
    #[inline(always)]
    fn or(self, a: Mask, b: Mask) -> Mask {
        // SAFETY: see the module.
        unsafe { from_fn(|i| vorrq_u64(a[i], b[i])) }
    }
    #[inline(always)]
    fn bits(self, mask: Mask) -> u8 {
        // SAFETY: see the module.
        unsafe {
            (0..4)
                .map(|i| (vgetq_lane_u64::<0>(mask[i]) & 1 | vgetq_lane_u64::<1>(mask[i]) & 2) << (2 * i))
                .sum::<u64>() as u8
        }
    }
    #[inline(always)]
    fn all(self, mask: Mask) -> bool {
        // SAFETY: see the module.
        unsafe {
            let both = vandq_u64(vandq_u64(mask[0], mask[1]), vandq_u64(mask[2], mask[3]));
            vgetq_lane_u64::<0>(both) & vgetq_lane_u64::<1>(both) != 0
        }
    }
    #[inline(always)]
    fn select(self, mask: Mask, a: Pack, b: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { from_fn(|i| vbslq_f64(mask[i], a[i], b[i])) }
    }
    #[inline(always)]
    fn add_to_bits(self, x: Pack, bits: i64) -> Pack {
        // SAFETY: see the module.
        unsafe { x.map(|x| on_bits(x, |x| vaddq_u64(x, vdupq_n_u64(bits as u64)))) }
    }
    #[inline(always)]
    fn shift_to_exponent(self, x: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { x.map(|x| on_bits(x, |x| vshlq_n_u64::<52>(x))) }
    }
    #[inline(always)]
    fn shift_from_exponent(self, x: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { x.map(|x| on_bits(vabsq_f64(x), |x| vshrq_n_u64::<52>(x))) }
    }
    #[inline(always)]
    fn shift_right(self, x: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { x.map(|x| on_bits(x, |x| vshrq_n_u64::<1>(x))) }
    }
    #[inline(always)]
    fn and_bits(self, x: Pack, bits: u64) -> Pack {
        // SAFETY: see the module.
        unsafe { x.map(|x| on_bits(x, |x| vandq_u64(x, vdupq_n_u64(bits)))) }
    }
    #[inline(always)]
    fn or_bits(self, x: Pack, bits: u64) -> Pack {
        // SAFETY: see the module.
        unsafe { x.map(|x| on_bits(x, |x| vorrq_u64(x, vdupq_n_u64(bits)))) }
    }
    #[inline(always)]
    fn add_bits(self, a: Pack, b: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { from_fn(|i| on_bits(a[i], |a| vaddq_u64(a, vreinterpretq_u64_f64(b[i])))) }
    }
    #[inline(always)]
    fn sub_bits(self, a: Pack, b: Pack) -> Pack {
        // SAFETY: see the module.
        unsafe { from_fn(|i| on_bits(a[i], |a| vsubq_u64(a, vreinterpretq_u64_f64(b[i])))) }
    }
}
