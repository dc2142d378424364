//! How functions of scalars serve containers: every argument may be a scalar or a container of one size.

use crate::math::number::Number;
use crate::stan::value::Value;

use super::domain::Domain;

/// One argument: a scalar that serves all places, or a number for each place.
enum Column<'a, T> {
    One(T),
    Reals(&'a [T]),
    Ints(&'a [i64]),
}

impl<'a, T: Number> Column<'a, T> {
    fn new(value: &'a Value<T>) -> Column<'a, T> {
        match value {
            Value::Int(_) | Value::Real(_) => Column::One(value.real()),
            Value::Ints(tensor) => Column::Ints(tensor.data()),
            Value::Reals(tensor) => Column::Reals(tensor.data()),
        }
    }

    /// Number of elements; none for a scalar.
    fn len(&self) -> Option<usize> {
        match self {
            Column::One(_) => None,
            Column::Reals(numbers) => Some(numbers.len()),
            Column::Ints(numbers) => Some(numbers.len()),
        }
    }

    fn get(&self, idx: usize) -> T {
        match self {
            Column::One(number) => *number,
            Column::Reals(numbers) => numbers[idx],
            Column::Ints(numbers) => T::constant(numbers[idx] as f64),
        }
    }
}

/// The checked arguments of a function of `N` scalars.
pub struct Arguments<'a, T, const N: usize> {
    function: &'static str,
    names: [&'static str; N],
    columns: [Column<'a, T>; N],
    len: usize,
    /// Whether all variates can have been drawn at all.
    possible: bool,
}

impl<'a, T: Number, const N: usize> Arguments<'a, T, N> {
    /// Checks that the containers among `values` are of one size and that all numbers are in their domains.
    pub fn check(
        function: &'static str,
        expected: [(&'static str, Domain); N],
        values: &[&'a Value<T>],
    ) -> Result<Self, String> {
        let columns: [Column<'a, T>; N] = std::array::from_fn(|i| Column::new(values[i]));
        let names = expected.map(|(name, _)| name);
        let len = common_len(function, &names, &columns)?;
        let arguments = Arguments { function, names, columns, len, possible: true };
        for (i, (_, domain)) in expected.into_iter().enumerate() {
            let count = arguments.columns[i].len().unwrap_or(1);
            if let Some(idx) = (0..count).find(|&idx| !domain.holds(arguments.columns[i].get(idx).value())) {
                return Err(arguments.complaint(i, idx, domain.demand()));
            }
        }
        Ok(arguments)
    }

    /// Demands that argument number `left` be greater than argument number `right`, in every place.
    pub fn above(self, left: usize, right: usize) -> Result<Self, String> {
        self.related(left, right, "greater than", |x, y| x > y)
    }

    /// Demands that argument number `left` be at least argument number `right`, in every place.
    pub fn at_least(self, left: usize, right: usize) -> Result<Self, String> {
        self.related(left, right, "at least", |x, y| x >= y)
    }

    fn related(self, left: usize, right: usize, word: &str, holds: fn(f64, f64) -> bool) -> Result<Self, String> {
        for idx in 0..self.len {
            let bound = self.columns[right].get(idx).value();
            if !holds(self.columns[left].get(idx).value(), bound) {
                return Err(self.complaint(left, idx, &format!("be {word} {}, which is {bound}", self.names[right])));
            }
        }
        Ok(self)
    }

    /// Says which places are in the support; one outside it makes the whole impossible.
    pub fn within(mut self, support: impl Fn([f64; N]) -> bool) -> Result<Self, String> {
        self.possible &= (0..self.len).all(|idx| support(self.place(idx).map(T::value)));
        Ok(self)
    }

    /// The sum of a formula over all places, in order. The formula states its value, and how to get its partial
    /// derivatives by all arguments.
    pub fn sum<S: FnOnce() -> [f64; N]>(&self, formula: impl Fn([f64; N]) -> (f64, S)) -> Result<Value<T>, String> {
        if !self.possible {
            return Ok(Value::Real(T::constant(f64::NEG_INFINITY)));
        }
        let sum = self.outcomes(formula).reduce(|sum, term| sum + term);
        Ok(Value::Real(sum.unwrap_or(T::constant(0.0))))
    }

    /// The product of a formula over all places, in order.
    pub fn product<S: FnOnce() -> [f64; N]>(&self, formula: impl Fn([f64; N]) -> (f64, S)) -> Result<Value<T>, String> {
        let product = self.outcomes(formula).reduce(|product, factor| product * factor);
        Ok(Value::Real(product.unwrap_or(T::constant(1.0))))
    }

    fn outcomes<S: FnOnce() -> [f64; N]>(&self, formula: impl Fn([f64; N]) -> (f64, S)) -> impl Iterator<Item = T> {
        (0..self.len).map(move |idx| {
            let place = self.place(idx);
            let (value, slopes) = formula(place.map(T::value));
            T::combine(value, || place.into_iter().zip(slopes()))
        })
    }

    /// The numbers of every place in turn, for functions that make one value for each.
    pub fn places(&self) -> impl Iterator<Item = [f64; N]> {
        (0..self.len).map(|idx| self.place(idx).map(T::value))
    }

    /// Whether there is a container among the arguments.
    pub fn is_container(&self) -> bool {
        self.columns.iter().any(|column| column.len().is_some())
    }

    fn place(&self, idx: usize) -> [T; N] {
        std::array::from_fn(|i| self.columns[i].get(idx))
    }

    fn complaint(&self, argument: usize, idx: usize, demand: &str) -> String {
        let column = &self.columns[argument];
        let index = if column.len().is_some() { format!("[{}]", idx + 1) } else { String::new() };
        let number = column.get(idx).value();
        format!("{}: {}{index} is {number}, but must {demand}", self.function, self.names[argument])
    }
}

/// The size that all containers have; 1 where there is none.
fn common_len<T: Number>(function: &str, names: &[&str], columns: &[Column<'_, T>]) -> Result<usize, String> {
    let mut first = None;
    for (name, column) in names.iter().zip(columns) {
        match (first, column.len()) {
            (_, None) => {}
            (None, Some(len)) => first = Some((name, len)),
            (Some((leader, size)), Some(len)) if len != size => {
                let elements = if size == 1 { "element" } else { "elements" };
                return Err(format!("{function}: {leader} has {size} {elements}, {name} {len}"));
            }
            _ => {}
        }
    }
    Ok(first.map_or(1, |(_, len)| len))
}

/// Rows of a [`Table`](super::Table): the name, the formula, what its arguments are called and may be; then
/// demands on several arguments together.
macro_rules! formulas {
    ($reduce:ident: $($name:literal = $formula:ident(
        $($argument:ident $domain:ident),*
    ) $(. $method:ident ($($demand:expr),*))* ;)*) => {
        &[$(($name, |values| {
            use $crate::stan::library::density::{domain::Domain, univariate::Arguments};
            Arguments::check($name, [$((stringify!($argument), Domain::$domain)),*], values)?
                $(.$method($($demand),*)?)*
                .$reduce($formula)
        })),*]
    };
}
pub(in crate::stan::library) use formulas;
