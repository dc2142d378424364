//! The regularised incomplete beta function: distribution functions of beta, Student's t and binomial variates.

use super::beta::lbeta;
use super::deviance::deviance;
use super::dual::Dual;
use super::elementary::{exp, ln, ln_1p};
use super::gamma::{LN_SQRT_2PI, digamma, stirling_rest};

/// `I_x(a, b)`: the probability that a beta variate of shapes `a` and `b` is at most `x`.
///
/// `a, b > 0`, and `x` is in `[0, 1]`. Exact to 13 digits for shapes up to 10^5, to 11 up to 10^9;
/// NaN where both exceed 10^10.
pub fn inc_beta(a: f64, b: f64, x: f64) -> f64 {
    exp(ln_inc_beta(a, b, x, 1.0 - x))
}

/// `ln I_x(a, b)`, also where `I` underflows. `y` is `1 - x`, which the caller may know better than `x` tells.
///
/// The upper tail is `ln_inc_beta(b, a, y, x)`.
pub fn ln_inc_beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x == 0.0 {
        f64::NEG_INFINITY
    } else if y == 0.0 {
        0.0
    } else if lower_is_small(a, b, x) {
        ln_tail(a, b, x, y)
    } else {
        ln_1p(-exp(ln_tail(b, a, y, x)))
    }
}

/// The partial derivatives of [`ln_inc_beta`] by `a`, `b` and `x`.
pub fn ln_inc_beta_slopes(a: f64, b: f64, x: f64, y: f64) -> [f64; 3] {
    if x == 0.0 || y == 0.0 {
        return [0.0; 3];
    }
    let ln_value = ln_inc_beta(a, b, x, y);
    let by_x = exp(ln_kernel(a, b, x, y) - ln_value) / (x * y);
    let [by_a, by_b] = if lower_is_small(a, b, x) {
        tail_slopes(a, b, x, y)
    } else {
        let [by_b, by_a] = tail_slopes(b, a, y, x);
        let weight = -exp(ln_tail(b, a, y, x) - ln_value);
        [weight * by_a, weight * by_b]
    };
    [by_a, by_b, by_x]
}

/// Whether the continued fraction is for the tail below `x`; it converges fast on the near side of the mean.
fn lower_is_small(a: f64, b: f64, x: f64) -> bool {
    x <= (a + 1.0) / (a + b + 2.0)
}

fn ln_tail(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let fraction = fraction(Dual::<0>::constant(a), Dual::constant(b), x);
    ln_kernel(a, b, x, y) + ln(fraction.value / a)
}

/// The derivatives of [`ln_tail`] by `a` and `b`.
fn tail_slopes(a: f64, b: f64, x: f64, y: f64) -> [f64; 2] {
    let (shape, other) = (Dual::<2>::variable(a, 0), Dual::variable(b, 1));
    let fraction = fraction(shape, other, x) / shape;
    let sum = digamma(a + b);
    [
        ln_of(x, y) - digamma(a) + sum + fraction.slopes[0] / fraction.value,
        ln_of(y, x) - digamma(b) + sum + fraction.slopes[1] / fraction.value,
    ]
}

/// `ln x`, from `1 - x` where that says more.
fn ln_of(x: f64, complement: f64) -> f64 {
    if complement < 0.5 { ln_1p(-complement) } else { ln(x) }
}

/// `ln (x^a y^b / B(a, b))` for `0 < x < 1` and `y = 1 - x`, without cancellation for large `a` and `b`.
pub fn ln_kernel(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if a < 10.0 || b < 10.0 {
        return a * ln_of(x, y) + b * ln_of(y, x) - lbeta(a, b);
    }
    ln_kernel_of_large(a, b, x, y)
}

/// [`ln_kernel`] from the logarithms of `x` and `y`, which may underflow.
pub fn ln_kernel_of_logs(a: f64, b: f64, ln_x: f64, ln_y: f64) -> f64 {
    if a < 10.0 || b < 10.0 || ln_x < -30.0 || ln_y < -30.0 {
        return a * ln_x + b * ln_y - lbeta(a, b);
    }
    ln_kernel_of_large(a, b, exp(ln_x), exp(ln_y))
}

fn ln_kernel_of_large(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    stirling_rest(n) - stirling_rest(a) - stirling_rest(b) - deviance(a, n * x) - deviance(b, n * y)
        + 0.5 * (ln(a) + ln(b) - ln(n))
        - LN_SQRT_2PI
}

/// Where both shapes are larger, rounding in the fraction would cost more than five digits.
const LARGEST: f64 = 1e10;

/// More terms than shapes below 10^10 need; near the mean they grow like the shapes' root. Beyond that the result is NaN.
const MOST_TERMS: f64 = 1e6;

/// The continued fraction of `I_x(a, b)` without its [kernel](ln_kernel) over `a`, by Lentz's method.
fn fraction<const N: usize>(a: Dual<N>, b: Dual<N>, x: f64) -> Dual<N> {
    if a.value.min(b.value) > LARGEST {
        return Dual::constant(f64::NAN);
    }
    let one = Dual::constant(1.0);
    let mut c = one;
    let mut d = one / (one - (a + b) * x / (a + 1.0));
    let mut product = d;
    let mut n = 1.0;
    loop {
        let place = a + 2.0 * n;
        let even = (b + -n) * (n * x) / ((place + -1.0) * place);
        d = one / (even * d + 1.0);
        c = even / c + 1.0;
        let first = c * d;
        let odd = (a + n) * (a + b + n) * -x / (place * (place + 1.0));
        d = one / (odd * d + 1.0);
        c = odd / c + 1.0;
        let second = c * d;
        product = product * first * second;
        n += 1.0;
        if second.is_one() {
            return product;
        }
        if n > MOST_TERMS {
            return Dual::constant(f64::NAN);
        }
    }
}
