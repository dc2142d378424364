//! Every density and every function of the library in a program of its own, at the places of the tables.

use std::collections::BTreeMap;

use mcrun::math::elementary::{exp, ln, ln_1p_exp};
use mcrun::math::gamma::lgamma;
use mcrun::stan::bind::{Bound, bind};
use mcrun::stan::compile::compile;
use mcrun::stan::model::StanModel;
use mcrun::stan::trace::Untraceable;
use mcrun::stan::value::{Cell, Value};

use crate::agreement::{NO_DENSITY, check};
use crate::tables::{Row, densities, functions, numbers};

/// The type of a value, as a declaration.
fn declared(value: &Value<f64>) -> String {
    let (scalar, cell) = match value {
        Value::Int(_) | Value::Ints(_) => ("int", Cell::Scalar),
        Value::Real(_) => ("real", Cell::Scalar),
        Value::Reals(tensor) => ("real", tensor.cell()),
    };
    let sizes = |dims: &[usize]| dims.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    let (array, inner) = value.dims().split_at(value.dims().len() - cell.rank());
    let inner = match cell {
        Cell::Scalar => scalar.to_owned(),
        Cell::Vector => format!("vector[{}]", sizes(inner)),
        Cell::RowVector => format!("row_vector[{}]", sizes(inner)),
        Cell::Matrix => format!("matrix[{}]", sizes(inner)),
    };
    if array.is_empty() { inner } else { format!("array[{}] {inner}", sizes(array)) }
}

/// A value as JSON.
fn json(dims: &[usize], numbers: &mut impl Iterator<Item = String>) -> String {
    match dims {
        [] => numbers.next().expect("a number for each element"),
        [n, inner @ ..] => {
            let elements: Vec<String> = (0..*n).map(|_| json(inner, numbers)).collect();
            format!("[{}]", elements.join(", "))
        }
    }
}

fn json_of(value: &Value<f64>) -> String {
    match value {
        Value::Int(x) => x.to_string(),
        Value::Ints(x) => json(x.dims(), &mut x.data().iter().map(i64::to_string)),
        _ => json(value.dims(), &mut numbers(value).into_iter().map(json_of_real)),
    }
}

fn json_of_real(x: f64) -> String {
    match x {
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        x => format!("{x:?}"),
    }
}

/// The program whose density is the weighted sum of the results, where `free` says which arguments are parameters.
fn program(row: &Row, free: &[bool]) -> (String, String) {
    let (mut data, mut parameters, mut file) = (String::new(), String::new(), Vec::new());
    for (k, (argument, free)) in row.arguments.iter().zip(free).enumerate() {
        let declaration = format!("{} x{k}; ", declared(argument));
        if *free {
            parameters += &declaration;
        } else {
            data += &declaration;
            file.push(format!("\"x{k}\": {}", json_of(argument)));
        }
    }
    let names: Vec<String> = (0..row.arguments.len()).map(|k| format!("x{k}")).collect();
    let is_density = ["_lpdf", "_lpmf", "_cdf", "_lcdf", "_lccdf"].iter().any(|end| row.function.ends_with(end));
    let call = match names.split_first() {
        Some((first, rest)) if is_density => format!("{}({first} | {})", row.function, rest.join(", ")),
        _ if row.function == "elt_pow" => names.join(" .^ "),
        _ => format!("{}({})", row.function, names.join(", ")),
    };
    let dims = row.value.dims();
    let model = if dims.is_empty() {
        format!("target += {call};")
    } else {
        let loops: String = (0..dims.len()).map(|d| format!("for (i{d} in 1:{}) ", dims[d])).collect();
        let indices: Vec<String> = (0..dims.len()).map(|d| format!("i{d}")).collect();
        let indices = indices.join(", ");
        let sizes: Vec<String> = dims.iter().map(usize::to_string).collect();
        data += &format!("array[{}] real w; ", sizes.join(", "));
        let mut weights = (0..).map(|i| format!("{:?}", 1.0 + 0.25 * f64::from(i)));
        file.push(format!("\"w\": {}", json(dims, &mut weights)));
        format!("{} r = {call}; {loops} target += w[{indices}] * r[{indices}];", declared(&row.value))
    };
    let code = format!("data {{ {data} }} parameters {{ {parameters} }} model {{ {model} }}");
    (code, format!("{{ {} }}", file.join(", ")))
}

