//! What `snapshot` writes.

use mcrun::draws::Attribute;
use mcrun::store::read::ResultReader;

use super::{Case, MODEL, SIMULATION, kill, prior_model, text};

fn reader(case: &Case) -> ResultReader {
    ResultReader::open(&case.path("out.partial.h5")).expect("a snapshot is a result")
}

/// The size of a dimension of a group.
fn size(reader: &ResultReader, group: &str, dimension: &str) -> usize {
    let group = reader.group(group).expect("the group is there");
    let found = group.dimensions.iter().find(|known| known.name == dimension).expect("the dimension is there");
    found.coordinate.len()
}

/// Runs a method until `is_far`, kills it and takes a snapshot; then runs it to its end, with these settings.
fn both(program: &str, method: &str, is_far: impl Fn(&mcrun::report::status::Status) -> bool) -> (Case, ResultReader) {
    let case = Case::new(program, method);
    kill(case.start_until(is_far));
    assert_eq!(case.answer(&["snapshot", "out.h5"]), "wrote out.partial.h5\n");
    let reader = reader(&case);
    case.answer(&["run", "out.h5", "--resume", "--quiet"]);
    (case, reader)
}

#[test]
fn chains_are_cut_to_the_draws_that_all_have() {
    let method = "kind = 'nuts'\nchains = 3\nwarmup = 100\ndraws = 4_000\n[output]\nsave_warmup = true\n";
    let far =
        |status: &mcrun::report::status::Status| status.found.chains.as_ref().is_some_and(|chains| chains.n_draws > 20);
    let (case, partial) = both(MODEL, method, far);
    let whole = ResultReader::open(&case.output()).expect("a result");
    let n = size(&partial, "posterior", "draw");
    assert!(n > 20 && n <= 4_000 && size(&partial, "posterior", "chain") == 3);
    assert_eq!(size(&partial, "warmup_posterior", "draw"), 100);
    let names: Vec<String> = partial.groups().expect("groups").into_iter().map(|group| group.name).collect();
    assert_eq!(names, ["posterior", "sample_stats", "warmup_posterior", "warmup_sample_stats", "mcrun"]);
    let bits = |reader: &ResultReader, group: &str, array: &str| -> Vec<u64> {
        reader.read_f64(group, array).expect("the array").into_iter().map(f64::to_bits).collect()
    };
    for (group, array, width) in [
        ("posterior", "mu", 1),
        ("posterior", "shifted", 2),
        ("posterior", "is_positive", 1),
        ("sample_stats", "lp", 1),
    ] {
        let all = bits(&whole, group, array);
        let of_chain = |chain: usize| &all[chain * 4_000 * width..][..n * width];
        assert_eq!(bits(&partial, group, array), (0..3).flat_map(of_chain).copied().collect::<Vec<_>>(), "{array}");
    }
    assert_eq!(bits(&partial, "warmup_posterior", "z"), bits(&whole, "warmup_posterior", "z"));
    let attribute = |name| partial.attribute("mcrun", name).expect("attributes");
    assert_eq!(attribute("complete"), Some(Attribute::Int(0)));
    assert_eq!(attribute("total"), Some(Attribute::Int(3 * 4_100)));
    assert_eq!(attribute("seed"), Some(Attribute::Text("7".into())));
    assert_eq!(attribute("method"), Some(Attribute::Text("nuts".into())));
    assert!(matches!(attribute("config"), Some(Attribute::Text(config)) if config.contains("commit_every")));
    let summary = case.answer(&["summary", "out.partial.h5"]);
    assert!(
        summary.contains("R-hat") && summary.contains("warning: this is a run that was not complete ("),
        "{summary}"
    );
}

