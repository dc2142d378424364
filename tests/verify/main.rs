//! A result holds its whole run: it can be done again, verified and taken apart from its file alone.

use std::path::{Path, PathBuf};

use mcrun::config::Config;
use mcrun::draws::compared::Scalar;
use mcrun::report::verification::Verification;
use mcrun::run::{self, RunOptions, VerifyOptions};
use mcrun::store::compare::first_difference;

mod failures;
mod flipped;
mod replayed;

/// Runs a config with settings overridden.
fn run_config(config: &Path, output: &Path, options: &[&str]) {
    let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
    let mut config = Config::load(config, &options).expect("the config is right");
    config.set_output(output);
    run::run(&config, &RunOptions::default(), &()).expect("the config runs");
}

fn verify(result: &Path, sample: Option<u64>) -> Verification {
    let options = VerifyOptions { sample, ..VerifyOptions::default() };
    run::verify(result, &options, &()).unwrap_or_else(|error| panic!("{}: {error}", result.display()))
}

/// Runs a config; its result verifies, as a whole and in a sample, and its config as it is taken out gives the same bits.
fn check(config: &Path, options: &[&str]) {
    let directory = tempfile::tempdir().expect("a directory");
    let output = directory.path().join("out.h5");
    run_config(config, &output, options);
    let found = verify(&output, None);
    assert!(found.holds() && found.compared.n_values > 0, "{}", found.text());
    let sample = verify(&output, Some(1));
    assert!(sample.holds() && sample.compared.sample.is_some_and(|(n, _)| n == 1), "{}", sample.text());

    let taken = run::extract(&output, &directory.path().join("taken"), None, false).expect("it is taken apart");
    let again = directory.path().join("again.h5");
    run_config(&taken.config, &again, &[]);
    assert_eq!(first_difference(&output, &again).expect("both can be read"), None, "{}", config.display());
}

/// All configs of the project, with settings that make the slow ones small.
const CONFIGS: [(&str, &[&str]); 12] = [
    ("eight_schools", &["method.draws=60", "method.warmup=80", "output.save_warmup=true"]),
    ("eight_schools_grid", &["method.axes.tau.n=31", "method.draws=300"]),
    ("hubble_metropolis", &["method.draws=200", "method.warmup=200"]),
    ("logistic_data", &[]),
    ("logistic_evidence", &["method.draws=3000", "method.resample=300"]),
    ("model", &["method.axes.H0.n=51", "method.draws=300"]),
    ("prior_predictive", &["method.draws=300"]),
    ("rats", &["method.chains=2", "method.warmup=40", "method.draws=20"]),
    ("simulation_sweep", &["data.n=1000"]),
    ("simulation_sweep_crossed", &["data.n=10"]),
    ("supernovae", &["method.axes.w.n=5"]),
    ("supernovae_data", &[]),
];

#[test]
fn every_config_verifies_and_runs_again_from_what_is_taken_out() {
    let mut known: Vec<PathBuf> =
        std::fs::read_dir("configs").expect("there are configs").map(|entry| entry.expect("an entry").path()).collect();
    known.sort();
    let listed = CONFIGS.map(|(name, _)| Path::new("configs").join(name).with_extension("toml"));
    assert_eq!(known, listed, "every config is tried");
    for (config, (_, options)) in listed.iter().zip(CONFIGS) {
        check(config, options);
    }
}

/// Writes files into a directory.
fn write(directory: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = directory.join(name);
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("it can be made");
        std::fs::write(path, text).expect("a file");
    }
}

/// A run with every kind of file: includes in and above the program's directory, points in a CSV file, data.
fn with_files(directory: &Path) -> PathBuf {
    let program = "functions {\n#include half.stan\n#include ../lib/twice.stan\n}\ndata { int N; array[N] real y; }\n\
                   parameters { real mu; real<lower=0> sigma; }\n\
                   model { y ~ normal(twice(half(mu)), sigma); }\n\
                   generated quantities { int n = poisson_rng(sigma); real mu2 = mu^2; }\n";
    let config = "[model]\nprogram = 'models/m.stan'\ndata = 'd.json'\n[run]\nseed = 18446744073709551615\n\
                  [method]\nkind = 'grid'\ndraws = 100\n[method.axes]\nmu = { table = 'points.csv', column = 'x' }\n\
                  sigma = { min = 0.5, max = 3, n = 11, spacing = 'log' }\n";
    write(
        directory,
        &[
            ("models/m.stan", program),
            ("models/half.stan", "real half(real x) { return x / 2; }"),
            ("lib/twice.stan", "real twice(real x) { return 2 * x; }"),
            ("d.json", "{\"N\": 3, \"y\": [0.1, 1.0, -0.3]}"),
            ("points.csv", "x\n-2\n-1\n-0.1\n0.3\n0.9\n1.7\n2.5\n"),
            ("a.toml", config),
        ],
    );
    directory.join("a.toml")
}

#[test]
fn a_result_needs_no_file_beside_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let files = directory.path().join("files");
    let output = directory.path().join("out.h5");
    run_config(&with_files(&files), &output, &["method.draws=150"]);
    std::fs::remove_dir_all(&files).expect("the files can go");
    let found = verify(&output, None);
    assert!(found.holds(), "{}", found.text());

    let taken = run::extract(&output, &directory.path().join("taken"), None, false).expect("it is taken apart");
    let given = std::fs::read_to_string(directory.path().join("taken/out.given.toml")).expect("it is there");
    assert!(given.contains("points.csv"), "{given}");
    let again = directory.path().join("again.h5");
    run_config(&taken.config, &again, &[]);
    assert_eq!(first_difference(&output, &again).expect("both can be read"), None);
}

#[test]
fn chains_that_start_where_a_file_says_start_there_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let files = directory.path().join("files");
    let config = "[model]\ncode = 'parameters { real x; } model { x ~ normal(0, 1); }'\n\
                  [method]\nkind = 'metropolis'\nchains = 2\nwarmup = 10\ndraws = 20\ninit = 'start.json'\n";
    write(&files, &[("a.toml", config), ("start.json", "{\"x\": 0.75}")]);
    let output = directory.path().join("out.h5");
    run_config(&files.join("a.toml"), &output, &[]);
    std::fs::remove_dir_all(&files).expect("the files can go");
    let found = verify(&output, None);
    assert!(found.holds(), "{}", found.text());
    let taken = run::extract(&output, &directory.path().join("taken"), None, false).expect("it is taken apart");
    let again = directory.path().join("again.h5");
    run_config(&taken.config, &again, &[]);
    assert_eq!(first_difference(&output, &again).expect("both can be read"), None);
}

#[test]
fn nothing_is_overwritten_unless_it_is_wanted() {
    let directory = tempfile::tempdir().expect("a directory");
    let output = directory.path().join("out.h5");
    run_config(&with_files(directory.path()), &output, &[]);
    let taken = directory.path().join("taken");
    run::extract(&output, &taken, None, false).expect("nothing is there");
    std::fs::write(taken.join("out.toml"), "mine").expect("a file");
    let error = run::extract(&output, &taken, None, false).expect_err("files are there").to_string();
    assert!(error.contains("exists already") && error.contains("--force"), "{error}");
    assert_eq!(std::fs::read_to_string(taken.join("out.toml")).expect("it is there"), "mine");
    run::extract(&output, &taken, None, true).expect("they may be replaced");
    assert_ne!(std::fs::read_to_string(taken.join("out.toml")).expect("it is there"), "mine");
}
