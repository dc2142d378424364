//! Bad input, from outside: each gets its exit code and a message with place, fact and remedy, nothing panics, and no
//! file is left behind or damaged.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

mod config;
mod data;
mod output;
mod points;
mod program;
mod signals;

/// Three measurements of a mean, the model of most cases.
const MODEL: &str = "data {
  int<lower=1> N;
  vector[N] y;
}
parameters {
  real mu;
  real<lower=0> sigma;
}
model {
  y ~ normal(mu, sigma);
}
";

const DATA: &str = r#"{"N": 3, "y": [1, 2, 4]}"#;

const AXES: &str = "mu = { min = -5, max = 10, n = 11 }\nsigma = { min = 0.5, max = 9, n = 11 }\n";

/// A grid over the model and its data, with these axes.
fn grid(axes: &str) -> String {
    format!(
        "model.program = 'm.stan'\nmodel.data = 'd.json'\nrun.output = 'out.h5'\nmethod.kind = 'grid'\n[method.axes]\n{axes}"
    )
}

/// A method over a program without data, with these axes.
fn without_data(kind: &str, axes: &str) -> String {
    format!(
        "model.program = 'm.stan'\nrun.output = 'out.h5'\nrun.workers = 2\nmethod.kind = '{kind}'\n[method.axes]\n{axes}"
    )
}

/// Files by name; `a.toml`, `m.stan` and `d.json` are there and right unless a case has others.
type Files<'a> = &'a [(&'a str, &'a [u8])];

/// Writes the files of a case.
fn prepare(directory: &Path, files: Files) {
    let config = grid(AXES);
    let usual: Files = &[("a.toml", config.as_bytes()), ("m.stan", MODEL.as_bytes()), ("d.json", DATA.as_bytes())];
    for (name, text) in usual.iter().chain(files) {
        fs::write(directory.join(name), text).expect("a file can be written");
    }
}

/// All files of a directory with their bytes, hidden ones too; directories have none.
fn listing(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry"));
    let read = |path: &Path| if path.is_dir() { Vec::new() } else { fs::read(path).expect("a file can be read") };
    entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), read(&entry.path()))).collect()
}

/// Runs the program under a shell that first executes `limits`.
fn mcrun_under(limits: &str, directory: &Path, args: &[&str]) -> Output {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{limits} exec \"$0\" \"$@\"")).arg(env!("CARGO_BIN_EXE_mcrun"));
    command.args(args).current_dir(directory).output().expect("a shell starts")
}

fn mcrun(directory: &Path, args: &[&str]) -> Output {
    mcrun_under("", directory, args)
}

/// Checks the exit code and that standard error has these parts, in this order.
fn check_answer(what: &str, output: &Output, code: i32, expected: &[&str]) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!stderr.contains("panicked"), "{what}\n{stderr}");
    assert_eq!(output.status.code(), Some(code), "{what}\n{stderr}");
    let mut rest = &*stderr;
    for part in expected {
        let found = rest.split_once(part);
        rest = found.unwrap_or_else(|| panic!("{what}: expected {part:?} in\n{stderr}")).1;
    }
}

/// Runs the program in a directory with these files: its answer is as expected and no file is changed.
fn check_under(limits: &str, files: Files, args: &[&str], code: i32, expected: &[&str]) {
    let directory = tempfile::tempdir().expect("a directory");
    prepare(directory.path(), files);
    let before = listing(directory.path());
    let output = mcrun_under(limits, directory.path(), args);
    check_answer(&format!("{args:?}"), &output, code, expected);
    let after = listing(directory.path());
    let names: Vec<&String> = after.keys().collect();
    assert!(before == after, "{args:?}, {expected:?}: files were changed, now there are {names:?}");
}

/// The same, without limits: `a.toml` is run.
fn check_run(files: Files, code: i32, expected: &[&str]) {
    check_under("", files, &["a.toml"], code, expected);
}

#[test]
fn the_usual_files_are_right() {
    let directory = tempfile::tempdir().expect("a directory");
    prepare(directory.path(), &[]);
    check_answer("usual", &mcrun(directory.path(), &["a.toml"]), 0, &["wrote out.h5"]);
    assert_eq!(listing(directory.path()).len(), 4);
}
