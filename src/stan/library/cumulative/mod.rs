//! Distribution functions: `_cdf`, `_lcdf` and `_lccdf`.
//!
//! Each formula gives the logarithm of one tail, lower or upper, exact where it is small, and how to get the
//! partial derivatives.

mod angle;
mod count;
mod interval;
mod location;
mod positive;

use crate::math::elementary::exp;
use crate::math::number::Number;

use super::Table;

/// The families of distribution functions.
pub fn tables<T: Number>() -> [Table<T>; 6] {
    [
        location::table(),
        positive::table(),
        positive::loglogistic_table(),
        interval::table(),
        count::table(),
        angle::table(),
    ]
}

/// Rows of a [`Table`] for distributions by their tails: `_cdf`, `_lcdf` and `_lccdf` of each.
macro_rules! tails {
    ($($name:literal = $formula:ident(
        $($argument:ident $domain:ident),*
    ) $(. $method:ident ($($demand:expr),*))* ;)*) => {
        &[$(
            (concat!($name, "_cdf"), |values| {
                use $crate::stan::library::density::{domain::Domain, univariate::Arguments};
                let name = concat!($name, "_cdf");
                Arguments::check(name, [$((stringify!($argument), Domain::$domain)),*], values)?
                    $(.$method($($demand),*)?)*
                    .product($crate::stan::library::cumulative::unlogged($formula::<false>))
            }),
            (concat!($name, "_lcdf"), |values| {
                use $crate::stan::library::density::{domain::Domain, univariate::Arguments};
                let name = concat!($name, "_lcdf");
                Arguments::check(name, [$((stringify!($argument), Domain::$domain)),*], values)?
                    $(.$method($($demand),*)?)*
                    .sum($formula::<false>)
            }),
            (concat!($name, "_lccdf"), |values| {
                use $crate::stan::library::density::{domain::Domain, univariate::Arguments};
                let name = concat!($name, "_lccdf");
                Arguments::check(name, [$((stringify!($argument), Domain::$domain)),*], values)?
                    $(.$method($($demand),*)?)*
                    .sum($formula::<true>)
            }),
        )*]
    };
}
use tails;

/// How to get the partial derivatives of a formula of `N` arguments.
type Slopes<const N: usize> = Box<dyn FnOnce() -> [f64; N]>;

/// The formula of the exponential of what a formula gives.
fn unlogged<const N: usize, S: FnOnce() -> [f64; N] + 'static>(
    formula: impl Fn([f64; N]) -> (f64, S),
) -> impl Fn([f64; N]) -> (f64, Slopes<N>) {
    move |x| {
        let (log, slopes) = formula(x);
        let value = exp(log);
        let scaled = move || if value == 0.0 { [0.0; N] } else { slopes().map(|slope| slope * value) };
        (value, Box::new(scaled))
    }
}
