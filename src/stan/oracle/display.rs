//! Values as `print` and messages show them.

use std::fmt::Write;

use crate::math::number::Number;
use crate::stan::value::{Tensor, Value};

/// Appends a value as Stan prints it: reals with six significant digits, containers in brackets.
pub fn push<T: Number>(text: &mut String, value: &Value<T>) {
    match value {
        Value::Int(value) => text.push_str(&value.to_string()),
        Value::Real(value) => text.push_str(&six_digits(value.value())),
        Value::Ints(tensor) => push_tensor(text, tensor, |value| value.to_string()),
        Value::Reals(tensor) => push_tensor(text, tensor, |value| six_digits(value.value())),
    }
}

fn push_tensor<E: Clone>(text: &mut String, tensor: &Tensor<E>, show: impl Fn(&E) -> String + Copy) {
    push_nested(text, tensor.dims(), tensor.data(), show);
}

fn push_nested<E>(text: &mut String, dims: &[usize], data: &[E], show: impl Fn(&E) -> String + Copy) {
    let [size, inner @ ..] = dims else {
        text.push_str(&show(&data[0]));
        return;
    };
    let stride: usize = inner.iter().product();
    text.push('[');
    for k in 0..*size {
        if k > 0 {
            text.push(',');
        }
        push_nested(text, inner, &data[k * stride..(k + 1) * stride], show);
    }
    text.push(']');
}

/// A real with six significant digits, without zeros at its end, with an exponent where that is shorter.
fn six_digits(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return if x.is_nan() { "nan".to_owned() } else { x.to_string() };
    }
    let scientific = format!("{x:.5e}");
    let (mantissa, exponent) = scientific.split_once('e').expect("the format has an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent is an integer");
    if (-4..6).contains(&exponent) {
        let decimals = usize::try_from(5 - exponent).expect("the exponent is below 6");
        return without_zeros(&format!("{x:.decimals$}")).to_owned();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", without_zeros(mantissa), exponent.abs())
}

fn without_zeros(digits: &str) -> &str {
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits }
}

/// A real in a message: all its digits, with an exponent where it would be long.
pub fn number(x: f64) -> String {
    if x == 0.0 || !x.is_finite() || (1e-5..1e15).contains(&x.abs()) { x.to_string() } else { format!("{x:e}") }
}

/// The name of an element: `y[2,3]`, or `y` for a scalar. `element` counts from 0 in row-major order.
pub fn element_name(name: &str, dims: &[usize], element: usize) -> String {
    let mut text = name.to_owned();
    let mut rest = element;
    let mut stride: usize = dims.iter().product();
    for (k, &size) in dims.iter().enumerate() {
        stride /= size;
        let bracket = if k == 0 { '[' } else { ',' };
        write!(text, "{bracket}{}", rest / stride + 1).expect("a string takes any text");
        rest %= stride;
    }
    if !dims.is_empty() {
        text.push(']');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reals_are_printed_with_six_digits() {
        fn check(x: f64, expected: &str) {
            assert_eq!(six_digits(x), expected);
        }
        check(0.0, "0");
        check(1.0, "1");
        check(-2.5, "-2.5");
        check(2.345678912, "2.34568");
        check(100000.0, "100000");
        check(999999.5, "1e+06");
        check(123456.5, "123456");
        check(1234567.0, "1.23457e+06");
        check(0.0001, "0.0001");
        check(0.00001234, "1.234e-05");
        check(1e-300, "1e-300");
        check(f64::NAN, "nan");
        check(f64::NEG_INFINITY, "-inf");
    }

    #[test]
    fn containers_are_printed_in_brackets() {
        fn check(value: Value<f64>, expected: &str) {
            let mut text = String::new();
            push(&mut text, &value);
            assert_eq!(text, expected);
        }
        check(Value::Int(-3), "-3");
        check(Value::Reals(Tensor::vector(vec![1.0, 0.5])), "[1,0.5]");
        check(Value::Reals(Tensor::vector(vec![])), "[]");
        check(
            Value::Ints(Tensor::new([2, 2].as_slice(), crate::stan::value::Cell::Scalar, vec![1, 2, 3, 4])),
            "[[1,2],[3,4]]",
        );
        check(Value::Reals(Tensor::matrix(2, 0, vec![])), "[[],[]]");
    }

    #[test]
    fn elements_are_named_by_their_positions() {
        assert_eq!(element_name("y", &[], 0), "y");
        assert_eq!(element_name("y", &[3], 2), "y[3]");
        assert_eq!(element_name("y", &[2, 3, 4], 23), "y[2,3,4]");
        assert_eq!(element_name("y", &[2, 3, 4], 5), "y[1,2,2]");
    }
}
