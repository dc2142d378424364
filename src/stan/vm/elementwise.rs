//! Elementwise operations, pack by pack.

use super::instruction::Operand;
use crate::math::gamma;
use crate::math::simd::{Isa, LANES as PACK, functions};
use crate::stan::graph::{Binary, Unary};

/// `out[o, k] = f(x[o, k])`
#[inline(always)]
#[allow(clippy::too_many_arguments)] // One call for each kind of instruction; a struct would only rename them.
pub fn unary<I: Isa>(
    isa: I,
    f: Unary,
    before: &[f64],
    x: Operand,
    out: &mut [f64],
    step: usize,
    outer: usize,
    inner: usize,
) {
    macro_rules! map {
        ($f:expr) => {
            map(isa, before, x, out, step, outer, inner, $f)
        };
    }
    match f {
        Unary::Neg => map!(|x| isa.neg(x)),
        Unary::Exp => map!(|x| functions::exp(isa, x)),
        Unary::Ln => map!(|x| functions::ln(isa, x)),
        Unary::Ln1p => map!(|x| functions::ln_1p(isa, x)),
        Unary::Expm1 => map!(|x| functions::exp_m1(isa, x)),
        Unary::Sqrt => map!(|x| isa.sqrt(x)),
        Unary::Square => map!(|x| isa.mul(x, x)),
        Unary::Inv => map!(|x| isa.div(isa.splat(1.0), x)),
        Unary::InvSqrt => map!(|x| functions::inv_sqrt(isa, x)),
        Unary::InvLogit => map!(|x| functions::inv_logit(isa, x)),
        Unary::Log1pExp => map!(|x| functions::log1p_exp(isa, x)),
        Unary::Abs => map!(|x| isa.abs(x)),
        Unary::Sign => map!(|x| sign(isa, x)),
        Unary::Tanh => map!(|x| functions::tanh(isa, x)),
        Unary::Lgamma => map!(|x| functions::lgamma(isa, x)),
        Unary::Digamma => map!(|x| functions::digamma(isa, x)),
        Unary::Sin => map!(|x| functions::sin(isa, x)),
        Unary::Cos => map!(|x| functions::cos(isa, x)),
        Unary::Log1mExp => map!(|x| one_by_one(isa, x, crate::math::elementary::ln_1m_exp)),
        Unary::Trigamma => map!(|x| one_by_one(isa, x, gamma::trigamma)),
    }
}

/// `out[o, k] = f(x[o, k], y[o, k])`
#[inline(always)]
#[allow(clippy::too_many_arguments)] // As above.
pub fn binary<I: Isa>(
    isa: I,
    f: Binary,
    before: &[f64],
    x: Operand,
    y: Operand,
    out: &mut [f64],
    step: usize,
    outer: usize,
    inner: usize,
) {
    macro_rules! zip {
        ($f:expr) => {
            zip(isa, before, x, y, out, step, outer, inner, $f)
        };
    }
    macro_rules! slow_zip {
        ($f:expr) => {
            slow_zip(isa, before, x, y, out, step, outer, inner, $f)
        };
    }
    match f {
        Binary::Add => zip!(|x, y| isa.add(x, y)),
        Binary::Sub => zip!(|x, y| isa.sub(x, y)),
        Binary::Mul => zip!(|x, y| isa.mul(x, y)),
        Binary::Div => zip!(|x, y| isa.div(x, y)),
        Binary::Pow => slow_zip!(|x, y| functions::pow(isa, x, y)),
        Binary::LogSumExp => slow_zip!(|x, y| log_sum_exp(isa, x, y)),
        Binary::Guard => slow_zip!(|x, y| isa.select(isa.le(x, y), isa.splat(0.0), isa.splat(f64::NAN))),
    }
}

#[inline(always)]
#[allow(clippy::too_many_arguments)] // As above.
fn map<I: Isa>(
    isa: I,
    before: &[f64],
    x: Operand,
    out: &mut [f64],
    step: usize,
    outer: usize,
    inner: usize,
    f: impl Fn(I::Pack) -> I::Pack,
) {
    for o in 0..outer {
        let from = x.at + o * x.outer;
        let to = out[o * step..][..inner].as_chunks_mut::<PACK>().0;
        if x.contiguous {
            let from = before[from..][..inner].as_chunks::<PACK>().0;
            for (to, x) in to.iter_mut().zip(from) {
                isa.store(to, f(isa.load(x)));
            }
        } else {
            let result = f(isa.splat(before[from]));
            to.iter_mut().for_each(|to| isa.store(to, result));
        }
    }
}

#[inline(always)]
#[allow(clippy::too_many_arguments)] // As above.
fn zip<I: Isa>(
    isa: I,
    before: &[f64],
    x: Operand,
    y: Operand,
    out: &mut [f64],
    step: usize,
    outer: usize,
    inner: usize,
    f: impl Fn(I::Pack, I::Pack) -> I::Pack,
) {
    for o in 0..outer {
        let (x_at, y_at) = (x.at + o * x.outer, y.at + o * y.outer);
        let to = out[o * step..][..inner].as_chunks_mut::<PACK>().0.iter_mut();
        match (x.contiguous, y.contiguous) {
            (true, true) => {
                let xs = before[x_at..][..inner].as_chunks::<PACK>().0;
                let ys = before[y_at..][..inner].as_chunks::<PACK>().0;
                to.zip(xs).zip(ys).for_each(|((to, x), y)| isa.store(to, f(isa.load(x), isa.load(y))));
            }
            (true, false) => {
                let xs = before[x_at..][..inner].as_chunks::<PACK>().0;
                let y = isa.splat(before[y_at]);
                to.zip(xs).for_each(|(to, x)| isa.store(to, f(isa.load(x), y)));
            }
            (false, true) => {
                let ys = before[y_at..][..inner].as_chunks::<PACK>().0;
                let x = isa.splat(before[x_at]);
                to.zip(ys).for_each(|(to, y)| isa.store(to, f(x, isa.load(y))));
            }
            (false, false) => {
                let result = f(isa.splat(before[x_at]), isa.splat(before[y_at]));
                to.for_each(|to| isa.store(to, result));
            }
        }
    }
}

/// [`zip`] for functions so long that one copy of them is enough.
#[inline(always)]
#[allow(clippy::too_many_arguments)] // As above.
fn slow_zip<I: Isa>(
    isa: I,
    before: &[f64],
    x: Operand,
    y: Operand,
    out: &mut [f64],
    step: usize,
    outer: usize,
    inner: usize,
    f: impl Fn(I::Pack, I::Pack) -> I::Pack,
) {
    let load = |operand: &Operand, o: usize, k: usize| {
        let from = operand.at + o * operand.outer;
        if operand.contiguous {
            isa.load(before[from + k * PACK..].first_chunk().expect("there is room for a pack behind all"))
        } else {
            isa.splat(before[from])
        }
    };
    for o in 0..outer {
        let to = out[o * step..][..inner].as_chunks_mut::<PACK>().0;
        for (k, to) in to.iter_mut().enumerate() {
            isa.store(to, f(load(&x, o, k), load(&y, o, k)));
        }
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

/// A function that has no packs.
#[inline(always)]
fn one_by_one<I: Isa>(isa: I, x: I::Pack, f: fn(f64) -> f64) -> I::Pack {
    let mut lanes = [0.0; PACK];
    isa.store(&mut lanes, x);
    isa.load(&lanes.map(f))
}
