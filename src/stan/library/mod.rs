//! The functions of the language: what each computes, generic over the number type.
//!
//! A function is found once, by name, when a program is lowered. One function serves all its overloads:
//! it looks at the values it is given. The checker has seen to it that their types are of a signature of the
//! language; sizes and domains are the function's own to check.

mod arguments;
mod broadcast;
mod build;
mod cumulative;
pub mod cut;
mod decompositions;
mod density;
mod elementwise;
pub mod family;
mod generator;
mod gp;
mod hmm;
mod linear;
mod operators;
mod pairs;
mod parts;
mod reductions;
mod shapes;
mod sparse;
mod special;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::math::number::Number;
use crate::stream::Stream;

use super::value::Value;

/// A function of the library: arguments in, value out, or the reason why not, without a final stop.
///
/// The reason names the function and the argument: `normal_lpdf: scale is -0.31, but must be positive`.
pub type Function<T> = fn(&[&Value<T>]) -> Result<Value<T>, String>;

/// A function that draws random numbers (`_rng`).
pub type Generator = fn(&[&Value<f64>], &mut Stream) -> Result<Value<f64>, String>;

/// A family of functions by name.
pub type Table<T> = &'static [(&'static str, Function<T>)];

/// Every family of functions.
fn families<T: Number>() -> impl Iterator<Item = Table<T>> {
    let plain = [
        operators::table(),
        elementwise::table(),
        elementwise::bounded(),
        elementwise::special(),
        pairs::table(),
        pairs::special(),
        special::table(),
        reductions::table(),
        shapes::table(),
        build::table(),
        parts::table(),
        linear::table(),
        decompositions::table(),
        gp::table(),
        sparse::table(),
        hmm::table(),
    ];
    plain.into_iter().chain(density::tables()).chain(cumulative::tables())
}

/// The function of this name.
pub fn lookup<T: Number>(name: &str) -> Option<Function<T>> {
    static PLACES: LazyLock<HashMap<&str, (usize, usize)>> = LazyLock::new(places);
    let &(family, at) = PLACES.get(name)?;
    families::<T>().nth(family).map(|table| table[at].1)
}

/// Where each function is: the number of its family, and its number in there. They are the same for all types of numbers.
fn places() -> HashMap<&'static str, (usize, usize)> {
    let mut places = HashMap::new();
    for (family, table) in families::<f64>().enumerate() {
        for (at, (name, _)) in table.iter().enumerate() {
            places.entry(*name).or_insert((family, at));
        }
    }
    places
}

/// The generator of this name.
pub fn lookup_generator(name: &str) -> Option<Generator> {
    generator::tables().into_iter().flatten().find(|(known, _)| *known == name).map(|(_, generator)| *generator)
}

/// Whether there is a function or generator of this name.
pub fn is_supported(name: &str) -> bool {
    lookup::<f64>(name).is_some() || lookup_generator(name).is_some()
}

/// The names of all functions and generators.
pub fn names() -> impl Iterator<Item = &'static str> {
    let generators = generator::tables().into_iter().flatten().map(|(name, _)| *name);
    families::<f64>().flatten().map(|(name, _)| *name).chain(generators)
}
