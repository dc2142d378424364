//! AVX-512 F and DQ, beside AVX2 and FMA: one register a pack.
#![allow(unsafe_code)] // Intrinsics; a value of `Avx512` proves that the machine has them.

use std::arch::x86_64::*;

use super::{Isa, Kernel, LANES};

/// A machine with AVX-512 F and DQ, and with AVX2 and FMA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avx512(());

impl Avx512 {
    /// The proof, if the machine is one.
    pub(super) fn detect() -> Option<Avx512> {
        let smaller = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        let larger = is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq");
        (smaller && larger).then_some(Avx512(()))
    }
}

/// Runs a kernel with these instructions.
pub(super) fn run<K: Kernel>(isa: Avx512, kernel: K) -> K::Output {
    #[target_feature(enable = "avx512f,avx512dq,avx2,fma")]
    fn inner<K: Kernel>(isa: Avx512, kernel: K) -> K::Output {
        kernel.run(isa)
    }
    // SAFETY: `isa` exists only where these features do.
    unsafe { inner(isa, kernel) }
}

impl Isa for Avx512 {
    type Pack = __m512d;
    type Mask = __mmask8;

    #[inline(always)]
    fn splat(self, x: f64) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_set1_pd(x) }
    }
    #[inline(always)]
    fn load(self, from: &[f64; LANES]) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_loadu_pd(from.as_ptr()) }
    }
    #[inline(always)]
    fn store(self, to: &mut [f64; LANES], x: Self::Pack) {
        // SAFETY: see the module.
        unsafe { _mm512_storeu_pd(to.as_mut_ptr(), x) }
    }
    #[inline(always)]
    fn add(self, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_add_pd(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_sub_pd(a, b) }
    }
    #[inline(always)]
    fn mul(self, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_mul_pd(a, b) }
    }
    #[inline(always)]
    fn div(self, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_div_pd(a, b) }
    }
    #[inline(always)]
    fn fma(self, a: Self::Pack, b: Self::Pack, c: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_fmadd_pd(a, b, c) }
    }
    #[inline(always)]
    fn sqrt(self, x: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_sqrt_pd(x) }
    }
    #[inline(always)]
    fn neg(self, x: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_xor_pd(x, _mm512_set1_pd(-0.0)) }
    }
    #[inline(always)]
    fn abs(self, x: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_abs_pd(x) }
    }
    #[inline(always)]
    fn round(self, x: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_roundscale_pd::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(x) }
    }
    #[inline(always)]
    fn lt(self, a: Self::Pack, b: Self::Pack) -> Self::Mask {
        // SAFETY: see the module.
        unsafe { _mm512_cmp_pd_mask::<_CMP_LT_OQ>(a, b) }
    }
    #[inline(always)]
    fn le(self, a: Self::Pack, b: Self::Pack) -> Self::Mask {
        // SAFETY: see the module.
        unsafe { _mm512_cmp_pd_mask::<_CMP_LE_OQ>(a, b) }
    }
    #[inline(always)]
    fn eq(self, a: Self::Pack, b: Self::Pack) -> Self::Mask {
        // SAFETY: see the module.
        unsafe { _mm512_cmp_pd_mask::<_CMP_EQ_OQ>(a, b) }
    }
    #[inline(always)]
    fn select(self, mask: Self::Mask, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_mask_blend_pd(mask, b, a) }
    }
    #[inline(always)]
    fn add_to_bits(self, x: Self::Pack, bits: i64) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_castsi512_pd(_mm512_add_epi64(_mm512_castpd_si512(x), _mm512_set1_epi64(bits))) }
    }
    #[inline(always)]
    fn shift_to_exponent(self, x: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_castsi512_pd(_mm512_slli_epi64::<52>(_mm512_castpd_si512(x))) }
    }
    #[inline(always)]
    fn shift_from_exponent(self, x: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_castsi512_pd(_mm512_srli_epi64::<52>(_mm512_castpd_si512(_mm512_abs_pd(x)))) }
    }
    #[inline(always)]
    fn shift_right(self, x: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_castsi512_pd(_mm512_srli_epi64::<1>(_mm512_castpd_si512(x))) }
    }
    #[inline(always)]
    fn and_bits(self, x: Self::Pack, bits: u64) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_and_pd(x, _mm512_set1_pd(f64::from_bits(bits))) }
    }
    #[inline(always)]
    fn or_bits(self, x: Self::Pack, bits: u64) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_or_pd(x, _mm512_set1_pd(f64::from_bits(bits))) }
    }
    #[inline(always)]
    fn add_bits(self, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_castsi512_pd(_mm512_add_epi64(_mm512_castpd_si512(a), _mm512_castpd_si512(b))) }
    }
    #[inline(always)]
    fn sub_bits(self, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { _mm512_castsi512_pd(_mm512_sub_epi64(_mm512_castpd_si512(a), _mm512_castpd_si512(b))) }
    }
    #[inline(always)]
    fn and(self, a: Self::Mask, b: Self::Mask) -> Self::Mask {
        a & b
    }
    #[inline(always)]
    fn or(self, a: Self::Mask, b: Self::Mask) -> Self::Mask {
        a | b
    }
    #[inline(always)]
    fn bits(self, mask: Self::Mask) -> u8 {
        mask
    }
}
