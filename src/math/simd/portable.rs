//! Plain Rust: the reference for the others.

use super::functions::{Binary, Unary};
use super::lane::SOFTWARE_FMA;
use super::{Isa, LANES};

/// Any machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portable;

type Pack = [f64; LANES];
type Mask = [bool; LANES];

#[inline(always)]
fn each(f: impl Fn(usize) -> f64) -> Pack {
    std::array::from_fn(f)
}

#[inline(always)]
fn on_bits(x: Pack, f: impl Fn(u64) -> u64) -> Pack {
    each(|i| f64::from_bits(f(x[i].to_bits())))
}

/// Not inlined, as it is long.
#[inline(never)]
fn fused(a: Pack, b: Pack, c: Pack) -> Pack {
    each(|i| libm::fma(a[i], b[i], c[i]))
}

impl Isa for Portable {
    type Pack = Pack;
    type Mask = Mask;

    #[inline(always)]
    fn splat(self, x: f64) -> Pack {
        [x; LANES]
    }
    #[inline(always)]
    fn load(self, from: &[f64; LANES]) -> Pack {
        *from
    }
    #[inline(always)]
    fn store(self, to: &mut [f64; LANES], x: Pack) {
        *to = x;
    }
    #[inline(always)]
    fn add(self, a: Pack, b: Pack) -> Pack {
        each(|i| a[i] + b[i])
    }
    #[inline(always)]
    fn sub(self, a: Pack, b: Pack) -> Pack {
        each(|i| a[i] - b[i])
    }
    #[inline(always)]
    fn mul(self, a: Pack, b: Pack) -> Pack {
        each(|i| a[i] * b[i])
    }
    #[inline(always)]
    fn div(self, a: Pack, b: Pack) -> Pack {
        each(|i| a[i] / b[i])
    }
    #[inline(always)]
    fn fma(self, a: Pack, b: Pack, c: Pack) -> Pack {
        fused(a, b, c)
    }
    #[inline(always)]
    fn sqrt(self, x: Pack) -> Pack {
        each(|i| x[i].sqrt())
    }
    #[inline(always)]
    fn neg(self, x: Pack) -> Pack {
        each(|i| -x[i])
    }
    #[inline(always)]
    fn abs(self, x: Pack) -> Pack {
        each(|i| x[i].abs())
    }
    #[inline(always)]
    fn round(self, x: Pack) -> Pack {
        each(|i| x[i].round_ties_even())
    }
    #[inline(always)]
    fn lt(self, a: Pack, b: Pack) -> Mask {
        std::array::from_fn(|i| a[i] < b[i])
    }
    #[inline(always)]
    fn le(self, a: Pack, b: Pack) -> Mask {
        std::array::from_fn(|i| a[i] <= b[i])
    }
    #[inline(always)]
    fn eq(self, a: Pack, b: Pack) -> Mask {
        std::array::from_fn(|i| a[i] == b[i])
    }
    #[inline(always)]
    fn and(self, a: Mask, b: Mask) -> Mask {
        std::array::from_fn(|i| a[i] & b[i])
    }
    #[inline(always)]
    fn or(self, a: Mask, b: Mask) -> Mask {
        std::array::from_fn(|i| a[i] | b[i])
    }
    #[inline(always)]
    fn bits(self, mask: Mask) -> u8 {
        (0..LANES).map(|i| u8::from(mask[i]) << i).sum()
    }
    #[inline(always)]
    fn select(self, mask: Mask, a: Pack, b: Pack) -> Pack {
        each(|i| if mask[i] { a[i] } else { b[i] })
    }
    #[inline(always)]
    fn add_to_bits(self, x: Pack, bits: i64) -> Pack {
        on_bits(x, |x| x.wrapping_add_signed(bits))
    }
    #[inline(always)]
    fn shift_to_exponent(self, x: Pack) -> Pack {
        on_bits(x, |x| x << 52)
    }
    #[inline(always)]
    fn shift_from_exponent(self, x: Pack) -> Pack {
        on_bits(x, |x| (x & !(1 << 63)) >> 52)
    }
    #[inline(always)]
    fn shift_right(self, x: Pack) -> Pack {
        on_bits(x, |x| x >> 1)
    }
    #[inline(always)]
    fn and_bits(self, x: Pack, bits: u64) -> Pack {
        on_bits(x, |x| x & bits)
    }
    #[inline(always)]
    fn or_bits(self, x: Pack, bits: u64) -> Pack {
        on_bits(x, |x| x | bits)
    }
    #[inline(always)]
    fn add_bits(self, a: Pack, b: Pack) -> Pack {
        each(|i| f64::from_bits(a[i].to_bits().wrapping_add(b[i].to_bits())))
    }
    #[inline(always)]
    fn sub_bits(self, a: Pack, b: Pack) -> Pack {
        each(|i| f64::from_bits(a[i].to_bits().wrapping_sub(b[i].to_bits())))
    }
    /// Lane by lane, and not inlined: spelled out for all lanes at every use, functions are megabytes of code.
    #[inline(never)]
    fn unary(self, f: impl Unary, x: Pack) -> Pack {
        each(|i| f.apply(SOFTWARE_FMA, x[i]))
    }
    /// As [`unary`](Isa::unary).
    #[inline(never)]
    fn binary(self, f: impl Binary, x: Pack, y: Pack) -> Pack {
        each(|i| f.apply(SOFTWARE_FMA, x[i], y[i]))
    }
}
