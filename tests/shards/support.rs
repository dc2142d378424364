//! Runs of the program in a directory of their own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use mcrun::store::compare::first_difference;
use tempfile::TempDir;

/// Has parameters with a prior, data that can be swept, and random numbers in what it generates.
const PROGRAM: &str = "
data {
  int N;
  vector[N] y;
  real scale;
}
parameters {
  real mu;
  real<lower=0> sigma;
}
model {
  mu ~ normal(0, 5);
  sigma ~ exponential(1);
  y ~ normal(mu, sigma * scale);
}
generated quantities {
  real z = normal_rng(mu, sigma * scale);
}
";

/// All methods, each with as many parts as shards want, and with what comes after their divided phase.
pub const METHODS: &[(&str, &str)] = &[
    (
        "grid",
        "kind = 'grid'\ndraws = 700\naxes.mu = { min = -3, max = 3, n = 81 }\naxes.sigma = { min = 0.1, max = 9, n = 61 }",
    ),
    (
        "zip",
        "kind = 'grid'\ncombine = 'zip'\naxes.mu = { min = -3, max = 3, n = 50 }\naxes.sigma = { min = 1, max = 9, n = 50 }",
    ),
    ("sweep", "kind = 'sweep'\naxes.scale = { min = 1, max = 2, n = 200 }\nfixed = { mu = 1.5, sigma = 2 }"),
    ("prior", "kind = 'prior'\ndraws = 6000"),
    ("importance", "kind = 'importance'\ndraws = 6000\nresample = 300"),
    ("nuts", "kind = 'nuts'\nchains = 4\nwarmup = 150\ndraws = 120\n[output]\nsave_warmup = true"),
    ("metropolis", "kind = 'metropolis'\nchains = 7\nwarmup = 300\ndraws = 200\nthin = 2"),
];

/// A directory with a config `a.toml` that runs a method into `out.h5`.
pub fn directory(method: &str) -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    write_config(directory.path(), "a.toml", method);
    directory
}

pub fn write_config(directory: &Path, name: &str, method: &str) {
    let config = format!(
        "[model]\ncode = '''{PROGRAM}'''\n[run]\nseed = 11\noutput = 'out.h5'\ncommit_every = 0.1\n[data]\nN = 4\ny = [0.5, 2.5, -1, 3]\nscale = 1\n[method]\n{method}\n"
    );
    std::fs::write(directory.join(name), config).expect("a config");
}

pub fn method(name: &str) -> &'static str {
    METHODS.iter().find(|(known, _)| *known == name).expect("a method").1
}

pub fn command(directory: &Path, args: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcrun"));
    command.args(args.split_whitespace()).current_dir(directory).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn start(directory: &Path, args: &str) -> Child {
    command(directory, args).spawn().expect("the program starts")
}

/// Checks the exit code, and that standard error contains all of `expected`.
pub fn check(directory: &Path, args: &str, code: i32, expected: &[&str]) -> Output {
    let output = command(directory, args).output().expect("the program starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args}\n{out}\n{err}");
    for part in expected {
        assert!(err.contains(part), "{args}: no {part:?} in\n{err}");
    }
    output
}

/// The names of all shards of `out.h5`, first to last.
pub fn shards(n: u64) -> String {
    let names: Vec<String> = (1..=n).map(|index| format!("out.h5.shard-{index}-of-{n}")).collect();
    names.join(" ")
}

/// Checks that two results have the same bits.
pub fn check_equal(directory: &Path, left: &str, right: &str) {
    let path = |name: &str| directory.join(name);
    assert_eq!(first_difference(&path(left), &path(right)).expect("both can be read"), None, "{left} {right}");
}

/// What stands in the directory besides configs, sorted.
pub fn listing(directory: &Path) -> Vec<String> {
    let names = std::fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.ends_with(".toml"));
    names.sort();
    names
}

/// Replaces the first `from` that stands in a record of the file of a shard, and corrects the record's checksum.
pub fn tamper(path: &PathBuf, from: &[u8], to: &[u8]) {
    let mut bytes = std::fs::read(path).expect("a file");
    let mut at = b"mcrun shard 1\n".len();
    while at < bytes.len() {
        let length = u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize;
        let record = at + 8..at + 8 + length;
        if let Some(found) = bytes[record.clone()].windows(from.len()).position(|window| window == from) {
            bytes[record.start + found..][..to.len()].copy_from_slice(to);
            let checksum = crc32fast::hash(&bytes[record]);
            bytes[at + 4..at + 8].copy_from_slice(&checksum.to_le_bytes());
            return std::fs::write(path, bytes).expect("the file is written");
        }
        at = record.end;
    }
    panic!("no record of {} has {from:?}", path.display());
}
