//! Functions of scalars, applied to every element of containers.
//!
//! A scalar beside a container meets every element of it. Containers beside each other have the same sizes;
//! which kinds they may be is the checker's business.

use crate::math::number::Number;
use crate::stan::value::{Cell, Tensor, Value};

/// What a library function returns.
pub type Outcome<T> = Result<Value<T>, String>;

/// `f` of every element; integers are promoted.
pub fn map<T: Number>(x: &Value<T>, f: impl Fn(T) -> T) -> Outcome<T> {
    Ok(match x {
        Value::Int(_) | Value::Real(_) => Value::Real(f(x.real())),
        Value::Reals(tensor) => Value::Reals(tensor.map(|&x| f(x))),
        Value::Ints(tensor) => Value::Reals(tensor.map(|&x| f(T::constant(x as f64)))),
    })
}

/// `f` of every integer.
pub fn map_ints<T: Number>(x: &Value<T>, f: impl Fn(i64) -> Result<i64, String>) -> Outcome<T> {
    match x {
        Value::Ints(tensor) => ints_like(tensor, tensor.data().iter().map(|&x| f(x)).collect::<Result<_, _>>()?),
        scalar => Ok(Value::Int(f(scalar.int())?)),
    }
}

/// `f` of every pair of elements; integers are promoted. `name` is the function's, for messages.
pub fn zip<T: Number>(name: &str, x: &Value<T>, y: &Value<T>, f: impl Fn(T, T) -> T) -> Outcome<T> {
    Ok(match (is_scalar(x), is_scalar(y)) {
        (true, true) => Value::Real(f(x.real(), y.real())),
        (true, false) => {
            let x = x.real();
            Value::Reals(y.reals().map(|&y| f(x, y)))
        }
        (false, true) => {
            let y = y.real();
            Value::Reals(x.reals().map(|&x| f(x, y)))
        }
        (false, false) => {
            same_dims(name, x, y)?;
            let (x, y) = (x.reals(), y.reals());
            let data = x.data().iter().zip(y.data()).map(|(&x, &y)| f(x, y)).collect();
            // Beside an array of integers the other side gives the kind: `ldexp(vector, array[] int)`.
            let like = if x.cell() == Cell::Scalar { &y } else { &x };
            Value::Reals(Tensor::new(like.dims(), like.cell(), data))
        }
    })
}

/// `f` of every pair of integers.
pub fn zip_ints<T: Number>(
    name: &str,
    x: &Value<T>,
    y: &Value<T>,
    f: impl Fn(i64, i64) -> Result<i64, String>,
) -> Outcome<T> {
    match (x, y) {
        (Value::Ints(x), Value::Int(y)) => ints_like(x, x.data().iter().map(|&x| f(x, *y)).collect::<Result<_, _>>()?),
        (Value::Int(x), Value::Ints(y)) => ints_like(y, y.data().iter().map(|&y| f(*x, y)).collect::<Result<_, _>>()?),
        (Value::Ints(left), Value::Ints(right)) => {
            same_dims(name, x, y)?;
            let pairs = left.data().iter().zip(right.data());
            ints_like(left, pairs.map(|(&x, &y)| f(x, y)).collect::<Result<_, _>>()?)
        }
        _ => Ok(Value::Int(f(x.int(), y.int())?)),
    }
}

fn ints_like<T: Number>(like: &Tensor<i64>, data: Vec<i64>) -> Outcome<T> {
    Ok(Value::Ints(Tensor::new(like.dims(), like.cell(), data)))
}

/// `f` of every triple of elements.
pub fn zip3<T: Number>(name: &str, args: &[&Value<T>], f: impl Fn(T, T, T) -> T) -> Outcome<T> {
    let containers: Vec<&Value<T>> = args.iter().copied().filter(|arg| !is_scalar(arg)).collect();
    let Some(&first) = containers.first() else {
        return Ok(Value::Real(f(args[0].real(), args[1].real(), args[2].real())));
    };
    for other in &containers[1..] {
        same_dims(name, first, other)?;
    }
    let shape = first.reals();
    let [x, y, z] = [0, 1, 2].map(|i| Elements::of(args[i]));
    let data = (0..shape.len()).map(|i| f(x.get(i), y.get(i), z.get(i))).collect();
    Ok(Value::Reals(Tensor::new(shape.dims(), shape.cell(), data)))
}

/// The elements of an argument, as reals; a scalar is the same at every index.
pub enum Elements<T> {
    /// Of a scalar.
    One(T),
    /// Of a container.
    Many(Tensor<T>),
}

impl<T: Number> Elements<T> {
    /// Of an argument that is a scalar or a container.
    pub fn of(x: &Value<T>) -> Elements<T> {
        if is_scalar(x) { Elements::One(x.real()) } else { Elements::Many(x.reals()) }
    }

    /// The element that goes with index `i`.
    pub fn get(&self, i: usize) -> T {
        match self {
            Elements::One(x) => *x,
            Elements::Many(tensor) => tensor.data()[i],
        }
    }

    /// All of them.
    pub fn all(&self) -> &[T] {
        match self {
            Elements::One(x) => std::slice::from_ref(x),
            Elements::Many(tensor) => tensor.data(),
        }
    }
}

/// Whether this is one number.
pub fn is_scalar<T>(x: &Value<T>) -> bool {
    matches!(x, Value::Int(_) | Value::Real(_))
}

/// The two containers have the same sizes.
pub fn same_dims<T: Number>(name: &str, left: &Value<T>, right: &Value<T>) -> Result<(), String> {
    if left.dims() == right.dims() {
        return Ok(());
    }
    Err(match (left.dims(), right.dims()) {
        ([n], [m]) => format!("{name}: left has {n} elements, right {m}"),
        (left, right) => format!("{name}: left is {}, right {}", sizes(left), sizes(right)),
    })
}

/// Sizes for a message: `2 x 3`.
pub fn sizes(dims: &[usize]) -> String {
    dims.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ")
}

/// No element lies outside `[low, high]`. NaN goes through: it is for the function to hand on.
pub fn within<T: Number>(name: &str, argument: &str, x: &Value<T>, low: f64, high: f64) -> Result<(), String> {
    let elements = Elements::of(x);
    let Some(bad) = elements.all().iter().map(|x| x.value()).find(|&x| x < low || x > high) else {
        return Ok(());
    };
    Err(if high == f64::INFINITY {
        format!("{name}: {argument} is {bad}, but must be at least {low}")
    } else if low == f64::NEG_INFINITY {
        format!("{name}: {argument} is {bad}, but must be at most {high}")
    } else {
        format!("{name}: {argument} is {bad}, but must be between {low} and {high}")
    })
}

/// Every element is above 0 and finite.
pub fn positive<T: Number>(name: &str, argument: &str, x: &Value<T>) -> Result<(), String> {
    match Elements::of(x).all().iter().map(|x| x.value()).find(|&x| !(x > 0.0 && x.is_finite())) {
        Some(bad) => Err(format!("{name}: {argument} is {bad}, but must be positive and finite")),
        None => Ok(()),
    }
}
