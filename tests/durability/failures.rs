//! Runs of which many points fail: they end as soon as too many have, and what they keep of failed points has the same
//! bits however they were divided and interrupted.

use std::fs;
use std::path::Path;
use std::time::Duration;

use mcrun::draws::Attribute;
use mcrun::store::compare::first_difference;
use mcrun::store::journal::{History, journal_path};
use mcrun::store::read::ResultReader;
use tempfile::TempDir;

use super::place::{Numbers, check, command_in};

/// Refuses a part of all points, and takes a while for each.
const PROGRAM: &str = "
data { int n; real x; }
parameters { real mu; real<lower=0> sigma; }
transformed parameters {
  real y = mu;
  for (i in 1:n) y = sin(y) + 0.1 * mu;
  if (mu < 0.4) reject(\"mu is \", mu);
}
model {
  mu ~ normal(1, 1);
  sigma ~ lognormal(0, 0.5);
  x ~ normal(y, sigma);
}
generated quantities { real z = normal_rng(y, sigma); }
";

/// Every method, with its settings.
const METHODS: [(&str, &str); 6] = [
    ("grid", "axes.mu = { min = -2, max = 3, n = 101 }\naxes.sigma = { min = 0.3, max = 6, n = 41 }"),
    ("sweep", "axes.mu = { min = -2, max = 3, n = 61 }\naxes.sigma = { min = 0.3, max = 6, n = 51 }"),
    ("prior", "draws = 4000"),
    ("importance", "draws = 8000\nresample = 100"),
    ("nuts", "chains = 3\nwarmup = 300\ndraws = 500"),
    ("metropolis", "chains = 3\nwarmup = 1000\ndraws = 2000"),
];

/// A directory with a config, `a.toml`, that commits as often as it can.
fn place((kind, settings): (&str, &str)) -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    let config = format!(
        "model.program = 'm.stan'\nrun.seed = 7\nrun.output = 'out.h5'\nrun.commit_every = 0.02\ndata = {{ n = 30, x = 1 }}\n[method]\n\
         kind = '{kind}'\n{settings}\n"
    );
    for (name, text) in [("a.toml", config.as_str()), ("m.stan", PROGRAM)] {
        fs::write(directory.path().join(name), text).expect("a file can be written");
    }
    directory
}

/// Runs the program and checks its exit code, and that standard error has these parts.
fn run(directory: &Path, args: &str, code: i32, expected: &[&str]) {
    let args: Vec<&str> = args.split_whitespace().collect();
    check(&command_in(directory, &args).output().expect("the program starts"), code, expected);
}

fn check_equal(directory: &Path, left: &str, right: &str) {
    let (left, right) = (directory.join(left), directory.join(right));
    assert_eq!(first_difference(&left, &right).expect("both can be read"), None);
}

/// What part of its points has failed.
fn failed_part(result: &Path, n_points: u64) -> f64 {
    let reader = ResultReader::open(result).expect("a result");
    let n_failed = reader.attribute("mcrun", "n_failed").expect("an attribute");
    let Some(Attribute::Int(n_failed)) = n_failed else { panic!("{n_failed:?}") };
    n_failed as f64 / n_points as f64
}

const MANY: &str = "more than `max_failure_fraction` = ";
const REMEDY: &str = "what was done is kept: mcrun run out.h5 --resume -s run.max_failure_fraction=1 goes on with it";

#[test]
fn a_run_ends_as_soon_as_too_many_points_have_failed_and_can_be_gone_on_with() {
    for method in METHODS {
        let directory = place(method);
        let at = directory.path();
        run(at, "a.toml -o one.h5 -j 1", 0, &[]);
        for workers in [1, 3] {
            run(at, &format!("a.toml -s run.max_failure_fraction=0.02 -j {workers}"), 1, &[MANY, "mu is ", REMEDY]);
            let (done, total) = done(at);
            assert!(0 < done && done < total / 2, "{method:?}: {done} of {total} were done");
            run(at, "run out.h5 --resume", 1, &[MANY, "mu is ", REMEDY]);
            assert!(self::done(at).0 < total / 2, "{method:?}: it was gone on with");
            run(at, "run out.h5 --resume -s run.max_failure_fraction=1 -j 2", 0, &[]);
            check_equal(at, "one.h5", "out.h5");
            assert!(!journal_path(&at.join("out.h5")).exists());
            fs::remove_file(at.join("out.h5")).expect("it is there");
        }
    }
}

