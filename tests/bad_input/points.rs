//! Points at which no density can be told, and files that are no result.

use super::{check_under, mcrun, prepare};

fn check(points: &str, expected: &[&str]) {
    check_under("", &[("p.json", points.as_bytes())], &["log-density", "a.toml", "--points", "p.json"], 2, expected);
}

#[test]
fn points_are_of_the_model() {
    let unconstrained = |points: &str| format!(r#"{{"scale": "unconstrained", "points": {points}}}"#);
    let constrained = |points: &str| format!(r#"{{"scale": "constrained", "points": {points}}}"#);
    check("", &["but the file ends\n --> p.json:1:1\n"]);
    check("{", &["but the file ends\n --> p.json:1:2\n"]);
    check("[[1, 2]]", &["points are one object", " --> p.json:1:1\n"]);
    check(r#"{"points": [[1, 2]]}"#, &["both `scale` and `points` must be given"]);
    check(
        r#"{"scale": "x", "points": []}"#,
        &["`scale` must be \"unconstrained\" or \"constrained\"\n --> p.json:1:11\n"],
    );
    check(&unconstrained("[[1, 2], [3]]"), &["point 2 has 1 numbers, but the model has 2 unconstrained coordinates"]);
    check(&unconstrained(r#"[[1, "a"]]"#), &["point 1[2]: the string \"a\" is not a number\n --> p.json:1:"]);
    check(&unconstrained("[[1, 1e999]]"), &["point 1[2]: 1e999 is too large for a double\n --> p.json:1:"]);
    check(&constrained(r#"[{"mu": 1, "sigma": 1}, {"mu": 1}]"#), &["point 2: there is no value for sigma"]);
    check(&constrained(r#"[{"mu": 1, "sigma": 2, "x": 3}]"#), &["p.json:1: point 1: the program has no parameter x"]);
}

#[test]
fn points_outside_the_support_are_rejected_with_a_place() {
    let directory = tempfile::tempdir().expect("a directory");
    let points = r#"{"scale": "constrained", "points": [{"mu": 1, "sigma": -2}, {"mu": 1, "sigma": 2}]}"#;
    prepare(directory.path(), &[("p.json", points.as_bytes())]);
    let output = mcrun(directory.path(), &["log-density", "a.toml", "--points", "p.json"]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer[0]["rejected"], "sigma is -2, but must be at least 0 (m.stan:7:3)");
    assert!(answer[1]["log_density"].is_number(), "{answer}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn files_that_are_no_result_have_no_summary() {
    let check = |file: &str, expected: &str| check_under("", &[], &["summary", file], 2, &[expected]);
    check("d.json", "d.json: cannot be read as HDF5: ");
    check("none.h5", "none.h5: cannot be read: ");
    check(".", ".: is a directory, not an HDF5 file");
}
