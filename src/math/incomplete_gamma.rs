//! The regularised incomplete gamma functions: distribution functions of gamma and Poisson variates.

use super::deviance::deviance;
use super::dual::Dual;
use super::elementary::{exp, exp_m1, ln, ln_1p};
use super::gamma::{LN_SQRT_2PI, digamma, lgamma, polynomial, stirling_rest};

/// `P(a, x)`: the probability that a standard gamma variate of shape `a` is at most `x`.
///
/// `a > 0` and `x ≥ 0`, infinity included. NaN where neither series converges, which takes shapes beyond 10^10.
pub fn gamma_p(a: f64, x: f64) -> f64 {
    if lower_is_small(a, x) { lower(a, x).map_or(0.0, exp) } else { 1.0 - upper(a, x) }
}

/// `Q(a, x) = 1 - P(a, x)`, exact where it is small.
pub fn gamma_q(a: f64, x: f64) -> f64 {
    if lower_is_small(a, x) { 1.0 - lower(a, x).map_or(0.0, exp) } else { upper(a, x) }
}

/// `ln P(a, x)`, also where `P` underflows.
pub fn ln_gamma_p(a: f64, x: f64) -> f64 {
    if lower_is_small(a, x) { lower(a, x).unwrap_or(f64::NEG_INFINITY) } else { ln_1p(-upper(a, x)) }
}

/// `ln Q(a, x)`, also where `Q` underflows.
pub fn ln_gamma_q(a: f64, x: f64) -> f64 {
    if x == f64::INFINITY {
        f64::NEG_INFINITY
    } else if lower_is_small(a, x) {
        ln_1p(-lower(a, x).map_or(0.0, exp))
    } else if x < 1.0 {
        ln(upper_near_zero(a, x))
    } else {
        ln_kernel(a, x) + ln(a * fraction(Dual::<0>::constant(a), x).value)
    }
}

/// The partial derivatives of `ln P` by `a` and `x`.
pub fn ln_gamma_p_slopes(a: f64, x: f64) -> (f64, f64) {
    slopes(a, x, ln_gamma_p(a, x))
}

/// The partial derivatives of `ln Q` by `a` and `x`.
pub fn ln_gamma_q_slopes(a: f64, x: f64) -> (f64, f64) {
    let (by_shape, by_x) = slopes(a, x, ln_gamma_q(a, x));
    (-by_shape, -by_x)
}

/// The partial derivatives of `P` divided by `exp(ln_scale)`.
fn slopes(a: f64, x: f64, ln_scale: f64) -> (f64, f64) {
    if x == 0.0 || x == f64::INFINITY {
        return (0.0, 0.0);
    }
    let kernel = ln_kernel(a, x);
    let by_kernel = ln(x) - digamma(a + 1.0);
    let shape = Dual::<1>::variable(a, 0);
    let by_shape = if x < a + 1.0 {
        let sum = series(shape, x);
        exp(kernel + ln(sum.value) - ln_scale) * (by_kernel + sum.slopes[0] / sum.value)
    } else {
        let fraction = shape * fraction(shape, x);
        -exp(kernel + ln(fraction.value) - ln_scale) * (by_kernel + fraction.slopes[0] / fraction.value)
    };
    (by_shape, exp(kernel - ln_scale) * a / x)
}

/// Whether `P` is computed and `Q` is the rest, rather than the other way round.
fn lower_is_small(a: f64, x: f64) -> bool {
    if a < 1.0 { x < 1.0 && ln_kernel(a, x) < -0.7 || x == 0.0 } else { x < a + 1.0 }
}

/// `ln P` by the power series; none where it is 0.
fn lower(a: f64, x: f64) -> Option<f64> {
    (x > 0.0).then(|| ln_kernel(a, x) + ln(series(Dual::<0>::constant(a), x).value))
}

fn upper(a: f64, x: f64) -> f64 {
    if x == f64::INFINITY {
        0.0
    } else if x < 1.0 {
        upper_near_zero(a, x)
    } else {
        exp(ln_kernel(a, x)) * a * fraction(Dual::<0>::constant(a), x).value
    }
}

/// `ln (x^a e^-x / Γ(a + 1))` for `a, x > 0`, without cancellation for large `a`.
pub fn ln_kernel(a: f64, x: f64) -> f64 {
    if a < 10.0 {
        return a * ln(x) - x - lgamma(a + 1.0);
    }
    -deviance(a, x) - stirling_rest(a) - LN_SQRT_2PI - 0.5 * ln(a)
}

/// `Σ x^n / ((a + 1) ... (a + n))`: `P` without its [kernel](ln_kernel).
fn series<const N: usize>(a: Dual<N>, x: f64) -> Dual<N> {
    let (mut term, mut sum, mut n) = (Dual::constant(1.0), Dual::constant(1.0), 1.0);
    loop {
        term = term * Dual::constant(x) / (a + n);
        sum = sum + term;
        n += 1.0;
        let small = |part: f64, whole: f64| part.abs() <= 1e-17 * whole.abs();
        if small(term.value, sum.value) && (0..N).all(|i| small(term.slopes[i], sum.slopes[i])) {
            return sum;
        }
        if n > MOST_TERMS {
            return Dual::constant(f64::NAN);
        }
    }
}

/// More terms than shapes below 10^10 need; near the mean they grow like `√a`. Beyond that the result is NaN.
const MOST_TERMS: f64 = 1e6;

/// Legendre's continued fraction: `Q` without `a` times its [kernel](ln_kernel), by Lentz's method.
fn fraction<const N: usize>(a: Dual<N>, x: f64) -> Dual<N> {
    let mut denominator = Dual::constant(x + 1.0) - a;
    let mut c = Dual::constant(1e300);
    let mut d = Dual::constant(1.0) / denominator;
    let mut product = d;
    let mut n = 1.0;
    loop {
        let numerator = (a + -n) * n;
        denominator = denominator + 2.0;
        d = Dual::constant(1.0) / (numerator * d + denominator);
        c = denominator + numerator / c;
        let factor = c * d;
        product = product * factor;
        n += 1.0;
        if factor.is_one() {
            return product;
        }
        if n > MOST_TERMS {
            return Dual::constant(f64::NAN);
        }
    }
}

/// `Q(a, x)` for `a, x < 1`, as `1 - x^a / Γ(a + 1) (1 + a Σ (-x)^n / (n! (a + n)))` without cancellation for small `a`.
fn upper_near_zero(a: f64, x: f64) -> f64 {
    let (mut power, mut sum, mut n) = (1.0, 0.0_f64, 1.0);
    while n < 25.0 {
        power *= -x / n;
        sum += power / (a + n);
        n += 1.0;
    }
    -exp_m1(a * ln(x) - lgamma_1p(a) + ln_1p(a * sum))
}

/// `ln Γ(1 + x)` for `0 ≤ x < 1`, exact for small `x`.
fn lgamma_1p(x: f64) -> f64 {
    if x > 0.03 {
        return lgamma(1.0 + x);
    }
    /// `-γ`, then `(-1)^k ζ(k) / k`.
    const SERIES: [f64; 11] = [
        -0.577_215_664_901_532_9,
        0.822_467_033_424_113_2,
        -0.400_685_634_386_531_4,
        0.270_580_808_427_784_56,
        -0.207_385_551_028_673_98,
        0.169_557_176_997_408_2,
        -0.144_049_896_768_846_1,
        0.125_509_669_524_743_05,
        -0.111_334_265_869_564_7,
        0.100_099_457_512_781_8,
        -0.090_954_017_145_829_04,
    ];
    polynomial(&SERIES, x) * x
}
