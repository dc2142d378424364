//! Numbers that carry derivatives along: forward differentiation inside series and continued fractions.

use std::ops::{Add, Div, Mul, Sub};

/// A number with its derivatives by `N` variables; with `N = 0` a plain number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dual<const N: usize> {
    pub value: f64,
    pub slopes: [f64; N],
}

impl<const N: usize> Dual<N> {
    /// A number that depends on no variable.
    pub fn constant(value: f64) -> Self {
        Dual { value, slopes: [0.0; N] }
    }

    /// The variable `idx`, or a constant where there is none of that number.
    pub fn variable(value: f64, idx: usize) -> Self {
        Dual { value, slopes: std::array::from_fn(|i| f64::from(u8::from(i == idx))) }
    }

    /// Whether it is 1 and its derivatives 0, as exactly as their type can say.
    pub fn is_one(&self) -> bool {
        (self.value - 1.0).abs() <= f64::EPSILON && self.slopes.iter().all(|slope| slope.abs() <= 1e-15)
    }

    fn chain(value: f64, parts: [(Self, f64); 2]) -> Self {
        let [(left, by_left), (right, by_right)] = parts;
        Dual { value, slopes: std::array::from_fn(|i| left.slopes[i] * by_left + right.slopes[i] * by_right) }
    }
}

impl<const N: usize> Add for Dual<N> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::chain(self.value + other.value, [(self, 1.0), (other, 1.0)])
    }
}

impl<const N: usize> Sub for Dual<N> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::chain(self.value - other.value, [(self, 1.0), (other, -1.0)])
    }
}

impl<const N: usize> Mul for Dual<N> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::chain(self.value * other.value, [(self, other.value), (other, self.value)])
    }
}

impl<const N: usize> Div for Dual<N> {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self::chain(value, [(self, 1.0 / other.value), (other, -value / other.value)])
    }
}

impl<const N: usize> Add<f64> for Dual<N> {
    type Output = Self;
    fn add(self, other: f64) -> Self {
        Dual { value: self.value + other, ..self }
    }
}

impl<const N: usize> Mul<f64> for Dual<N> {
    type Output = Self;
    fn mul(self, other: f64) -> Self {
        Dual { value: self.value * other, slopes: self.slopes.map(|slope| slope * other) }
    }
}
