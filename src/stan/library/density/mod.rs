//! Log densities and log mass functions, with all their constants.
//!
//! The scalar ones are formulas over `f64`: a value, and how to get the partial derivatives should somebody
//! ask. Drivers do the rest: containers, sizes, domains, recording.

mod category;
pub mod count;
pub mod domain;
pub mod glm;
mod interval;
pub mod location;
mod matrix;
mod multi_normal;
pub mod ordered;
mod positive;
mod state_space;
pub mod trial;
pub mod univariate;
pub mod vectors;

use crate::math::number::Number;

use super::Table;

/// The families of densities.
pub fn tables<T: Number>() -> [Table<T>; 11] {
    [
        location::table(),
        positive::table(),
        interval::table(),
        count::table(),
        trial::table(),
        category::table(),
        ordered::table(),
        glm::table(),
        multi_normal::table(),
        matrix::table(),
        state_space::table(),
    ]
}
