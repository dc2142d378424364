//! Chains on Stan programs, from a config to a result file and its summary.

use std::path::{Path, PathBuf};

use mcrun::config::Config;
use mcrun::draws::Element;
use mcrun::report::summary::{ChainEstimate, Findings};
use mcrun::run::{RunError, RunOptions, RunReport, run, summary};
use mcrun::store::compare::first_difference;
use mcrun::store::read::ResultReader;
use tempfile::TempDir;

/// A directory with files, in which configs are run.
struct Place(TempDir);

impl Place {
    fn new(files: &[(&str, &str)]) -> Place {
        let directory = tempfile::tempdir().expect("a directory for files");
        for (name, text) in files {
            std::fs::write(directory.path().join(name), text).expect("a file");
        }
        Place(directory)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs a program with the settings of `[method]`, into the file `output`.
    fn run(&self, program: &str, method: &str, options: &[&str], output: &str) -> Result<RunReport, RunError> {
        let text = format!("[model]\ncode = '''{program}'''\n[method]\n{method}");
        let options: Vec<String> = options.iter().map(ToString::to_string).collect();
        let mut config =
            Config::parse(&self.path("c.toml"), text, &options).map_err(|e| RunError::Input(e.messages))?;
        config.set_output(&self.path(output));
        run(&config, &RunOptions::default(), &())
    }
}

/// The repository's own config, somewhat shorter, with its result.
fn run_config(name: &str, options: &[&str]) -> (TempDir, PathBuf, RunReport) {
    let options: Vec<String> = options.iter().map(ToString::to_string).collect();
    let mut config = Config::load(&Path::new("configs").join(name), &options).expect("a right config");
    let directory = tempfile::tempdir().expect("a directory for the result");
    let path = directory.path().join("r.h5");
    config.set_output(&path);
    let report = run(&config, &RunOptions::default(), &()).expect("the config runs");
    (directory, path, report)
}

fn variables(report: &RunReport) -> &[ChainEstimate] {
    match &report.summary.findings[..] {
        [Findings::Chains { variables, .. }] => variables,
        other => panic!("no chains: {other:?}"),
    }
}

#[test]
fn eight_schools_end_in_a_file_that_summarises_itself() {
    let (_directory, path, report) = run_config("eight_schools.toml", &["method.warmup=400", "method.draws=300"]);
    let names: Vec<&str> = variables(&report).iter().map(|variable| variable.estimate.name.as_str()).collect();
    assert_eq!(names[..3], ["mu", "tau", "theta[1]"]);
    assert_eq!(names.len(), 2 + 8 + 8);
    assert!(variables(&report).iter().all(|variable| variable.rhat < 1.05 && variable.ess_bulk > 200.0));
    assert_eq!(summary(&path).expect("a result").text(), report.summary.text());

    let reader = ResultReader::open(&path).expect("a result");
    let sizes = |group: &str, array: &str| reader.read_f64(group, array).expect("an array").len();
    assert_eq!(sizes("posterior", "theta"), 4 * 300 * 8);
    assert_eq!(sizes("sample_stats", "inverse_metric"), 4 * 10);
    let stats = reader.group("sample_stats").expect("a group");
    let names: Vec<&str> = stats.arrays.iter().map(|array| array.name.as_str()).collect();
    let expected = ["lp", "acceptance_rate", "step_size", "tree_depth", "n_steps", "diverging", "energy"];
    assert_eq!(names[..7], expected);
    assert!(stats.arrays[..7].iter().all(|array| array.dims == ["chain", "draw"]));
    for step_sizes in reader.read_f64("sample_stats", "step_size").expect("an array").chunks(300) {
        assert!(step_sizes.iter().all(|size| *size == step_sizes[0]), "the step size is frozen");
    }
}

#[test]
fn metropolis_agrees_with_the_grid_on_hubbles_nebulae() {
    let (_directory, _, report) = run_config("hubble_metropolis.toml", &[]);
    let (_other, _, grid) = run_config("model.toml", &["method.draws=0"]);
    let Findings::Grid { axes, .. } = &grid.summary.findings[0] else { panic!("no grid") };
    for (chains, grid) in variables(&report).iter().zip(axes) {
        let error = chains.estimate.error.expect("an error");
        let off = (chains.estimate.mean - grid.mean).abs() / error;
        assert!(off < 5.0, "{}: {off} standard errors", grid.name);
        assert!((chains.estimate.sd / grid.sd - 1.0).abs() < 0.05, "{}", grid.name);
    }
    assert_eq!(report.summary.warnings, Vec::<String>::new());
}

const LINE: &str = "parameters { real<lower=0> a; vector[2] b; } model { a ~ exponential(1); b ~ normal(a, 1); }
    generated quantities { real c = a + b[1]; int k = 3; }";

#[test]
fn files_do_not_depend_on_the_number_of_workers() {
    let place = Place::new(&[]);
    for (kind, name) in [("nuts", "n"), ("metropolis", "m")] {
        let method = format!("kind = '{kind}'\nwarmup = 100\ndraws = 50\nchains = 3");
        let run = |workers: usize| {
            let file = format!("{name}{workers}.h5");
            place.run(LINE, &method, &[&format!("run.workers={workers}")], &file).expect("it runs");
            place.path(&file)
        };
        let one = run(1);
        for workers in [2, 3, 7] {
            assert_eq!(first_difference(&one, &run(workers)).expect("two results"), None, "{kind}, {workers} workers");
        }
        place.run(LINE, &method, &["run.seed=1"], "other.h5").expect("it runs");
        assert!(first_difference(&one, &place.path("other.h5")).expect("two results").is_some(), "{kind}: the seed");
        std::fs::remove_file(place.path("other.h5")).expect("it is there");
    }
}

/// The bits of all arrays of two groups, those of each array by chain.
fn bits_by_chain(path: &Path, n_chains: usize) -> Vec<Vec<Vec<u64>>> {
    let reader = ResultReader::open(path).expect("a result");
    let mut arrays = Vec::new();
    for group in ["posterior", "sample_stats"] {
        for array in reader.group(group).expect("a group").arrays {
            let bits: Vec<u64> = match array.element {
                Element::Float => {
                    reader.read_f64(group, &array.name).expect("numbers").into_iter().map(f64::to_bits).collect()
                }
                _ => reader.read_i64(group, &array.name).expect("integers").into_iter().map(|x| x as u64).collect(),
            };
            arrays.push(bits.chunks(bits.len() / n_chains).map(<[u64]>::to_vec).collect());
        }
    }
    arrays
}

#[test]
fn a_chain_alone_is_the_chain_among_others() {
    let place = Place::new(&[]);
    for kind in ["nuts", "metropolis"] {
        let run = |n_chains: usize| {
            let (method, file) = (format!("kind = '{kind}'\nwarmup = 100\ndraws = 50"), format!("{kind}{n_chains}.h5"));
            place.run(LINE, &method, &[&format!("method.chains={n_chains}")], &file).expect("it runs");
            bits_by_chain(&place.path(&file), n_chains)
        };
        let (alone, others) = (run(1), run(3));
        assert!(alone.len() > 8 && alone.len() == others.len(), "{kind}: {} arrays", alone.len());
        for (alone, others) in alone.iter().zip(&others) {
            assert_eq!(alone[0], others[0], "{kind}");
        }
        // Chains differ from each other, or the comparison would say nothing.
        assert!(others.iter().any(|chains| chains[0] != chains[1]), "{kind}");
    }
}

#[test]
fn a_warmup_is_kept_where_it_is_asked_for() {
    let place = Place::new(&[]);
    let method = "kind = 'metropolis'\nwarmup = 60\ndraws = 10\nchains = 2\nthin = 3";
    place.run(LINE, method, &["output.save_warmup=true"], "r.h5").expect("it runs");
    let reader = ResultReader::open(&place.path("r.h5")).expect("a result");
    let posterior = reader.group("warmup_posterior").expect("a group");
    assert!(posterior.arrays.iter().all(|array| array.dims[..2] == ["chain", "draw"]));
    assert_eq!(reader.read_f64("warmup_posterior", "b").expect("an array").len(), 2 * 20 * 2);
    assert_eq!(reader.read_f64("warmup_sample_stats", "lp").expect("an array").len(), 2 * 20);
    assert_eq!(reader.read_f64("posterior", "b").expect("an array").len(), 2 * 10 * 2);

    let grid = "kind = 'sweep'\n[output]\nsave_warmup = true";
    assert!(
        messages(place.run(LINE, grid, &[], "s.h5")).contains("`save_warmup` is of chains, and the method is sweep")
    );
}

#[test]
fn chains_start_where_a_file_says() {
    let place = Place::new(&[("here.json", r#"{ "a": 0.25, "b": [3, -4] }"#)]);
    let method = "kind = 'metropolis'\ninit = 'here.json'\nwarmup = 0\ndraws = 1\nchains = 2\ntarget_accept = 0.9";
    place.run(LINE, method, &[], "r.h5").expect("it runs");
    let reader = ResultReader::open(&place.path("r.h5")).expect("a result");
    let accepted = reader.read_i64("sample_stats", "accepted").expect("an array");
    let a = reader.read_f64("posterior", "a").expect("an array");
    for (accepted, a) in accepted.iter().zip(a) {
        assert!(*accepted == 1 || (a - 0.25).abs() < 1e-15, "a chain that stays is where it started");
    }
}

fn messages(result: Result<RunReport, RunError>) -> String {
    match result {
        Err(RunError::Input(messages)) => messages.join("\n"),
        Err(error) => error.to_string(),
        Ok(report) => report.summary.warnings.join("\n"),
    }
}

#[test]
fn starts_that_cannot_be_are_told() {
    let place = Place::new(&[("short.json", r#"{ "a": 1 }"#), ("low.json", r#"{ "a": -1, "b": [0, 0] }"#)]);
    let check = |init: &str, expected: &str| {
        let found = messages(place.run(LINE, &format!("kind = 'nuts'\ninit = {init}"), &[], "r.h5"));
        assert!(found.contains(expected), "{init}: {found}");
    };
    check("'none.json'", "none.json");
    check("'short.json'", "b");
    check("'low.json'", "a");
    check("'map'", "`init = \"map\"` is not there yet");
    check("'mode'", "`init` is \"mode\", which is no place to start from");
    check("-1", "`init` is -1, but a distance is not negative");
}

#[test]
fn settings_outside_their_range_are_told() {
    let check = |method: &str, expected: &str| {
        let found = messages(Place::new(&[]).run(LINE, method, &[], "r.h5"));
        assert!(found.contains(expected), "{method}: {found}");
    };
    check("kind = 'nuts'\nchains = 0", "`method.chains` is 0, but must be an integer from 1 to 65536");
    check("kind = 'nuts'\ntarget_accept = 1", "must be a number above 0 and below 1");
    check("kind = 'nuts'\nadapt_delta = 0.9", "mcrun's word for it is `target_accept`");
    check("kind = 'nuts'\nmetric = 'dens'", "did you mean \"dense\"?");
    check("kind = 'metropolis'\nmax_treedepth = 3", "unknown setting `max_treedepth`");
}

#[test]
fn programs_that_chains_cannot_run_are_told() {
    let check = |program: &str, expected: &str| {
        let found = messages(Place::new(&[]).run(program, "kind = 'nuts'", &[], "r.h5"));
        assert!(found.contains(expected), "{program}: {found}");
    };
    check("generated quantities { real x = 1; }", "the program has no parameters");
    check("parameters { real x; } model { }", "chain 1 accepts steps of any length");
    check(
        "parameters { real x; } model { target += negative_infinity(); }",
        "chain 1 found no starting point with a finite log density in 100 tries\n  the density was 0 at all of them",
    );
    check(
        "parameters { real x; } model { x ~ normal(0, -1); }",
        "in 100 tries\n  the last one failed with: normal_lpdf: ",
    );
}

#[test]
fn doubts_come_with_advice() {
    let check = |program: &str, method: &str, expected: &[&str]| {
        let found = messages(Place::new(&[]).run(program, method, &[], "r.h5"));
        for expected in expected {
            assert!(found.contains(expected), "{expected}: {found}");
        }
    };
    let funnel = "parameters { real v; vector[9] x; } model { v ~ normal(0, 3); x ~ normal(0, exp(v / 2)); }";
    check(
        funnel,
        "kind = 'nuts'\nwarmup = 200\ndraws = 200",
        &["ended in a divergence", "raise `target_accept` above 0.8", "run them longer", "raise `draws`"],
    );
    check(
        "parameters { vector[2] x; } model { x ~ std_normal(); }",
        "kind = 'nuts'\nwarmup = 100\ndraws = 100\nmax_treedepth = 1\ntarget_accept = 0.99",
        &["reached the largest tree depth, 1"],
    );
    check(
        "parameters { real x; } model { x ~ std_normal(); } generated quantities { int y = 1; if (x > 0) reject(\"no\"); }",
        "kind = 'nuts'\nwarmup = 50\ndraws = 50",
        &["draws could not be computed; the first failed with: ", "some draws are not finite"],
    );
}

#[test]
fn what_is_computed_before_a_failure_is_kept() {
    let place = Place::new(&[]);
    let program = "parameters { real x; } transformed parameters { real z = 2 * x; } model { x ~ std_normal(); }
         generated quantities { real y = 1; if (x > 0) reject(\"no\"); }";
    let report = place.run(program, "kind = 'nuts'\nwarmup = 50\ndraws = 50", &[], "r.h5").expect("it runs");
    let of =
        |name: &str| variables(&report).iter().find(|variable| variable.estimate.name == name).expect("a variable");
    assert!(of("x").rhat.is_finite() && of("y").rhat.is_nan() && of("y").estimate.mean.is_nan());
    let reader = ResultReader::open(&place.path("r.h5")).expect("a result");
    let read = |name: &str| reader.read_f64("posterior", name).expect("an array");
    for ((x, z), y) in read("x").iter().zip(read("z")).zip(read("y")) {
        assert_eq!(z, 2.0 * x);
        assert_eq!(y == 1.0, *x <= 0.0);
    }
}
