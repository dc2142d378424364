//! Arithmetic of single numbers.

use super::PACK;
use super::instruction::Scalar;
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
