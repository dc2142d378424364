//! The beta function's logarithm.

use super::elementary::{ln, ln_1p};
use super::gamma::{LN_SQRT_2PI, lgamma, stirling_rest};

/// `ln B(a, b) = lnΓ(a) + lnΓ(b) - lnΓ(a + b)` for `a, b > 0`, without cancellation where they are large.
pub fn lbeta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if large < 10.0 {
        return lgamma(small) + (lgamma(large) - lgamma(small + large));
    }
    let rest = stirling_rest(large) - stirling_rest(small + large);
    let ratio = ln_1p(small / large);
    if small < 10.0 {
        return lgamma(small) + small - small * ln(small + large) + rest - (large - 0.5) * ratio;
    }
    let fraction = -ln_1p(large / small);
    small * fraction - (large - 0.5) * ratio + LN_SQRT_2PI - 0.5 * ln(small) + stirling_rest(small) + rest
}

/// `ln` of the binomial coefficient "`n` over `k`", for `0 ≤ k ≤ n`.
pub fn ln_choose(n: f64, k: f64) -> f64 {
    if k == 0.0 || k == n {
        return 0.0;
    }
    -lbeta(n - k + 1.0, k + 1.0) - ln_1p(n)
}
