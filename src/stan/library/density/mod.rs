//! Log densities and log mass functions, with all their constants.
//!
//! The scalar ones are formulas over `f64`: a value, and how to get the partial derivatives should somebody
//! ask. Drivers do the rest: containers, sizes, domains, recording.

mod count;
pub mod domain;
mod interval;
mod location;
mod positive;
mod trial;
pub mod univariate;

use crate::math::number::Number;

use super::Table;

/// The families of densities.
pub fn tables<T: Number>() -> [Table<T>; 5] {
    [location::table(), positive::table(), interval::table(), count::table(), trial::table()]
}
