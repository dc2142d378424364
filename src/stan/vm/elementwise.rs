//! Elementwise operations, pack by pack.
//!
//! Operations are types, not closures: a closure would not take the instruction set of its surroundings with it.

use super::instruction::Operand;
use crate::math::gamma;
use crate::math::simd::functions::{self, Binary as Pair, Unary as Function};
use crate::math::simd::{Isa, LANES as PACK};
use crate::stan::graph::{Binary, Unary};

/// The loops of an operation: results of one outer step lie `step` apart.
#[derive(Clone, Copy)]
pub struct Extent {
    pub step: usize,
    pub outer: usize,
    pub inner: usize,
}

/// `out[o, k] = f(x[o, k])`
#[inline(always)]
pub fn unary<I: Isa>(isa: I, f: Unary, before: &[f64], x: Operand, out: &mut [f64], extent: Extent) {
    macro_rules! map {
        ($f:expr) => {
            map(isa, $f, before, x, out, extent)
        };
    }
    match f {
        Unary::Neg => map!(Neg),
        Unary::Exp => map!(Exp),
        Unary::Ln => map!(Ln),
        Unary::Ln1p => map!(Ln1p),
        Unary::Expm1 => map!(Expm1),
        Unary::Sqrt => map!(Sqrt),
        Unary::Square => map!(Square),
        Unary::Inv => map!(Inv),
        Unary::InvSqrt => map!(InvSqrt),
        Unary::InvLogit => map!(InvLogit),
        Unary::Log1pExp => map!(Log1pExp),
        Unary::Abs => map!(Abs),
        Unary::Sign => map!(Sign),
        Unary::Tanh => map!(Tanh),
        Unary::Lgamma => map!(Lgamma),
        Unary::Digamma => map!(Digamma),
        Unary::Sin => map!(Sin),
        Unary::Cos => map!(Cos),
        Unary::Log1mExp => map!(OneByOne(crate::math::elementary::ln_1m_exp)),
        Unary::Trigamma => map!(OneByOne(gamma::trigamma)),
    }
}

/// `out[o, k] = f(x[o, k], y[o, k])`
#[inline(always)]
pub fn binary<I: Isa>(isa: I, f: Binary, before: &[f64], x: Operand, y: Operand, out: &mut [f64], extent: Extent) {
    match f {
        Binary::Add => zip(isa, Add, before, x, y, out, extent),
        Binary::Sub => zip(isa, Sub, before, x, y, out, extent),
        Binary::Mul => zip(isa, Mul, before, x, y, out, extent),
        Binary::Div => zip(isa, Div, before, x, y, out, extent),
        Binary::Pow => slow_zip(isa, Pow, before, x, y, out, extent),
        Binary::LogSumExp => slow_zip(isa, LogSumExp, before, x, y, out, extent),
        Binary::Guard => slow_zip(isa, Guard, before, x, y, out, extent),
    }
}

#[inline(always)]
fn map<I: Isa>(isa: I, f: impl Function, before: &[f64], x: Operand, out: &mut [f64], extent: Extent) {
    let Extent { step, outer, inner } = extent;
    for o in 0..outer {
        let from = x.at + o * x.outer;
        let to = out[o * step..][..inner].as_chunks_mut::<PACK>().0;
        // A number that stands for all is looked at once.
        let from = if x.contiguous { before[from..][..inner].as_chunks::<PACK>().0 } else { &[[before[from]; PACK]] };
        let (to, rest) = to.split_at_mut(from.len());
        let mut result = isa.splat(0.0);
        for (to, x) in to.iter_mut().zip(from) {
            result = f.apply(isa, isa.load(x));
            isa.store(to, result);
        }
        for to in rest {
            isa.store(to, result);
        }
    }
}

#[inline(always)]
fn zip<I: Isa>(isa: I, f: impl Pair, before: &[f64], x: Operand, y: Operand, out: &mut [f64], extent: Extent) {
    let Extent { step, outer, inner } = extent;
    for o in 0..outer {
        let (x_at, y_at) = (x.at + o * x.outer, y.at + o * y.outer);
        let to = out[o * step..][..inner].as_chunks_mut::<PACK>().0;
        match (x.contiguous, y.contiguous) {
            (true, true) => {
                let xs = before[x_at..][..inner].as_chunks::<PACK>().0;
                let ys = before[y_at..][..inner].as_chunks::<PACK>().0;
                for ((to, x), y) in to.iter_mut().zip(xs).zip(ys) {
                    isa.store(to, f.apply(isa, isa.load(x), isa.load(y)));
                }
            }
            (true, false) => {
                let xs = before[x_at..][..inner].as_chunks::<PACK>().0;
                let y = isa.splat(before[y_at]);
                for (to, x) in to.iter_mut().zip(xs) {
                    isa.store(to, f.apply(isa, isa.load(x), y));
                }
            }
            (false, true) => {
                let ys = before[y_at..][..inner].as_chunks::<PACK>().0;
                let x = isa.splat(before[x_at]);
                for (to, y) in to.iter_mut().zip(ys) {
                    isa.store(to, f.apply(isa, x, isa.load(y)));
                }
            }
            (false, false) => {
                let result = f.apply(isa, isa.splat(before[x_at]), isa.splat(before[y_at]));
                for to in to {
                    isa.store(to, result);
                }
            }
        }
    }
}

