//! The number types a model can be evaluated with.

use std::fmt::Debug;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};
use std::sync::Arc;

use super::elementary;

/// A real number that may remember how it was computed.
///
/// `f64` forgets; [`Var`](super::tape::Var) records partial derivatives. Both carry the same value, bit for
/// bit: an operation states its value as an `f64` once, and its partial derivatives as closures which are
/// called only by types that record. Comparisons and branches look at [`value`](Number::value).
///
/// Operations that are not here are made with [`unary`](Number::unary), [`binary`](Number::binary) and
/// [`combine`](Number::combine).
pub trait Number:
    Copy
    + Debug
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
{
    /// A number that depends on nothing.
    fn constant(value: f64) -> Self;

    /// The number itself.
    fn value(self) -> f64;

    /// A function of one number: its value, and its derivative at `self`.
    fn unary(self, value: f64, derivative: impl FnOnce() -> f64) -> Self;

    /// A function of two numbers: its value, and its partial derivatives at `self` and `other`.
    fn binary(self, other: Self, value: f64, partials: impl FnOnce() -> (f64, f64)) -> Self;

    /// A function of many numbers: its value, and each input with its partial derivative.
    fn combine<I: IntoIterator<Item = (Self, f64)>>(value: f64, inputs: impl FnOnce() -> I) -> Self;

    /// Data as numbers of this type; free of cost for `f64`.
    fn lift(data: &Arc<Vec<f64>>) -> Arc<Vec<Self>>;

    /// Whether derivatives are recorded.
    const RECORDS: bool;

    /// `e^x`
    fn exp(self) -> Self {
        let value = elementary::exp(self.value());
        self.unary(value, || value)
    }

    /// Natural logarithm; NaN below 0, `-∞` at 0.
    fn ln(self) -> Self {
        let x = self.value();
        self.unary(elementary::ln(x), || 1.0 / x)
    }

    /// `ln(1 + x)`
    fn ln_1p(self) -> Self {
        let x = self.value();
        self.unary(elementary::ln_1p(x), || 1.0 / (1.0 + x))
    }

    /// `e^x - 1`
    fn exp_m1(self) -> Self {
        let x = self.value();
        self.unary(elementary::exp_m1(x), || elementary::exp(x))
    }

    /// Square root; NaN below 0.
    fn sqrt(self) -> Self {
        let value = self.value().sqrt();
        self.unary(value, || 0.5 / value)
    }

    /// `x²`
    fn square(self) -> Self {
        let x = self.value();
        self.unary(x * x, || 2.0 * x)
    }
}

impl Number for f64 {
    const RECORDS: bool = false;

    fn constant(value: f64) -> f64 {
        value
    }

    fn value(self) -> f64 {
        self
    }

    fn unary(self, value: f64, _: impl FnOnce() -> f64) -> f64 {
        value
    }

    fn binary(self, _: f64, value: f64, _: impl FnOnce() -> (f64, f64)) -> f64 {
        value
    }

    fn combine<I: IntoIterator<Item = (f64, f64)>>(value: f64, _: impl FnOnce() -> I) -> f64 {
        value
    }

    fn lift(data: &Arc<Vec<f64>>) -> Arc<Vec<f64>> {
        Arc::clone(data)
    }
}
