//! What the elementwise operations compute, for one number.

use super::{Binary, Ternary, Unary};
use crate::math::elementary as e;
use crate::math::gamma::trigamma;
use crate::math::gamma::{digamma, lgamma};

impl Unary {
    /// The function at `x`.
    pub fn apply(self, x: f64) -> f64 {
        match self {
            Unary::Neg => -x,
            Unary::Exp => e::exp(x),
            Unary::Ln => e::ln(x),
            Unary::Ln1p => e::ln_1p(x),
            Unary::Expm1 => e::exp_m1(x),
            Unary::Sqrt => x.sqrt(),
            Unary::Square => x * x,
            Unary::Inv => 1.0 / x,
            Unary::InvSqrt => 1.0 / x.sqrt(),
            Unary::InvLogit => e::inv_logit(x),
            Unary::Log1pExp => e::ln_1p_exp(x),
            Unary::Tail => e::exp(-x.abs()),
            Unary::Log1mExp => e::ln_1m_exp(x),
            Unary::Abs => x.abs(),
            Unary::Sign => f64::from(x > 0.0) - f64::from(x < 0.0),
            Unary::Tanh => e::tanh(x),
            Unary::Lgamma => lgamma(x),
            Unary::Digamma => digamma(x),
            Unary::Trigamma => trigamma(x),
            Unary::Sin => e::sin(x),
            Unary::Cos => e::cos(x),
        }
    }
}

impl Ternary {
    /// The function at `x`, `y` and `z`.
    pub fn apply(self, x: f64, y: f64, z: f64) -> f64 {
        match self {
            Ternary::MulAdd => libm::fma(x, y, z),
            Ternary::MulSub => libm::fma(x, y, -z),
            Ternary::SubMul => libm::fma(-x, y, z),
        }
    }
}

impl Binary {
    /// The function at `x` and `y`.
    pub fn apply(self, x: f64, y: f64) -> f64 {
        match self {
            Binary::Add => x + y,
            Binary::Sub => x - y,
            Binary::Mul => x * y,
            Binary::Div => x / y,
            Binary::Pow => e::pow(x, y),
            Binary::LogSumExp => e::ln_sum_exp(x, y),
            Binary::Log1pExpOfTail => e::ln_1p_exp(x),
            Binary::InvLogitOfTail => e::inv_logit(x),
            Binary::Guard => {
                if x <= y {
                    0.0
                } else {
                    f64::NAN
                }
            }
        }
    }
}
