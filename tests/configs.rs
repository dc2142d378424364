//! The configs of the project run as they are, and their numbers are right.
//!
//! Expected summaries are in `reference/configs.json`, made by `reference/configs.py` with another quadrature.

use std::path::{Path, PathBuf};

use mcrun::config::Config;
use mcrun::draws::Element;
use mcrun::report::summary::{Estimate, Findings, Summary};
use mcrun::run::{self, RunOptions};
use mcrun::store::read::ResultReader;
use serde_json::Value as Json;

/// Runs a config of the project into a directory, with settings overridden.
fn run_config(name: &str, directory: &Path, options: &[&str]) -> (Summary, PathBuf) {
    let path = Path::new("configs").join(name).with_extension("toml");
    let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
    let mut config = Config::load(&path, &options).expect("the config is right");
    let output = directory.join(format!("{name}-{}.h5", options.join("-")));
    config.set_output(&output);
    let report = run::run(&config, &RunOptions::default(), &()).expect("the config runs");
    (report.summary, output)
}

/// A number with the error it is stated to have, and what it should be. The reference has an error too, `drift`.
fn check(what: &str, value: f64, error: Option<f64>, expected: f64, drift: f64) {
    let error = error.expect("there is an error estimate") + drift + 1e-12 * expected.abs();
    assert!((value - expected).abs() <= error, "{what}: {value} ± {error}, but should be {expected}");
    assert!(error < 1e-2 * (1.0 + expected.abs()), "{what}: {value} ± {error} says little");
}

fn number(json: &Json) -> f64 {
    json.as_f64().expect("a number")
}

fn check_axis(axis: &Estimate, expected: &Json, drift: f64) {
    let drift = drift * number(&expected["sd"]);
    check(&axis.name, axis.mean, axis.error, number(&expected["mean"]), drift);
    check(&axis.name, axis.sd, axis.error_of_sd, number(&expected["sd"]), drift);
    let errors = axis.error_of_quantiles.expect("there are error estimates");
    for (i, quantile) in axis.quantiles.iter().enumerate() {
        check(&axis.name, *quantile, Some(errors[i]), number(&expected["quantiles"][i]), drift);
    }
}

/// Runs a grid and compares its summary with the reference, and with the summary read back from the file.
fn check_grid(name: &str) {
    let directory = tempfile::tempdir().expect("a directory");
    let (summary, output) = run_config(name, directory.path(), &[]);
    let reference = std::fs::read_to_string("tests/reference/configs.json").expect("the reference is there");
    let reference: Json = serde_json::from_str(&reference).expect("the reference is JSON");
    let expected = &reference[name];
    let drift = number(&expected["drift"]);
    let Findings::Grid { axes, log_evidence, points } = &summary.findings[0] else { panic!("{name} is a grid") };
    let evidence = log_evidence.expect("a product grid has evidence");
    check("log evidence", evidence.value, evidence.error, number(&expected["log_evidence"]), drift);
    assert_eq!(axes.len(), 2);
    for (axis, expected) in axes.iter().zip(expected["axes"].as_array().expect("a list")) {
        check_axis(axis, expected, drift);
    }
    assert_eq!(points.n_rejected, 0);
    assert!(summary.warnings.is_empty(), "{:?}", summary.warnings);
    assert_eq!(run::summary(&output).expect("the result can be read"), summary);
}

#[test]
fn the_expansion_of_the_universe() {
    check_grid("model");
}

#[test]
fn eight_schools_on_a_logarithmic_axis() {
    check_grid("eight_schools_grid");
}

#[test]
fn dark_energy_from_supernovae() {
    check_grid("supernovae");
}

