//! Runs that are told to end.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::{Files, check_answer, listing, prepare, without_data};

/// Each of the points takes a while.
const SLOW: &[u8] = b"functions {
  real slow(real x) {
    real y = x;
    for (i in 1:2000) y = sin(y) + x;
    return y;
  }
}
parameters {
  real mu;
}
model {
  target += slow(mu);
}
generated quantities {
  real z = slow(mu);
}
";

/// Starts a run of a million slow points, and waits until its file is growing.
fn start(directory: &Path) -> Child {
    let n_before = listing(directory).len();
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcrun"));
    command.args(["a.toml", "-f", "--json"]).current_dir(directory);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let started = Instant::now();
    while std::fs::read_dir(directory).expect("a directory").count() == n_before {
        assert!(started.elapsed() < Duration::from_secs(60), "the run has made no file");
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill starts");
    assert!(sent.success());
}

/// Starts a run, ends it, and checks that it said what is kept, that this is there, and that nothing else has changed.
fn check(method: &str, signal: &str) -> Output {
    let config = without_data(method, "mu = { min = 0, max = 1, n = 1_000_000 }\n");
    let files: Files = &[("a.toml", config.as_bytes()), ("m.stan", SLOW), ("out.h5", b"an old result")];
    let directory = tempfile::tempdir().expect("a directory");
    prepare(directory.path(), files);
    let before = listing(directory.path());
    let child = start(directory.path());
    send(signal, &child);
    let output = child.wait_with_output().expect("the program ends");
    check_answer(signal, &output, 130, &["interrupted"]);
    let mut after = listing(directory.path());
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    if message.contains("what was done is kept; go on with: mcrun run out.h5 --resume") {
        for name in ["out.h5.journal", "out.h5.unfinished"] {
            assert!(after.remove(name).is_some(), "{method} {signal}: there is no {name}");
        }
    } else {
        assert!(message.contains("interrupted before anything was done: nothing is kept"), "{message}");
    }
    assert!(before == after, "{method} {signal}");
    output
}

#[test]
fn an_interrupted_grid_keeps_what_was_done_and_the_old_result() {
    let output = check("grid", "-INT");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("{\"status\":\"interrupted\""));
    check("grid", "-TERM");
}

#[test]
fn an_interrupted_sweep_keeps_what_was_done_and_the_old_result() {
    check("sweep", "-INT");
}

#[test]
fn a_second_signal_ends_a_program_that_does_not_listen() {
    let directory = tempfile::tempdir().expect("a directory");
    let config = without_data("grid", "mu = { values = [1, 2] }\n");
    let program = b"transformed data {\n  int i = 0;\n  while (i < 1) i += 0;\n}\nparameters { real mu; }\n";
    prepare(directory.path(), &[("a.toml", config.as_bytes()), ("m.stan", program)]);
    let before = listing(directory.path());
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcrun"));
    command.arg("a.toml").current_dir(directory.path()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    // The first signal must come after the program has begun to listen, or it ends the program by itself.
    std::thread::sleep(Duration::from_millis(500));
    let started = Instant::now();
    while child.try_wait().expect("the child is ours").is_none() {
        assert!(started.elapsed() < Duration::from_secs(60), "the program goes on");
        send("-INT", &child);
        std::thread::sleep(Duration::from_millis(100));
    }
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(130));
    assert!(before == listing(directory.path()));
}
