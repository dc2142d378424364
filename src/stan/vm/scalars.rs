//! Arithmetic of single numbers and single packs.

use super::PACK;
use super::instruction::{Arithmetic, Scalar};
use crate::math::simd::Isa;
use crate::stan::graph::Ternary;

/// The same bits as a lane of a pack has.
#[inline(always)]
pub fn apply(f: Scalar, x: f64, y: f64) -> f64 {
    match f {
        Scalar::Add => x + y,
        Scalar::Sub => x - y,
        Scalar::Mul => x * y,
        Scalar::Div => x / y,
        Scalar::Neg => -x,
        Scalar::Square => x * x,
        Scalar::Sqrt => x.sqrt(),
        Scalar::Inv => 1.0 / x,
        Scalar::Abs => x.abs(),
        Scalar::Guard => {
            if x <= y {
                0.0
            } else {
                f64::NAN
            }
        }
    }
}

/// Arithmetic of two packs.
#[inline(always)]
pub fn pack<I: Isa>(isa: I, f: Arithmetic, [x, y]: [I::Pack; 2]) -> I::Pack {
    match f {
        Arithmetic::Add => isa.add(x, y),
        Arithmetic::Sub => isa.sub(x, y),
        Arithmetic::Mul => isa.mul(x, y),
        Arithmetic::Div => isa.div(x, y),
    }
}

/// Rounded once.
#[inline(always)]
pub fn fused_pack<I: Isa>(isa: I, f: Ternary, [x, y, z]: [I::Pack; 3]) -> I::Pack {
    match f {
        Ternary::MulAdd => isa.fma(x, y, z),
        Ternary::MulSub => isa.fma(x, y, isa.neg(z)),
        Ternary::SubMul => isa.fma(isa.neg(x), y, z),
    }
}

/// Rounded once, as in a lane of a pack.
#[inline(always)]
pub fn fused<I: Isa>(isa: I, f: Ternary, x: f64, y: f64, z: f64) -> f64 {
    match f {
        Ternary::MulAdd => fma(isa, x, y, z),
        Ternary::MulSub => fma(isa, x, y, -z),
        Ternary::SubMul => fma(isa, -x, y, z),
    }
}

/// `x y + z`
#[inline(always)]
fn fma<I: Isa>(isa: I, x: f64, y: f64, z: f64) -> f64 {
    let mut lanes = [0.0; PACK];
    isa.store(&mut lanes, isa.fma(isa.splat(x), isa.splat(y), isa.splat(z)));
    lanes[0]
}
