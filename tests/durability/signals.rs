//! Runs that are asked to stop.

use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use super::cases::{CASES, NUTS};
use super::place::{Numbers, Place, check, reference, send, stderr, wait_for};

const KEPT: &str = "interrupted: what was done is kept; go on with: mcrun run out.h5 --resume\n";
const NOTHING: &str = "interrupted before anything was done: nothing is kept\n";

#[test]
fn runs_that_are_stopped_and_gone_on_with_end_with_the_same_bits() {
    for (seed, case) in CASES.into_iter().enumerate() {
        let place = Place::new(case);
        let mut numbers = Numbers(seed as u64);
        let took = reference(case).1;
        let mut resume = false;
        for (stop, signal) in ["TERM", "INT", "TERM", ""].into_iter().enumerate() {
            let args: &[&str] = if resume { &["run", "out.h5", "--resume"] } else { &["a.toml"] };
            let mut child = place.start(&[args, &["-j", &(1 + stop % 3).to_string()]].concat());
            let child_id = child.id();
            if !signal.is_empty() {
                // Before that it does not listen yet.
                let listens = || place.history()?.holder.filter(|holder| holder.process == child_id);
                wait_for(|| listens().is_some() || child.try_wait().expect("a child").is_some());
                std::thread::sleep(Duration::from_micros(numbers.below(took.as_micros() as u64 / 3)));
                send(signal, &child);
            }
            let output = child.wait_with_output().expect("the program ends");
            if output.status.success() {
                break;
            }
            let message = stderr(&output);
            assert_eq!(output.status.code(), Some(130), "{signal} {:?} {message}", output.status.signal());
            assert!(!place.output().exists());
            resume = message.ends_with(KEPT);
            assert!(resume || message.ends_with(NOTHING), "{message}");
            assert!(resume != place.is_tidy(), "{message}");
        }
        place.check_result();
    }
}

#[test]
fn a_second_signal_leaves_at_once_and_loses_only_what_was_not_committed() {
    let place = Place::new(NUTS);
    let child = place.start_until(&["a.toml", "-j", "2"], 2);
    let before = place.history().expect("a journal");
    send("INT", &child);
    send("INT", &child);
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    let after = place.history().expect("a journal");
    assert!(after.commits.starts_with(&before.commits));
    place.resume();
}

#[test]
fn a_run_that_cannot_succeed_leaves_nothing() {
    let place = Place::new(NUTS);
    let program = "parameters { real mu; } model { reject(\"never\"); }";
    std::fs::write(place.path("m.stan"), program).expect("a file can be written");
    check(&place.run(&["a.toml"]), 1, &["found no starting point"]);
    assert!(place.is_tidy() && !place.output().exists());
}
