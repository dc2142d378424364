//! The functions of the library against values from outside, their gradients against derivatives and
//! differences, and their containers against their scalars.

use std::collections::{BTreeMap, BTreeSet};

use mcrun::math::number::Number;
use mcrun::math::tape::{self, Var};
use mcrun::stan::library;
use mcrun::stan::value::{Cell, Dims, Tensor, Value};
use serde_json::Value as Json;

/// A line of the reference: a call and what it gives.
struct Case {
    name: String,
    args: Vec<Value<f64>>,
    /// None: the call is refused.
    expected: Option<Value<f64>>,
    /// Partial derivatives by the real arguments, which are scalars.
    slopes: Option<Vec<f64>>,
    smooth: bool,
    /// The argument that is a symmetric matrix and must stay one.
    symmetric: Option<usize>,
    /// Arguments that must stay as they are.
    fixed: Vec<usize>,
    text: String,
}

fn cases() -> Vec<Case> {
    include_str!("reference/functions.jsonl").lines().map(case).collect()
}

fn case(line: &str) -> Case {
    let json: Json = serde_json::from_str(line).unwrap();
    let numbers = |list: &Json| list.as_array().unwrap().iter().map(|x| value(x).real()).collect();
    Case {
        name: json["f"].as_str().unwrap().to_owned(),
        args: json["x"].as_array().unwrap().iter().map(value).collect(),
        expected: json.get("y").map(value),
        slopes: json.get("d").map(numbers),
        smooth: json["smooth"] == 1,
        symmetric: json["sym"].as_u64().map(|arg| arg as usize),
        fixed: json["fixed"].as_array().into_iter().flatten().map(|arg| arg.as_u64().unwrap() as usize).collect(),
        text: line.to_owned(),
    }
}

fn value(json: &Json) -> Value<f64> {
    let numbers = |list: &Json| list.as_array().unwrap().iter().map(|x| value(x).real()).collect::<Vec<f64>>();
    match json {
        Json::Number(x) => x.as_i64().map_or_else(|| Value::Real(x.as_f64().unwrap()), Value::Int),
        Json::String(x) => Value::Real(x.parse().unwrap()),
        Json::Array(elements) => array(elements.iter().map(value).collect()),
        _ if json.get("v").is_some() => Value::Reals(Tensor::vector(numbers(&json["v"]))),
        _ if json.get("r").is_some() => Value::Reals(Tensor::row_vector(numbers(&json["r"]))),
        _ => {
            let rows: Vec<Vec<f64>> = json["m"].as_array().unwrap().iter().map(numbers).collect();
            Value::Reals(Tensor::matrix(rows.len(), rows[0].len(), rows.concat()))
        }
    }
}

/// Values of one type as an array.
fn array(elements: Vec<Value<f64>>) -> Value<f64> {
    let Some(first) = elements.first() else { return Value::Ints(Tensor::array(Vec::new())) };
    let dims: Dims = std::iter::once(elements.len()).chain(first.dims().iter().copied()).collect();
    match first {
        Value::Int(_) => Value::Ints(Tensor::array(elements.iter().map(Value::int).collect())),
        Value::Real(_) => Value::Reals(Tensor::array(elements.iter().map(Value::real).collect())),
        Value::Ints(_) => {
            let data = elements.iter().flat_map(|x| x.ints().data().to_vec()).collect();
            Value::Ints(Tensor::new(dims, Cell::Scalar, data))
        }
        Value::Reals(x) => {
            let data = elements.iter().flat_map(|x| x.reals().data().to_vec()).collect();
            Value::Reals(Tensor::new(dims, x.cell(), data))
        }
    }
}

fn call<T: Number>(name: &str, args: &[Value<T>]) -> Result<Value<T>, String> {
    let function = library::lookup::<T>(name).unwrap_or_else(|| panic!("there is no function {name}"));
    function(&args.iter().collect::<Vec<_>>())
}

