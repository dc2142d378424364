//! Numbers: elementary and special functions, differentiation, linear algebra, quadrature.

pub mod bessel;
pub mod beta;
pub mod deviance;
mod dual;
pub mod elementary;
pub mod erf;
pub mod extremes;
pub mod gamma;
pub mod gauss_legendre;
pub mod incomplete_beta;
pub mod incomplete_gamma;
pub mod linalg;
pub mod log_sum_exp;
pub mod number;
pub mod owen;
pub mod polygamma;
pub mod quadrature;
pub mod simd;
pub mod tape;
