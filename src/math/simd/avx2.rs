//! AVX2 and FMA: two registers a pack.
#![allow(unsafe_code)] // Intrinsics; a value of `Avx2` proves that the machine has them.

use std::arch::x86_64::*;

use super::avx512::Avx512;
use super::{Isa, Kernel, LANES};

/// A machine with AVX2 and FMA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avx2(());

impl Avx2 {
    /// The proof, if the machine is one.
    pub(super) fn detect() -> Option<Avx2> {
        (is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")).then_some(Avx2(()))
    }
}

impl From<Avx512> for Avx2 {
    fn from(_: Avx512) -> Avx2 {
        Avx2(())
    }
}

/// Runs a kernel with these instructions.
pub(super) fn run<K: Kernel>(isa: Avx2, kernel: K) -> K::Output {
    #[target_feature(enable = "avx2,fma")]
    fn inner<K: Kernel>(isa: Avx2, kernel: K) -> K::Output {
        kernel.run(isa)
    }
    // SAFETY: `isa` exists only where these features do.
    unsafe { inner(isa, kernel) }
}

/// The lower and the upper half of a pack.
#[derive(Debug, Clone, Copy)]
pub struct Halves(__m256d, __m256d);

impl Isa for Avx2 {
    type Pack = Halves;
    type Mask = Halves;

