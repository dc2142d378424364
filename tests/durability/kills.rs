//! Runs that are killed at random moments, and gone on with by other numbers of workers until they are done.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use mcrun::store::journal::History;

use super::cases::{CASES, Case};
use super::place::{Numbers, OLD, Place, check, reference, stderr};

/// After so many kills a run is left alone.
const KILLS_OF_A_RUN: usize = 6;

const SIGKILL: i32 = 9;

#[test]
fn runs_that_are_killed_at_random_moments_end_with_the_same_bits() {
    let n_kills = std::env::var("MCRUN_KILLS").map_or(20, |text| text.parse().expect("MCRUN_KILLS is a number"));
    let (mut killed, mut in_journal, mut runs) = (0, 0, 0);
    while killed < n_kills {
        let case = CASES[runs % CASES.len()];
        let tally = run_with_kills(case, KILLS_OF_A_RUN.min(n_kills - killed), runs as u64);
        (killed, in_journal, runs) = (killed + tally.killed, in_journal + tally.after_a_commit, runs + 1);
    }
    println!("{runs} runs were killed {killed} times, {in_journal} of them after a commit: all have the same bits");
    assert!(in_journal > 0, "no run was killed after a commit");
}

struct Tally {
    killed: usize,
    after_a_commit: usize,
}

/// One run, killed up to so many times. Every second one replaces an older result.
fn run_with_kills(case: Case, most: usize, seed: u64) -> Tally {
    let place = Place::new(case);
    let took = reference(case).1;
    let mut numbers = Numbers(seed);
    let replaces = (seed / CASES.len() as u64).is_multiple_of(2);
    if replaces {
        fs::write(place.output(), OLD).expect("a file can be written");
    }
    let mut tally = Tally { killed: 0, after_a_commit: 0 };
    let mut before: Option<History> = None;
    loop {
        let workers = (1 + numbers.below(4)).to_string();
        let args: &[&str] = match (&before, numbers.below(2)) {
            (None, _) => &["a.toml", "--force"],
            (Some(_), 0) => &["a.toml", "--resume"],
            (Some(_), _) => &["run", "out.h5", "--resume"],
        };
        let mut child = place.start(&[args, &["-j", &workers]].concat());
        let mut seen = None;
        if tally.killed < most {
            std::thread::sleep(Duration::from_micros(numbers.below(took.as_micros() as u64)));
            seen = place.history();
            child.kill().expect("a child can be killed");
        }
        let output = child.wait_with_output().expect("the program ends");
        let message = stderr(&output);
        assert!(!message.contains("not whole") && !message.contains("are not those"), "{case:?}: {message}");
        if output.status.signal() != Some(SIGKILL) {
            check(&output, 0, &[]);
            place.check_result();
            return tally;
        }
        tally.killed += 1;
        check_output(&place, replaces);
        let after = place.history();
        check_kept(before.as_ref(), after.as_ref(), &place);
        check_kept(seen.as_ref(), after.as_ref(), &place);
        tally.after_a_commit += usize::from(after.as_ref().is_some_and(|history| !history.commits.is_empty()));
        before = after;
    }
}

/// The result is what it was before, or complete.
fn check_output(place: &Place, replaces: bool) {
    match fs::read(place.output()) {
        Ok(bytes) if replaces && bytes == OLD => {}
        Ok(_) => assert_eq!(place.difference(&place.output()), None),
        Err(error) => assert!(!replaces && error.kind() == std::io::ErrorKind::NotFound, "{error}"),
    }
}

/// All commits that were seen are still there, or the run is complete.
fn check_kept(before: Option<&History>, after: Option<&History>, place: &Place) {
    let Some(before) = before else { return };
    match after {
        Some(after) => {
            assert!(after.commits.starts_with(&before.commits), "{}: commits are gone", place.case.name);
        }
        None => assert_eq!(place.difference(&place.output()), None),
    }
}
