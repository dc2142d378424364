//! The calls in the tables of `tests/reference`.

use mcrun::stan::library;
use mcrun::stan::value::{Cell, Dims, Tensor, Value};
use serde_json::Value as Json;

/// A call with its arguments at some place.
pub struct Row {
    pub function: String,
    pub arguments: Vec<Value<f64>>,
    /// What it returns there.
    pub value: Value<f64>,
    /// From the table: the partial derivatives by all real numbers of the arguments, in order.
    pub slopes: Option<Vec<f64>>,
}

/// Densities, mass functions and distribution functions.
pub fn densities() -> Vec<Row> {
    let tables = [
        include_str!("../reference/densities_univariate.jsonl"),
        include_str!("../reference/densities_multivariate.jsonl"),
        include_str!("../reference/densities_cumulative.jsonl"),
    ];
    tables.iter().flat_map(|table| table.lines()).filter_map(|line| row(line, plain)).collect()
}

/// All other functions.
pub fn functions() -> Vec<Row> {
    include_str!("../reference/functions.jsonl").lines().filter_map(|line| row(line, tagged)).collect()
}

/// The call of a line, if it is not refused.
fn row(line: &str, argument: fn(&Json) -> Value<f64>) -> Option<Row> {
    let json: Json = serde_json::from_str(line).expect("a line is JSON");
    let function = json["f"].as_str().expect("a name").to_owned();
    let arguments: Vec<Value<f64>> = list(&json["x"]).iter().map(argument).collect();
    let call = library::lookup::<f64>(&function).unwrap_or_else(|| panic!("there is no function {function}"));
    let value = call(&arguments.iter().collect::<Vec<_>>()).ok()?;
    let slopes = json.get("d").map(|slopes| list(slopes).iter().map(number).collect());
    Some(Row { function, arguments, value, slopes })
}

fn list(json: &Json) -> &[Json] {
    json.as_array().expect("a list")
}

/// A number; infinities and NaN are strings.
fn number(json: &Json) -> f64 {
    json.as_f64().unwrap_or_else(|| json.as_str().and_then(|text| text.parse().ok()).expect("a number"))
}

/// Lists of reals are vectors, lists of lists matrices.
fn plain(json: &Json) -> Value<f64> {
    match json {
        Json::Array(elements) if elements.iter().all(Json::is_i64) => tagged(json),
        Json::Array(rows) if rows.iter().all(Json::is_array) => matrix(rows),
        Json::Array(elements) => Value::Reals(Tensor::vector(elements.iter().map(number).collect())),
        scalar => tagged(scalar),
    }
}

fn matrix(rows: &[Json]) -> Value<f64> {
    let numbers: Vec<f64> = rows.iter().flat_map(|row| list(row).iter().map(number)).collect();
    Value::Reals(Tensor::matrix(rows.len(), list(&rows[0]).len(), numbers))
}

/// Lists are arrays; objects say that they are vectors, row vectors or matrices.
fn tagged(json: &Json) -> Value<f64> {
    let numbers = |key: &str| json.get(key).map(|elements| list(elements).iter().map(number).collect());
    match json {
        Json::Number(x) => x.as_i64().map_or_else(|| Value::Real(number(json)), Value::Int),
        Json::Array(elements) => array(elements.iter().map(tagged).collect()),
        Json::Object(_) => match (numbers("v"), numbers("r")) {
            (Some(vector), _) => Value::Reals(Tensor::vector(vector)),
            (_, Some(row)) => Value::Reals(Tensor::row_vector(row)),
            _ => matrix(list(&json["m"])),
        },
        _ => Value::Real(number(json)),
    }
}

/// Values of one type as an array.
fn array(elements: Vec<Value<f64>>) -> Value<f64> {
    let Some(first) = elements.first() else { return Value::Ints(Tensor::array(Vec::new())) };
    let dims: Dims = std::iter::once(elements.len()).chain(first.dims().iter().copied()).collect();
    let integral = elements.iter().all(|x| matches!(x, Value::Int(_) | Value::Ints(_)));
    if integral {
        let ints = |x: &Value<f64>| if let Value::Int(x) = x { vec![*x] } else { x.ints().data().to_vec() };
        return Value::Ints(Tensor::new(dims, Cell::Scalar, elements.iter().flat_map(ints).collect()));
    }
    let cell = if let Value::Reals(x) = first { x.cell() } else { Cell::Scalar };
    Value::Reals(Tensor::new(dims, cell, elements.iter().flat_map(numbers).collect()))
}

/// All numbers of a value, in row-major order.
pub fn numbers(value: &Value<f64>) -> Vec<f64> {
    match value {
        Value::Int(_) | Value::Real(_) => vec![value.real()],
        _ => value.reals().data().to_vec(),
    }
}
