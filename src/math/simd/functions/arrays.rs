//! The functions of arrays and of single numbers, on the best instruction set of the machine.

use crate::math::simd::{Isa, Kernel, LANES, Level};

/// A function of one argument.
pub trait Unary: Copy {
    /// Its value in each lane. Implementations are `#[inline(always)]`.
    fn apply<I: Isa>(self, isa: I, x: I::Pack) -> I::Pack;
}

/// A function of two arguments.
pub trait Binary: Copy {
    /// Its value in each lane. Implementations are `#[inline(always)]`.
    fn apply<I: Isa>(self, isa: I, x: I::Pack, y: I::Pack) -> I::Pack;
}

struct Map<'a, F>(F, &'a [f64], &'a mut [f64]);

impl<F: Unary> Kernel for Map<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let Map(function, xs, out) = self;
        let (packs, tail) = xs.as_chunks::<LANES>();
        let (out_packs, out_tail) = out.as_chunks_mut::<LANES>();
        for (x, to) in packs.iter().zip(out_packs) {
            isa.store(to, isa.unary(function, isa.load(x)));
        }
        if !tail.is_empty() {
            let mut last = [1.0; LANES];
            last[..tail.len()].copy_from_slice(tail);
            let result = isa.unary(function, isa.load(&last));
            isa.store(&mut last, result);
            out_tail.copy_from_slice(&last[..tail.len()]);
        }
    }
}

struct Map2<'a, F>(F, &'a [f64], &'a [f64], &'a mut [f64]);

impl<F: Binary> Kernel for Map2<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let Map2(function, xs, ys, out) = self;
        let ((packs, tail), (y_packs, y_tail)) = (xs.as_chunks::<LANES>(), ys.as_chunks::<LANES>());
        let (out_packs, out_tail) = out.as_chunks_mut::<LANES>();
        for ((x, y), to) in packs.iter().zip(y_packs).zip(out_packs) {
            isa.store(to, isa.binary(function, isa.load(x), isa.load(y)));
        }
        if !tail.is_empty() {
            let (mut last, mut y_last) = ([1.0; LANES], [1.0; LANES]);
            last[..tail.len()].copy_from_slice(tail);
            y_last[..tail.len()].copy_from_slice(y_tail);
            let result = isa.binary(function, isa.load(&last), isa.load(&y_last));
            isa.store(&mut last, result);
            out_tail.copy_from_slice(&last[..tail.len()]);
        }
    }
}

struct One<F>(F, f64);

impl<F: Unary> Kernel for One<F> {
    type Output = f64;

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) -> f64 {
        first(isa, self.0.apply(isa, isa.splat(self.1)))
    }
}

/// Two fields rather than an array, so that they travel in registers.
struct One2<F>(F, f64, f64);

impl<F: Binary> Kernel for One2<F> {
    type Output = f64;

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) -> f64 {
        first(isa, self.0.apply(isa, isa.splat(self.1), isa.splat(self.2)))
    }
}

#[inline(always)]
fn first<I: Isa>(isa: I, x: I::Pack) -> f64 {
    let mut lanes = [0.0; LANES];
    isa.store(&mut lanes, x);
    lanes[0]
}

/// The function of each of `xs` into `out`, which must be as long. A value does not depend on its place.
pub fn map<F: Unary>(level: Level, function: F, xs: &[f64], out: &mut [f64]) {
    assert_eq!(xs.len(), out.len(), "a result for each argument");
    level.run(Map(function, xs, out));
}

/// The function of each of `xs` with its neighbour of `ys` into `out`; all three must be equally long.
pub fn map2<F: Binary>(level: Level, function: F, xs: &[f64], ys: &[f64], out: &mut [f64]) {
    assert_eq!((xs.len(), ys.len()), (out.len(), out.len()), "a result for each pair of arguments");
    level.run(Map2(function, xs, ys, out));
}

/// The function of one number, with the bits that it has in an array.
#[inline]
pub fn one<F: Unary>(level: Level, function: F, x: f64) -> f64 {
    level.run_one(One(function, x))
}

/// The function of one pair, with the bits that it has in an array.
#[inline]
pub fn one2<F: Binary>(level: Level, function: F, x: f64, y: f64) -> f64 {
    level.run_one(One2(function, x, y))
}

macro_rules! unary {
    ($($kind:ident $name:ident $slice:ident $one:ident;)*) => {$(
        #[doc = unary!(@doc $name "as a type.")]
        #[derive(Debug, Clone, Copy)]
        pub struct $kind;

        impl Unary for $kind {
            #[inline(always)]
            fn apply<I: Isa>(self, isa: I, x: I::Pack) -> I::Pack {
                super::$name(isa, x)
            }
        }

        #[doc = unary!(@doc $name "of each of `xs` into `out`, which must be as long.")]
        pub fn $slice(xs: &[f64], out: &mut [f64]) {
            map(Level::best(), $kind, xs, out);
        }

        #[doc = unary!(@doc $name "of one number, with the bits that it has in an array.")]
        pub fn $one(x: f64) -> f64 {
            one(Level::best(), $kind, x)
        }
    )*};
    (@doc $name:ident $rest:literal) => {
        concat!("[`", stringify!($name), "`](super::", stringify!($name), ") ", $rest)
    };
}

unary! {
    Exp exp exp_slice exp1;
    ExpM1 exp_m1 exp_m1_slice exp_m1_1;
    Ln ln ln_slice ln1;
    Ln1p ln_1p ln_1p_slice ln_1p_1;
    InvLogit inv_logit inv_logit_slice inv_logit1;
    LogInvLogit log_inv_logit log_inv_logit_slice log_inv_logit1;
    Log1pExp log1p_exp log1p_exp_slice log1p_exp1;
    Tanh tanh tanh_slice tanh1;
    InvSqrt inv_sqrt inv_sqrt_slice inv_sqrt1;
    Sin sin sin_slice sin1;
    Cos cos cos_slice cos1;
    Lgamma lgamma lgamma_slice lgamma1;
    Digamma digamma digamma_slice digamma1;
    Erf erf erf_slice erf1;
    Erfc erfc erfc_slice erfc1;
    Phi phi phi_slice phi1;
}

/// [`pow`](super::pow) as a type.
#[derive(Debug, Clone, Copy)]
pub struct Pow;

impl Binary for Pow {
    #[inline(always)]
    fn apply<I: Isa>(self, isa: I, x: I::Pack, y: I::Pack) -> I::Pack {
        super::pow(isa, x, y)
    }
}

/// [`pow`](super::pow) of each of `xs` to its neighbour of `ys` into `out`; all three must be equally long.
pub fn pow_slice(xs: &[f64], ys: &[f64], out: &mut [f64]) {
    map2(Level::best(), Pow, xs, ys, out);
}

/// [`pow`](super::pow) of one pair, with the bits that it has in an array.
pub fn pow1(x: f64, y: f64) -> f64 {
    one2(Level::best(), Pow, x, y)
}
