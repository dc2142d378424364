//! Elementwise operations, pack by pack.
//!
//! Operations are types, not closures: a closure would not take the instruction set of its surroundings with it.

use super::LANE_PACKS;
use crate::math::gamma;
use crate::math::simd::functions::{self, Binary as Pair, Unary as Function};
use crate::math::simd::{Isa, LANES as PACK};
use crate::stan::graph::{Binary, Ternary, Unary};

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
        Unary::Tail => map!(Tail),
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
        Binary::Add => zip(isa, Add, [x, y], out, extent),
        Binary::Sub => zip(isa, Sub, [x, y], out, extent),
        Binary::Mul => zip(isa, Mul, [x, y], out, extent),
        Binary::Div => zip(isa, Div, [x, y], out, extent),
        Binary::Pow => slow_zip(isa, Pow, [x, y], out, extent),
        Binary::LogSumExp => slow_zip(isa, LogSumExp, [x, y], out, extent),
        Binary::Log1pExpOfTail => slow_zip(isa, Log1pExpOfTail, [x, y], out, extent),
        Binary::InvLogitOfTail => slow_zip(isa, InvLogitOfTail, [x, y], out, extent),
        Binary::Guard => slow_zip(isa, Guard, [x, y], out, extent),
    }
}

/// `out[o, k] = f(x[o, k], y[o, k], z[o, k])`
#[inline(always)]
pub fn ternary<I: Isa>(isa: I, f: Ternary, sides: [Side; 3], out: &mut [f64], extent: Extent) {
    match f {
        Ternary::MulAdd => zip3(isa, MulAdd, sides, out, extent),
        Ternary::MulSub => zip3(isa, MulSub, sides, out, extent),
        Ternary::SubMul => zip3(isa, SubMul, sides, out, extent),
    }
}

// The loops below count by hand: iterators that are put together are not always inlined into a function of this size.

#[inline(always)]
fn map<I: Isa>(isa: I, f: impl Function, x: Side, out: &mut [f64], extent: Extent) {
    let mut o = 0;
    while o < extent.outer {
        let to = out[o * extent.step..][..extent.inner].as_chunks_mut::<PACK>().0;
        let n = to.len();
        let numbers = &x.numbers[o * x.outer..];
        // One number for all is a pack that is read again and again, so that one copy of long functions is enough.
        let same = [[numbers[0]; PACK]];
        let (from, step) = if x.contiguous { (numbers[..n * PACK].as_chunks().0, 1) } else { (&same[..], 0) };
        let mut k = 0;
        while k < n {
            isa.store(&mut to[k], isa.unary(f, isa.load(&from[k * step])));
            k += 1;
        }
        o += 1;
    }
}

/// The packs of an operand in one step of the outer loop, or one number for all of them.
struct Packs<'m, I: Isa, const CONTIGUOUS: bool> {
    packs: &'m [[f64; PACK]],
    all: I::Pack,
}

impl<'m, I: Isa, const CONTIGUOUS: bool> Packs<'m, I, CONTIGUOUS> {
    #[inline(always)]
    fn of(isa: I, side: Side<'m>, o: usize, n: usize) -> Self {
        let numbers = &side.numbers[o * side.outer..];
        if CONTIGUOUS {
            Packs { packs: &numbers[..n * PACK].as_chunks().0[..n], all: isa.splat(0.0) }
        } else {
            Packs { packs: &[], all: isa.splat(numbers[0]) }
        }
    }

    #[inline(always)]
    fn get(&self, isa: I, k: usize) -> I::Pack {
        if CONTIGUOUS { isa.load(&self.packs[k]) } else { self.all }
    }
}

#[inline(always)]
fn zip<I: Isa>(isa: I, f: impl Pair, [x, y]: [Side; 2], out: &mut [f64], extent: Extent) {
    match (x.contiguous, y.contiguous) {
        (true, true) => zip_as::<I, true, true>(isa, f, [x, y], out, extent),
        (true, false) => zip_as::<I, true, false>(isa, f, [x, y], out, extent),
        (false, true) => zip_as::<I, false, true>(isa, f, [x, y], out, extent),
        (false, false) => zip_as::<I, false, false>(isa, f, [x, y], out, extent),
    }
}

#[inline(always)]
fn zip_as<I: Isa, const X: bool, const Y: bool>(
    isa: I,
    f: impl Pair,
    [x, y]: [Side; 2],
    out: &mut [f64],
    extent: Extent,
) {
    let mut o = 0;
    while o < extent.outer {
        let to = out[o * extent.step..][..extent.inner].as_chunks_mut::<PACK>().0;
        // The usual number of packs: the compiler writes this loop out.
        if let Ok(to) = <&mut [_; LANE_PACKS]>::try_from(&mut *to) {
            let (x, y) = (Packs::<I, X>::of(isa, x, o, LANE_PACKS), Packs::<I, Y>::of(isa, y, o, LANE_PACKS));
            row(isa, f, x, y, to);
        } else {
            let n = to.len();
            row(isa, f, Packs::<I, X>::of(isa, x, o, n), Packs::<I, Y>::of(isa, y, o, n), to);
        }
        o += 1;
    }
}