/// The real numbers in a value, integers left out.
fn reals<T: Number>(x: &Value<T>) -> Vec<T> {
    match x {
        Value::Real(x) => vec![*x],
        Value::Reals(x) => x.data().to_vec(),
        _ => Vec::new(),
    }
}

/// The same arguments with other real numbers.
fn with<T: Number>(args: &[Value<f64>], numbers: &[T]) -> Vec<Value<T>> {
    let mut numbers = numbers.iter().copied();
    let mut next = || numbers.next().unwrap();
    args.iter()
        .map(|arg| match arg {
            Value::Int(x) => Value::Int(*x),
            Value::Ints(x) => Value::Ints(x.clone()),
            Value::Real(_) => Value::Real(next()),
            Value::Reals(x) => Value::Reals(x.map(|_| next())),
        })
        .collect()
}

fn same_bits(x: f64, y: f64) -> bool {
    x.to_bits() == y.to_bits() || (x.is_nan() && y.is_nan())
}

fn close(got: f64, expected: f64, tolerance: f64) -> bool {
    got == expected
        || (got.is_nan() && expected.is_nan())
        || (got - expected).abs() <= tolerance * expected.abs().max(1.0)
}

/// What differs between two values of functions, if anything does.
fn difference(got: &Value<f64>, expected: &Value<f64>) -> Option<String> {
    let kind = |x: &Value<f64>| match x {
        Value::Int(_) => "int".to_owned(),
        Value::Real(_) => "real".to_owned(),
        Value::Ints(x) => format!("ints {:?}", x.dims()),
        Value::Reals(x) => format!("{:?} {:?}", x.cell(), x.dims()),
    };
    if kind(got) != kind(expected) {
        return Some(format!("is {}, not {}", kind(got), kind(expected)));
    }
    let same = match (got, expected) {
        (Value::Int(got), Value::Int(expected)) => got == expected,
        (Value::Ints(got), Value::Ints(expected)) => got.data() == expected.data(),
        _ => reals(got).into_iter().zip(reals(expected)).all(|(got, expected)| close(got, expected, 1e-12)),
    };
    if same { None } else { Some(format!("is {got:?}, not {expected:?}")) }
}

