//! Whole runs of the program, from its start to its end, with files that are synced to the disk.
//!
//! What stands beside them was measured elsewhere, on two cores of a Zen 5 server (AVX-512, about 3.7 GHz);
//! `benches/peers/numpy_pool.py` measures numpy and `Pool.map` on the machine at hand.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::table::{Times, line};

/// Runs of each work; the first ones warm the caches of the system.
const RUNS: usize = 9;

/// A normal model on a grid, for which two numbers are data enough.
const NORMAL: &str = "
[model]
code = '''data { int N; } transformed data { vector[N] y; for (n in 1:N) y[n] = 2.0 * n / N - 1; }
parameters { real mu; real<lower=0> sigma; } model { y ~ normal(mu, sigma); }'''
[data]
N = 1000
[run]
seed = 1
output = 'out.h5'
[method]
kind = 'grid'
[method.axes]
mu = { min = -1, max = 1, n = 1000 }
sigma = { min = 0.5, max = 2, n = 1000 }
";

pub fn run() {
    let normal = Work::Text(NORMAL);
    line("normal grid, whole process with file", normal.time(&[]), (0.15, "the goal"), 1.0);
    let supernovae = ["-s", "method.axes.Omega_m.n=200", "-s", "method.axes.w.n=200"];
    line(
        "flat wCDM, whole process",
        Work::Config("supernovae").time(&supernovae),
        (0.265, "hand-written, elsewhere"),
        2.0,
    );
    line(
        "importance, whole process",
        Work::Config("logistic_evidence").time(&[]),
        (0.277, "hand-written, elsewhere"),
        2.0,
    );
    let sweep = Work::Config("simulation_sweep").time(&[]);
    line("zipped sweep with 80 MB, synced", sweep, (0.905, "Pool(2).map, elsewhere"), 1.0 / 8.0);
    line("eight schools to the first gradient", first_gradient(), (0.020, "the goal"), 1.0);
    line("eight schools, 4 x (1000 + 1000)", Work::Config("eight_schools").time(&[]), (0.25, "the goal"), 1.0);
}

/// The most memory that a grid of 10^8 points takes.
pub fn big() {
    let axes = ["-s", "method.axes.mu.n=10000", "-s", "method.axes.sigma.n=10000"];
    let directory = tempfile::tempdir().expect("a directory");
    let mut child = Work::Text(NORMAL).command(directory.path(), &axes).spawn().expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0;
    let start = Instant::now();
    while child.try_wait().expect("it can be asked").is_none() {
        peak = peak_memory(&status).unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(20));
    }
    println!("10^8 points: {peak:.0} MB at most (goal: under 300), {:.1} s", start.elapsed().as_secs_f64());
}

/// The peak of a process's memory so far, in MB, where the system tells.
fn peak_memory(status: &str) -> Option<f64> {
    let text = std::fs::read_to_string(status).ok()?;
    let kilobytes = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(kilobytes.trim().strip_suffix(" kB")?.parse::<f64>().ok()? / 1000.0)
}

/// One gradient of eight schools, written out: more than what a run does before its first.
fn first_gradient() -> Times {
    let points = r#"{"scale": "unconstrained", "points": [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]}"#;
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("points.json");
    std::fs::write(&file, points).expect("it can be written");
    let once = || {
        let mut command = program();
        command.arg("log-density").arg(config("eight_schools")).arg("--points").arg(&file);
        seconds(command)
    };
    times(once)
}

/// What is run.
enum Work {
    /// A config of this name in `configs/`.
    Config(&'static str),
    /// A config.
    Text(&'static str),
}

impl Work {
    fn time(&self, options: &[&str]) -> Times {
        times(|| {
            let directory = tempfile::tempdir().expect("a directory");
            seconds(self.command(directory.path(), options))
        })
    }

    fn command(&self, directory: &Path, options: &[&str]) -> Command {
        let mut command = program();
        match self {
            Work::Config(name) => command.arg(config(name)),
            Work::Text(text) => {
                let file = directory.join("config.toml");
                std::fs::write(&file, text).expect("it can be written");
                command.arg(file)
            }
        };
        command.arg("-o").arg(directory.join("out.h5")).args(options);
        command
    }
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcrun"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn config(name: &str) -> String {
    format!("{}/configs/{name}.toml", env!("CARGO_MANIFEST_DIR"))
}

fn times(once: impl FnMut() -> f64) -> Times {
    Times::of(std::iter::repeat_with(once).take(RUNS).collect())
}

fn seconds(mut command: Command) -> f64 {
    let start = Instant::now();
    let status = command.status().expect("it starts");
    assert!(status.success(), "{command:?} has failed");
    start.elapsed().as_secs_f64()
}
