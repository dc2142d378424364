//! Importance sampling: evidence, estimates and weights on targets whose answers are known.
//!
//! Statistical checks compare a log evidence with its truth in units of its own error. A test fails where a normal variate
//! would be that far away once in a million times; beside each stands a twin whose truth is a little off, which the same
//! assertion catches.

use mcrun::data::json;
use mcrun::density::Outputs;
use mcrun::draws::memory::MemorySink;
use mcrun::math::elementary::ln;
use mcrun::math::erf::inv_phi;
use mcrun::math::gamma::lgamma;
use mcrun::methods::error::{MethodError, OnError, SettingsError};
use mcrun::methods::importance::{Family, ImportancePlan, ImportanceSettings, ImportanceSummary, layout, run};
use mcrun::stan::bind::bind;
use mcrun::stan::compile::compile;
use mcrun::stan::model::StanModel;
use mcrun::stan::model::outputs::Parameters;
use mcrun::workers::Workers;

/// How often a right program may fail.
const FALSE_ALARMS: f64 = 1e-6;

fn model(program: &str) -> StanModel<'static> {
    let compiled =
        compile(program, "model.stan", &|file| Err(format!("no file {file}"))).expect("the program is right");
    let data = json::read("data.json", "{}").expect("the data are right");
    let bound = bind(&compiled.program, &compiled.sources, &data, 0).expect("the data fit");
    StanModel::new(bound, Box::new(|_| ()))
}

fn settings(draws: u64, proposal: Family) -> ImportanceSettings {
    ImportanceSettings { draws, proposal, resample: 500, ..ImportanceSettings::default() }
}

/// Runs on a program; returns what was found, and the arrays.
fn try_run(
    model: &StanModel,
    settings: &ImportanceSettings,
    on_error: OnError,
    seed: u64,
    n_workers: usize,
) -> Result<(ImportanceSummary, MemorySink), MethodError> {
    let parameters = Parameters(model);
    let written = (&parameters as &dyn Outputs, model as &dyn Outputs);
    let plan = ImportancePlan::new(settings, on_error, model, written, 1 << 30)?;
    let sink = MemorySink::new(layout(&plan));
    let found = run((model, None), written, &plan, seed, &Workers::new(n_workers), &sink, &|_| ())?;
    Ok((found, sink))
}

fn found(program: &str, settings: &ImportanceSettings, seed: u64) -> (ImportanceSummary, MemorySink) {
    try_run(&model(program), settings, OnError::Reject, seed, 2).expect("the program can be sampled")
}

fn values(sink: &MemorySink, group: &str, array: &str) -> Vec<f64> {
    sink.values(group, array).unwrap_or_else(|| panic!("{group}/{array} is complete"))
}

const NORMAL: &str = "parameters { vector[3] x; }
    model { x ~ normal([1, 1e3, -1e-3]', [1, 1e4, 1e-5]'); target += 0.5; }";
const BOUNDED: &str = "parameters { real<lower=0> a; real<lower=-1, upper=2> b; real<upper=3> c; }
    model { target += 1.5 * log(a) - a + log(b + 1) + log(2 - b) + 2 * log(3 - c) - (3 - c); }";
const SIMPLEX: &str =
    "parameters { simplex[3] p; } model { target += 1.5 * log(p[1]) + 2 * log(p[2]) + 3 * log(p[3]); }";
/// Far from normal: a Student t with 3 degrees of freedom.
const STUDENT: &str = "parameters { vector[2] x; } model { x ~ student_t(3, 1, 2); }";