/// Importance sampling against bridge sampling with draws of Markov chains, of which `reference/logistic_evidence.py` has
/// stored value and standard error. A right program is farther off than 4.89 joint standard errors once in a million seeds.
#[test]
fn the_evidence_of_a_logistic_regression() {
    let directory = tempfile::tempdir().expect("a directory");
    let (summary, _) = run_config("logistic_evidence", directory.path(), &[]);
    let Findings::Importance { log_evidence, .. } = &summary.findings[0] else { panic!("it is importance sampling") };
    let reference = include_str!("reference/logistic_evidence.json");
    let reference: Json = serde_json::from_str(reference).expect("the reference is JSON");
    let errors = [log_evidence.error.expect("there is an error"), number(&reference["error"])];
    let error = errors.iter().map(|error| error * error).sum::<f64>().sqrt();
    let distance = |truth: f64| (log_evidence.value - truth).abs() / error;
    let expected = number(&reference["log_evidence"]);
    assert!(distance(expected) < 4.89, "{} ± {error}, but should be {expected}", log_evidence.value);
    // The twin is an evidence that is 1 % larger.
    assert!(distance(expected + 0.01) > 4.89, "{} ± {error} says little", log_evidence.value);
    assert!(summary.warnings.is_empty(), "{:?}", summary.warnings);
}

#[test]
fn the_supernovae_are_those_that_the_simulation_draws() {
    let directory = tempfile::tempdir().expect("a directory");
    let (_, output) = run_config("supernovae_data", directory.path(), &[]);
    let stored = std::fs::read_to_string("models/supernovae/supernovae.json").expect("the data are there");
    let stored: Json = serde_json::from_str(&stored).expect("the data are JSON");
    let reader = ResultReader::open(&output).expect("the result can be read");
    for name in ["z", "m", "sigma"] {
        let drawn = reader.read_f64("sweep", name).expect("it is there");
        let stored: Vec<f64> = stored[name].as_array().expect("a list").iter().map(number).collect();
        assert_eq!(drawn, stored, "{name}");
    }
}

#[test]
fn the_logistic_data_are_those_that_the_simulation_draws() {
    let directory = tempfile::tempdir().expect("a directory");
    let (_, output) = run_config("logistic_data", directory.path(), &[]);
    let stored = std::fs::read_to_string("models/logistic/logistic.json").expect("the data are there");
    let stored: Json = serde_json::from_str(&stored).expect("the data are JSON");
    let reader = ResultReader::open(&output).expect("the result can be read");
    let rows = stored["X"].as_array().expect("a matrix").iter().flat_map(|row| row.as_array().expect("a row"));
    assert_eq!(reader.read_f64("sweep", "X").expect("it is there"), rows.map(number).collect::<Vec<_>>());
    let outcomes = stored["y"].as_array().expect("a list").iter().map(|y| y.as_i64().expect("an integer"));
    assert_eq!(reader.read_i64("sweep", "y").expect("it is there"), outcomes.collect::<Vec<_>>());
}

#[test]
fn a_result_of_importance_sampling_holds_its_summary() {
    let directory = tempfile::tempdir().expect("a directory");
    let (summary, output) = run_config("logistic_evidence", directory.path(), &["method.draws=10000"]);
    let Findings::Importance { variables, log_evidence, pareto_k, points, .. } = &summary.findings[0] else {
        panic!("{:?}", summary.findings)
    };
    assert_eq!((variables.len(), points.n, points.n_rejected), (10, 10_000, 0));
    assert!(*pareto_k < 0.5 && log_evidence.error.is_some_and(|error| error < 0.01), "{log_evidence:?}");
    assert_eq!(run::summary(&output).expect("the result can be read"), summary);
}

/// The results of the simulation are `param1 * ctr - param2^2`, in the order of the points.
fn check_sweep(name: &str, n: usize, points: &[(f64, f64)]) {
    let directory = tempfile::tempdir().expect("a directory");
    let (_, output) = run_config(name, directory.path(), &[]);
    let reader = ResultReader::open(&output).expect("the result can be read");
    let results = reader.read_f64("sweep", "result").expect("it is there");
    assert_eq!(results.len(), n * points.len());
    for (results, (param1, param2)) in results.chunks(n).zip(points) {
        for (ctr, result) in results.iter().enumerate() {
            assert_eq!(*result, param1 * ctr as f64 - param2 * param2, "{param1} {param2} {ctr}");
        }
    }
}

