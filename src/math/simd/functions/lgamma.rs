//! The logarithm of the gamma function.

use super::coefficients::{LGAMMA_NEAR_2, LGAMMA_NEAR_2_FIRST, LN_SQRT_2PI_HIGH, LN_SQRT_2PI_LOW, STIRLING};
use super::ln::ln_in_two;
use super::{Isa, below, patch, polynomial, within};

/// `ln |Γ(x)|`, within 3.5 ulp for `x > 0`, also near its zeros at 1 and 2; `+∞` at 0, the negative integers and the
/// infinities. Lanes below 0 are left to `libm`, whose error is small beside 1 near the zeros there.
///
/// Stirling's formula from 2.5 on. Below, with `z` from the nearest of 0, 1 and 2, `lnΓ(2 + z)` less the logarithm of
/// what the recurrence multiplies with.
#[inline(always)]
pub fn lgamma<I: Isa>(isa: I, x: I::Pack) -> I::Pack {
    let (half, one) = (isa.splat(0.5), isa.splat(1.0));
    let centre = isa.select(below(isa, x, 0.5), isa.splat(0.0), isa.select(below(isa, x, 1.5), one, isa.splat(2.0)));
    let product = isa.select(below(isa, x, 0.5), isa.fma(x, x, x), isa.select(below(isa, x, 1.5), x, one));
    let (ln_high, ln_low) = ln_in_two(isa, isa.select(below(isa, x, 2.5), product, x));

    let z = isa.sub(x, centre);
    let low = isa.fma(z, polynomial(isa, &LGAMMA_NEAR_2, z), isa.neg(ln_low));
    let near = isa.add(isa.fma(z, isa.splat(LGAMMA_NEAR_2_FIRST), isa.neg(ln_high)), low);

    let inverse = isa.div(one, x);
    let rest = isa.mul(inverse, polynomial(isa, &STIRLING, isa.mul(inverse, inverse)));
    let less = isa.sub(x, half);
    let low = isa.add(isa.splat(LN_SQRT_2PI_LOW), isa.fma(less, ln_low, rest));
    let far = isa.add(isa.add(isa.fma(less, ln_high, isa.neg(x)), isa.splat(LN_SQRT_2PI_HIGH)), low);

    let result = isa.select(below(isa, x, 2.5), near, far);
    patch(isa, within(isa, f64::MIN_POSITIVE, x, f64::INFINITY), x, result, |x, _| libm::lgamma(x))
}
