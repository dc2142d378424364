//! Numbers: elementary and special functions, differentiation, linear algebra, quadrature.

pub mod elementary;
pub mod log_sum_exp;
pub mod number;
pub mod quadrature;
pub mod tape;
