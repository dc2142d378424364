//! What functions demand of sizes and indices.

use crate::math::linalg;
use crate::math::number::Number;
use crate::stan::value::{Tensor, Value};

use super::broadcast::sizes;

/// More elements than this in one value are refused (2 GiB of reals).
const MAX_ELEMENTS: usize = 1 << 28;

/// A size, which is at least 0.
pub fn size<T: Number>(name: &str, what: &str, n: &Value<T>) -> Result<usize, String> {
    let n = n.int();
    usize::try_from(n).map_err(|_| format!("{name}: {what} is {n}, but must be at least 0"))
}

/// The number of elements of a value to be made; not more than memory is likely to hold. A size of 0 excuses
/// no other.
pub fn room(name: &str, dims: &[usize]) -> Result<usize, String> {
    dims.iter()
        .try_fold(1_usize, |product, &n| product.checked_mul(n.max(1)))
        .filter(|&product| product <= MAX_ELEMENTS)
        .ok_or_else(|| format!("{name}: {} are too many elements", sizes(dims)))?;
    Ok(dims.iter().product())
}

/// A size of a vector or array to be made.
pub fn length<T: Number>(name: &str, n: &Value<T>) -> Result<usize, String> {
    let n = size(name, "size", n)?;
    room(name, &[n])
}

/// The index from 0 of an index from 1 into `n` elements.
pub fn index<T: Number>(name: &str, what: &str, i: &Value<T>, n: usize) -> Result<usize, String> {
    let i = i.int();
    match usize::try_from(i) {
        Ok(index) if (1..=n).contains(&index) => Ok(index - 1),
        _ if n == 0 => Err(format!("{name}: {what} is {i}, but there is none")),
        _ => Err(format!("{name}: {what} is {i}, but must be between 1 and {n}")),
    }
}

/// Where `count` elements from index `from` (counted from 1) begin, among `n`.
pub fn stretch<T: Number>(
    name: &str,
    what: &str,
    from: &Value<T>,
    count: &Value<T>,
    n: usize,
) -> Result<std::ops::Range<usize>, String> {
    let count = size(name, &format!("number of {what}s"), count)?;
    if count == 0 {
        return Ok(0..0);
    }
    let start = index(name, &format!("first {what}"), from, n)?;
    if start + count > n {
        return Err(format!("{name}: {what}s {} to {} are wanted, but there are {n}", start + 1, start + count));
    }
    Ok(start..start + count)
}

/// The order of a square matrix.
pub fn square<T: Number>(name: &str, x: &Tensor<T>) -> Result<usize, String> {
    if x.rows() == x.cols() {
        return Ok(x.rows());
    }
    Err(format!("{name}: matrix is {}, but must be square", sizes(x.dims())))
}

/// The order of a symmetric matrix without NaN.
pub fn symmetric<T: Number>(name: &str, x: &Tensor<T>) -> Result<usize, String> {
    let n = square(name, x)?;
    if !linalg::is_symmetric(x.data(), n) {
        return Err(format!("{name}: matrix is not symmetric"));
    }
    Ok(n)
}

/// There is at least one element.
pub fn not_empty<T: Number>(name: &str, x: &Value<T>) -> Result<(), String> {
    if x.dims().contains(&0) {
        return Err(format!("{name}: argument has no elements, but needs at least one"));
    }
    Ok(())
}
