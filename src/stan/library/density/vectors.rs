//! Arguments of densities of vectors and matrices: broadcasting over arrays of vectors, and checks.

use crate::math::gamma;
use crate::math::linalg::{cholesky::cholesky, is_symmetric};
use crate::math::number::Number;
use crate::stan::value::{Tensor, Value};

use super::domain::Domain;

/// A vector that serves all places, or an array of vectors with one for each.
pub struct Vectors<T> {
    data: Tensor<T>,
    size: usize,
    /// Number of vectors of an array.
    count: Option<usize>,
}

impl<T: Number> Vectors<T> {
    /// The vectors of a vector, row vector or array of such, with all elements in a domain.
    pub fn new(function: &str, name: &str, value: &Value<T>, domain: Domain) -> Result<Vectors<T>, String> {
        let data = value.reals();
        domain.check(function, name, data.data().iter().map(|x| x.value()))?;
        let dims = data.dims();
        let size = dims[dims.len() - 1];
        let count = (dims.len() > 1).then(|| dims[0]);
        Ok(Vectors { data, size, count })
    }

    /// The vector of a place.
    pub fn get(&self, idx: usize) -> &[T] {
        let start = self.count.map_or(0, |_| idx * self.size);
        &self.data.data()[start..start + self.size]
    }

    /// Number of elements of each.
    pub fn size(&self) -> usize {
        self.size
    }

    /// An error unless each has `size` elements. Of an empty array that holds.
    pub fn demand_size(&self, function: &str, name: &str, size: usize) -> Result<(), String> {
        if self.size == size || self.count == Some(0) {
            return Ok(());
        }
        Err(format!("{function}: {name} has {} elements, but must have {size}", self.size))
    }
}

/// The number of places that some arguments make, each an array of this many or a value that serves all places.
pub fn common_count(function: &str, counts: &[(&str, Option<usize>)]) -> Result<usize, String> {
    let mut arrays = counts.iter().filter_map(|(name, count)| count.map(|count| (name, count)));
    let Some((leader, first)) = arrays.next() else { return Ok(1) };
    match arrays.find(|(_, count)| *count != first) {
        None => Ok(first),
        Some((name, count)) => Err(format!("{function}: {leader} has {first} elements, {name} {count}")),
    }
}

/// The number of places that two arguments make.
pub fn places<T: Number>(
    function: &str,
    left: (&str, &Vectors<T>),
    right: (&str, &Vectors<T>),
) -> Result<usize, String> {
    common_count(function, &[(left.0, left.1.count), (right.0, right.1.count)])
}

/// The sum of the terms of all places, from the first to the last.
pub fn total<T: Number>(terms: impl IntoIterator<Item = Result<T, String>>) -> Result<Value<T>, String> {
    let mut terms = terms.into_iter();
    let Some(first) = terms.next() else { return Ok(Value::Real(T::constant(0.0))) };
    terms.try_fold(first?, |sum, term| Ok(sum + term?)).map(Value::Real)
}

/// The logarithm of the gamma function.
pub fn lgamma<T: Number>(x: T) -> T {
    x.unary(gamma::lgamma(x.value()), || gamma::digamma(x.value()))
}

/// The scalar, with its value in a domain.
pub fn scalar<T: Number>(function: &str, name: &str, value: &Value<T>, domain: Domain) -> Result<T, String> {
    let x = value.real();
    if domain.holds(x.value()) {
        return Ok(x);
    }
    Err(format!("{function}: {name} is {}, but must {}", x.value(), domain.demand()))
}

/// An error unless the elements are not negative and sum to 1, to within 1e-8.
pub fn demand_simplex<T: Number>(function: &str, name: &str, elements: &[T]) -> Result<(), String> {
    if elements.is_empty() {
        return Err(format!("{function}: {name} has no elements, but must be a simplex"));
    }
    Domain::Nonnegative.check(function, name, elements.iter().map(|x| x.value()))?;
    let sum = elements.iter().fold(0.0, |sum, x| sum + x.value());
    if (sum - 1.0).abs() <= 1e-8 {
        return Ok(());
    }
    Err(format!("{function}: {name} sums to {sum}, but must be a simplex, which sums to 1"))
}

/// The matrix, which must be square and of finite numbers, and its order.
pub fn square<T: Number>(function: &str, name: &str, value: &Value<T>) -> Result<(Tensor<T>, usize), String> {
    let matrix = value.reals();
    if matrix.rows() != matrix.cols() {
        return Err(format!("{function}: {name} is {} x {}, but must be square", matrix.rows(), matrix.cols()));
    }
    Domain::Finite.check(function, name, matrix.data().iter().map(|x| x.value()))?;
    let order = matrix.rows();
    Ok((matrix, order))
}

/// An error unless the matrix has this order.
pub fn demand_order(function: &str, name: &str, order: usize, size: usize) -> Result<(), String> {
    if order == size {
        return Ok(());
    }
    Err(format!("{function}: {name} is {order} x {order}, but must be {size} x {size}"))
}

/// The Cholesky factor, by rows, of a symmetric positive definite matrix, and its order.
pub fn factor<T: Number>(function: &str, name: &str, value: &Value<T>) -> Result<(Vec<T>, usize), String> {
    let (matrix, order) = square(function, name, value)?;
    if !is_symmetric(matrix.data(), order) {
        return Err(format!("{function}: {name} is not symmetric"));
    }
    let factor =
        cholesky(matrix.data(), order).ok_or_else(|| format!("{function}: {name} is not positive definite"))?;
    Ok((factor, order))
}

/// A Cholesky factor that is given, by rows, and its order. What lies above the diagonal is not looked at.
pub fn given_factor<T: Number>(function: &str, name: &str, value: &Value<T>) -> Result<(Vec<T>, usize), String> {
    let (matrix, order) = square(function, name, value)?;
    for i in 0..order {
        let x = matrix.data()[i * order + i].value();
        if x <= 0.0 {
            return Err(format!("{function}: {name}[{0}, {0}] is {x}, but must be positive", i + 1));
        }
    }
    Ok((matrix.data().to_vec(), order))
}

/// `Σ ln l_ii`
pub fn log_diagonal<T: Number>(factor: &[T], order: usize) -> T {
    T::sum(&(0..order).map(|i| factor[i * order + i].ln()).collect::<Vec<_>>())
}

/// `Σ x²`
pub fn sum_of_squares<T: Number>(x: &[T]) -> T {
    T::dot(x, x)
}
