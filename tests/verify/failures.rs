//! How many points may fail.

use mcrun::run::RunError;
use mcrun::store::read::ResultReader;

use super::*;

/// A grid of which the four points above 2 are refused.
const CONFIG: &str = "[model]\ncode = 'parameters { real x; } model { if (x > 2) reject(\"too far: \", x); x ~ normal(0, 1); }'\n\
                      [method]\nkind = 'grid'\n[method.axes]\nx = { min = -5, max = 4, n = 19 }\n";

fn run_with(config: &Path, output: &Path, fraction: &str, resume: bool) -> Result<(), RunError> {
    let options = [format!("run.max_failure_fraction={fraction}")];
    let mut config = match resume {
        true => run::config_of(output, &options)?.0,
        false => Config::load(config, &options)?,
    };
    config.set_output(output);
    run::run(&config, &RunOptions { resume, ..RunOptions::default() }, &()).map(drop)
}

#[test]
fn a_run_fails_if_more_points_fail_than_may() {
    let directory = tempfile::tempdir().expect("a directory");
    write(directory.path(), &[("a.toml", CONFIG)]);
    let (config, output) = (directory.path().join("a.toml"), directory.path().join("out.h5"));
    run_with(&config, &directory.path().join("may.h5"), "0.25", false).expect("4 of 19 are less than a quarter");

    let error = run_with(&config, &output, "0.2", false).expect_err("4 of 19 are more than a fifth").to_string();
    assert!(error.starts_with("4 of 19 points failed, more than `max_failure_fraction` = 0.2 allows"), "{error}");
    assert!(error.contains("too far: 2.5") && error.contains("--resume -s run.max_failure_fraction=1"), "{error}");
    assert!(!output.exists());

    run_with(&config, &output, "1", true).expect("it is taken as it is");
    let reader = ResultReader::open(&output).expect("there is a result");
    assert_eq!(reader.read_i64("mcrun", "failed_point").expect("points failed"), [15, 16, 17, 18]);
}

#[test]
fn no_point_may_fail_at_0() {
    let directory = tempfile::tempdir().expect("a directory");
    write(directory.path(), &[("a.toml", CONFIG)]);
    let (config, output) = (directory.path().join("a.toml"), directory.path().join("out.h5"));
    let error = run_with(&config, &output, "0", false).expect_err("4 of 19 are more than none").to_string();
    assert!(error.contains("`max_failure_fraction` = 0 allows"), "{error}");
    let error = run_with(&config, &output, "1.5", false).expect_err("no part is above 1").to_string();
    assert!(error.contains("max_failure_fraction` is 1.5, but must be"), "{error}");
}