/// The log evidence of each program.
fn truths() -> [(&'static str, f64); 4] {
    [
        (NORMAL, 0.5),
        // Gamma(2.5), the integral of (b + 1) (2 - b) over 3 units, 27 / 6, and Gamma(3).
        (BOUNDED, lgamma(2.5) + ln(4.5) + ln(2.0)),
        (SIMPLEX, lgamma(2.5) + lgamma(3.0) + lgamma(4.0) - lgamma(9.5)),
        (STUDENT, 0.0),
    ]
}

/// The distance from the truth in standard errors, over the seeds 0 to 9 together.
fn distance(program: &str, proposal: Family, truth: f64) -> f64 {
    let settings = settings(20_000, proposal);
    let model = model(program);
    let found: Vec<_> = (0..10)
        .map(|seed| try_run(&model, &settings, OnError::Reject, seed, 2).expect("it can be sampled").0.weights)
        .collect();
    let sum: f64 = found.iter().map(|weights| weights.log_mean - truth).sum();
    // What rounding does to the weights of a proposal that is the target itself counts as an error too.
    let variance: f64 = found.iter().map(|weights| weights.error * weights.error + 1e-20).sum();
    sum.abs() / variance.sqrt()
}

#[test]
fn the_evidence_is_right_within_its_error() {
    let limit = -inv_phi(0.5 * FALSE_ALARMS);
    for (program, truth) in truths() {
        assert!(distance(program, Family::T, truth) < limit, "{program}: {}", distance(program, Family::T, truth));
        // The twin sees an evidence that is 1.5 % off.
        let twin = distance(program, Family::T, truth + 0.015);
        assert!(twin > limit, "{program}: the twin is not caught: {twin}");
    }
}

#[test]
fn a_proposal_that_is_the_target_gives_equal_weights() {
    let (found, _) = found(NORMAL, &settings(1000, Family::Normal), 0);
    assert!((found.weights.log_mean - 0.5).abs() < 1e-6, "{found:?}");
    assert!(found.weights.effective_size > 999.99, "{found:?}");
    assert!(found.weights.pareto_k < 0.7, "{found:?}");
}

/// The mean over the seeds 0 to 9 of a function's weighted mean and of its mean over the resample, each with its error.
fn means(program: &str, array: &str, element: usize, width: usize) -> [(f64, f64); 2] {
    let (mut weighted, mut resampled) = (Vec::new(), Vec::new());
    for seed in 0..10 {
        let (_, sink) = found(program, &settings(5000, Family::T), seed);
        let weights = mcrun::diagnostics::weights::normalised(&values(&sink, "weighted_posterior", "log_weight"));
        let draws = values(&sink, "weighted_posterior", array);
        weighted.push(draws.chunks(width).zip(&weights).map(|(row, weight)| row[element] * weight).sum());
        let draws = values(&sink, "posterior", array);
        resampled.push(draws.chunks(width).map(|row| row[element]).sum::<f64>() / 500.0);
    }
    [weighted, resampled].map(|means| {
        let (mean, sd) = mcrun::diagnostics::moments::mean_and_sd_of_draws(&means);
        (mean, sd / (means.len() as f64).sqrt())
    })
}

#[test]
fn weighted_draws_and_the_resample_have_the_means_of_the_posterior() {
    // A t variate with 9 degrees of freedom is beyond 11.2 with a probability of 1.4e-6, 4 times two-sided.
    let limit = 11.2;
    for (program, array, element, width, mean) in
        [(BOUNDED, "a", 0, 1, 2.5), (BOUNDED, "c", 0, 1, 0.0), (SIMPLEX, "p", 2, 3, 4.0 / 9.5)]
    {
        for (found, error) in means(program, array, element, width) {
            assert!((found - mean).abs() < limit * error, "{array}: {found} ± {error}, not {mean}");
            let twin = mean + 0.5 * (if array == "p" { 0.15 } else { 1.0 });
            assert!((found - twin).abs() > limit * error, "{array}: {found} ± {error} says little");
        }
    }
}

#[test]
fn heavy_tails_under_a_normal_proposal_are_told() {
    let cauchy = "parameters { vector[3] x; } model { x ~ cauchy(0, 1); }";
    let k = |program, family| found(program, &settings(10_000, family), 0).0.weights.pareto_k;
    assert!(k(cauchy, Family::Normal) > 0.7);
    assert!(k(NORMAL, Family::T) < 0.5);
    assert!(k(BOUNDED, Family::T) < 0.7);
}

#[test]
fn draws_do_not_depend_on_the_number_of_workers() {
    let program = "parameters { real<lower=0> a; vector[2] x; } model { a ~ gamma(2, 1); x ~ normal(a, 1); }
        generated quantities { real z = normal_rng(a, 1); }";
    let model = model(program);
    let bits = |seed, n_workers| {
        let settings = settings(5000, Family::T);
        let (found, sink) = try_run(&model, &settings, OnError::Reject, seed, n_workers).expect("it can be sampled");
        let arrays = [("weighted_posterior", "log_weight"), ("weighted_posterior", "lp"), ("weighted_posterior", "x")];
        let arrays = arrays.into_iter().chain([("posterior", "a"), ("posterior", "z")]);
        let bits: Vec<u64> = arrays.flat_map(|(group, array)| values(&sink, group, array)).map(f64::to_bits).collect();
        (found, bits)
    };
    let one = bits(1, 1);
    for n_workers in [2, 3, 7] {
        assert!(bits(1, n_workers) == one, "{n_workers} workers");
    }
    assert!(bits(2, 1) != one, "another seed");
}

#[test]
fn the_resample_is_of_the_weighted_draws() {
    let (_, sink) = found(STUDENT, &settings(2000, Family::T), 3);
    let weighted = values(&sink, "weighted_posterior", "x");
    let known: std::collections::HashSet<[u64; 2]> =
        weighted.as_chunks::<2>().0.iter().map(|x| x.map(f64::to_bits)).collect();
    let draws = values(&sink, "posterior", "x");
    assert_eq!(draws.len(), 2 * 500);
    assert!(draws.as_chunks::<2>().0.iter().all(|x| known.contains(&x.map(f64::to_bits))));
}

#[test]
fn modes_are_told_from_each_other() {
    let two = "parameters { real x; } model { target += log_sum_exp(normal_lpdf(x | -8, 1), normal_lpdf(x | 8, 1)); }";
    let (in_two_places, _) = found(two, &settings(500, Family::T), 0);
    assert!(in_two_places.n_other_summits > 0, "{in_two_places:?}");
    let (in_one, _) = found(BOUNDED, &settings(500, Family::T), 0);
    assert!(in_one.converged && !in_one.repaired && in_one.n_other_summits == 0, "{in_one:?}");
}

#[test]
fn refused_draws_have_no_weight_and_are_counted() {
    let program = "parameters { real x; } model { if (x > 1) reject(\"too large\"); x ~ std_normal(); }";
    let (found, sink) = found(program, &settings(2000, Family::T), 0);
    let weights = values(&sink, "weighted_posterior", "log_weight");
    let x = values(&sink, "weighted_posterior", "x");
    let n_beyond = x.iter().filter(|x| **x > 1.0).count();
    assert!(n_beyond > 100);
    assert_eq!(found.ledger.n_failed, n_beyond as u64);
    assert!(found.ledger.first().is_some_and(|message| message.contains("too large")), "{:?}", found.ledger.first());
    assert!(x.iter().zip(&weights).all(|(x, weight)| (*x > 1.0) == (*weight == f64::NEG_INFINITY)));
    assert!(values(&sink, "posterior", "x").iter().all(|x| *x <= 1.0));

    let stopped = try_run(&model(program), &settings(2000, Family::T), OnError::Stop, 0, 2).map(|_| ());
    let first = x.iter().position(|x| *x > 1.0).expect("some are") as u64;
    assert!(matches!(stopped, Err(MethodError::PointFailed { what: "draw", index, .. }) if index == first));
}

#[test]
fn what_cannot_be_sampled_is_told() {
    let check = |program: &str, expected: &str| {
        let error = try_run(&model(program), &settings(500, Family::T), OnError::Reject, 0, 1).map(|_| ());
        let message = error.expect_err("there is nothing to sample").to_string();
        assert!(message.contains(expected), "{program}: {message}");
    };
    check("generated quantities { real x = 1; }", "the program has no parameters");
    check(
        "parameters { real x; } model { reject(\"never\"); }",
        "the search for the mode found no starting point with a finite log density",
    );
    check("parameters { real x; } model { }", "is there a parameter without a prior?");
    check("parameters { real x; } model { target += x - exp(-x); }", "is there a parameter without a prior?");
    let plan = try_run(
        &model(NORMAL),
        &ImportanceSettings { draws: 1 << 40, ..ImportanceSettings::default() },
        OnError::Reject,
        0,
        1,
    );
    assert!(matches!(plan, Err(MethodError::Settings(SettingsError::TooManyDraws { .. }))));
}
