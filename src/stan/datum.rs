//! Data for a program, as read from a file and not yet matched with its declarations.

/// The numbers of one data variable: a rectangular array of any rank, or a scalar.
#[derive(Debug, Clone, PartialEq)]
pub struct Datum {
    /// Sizes, outermost first; empty for a scalar.
    pub dims: Vec<usize>,
    /// Elements in row-major order.
    pub numbers: Numbers,
    /// Where it was read, for messages: `eight_schools.json:3`.
    pub place: String,
}

/// See [`Datum`].
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Numbers {
    /// Every number was written as an integer.
    Ints(Vec<i64>),
    Reals(Vec<f64>),
}

/// Data variables by name, in the order of their file.
pub type Data = Vec<(String, Datum)>;
