//! Probability functions of the library against the tables that `reference/densities_*.py` make.

use std::collections::BTreeSet;

use mcrun::math::number::Number;
use mcrun::math::tape::{Var, gradient};
use mcrun::stan::library;
use mcrun::stan::value::{Tensor, Value};
use serde::Deserialize;
use serde_json::Value as Json;

const TABLES: [&str; 3] = [
    include_str!("../reference/densities_univariate.jsonl"),
    include_str!("../reference/densities_multivariate.jsonl"),
    include_str!("../reference/densities_cumulative.jsonl"),
];

#[derive(Deserialize)]
pub struct Row {
    pub f: String,
    pub x: Vec<Json>,
    v: Json,
    #[serde(default)]
    d: Option<Vec<Json>>,
}

pub fn rows() -> impl Iterator<Item = Row> {
    TABLES.iter().flat_map(|table| table.lines()).map(|line| serde_json::from_str(line).expect("a row is JSON"))
}

/// A number; infinities are strings.
fn number(json: &Json) -> f64 {
    json.as_f64().unwrap_or_else(|| json.as_str().and_then(|text| text.parse().ok()).expect("a number"))
}

/// The value that a JSON argument stands for; reals are taken from `reals`, in order.
fn value<T: Number>(json: &Json, reals: &mut impl Iterator<Item = T>) -> Value<T> {
    let mut take = |count: usize| reals.take(count).collect::<Vec<T>>();
    match json {
        Json::Number(n) => n.as_i64().map_or_else(|| Value::Real(take(1)[0]), Value::Int),
        Json::Array(list) if list.iter().all(Json::is_i64) => {
            Value::Ints(Tensor::array(list.iter().filter_map(Json::as_i64).collect()))
        }
        Json::Array(list) if list.iter().all(Json::is_number) => Value::Reals(Tensor::vector(take(list.len()))),
        Json::Array(rows) => {
            let cols = rows[0].as_array().map_or(0, Vec::len);
            Value::Reals(Tensor::matrix(rows.len(), cols, take(rows.len() * cols)))
        }
        other => panic!("{other} is no argument"),
    }
}

/// All real numbers of the arguments, in order.
fn reals(json: &Json) -> Vec<f64> {
    match json {
        Json::Array(list) => list.iter().flat_map(reals).collect(),
        Json::Number(n) if n.is_f64() => vec![number(json)],
        _ => vec![],
    }
}

pub fn call<T: Number>(name: &str, arguments: &[Json], reals: &[T]) -> Result<T, String> {
    let function = library::lookup::<T>(name).ok_or_else(|| format!("there is no {name}"))?;
    let mut reals = reals.iter().copied();
    let values: Vec<Value<T>> = arguments.iter().map(|json| value(json, &mut reals)).collect();
    function(&values.iter().collect::<Vec<_>>()).map(|value| value.real())
}

fn is_near(value: f64, expected: f64, tolerance: f64) -> bool {
    value == expected || (value - expected).abs() <= tolerance
}

/// What is wrong with the value or the gradient of a row.
fn mistakes(row: &Row) -> Result<Vec<String>, String> {
    let place = Json::from(row.x.clone());
    let at = reals(&place);
    let (value, expected) = (call::<f64>(&row.f, &row.x, &at)?, number(&row.v));
    let mut wrong = Vec::new();
    if !is_near(value, expected, 1e-12 * expected.abs().max(1.0)) {
        wrong.push(format!("{}{place} = {value:e}, not {expected:e}", row.f));
    }
    let mut slopes = vec![0.0; at.len()];
    let recorded = gradient(&at, &mut slopes, |x: &[Var]| call(&row.f, &row.x, x))?;
    if recorded.to_bits() != value.to_bits() {
        wrong.push(format!("{}{place} = {value:e} alone, but {recorded:e} with its gradient", row.f));
    }
    let expected: Vec<f64> = row.d.iter().flatten().map(number).collect();
    let largest = expected.iter().fold(0.0_f64, |largest, slope| largest.max(slope.abs()));
    for (k, (slope, expected)) in slopes.iter().zip(&expected).enumerate() {
        if !is_near(*slope, *expected, 1e-9 * expected.abs() + 1e-15 * largest) {
            wrong.push(format!("{}{place} has slope {k} {slope:e}, not {expected:e}", row.f));
        }
    }
    Ok(wrong)
}

#[test]
fn values_and_gradients_agree_with_the_reference() {
    let wrong: Vec<String> =
        rows().flat_map(|row| mistakes(&row).unwrap_or_else(|error| vec![format!("{}: {error}", row.f)])).collect();
    assert!(wrong.is_empty(), "{} mistakes\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_probability_function_has_reference_rows() {
    let known: BTreeSet<String> = rows().map(|row| row.f).collect();
    let suffixes = ["_lpdf", "_lpmf", "_cdf", "_lcdf", "_lccdf"];
    let missing: Vec<&str> = library::names()
        .filter(|name| suffixes.iter().any(|suffix| name.ends_with(suffix)) && !known.contains(*name))
        .collect();
    assert!(missing.is_empty(), "no rows for {missing:?}");
}
