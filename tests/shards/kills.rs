//! Shards and merges that are killed at random moments, and gone on with by other numbers of workers.

use std::os::unix::process::ExitStatusExt;
use std::time::{Duration, Instant};

use mcrun::store::compare::first_difference;
use mcrun::store::journal::{History, journal_path};

use super::cases::{CASES, Case};
use super::place::{Numbers, Place, check};
use super::support::{listing, shards};

const N_SHARDS: u64 = 3;
/// So often a shard is killed, and so often a merge.
const KILLS: usize = 2;
const KILLS_OF_A_MERGE: usize = 3;
/// Merges take about so long, in microseconds.
const MERGE: u64 = 30_000;
const SIGKILL: i32 = 9;

/// Kills that came in time, and those of them that came after a commit.
#[derive(Default)]
struct Tally {
    killed: usize,
    after_a_commit: usize,
}

#[test]
fn shards_and_merges_that_are_killed_at_random_moments_give_one_run() {
    let mut tally = Tally::default();
    for (seed, case) in (0..).zip(CASES) {
        // A shorter likelihood than where whole runs are killed.
        let place = Place::new(case);
        std::fs::write(place.path("d.json"), r#"{"n": 60, "y": [1, 2, 4]}"#).expect("a file can be written");
        let started = Instant::now();
        check(&place.run(&["a.toml", "-o", "one.h5", "-q", "-j", "2"]), 0, &[]);
        let took = started.elapsed();
        let mut numbers = Numbers(seed);
        for index in [2, 3, 1] {
            kill_shard(&place, index, took, &mut numbers, &mut tally);
        }
        kill_merge(&place, &mut numbers);
        let difference = first_difference(&place.path("one.h5"), &place.output()).expect("both can be read");
        assert_eq!(difference, None, "{}", case.name);
        check_left(&place, case);
    }
    println!("shards were killed {} times, {} of them after a commit", tally.killed, tally.after_a_commit);
    assert!(tally.after_a_commit > 0, "no shard was killed after a commit");
}

/// A shard, killed up to so many times and then left alone.
fn kill_shard(place: &Place, index: u64, took: Duration, numbers: &mut Numbers, tally: &mut Tally) {
    let name = format!("out.h5.shard-{index}-of-{N_SHARDS}");
    let (which, shard) = (format!("{index}/{N_SHARDS}"), place.path(&name));
    let history = || History::read(&shard).expect("the journal is whole");
    for kills in 0.. {
        let workers = (1 + numbers.below(4)).to_string();
        let resume: &[&str] = match (history(), numbers.below(2)) {
            (Some(_), 0) => &["run", &name, "--resume"],
            _ => &["a.toml", "--shard", &which, "--resume"],
        };
        let before = history();
        let mut child = place.start(&[resume, &["-q", "-j", &workers]].concat());
        if kills < KILLS {
            std::thread::sleep(Duration::from_micros(numbers.below(took.as_micros() as u64 / 2)));
            child.kill().expect("a child can be killed");
        }
        let output = child.wait_with_output().expect("the program ends");
        if output.status.signal() != Some(SIGKILL) {
            return check(&output, 0, &[]);
        }
        let after = history();
        let is_kept = |after: &History| before.as_ref().is_none_or(|before| after.commits.starts_with(&before.commits));
        assert!(after.as_ref().map_or(before.is_none() || shard.exists(), is_kept), "{name}: commits are gone");
        tally.killed += 1;
        tally.after_a_commit += usize::from(after.is_some_and(|history| !history.commits.is_empty()));
    }
}

/// A merge, killed up to so many times.
fn kill_merge(place: &Place, numbers: &mut Numbers) {
    let all = shards(N_SHARDS);
    let args: Vec<&str> = ["merge"].into_iter().chain(all.split(' ')).chain(["-o", "out.h5", "-q"]).collect();
    for kills in 0.. {
        let mut child = place.start(&args);
        if kills < KILLS_OF_A_MERGE {
            std::thread::sleep(Duration::from_micros(numbers.below(MERGE)));
            child.kill().expect("a child can be killed");
        }
        let output = child.wait_with_output().expect("the program ends");
        let is_in_place = place.output().exists() && !journal_path(&place.output()).exists();
        match output.status.signal() {
            Some(SIGKILL) if is_in_place => return,
            Some(SIGKILL) => {}
            _ => return check(&output, 0, &[]),
        }
    }
}

/// Beside the results and the files of shards nothing is left.
fn check_left(place: &Place, case: Case) {
    let mut left = listing(place.directory.path());
    left.retain(|name| !["m.stan", "d.json"].contains(&name.as_str()));
    assert_eq!(left.join(" "), format!("one.h5 out.h5 {}", shards(N_SHARDS)), "{}", case.name);
}
