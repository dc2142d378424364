//! Containers as arguments of probability functions, and arguments that are refused.

use std::collections::BTreeMap;

use mcrun::stan::library;
use mcrun::stan::value::{Tensor, Value};
use serde_json::Value as Json;

use super::reference::rows;

fn call(name: &str, arguments: &[Value<f64>]) -> Result<f64, String> {
    let function = library::lookup::<f64>(name).ok_or_else(|| format!("there is no {name}"))?;
    function(&arguments.iter().collect::<Vec<_>>()).map(|value| value.real())
}

fn scalar(json: &Json) -> Value<f64> {
    json.as_i64().map_or_else(|| Value::Real(json.as_f64().expect("a number")), Value::Int)
}

/// The numbers in one of the forms of a container.
fn container(numbers: &[&Json], form: usize) -> Value<f64> {
    if let Some(ints) = numbers.iter().map(|json| json.as_i64()).collect() {
        return Value::Ints(Tensor::array(ints));
    }
    let reals = numbers.iter().map(|json| json.as_f64().expect("a number")).collect();
    Value::Reals(match form % 3 {
        0 => Tensor::array(reals),
        1 => Tensor::vector(reals),
        _ => Tensor::row_vector(reals),
    })
}

/// Points of the reference with scalar arguments only, by function.
fn scalar_points() -> BTreeMap<String, Vec<Vec<Json>>> {
    let mut points: BTreeMap<String, Vec<Vec<Json>>> = BTreeMap::new();
    for row in rows().filter(|row| row.x.iter().all(Json::is_number) && !row.f.starts_with("ordered")) {
        points.entry(row.f).or_default().push(row.x);
    }
    points.retain(|name, _| !["categorical_lpmf", "categorical_logit_lpmf"].contains(&name.as_str()));
    points
}

/// What a loop over the places makes of it.
fn looped(name: &str, places: &[Vec<Value<f64>>]) -> Result<f64, String> {
    let terms = places.iter().map(|place| call(name, place)).collect::<Result<Vec<f64>, String>>()?;
    let combine = if name.ends_with("_cdf") { |x, y| x * y } else { |x, y| x + y };
    Ok(terms.into_iter().reduce(combine).expect("there are places"))
}

#[test]
fn containers_give_the_bits_of_a_loop() {
    let mut compared = 0;
    for (name, points) in scalar_points() {
        let arity = points[0].len();
        for containers in 1..1_usize << arity {
            let is_container = |k: usize| containers >> k & 1 == 1;
            let arguments: Vec<Value<f64>> = (0..arity)
                .map(|k| {
                    let numbers: Vec<&Json> = points.iter().map(|point| &point[k]).collect();
                    if is_container(k) { container(&numbers, containers + k) } else { scalar(numbers[0]) }
                })
                .collect();
            let place = |point: &Vec<Json>| {
                (0..arity).map(|k| scalar(if is_container(k) { &point[k] } else { &points[0][k] })).collect()
            };
            let places: Vec<Vec<Value<f64>>> = points.iter().map(place).collect();
            match (call(&name, &arguments), looped(&name, &places)) {
                (Ok(whole), Ok(sum)) => {
                    assert_eq!(whole.to_bits(), sum.to_bits(), "{name} with containers {containers:b}");
                    compared += 1;
                }
                (whole, sum) => assert_eq!(whole.is_err(), sum.is_err(), "{name}: {whole:?}, {sum:?}"),
            }
        }
    }
    assert!(compared > 500, "{compared}");
}

#[test]
fn empty_containers_give_the_neutral_element() {
    for (name, points) in scalar_points() {
        let empty = |json: &Json| match scalar(json) {
            Value::Int(_) => Value::Ints(Tensor::array(vec![])),
            _ => Value::Reals(Tensor::vector(vec![])),
        };
        let arguments: Vec<Value<f64>> = points[0].iter().map(empty).collect();
        let neutral = if name.ends_with("_cdf") { 1.0 } else { 0.0 };
        assert_eq!(call(&name, &arguments), Ok(neutral), "{name}");
    }
}

#[test]
fn nan_is_refused_everywhere() {
    for (name, points) in scalar_points() {
        for k in (0..points[0].len()).filter(|&k| points[0][k].is_f64()) {
            let mut arguments: Vec<Value<f64>> = points[0].iter().map(scalar).collect();
            arguments[k] = Value::Real(f64::NAN);
            assert!(call(&name, &arguments).is_err(), "{name} takes NaN as argument {k}");
        }
    }
}

fn real(x: f64) -> Value<f64> {
    Value::Real(x)
}

fn vector(x: &[f64]) -> Value<f64> {
    Value::Reals(Tensor::vector(x.to_vec()))
}

fn matrix(rows: usize, x: &[f64]) -> Value<f64> {
    Value::Reals(Tensor::matrix(rows, x.len() / rows, x.to_vec()))
}

