//! Other processes at the same files, and runs that have changed.

use std::fs;

use mcrun::store::read::ResultReader;

use super::cases::{DATA, NUTS, PROGRAM};
use super::place::{Place, check, check_answer, send, stderr};

#[test]
fn a_second_process_is_refused_and_the_first_is_not_disturbed() {
    let place = Place::new(NUTS);
    let mut first = place.start_until(&["a.toml", "-j", "1"], 1);
    let holder = format!("another run is writing this result (process {} on ", first.id());
    for args in [&["a.toml"][..], &["a.toml", "--force"], &["a.toml", "--resume"], &["run", "out.h5", "--resume"]] {
        send("STOP", &first);
        let output = place.run(args);
        send("CONT", &first);
        check(&output, 1, &["out.h5: ", &holder, "); wait for it, or choose another output"]);
    }
    let status = first.wait().expect("the program ends");
    check_answer(status, "", 0, &[]);
    place.check_result();
}

#[test]
fn a_process_that_was_killed_holds_nothing() {
    let place = Place::new(NUTS);
    let mut first = place.start_until(&["a.toml", "-j", "1"], 1);
    first.kill().expect("a child can be killed");
    first.wait().expect("the program ends");
    let remedy = "go on with it: mcrun run out.h5 --resume, or throw it away with --force";
    check(&place.run(&["a.toml"]), 1, &["out.h5: there is an unfinished run of this result (chains: ", remedy]);
    place.resume();
}

#[test]
fn a_reader_of_the_old_result_neither_blocks_nor_suffers() {
    let place = Place::new(NUTS);
    let short = ["a.toml", "-s", "method.draws=50", "-s", "method.warmup=50"];
    check(&place.run(&short), 0, &[]);
    let old = fs::read(place.output()).expect("a result");
    let copy = place.path("copy.h5");
    fs::write(&copy, old).expect("a file can be written");
    // HDF5 holds a lock on what it has open.
    let reader = ResultReader::open(&place.output()).expect("a result");
    check(&place.run(&["a.toml", "--force"]), 0, &[]);
    let (left, right) = (reader, ResultReader::open(&copy).expect("a result"));
    for array in ["mu", "sigma", "again"] {
        let bits = |reader: &ResultReader| {
            let values = reader.read_f64("posterior", array).expect("an array");
            values.into_iter().map(f64::to_bits).collect::<Vec<u64>>()
        };
        assert_eq!(bits(&left), bits(&right));
    }
    drop(left);
    place.check_result();
}

#[test]
fn a_run_that_has_changed_is_refused_with_all_differences() {
    let place = Place::new(NUTS);
    place.interrupt_after(2);
    let before = place.history().expect("a journal");
    let refused = |args: &[&str], expected: &[&str]| {
        let first = ["out.h5: this is not the run that was begun\n"];
        let last = ["undo the change, begin anew with --force, or choose another output"];
        check(&place.run(args), 2, &[&first, expected, &last].concat());
        let after = place.history().expect("a journal");
        assert!(after.commits == before.commits);
        place.prepare();
    };
    let change = |name: &str, text: &str, from: &str, to: &str| {
        assert!(text.contains(from));
        fs::write(place.path(name), text.replace(from, to)).expect("a file can be written");
    };
    let resume = &["run", "out.h5", "--resume"];
    change("a.toml", &NUTS.config(), "run.seed = 7", "run.seed = 8");
    refused(resume, &["  setting run.seed was 7, and is 8\n"]);
    change("a.toml", &NUTS.config(), "warmup = 400", "warmup = 299");
    refused(&["a.toml", "--resume"], &["  setting method.warmup was 400, and is 299\n"]);
    change("m.stan", PROGRAM, "0.1 * x", "0.2 * x");
    let line = "line 4 was `for (i in 1:n) y = sin(y) + 0.1 * x;`, and is `for (i in 1:n) y = sin(y) + 0.2 * x;`\n";
    refused(resume, &["m.stan: ", line]);
    change("d.json", DATA, "[1, 2, 4]", "[1, 2, 5]");
    refused(resume, &["  data `y` have changed\n"]);
    change("d.json", DATA, "[1, 2, 4]", "[1, 2, 5]");
    refused(
        &["a.toml", "--resume", "--seed", "1"],
        &["  setting run.seed was 7, and is 1\n", "  data `y` have changed\n"],
    );

    let said = place.resume();
    assert!(!said.contains("error"), "{said}");
    let again = place.run(resume);
    check(&again, 0, &["out.h5 is complete already"]);
    assert!(!stderr(&again).contains("error"));
}
