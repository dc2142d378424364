//! What values the arguments of probability functions may have.

use std::f64::consts::PI;

/// A set of numbers. NaN is in none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// Infinities included.
    Number,
    Finite,
    /// Infinity included.
    Positive,
    PositiveFinite,
    /// Infinity included.
    Nonnegative,
    NonnegativeFinite,
    /// `[0, 1]`
    Unit,
    /// `(0, 1)`
    OpenUnit,
    /// `[-π, π]`
    Angle,
    /// 0 or 1.
    Bit,
    /// 1 and more.
    AtLeastOne,
}

impl Domain {
    /// Whether `x` is in it.
    pub fn holds(self, x: f64) -> bool {
        match self {
            Domain::Number => !x.is_nan(),
            Domain::Finite => x.is_finite(),
            Domain::Positive => x > 0.0,
            Domain::PositiveFinite => x > 0.0 && x.is_finite(),
            Domain::Nonnegative => x >= 0.0,
            Domain::NonnegativeFinite => x >= 0.0 && x.is_finite(),
            Domain::Unit => (0.0..=1.0).contains(&x),
            Domain::OpenUnit => x > 0.0 && x < 1.0,
            Domain::Angle => x.abs() <= PI,
            Domain::Bit => x == 0.0 || x == 1.0,
            Domain::AtLeastOne => x >= 1.0,
        }
    }

    /// What a number must be to be in it, after "must".
    pub fn demand(self) -> &'static str {
        match self {
            Domain::Number => "not be NaN",
            Domain::Finite => "be finite",
            Domain::Positive => "be positive",
            Domain::PositiveFinite => "be positive and finite",
            Domain::Nonnegative => "not be negative",
            Domain::NonnegativeFinite => "not be negative and be finite",
            Domain::Unit => "be between 0 and 1",
            Domain::OpenUnit => "be between 0 and 1, neither included",
            Domain::Angle => "be between -pi and pi",
            Domain::Bit => "be 0 or 1",
            Domain::AtLeastOne => "be at least 1",
        }
    }

    /// An error for the first of the numbers that is not in it.
    pub fn check(self, function: &str, argument: &str, numbers: impl IntoIterator<Item = f64>) -> Result<(), String> {
        match numbers.into_iter().enumerate().find(|(_, x)| !self.holds(*x)) {
            None => Ok(()),
            Some((idx, x)) => Err(format!("{function}: {argument}[{}] is {x}, but must {}", idx + 1, self.demand())),
        }
    }
}
