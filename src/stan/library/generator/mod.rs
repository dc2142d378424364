//! Random numbers of the language's distributions: the `_rng` functions.

mod count;
mod matrix;
mod real;
mod vector;

use rand_distr::{Distribution, Gamma, StandardNormal};

use crate::math::elementary::ln;
use crate::stan::value::{Tensor, Value};
use crate::stream::Stream;

use super::Generator;
use super::density::univariate::Arguments;

/// A family of generators by name.
pub type Generators = &'static [(&'static str, Generator)];

/// The families of generators.
pub fn tables() -> [Generators; 4] {
    [real::TABLE, count::TABLE, vector::TABLE, matrix::TABLE]
}

/// Rows of [`Generators`]: the name, the sampler, what its arguments are called and may be; then demands on several
/// arguments together. `draw` is how numbers become values.
macro_rules! samplers {
    ($draw:ident: $($name:literal = $sampler:ident(
        $($argument:ident $domain:ident),*
    ) $(. $method:ident ($($demand:expr),*))* ;)*) => {
        &[$(($name, |values, stream| {
            use $crate::stan::library::density::univariate::Arguments;
            let arguments = Arguments::check($name, [$((stringify!($argument), $crate::stan::library::density::domain::Domain::$domain)),*], values)?
                $(.$method($($demand),*)?)*;
            $crate::stan::library::generator::$draw($name, &arguments, stream, $sampler)
        })),*]
    };
}
use samplers;

/// A real for scalar arguments, an array of them if there is a container.
fn reals<const N: usize>(
    name: &str,
    arguments: &Arguments<f64, N>,
    stream: &mut Stream,
    sampler: impl Fn([f64; N], &mut Stream) -> f64,
) -> Result<Value<f64>, String> {
    let mut draws = Vec::new();
    for place in arguments.places() {
        let draw = sampler(place, stream);
        if draw.is_nan() {
            return Err(format!("{name}: no number can be drawn for arguments {place:?}"));
        }
        draws.push(draw);
    }
    Ok(if arguments.is_container() { Value::Reals(Tensor::array(draws)) } else { Value::Real(draws[0]) })
}

/// An int for scalar arguments, an array of them if there is a container.
fn ints<const N: usize>(
    name: &str,
    arguments: &Arguments<f64, N>,
    stream: &mut Stream,
    sampler: impl Fn([f64; N], &mut Stream) -> f64,
) -> Result<Value<f64>, String> {
    let mut draws = Vec::new();
    for place in arguments.places() {
        let draw = sampler(place, stream);
        if draw.is_nan() {
            return Err(format!("{name}: no number can be drawn for arguments {place:?}"));
        }
        draws.push(int(name, draw)?);
    }
    Ok(if arguments.is_container() { Value::Ints(Tensor::array(draws)) } else { Value::Int(draws[0]) })
}

/// A count as an integer.
fn int(name: &str, count: f64) -> Result<i64, String> {
    // From here on not every integer is a number of 64 bits.
    const LARGEST: f64 = (1_u64 << 53) as f64;
    if count.abs() <= LARGEST {
        return Ok(count as i64);
    }
    Err(format!("{name}: the number drawn is too large for an int"))
}

fn standard_normal(stream: &mut Stream) -> f64 {
    StandardNormal.sample(stream)
}

/// A gamma variate with rate 1. The shape is positive and finite.
fn standard_gamma(shape: f64, stream: &mut Stream) -> f64 {
    Gamma::new(shape, 1.0).map_or(f64::NAN, |gamma| gamma.sample(stream))
}

/// The logarithm of a gamma variate with rate 1, which itself may underflow for small shapes.
fn ln_standard_gamma(shape: f64, stream: &mut Stream) -> f64 {
    if shape >= 1.0 {
        return ln(standard_gamma(shape, stream));
    }
    ln(standard_gamma(shape + 1.0, stream)) + ln(stream.uniform()) / shape
}
