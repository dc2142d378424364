//! Arithmetic of single numbers.

use super::PACK;
use super::instruction::Scalar;
use crate::math::simd::Isa;

/// The same bits as a lane of a pack has.
#[inline(always)]
pub fn apply<I: Isa>(isa: I, f: Scalar, x: f64, y: f64, z: f64) -> f64 {
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
        Scalar::MulAdd => fma(isa, x, y, z),
        Scalar::MulSub => fma(isa, x, y, -z),
        Scalar::SubMul => fma(isa, -x, y, z),
        Scalar::Guard => {
            if x <= y {
                0.0
            } else {
                f64::NAN
            }
        }
    }
}

/// `x y + z`, rounded once.
#[inline(always)]
fn fma<I: Isa>(isa: I, x: f64, y: f64, z: f64) -> f64 {
    let mut lanes = [0.0; PACK];
    isa.store(&mut lanes, isa.fma(isa.splat(x), isa.splat(y), isa.splat(z)));
    lanes[0]
}