#[inline(always)]
fn row<I: Isa, const X: bool, const Y: bool>(
    isa: I,
    f: impl Pair,
    x: Packs<I, X>,
    y: Packs<I, Y>,
    to: &mut [[f64; PACK]],
) {
    let mut k = 0;
    while k < to.len() {
        isa.store(&mut to[k], isa.binary(f, x.get(isa, k), y.get(isa, k)));
        k += 1;
    }
}

#[inline(always)]
fn zip3<I: Isa>(isa: I, f: impl Triple, [x, y, z]: [Side; 3], out: &mut [f64], extent: Extent) {
    // The order of factors does not matter, and one of them is an array.
    let sides = if x.contiguous { [x, y, z] } else { [y, x, z] };
    debug_assert!(sides[0].contiguous, "products of constants are constants");
    match (sides[1].contiguous, z.contiguous) {
        (true, true) => zip3_as::<I, true, true>(isa, f, sides, out, extent),
        (true, false) => zip3_as::<I, true, false>(isa, f, sides, out, extent),
        (false, true) => zip3_as::<I, false, true>(isa, f, sides, out, extent),
        (false, false) => zip3_as::<I, false, false>(isa, f, sides, out, extent),
    }
}

#[inline(always)]
fn zip3_as<I: Isa, const Y: bool, const Z: bool>(
    isa: I,
    f: impl Triple,
    [x, y, z]: [Side; 3],
    out: &mut [f64],
    extent: Extent,
) {
    let mut o = 0;
    while o < extent.outer {
        let to = out[o * extent.step..][..extent.inner].as_chunks_mut::<PACK>().0;
        if let Ok(to) = <&mut [_; LANE_PACKS]>::try_from(&mut *to) {
            let (x, y) = (Packs::<I, true>::of(isa, x, o, LANE_PACKS), Packs::<I, Y>::of(isa, y, o, LANE_PACKS));
            row3(isa, f, x, y, Packs::<I, Z>::of(isa, z, o, LANE_PACKS), to);
        } else {
            let n = to.len();
            let (x, y) = (Packs::<I, true>::of(isa, x, o, n), Packs::<I, Y>::of(isa, y, o, n));
            row3(isa, f, x, y, Packs::<I, Z>::of(isa, z, o, n), to);
        }
        o += 1;
    }
}

#[inline(always)]
fn row3<I: Isa, const Y: bool, const Z: bool>(
    isa: I,
    f: impl Triple,
    x: Packs<I, true>,
    y: Packs<I, Y>,
    z: Packs<I, Z>,
    to: &mut [[f64; PACK]],
) {
    let mut k = 0;
    while k < to.len() {
        isa.store(&mut to[k], f.apply(isa, x.get(isa, k), y.get(isa, k), z.get(isa, k)));
        k += 1;
    }
}

/// [`zip`] for functions so long that one copy of them is enough.
#[inline(always)]
fn slow_zip<I: Isa>(isa: I, f: impl Pair, [x, y]: [Side; 2], out: &mut [f64], extent: Extent) {
    let mut o = 0;
    while o < extent.outer {
        let (xs, ys) = (&x.numbers[o * x.outer..], &y.numbers[o * y.outer..]);
        let to = out[o * extent.step..][..extent.inner].as_chunks_mut::<PACK>().0;
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
    Tail: |isa, x| functions::exp(isa, isa.neg(isa.abs(x)));
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
    Log1pExpOfTail: |isa, x, tail| functions::log1p_exp_of_tail(isa, x, tail);
    InvLogitOfTail: |isa, x, tail| functions::inv_logit_of_tail(isa, x, tail);
    Guard: |isa, x, y| isa.select(isa.le(x, y), isa.splat(0.0), isa.splat(f64::NAN));
}

/// A function of three arguments.
trait Triple: Copy {
    fn apply<I: Isa>(self, isa: I, x: I::Pack, y: I::Pack, z: I::Pack) -> I::Pack;
}

/// `Name: |isa, x, y, z| expression;`, a type for each.
macro_rules! triples {
    ($($name:ident: |$isa:ident, $x:ident, $y:ident, $z:ident| $body:expr;)*) => {$(
        #[derive(Clone, Copy)]
        struct $name;

        impl Triple for $name {
            #[inline(always)]
            fn apply<I: Isa>(self, $isa: I, $x: I::Pack, $y: I::Pack, $z: I::Pack) -> I::Pack {
                $body
            }
        }
    )*};
}

triples! {
    MulAdd: |isa, x, y, z| isa.fma(x, y, z);
    MulSub: |isa, x, y, z| isa.fma(x, y, isa.neg(z));
    SubMul: |isa, x, y, z| isa.fma(isa.neg(x), y, z);
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
