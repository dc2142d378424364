//! The method `prior` from a config to a result file, and chains that start at draws from the prior.

use mcrun::config::Config;
use mcrun::report::summary::Findings;
use mcrun::run::{RunError, RunOptions, RunReport, run, summary};
use mcrun::store::compare::first_difference;
use mcrun::store::read::ResultReader;
use tempfile::TempDir;

/// Runs a program with data and the settings of `[method]` into the file `output`.
fn run_program(
    place: &TempDir,
    program: &str,
    (data, method): (&str, &str),
    options: &[&str],
    output: &str,
) -> Result<RunReport, RunError> {
    let text = format!("[model]\ncode = '''{program}'''\n[data]\n{data}\n[method]\n{method}");
    let options: Vec<String> = options.iter().map(ToString::to_string).collect();
    let mut config =
        Config::parse(&place.path().join("c.toml"), text, &options).map_err(|e| RunError::Input(e.messages))?;
    config.set_output(&place.path().join(output));
    run(&config, &RunOptions::default(), &())
}

fn place() -> TempDir {
    tempfile::tempdir().expect("a directory for results")
}

const COUNTS: &str = "data { int N; array[N] int n; matrix[2, 2] y; int k; }
    parameters { real<lower=0> rate; vector[2] x; }
    transformed parameters { real twice = 2 * rate; }
    model { n ~ poisson(rate); rate ~ normal(0, 3); x ~ normal(rate, 1); to_vector(y) ~ normal(100, 1); }
    generated quantities { int small = rate < 1; real z = normal_rng(x[1], 1); }";
const DATA: (&str, &str) = ("N = 3\nn = [1, 2, 3]\ny = [[1.0, 2.0], [3.0, 4.0]]\nk = 3", "kind = 'prior'\ndraws = 300");

#[test]
fn a_result_has_the_groups_that_arviz_knows() {
    let place = place();
    let report = run_program(&place, COUNTS, DATA, &[], "r.h5").expect("it runs");
    let path = place.path().join("r.h5");
    assert_eq!(report.summary.warnings, Vec::<String>::new());
    assert_eq!(summary(&path).expect("a result"), report.summary);
    let Findings::Draws { variables, n_chains: 1, n_draws: 300 } = &report.summary.findings[0] else {
        panic!("no draws")
    };
    let names: Vec<&str> = variables.iter().map(|variable| variable.name.as_str()).collect();
    assert_eq!(names, ["rate", "x[1]", "x[2]", "twice", "small", "z"]);

    let reader = ResultReader::open(&path).expect("a result");
    let reals = |group: &str, array: &str| reader.read_f64(group, array).expect("an array");
    for (rate, twice) in reals("prior", "rate").iter().zip(reals("prior", "twice")) {
        assert!(*rate >= 0.0 && twice == 2.0 * rate);
    }
    let n = reader.read_i64("prior_predictive", "n").expect("integers");
    assert!(n.len() == 900 && n.iter().all(|n| *n >= 0) && n.iter().any(|n| *n > 3));
    assert!(reals("prior_predictive", "y").len() == 1200 && reals("prior_predictive", "y").iter().all(|y| *y > 90.0));
    let predictive = reader.group("prior_predictive").expect("a group");
    let arrays: Vec<(&str, usize)> = predictive.arrays.iter().map(|a| (a.name.as_str(), a.dims.len())).collect();
    assert_eq!(arrays, [("n", 3), ("y", 4)], "only what has a distribution is drawn");
    assert!(predictive.arrays.iter().all(|array| array.dims[..2] == ["chain", "draw"]));
    assert_eq!(reader.read_i64("observed_data", "n").expect("integers"), [1, 2, 3]);
    assert_eq!(reals("observed_data", "y"), [1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn files_do_not_depend_on_the_number_of_workers() {
    let place = place();
    let run = |workers: usize| {
        let file = format!("{workers}.h5");
        run_program(&place, COUNTS, DATA, &[&format!("run.workers={workers}")], &file).expect("it runs");
        place.path().join(file)
    };
    let one = run(1);
    for workers in [2, 3, 7] {
        assert_eq!(first_difference(&one, &run(workers)).expect("two results"), None, "{workers} workers");
    }
    run_program(&place, COUNTS, DATA, &["run.seed=1"], "other.h5").expect("it runs");
    assert!(first_difference(&one, &place.path().join("other.h5")).expect("two results").is_some(), "the seed");
    // Fewer draws are the first of more.
    run_program(&place, COUNTS, DATA, &["method.draws=10"], "few.h5").expect("it runs");
    let read = |path: &str| ResultReader::open(&place.path().join(path)).expect("a result").read_f64("prior", "z");
    assert_eq!(read("few.h5").expect("z"), read("1.h5").expect("z")[..10]);
}

#[test]
fn draws_that_fail_are_counted() {
    let place = place();
    let program = "parameters { real x; } model { x ~ std_normal(); }
        generated quantities { real y = x; if (x > 0) reject(\"too large\"); }";
    let report = run_program(&place, program, ("", "kind = 'prior'\ndraws = 50"), &[], "r.h5").expect("it runs");
    assert!(report.summary.warnings[0].contains("draws could not be computed; the first failed with: too large"));
    let stopped = run_program(&place, program, ("", "kind = 'prior'"), &["run.on_error=stop"], "s.h5");
    assert!(stopped.expect_err("it stops").to_string().contains("too large"));
}

#[test]
fn data_that_cannot_be_drawn_are_told_and_the_prior_is_drawn() {
    let place = place();
    let program = "data { vector[3] y; } parameters { real a; }
        model { a ~ std_normal(); y[2:3] ~ normal(a * y[1:2], 1); }";
    let data = ("y = [1.0, 2.0, 3.0]", "kind = 'prior'\ndraws = 5");
    let report = run_program(&place, program, data, &[], "r.h5").expect("it runs");
    let warning = &report.summary.warnings[0];
    assert!(
        warning.contains("there is no group prior_predictive: the distribution of `y` depends on elements"),
        "{warning}"
    );
    let reader = ResultReader::open(&place.path().join("r.h5")).expect("a result");
    assert!(reader.read_f64("prior", "a").expect("draws").len() == 5 && reader.group("prior_predictive").is_err());
}

#[test]
fn chains_start_at_draws_from_the_prior() {
    let place = place();
    let program = "parameters { real<lower=900> x; } model { x ~ normal(1000, 1); }";
    for kind in ["nuts", "metropolis"] {
        let method = format!("kind = '{kind}'\ninit = 'prior'\nwarmup = 0\ndraws = 1\nchains = 3");
        let run = |workers: &str, file: &str| {
            run_program(&place, program, ("", &method), &[workers], file).expect("it runs");
            place.path().join(file)
        };
        let (one, three) = (run("run.workers=1", &format!("{kind}1.h5")), run("run.workers=3", &format!("{kind}3.h5")));
        assert_eq!(first_difference(&one, &three).expect("two results"), None);
        let x = ResultReader::open(&one).expect("a result").read_f64("posterior", "x").expect("draws");
        assert!(x.iter().all(|x| (x - 1000.0).abs() < 10.0) && x[0] != x[1], "{x:?}");
    }
    let improper = "parameters { real x; } model { }";
    let refused = run_program(&place, improper, ("", "kind = 'nuts'\ninit = 'prior'"), &[], "i.h5");
    assert!(refused.expect_err("no prior").to_string().contains("the parameter `x` has no `~`"));
}
