//! Data as values of the declared kinds, sizes not yet checked.

use std::collections::HashMap;

use crate::stan::datum::{Data, Datum, Numbers};
use crate::stan::indexing::shape;
use crate::stan::oracle::display::{element_name, number};
use crate::stan::oracle::prepare::Layout;
use crate::stan::typed::Scope;
use crate::stan::types::Type;
use crate::stan::value::{Cell, Dims, Tensor, Value};

use super::{BindError, Runnable};

/// Integers up to this are exact as reals.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The value of a data variable and where it was read.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Input {
    pub value: Value<f64>,
    pub place: String,
}

/// The value of each data variable, by variable; `None` for what is no data.
pub(super) fn read(program: &Runnable, data: &Data) -> Vec<Option<Result<Input, BindError>>> {
    let data: HashMap<&str, &Datum> = data.iter().map(|(name, datum)| (name.as_str(), datum)).collect();
    let read = |variable: &crate::stan::ir::Variable| {
        if variable.scope != Scope::Data {
            return None;
        }
        let declared = program.place(variable.span);
        let Some(datum) = data.get(variable.name.as_str()) else {
            let message = format!("data variable {} is missing (declared at {declared})", variable.name);
            return Some(Err(BindError::new(message)));
        };
        let place = datum.place.clone();
        Some(match value(&variable.name, &variable.ty, datum) {
            Ok(value) => Ok(Input { value, place }),
            Err(fact) => Err(BindError { place: Some(place), message: format!("data variable {fact} ({declared})") }),
        })
    };
    program.variables.iter().map(read).collect()
}

/// The value of a variable of this type and these sizes.
pub fn value_of(name: &str, ty: &Type, dims: &[usize], data: &Data) -> Result<Value<f64>, BindError> {
    let Some((_, datum)) = data.iter().find(|(given, _)| given == name) else {
        return Err(BindError::new(format!("there is no value for {name}, declared {}", declared(ty, dims))));
    };
    let fail = |message| BindError { place: Some(datum.place.clone()), message };
    let value = value(name, ty, datum).map_err(fail)?;
    if value.dims() == dims || value.dims().contains(&0) && dims.contains(&0) {
        Ok(value)
    } else {
        Err(fail(format!("{name} has {}, but is declared {}", shape(value.dims()), declared(ty, dims))))
    }
}

/// A datum as a value of a type. One without elements has some sizes, whatever they are declared to be.
fn value(name: &str, ty: &Type, datum: &Datum) -> Result<Value<f64>, String> {
    let layout = Layout::of(ty);
    let dims = sizes(name, ty, datum)?;
    Ok(match layout {
        Layout::Int => Value::Int(integers(name, datum)?[0]),
        Layout::Ints => Value::Ints(Tensor::new(dims, Cell::Scalar, integers(name, datum)?)),
        Layout::Real => Value::Real(reals(datum)[0]),
        Layout::Reals(cell) => Value::Reals(Tensor::new(dims, cell, reals(datum))),
    })
}

/// How many dimensions values of a type have.
fn rank(ty: &Type) -> usize {
    match ty {
        Type::Array(dims, element) => dims + rank(element),
        Type::Vector | Type::RowVector => 1,
        Type::Matrix => 2,
        _ => 0,
    }
}

fn sizes(name: &str, ty: &Type, datum: &Datum) -> Result<Dims, String> {
    let rank = rank(ty);
    if datum.dims.len() == rank {
        return Ok(datum.dims.iter().copied().collect());
    }
    if rank > 0 && datum.dims.contains(&0) {
        return Ok(vec![0; rank].into());
    }
    let found =
        if datum.dims.is_empty() { "is a single number".to_owned() } else { format!("has shape {:?}", datum.dims) };
    Err(format!("{name} {found}, but is declared {ty}"))
}

fn reals(datum: &Datum) -> Vec<f64> {
    match &datum.numbers {
        Numbers::Ints(numbers) => numbers.iter().map(|&number| number as f64).collect(),
        Numbers::Reals(numbers) => numbers.clone(),
    }
}

fn integers(name: &str, datum: &Datum) -> Result<Vec<i64>, String> {
    let reals = match &datum.numbers {
        Numbers::Ints(numbers) => return Ok(numbers.clone()),
        Numbers::Reals(numbers) => numbers,
    };
    let integer =
        |(k, &x): (usize, &f64)| integer(x).map_err(|fact| format!("{} {fact}", element_name(name, &datum.dims, k)));
    reals.iter().enumerate().map(integer).collect()
}

/// A real that must be an integer.
pub fn integer(x: f64) -> Result<i64, String> {
    if x.trunc() != x {
        Err(format!("is {}, but must be an integer", number(x)))
    } else if x.abs() > EXACT {
        Err(format!("is {}, which is too large for an integer", number(x)))
    } else {
        Ok(x as i64)
    }
}

/// A type with its sizes, as it is declared: `array[4] vector[2]`.
pub(super) fn declared(ty: &Type, dims: &[usize]) -> String {
    let list = |dims: &[usize]| dims.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
    match ty {
        Type::Array(n, element) => format!("array[{}] {}", list(&dims[..*n]), declared(element, &dims[*n..])),
        ty if dims.is_empty() => ty.to_string(),
        ty => format!("{ty}[{}]", list(dims)),
    }
}
