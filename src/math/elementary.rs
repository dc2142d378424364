//! Elementary functions with the same bits on every machine.
//!
//! Densities and methods use these, never the methods of `f64` that call the system's library; a Clippy
//! list guards that. They are the pure Rust ones of `libm`, within 1 ulp of the exact result.

/// `e^x`
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm; NaN below 0, `-∞` at 0.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// `ln(1 + x)`, exact for small `x`.
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// `e^x - 1`, exact for small `x`.
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// `x^y`
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}