#[test]
fn zipped_simulations_land_in_order() {
    let points: Vec<_> = (0..100).map(|i| (f64::from(i), 2.0 + 2.0 * f64::from(i))).collect();
    check_sweep("simulation_sweep", 100_000, &points);
}

#[test]
fn crossed_simulations_land_in_order() {
    let pairs = (0..100).flat_map(|i| (0..100).map(move |j| (f64::from(i), 2.0 + 2.0 * f64::from(j))));
    check_sweep("simulation_sweep_crossed", 100, &pairs.collect::<Vec<_>>());
}

#[test]
fn results_do_not_depend_on_the_number_of_workers() {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, smaller) in [
        ("model", "method.axes.H0.n=51"),
        ("eight_schools_grid", "method.axes.tau.n=31"),
        ("supernovae", "method.axes.w.n=5"),
        ("supernovae_data", "run.seed=5"),
        ("simulation_sweep", "data.n=1000"),
        ("simulation_sweep_crossed", "data.n=10"),
        ("logistic_data", "run.seed=5"),
        ("logistic_evidence", "method.draws=5000"),
        ("hubble_metropolis", "method.draws=300"),
        ("eight_schools", "method.draws=200"),
    ] {
        let run = |workers| run_config(name, directory.path(), &[smaller, &format!("run.workers={workers}")]).1;
        let one = run(1);
        for workers in [2, 3, 7] {
            let difference = mcrun::store::compare::first_difference(&one, &run(workers)).expect("both can be read");
            assert_eq!(difference, None, "{name} with {workers} workers");
        }
    }
}

/// All numbers of a group of a result.
fn numbers(path: &Path, group: &str) -> Vec<u64> {
    let reader = ResultReader::open(path).expect("the result can be read");
    let arrays = reader.group(group).expect("it is there").arrays;
    let floats = arrays.iter().filter(|array| array.element == Element::Float);
    floats.flat_map(|array| reader.read_f64(group, &array.name).expect("numbers")).map(f64::to_bits).collect()
}

#[test]
fn another_seed_gives_other_draws() {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, smaller, group) in [
        ("model", "method.axes.H0.n=51", "posterior"),
        ("supernovae_data", "data.N=100", "sweep"),
        ("logistic_evidence", "method.draws=5000", "weighted_posterior"),
        ("hubble_metropolis", "method.draws=300", "posterior"),
        ("eight_schools", "method.draws=200", "posterior"),
    ] {
        let draws = |seed| numbers(&run_config(name, directory.path(), &[smaller, seed]).1, group);
        assert_ne!(draws("run.seed=1"), draws("run.seed=2"), "{name}");
    }
}

#[test]
fn the_prior_of_deaths_by_horse_kick() {
    let directory = tempfile::tempdir().expect("a directory");
    let (summary, output) = run_config("prior_predictive", directory.path(), &[]);
    assert!(summary.warnings.is_empty(), "{:?}", summary.warnings);
    assert_eq!(run::summary(&output).expect("the result can be read"), summary);
    let Findings::Draws { variables, n_draws: 2000, .. } = &summary.findings[0] else { panic!("no draws") };
    // The means of a lognormal variate and of half a normal one, five standard errors wide.
    for (variable, mean) in
        variables.iter().zip([mcrun::math::elementary::exp(0.5), 0.5 * (2.0 / std::f64::consts::PI).sqrt()])
    {
        assert!((variable.mean - mean).abs() < 5.0 * variable.error.expect("an error"), "{}", variable.name);
    }
    let reader = ResultReader::open(&output).expect("a result");
    let deaths = reader.read_i64("prior_predictive", "deaths").expect("counts");
    assert!(deaths.len() == 2000 * 200 && deaths.iter().all(|n| *n >= 0));
    assert_eq!(reader.read_i64("observed_data", "deaths").expect("counts").iter().sum::<i64>(), 122);
}
