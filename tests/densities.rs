//! Special functions, densities, distribution functions and generators against values from outside.

#[path = "densities/broadcast.rs"]
mod broadcast;
#[path = "densities/draws.rs"]
mod draws;
#[path = "densities/reference.rs"]
mod reference;
#[path = "densities/special.rs"]
mod special;
