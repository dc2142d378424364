//! The files of a run, without a program around them.

use std::path::Path;
use std::time::Duration;

use mcrun::draws::parts::{Phase, Work};
use mcrun::draws::{Array, Coordinate, Dimension, Element, Group, Sink};
use mcrun::store::journal::{History, Identity, journal_path, unfinished_path};
use mcrun::store::read::ResultReader;
use mcrun::store::run_file::{Opening, RunFile};

const PHASE: Phase = Phase { number: 0, n_parts: 2, divided: true };

fn group(name: &str) -> Group {
    Group {
        name: name.into(),
        dimensions: vec![Dimension::new("x", Coordinate::Index(4))],
        arrays: vec![Array::new("y", vec!["x".into()], Element::Float)],
        attributes: Vec::new(),
    }
}

fn open(output: &Path, name: &str, (force, resume): (bool, bool), every: Duration) -> RunFile {
    let opening = Opening { output, force, resume, extends: None, shards: &[], commit_every: every };
    RunFile::open(&opening, Identity::default(), &[group(name)], &|_| {}).expect("the files can be made")
}

const NEVER: Duration = Duration::from_secs(10_000);

#[test]
fn a_run_that_stops_before_a_part_is_done_leaves_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let output = directory.path().join("out.h5");
    let file = open(&output, "mcrun", (false, false), NEVER);
    file.write((0, 0), 0, &[1.0, 2.0]).expect("there is room");
    let paused = file.pause();
    assert!(!paused.is_kept && paused.committed.is_ok());
    assert_eq!(std::fs::read_dir(directory.path()).expect("a directory").count(), 0);
}

#[test]
fn a_run_that_replaces_a_result_does_so_when_it_is_gone_on_with() {
    let directory = tempfile::tempdir().expect("a directory");
    let output = directory.path().join("out.h5");
    std::fs::write(&output, "old").expect("a file can be written");
    let file = open(&output, "mcrun", (true, false), NEVER);
    file.write((0, 0), 0, &[1.0, 2.0]).expect("there is room");
    file.keep(PHASE.part(0), vec![7]).expect("it is kept");
    assert!(file.pause().is_kept);
    assert_eq!(std::fs::read(&output).expect("a file"), b"old");

    let file = open(&output, "mcrun", (false, true), NEVER);
    assert_eq!(file.work(PHASE, 0), Work::Kept(vec![7]));
    assert_eq!(file.work(PHASE, 1), Work::New);
    file.write((0, 0), 2, &[3.0, 4.0]).expect("there is room");
    file.finish(&[]).expect("it is complete");
    let read = ResultReader::open(&output).expect("a result").read_f64("mcrun", "y").expect("an array");
    assert_eq!(read, [1.0, 2.0, 3.0, 4.0]);
    assert!(!journal_path(&output).exists() && !unfinished_path(&output).exists());
}

/// Such groups are made anew by a run that is gone on with, whose file does not have them.
#[test]
fn groups_that_are_added_are_not_in_the_journal() {
    let directory = tempfile::tempdir().expect("a directory");
    let output = directory.path().join("out.h5");
    let mut file = open(&output, "posterior", (false, false), NEVER);
    file.write((0, 0), 0, &[1.0, 2.0, 3.0, 4.0]).expect("there is room");
    file.keep(PHASE.part(0), vec![1]).expect("it is kept");
    file.add(&[group("mcrun")]).expect("there is room");
    file.write((1, 0), 0, &[5.0; 4]).expect("there is room");
    assert!(file.pause().is_kept);
    let history = History::read(&output).expect("a journal").expect("a run");
    assert!(history.written().all(|stretch| stretch.array.0 == 0));

    let mut file = open(&output, "posterior", (false, true), NEVER);
    file.add(&[group("mcrun")]).expect("there is room");
    file.write((1, 0), 0, &[6.0; 4]).expect("there is room");
    file.finish(&[]).expect("it is complete");
    let read = ResultReader::open(&output).expect("a result").read_f64("mcrun", "y").expect("an array");
    assert_eq!(read, [6.0; 4]);
}
