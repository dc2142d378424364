//! Runs that ask for more than before, and end as if they had asked for it at once.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use mcrun::store::compare::first_difference;

use super::cases::{CASES, Case, GRID, NUTS};
use super::place::{Numbers, Place, check, reference, stderr};

/// What makes a case shorter, with what it has by itself.
fn lengths(case: &Case) -> &'static [(&'static str, u64, u64)] {
    match case.name {
        "nuts" => &[("draws", 300, 800), ("chains", 2, 3)],
        "metropolis" => &[("draws", 1100, 2500), ("chains", 1, 3)],
        "grid" => &[("draws", 700, 2000)],
        "prior" => &[("draws", 1500, 4000)],
        "importance" => &[("draws", 30_000, 100_000), ("resample", 300, 2000)],
        // Only points make a sweep longer.
        _ => &[],
    }
}

fn settings(case: &Case, is_short: bool) -> Vec<String> {
    let setting = |(name, short, long): &(&str, u64, u64)| {
        ["-s".to_owned(), format!("method.{name}={}", if is_short { short } else { long })]
    };
    lengths(case).iter().flat_map(setting).collect()
}

fn with<'a>(args: &[&'a str], settings: &'a [String]) -> Vec<&'a str> {
    args.iter().copied().chain(settings.iter().map(String::as_str)).collect()
}

fn cases() -> impl Iterator<Item = Case> {
    CASES.into_iter().filter(|case| !lengths(case).is_empty())
}

/// A place where the short run of a case is complete, and a copy of its result.
fn short_run(case: Case) -> (Place, PathBuf) {
    let place = Place::new(case);
    check(&place.run(&with(&["a.toml"], &settings(&case, true))), 0, &[]);
    let copy = place.path("short.h5");
    fs::copy(place.output(), &copy).expect("a copy can be made");
    (place, copy)
}

#[test]
fn complete_runs_become_longer() {
    for case in cases() {
        let (place, _) = short_run(case);
        check(&place.run(&with(&["run", "out.h5", "--resume"], &settings(&case, false))), 0, &[]);
        place.check_result();
        check(&place.run(&["run", "out.h5", "--resume"]), 0, &["out.h5 is complete already"]);
        check(&place.run(&["verify", "out.h5"]), 0, &[]);
    }
}

#[test]
fn interrupted_runs_become_longer() {
    for (case, n_commits) in cases().zip([4, 1, 2, 3, 1]) {
        let place = Place::new(case);
        let child = place.start_until(&with(&["a.toml"], &settings(&case, true)), n_commits);
        super::place::send("TERM", &child);
        let output = child.wait_with_output().expect("the program ends");
        assert!(matches!(output.status.code(), Some(0 | 130)), "{}", stderr(&output));
        check(&place.run(&with(&["run", "out.h5", "--resume"], &settings(&case, false))), 0, &[]);
        place.check_result();
    }
}

/// It may be killed before, while and after the longer files take the place of the shorter ones; the result is always whole.
#[test]
fn runs_that_are_killed_while_they_become_longer_end_with_the_same_bits() {
    for (seed, case) in cases().enumerate() {
        let (place, short) = short_run(case);
        let mut numbers = Numbers(seed as u64);
        let took = reference(case).1;
        let mut settings = settings(&case, false);
        for kill in 0.. {
            let mut child = place.start(&with(&["run", "out.h5", "--resume", "-j", "2"], &settings));
            if kill < 6 {
                std::thread::sleep(Duration::from_micros(numbers.below(took.as_micros() as u64 / 2)));
                child.kill().expect("a child can be killed");
            }
            let output = child.wait_with_output().expect("the program ends");
            if output.status.signal().is_none() {
                check(&output, 0, &[]);
                break;
            }
            let is_short = first_difference(&place.output(), &short).expect("a result").is_none();
            assert!(is_short || place.difference(&place.output()).is_none(), "{}", case.name);
            // What was asked for is in the journal.
            if place.history().is_some() {
                settings.clear();
            }
        }
        place.check_result();
    }
}

