//! Whether values fulfil what their declarations demand.

use crate::math::number::Number;
use crate::stan::indexing::shape;
use crate::stan::typed::Constraint;
use crate::stan::value::Value;

use super::display::{element_name, number};
use super::parameters::of_cells;

/// Checks a value; the error names the first element that is not as it must be. A NaN never is.
pub fn check<T: Number>(name: &str, value: &Value<T>, constraint: &Constraint<&Value<T>>) -> Result<(), String> {
    if let Constraint::Bounds { lower, upper } = constraint {
        return bounds(name, value, *lower, *upper);
    }
    let (Some(transform), Value::Reals(tensor)) = (of_cells::<f64, _>(constraint), value) else { return Ok(()) };
    let (array, cell) = tensor.dims().split_at(tensor.dims().len() - tensor.cell().rank());
    let size: usize = cell.iter().product();
    for k in 0..array.iter().product() {
        let elements: Vec<f64> = tensor.data()[k * size..(k + 1) * size].iter().map(|x| x.value()).collect();
        transform.check(cell, &elements).map_err(|fact| format!("{} {fact}", element_name(name, array, k)))?;
    }
    Ok(())
}

/// Whether all elements are within the bounds.
pub fn within<T: Number>(value: &Value<T>, lower: Option<&Value<T>>, upper: Option<&Value<T>>) -> bool {
    (0..len(value)).all(|k| {
        let x = at(value, k);
        lower.is_none_or(|lower| in_order(at(lower, k), x)) && upper.is_none_or(|upper| in_order(x, at(upper, k)))
    })
}

fn bounds<T: Number>(
    name: &str,
    value: &Value<T>,
    lower: Option<&Value<T>>,
    upper: Option<&Value<T>>,
) -> Result<(), String> {
    fits(name, "lower bound", value.dims(), lower)?;
    fits(name, "upper bound", value.dims(), upper)?;
    for k in 0..len(value) {
        let x = at(value, k);
        let fail = |demand: &str, bound: f64| {
            let element = element_name(name, value.dims(), k);
            Err(format!("{element} is {}, but must be {demand} {}", number(x), number(bound)))
        };
        if let Some(lower) = lower.map(|lower| at(lower, k)).filter(|&lower| !in_order(lower, x)) {
            return fail("at least", lower);
        }
        if let Some(upper) = upper.map(|upper| at(upper, k)).filter(|&upper| !in_order(x, upper)) {
            return fail("at most", upper);
        }
    }
    Ok(())
}

/// Whether the first is not above the second; a NaN is in no order.
fn in_order(first: f64, second: f64) -> bool {
    first <= second
}

/// Checks that an argument of a constraint is a scalar or has the sizes of the variable or of its cells.
pub fn fits<T: Number>(name: &str, what: &str, dims: &[usize], argument: Option<&Value<T>>) -> Result<(), String> {
    match argument {
        Some(argument) if !dims.ends_with(argument.dims()) => {
            let (found, expected) = (shape(argument.dims()), shape(dims));
            Err(format!("the {what} of {name} has {found}, but {name} has {expected}"))
        }
        _ => Ok(()),
    }
}

fn len<T: Number>(value: &Value<T>) -> usize {
    value.dims().iter().product()
}

fn at<T: Number>(value: &Value<T>, k: usize) -> f64 {
    scalar_at(value, k).value()
}

/// Element `k` in row-major order of a container, in which `value` repeats if it is smaller.
pub fn scalar_at<T: Number>(value: &Value<T>, k: usize) -> T {
    match value {
        Value::Int(_) | Value::Real(_) => value.real(),
        Value::Ints(tensor) => T::constant(tensor.data()[k % tensor.len()] as f64),
        Value::Reals(tensor) => tensor.data()[k % tensor.len()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stan::value::{Cell, Tensor};

    fn vector(data: &[f64]) -> Value<f64> {
        Value::Reals(Tensor::vector(data.to_vec()))
    }

    fn matrix(rows: usize, data: &[f64]) -> Value<f64> {
        Value::Reals(Tensor::matrix(rows, data.len() / rows, data.to_vec()))
    }

    #[test]
    fn violations_name_the_element() {
        fn check_bounds(value: Value<f64>, lower: f64, upper: f64, expected: Result<(), &str>) {
            let (lower, upper) = (Value::Real(lower), Value::Real(upper));
            let constraint = Constraint::Bounds { lower: Some(&lower), upper: Some(&upper) };
            assert_eq!(check("y", &value, &constraint), expected.map_err(str::to_owned));
        }
        check_bounds(Value::Int(3), 0.0, 3.0, Ok(()));
        check_bounds(Value::Int(4), 0.0, 3.0, Err("y is 4, but must be at most 3"));
        check_bounds(Value::Real(-0.5), 0.0, 3.0, Err("y is -0.5, but must be at least 0"));
        check_bounds(vector(&[1.0, f64::NAN]), 0.0, 3.0, Err("y[2] is NaN, but must be at least 0"));
        check_bounds(matrix(2, &[0.0, 1.0, 2.0, 9e20]), 0.0, 3.0, Err("y[2,2] is 9e20, but must be at most 3"));
    }

    #[test]
    fn bounds_may_have_the_shape_of_a_cell() {
        let lower = vector(&[0.0, 10.0]);
        let constraint = Constraint::Bounds { lower: Some(&lower), upper: None };
        let array = |data: &[f64]| Value::Reals(Tensor::new([2, 2].as_slice(), Cell::Vector, data.to_vec()));
        assert_eq!(check("y", &array(&[1.0, 10.0, 1.0, 11.0]), &constraint), Ok(()));
        assert_eq!(
            check("y", &array(&[1.0, 10.0, 1.0, 9.0]), &constraint),
            Err("y[2,2] is 9, but must be at least 10".to_owned())
        );
        assert_eq!(
            check("y", &vector(&[1.0, 10.0, 3.0]), &constraint),
            Err("the lower bound of y has shape [2], but y has shape [3]".to_owned())
        );
    }

    #[test]
    fn each_cell_of_an_array_is_checked() {
        let array = |data: &[f64]| Value::Reals(Tensor::new([2, 2].as_slice(), Cell::Vector, data.to_vec()));
        let simplex = Constraint::<&Value<f64>>::Simplex;
        assert_eq!(check("y", &array(&[0.5, 0.5, 0.25, 0.75]), &simplex), Ok(()));
        let error = check("y", &array(&[0.5, 0.5, 0.25, 0.5]), &simplex).unwrap_err();
        assert!(error.starts_with("y[2] "), "{error}");
    }
}
