//! Elementary functions with the same bits on every machine.
//!
//! Densities and methods use these, never the methods of `f64` that call the system's library; a Clippy
//! list guards that. Where [`simd::functions`](super::simd::functions) has a function, this is that function of one
//! number, with its bits and its bounds; so a number does not depend on whether it was computed alone or in a lane. The
//! others are the pure Rust ones of `libm`, within 1 ulp of the exact result; the compound ones are arranged so that they
//! neither overflow nor cancel before their result does.

use std::f64::consts::LN_2;

use super::simd::functions;

macro_rules! functions_of {
    ($library:ident; $($(#[$doc:meta])* $name:ident($($x:ident),+) = $source:ident;)*) => {
        $($(#[$doc])* #[inline] pub fn $name($($x: f64),+) -> f64 { $library::$source($($x),+) })*
    };
}

functions_of! { functions;
    /// `e^x`, within 1 ulp.
    exp(x) = exp1;
    /// `e^x - 1`, within 1 ulp; exact for small `x`.
    exp_m1(x) = exp_m1_1;
    /// Natural logarithm, within 1 ulp; NaN below 0, `-∞` at 0.
    ln(x) = ln1;
    /// `ln(1 + x)`, within 1 ulp; exact for small `x`.
    ln_1p(x) = ln_1p_1;
    /// `x^y`, within 1 ulp.
    pow(x, y) = pow1;
    /// Sine of an angle in radians, within 1 ulp.
    sin(x) = sin1;
    /// Cosine of an angle in radians, within 1 ulp.
    cos(x) = cos1;
    /// Hyperbolic tangent, within 2.5 ulp.
    tanh(x) = tanh1;
    /// `1 / (1 + e^-x)`, within 2.5 ulp.
    inv_logit(x) = inv_logit1;
    /// Logarithm of [`inv_logit`], within 2 ulp.
    ln_inv_logit(x) = log_inv_logit1;
    /// `ln(1 + e^x)`, within 2 ulp.
    ln_1p_exp(x) = log1p_exp1;
}

functions_of! { libm;
    /// `2^x`
    exp2(x) = exp2;
    /// Logarithm to base 2.
    log2(x) = log2;
    /// Logarithm to base 10.
    log10(x) = log10;
    /// Cube root.
    cbrt(x) = cbrt;
    /// `sqrt(x² + y²)` without overflow on the way.
    hypot(x, y) = hypot;
    /// Tangent of an angle in radians.
    tan(x) = tan;
    /// The angle in `[-π/2, π/2]` with this sine.
    asin(x) = asin;
    /// The angle in `[0, π]` with this cosine.
    acos(x) = acos;
    /// The angle in `[-π/2, π/2]` with this tangent.
    atan(x) = atan;
    /// The angle of the point `(x, y)`, in `[-π, π]`.
    atan2(y, x) = atan2;
    /// Hyperbolic sine.
    sinh(x) = sinh;
    /// Hyperbolic cosine.
    cosh(x) = cosh;
    /// Inverse of [`sinh`].
    asinh(x) = asinh;
    /// Inverse of [`cosh`], NaN below 1.
    acosh(x) = acosh;
    /// Inverse of [`tanh`], NaN outside `[-1, 1]`.
    atanh(x) = atanh;
    /// `x y + z`, rounded once.
    fma(x, y, z) = fma;
    /// What is left of `x` after whole multiples of `y`, with the sign of `x`.
    fmod(x, y) = fmod;
}

/// `ln(1 - x)`, exact for small `x`.
pub fn ln_1m(x: f64) -> f64 {
    ln_1p(-x)
}

/// `ln(1 - e^x)`; NaN above 0, `-∞` at 0.
pub fn ln_1m_exp(x: f64) -> f64 {
    if x > -LN_2 { ln(-exp_m1(x)) } else { ln_1p(-exp(x)) }
}

/// `ln(x / (1 - x))`; NaN outside `[0, 1]`.
pub fn logit(x: f64) -> f64 {
    if (0.25..0.75).contains(&x) { ln_1p((2.0 * x - 1.0) / (1.0 - x)) } else { ln(x) - ln_1p(-x) }
}

/// `1 - exp(-e^x)`
pub fn inv_cloglog(x: f64) -> f64 {
    -exp_m1(-exp(x))
}

/// `ln(e^x + e^y)`
pub fn ln_sum_exp(x: f64, y: f64) -> f64 {
    if x == y {
        return x + LN_2;
    }
    let (low, high) = if x < y { (x, y) } else { (y, x) };
    high + ln_1p(exp(low - high))
}

/// `ln(e^x - e^y)`; `-∞` where both are equal and finite or `-∞`, NaN where `x < y`.
pub fn ln_diff_exp(x: f64, y: f64) -> f64 {
    if x == y && x < f64::INFINITY { f64::NEG_INFINITY } else { x + ln_1m_exp(y - x) }
}

/// `x ln(y)`, which is 0 where both are 0.
pub fn x_ln_y(x: f64, y: f64) -> f64 {
    if x == 0.0 && y == 0.0 { 0.0 } else { x * ln(y) }
}