#[test]
fn only_more_of_the_same_makes_a_run_longer() {
    let (place, short) = short_run(NUTS);
    for (setting, expected) in [
        ("method.draws=200", "setting method.draws was 300, and is 200"),
        ("method.warmup=500", "setting method.warmup was 400, and is 500"),
        ("run.seed=8", "setting run.seed was 7, and is 8"),
    ] {
        let output = place.run(&["run", "out.h5", "--resume", "-s", setting, "-s", "method.chains=4"]);
        check(&output, 2, &["out.h5: this is not the run that was begun\n", expected, "only more draws"]);
        assert_eq!(first_difference(&place.output(), &short).expect("a result"), None);
        assert!(place.is_tidy());
    }
    fs::write(place.path("d.json"), r#"{"n": 200, "y": [1, 2, 5]}"#).expect("a file can be written");
    let output = place.run(&["run", "out.h5", "--resume", "-s", "method.draws=400"]);
    check(&output, 2, &["setting method.draws was 300, and is 400", "data `y` have changed"]);
}

#[test]
fn a_result_whose_states_are_damaged_is_not_gone_on_with() {
    let (place, _) = short_run(NUTS);
    let mut bytes = fs::read(place.output()).expect("a result");
    let states = mcrun::store::read::ResultReader::open(&place.output()).expect("a result");
    let words = states.read_i64("mcrun", "states").expect("an array");
    let stored: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    drop(states);
    let at = bytes.windows(stored.len()).position(|window| window == stored).expect("the array is in the file");
    bytes[at + 100] ^= 1;
    fs::write(place.output(), bytes).expect("a file can be written");
    let output = place.run(&["run", "out.h5", "--resume", "-s", "method.draws=400"]);
    check(&output, 1, &["out.h5: the states in mcrun/states are damaged"]);
    assert!(place.is_tidy());
}

#[test]
fn a_result_for_whose_longer_one_there_is_no_room_stays() {
    let (place, short) = short_run(NUTS);
    let script = "ulimit -f 100; exec \"$0\" run out.h5 --resume -s method.draws=800 -s method.chains=3";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_mcrun")]).current_dir(place.directory.path());
    check(
        &command.output().expect("a shell starts"),
        1,
        &["more than a file may have here; raise the limit (ulimit -f)"],
    );
    assert_eq!(first_difference(&place.output(), &short).expect("a result"), None);
    assert!(place.is_tidy());
}

/// Axes as short and as long ones; all but the first are the same.
const POINTS: &[(&str, &str, &str)] = &[
    (
        "method.kind = 'grid'\nmethod.axes.mu.values = [-2, -1, 0]\nmethod.axes.sigma = { min = 0.3, max = 6, n = 40 }",
        "[-2, -1, 0]",
        "[-2, -1, 0, 1, 1.5, 2, 3]",
    ),
    (
        "method.kind = 'sweep'\nmethod.axes.mu.values = [-2, -1, 0]\nmethod.axes.sigma = { min = 0.3, max = 6, n = 400 }",
        "[-2, -1, 0]",
        "[-2, -1, 0, 1, 1.5, 2, 3, 4, 5]",
    ),
    (
        "method.kind = 'sweep'\nmethod.combine = 'zip'\nmethod.axes.mu.values = [0, 1, 2]\nmethod.axes.sigma.values = [1, 2, 3]",
        "[0, 1, 2]\nmethod.axes.sigma.values = [1, 2, 3]",
        "[0, 1, 2, 3]\nmethod.axes.sigma.values = [1, 2, 3, 1]",
    ),
    (
        "method.kind = 'grid'\nmethod.combine = 'zip'\nmethod.axes.mu.values = [0, 1, 2]\nmethod.axes.sigma.values = [1, 2, 3]",
        "[0, 1, 2]\nmethod.axes.sigma.values = [1, 2, 3]",
        "[0, 1, 2, 3]\nmethod.axes.sigma.values = [1, 2, 3, 1]",
    ),
];

/// A place with a config of such a method.
fn place_of_points(method: &str) -> Place {
    let place = Place::new(GRID);
    configure(&place, method);
    place
}

fn configure(place: &Place, method: &str) {
    let text =
        format!("model.program = 'm.stan'\nmodel.data = 'd.json'\nrun.seed = 7\nrun.output = 'out.h5'\n{method}\n");
    fs::write(place.path("a.toml"), text).expect("a file can be written");
}

#[test]
fn grids_and_sweeps_get_more_points() {
    for (method, short, long) in POINTS {
        let place = place_of_points(&method.replace(short, long));
        check(&place.run(&["a.toml", "-o", "long.h5"]), 0, &[]);
        configure(&place, method);
        check(&place.run(&["a.toml"]), 0, &[]);
        configure(&place, &method.replace(short, long));
        check(&place.run(&["a.toml", "--resume"]), 0, &[]);
        let difference = first_difference(&place.output(), &place.path("long.h5")).expect("both are results");
        assert_eq!(difference, None, "{method}");
        // The other way round there is nothing to go on with.
        configure(&place, method);
        check(&place.run(&["a.toml", "--resume"]), 2, &["this is not the run that was begun"]);
    }
}

/// A sweep of 2,000 points has tasks of other lengths than one of 1,000, of which 2 are not in whole ones.
#[test]
fn points_that_are_there_are_not_evaluated_again() {
    let sweep = |n: u64| {
        let values: Vec<String> = (0..n).map(|i| format!("{i}")).collect();
        format!("method.kind = 'sweep'\nmethod.axes.x.values = [{}]", values.join(","))
    };
    let place = place_of_points("");
    let program = "data { real x; } generated quantities { real y = 2 * x; print(\"at \", x); }";
    fs::write(place.path("m.stan"), program).expect("a file can be written");
    fs::write(place.path("d.json"), "{}").expect("a file can be written");
    let evaluated = |n: u64, args: &[&str]| {
        configure(&place, &sweep(n));
        let output = place.run(args);
        check(&output, 0, &[]);
        stderr(&output).matches("at ").count()
    };
    let long = evaluated(2000, &["a.toml", "-o", "long.h5"]);
    let short = evaluated(1000, &["a.toml"]);
    let more = evaluated(2000, &["a.toml", "--resume"]);
    assert!(short >= 1000 && long >= short + 1000, "{short} {long}");
    assert!((long - 1000..long - 990).contains(&more), "{more} of {long}");
    assert_eq!(first_difference(&place.output(), &place.path("long.h5")).expect("both are results"), None);
}
