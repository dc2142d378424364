//! Diagnostics of chains and weights against the values that `reference/diagnostics.py` makes.

use mcrun::diagnostics::{effective_size, energy, mcse, pareto, rhat};
use serde_json::Value as Json;

const TABLE: &str = include_str!("reference/diagnostics.jsonl");
const PROBABILITIES: [f64; 5] = [0.025, 0.16, 0.5, 0.84, 0.975];

fn rows(member: &str) -> Vec<Json> {
    let rows = TABLE.lines().map(|line| serde_json::from_str::<Json>(line).expect("a row is JSON"));
    rows.filter(|row| row.get(member).is_some()).collect()
}

fn number(json: &Json) -> f64 {
    json.as_f64().expect("a number")
}

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().expect("an array").iter().map(number).collect()
}

fn check(what: &str, row: &Json, found: f64, expected: &Json) {
    let expected = number(expected);
    assert!((found - expected).abs() <= 1e-10 * expected.abs(), "{what} of {}: {found} for {expected}", row["name"]);
}

#[test]
fn diagnostics_of_chains_are_the_published_ones() {
    let rows = rows("chains");
    assert_eq!(rows.len(), 11);
    for row in &rows {
        let chains: Vec<Vec<f64>> = row["chains"].as_array().expect("an array").iter().map(numbers).collect();
        let chains: Vec<&[f64]> = chains.iter().map(Vec::as_slice).collect();
        check("R-hat", row, rhat::rhat(&chains), &row["rhat"]);
        check("bulk size", row, effective_size::bulk(&chains), &row["bulk"]);
        check("tail size", row, effective_size::tail(&chains), &row["tail"]);
        check("size for the mean", row, effective_size::of_mean(&chains), &row["mean"]);
        check("error of the mean", row, mcse::of_the_mean(&chains), &row["mcse_mean"]);
        check("error of the sd", row, mcse::of_the_sd(&chains), &row["mcse_sd"]);
        for (i, probability) in PROBABILITIES.into_iter().enumerate() {
            let found = mcse::of_the_quantile(&chains, &effective_size::sorted(&chains), probability);
            check("error of a quantile", row, found, &row["mcse_quantiles"][i]);
        }
        for (i, chain) in chains.iter().enumerate() {
            check("E-BFMI", row, energy::e_bfmi(chain), &row["e_bfmi"][i]);
        }
    }
}

#[test]
fn smoothed_weights_are_the_published_ones() {
    let rows = rows("log_weights");
    assert_eq!(rows.len(), 5);
    for row in &rows {
        let mut log_weights = numbers(&row["log_weights"]);
        let largest = log_weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        check("k", row, pareto::smooth(&mut log_weights, number(&row["relative_efficiency"])), &row["k"]);
        for (found, expected) in log_weights.iter().zip(numbers(&row["smoothed"])) {
            // ArviZ subtracts the largest weight and adds it again.
            let close = (found - expected).abs() <= 1e-10 * (1.0 + largest.abs());
            assert!(close, "{}: {found} for {expected}", row["name"]);
        }
    }
}