/// The program bound to its data, or why it is no program.
fn bound(code: &str, data: &str) -> Result<Bound, String> {
    let compiled =
        compile(code, "model.stan", &|_: &str| Err("there are no files".to_owned())).map_err(|m| m.to_string())?;
    let data = mcrun::data::json::read("data.json", data).expect("the data are right");
    Ok(bind(&compiled.program, &compiled.sources, &data, 1).unwrap_or_else(|errors| panic!("{code}: {errors:?}")))
}

/// Which arguments are parameters: all that are real, and one of them, which `k` chooses.
fn choices(row: &Row, k: usize) -> Vec<Vec<bool>> {
    let is_real = |argument: &Value<f64>| matches!(argument, Value::Real(_) | Value::Reals(_));
    let real: Vec<usize> = (0..row.arguments.len()).filter(|&i| is_real(&row.arguments[i])).collect();
    let with = |chosen: &[usize]| (0..row.arguments.len()).map(|i| chosen.contains(&i)).collect::<Vec<bool>>();
    match real.len() {
        0 => Vec::new(),
        1 => vec![with(&real)],
        n => vec![with(&real), with(&[real[k % n]])],
    }
}

/// The magnitude of the terms of some densities, which may be much more than that of their sum, and that of the terms
/// of its largest slope.
fn terms(row: &Row) -> (f64, f64) {
    let x: Vec<f64> = row.arguments.iter().flat_map(numbers).collect();
    let of_value = match (row.function.as_str(), &x[..]) {
        ("student_t_lpdf", [_, nu, ..]) => lgamma(0.5 * nu) + lgamma(0.5 * nu + 0.5),
        ("gamma_lpdf", [y, a, b]) => a * ln(*b).abs() + lgamma(*a) + a * ln(*y).abs() + b * y,
        ("beta_lpdf", [_, a, b]) => lgamma(*a) + lgamma(*b) + lgamma(a + b),
        ("poisson_lpmf", [n, rate]) => n * ln(*rate).abs() + rate + lgamma(n + 1.0),
        ("poisson_log_lpmf", [n, ln_rate]) => n * ln_rate.abs() + exp(*ln_rate) + lgamma(n + 1.0),
        ("binomial_lpmf", [n, trials, p]) => n * ln(*p).abs() + (trials - n) * ln(1.0 - p).abs(),
        ("binomial_logit_lpmf", [n, trials, logit]) => n * logit.abs() + trials * ln_1p_exp(*logit),
        _ => 0.0,
    };
    let of_slopes = if row.function == "logistic_lpdf" { 1.0 / x[2] } else { 0.0 };
    (of_value, of_slopes)
}

/// The partial derivatives of the table by the arguments that are parameters, in their order.
fn expected_slopes(row: &Row, free: &[bool]) -> Option<Vec<f64>> {
    let mut slopes = row.slopes.as_ref()?.iter();
    let mut chosen = Vec::new();
    for (argument, free) in row.arguments.iter().zip(free) {
        if let Value::Real(_) | Value::Reals(_) = argument {
            let of_argument = slopes.by_ref().take(numbers(argument).len());
            of_argument.filter(|_| *free).for_each(|slope| chosen.push(*slope));
        }
    }
    Some(chosen)
}

/// Compares a gradient with the table: 1e-9 of each slope. Slopes that are small beside the largest, or their own terms,
/// cannot be better than those.
fn check_table(name: &str, slopes: &[f64], expected: &[f64], largest: f64) {
    if slopes.iter().any(|slope| !slope.is_finite()) {
        return;
    }
    for (i, (slope, expected)) in slopes.iter().zip(expected).enumerate() {
        let near = (slope - expected).abs() <= 1e-9 * expected.abs() + 1e-15 * largest;
        assert!(near, "{name}: slope {i} is {slope:e}, but {expected:e}");
    }
}

