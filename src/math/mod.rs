//! Numbers: elementary and special functions, differentiation, linear algebra, quadrature.

pub mod elementary;
pub mod linalg;
pub mod number;
pub mod tape;
