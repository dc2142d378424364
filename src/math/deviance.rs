//! Differences that cancel when written plainly, as they stand in the exponents of many densities.

use super::elementary::{ln, ln_1p};
use super::gamma::polynomial;

/// `ln(1 + x) - x`, exact for small `x`.
pub fn ln_1p_rest(x: f64) -> f64 {
    if !(-0.5..1.0).contains(&x) {
        return ln_1p(x) - x;
    }
    // ln(1 + x) = 2 atanh(r) with r = x / (2 + x), and 2r - x = -r x.
    const SERIES: [f64; 18] = {
        let mut series = [0.0; 18];
        let mut k = 0;
        while k < series.len() {
            series[k] = 2.0 / (2 * k + 3) as f64;
            k += 1;
        }
        series
    };
    let r = x / (2.0 + x);
    let square = r * r;
    polynomial(&SERIES, square) * square * r - r * x
}

/// `x ln(x/m) + m - x`: how badly a mean `m` fits an observed `x`; 0 where they are equal.
///
/// `x ≥ 0` and `m > 0`.
pub fn deviance(x: f64, m: f64) -> f64 {
    if x == 0.0 {
        return m;
    }
    let v = (m - x) / x;
    if !(-0.5..=1e8).contains(&v) {
        // The plain form does not cancel here; `v` may overflow above, and is all rounding error near -1.
        let ratio = x / m;
        let ln_ratio = if (1e-300..=1e300).contains(&ratio) { ln(ratio) } else { ln(x) - ln(m) };
        return x * ln_ratio + (m - x);
    }
    -x * ln_1p_rest(v)
}
