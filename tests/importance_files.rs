//! Importance sampling from a config to a result file: warnings, settings that cannot be, workers and seeds.

use std::path::{Path, PathBuf};

use mcrun::config::Config;
use mcrun::report::summary::Findings;
use mcrun::run::{RunError, RunOptions, RunReport, run, summary};
use mcrun::store::compare::first_difference;
use mcrun::store::read::ResultReader;
use tempfile::TempDir;

/// A directory for results.
struct Place(TempDir);

impl Place {
    fn new() -> Place {
        Place(tempfile::tempdir().expect("a directory"))
    }

    /// Runs a program with the settings of `[method]` into a file.
    fn run(&self, program: &str, method: &str, options: &[&str], file: &str) -> Result<(RunReport, PathBuf), RunError> {
        let text = format!("[model]\ncode = '''{program}'''\n[method]\nkind = 'importance'\n{method}");
        let options: Vec<String> = options.iter().map(ToString::to_string).collect();
        let mut config = Config::parse(&self.0.path().join("c.toml"), text, &options)
            .map_err(|errors| RunError::Input(errors.messages))?;
        let path = self.0.path().join(file);
        config.set_output(&path);
        Ok((run(&config, &RunOptions::default(), &())?, path))
    }
}

/// What is said about a run: its warnings, or why there is none.
fn said(program: &str, method: &str) -> String {
    match Place::new().run(program, method, &[], "r.h5") {
        Ok((report, _)) => report.summary.warnings.join("\n"),
        Err(RunError::Input(messages)) => messages.join("\n"),
        Err(error) => error.to_string(),
    }
}

const PROGRAM: &str = "parameters { real<lower=0> a; vector[2] b; } model { a ~ gamma(3, 1); b ~ normal(a, 1); }
    generated quantities { real c = normal_rng(a, 1); int k = poisson_rng(3); }";

#[test]
fn files_do_not_depend_on_the_number_of_workers_but_on_the_seed() {
    let place = Place::new();
    let file = |options: &[&str], name: &str| {
        place.run(PROGRAM, "draws = 3000\nresample = 300", options, name).expect("it runs").1
    };
    let one = file(&["run.workers=1"], "1.h5");
    for workers in [2, 3, 7] {
        let other = file(&[&format!("run.workers={workers}")], &format!("{workers}.h5"));
        assert_eq!(first_difference(&one, &other).expect("two results"), None, "{workers} workers");
    }
    let draws = |file: &Path| ResultReader::open(file).expect("a result").read_f64("posterior", "a").expect("draws");
    assert_ne!(draws(&one), draws(&file(&["run.seed=1"], "s.h5")), "another seed");
}

#[test]
fn a_file_summarises_itself() {
    let place = Place::new();
    let (report, path) = place.run(PROGRAM, "draws = 3000", &[], "r.h5").expect("it runs");
    assert_eq!(summary(&path).expect("a result"), report.summary);
    let Findings::Importance { variables, log_evidence, points, .. } = &report.summary.findings[0] else {
        panic!("{:?}", report.summary.findings)
    };
    assert_eq!((variables.len(), points.n, points.n_rejected), (3, 3000, 0));
    assert!(log_evidence.error.is_some_and(|error| log_evidence.value.abs() < 6.0 * error), "{log_evidence:?}");
}

#[test]
fn doubts_come_with_advice() {
    let check = |program: &str, method: &str, expected: &[&str]| {
        let found = said(program, method);
        for expected in expected {
            assert!(found.contains(expected), "{expected}: {found}");
        }
    };
    let cauchy = "parameters { vector[3] x; } model { x ~ cauchy(0, 1); }";
    check(cauchy, "proposal = 'normal'", &["Pareto k is ", "above 0.7: a few draws", "take proposal = \"t\", write"]);
    let far = "parameters { vector[40] x; } model { x ~ student_t(1, 0, 1); }";
    check(far, "degrees_of_freedom = 900", &["Pareto k is ", "lower `degrees_of_freedom`, write the model"]);
    check(
        PROGRAM,
        "draws = 500\nresample = 2000",
        &["the resample of 2000 draws repeats some of the weighted draws often", "raise `draws`, or lower `resample`"],
    );
    check(
        "parameters { real x; } model { target += log_sum_exp(normal_lpdf(x | -8, 1), normal_lpdf(x | 8, 1)); }",
        "",
        &["ended in several places of similar height", "look at the posterior with nuts, or on a grid"],
    );
    check(
        "parameters { real x; } model { x ~ std_normal(); } generated quantities { int y = 1; if (x > 0) reject(\"no\"); }",
        "draws = 500",
        &["the outputs of ", " draws could not be computed; the first failed with: "],
    );
    assert_eq!(said(PROGRAM, "draws = 3000"), "");
}

#[test]
fn settings_that_cannot_be_are_told_with_place_and_remedy() {
    let check = |method: &str, expected: &[&str]| {
        let found = said(PROGRAM, method);
        for expected in expected {
            assert!(found.contains(expected), "{method}: {expected}: {found}");
        }
    };
    check("draws = 99", &["c.toml:6:", "`method.draws` is 99, but must be an integer of at least 100"]);
    check("resample = -1", &["c.toml:6:", "`method.resample` is -1"]);
    check("degrees_of_freedom = 0", &["c.toml:6:", "must be a number above 0 and below 1000"]);
    check("proposal = 'norml'", &["c.toml:6:", "did you mean \"normal\"?"]);
    check("n_samples = 1000", &["c.toml:6:", "mcrun's word for it is `draws`"]);
    check("warmup = 10", &["c.toml:6:", "unknown setting `warmup`"]);
    check("draws = 1_000_000_000_000", &["draws"]);
}
