//! Special functions, densities, distribution functions and generators against values from outside.

#[path = "densities/reference.rs"]
mod reference;
#[path = "densities/special.rs"]
mod special;
