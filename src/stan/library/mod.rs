//! The functions of the language: what each computes, generic over the number type.
//!
//! A function is found once, by name, when a program is lowered. One function serves all its overloads:
//! it looks at the values it is given. The checker has seen to it that their types are of a signature of the
//! language; sizes and domains are the function's own to check.

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

/// Whether there is a function or generator of this name.
pub fn is_supported(_name: &str) -> bool {
    true
}
