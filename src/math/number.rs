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

    /// `x^y`
    fn pow(self, y: Self) -> Self {
        let (base, exponent) = (self.value(), y.value());
        let value = elementary::pow(base, exponent);
        self.binary(y, value, || {
            let by_base = if exponent == 0.0 { 0.0 } else { exponent * elementary::pow(base, exponent - 1.0) };
            let by_exponent = if base == 0.0 { 0.0 } else { value * elementary::ln(base) };
            (by_base, by_exponent)
        })
    }

    /// Hyperbolic tangent.
    fn tanh(self) -> Self {
        let x = self.value();
        self.unary(elementary::tanh(x), || 1.0 / elementary::cosh(x) / elementary::cosh(x))
    }

    /// `1 / (1 + e^-x)`
    fn inv_logit(self) -> Self {
        let x = self.value();
        self.unary(elementary::inv_logit(x), || elementary::inv_logit(x) * elementary::inv_logit(-x))
    }

    /// `ln(1 + e^x)`
    fn ln_1p_exp(self) -> Self {
        let x = self.value();
        self.unary(elementary::ln_1p_exp(x), || elementary::inv_logit(x))
    }

    /// `ln(1 - e^x)`
    fn ln_1m_exp(self) -> Self {
        let x = self.value();
        self.unary(elementary::ln_1m_exp(x), || -1.0 / elementary::exp_m1(-x))
    }

    /// Sum of all, from the first to the last.
    fn sum(terms: &[Self]) -> Self {
        let value = terms.iter().fold(0.0, |sum, x| sum + x.value());
        Self::combine(value, || terms.iter().map(|&x| (x, 1.0)))
    }

    /// Sum of products, from the first to the last, of two slices of one length.
    fn dot(left: &[Self], right: &[Self]) -> Self {
        let value = left.iter().zip(right).fold(0.0, |sum, (x, y)| sum + x.value() * y.value());
        Self::combine(value, || left.iter().zip(right).flat_map(|(&x, &y)| [(x, y.value()), (y, x.value())]))
    }

    /// `ln Σ e^x`; `-∞` for no terms.
    fn ln_sum_exp(terms: &[Self]) -> Self {
        let max = terms.iter().fold(f64::NEG_INFINITY, |max, x| if x.value() > max { x.value() } else { max });
        let value = if max.is_infinite() && !terms.iter().any(|x| x.value().is_nan()) {
            max
        } else {
            max + elementary::ln(terms.iter().fold(0.0, |sum, x| sum + elementary::exp(x.value() - max)))
        };
        let share = move |x: f64| if x == value { 1.0 } else { elementary::exp(x - value) };
        Self::combine(value, || terms.iter().map(move |&x| (x, share(x.value()))))
    }

    /// `e^x / Σ e^x` of every term, where `total` is [`ln_sum_exp`](Number::ln_sum_exp) of them.
    fn softmax(terms: &[Self], total: Self) -> Vec<Self> {
        let max = terms.iter().fold(f64::NEG_INFINITY, |max, x| if x.value() > max { x.value() } else { max });
        let sum = terms.iter().fold(0.0, |sum, x| sum + elementary::exp(x.value() - max));
        let share = |&x: &Self| {
            let value = elementary::exp(x.value() - max) / sum;
            x.binary(total, value, || (value, -value))
        };
        terms.iter().map(share).collect()
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