fn report(failures: &[String]) {
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn values_agree_with_the_reference() {
    let failure = |case: &Case| {
        let wrong = match (call(&case.name, &case.args), &case.expected) {
            (Ok(got), Some(expected)) => difference(&got, expected)?,
            (Err(message), None) if message.starts_with(&format!("{}: ", case.name)) => return None,
            (Err(message), _) => format!("fails with: {message}"),
            (Ok(got), None) => format!("is {got:?}, but must be refused"),
        };
        Some(format!("{}\n  {wrong}", case.text))
    };
    report(&cases().iter().filter_map(failure).collect::<Vec<_>>());
}

#[test]
fn every_function_has_a_reference() {
    let known: BTreeSet<String> =
        cases().into_iter().filter(|case| case.expected.is_some()).map(|case| case.name).collect();
    let density = ["_lpdf", "_lpmf", "_cdf", "_lcdf", "_lccdf", "_rng"];
    let without: Vec<&str> = library::names()
        .filter(|name| !known.contains(*name) && !density.iter().any(|end| name.ends_with(end)))
        .collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn no_name_stands_for_two_functions() {
    let mut seen = BTreeSet::new();
    let twice: Vec<&str> = library::names().filter(|name| !seen.insert(*name)).collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert!(library::is_supported("add") && !library::is_supported("no_such_function"));
}

/// The value of a call, with all its outputs, and the gradient of their sum with weights.
fn recorded(case: &Case) -> (Vec<f64>, Vec<f64>) {
    let at: Vec<f64> = case.args.iter().flat_map(reals).collect();
    let mut gradient = vec![0.0; at.len()];
    let mut outputs = Vec::new();
    tape::gradient::<String>(&at, &mut gradient, |x| {
        let result = reals(&call::<Var>(&case.name, &with(&case.args, x))?);
        outputs = result.iter().map(|x| x.value()).collect();
        Ok(result.iter().enumerate().fold(Var::constant(0.0), |sum, (i, &y)| sum + y * weight(i)))
    })
    .unwrap_or_else(|message| panic!("{}: {message}", case.text));
    (outputs, gradient)
}

fn weight(i: usize) -> f64 {
    1.0 + 0.25 * i as f64
}

#[test]
fn recording_changes_no_bit() {
    for case in cases().into_iter().filter(|case| case.expected.is_some()) {
        let plain = reals(&call(&case.name, &case.args).unwrap());
        let (outputs, _) = recorded(&case);
        assert_eq!(plain.len(), outputs.len());
        assert!(plain.iter().zip(&outputs).all(|(&x, &y)| same_bits(x, y)), "{}: {plain:?}, {outputs:?}", case.text);
    }
}

#[test]
fn gradients_of_scalars_agree_with_the_reference() {
    let mut failures = Vec::new();
    for case in cases() {
        let Some(slopes) = &case.slopes else { continue };
        let (_, gradient) = recorded(&case);
        if gradient.len() != slopes.len() || !gradient.iter().zip(slopes).all(|(&got, &slope)| close(got, slope, 1e-9))
        {
            failures.push(format!("{}\n  gradient is {gradient:?}", case.text));
        }
    }
    report(&failures);
}

/// Fourth-order differences of the weighted outputs along a direction.
fn slope_along(case: &Case, direction: &[f64]) -> f64 {
    let at: Vec<f64> = case.args.iter().flat_map(reals).collect();
    let value = |step: f64| {
        let moved: Vec<f64> = at.iter().zip(direction).map(|(x, direction)| x + step * direction).collect();
        let result = call(&case.name, &with(&case.args, &moved)).unwrap_or_else(|e| panic!("{}: {e}", case.text));
        reals(&result).iter().enumerate().fold(0.0, |sum, (i, y)| sum + y * weight(i))
    };
    let h = 1e-3;
    (8.0 * (value(h) - value(-h)) - (value(2.0 * h) - value(-2.0 * h))) / (12.0 * h)
}

/// Axes along which the arguments may move; the mirrored entries of a symmetric matrix move together.
fn directions(case: &Case) -> Vec<Vec<f64>> {
    let n = case.args.iter().map(|arg| reals(arg).len()).sum();
    let mut directions = Vec::new();
    let mut start = 0;
    for (arg, x) in case.args.iter().enumerate() {
        let (len, order) = (reals(x).len(), x.dims().last().copied().unwrap_or(1));
        for i in (0..len).filter(|_| !case.fixed.contains(&arg)) {
            let mut direction = vec![0.0; n];
            direction[start + i] = 1.0;
            if case.symmetric == Some(arg) {
                direction[start + i % order * order + i / order] = 1.0;
            }
            directions.push(direction);
        }
        start += len;
    }
    directions
}

#[test]
fn gradients_of_containers_agree_with_differences() {
    let mut failures = Vec::new();
    let mut names = BTreeSet::new();
    for case in cases().into_iter().filter(|case| case.smooth && case.slopes.is_none()) {
        names.insert(case.name.clone());
        let (_, gradient) = recorded(&case);
        for direction in directions(&case) {
            let got = gradient.iter().zip(&direction).fold(0.0, |sum, (slope, direction)| sum + slope * direction);
            let expected = slope_along(&case, &direction);
            if !close(got, expected, 1e-8) {
                failures.push(format!("{}\n  along {direction:?} the slope is {got}, not {expected}", case.text));
            }
        }
    }
    report(&failures);
    assert!(names.len() > 80, "only {} functions were looked at", names.len());
}

/// Calls on scalars with a real result, by function and types of arguments.
fn scalar_calls() -> BTreeMap<(String, Vec<bool>), Vec<Case>> {
    // These have no vectorised form, or one that is not by elements.
    let apart = ["step", "inc_beta", "log_mix", "multiply", "divide", "squared_distance"];
    let mut groups: BTreeMap<_, Vec<Case>> = BTreeMap::new();
    for case in cases() {
        let all_scalar = case.args.iter().all(|arg| arg.dims().is_empty()) && !case.args.is_empty();
        if all_scalar && matches!(case.expected, Some(Value::Real(_))) && !apart.contains(&case.name.as_str()) {
            let kinds = case.args.iter().map(|arg| matches!(arg, Value::Int(_))).collect();
            groups.entry((case.name.clone(), kinds)).or_default().push(case);
        }
    }
    groups
}

/// Scalars as a container: integers as an array, reals as what is asked for.
fn container(scalars: Vec<Value<f64>>, cell: Cell) -> Value<f64> {
    match array(scalars) {
        Value::Reals(x) => match cell {
            Cell::Matrix => Value::Reals(Tensor::matrix(1, x.len(), x.data().to_vec())),
            _ => Value::Reals(Tensor::new([x.len()].as_slice(), cell, x.data().to_vec())),
        },
        ints => ints,
    }
}

fn check_elements(text: &str, got: Result<Value<f64>, String>, expected: &[f64]) {
    let got = reals(&got.unwrap_or_else(|message| panic!("{text}: {message}")));
    assert_eq!(got.len(), expected.len(), "{text}");
    assert!(got.iter().zip(expected).all(|(&x, &y)| same_bits(x, y)), "{text}: {got:?} is not {expected:?}");
}

#[test]
fn containers_give_the_bits_of_their_scalars() {
    let groups = scalar_calls();
    assert!(groups.len() > 90, "only {} functions were looked at", groups.len());
    for ((name, kinds), cases) in groups {
        let expected: Vec<f64> = cases.iter().map(|case| call(&name, &case.args).unwrap().real()).collect();
        let column = |i: usize| cases.iter().map(|case| case.args[i].clone()).collect::<Vec<_>>();
        let all_ints = kinds.iter().all(|&is_int| is_int);
        for cell in [Cell::Vector, Cell::RowVector, Cell::Matrix, Cell::Scalar] {
            if cell == Cell::Matrix && kinds.contains(&true) {
                continue;
            }
            let args: Vec<Value<f64>> = (0..kinds.len()).map(|i| container(column(i), cell)).collect();
            let got = call(&name, &args);
            if let Ok(Value::Reals(got)) = &got {
                assert!(all_ints || got.cell() == cell, "{name} of {cell:?} is {:?}", got.cell());
            }
            check_elements(&name, got, &expected);
            let nested: Vec<Value<f64>> = args.iter().map(|arg| array(vec![arg.clone(), arg.clone()])).collect();
            check_elements(&name, call(&name, &nested), &expected.repeat(2));
        }
    }
}

#[test]
fn a_scalar_beside_a_container_meets_every_element() {
    for ((name, kinds), cases) in scalar_calls().into_iter().filter(|((_, kinds), _)| kinds.len() > 1) {
        for fixed in 0..kinds.len() {
            for case in &cases {
                // The other arguments of every case that is not refused with this one.
                let with_fixed = |other: &Case| {
                    let mut args = other.args.clone();
                    args[fixed] = case.args[fixed].clone();
                    Some((call(&name, &args).ok()?.real(), args))
                };
                let (expected, calls): (Vec<f64>, Vec<Vec<Value<f64>>>) = cases.iter().filter_map(with_fixed).unzip();
                let args: Vec<Value<f64>> = (0..kinds.len())
                    .map(|i| match i == fixed {
                        true => case.args[i].clone(),
                        false => container(calls.iter().map(|args| args[i].clone()).collect(), Cell::Vector),
                    })
                    .collect();
                check_elements(&name, call(&name, &args), &expected);
            }
        }
    }
}

#[test]
fn refusals_name_the_function_and_the_fact() {
    let check = |name: &str, args: &str, message: &str| {
        let args: Vec<Value<f64>> =
            serde_json::from_str::<Json>(args).unwrap().as_array().unwrap().iter().map(value).collect();
        assert_eq!(call(name, &args).unwrap_err(), message);
    };
    check("add", r#"[{"v": [1, 2, 3]}, {"v": [1, 2, 3, 4]}]"#, "add: left has 3 elements, right 4");
    check("add", r#"[{"m": [[1, 2]]}, {"m": [[1], [2]]}]"#, "add: left is 1 x 2, right 2 x 1");
    check("add", "[2147483647, 1]", "add: the result is 2147483648, which no 32-bit int holds");
    check("divide", "[1, 0]", "divide: 1 cannot be divided by 0");
    check("multiply", r#"[{"m": [[1, 2]]}, {"v": [1]}]"#, "multiply: left has 2 columns, right 1 rows");
    check("log1p", "[-2]", "log1p: argument is -2, but must be at least -1");
    check("atanh", "[1.5]", "atanh: argument is 1.5, but must be between -1 and 1");
    check("col", r#"[{"m": [[1, 2]]}, 3]"#, "col: column is 3, but must be between 1 and 2");
    check("segment", r#"[{"v": [1, 2, 3]}, 2, 3]"#, "segment: elements 2 to 4 are wanted, but there are 3");
    check("rep_vector", "[1.5, -1]", "rep_vector: size is -1, but must be at least 0");
    check("cholesky_decompose", r#"[{"m": [[1, 2], [2, 1]]}]"#, "cholesky_decompose: matrix is not positive definite");
    check("cholesky_decompose", r#"[{"m": [[1, 2], [3, 1]]}]"#, "cholesky_decompose: matrix is not symmetric");
    check("inverse", r#"[{"m": [[1, 2], [2, 4]]}]"#, "inverse: matrix is singular");
    check(
        "gp_exp_quad_cov",
        "[[1.5], 1.0, -0.5]",
        "gp_exp_quad_cov: length scale is -0.5, but must be positive and finite",
    );
    check("mean", r#"[{"v": []}]"#, "mean: argument has no elements, but needs at least one");
}

/// Other values of the same type: empty, not finite, far too large.
fn odd_values(x: &Value<f64>) -> Vec<Value<f64>> {
    let numbers = [0.0, -0.0, -1.0, 1e308, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    let ints = [0, -1, 1, i64::from(i32::MAX), i64::from(i32::MIN)];
    match x {
        Value::Int(_) => ints.map(Value::Int).to_vec(),
        Value::Real(_) => numbers.map(Value::Real).to_vec(),
        Value::Ints(x) => {
            let empty = Tensor::new(vec![0; x.dims().len()], Cell::Scalar, Vec::new());
            ints.iter().map(|&odd| x.map(|_| odd)).chain([empty]).map(Value::Ints).collect()
        }
        Value::Reals(x) => {
            let empty = |dims: &[usize]| Tensor::new(dims, x.cell(), Vec::new());
            let mut outer = x.dims().to_vec();
            outer[0] = 0;
            let inner = [&x.dims()[..x.dims().len() - 1], &[0]].concat();
            let mut odd: Vec<Tensor<f64>> = numbers.iter().map(|&odd| x.map(|_| odd)).collect();
            odd.extend([empty(&vec![0; x.dims().len()]), empty(&outer), empty(&inner)]);
            odd.into_iter().map(Value::Reals).collect()
        }
    }
}

#[test]
fn odd_arguments_give_a_value_or_a_refusal() {
    let check = |name: &str, args: &[Value<f64>]| {
        if let Err(message) = call(name, args) {
            assert!(message.starts_with(&format!("{name}: ")), "{message}");
        }
    };
    for case in cases() {
        let odd: Vec<Vec<Value<f64>>> = case.args.iter().map(odd_values).collect();
        for (i, odd) in odd.iter().enumerate() {
            for odd in odd {
                let mut args = case.args.clone();
                args[i] = odd.clone();
                check(&case.name, &args);
            }
        }
        // All arguments at once.
        for k in 0..odd.iter().map(Vec::len).min().unwrap_or(0) {
            check(&case.name, &odd.iter().map(|odd| odd[k].clone()).collect::<Vec<_>>());
        }
    }
}
