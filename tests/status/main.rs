//! Runs seen from outside: `status`, `snapshot` and `plan`, through the program and through the library.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

mod plan;
mod snapshot;
mod states;
mod watching;

/// A program whose density takes so long that a run of it can be watched.
const MODEL: &str = "functions {
  real slow(real x) {
    real y = x;
    for (i in 1:30) y = sin(y) + x;
    return 1e-6 * y;
  }
}
parameters {
  real mu;
  vector[2] z;
}
model {
  mu ~ normal(slow(mu), 1);
  z ~ normal(mu, 2);
}
generated quantities {
  int is_positive = mu > 0;
  vector[2] shifted = z + slow(mu);
}
";

/// The same without a term that stands in the way of draws from the prior.
fn prior_model() -> String {
    let program = MODEL.replace("normal(slow(mu), 1)", "normal(0, 1)");
    assert_ne!(program, MODEL);
    program
}

/// A program to sweep.
const SIMULATION: &str = "data {
  real x;
}
generated quantities {
  int n = poisson_rng(exp(x));
  real y = x;
  for (i in 1:2000) y = sin(y) + x;
}
";

/// A directory with a config `a.toml` of a method, to be run into `out.h5`.
struct Case {
    directory: tempfile::TempDir,
}

impl Case {
    /// `method` is the table of that name, and what comes after it.
    fn new(program: &str, method: &str) -> Case {
        let directory = tempfile::tempdir().expect("a directory");
        let config = format!(
            "model.program = 'm.stan'\n[run]\nseed = 7\nworkers = 2\noutput = 'out.h5'\ncommit_every = 0.02\n[method]\n{method}"
        );
        std::fs::write(directory.path().join("m.stan"), program).expect("a file");
        std::fs::write(directory.path().join("a.toml"), config).expect("a file");
        Case { directory }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn output(&self) -> PathBuf {
        self.path("out.h5")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mcrun"));
        command.args(args).current_dir(self.directory.path());
        command
    }

    /// Runs the program to its end.
    fn mcrun(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program starts")
    }

    /// Runs the program, which must succeed, and returns its standard output.
    fn answer(&self, args: &[&str]) -> String {
        let output = self.mcrun(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// Starts a run.
    fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.arg("--quiet").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts")
    }

    /// Starts a run of `a.toml` that is too long to end by itself, and waits until `is_far` says so of its journal.
    fn start_until(&self, is_far: impl Fn(&mcrun::report::status::Status) -> bool) -> Child {
        let child = self.start(&["a.toml"]);
        let started = Instant::now();
        while !is_far(&mcrun::run::status(&self.output()).expect("a status")) {
            assert!(started.elapsed() < Duration::from_secs(120), "the run gets nowhere");
            std::thread::sleep(Duration::from_millis(5));
        }
        child
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Ends a run as a power failure would.
fn kill(mut child: Child) {
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
}

/// Checks that two results have the same datasets, bit for bit.
fn assert_same(what: &str, left: &Path, right: &Path) {
    let difference = mcrun::store::compare::first_difference(left, right).expect("both can be read");
    assert_eq!(difference, None, "{what}");
}