    #[inline(always)]
    fn splat(self, x: f64) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_set1_pd(x), _mm256_set1_pd(x)) }
    }
    #[inline(always)]
    fn load(self, from: &[f64; LANES]) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_loadu_pd(from.as_ptr()), _mm256_loadu_pd(from.as_ptr().add(4))) }
    }
    #[inline(always)]
    fn store(self, to: &mut [f64; LANES], x: Self::Pack) {
        // SAFETY: see the module.
        unsafe {
            _mm256_storeu_pd(to.as_mut_ptr(), x.0);
            _mm256_storeu_pd(to.as_mut_ptr().add(4), x.1)
        }
    }
    #[inline(always)]
    fn add(self, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_add_pd(a.0, b.0), _mm256_add_pd(a.1, b.1)) }
    }
    #[inline(always)]
    fn sub(self, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_sub_pd(a.0, b.0), _mm256_sub_pd(a.1, b.1)) }
    }
    #[inline(always)]
    fn mul(self, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_mul_pd(a.0, b.0), _mm256_mul_pd(a.1, b.1)) }
    }
    #[inline(always)]
    fn div(self, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_div_pd(a.0, b.0), _mm256_div_pd(a.1, b.1)) }
    }
    #[inline(always)]
    fn fma(self, a: Self::Pack, b: Self::Pack, c: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_fmadd_pd(a.0, b.0, c.0), _mm256_fmadd_pd(a.1, b.1, c.1)) }
    }
    #[inline(always)]
    fn sqrt(self, a: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_sqrt_pd(a.0), _mm256_sqrt_pd(a.1)) }
    }
    #[inline(always)]
    fn neg(self, a: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_xor_pd(a.0, _mm256_set1_pd(-0.0)), _mm256_xor_pd(a.1, _mm256_set1_pd(-0.0))) }
    }
    #[inline(always)]
    fn abs(self, a: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_andnot_pd(_mm256_set1_pd(-0.0), a.0), _mm256_andnot_pd(_mm256_set1_pd(-0.0), a.1)) }
    }
    #[inline(always)]
    fn round(self, a: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe {
            Halves(
                _mm256_round_pd::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(a.0),
                _mm256_round_pd::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(a.1),
            )
        }
    }
    #[inline(always)]
    fn lt(self, a: Self::Pack, b: Self::Pack) -> Self::Mask {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_cmp_pd::<_CMP_LT_OQ>(a.0, b.0), _mm256_cmp_pd::<_CMP_LT_OQ>(a.1, b.1)) }
    }
    #[inline(always)]
    fn le(self, a: Self::Pack, b: Self::Pack) -> Self::Mask {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_cmp_pd::<_CMP_LE_OQ>(a.0, b.0), _mm256_cmp_pd::<_CMP_LE_OQ>(a.1, b.1)) }
    }
    #[inline(always)]
    fn eq(self, a: Self::Pack, b: Self::Pack) -> Self::Mask {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_cmp_pd::<_CMP_EQ_OQ>(a.0, b.0), _mm256_cmp_pd::<_CMP_EQ_OQ>(a.1, b.1)) }
    }
    #[inline(always)]
    fn and(self, a: Self::Mask, b: Self::Mask) -> Self::Mask {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_and_pd(a.0, b.0), _mm256_and_pd(a.1, b.1)) }
    }
    #[inline(always)]
    fn or(self, a: Self::Mask, b: Self::Mask) -> Self::Mask {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_or_pd(a.0, b.0), _mm256_or_pd(a.1, b.1)) }
    }
    #[inline(always)]
    fn bits(self, mask: Self::Mask) -> u8 {
        // SAFETY: see the module.
        unsafe { (_mm256_movemask_pd(mask.0) | _mm256_movemask_pd(mask.1) << 4) as u8 }
    }
    #[inline(always)]
    fn select(self, mask: Self::Mask, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe { Halves(_mm256_blendv_pd(b.0, a.0, mask.0), _mm256_blendv_pd(b.1, a.1, mask.1)) }
    }
    #[inline(always)]
    fn add_to_bits(self, a: Self::Pack, bits: i64) -> Self::Pack {
        // SAFETY: see the module.
        unsafe {
            Halves(
                _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(a.0), _mm256_set1_epi64x(bits))),
                _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(a.1), _mm256_set1_epi64x(bits))),
            )
        }
    }
    #[inline(always)]
    fn shift_to_exponent(self, a: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe {
            Halves(
                _mm256_castsi256_pd(_mm256_slli_epi64::<52>(_mm256_castpd_si256(a.0))),
                _mm256_castsi256_pd(_mm256_slli_epi64::<52>(_mm256_castpd_si256(a.1))),
            )
        }
    }
    #[inline(always)]
    fn shift_from_exponent(self, a: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe {
            let a = self.abs(a);
            Halves(
                _mm256_castsi256_pd(_mm256_srli_epi64::<52>(_mm256_castpd_si256(a.0))),
                _mm256_castsi256_pd(_mm256_srli_epi64::<52>(_mm256_castpd_si256(a.1))),
            )
        }
    }
    #[inline(always)]
    fn shift_right(self, a: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe {
            Halves(
                _mm256_castsi256_pd(_mm256_srli_epi64::<1>(_mm256_castpd_si256(a.0))),
                _mm256_castsi256_pd(_mm256_srli_epi64::<1>(_mm256_castpd_si256(a.1))),
            )
        }
    }
    #[inline(always)]
    fn and_bits(self, a: Self::Pack, bits: u64) -> Self::Pack {
        // SAFETY: see the module.
        unsafe {
            Halves(
                _mm256_and_pd(a.0, _mm256_set1_pd(f64::from_bits(bits))),
                _mm256_and_pd(a.1, _mm256_set1_pd(f64::from_bits(bits))),
            )
        }
    }
    #[inline(always)]
    fn or_bits(self, a: Self::Pack, bits: u64) -> Self::Pack {
        // SAFETY: see the module.
        unsafe {
            Halves(
                _mm256_or_pd(a.0, _mm256_set1_pd(f64::from_bits(bits))),
                _mm256_or_pd(a.1, _mm256_set1_pd(f64::from_bits(bits))),
            )
        }
    }
    #[inline(always)]
    fn add_bits(self, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe {
            Halves(
                _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(a.0), _mm256_castpd_si256(b.0))),
                _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(a.1), _mm256_castpd_si256(b.1))),
            )
        }
    }
    #[inline(always)]
    fn sub_bits(self, a: Self::Pack, b: Self::Pack) -> Self::Pack {
        // SAFETY: see the module.
        unsafe {
            Halves(
                _mm256_castsi256_pd(_mm256_sub_epi64(_mm256_castpd_si256(a.0), _mm256_castpd_si256(b.0))),
                _mm256_castsi256_pd(_mm256_sub_epi64(_mm256_castpd_si256(a.1), _mm256_castpd_si256(b.1))),
            )
        }
    }
}