/// How many units of the work are committed, and how many there are.
fn done(directory: &Path) -> (u64, u64) {
    let history = History::read(&directory.join("out.h5")).expect("a journal").expect("a run");
    (history.progress().done, history.progress().total)
}

/// The one point more that makes too many may be the last one of all.
#[test]
fn whether_too_many_points_have_failed_does_not_depend_on_the_workers() {
    for method in METHODS {
        let directory = place(method);
        let at = directory.path();
        run(at, "a.toml -s run.max_failure_fraction=0.02", 1, &[MANY]);
        let (_, total) = done(at);
        run(at, "run out.h5 --resume -s run.max_failure_fraction=1", 0, &[]);
        let part = failed_part(&at.join("out.h5"), total);
        assert!(0.05 < part && part < 1.0, "{method:?}: {part}");
        for workers in [1, 2, 5] {
            let with =
                |part: f64| format!("a.toml --force -j {workers} -o again.h5 -s run.max_failure_fraction={part}");
            run(at, &with(part), 0, &[]);
            check_equal(at, "out.h5", "again.h5");
            run(at, &with(part.next_down()), 1, &[MANY]);
        }
    }
}

#[test]
fn failed_points_of_shards_are_those_of_one_run() {
    for method in METHODS {
        let directory = place(method);
        let at = directory.path();
        run(at, "a.toml -o one.h5", 0, &[]);
        for shard in [2, 3, 1] {
            run(at, &format!("a.toml --shard {shard}/3"), 0, &[]);
        }
        let merge = "merge out.h5.shard-1-of-3 out.h5.shard-2-of-3 out.h5.shard-3-of-3";
        run(at, &format!("{merge} -o out.h5"), 0, &[]);
        check_equal(at, "one.h5", "out.h5");
    }
}

/// A shard ends where its own points are too many for the whole, and all of them together may be too many.
#[test]
fn shards_of_which_too_many_points_failed_can_be_merged_all_the_same() {
    let directory = place(METHODS[2]);
    let at = directory.path();
    run(at, "a.toml -o one.h5", 0, &[]);
    let part = failed_part(&at.join("one.h5"), 4000);
    let few = part / 4.0;
    run(
        at,
        &format!("a.toml --shard 1/2 -s run.max_failure_fraction={few}"),
        1,
        &[MANY, "mu is ", "what was done is kept"],
    );
    run(at, "run out.h5.shard-1-of-2 --resume -s run.max_failure_fraction=1", 0, &["shard 1/2 is done"]);
    run(at, "a.toml --shard 2/2 -s run.max_failure_fraction=0.9", 0, &["shard 2/2 is done"]);
    run(at, "merge out.h5.shard-1-of-2 out.h5.shard-2-of-2 -o out.h5", 1, &[MANY, "mu is ", REMEDY]);
    run(at, "run out.h5 --resume -s run.max_failure_fraction=1", 0, &[]);
    check_equal(at, "one.h5", "out.h5");
}

#[test]
fn failed_points_of_runs_that_are_killed_are_those_of_one_run() {
    let mut numbers = Numbers(3);
    for method in METHODS {
        let directory = place(method);
        let at = directory.path();
        let started = std::time::Instant::now();
        run(at, "a.toml -o one.h5 -j 2", 0, &[]);
        let took = started.elapsed();
        let mut args = vec!["a.toml"];
        for _ in 0..4 {
            let workers = (1 + numbers.below(4)).to_string();
            let mut child = command_in(at, &[&args[..], &["-j", &workers]].concat()).spawn().expect("it starts");
            std::thread::sleep(Duration::from_micros(numbers.below(took.as_micros() as u64)));
            child.kill().expect("a child can be killed");
            child.wait().expect("it has ended");
            if at.join("out.h5").exists() {
                break;
            }
            args = vec!["a.toml", "--resume"];
        }
        run(at, "a.toml --resume", 0, &[]);
        check_equal(at, "one.h5", "out.h5");
    }
}

/// What a shorter run says of its failed points is the beginning of what the longer one says.
#[test]
fn failed_points_of_runs_that_became_longer_are_those_of_one_run() {
    let shorter = ["", "", "method.draws=900", "method.draws=3000", "method.draws=200", "method.draws=700"];
    for (method, shorter) in METHODS.into_iter().zip(shorter).skip(2) {
        let directory = place(method);
        let at = directory.path();
        run(at, "a.toml -o one.h5", 0, &[]);
        run(at, &format!("a.toml -s {shorter}"), 0, &[]);
        run(at, "a.toml --resume", 0, &[]);
        check_equal(at, "one.h5", "out.h5");
    }
}
