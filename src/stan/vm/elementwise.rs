//! Elementwise operations, pack by pack.
//!
//! Operations are types, not closures: a closure would not take the instruction set of its surroundings with it.

use crate::math::gamma;
use crate::math::simd::functions::{self, Binary as Pair, Unary as Function};
use crate::math::simd::{Isa, LANES as PACK};
use crate::stan::graph::{Binary, Unary};

/// An operand: its numbers from its first element in this block on, and how they are gone through.
#[derive(Clone, Copy)]
pub struct Side<'m> {
    pub numbers: &'m [f64],
    pub outer: usize,
    /// Elements of the inner loop lie one after another; else there is one for all.
    pub contiguous: bool,
}

/// The loops of an operation: results of one outer step lie `step` apart.
#[derive(Clone, Copy)]
pub struct Extent {
    pub step: usize,
    pub outer: usize,
    pub inner: usize,
}

/// `out[o, k] = f(x[o, k])`
#[inline(always)]
pub fn unary<I: Isa>(isa: I, f: Unary, x: Side, out: &mut [f64], extent: Extent) {
    macro_rules! map {
        ($f:expr) => {
            map(isa, $f, x, out, extent)
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
pub fn binary<I: Isa>(isa: I, f: Binary, x: Side, y: Side, out: &mut [f64], extent: Extent) {
    match f {
        Binary::Add => zip(isa, Add, x, y, out, extent),
        Binary::Sub => zip(isa, Sub, x, y, out, extent),
        Binary::Mul => zip(isa, Mul, x, y, out, extent),
        Binary::Div => zip(isa, Div, x, y, out, extent),
        Binary::Pow => slow_zip(isa, Pow, x, y, out, extent),
        Binary::LogSumExp => slow_zip(isa, LogSumExp, x, y, out, extent),
        Binary::Guard => slow_zip(isa, Guard, x, y, out, extent),
    }
}

// The loops below count by hand: iterators that are put together are not always inlined into a function of this size.

#[inline(always)]
fn map<I: Isa>(isa: I, f: impl Function, x: Side, out: &mut [f64], extent: Extent) {
    let Extent { step, outer, inner } = extent;
    let mut o = 0;
    while o < outer {
        let from = &x.numbers[o * x.outer..];
        let to = out[o * step..][..inner].as_chunks_mut::<PACK>().0;
        let n = to.len();
        let mut k = 0;
        if x.contiguous {
            let from = &from[..inner].as_chunks::<PACK>().0[..n];
            while k < n {
                isa.store(&mut to[k], isa.unary(f, isa.load(&from[k])));
                k += 1;
            }
        } else {
            let x = isa.splat(from[0]);
            while k < n {
                isa.store(&mut to[k], isa.unary(f, x));
                k += 1;
            }
        }
        o += 1;
    }
}

#[inline(always)]
fn zip<I: Isa>(isa: I, f: impl Pair, x: Side, y: Side, out: &mut [f64], extent: Extent) {
    let Extent { step, outer, inner } = extent;
    let mut o = 0;
    while o < outer {
        let (xs, ys) = (&x.numbers[o * x.outer..], &y.numbers[o * y.outer..]);
        let to = out[o * step..][..inner].as_chunks_mut::<PACK>().0;
        let n = to.len();
        let mut k = 0;
        match (x.contiguous, y.contiguous) {
            (true, true) => {
                let xs = &xs[..inner].as_chunks::<PACK>().0[..n];
                let ys = &ys[..inner].as_chunks::<PACK>().0[..n];
                while k < n {
                    isa.store(&mut to[k], f.apply(isa, isa.load(&xs[k]), isa.load(&ys[k])));
                    k += 1;
                }
            }
            (true, false) => {
                let xs = &xs[..inner].as_chunks::<PACK>().0[..n];
                let y = isa.splat(ys[0]);
                while k < n {
                    isa.store(&mut to[k], f.apply(isa, isa.load(&xs[k]), y));
                    k += 1;
                }
            }
            (false, true) => {
                let ys = &ys[..inner].as_chunks::<PACK>().0[..n];
                let x = isa.splat(xs[0]);
                while k < n {
                    isa.store(&mut to[k], f.apply(isa, x, isa.load(&ys[k])));
                    k += 1;
                }
            }
            (false, false) => {
                let result = f.apply(isa, isa.splat(xs[0]), isa.splat(ys[0]));
                while k < n {
                    isa.store(&mut to[k], result);
                    k += 1;
                }
            }
        }
        o += 1;
    }
}

/// [`zip`] for functions so long that one copy of them is enough.
#[inline(always)]
fn slow_zip<I: Isa>(isa: I, f: impl Pair, x: Side, y: Side, out: &mut [f64], extent: Extent) {
    let Extent { step, outer, inner } = extent;
    let mut o = 0;
    while o < outer {
        let (xs, ys) = (&x.numbers[o * x.outer..], &y.numbers[o * y.outer..]);
        let to = out[o * step..][..inner].as_chunks_mut::<PACK>().0;
        let mut k = 0;
        while k < to.len() {
            let (x, y) = (load(isa, xs, x.contiguous, k), load(isa, ys, y.contiguous, k));
            isa.store(&mut to[k], isa.binary(f, x, y));
            k += 1;
        }
        o += 1;
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
