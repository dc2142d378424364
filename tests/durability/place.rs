//! A directory in which a case is run, and what the run of it should end with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use mcrun::store::compare::first_difference;
use mcrun::store::journal::History;
use tempfile::TempDir;

use super::cases::{CASES, Case, DATA, PROGRAM};

/// What stands where the result goes, in places that have an older one.
pub const OLD: &[u8] = b"an old result";

/// So long is waited for what must happen.
const PATIENCE: Duration = Duration::from_secs(300);

/// A directory with the files of a case.
pub struct Place {
    pub case: Case,
    pub directory: TempDir,
}

impl Place {
    pub fn new(case: Case) -> Place {
        let place = Place { case, directory: tempfile::tempdir().expect("a directory") };
        place.prepare();
        place
    }

    /// Writes config, program and data.
    pub fn prepare(&self) {
        for (name, text) in [("a.toml", self.case.config().as_str()), ("m.stan", PROGRAM), ("d.json", DATA)] {
            fs::write(self.path(name), text).expect("a file can be written");
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn output(&self) -> PathBuf {
        self.path("out.h5")
    }

    pub fn command(&self, args: &[&str]) -> Command {
        command_in(self.directory.path(), args)
    }

    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args).spawn().expect("the program starts")
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.start(args).wait_with_output().expect("the program ends")
    }

    /// What the journal says, if there is one that was begun.
    pub fn history(&self) -> Option<History> {
        History::read(&self.output()).expect("the journal is whole")
    }

    /// Starts a run and waits until it has committed so often, or has ended.
    pub fn start_until(&self, args: &[&str], n_commits: usize) -> Child {
        let mut child = self.start(args);
        wait_for(|| {
            child.try_wait().expect("a child").is_some()
                || self.history().is_some_and(|history| history.commits.len() >= n_commits)
        });
        child
    }

    /// Runs it until it has committed so often, and has it stop.
    pub fn interrupt_after(&self, n_commits: usize) {
        let child = self.start_until(&["a.toml", "-j", "2"], n_commits);
        send("TERM", &child);
        let output = child.wait_with_output().expect("the program ends");
        check(&output, 130, &["interrupted: what was done is kept; go on with: mcrun run out.h5 --resume"]);
    }

    /// Goes on with it to the end and compares.
    pub fn resume(&self) -> String {
        let output = self.run(&["run", "out.h5", "--resume", "-j", "3"]);
        check(&output, 0, &[]);
        self.check_result();
        stderr(&output)
    }

    /// Checks that the result is there, as it should be, and nothing else is left.
    pub fn check_result(&self) {
        assert_eq!(self.difference(&self.output()), None, "{}", self.case.name);
        assert!(self.is_tidy(), "{}: something is left", self.case.name);
    }

    /// How a result differs from that of a run that nothing has happened to.
    pub fn difference(&self, result: &Path) -> Option<String> {
        first_difference(result, &reference(self.case).0).expect("both can be read")
    }

    /// Whether there is nothing of an unfinished run.
    pub fn is_tidy(&self) -> bool {
        let names = fs::read_dir(self.directory.path()).expect("a directory");
        !names.into_iter().any(|entry| entry.expect("an entry").file_name().to_string_lossy().starts_with("out.h5."))
    }
}

/// The program in a directory, with these arguments.
pub fn command_in(directory: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcrun"));
    command.args(args).current_dir(directory);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// The result of a run that nothing has happened to, and how long that took.
pub fn reference(case: Case) -> &'static (PathBuf, Duration) {
    static REFERENCES: [OnceLock<(PathBuf, Duration)>; CASES.len()] = [const { OnceLock::new() }; CASES.len()];
    let index = CASES.iter().position(|known| known.name == case.name).expect("a known case");
    REFERENCES[index].get_or_init(|| {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let result = directory.join(format!("durability-{}-{}.h5", case.name, std::process::id()));
        let place = Place::new(case);
        let started = Instant::now();
        check(&place.run(&["a.toml", "-s", "run.commit_every=1000", "-j", "2"]), 0, &[]);
        let took = started.elapsed();
        // Readers keep the file while its name goes.
        fs::copy(place.output(), &result).expect("a copy can be made");
        (result, took)
    })
}

/// Waits until something is so.
pub fn wait_for(mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "it does not happen");
        std::thread::sleep(Duration::from_millis(2));
    }
}

pub fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args(["-s", signal, &child.id().to_string()]).stderr(Stdio::null()).status();
    // The child may have ended.
    sent.expect("kill starts");
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Checks the exit code and that standard error has these parts, in this order.
pub fn check(output: &Output, code: i32, expected: &[&str]) {
    check_answer(output.status, &stderr(output), code, expected);
}

pub fn check_answer(status: ExitStatus, stderr: &str, code: i32, expected: &[&str]) {
    assert!(!stderr.contains("panicked"), "{stderr}");
    assert_eq!(status.code(), Some(code), "{status}\n{stderr}");
    let mut rest = stderr;
    for part in expected {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("expected {part:?} in\n{stderr}")).1;
    }
}

/// Numbers that look random, counted on from a seed (Steele, Lea and Flood 2014, SplitMix64).
pub struct Numbers(pub u64);

impl Numbers {
    /// One below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(z ^ (z >> 31)) * u128::from(n)) >> 64) as u64
    }
}
