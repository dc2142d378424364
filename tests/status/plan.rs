//! What `plan` says. No test looks at how long something takes.

use std::path::Path;

use serde_json::Value as Json;

use super::{Case, MODEL, SIMULATION, prior_model, text};

fn plan(case: &Case) -> Json {
    let plan = serde_json::from_str(&case.answer(&["plan", "a.toml", "-j", "7", "--json"])).expect("JSON");
    assert!(!case.output().exists() && !case.path("out.h5.journal").exists(), "a plan leaves nothing");
    plan
}

/// HDF5 begins new blocks where a file is opened again, so at most so much more may be said than there is.
const SLACK: u64 = 16_384;

/// Plans a run, then runs it: so many units of its work, and a file of the size that was said.
fn check(program: &str, method: &str, unit: &str, total: u64) {
    let case = Case::new(program, method);
    let plan = plan(&case);
    assert_eq!((&plan["unit"], &plan["total"]), (&Json::from(unit), &Json::from(total)), "{plan}");
    let n_sampled = plan["n_sampled"].as_u64().expect("a number");
    assert!(0 < n_sampled && n_sampled <= total, "{plan}");
    assert!(plan["seconds_each"].as_f64().is_some_and(|seconds| seconds > 0.0), "{plan}");
    let times = plan["times"].as_array().expect("a list");
    assert!(times.iter().any(|time| time["workers"] == 1) && times.iter().any(|time| time["workers"] == 7), "{plan}");
    assert!(times.is_sorted_by(|a, b| a["seconds"].as_f64() >= b["seconds"].as_f64()), "{plan}");
    case.answer(&["a.toml", "--quiet"]);
    check_size(method, plan["file_bytes"].as_u64().expect("a size"), &case.output());
}

fn check_size(what: &str, said: u64, result: &Path) {
    let real = std::fs::metadata(result).expect("a file").len();
    assert!((real..=real + SLACK).contains(&said), "{what}: {said} bytes were said, and there are {real}");
}

/// Configs of the project, with settings that make the slow ones small.
#[test]
fn the_sizes_of_results_are_known_before() {
    let configs: [(&str, &[&str]); 8] = [
        ("eight_schools", &["method.draws=60", "method.warmup=80", "output.save_warmup=true"]),
        ("eight_schools_grid", &["method.axes.tau.n=31", "method.draws=300"]),
        ("hubble_metropolis", &["method.draws=200", "method.warmup=200"]),
        ("logistic_data", &[]),
        ("logistic_evidence", &["method.draws=3000", "method.resample=300"]),
        ("prior_predictive", &["method.draws=300"]),
        ("simulation_sweep_crossed", &["data.n=10"]),
        ("supernovae_data", &[]),
    ];
    let directory = tempfile::tempdir().expect("a directory");
    for (name, options) in configs {
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        let config = Path::new("configs").join(name).with_extension("toml");
        let mut config = mcrun::config::Config::load(&config, &options).expect("the config is right");
        let output = directory.path().join(name);
        config.set_output(&output);
        let plan = mcrun::run::plan(&config, None, &()).expect("it can be planned");
        mcrun::run::run(&config, &mcrun::run::RunOptions::default(), &()).expect("it runs");
        check_size(name, plan.file_size, &output);
    }
}

#[test]
fn a_plan_counts_the_work_and_the_bytes() {
    let axes = "axes.mu = { min = -4, max = 4, n = 101 }\naxes.'z[1]' = { min = -4, max = 4, n = 31 }\n";
    check(
        MODEL,
        &format!("kind = 'grid'\ndraws = 50\n{axes}axes.'z[2]' = {{ values = [0, 1] }}\n"),
        "points",
        101 * 31 * 2,
    );
    check(SIMULATION, "kind = 'sweep'\naxes.x = { min = -1, max = 1, n = 5000 }\n", "points", 5000);
    check(SIMULATION, "kind = 'sweep'\naxes.x = { values = [1] }\n", "points", 1);
    check(&prior_model(), "kind = 'prior'\ndraws = 5000\n", "draws", 5000);
    check(MODEL, "kind = 'importance'\ndraws = 20_000\n", "draws", 20_000);
    check(MODEL, "kind = 'nuts'\nchains = 3\nwarmup = 20\ndraws = 30\nthin = 2\n", "iterations", 3 * 80);
    check(MODEL, "kind = 'metropolis'\nchains = 2\nwarmup = 200\ndraws = 3000\n", "iterations", 6400);
}

#[test]
fn a_plan_is_a_few_lines() {
    let case = Case::new(MODEL, "kind = 'nuts'\nchains = 3\nwarmup = 20\ndraws = 30\n");
    let text = case.answer(&["plan", "a.toml"]);
    assert!(text.starts_with("nuts: 150 iterations\n  time           "), "{text}");
    for part in [
        " a second on one worker\n  steps          ",
        " an iteration, from ",
        "\n  1 worker       about ",
        "\n  file           ",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn steps_of_chains_are_counted() {
    let steps = |method: &str| plan(&Case::new(MODEL, method))["steps"].clone();
    let nuts = steps("kind = 'nuts'\nchains = 3\nwarmup = 20\ndraws = 30\nmax_treedepth = 4\n");
    let number = |name: &str| nuts[name].as_f64().unwrap_or_else(|| panic!("{name} is a number: {nuts}"));
    let [least, mean, most] = ["least", "per_iteration", "most"].map(number);
    assert!((1.0..=mean).contains(&least) && (mean..=15.0).contains(&most), "{nuts}");
    assert!(number("gradients_per_second") > 0.0 && (1.0..=3.0).contains(&number("n_chains")), "{nuts}");
    assert_eq!(steps("kind = 'metropolis'\nchains = 3\nwarmup = 20\ndraws = 30\n"), Json::Null);
}

#[test]
fn limits_are_kept() {
    let case = Case::new(&prior_model(), "kind = 'prior'\ndraws = 5000\n");
    let refused = |args: &[&str]| {
        let output = case.mcrun(args);
        assert_eq!(output.status.code(), Some(2));
        let expected = "error: the result would have ";
        assert!(text(&output.stderr).starts_with(expected), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("more than max_file_size = 100 kB allows"), "{}", text(&output.stderr));
        assert!(!case.output().exists() && !case.path("out.h5.unfinished").exists());
    };
    refused(&["a.toml", "--set", "run.max_file_size='100 kB'"]);
    refused(&["plan", "a.toml", "--set", "run.max_file_size='100 kB'"]);
    let limits = ["plan", "a.toml", "-s", "run.max_memory=1000", "-s", "run.max_time='1e-9 s'", "--json"];
    let plan: Json = serde_json::from_str(&case.answer(&limits)).expect("JSON");
    let warnings = plan["warnings"].as_array().expect("a list");
    assert!(warnings[0].as_str().is_some_and(|text| text.starts_with("the run will take about ")), "{plan}");
    assert!(cfg!(not(target_os = "linux")) || warnings.len() == 2, "{plan}");
    let wrong = case.mcrun(&["a.toml", "--set", "run.max_time='3 apples'"]);
    let expected = "error: `run.max_time` is the string \"3 apples\", but must be a number of seconds above 0 or a string as \"30 min\"";
    assert!(text(&wrong.stderr).starts_with(expected), "{}", text(&wrong.stderr));
}
