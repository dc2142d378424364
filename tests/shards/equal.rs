//! Shards in any order, on any number of workers, killed and gone on with, give the bits of one run.

use std::time::Duration;

use mcrun::store::compare::first_difference;
use mcrun::store::read::ResultReader;

use super::support::{METHODS, check, check_equal, directory, listing, method, shards, start, tamper};

#[test]
fn shards_of_every_method_merged_are_one_run() {
    for (name, method) in METHODS {
        let directory = directory(method);
        let at = directory.path();
        check(at, "a.toml -o one.h5 -q -j 1", 0, &[]);
        for (index, workers) in [(3, 2), (5, 1), (1, 3), (4, 1), (2, 2)] {
            let done =
                check(at, &format!("a.toml --shard {index}/5 -j {workers}"), 0, &["mcrun merge out.h5.shard-*-of-5"]);
            assert!(done.stdout.is_empty(), "{name}: a shard has no summary");
        }
        assert_eq!(listing(at).join(" "), format!("one.h5 {}", shards(5)), "{name}: a shard leaves one file");
        let merged = check(at, &format!("merge {} -o out.h5 -q", shards(5)), 0, &[]);
        assert!(!merged.stdout.is_empty(), "{name}: a merged run has a summary");
        check_equal(at, "one.h5", "out.h5");
        assert_eq!(listing(at).join(" "), format!("one.h5 out.h5 {}", shards(5)), "{name}: nothing else is left");
    }
}

#[test]
fn one_shard_is_the_whole() {
    for name in ["grid", "importance"] {
        let directory = directory(method(name));
        check(directory.path(), "a.toml -o one.h5 -q", 0, &[]);
        check(directory.path(), "a.toml --shard 1/1", 0, &["shard 1/1 is done"]);
        check(directory.path(), "merge out.h5.shard-1-of-1 -o out.h5", 0, &[]);
        check_equal(directory.path(), "one.h5", "out.h5");
    }
}

#[test]
fn more_shards_than_parts_are_empty() {
    let directory = directory(method("nuts"));
    check(directory.path(), "a.toml -o one.h5 -q", 0, &[]);
    for index in 1..=9 {
        let expected = if [3, 5, 7, 9].contains(&index) { "is done: 1 of 4 parts" } else { "has nothing to do" };
        check(directory.path(), &format!("a.toml --shard {index}/9"), 0, &[expected]);
    }
    check(directory.path(), &format!("merge {} -o out.h5", shards(9)), 0, &[]);
    check_equal(directory.path(), "one.h5", "out.h5");
}

/// Where the kill comes does not matter to what is asserted.
#[test]
fn shards_that_were_killed_are_gone_on_with() {
    for name in ["grid", "nuts", "metropolis"] {
        let method = method(name).replace("draws = 120", "draws = 1200").replace("draws = 200", "draws = 4000");
        let directory = directory(&method);
        let at = directory.path();
        check(at, "a.toml -o one.h5 -q", 0, &[]);
        for (index, milliseconds) in [(1, 150), (2, 40), (3, 5), (4, 250), (5, 400)] {
            let mut child = start(at, &format!("a.toml --shard {index}/5 -j 2"));
            std::thread::sleep(Duration::from_millis(milliseconds));
            child.kill().expect("the child is ours");
            child.wait().expect("the child is ours");
            check(at, &format!("a.toml --shard {index}/5 --resume -j 1"), 0, &["; when all 5 are: "]);
        }
        check(at, &format!("merge {} -o out.h5", shards(5)), 0, &[]);
        check_equal(at, "one.h5", "out.h5");
    }
}

#[test]
fn a_merge_that_was_killed_is_merged_again() {
    for name in ["grid", "importance"] {
        let directory = directory(method(name));
        let at = directory.path();
        check(at, "a.toml -o one.h5 -q", 0, &[]);
        for index in 1..=2 {
            check(at, &format!("a.toml --shard {index}/2"), 0, &[]);
        }
        for milliseconds in [2, 5, 10, 20, 40, 80] {
            let mut child = start(at, &format!("merge {} -o out.h5", shards(2)));
            std::thread::sleep(Duration::from_millis(milliseconds));
            child.kill().expect("the child is ours");
            child.wait().expect("the child is ours");
            if at.join("out.h5").exists() {
                break;
            }
        }
        if !at.join("out.h5").exists() || at.join("out.h5.journal").exists() {
            check(at, &format!("merge {} -o out.h5", shards(2)), 0, &[]);
        }
        check_equal(at, "one.h5", "out.h5");
        assert_eq!(listing(at).join(" "), format!("one.h5 out.h5 {}", shards(2)));
    }
}

#[test]
fn an_unfinished_shard_is_found_by_its_name() {
    let directory = directory(method("sweep"));
    let at = directory.path();
    check(at, "a.toml --shard 2/2 --resume", 0, &["shard 2/2 is done"]);
    check(at, "a.toml --shard 2/2 --resume", 0, &["is complete already", "shard 2/2 is done"]);
    check(at, "out.h5 --shard 2/2 --resume", 0, &["is complete already", "shard 2/2 is done"]);
    check(at, "run out.h5.shard-2-of-2 --resume", 0, &["is complete already", "shard 2/2 is done"]);
    let setting = "-s method.axes.scale.max=3";
    check(at, &format!("a.toml --shard 2/2 --resume {setting}"), 2, &["this is not the run that was begun"]);
    check(at, "a.toml --shard 2/2", 1, &["out.h5.shard-2-of-2: exists already"]);
    check(at, "a.toml --shard 2/2 --force", 0, &["shard 2/2 is done"]);
}

/// Also the broken twin of all above: one number that is not that of the one run is seen.
#[test]
fn what_shards_have_computed_is_not_computed_again() {
    let directory = directory(&method("sweep").replace("min = 1, max = 2, n = 200", "values = [1, 2, 3, 4]"));
    let at = directory.path();
    check(at, "a.toml -o one.h5 -q", 0, &[]);
    for index in 1..=2 {
        check(at, &format!("a.toml --shard {index}/2"), 0, &[]);
    }
    let values = |name: &str| {
        let result = ResultReader::open(&at.join(name)).expect("a result");
        result.read_f64("sweep", "z").expect("an array")
    };
    let last = values("one.h5")[3];
    tamper(&at.join("out.h5.shard-2-of-2"), &last.to_le_bytes(), &1234.5f64.to_le_bytes());
    check(at, &format!("merge {} -o out.h5", shards(2)), 0, &[]);
    assert_eq!(values("out.h5"), [&values("one.h5")[..3], &[1234.5]].concat());
    let difference = first_difference(&at.join("one.h5"), &at.join("out.h5")).expect("both can be read");
    assert!(difference.is_some_and(|difference| difference.starts_with("/sweep/z")));
}
