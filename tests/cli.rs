//! The program from outside: exit codes, and what goes to which stream.

use std::process::{Command, Output};

/// Runs the program in a directory with the given files.
fn mcrun(files: &[(&str, &str)], args: &[&str]) -> Output {
    let directory = tempfile::tempdir().expect("a directory for files");
    for (name, text) in files {
        std::fs::write(directory.path().join(name), text).expect("a file");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcrun"));
    command.args(args).current_dir(directory.path()).output().expect("the program starts")
}

/// Checks exit code, the start of standard output and the start of standard error.
fn check(files: &[(&str, &str)], args: &[&str], code: i32, stdout: &str, stderr: &str) {
    let output = mcrun(files, args);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{out}\n{err}");
    assert!(out.starts_with(stdout) && (!stdout.is_empty() || out.is_empty()), "{args:?}\n{out}");
    assert!(err.starts_with(stderr) && (!stderr.is_empty() || err.is_empty()), "{args:?}\n{err}");
}

#[test]
fn help_and_version_are_asked_for() {
    check(&[], &["--version"], 0, "mcrun 0.", "");
    check(&[], &["--help"], 0, "mcrun computes posteriors", "");
    check(&[], &["run", "--help"], 0, "Run a config", "");
}

#[test]
fn methods_lists_every_setting() {
    let output = mcrun(&[], &["methods"]);
    let text = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(0));
    for part in
        ["kind = \"grid\"", "kind = \"sweep\"", "spacing", "combine = \"product\"", "[run]", "workers = \"auto\""]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn check_says_which_methods_fit_and_why_others_do_not() {
    let fits = |program: &str, expected: &str| {
        let output = mcrun(&[("m.stan", program)], &["check", "m.stan"]);
        let text = String::from_utf8(output.stdout).expect("text");
        assert!(text.contains(expected), "{expected}\n{text}");
    };
    let all = "  methods that fit: grid, sweep, nuts, metropolis, importance, prior\n";
    fits("parameters { real x; } model { x ~ normal(0, 1); }", all);
    fits(
        "parameters { real x; real y; }",
        "  methods that fit: grid, sweep, nuts, metropolis, importance\n    not prior: the parameter `x` has no `~`, so there is no \
         prior to draw it from (m.stan:1:19); and 1\n        more reason\n",
    );
    fits(
        "parameters { vector[2] x; } model { x[1] ~ normal(0, 1); }",
        "    not prior: x[2] has no `~`, so there is no prior to draw it from: give it a distribution\n",
    );
    fits(
        "parameters { real x; } model { x ~ normal(0, 1); reject(\"no\"); }",
        "    not prior: no draw from the prior succeeds",
    );
    fits("generated quantities { real x = 1; }", "    not prior: the program has no parameters\n");
}

#[test]
fn wrong_arguments_exit_with_2() {
    check(&[], &[], 2, "", "error: the following required arguments");
    check(&[], &["sumary", "a.h5"], 2, "", "error: there is no verb `sumary`; did you mean `summary`?");
    check(&[], &["m.stan"], 2, "", "error: m.stan is a program, and runs have configs");
    check(&[], &["check", "a.toml", "--data", "d.json"], 2, "", "error: `--data` goes with a program");
}

#[test]
fn wrong_configs_exit_with_2_and_show_every_mistake() {
    check(&[], &["a.toml"], 2, "", "error: this file cannot be read: there is no such file\n --> a.toml\n");
    let config = [("a.toml", "model.code = ''\n[run]\nsed = 1\nworkers = 0\n")];
    let stderr = concat!(
        "error: unknown setting `sed` in [run]\n",
        " --> a.toml:3:1\n",
        "  |\n",
        "3 | sed = 1\n",
        "  | ^^^\n",
        "  = help: did you mean `seed`?\n",
        "\n",
        "error: `run.workers` is 0, but must be \"auto\" or an integer from 1 to 1024\n",
        " --> a.toml:4:11\n",
    );
    check(&config, &["a.toml"], 2, "", stderr);
    check(&config, &["check", "a.toml"], 2, "", stderr);
    check(&config, &["run", "a.toml", "--json"], 2, "{\"status\":\"wrong input\",\"errors\":[\"error: unknown", stderr);
}

#[test]
fn wrong_options_are_named() {
    let config = [("a.toml", "model.code = ''\n")];
    check(
        &config,
        &["a.toml", "--seed", "x"],
        2,
        "",
        "error: `run.seed` is the string \"x\", but must be an integer of at least 0\n --> --set run.seed=x\n",
    );
    check(&config, &["a.toml", "-s", "sed=1"], 2, "", "error: unknown table `sed`\n --> --set sed=1\n");
}

#[test]
fn points_are_read_strictly() {
    let files = [("a.toml", "model.code = ''\n"), ("p.json", "{\"scale\": \"unconstrained\", \"points\": [[1], 2]}")];
    let stderr = "error: point 2: must be an array of numbers";
    check(&files, &["log-density", "a.toml", "--points", "p.json"], 2, "", stderr);
    check(
        &files,
        &["log-density", "--model", "m.stan", "--points", "q.json"],
        2,
        "",
        "error: this file cannot be read",
    );
}

#[test]
fn a_reader_who_leaves_is_no_error() {
    use std::process::Stdio;
    let mut child = Command::new(env!("CARGO_BIN_EXE_mcrun"))
        .arg("methods")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
