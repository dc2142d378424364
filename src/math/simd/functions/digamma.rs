//! The derivative of the gamma function's logarithm.

use std::f64::consts::PI;

use super::coefficients::{DIGAMMA_NEAR_ROOT, DIGAMMA_ROOT_FROM_MIDDLE, DIGAMMA_ROOT_LOW, DIGAMMA_TAIL};
use super::ln::ln;
use super::{Isa, below, patch, polynomial, within};

/// `ψ(x)`, within 3.5 ulp for `x > 0`, also near its root; below 0 within 1e-15 times the sum of the magnitudes of
/// `ψ(1 - x)` and `π / tan(πx)`. NaN at 0 and the negative integers.
///
/// An asymptotic series from 3 on; below, a polynomial over `[1, 2.2]` that has the root as a factor, and the
/// recurrence.
#[inline(always)]
pub fn digamma<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    let one = isa.splat(1.0);
    let positive = isa.select(isa.lt(x, isa.splat(0.0)), isa.sub(one, x), x);
    let result = of_positive(isa, positive);
    patch(isa, within(isa, f64::MIN_POSITIVE, x, f64::INFINITY), x, result, rare)
}

#[inline(always)]
fn of_positive<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    let (zero, one) = (isa.splat(0.0), isa.splat(1.0));
    let middle = isa.select(
        below(isa, x, 1.0),
        isa.splat(0.625),
        isa.select(below(isa, x, 2.2), isa.splat(1.625), isa.splat(2.625)),
    );
    let between = within(isa, 2.2, x, 3.0);
    let inverse = isa.div(one, isa.select(between, isa.sub(x, one), x));

    let u = isa.sub(x, middle);
    let from_root = isa.sub(isa.add(u, isa.splat(DIGAMMA_ROOT_FROM_MIDDLE)), isa.splat(DIGAMMA_ROOT_LOW));
    let moved = isa.select(below(isa, x, 1.0), isa.neg(inverse), isa.select(below(isa, x, 2.2), zero, inverse));
    let near = isa.fma(from_root, polynomial(isa, &DIGAMMA_NEAR_ROOT, u), moved);

    let tail = polynomial(isa, &DIGAMMA_TAIL, isa.mul(inverse, inverse));
    let tail = isa.mul(inverse, isa.fma(inverse, tail, isa.splat(0.5)));
    let far = isa.sub(ln(isa, x), tail);
    isa.select(below(isa, x, 3.0), near, far)
}

/// The value at an `x` that is not an ordinary positive number, from that at `1 - x` if it is negative.
fn rare(x: f64, reflected: f64) -> f64 {
    if x == f64::INFINITY {
        x
    } else if x > 0.0 {
        -1.0 / x
    } else if x == x.round() {
        f64::NAN
    } else {
        reflected - PI * cotangent(x - x.round())
    }
}

/// `1 / tan(πf)` for `|f| <= ½`.
fn cotangent(f: f64) -> f64 {
    if f.abs() < 0.25 { 1.0 / libm::tan(PI * f) } else { libm::tan(PI * (0.5 - f.abs())).copysign(f) }
}
