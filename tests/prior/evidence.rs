//! The normaliser of a cut prior, and the evidence that follows from draws.

use mcrun::density::{Outputs, Prior};
use mcrun::draws::memory::MemorySink;
use mcrun::math::elementary::ln;
use mcrun::math::erf::phi;
use mcrun::math::gamma::lgamma;
use mcrun::methods::error::OnError;
use mcrun::methods::grid::{GridPlan, GridSettings};
use mcrun::methods::importance::{Family, ImportancePlan, ImportanceSettings, ImportanceSummary, layout, run};
use mcrun::stan::model::outputs::Parameters;
use mcrun::workers::Workers;

use crate::support::{Program, program};

fn check(code: &str, expected: f64) {
    let found = program(code, "{}").prior().log_normaliser().expect("it is known");
    assert!((found - expected).abs() < 1e-12 * expected.abs().max(1.0), "{code}: {found}, but {expected}");
}

#[test]
fn the_normaliser_is_what_bounds_leave() {
    check("parameters { real<lower=0> x; } model { x ~ cauchy(0, 5); }", -ln(2.0));
    check("parameters { vector<lower=0>[3] x; } model { x ~ normal(0, 5); }", -3.0 * ln(2.0));
    check("parameters { real<lower=1> x; } model { x ~ exponential(3); }", -3.0);
    check("parameters { real<lower=0> x; } model { x ~ gamma(3, 2); }", 0.0);
    check("parameters { real<lower=0, upper=1> x; } model { x ~ uniform(0, 4); }", -ln(4.0));
    check("parameters { real<lower=-1, upper=2> x; } model { x ~ normal(0, 1); }", ln(phi(2.0) - phi(-1.0)));
    check("parameters { real<lower=9> x; } model { x ~ normal(0, 1); }", mcrun::math::erf::log_phi(-9.0));
    // What T[,] cuts it renormalises; a tighter bound does not.
    check("parameters { real<lower=0> x; } model { x ~ normal(0, 1) T[0, ]; }", 0.0);
    check("parameters { real<lower=1> x; } model { x ~ normal(0, 1) T[0, ]; }", ln(2.0 * phi(-1.0)));
    check("parameters { ordered[4] x; } model { x ~ normal(0, 1); }", -lgamma(5.0));
    check("parameters { positive_ordered[2] x; } model { x ~ normal(0, 1); }", -3.0 * ln(2.0));
}

fn from_prior(program: &Program, n_workers: usize) -> (ImportanceSummary, MemorySink) {
    let settings = ImportanceSettings { draws: 20_000, proposal: Family::Prior, ..ImportanceSettings::default() };
    let parameters = Parameters(&program.model);
    let written = (&parameters as &dyn Outputs, &program.model as &dyn Outputs);
    let plan = ImportancePlan::new(&settings, OnError::Reject, &program.model, written, 1 << 30).expect("a plan");
    let sink = MemorySink::new(layout(&plan));
    let prior = program.prior();
    let found = run((&program.model, Some(&prior)), written, &plan, 3, &Workers::new(n_workers), &sink, &|_| ());
    (found.expect("draws"), sink)
}

/// The log evidence by a grid.
fn by_grid(program: &Program, axes: &str) -> f64 {
    let settings: GridSettings = serde_json::from_str(axes).expect("settings");
    let plan = GridPlan::new(&settings, OnError::Stop, &program.model, 1 << 30).expect("a plan");
    let sink = MemorySink::new(mcrun::methods::grid::layout(&plan));
    let found = mcrun::methods::grid::run(&program.model, &plan, 0, &Workers::new(2), &sink, &|_| ()).expect("a grid");
    found.log_evidence.expect("a product grid has evidence").value
}

#[test]
fn the_evidence_from_the_prior_is_that_of_the_grid() {
    let code = "data { int N; vector[N] y; }
        parameters { real<lower=0> tau; real<lower=-2, upper=3> mu; }
        model { tau ~ cauchy(0, 2); y ~ normal(mu, tau); }";
    let program = program(code, r#"{ "N": 4, "y": [0.3, -0.4, 1.5, 0.8] }"#);
    let (found, _) = from_prior(&program, 2);
    let grid = by_grid(
        &program,
        r#"{ "axes": { "tau": { "min": 1e-3, "max": 2000, "n": 1001, "spacing": "log" },
                       "mu": { "min": -2, "max": 3, "n": 401 } } }"#,
    );
    let off = (found.weights.log_mean - grid) / found.weights.error;
    // A normal variate is that far from its mean once in a million times.
    assert!(off.abs() < 4.9, "{} ± {}, but {grid}", found.weights.log_mean, found.weights.error);
    // Without the half of the Cauchy distribution that the bound takes away the same comparison fails.
    let without = (found.weights.log_mean + ln(2.0) - grid) / found.weights.error;
    assert!(without.abs() > 4.9, "{without}");
}

#[test]
fn weights_from_the_prior_do_not_depend_on_the_number_of_workers() {
    let code = "parameters { real<lower=0> x; simplex[3] p; } model { x ~ cauchy(0, 2); 1.5 ~ normal(x, 1); }";
    let program = program(code, "{}");
    let bits = |n| {
        let (_, sink) = from_prior(&program, n);
        let all = ["log_weight", "lp", "x", "p"].map(|array| sink.values("weighted_posterior", array).expect("values"));
        all.concat().iter().map(|x| x.to_bits()).collect::<Vec<_>>()
    };
    let one = bits(1);
    for n in [2, 3, 7] {
        assert!(bits(n) == one, "{n} workers");
    }
}