#[test]
fn weighted_and_prior_draws_are_those_that_are_there() {
    let failed = |status: &mcrun::report::status::Status| {
        status.found.n_failed.is_some() && status.progress.as_ref().is_some_and(|p| p.done > 2000)
    };
    let (case, partial) = both(MODEL, "kind = 'importance'\ndraws = 200_000\n", failed);
    let whole = ResultReader::open(&case.output()).expect("a result");
    let n = size(&partial, "weighted_posterior", "sample");
    assert!((2000..=200_000).contains(&n));
    let (cut, all) =
        (partial.read_f64("weighted_posterior", "log_weight"), whole.read_f64("weighted_posterior", "log_weight"));
    assert_eq!(cut.expect("weights"), all.expect("weights")[..n]);
    assert!(matches!(partial.attribute("mcrun", "log_evidence"), Ok(Some(Attribute::Float(x))) if x.is_finite()));
    let summary = case.answer(&["summary", "out.partial.h5"]);
    assert!(summary.contains("log evidence"), "{summary}");

    let (case, partial) = both(&prior_model(), "kind = 'prior'\ndraws = 60_000\n", failed);
    let whole = ResultReader::open(&case.output()).expect("a result");
    let n = size(&partial, "prior", "draw");
    assert_eq!(partial.read_f64("prior", "z").expect("draws"), whole.read_f64("prior", "z").expect("draws")[..2 * n]);
}

#[test]
fn points_that_are_not_there_yet_are_missing() {
    let far = |status: &mcrun::report::status::Status| status.progress.as_ref().is_some_and(|p| p.done > 500);
    let (case, partial) = both(SIMULATION, "kind = 'sweep'\naxes.x = { min = -1, max = 1, n = 30_000 }\n", far);
    let whole = ResultReader::open(&case.output()).expect("a result");
    for array in ["n", "y"] {
        let (some, all) =
            (partial.read_f64("sweep", array).expect("values"), whole.read_f64("sweep", array).expect("values"));
        assert_eq!(some.len(), all.len());
        let n_there = some.iter().filter(|value| !value.is_nan()).count();
        assert!(n_there > 500 && some.iter().zip(&all).all(|(value, all)| value.is_nan() || value == all));
    }
    assert_eq!(partial.read_f64("sweep", "x").ok(), whole.read_f64("sweep", "x").ok());
    case.answer(&["summary", "out.partial.h5"]);
}

#[test]
fn a_snapshot_needs_something_to_show() {
    let case = Case::new(MODEL, "kind = 'nuts'\nwarmup = 1_000_000\n");
    let refused = |code: i32, args: &[&str], expected: &str| {
        let output = case.mcrun(args);
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
        assert!(text(&output.stderr).starts_with(expected), "{}", text(&output.stderr));
    };
    refused(2, &["snapshot", "out.h5"], "error: out.h5: there is no run of this result");
    kill(case.start_until(|status| status.progress.is_some()));
    let expected = "error: out.h5: there can be no snapshot: not all chains have draws yet (";
    refused(1, &["snapshot", "out.h5"], expected);
    assert!(!case.path("out.partial.h5").exists());
}

#[test]
fn a_snapshot_replaces_nothing_but_a_snapshot() {
    let case = Case::new(MODEL, "kind = 'nuts'\nwarmup = 10\ndraws = 300_000\n");
    kill(case.start_until(|status| status.found.chains.as_ref().is_some_and(|chains| chains.n_draws > 10)));
    std::fs::write(case.path("mine.h5"), "mine").expect("a file");
    for (place, expected) in [
        ("out.h5", "error: out.h5: is the run's own"),
        ("out.h5.journal", "error: out.h5.journal: is the run's own"),
        ("mine.h5", "error: mine.h5: exists already and is no snapshot"),
    ] {
        let output = case.mcrun(&["snapshot", "out.h5", "-o", place]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).starts_with(expected), "{}", text(&output.stderr));
    }
    for _ in 0..2 {
        case.answer(&["snapshot", "out.h5", "-o", "some.h5"]);
    }
    case.answer(&["summary", "some.h5"]);
}
