//! Arithmetic of two numbers.

use super::instruction::Scalar;

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