fn array(vectors: &[&[f64]]) -> Value<f64> {
    let dims = [vectors.len(), vectors[0].len()];
    Value::Reals(Tensor::new(dims.as_slice(), mcrun::stan::value::Cell::Vector, vectors.concat()))
}

#[test]
fn arguments_outside_their_domain_are_refused_by_name() {
    let check = |name: &str, arguments: &[Value<f64>], expected: &str| {
        assert_eq!(call(name, arguments).expect_err(name), format!("{name}: {expected}"));
    };
    check("normal_lpdf", &[real(1.0), real(0.0), real(-0.31)], "scale is -0.31, but must be positive");
    check("normal_lpdf", &[vector(&[1.0; 3]), real(0.0), vector(&[1.0; 4])], "y has 3 elements, scale 4");
    check(
        "normal_lpdf",
        &[real(1.0), vector(&[0.0, f64::INFINITY]), real(1.0)],
        "location[2] is inf, but must be finite",
    );
    check("exponential_lpdf", &[real(-1.0), real(1.0)], "y is -1, but must not be negative");
    check("beta_lpdf", &[real(1.5), real(1.0), real(1.0)], "y is 1.5, but must be between 0 and 1");
    check("poisson_lpmf", &[Value::Int(-1), real(1.0)], "n is -1, but must not be negative");
    check("bernoulli_lpmf", &[Value::Int(2), real(0.5)], "n is 2, but must be 0 or 1");
    check("uniform_lpdf", &[real(0.5), real(1.0), real(1.0)], "upper is 1, but must be greater than lower, which is 1");
    check(
        "binomial_lpmf",
        &[Value::Int(4), Value::Int(3), real(0.5)],
        "trials is 3, but must be at least successes, which is 4",
    );
    check("categorical_lpmf", &[Value::Int(3), vector(&[0.5, 0.5])], "category is 3, but must be between 1 and 2");
    check(
        "dirichlet_lpdf",
        &[vector(&[0.5, 0.75]), vector(&[1.0, 1.0])],
        "probabilities sums to 1.25, but must be a simplex, which sums to 1",
    );
    let covariance = matrix(2, &[1.0, 2.0, 2.0, 1.0]);
    check(
        "multi_normal_lpdf",
        &[vector(&[0.0; 2]), vector(&[0.0; 2]), covariance],
        "covariance is not positive definite",
    );
    check(
        "multi_normal_cholesky_lpdf",
        &[vector(&[0.0; 3]), vector(&[0.0; 2]), matrix(2, &[1.0, 0.0, 0.0, 1.0])],
        "y has 3 elements, but must have 2",
    );
    check(
        "ordered_logistic_lpmf",
        &[Value::Int(1), real(0.0), vector(&[1.0, 0.5])],
        "cutpoints[2] is 0.5, but must be greater than the one before, which is 1",
    );
    check(
        "poisson_log_glm_lpmf",
        &[Value::Ints(Tensor::array(vec![1])), matrix(2, &[1.0, 2.0]), real(0.0), vector(&[1.0])],
        "x has 2 rows, but there are 1 outcomes",
    );
}

#[test]
fn arrays_of_vectors_give_the_bits_of_a_loop() {
    let (y, mu) = ([[0.5, -1.25], [3.0, 0.75]], [[1.0, 2.0], [-0.5, 0.25]]);
    let factor = || matrix(2, &[1.25, 0.0, -0.5, 0.75]);
    let simplexes = [[0.25, 0.75], [0.5, 0.5]];
    let check = |name: &str, left: [[f64; 2]; 2], between: &[Value<f64>], right: [[f64; 2]; 2], rest: &[Value<f64>]| {
        let density = |left: Value<f64>, right: Value<f64>| {
            let arguments = [&[left], between, &[right], rest].concat();
            call(name, &arguments).expect(name)
        };
        let one = |left: &[f64], right: &[f64]| density(vector(left), vector(right));
        let both = density(array(&[&left[0], &left[1]]), array(&[&right[0], &right[1]]));
        assert_eq!(both, one(&left[0], &right[0]) + one(&left[1], &right[1]), "{name}");
        let single = density(array(&[&left[0], &left[1]]), vector(&right[0]));
        assert_eq!(single, one(&left[0], &right[0]) + one(&left[1], &right[0]), "{name}");
    };
    let covariance = || matrix(2, &[1.25, -0.5, -0.5, 0.75]);
    check("multi_normal_lpdf", y, &[], mu, &[covariance()]);
    check("multi_normal_prec_lpdf", y, &[], mu, &[covariance()]);
    check("multi_normal_cholesky_lpdf", y, &[], mu, &[factor()]);
    check("multi_student_t_lpdf", y, &[real(4.5)], mu, &[covariance()]);
    check("multi_student_t_cholesky_lpdf", y, &[real(4.5)], mu, &[factor()]);
    check("dirichlet_lpdf", simplexes, &[], [[1.0, 2.5], [0.3, 4.0]], &[]);
}
