//! Files of unfinished runs that were damaged: it is said, and the run goes on from before the damage.

use std::fs;
use std::path::Path;

use mcrun::store::journal::{journal_path, unfinished_path};

use super::cases::{CASES, GRID, NUTS};
use super::place::{Numbers, Place, check, stderr};

/// Bytes before the first record.
const MAGIC: usize = 16;
/// Bytes before each record: its length, four of them, and its checksum.
const PREFIX: usize = 8;

const CUT: &str = "that are not whole: they are cut off, and what they spoke of is done again";

/// An unfinished run, to be damaged again and again.
struct Unfinished {
    place: Place,
    journal: Vec<u8>,
    values: Vec<u8>,
}

impl Unfinished {
    fn new(case: super::cases::Case) -> Unfinished {
        let place = Place::new(case);
        place.interrupt_after(3);
        let read = |path: &Path| fs::read(path).expect("a file can be read");
        let (journal, values) = (read(&journal_path(&place.output())), read(&unfinished_path(&place.output())));
        Unfinished { place, journal, values }
    }

    fn put(&self, journal: &[u8], values: &[u8]) {
        let output = self.place.output();
        let _ = fs::remove_file(&output);
        fs::write(journal_path(&output), journal).expect("a file can be written");
        fs::write(unfinished_path(&output), values).expect("a file can be written");
    }

    /// Where records end, the magic among them.
    fn ends(&self) -> Vec<usize> {
        let mut ends = vec![MAGIC];
        loop {
            let at = ends[ends.len() - 1];
            let Some(prefix) = self.journal.get(at..at + 4) else { return ends };
            ends.push(at + PREFIX + u32::from_le_bytes(prefix.try_into().expect("four bytes")) as usize);
        }
    }

    /// Checks that the run cannot be gone on with, that a new one is refused, and that it can be begun anew.
    fn check_lost(&self, expected: &str) {
        let place = &self.place;
        let remedy = "begin anew with --force";
        let before = fs::read(journal_path(&place.output())).expect("a journal");
        for args in [&["run", "out.h5", "--resume"][..], &["a.toml", "--resume"], &["a.toml"]] {
            check(&place.run(args), 1, &["out.h5.journal: ", expected, remedy]);
            assert!(before == fs::read(journal_path(&place.output())).expect("a journal"), "the journal was changed");
        }
        check(&place.run(&["a.toml", "--force"]), 0, &[]);
        place.check_result();
    }
}

/// At most `n` of them, far from each other, the first and the last among them.
fn some(all: &[usize], n: usize) -> Vec<usize> {
    let step = (all.len() - 1).div_ceil(n - 1).max(1);
    let mut some: Vec<usize> = all.iter().copied().step_by(step).collect();
    some.extend(all.last());
    some.dedup();
    some
}

#[test]
fn a_journal_that_is_cut_anywhere_is_gone_on_with() {
    for case in [NUTS, GRID] {
        let run = Unfinished::new(case);
        let ends = run.ends();
        assert_eq!(*ends.last().expect("an end"), run.journal.len());
        for end in some(&ends[1..], 5) {
            run.put(&run.journal[..end], &run.values);
            assert!(!run.place.resume().contains(CUT));
            if let Some(longer) = [1, PREFIX, PREFIX + 3].into_iter().find(|more| end + more < run.journal.len()) {
                run.put(&run.journal[..end + longer], &run.values);
                let said = run.place.resume();
                assert!(said.contains(&format!("the journal ends with {longer} bytes {CUT}")), "{said}");
            }
        }
    }
}

#[test]
fn a_journal_with_a_wrong_bit_is_gone_on_with_from_before_it() {
    let mut numbers = Numbers(0);
    for case in [NUTS, GRID] {
        let run = Unfinished::new(case);
        let head = run.ends()[1];
        for _ in 0..6 {
            let at = head + numbers.below((run.journal.len() - head) as u64) as usize;
            let mut journal = run.journal.clone();
            journal[at] ^= 1 << numbers.below(8);
            run.put(&journal, &run.values);
            let said = run.place.resume();
            assert!(said.contains(CUT), "{said}");
        }
    }
}

#[test]
fn a_journal_whose_first_record_is_broken_is_told_with_the_remedy() {
    let run = Unfinished::new(NUTS);
    let head = run.ends()[1];
    let flipped = |at: usize| {
        let mut journal = run.journal.clone();
        journal[at] ^= 4;
        journal
    };
    let broken = "its first record is broken, so the run cannot be gone on with";
    let cases = [
        (flipped(3), "is not a journal that this version of mcrun can read"),
        (run.journal[..9].to_vec(), "is not a journal that this version of mcrun can read"),
        (flipped(MAGIC + 1), broken),
        (flipped(head / 2), broken),
        (run.journal[..head - 1].to_vec(), broken),
        (run.journal[..MAGIC].to_vec(), broken),
    ];
    for (journal, expected) in cases {
        run.put(&journal, &run.values);
        run.check_lost(expected);
    }
}

#[test]
fn a_run_that_had_not_begun_is_begun() {
    let run = Unfinished::new(NUTS);
    for journal in [&[][..], &[0; 20]] {
        run.put(journal, &run.values);
        let output = run.place.run(&["run", "out.h5", "--resume"]);
        check(&output, 2, &["there is no unfinished run of this result: nothing of it was kept"]);
        assert!(run.place.is_tidy());
        run.put(journal, &run.values);
        check(&run.place.run(&["a.toml", "--resume"]), 0, &[]);
        run.place.check_result();
    }
}

#[test]
fn values_with_a_wrong_bit_are_computed_again() {
    let mut numbers = Numbers(1);
    for case in CASES {
        let run = Unfinished::new(case);
        for flips in [1, 20] {
            let mut values = run.values.clone();
            for _ in 0..flips {
                values[numbers.below(run.values.len() as u64) as usize] ^= 1 << numbers.below(8);
            }
            run.put(&run.journal, &values);
            run.place.resume();
        }
        // Of these none are right.
        run.put(&run.journal, &run.values[..run.values.len() / 2].iter().map(|byte| !byte).collect::<Vec<u8>>());
        let speaks_of_values = run.place.history().is_some_and(|history| history.written().next().is_some());
        let said = run.place.resume();
        assert_eq!(said.contains("numbers are not those that the journal speaks of"), speaks_of_values, "{said}");
    }
}

#[test]
fn values_that_are_gone_are_told_with_the_remedy() {
    let run = Unfinished::new(NUTS);
    fs::remove_file(unfinished_path(&run.place.output())).expect("a file can be removed");
    let output = run.place.run(&["run", "out.h5", "--resume"]);
    check(&output, 1, &["out.h5.unfinished: cannot be gone on with: ", "begin anew with --force"]);
    assert!(stderr(&output).lines().count() < 4);
    check(&run.place.run(&["a.toml", "--force"]), 0, &[]);
    run.place.check_result();
}