/// What has become of a row's program.
enum Outcome {
    Compared,
    /// No program: an argument must be data.
    NoProgram(String),
    NoDensity,
    Untraced,
}

/// Compares machines, oracle and table in the program of a row, at the row's place and near it.
fn compare(row: &Row, free: &[bool]) -> Outcome {
    let chosen = row.arguments.iter().zip(free).filter(|(_, free)| **free);
    let place: Vec<f64> = chosen.flat_map(|(argument, _)| numbers(argument)).collect();
    if place.iter().any(|x| !x.is_finite()) {
        return Outcome::NoDensity;
    }
    let (code, data) = program(row, free);
    let bound = match bound(&code, &data) {
        Ok(bound) => bound,
        Err(message) => return Outcome::NoProgram(message),
    };
    let model = StanModel::new(bound.clone(), Box::new(|_| {}));
    let unconstrained = |x: &[f64]| model.unconstrain(x).expect("nothing is constrained");
    let x = unconstrained(&place);
    let moved = x.iter().enumerate().map(|(i, x)| x * (1.0 + 1e-3 * (i as f64 * 0.618 + 0.3).fract())).collect();
    let name = format!("{code}\n{data}");
    let terms = terms(row);
    match check(&name, bound, &[x, moved], &|_| terms) {
        Err(Untraceable(why)) if why == NO_DENSITY => return Outcome::NoDensity,
        Err(_) => return Outcome::Untraced,
        Ok(found) => {
            if let Some(expected) = expected_slopes(row, free) {
                let all = row.slopes.iter().flatten();
                let largest = all.fold(terms.1, |largest, slope| largest.max(slope.abs()));
                let order = unconstrained(&(0..place.len()).map(|i| i as f64).collect::<Vec<_>>());
                let expected: Vec<f64> = order.iter().map(|&i| expected[i as usize]).collect();
                check_table(&name, &found.slopes[0], &expected, largest);
            }
        }
    }
    Outcome::Compared
}

/// Compares all rows; gives the functions of which none was compared.
fn never_compared(rows: &[Row]) -> Vec<&str> {
    let mut compared: BTreeMap<&str, bool> = BTreeMap::new();
    for (k, row) in rows.iter().enumerate() {
        for free in choices(row, k) {
            let seen = compared.entry(&row.function).or_default();
            match compare(row, &free) {
                Outcome::Compared => *seen = true,
                Outcome::NoProgram(message) => {
                    let expected = ["must not depend on parameters", "there is no function `beta_proportion_cdf`"];
                    assert!(expected.iter().any(|expected| message.contains(expected)), "{message}");
                }
                Outcome::NoDensity | Outcome::Untraced => {}
            }
        }
    }
    compared.into_iter().filter(|(_, compared)| !compared).map(|(name, _)| name).collect()
}

#[test]
fn every_density_has_the_oracles_values_and_the_tables_gradients() {
    // The language has only its logarithms.
    assert_eq!(never_compared(&densities()), ["beta_proportion_cdf"]);
}

#[test]
fn every_function_has_the_oracles_values_and_the_tables_gradients() {
    // Those that take no parameters, and those whose results are integers that depend on them.
    let expected = [
        "hmm_hidden_state_prob",
        "int_step",
        "is_inf",
        "is_nan",
        "linspaced_array",
        "linspaced_row_vector",
        "linspaced_vector",
        "logical_eq",
        "logical_gt",
        "logical_gte",
        "logical_lt",
        "logical_lte",
        "logical_neq",
        "quantile",
        "rank",
        "sort_indices_asc",
        "sort_indices_desc",
        "to_int",
    ];
    assert_eq!(never_compared(&functions()), expected);
}