/// [`zip`] for functions so long that one copy of them is enough.
#[inline(always)]
fn slow_zip<I: Isa>(isa: I, f: impl Pair, before: &[f64], x: Operand, y: Operand, out: &mut [f64], extent: Extent) {
    let Extent { step, outer, inner } = extent;
    for o in 0..outer {
        let (xs, ys) = (&before[x.at + o * x.outer..], &before[y.at + o * y.outer..]);
        let to = out[o * step..][..inner].as_chunks_mut::<PACK>().0;
        for (k, to) in to.iter_mut().enumerate() {
            let (x, y) = (load(isa, xs, x.contiguous, k), load(isa, ys, y.contiguous, k));
            isa.store(to, f.apply(isa, x, y));
        }
    }
}

/// Pack `k` of an operand.
#[inline(always)]
fn load<I: Isa>(isa: I, from: &[f64], contiguous: bool, k: usize) -> I::Pack {
    match from[if contiguous { k * PACK } else { 0 }..].first_chunk() {
        Some(pack) if contiguous => isa.load(pack),
        _ => isa.splat(from[0]),
    }
}

/// `Name: |isa, x| expression;`, a type for each.
macro_rules! functions {
    ($($name:ident: |$isa:ident, $x:ident| $body:expr;)*) => {$(
        #[derive(Clone, Copy)]
        struct $name;

        impl Function for $name {
            #[inline(always)]
            fn apply<I: Isa>(self, $isa: I, $x: I::Pack) -> I::Pack {
                $body
            }
        }
    )*};
}

/// `Name: |isa, x, y| expression;`, a type for each.
macro_rules! pairs {
    ($($name:ident: |$isa:ident, $x:ident, $y:ident| $body:expr;)*) => {$(
        #[derive(Clone, Copy)]
        struct $name;

        impl Pair for $name {
            #[inline(always)]
            fn apply<I: Isa>(self, $isa: I, $x: I::Pack, $y: I::Pack) -> I::Pack {
                $body
            }
        }
    )*};
}

functions! {
    Neg: |isa, x| isa.neg(x);
    Exp: |isa, x| functions::exp(isa, x);
    Ln: |isa, x| functions::ln(isa, x);
    Ln1p: |isa, x| functions::ln_1p(isa, x);
    Expm1: |isa, x| functions::exp_m1(isa, x);
    Sqrt: |isa, x| isa.sqrt(x);
    Square: |isa, x| isa.mul(x, x);
    Inv: |isa, x| isa.div(isa.splat(1.0), x);
    InvSqrt: |isa, x| functions::inv_sqrt(isa, x);
    InvLogit: |isa, x| functions::inv_logit(isa, x);
    Log1pExp: |isa, x| functions::log1p_exp(isa, x);
    Abs: |isa, x| isa.abs(x);
    Sign: |isa, x| sign(isa, x);
    Tanh: |isa, x| functions::tanh(isa, x);
    Lgamma: |isa, x| functions::lgamma(isa, x);
    Digamma: |isa, x| functions::digamma(isa, x);
    Sin: |isa, x| functions::sin(isa, x);
    Cos: |isa, x| functions::cos(isa, x);
}

pairs! {
    Add: |isa, x, y| isa.add(x, y);
    Sub: |isa, x, y| isa.sub(x, y);
    Mul: |isa, x, y| isa.mul(x, y);
    Div: |isa, x, y| isa.div(x, y);
    Pow: |isa, x, y| functions::pow(isa, x, y);
    LogSumExp: |isa, x, y| log_sum_exp(isa, x, y);
    Guard: |isa, x, y| isa.select(isa.le(x, y), isa.splat(0.0), isa.splat(f64::NAN));
}

/// A function that has no packs.
#[derive(Clone, Copy)]
struct OneByOne(fn(f64) -> f64);

impl Function for OneByOne {
    #[inline(always)]
    fn apply<I: Isa>(self, isa: I, x: I::Pack) -> I::Pack {
        let mut lanes = [0.0; PACK];
        isa.store(&mut lanes, x);
        isa.load(&lanes.map(self.0))
    }
}

#[inline(always)]
fn sign<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    let (zero, one) = (isa.splat(0.0), isa.splat(1.0));
    let negative = isa.select(isa.lt(x, zero), isa.splat(-1.0), zero);
    isa.select(isa.lt(zero, x), one, negative)
}

/// `ln(e^x + e^y)`; `-∞` where both are.
#[inline(always)]
fn log_sum_exp<I: Isa>(isa: I, x: I::Pack, y: I::Pack) -> I::Pack {
    let (low, high) = (isa.select(isa.lt(y, x), y, x), isa.select(isa.lt(y, x), x, y));
    let difference = isa.sub(low, high);
    let result = isa.add(high, functions::ln_1p(isa, functions::exp(isa, difference)));
    isa.select(isa.eq(x, y), isa.add(x, isa.splat(std::f64::consts::LN_2)), result)
}
