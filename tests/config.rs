//! Configs: what they mean, and every way in which they can be wrong.

use std::path::Path;

use mcrun::config::Config;
use mcrun::config::method::Method;
use mcrun::config::{DataSource, Program};
use mcrun::methods::axes::Axis;
use mcrun::methods::error::SettingsError;
use mcrun::stan::datum::Numbers;

const MODEL: &str = "model.code = 'parameters { real mu; } model { }'\n";

fn load(text: &str, options: &[&str]) -> Result<Config, Vec<String>> {
    let options: Vec<String> = options.iter().map(|o| o.to_string()).collect();
    Config::parse(Path::new("configs/m.toml"), text.into(), &options).map_err(|e| e.messages)
}

fn good(text: &str) -> Config {
    load(text, &[]).unwrap_or_else(|messages| panic!("{}", messages.join("\n\n")))
}

/// Checks the mistakes of `MODEL` with `text` after it: each as message, place and remedy in one line.
fn check(text: &str, expected: &[&str]) {
    check_whole(&format!("{MODEL}{text}"), &[], expected);
}

fn check_whole(text: &str, options: &[&str], expected: &[&str]) {
    let messages = load(text, options).expect_err(text);
    let found: Vec<String> = messages.iter().map(|m| one_line(m)).collect();
    assert_eq!(found, expected, "\n{text}");
}

/// `line:column: message (help)`
fn one_line(message: &str) -> String {
    let mut lines = message.lines();
    let what = lines.next().and_then(|l| l.strip_prefix("error: ")).expect("the message");
    let place = lines.next().and_then(|l| l.trim().strip_prefix("--> ")).expect("the place");
    let place = place.strip_prefix("configs/m.toml:").unwrap_or(place);
    let help = lines.find_map(|l| l.trim().strip_prefix("= help: ")).map(|h| format!(" ({h})"));
    format!("{place}: {what}{}", help.unwrap_or_default())
}

#[test]
fn defaults_are_filled() {
    let config = good(MODEL);
    assert_eq!(config.program, Program::Code("parameters { real mu; } model { }".into()));
    assert_eq!(config.data, DataSource::None);
    assert_eq!(config.run.seed, 0);
    assert_eq!(config.run.workers, None);
    assert_eq!(config.run.output, Path::new("m.h5"));
    assert_eq!(config.method, None);
    let expected = serde_json::json!({
        "model": { "code": "parameters { real mu; } model { }" },
        "run": { "seed": 0, "workers": "auto", "on_error": "reject", "max_failure_fraction": 1, "commit_every": 30.0, "output": "m.h5" },
        "labels": {},
        "output": { "drop": [], "save_warmup": false },
    });
    assert_eq!(config.resolved(), &expected);
    assert_eq!(config.given(), MODEL);
}

#[test]
fn a_grid_keeps_its_axes_in_order() {
    let config = good(&format!(
        "{MODEL}run = {{ seed = 18446744073709551615, workers = 3, output = '../out/m.h5' }}
        [method]
        kind = 'grid'
        [method.axes]
        tau = {{ min = 0.01, max = 40, n = 201, spacing = 'log' }}
        'theta[1]' = {{ values = [1, 2.5, 3] }}
        mu = {{ min = -10, max = 25, n = 101 }}
        [method.fixed]
        theta_raw = [[0, 1], [2, 3]]"
    ));
    assert_eq!(config.run.seed, u64::MAX);
    assert_eq!(config.run.workers, Some(3));
    assert_eq!(config.run.output, Path::new("out/m.h5"));
    let Some(Method::Grid(grid)) = &config.method else { panic!("{:?}", config.method) };
    assert_eq!(grid.axes.names().collect::<Vec<_>>(), ["tau", "theta[1]", "mu"]);
    assert_eq!(grid.axes.0[1].1, Axis::Values { values: vec![1.0, 2.5, 3.0] });
    let method = &config.resolved()["method"];
    assert_eq!(method["kind"], "grid");
    assert_eq!(method["axes"]["mu"], serde_json::json!({ "min": -10.0, "max": 25.0, "n": 101, "spacing": "linear" }));
    assert_eq!(method["draws"], 0);
    assert_eq!(method["combine"], "product");
}

#[test]
fn data_may_stand_in_the_config() {
    let config = good(&format!("{MODEL}[data]\nN = 2\ny = [1, 2.5]\nx = [[1, 2], [3, 4]]\nz = -inf"));
    let DataSource::Table(data) = &config.data else { panic!("{:?}", config.data) };
    let found: Vec<(&str, &[usize], &Numbers)> =
        data.iter().map(|(name, d)| (name.as_str(), d.dims.as_slice(), &d.numbers)).collect();
    assert_eq!(
        found,
        [
            ("N", &[] as &[usize], &Numbers::Ints(vec![2])),
            ("y", &[2], &Numbers::Reals(vec![1.0, 2.5])),
            ("x", &[2, 2], &Numbers::Ints(vec![1, 2, 3, 4])),
            ("z", &[], &Numbers::Reals(vec![f64::NEG_INFINITY])),
        ]
    );
    assert_eq!(
        config.resolved()["data"],
        serde_json::json!({
            "N": 2, "y": [1.0, 2.5], "x": [[1, 2], [3, 4]], "z": "-Infinity"
        })
    );
}

#[test]
fn labels_hold_for_elements_too() {
    let config = good(&format!("{MODEL}[labels]\ntheta = {{ unit = 'points', latex = '\\theta' }}"));
    assert_eq!(config.unit("theta"), Some("points"));
    assert_eq!(config.unit("theta[3]"), Some("points"));
    assert_eq!(config.unit("mu"), None);
}

#[test]
fn options_override_the_file() {
    let text = format!("{MODEL}[method]\nkind = 'grid'\naxes.mu = {{ min = 0, max = 1, n = 5 }}");
    let options = ["run.seed=7", "method.draws=100", "method.axes.theta[1]={min=0,max=1,n=3}", "run.output=here.h5"];
    let config = load(&text, &options).expect("valid");
    assert_eq!(config.run.seed, 7);
    assert_eq!(config.run.output, Path::new("configs/here.h5"));
    let Some(Method::Grid(grid)) = &config.method else { panic!("{:?}", config.method) };
    assert_eq!(grid.draws, 100);
    assert_eq!(grid.axes.names().collect::<Vec<_>>(), ["mu", "theta[1]"]);
    assert_eq!(config.options(), options);
}

#[test]
fn mistakes_in_options_name_the_option() {
    check_whole(
        MODEL,
        &["run.sed=7", "run.seed=x", "seed", "run.workers=0", "model.code.x=1"],
        &[
            "--set run.sed=7: unknown setting `sed` in [run] (did you mean `seed`?)",
            "--set run.seed=x: `run.seed` is the string \"x\", but must be an integer of at least 0",
            "--set seed: an option that sets a value is a key, `=` and the value (as in: --set method.draws=2000)",
            "--set run.workers=0: `run.workers` is 0, but must be \"auto\" or an integer from 1 to 1024",
            "--set model.code.x=1: `code` is the string \"parameters { real mu; } model { }\", which has no keys",
        ],
    );
}

#[test]
fn unknown_keys_are_answered_with_the_right_ones() {
    check("[run]\nsed = 3", &["3:1: unknown setting `sed` in [run] (did you mean `seed`?)"]);
    check("[runn]\nseed = 3", &["2:2: unknown table `runn` (did you mean `run`?)"]);
    check("[run]\nnproc = 3", &["3:1: unknown setting `nproc` in [run] (mcrun's word for it is `workers`)"]);
    check(
        "[run]\nnum_samples = 3",
        &["3:1: unknown setting `num_samples` in [run] \
         (mcrun's word for it is `draws`, but there is none here; here are: seed, workers, output, on_error, max_failure_fraction, commit_every, max_file_size, max_memory, max_time)"],
    );
    check(
        "[method]\nkind = 'grid'\nnum_samples = 3\nseed = 3\naxes.mu = { lower = 0, max = 1, n = 3 }",
        &[
            "4:1: unknown setting `num_samples` in [method] (mcrun's word for it is `draws`)",
            "5:1: unknown setting `seed` in [method] (`seed` belongs in [run])",
            "6:13: unknown setting `lower` in [method.axes.mu] (mcrun's word for it is `min`)",
        ],
    );
    check("[output]\nkeep = true", &["3:1: unknown setting `keep` in [output] (here are: drop, save_warmup)"]);
}

#[test]
fn wrong_types_say_what_is_expected() {
    check("[run]\nseed = 'x'", &["3:8: `run.seed` is the string \"x\", but must be an integer of at least 0"]);
    check("[run]\nseed = -3", &["3:8: `run.seed` is -3, but must be an integer of at least 0"]);
    check("[run]\nseed = 1.0", &["3:8: `run.seed` is 1.0, but must be an integer of at least 0"]);
    check(
        "[run]\nworkers = 'all'",
        &["3:11: `run.workers` is the string \"all\", but must be \"auto\" or an integer from 1 to 1024"],
    );
    check(
        "[run]\non_error = 'stopp'",
        &["3:12: `run.on_error` is the string \"stopp\", but must be \"reject\" or \"stop\" (did you mean \"stop\"?)"],
    );
    check(
        "run = 3",
        &[
            "2:7: `run` is 3, but must be a table { seed, workers, output, on_error, max_failure_fraction, commit_every, max_file_size, max_memory, max_time }",
        ],
    );
    check("[output]\ndrop = ['a', 3]", &["3:14: element 2 of `output.drop` is 3, but must be a string"]);
    check("[labels]\nmu = 'm'", &["3:6: `labels.mu` is the string \"m\", but must be a table { latex, unit }"]);
    check("[method]\nkind = 3", &["3:8: `method.kind` is 3, but must be a string"]);
    check(
        "[method]\nkind = 'grid'\naxes.mu = { min = nan, max = 1, n = 3 }",
        &["4:19: `method.axes.mu.min` is NaN, but must be a finite number"],
    );
    check(
        "[method]\nkind = 'grid'\naxes.mu = { values = [] }",
        &["4:22: `method.axes.mu.values` is an empty array, but must be an array of at least one finite number"],
    );
    check(
        "[method]\nkind = 'grid'\naxes.mu = [1, 2]",
        &["4:11: `method.axes.mu` is an array, but must be a table { min, max, n, spacing, values, table, column }"],
    );
    check(
        "[method]\nkind = 'grid'\ndraws = 99999999999999999999999999999999999999999999",
        &["4:9: this number is too large"],
    );
}

#[test]
fn all_mistakes_are_reported_in_the_order_of_the_file() {
    let text = "[model]\n[run]\nsed = 1\nworkers = 0\n[method]\nkind = 'grid'\ndraws = 'x'\n[output]\ndorp = []";
    check_whole(
        text,
        &[],
        &[
            "1:2: [model] has neither `program` nor `code` \
         (program = \"model.stan\", or code = '''...''' with the program itself)",
            "3:1: unknown setting `sed` in [run] (did you mean `seed`?)",
            "4:11: `run.workers` is 0, but must be \"auto\" or an integer from 1 to 1024",
            "7:9: `method.draws` is the string \"x\", but must be an integer of at least 0",
            "9:1: unknown setting `dorp` in [output] (did you mean `drop`?)",
        ],
    );
}

#[test]
fn a_message_shows_the_line() {
    let messages = load("model.code = ''\n[run]\nseed = 1\nworkers =   0 # none\n", &[]).expect_err("no workers");
    let expected = concat!(
        "error: `run.workers` is 0, but must be \"auto\" or an integer from 1 to 1024\n",
        " --> configs/m.toml:4:13\n",
        "  |\n",
        "4 | workers =   0 # none\n",
        "  |             ^",
    );
    assert_eq!(messages, [expected]);
}

#[test]
fn missing_tables_and_files_are_named() {
    check_whole(
        "",
        &[],
        &["1:1: there is no table [model] \
         (model is a table { program, code, data }: the program and its data)"],
    );
    check_whole(
        "[model]\nprogram = '../none.stan'\ndata = 'none.json'",
        &[],
        &[
            "2:11: none.stan cannot be read: there is no such file (paths are relative to the config file)",
            "3:8: configs/none.json cannot be read: there is no such file (paths are relative to the config file)",
        ],
    );
    check_whole(
        "[model]\nprogram = 'm.stan'\ncode = ''",
        &[],
        &["3:1: [model] has both `program` and `code`: take out one of them"],
    );
    check_whole(
        "[model]\ncode = ''\ndata = 'd.json'\n[data]\nN = 1",
        &[],
        &["4:2: data are given twice: by `data` in [model] and in [data] (take out one of them)"],
    );
    let missing = Config::load(Path::new("configs/none.toml"), &[]).expect_err("there is none");
    assert_eq!(missing.messages, ["error: this file cannot be read: there is no such file\n --> configs/none.toml"]);
}

#[test]
fn methods_of_later_versions_are_named() {
    check(
        "[method]\nkind = 'smc'",
        &["3:8: method `smc` is not there yet; this version has: grid, sweep, nuts, metropolis, importance, prior"],
    );
    check(
        "[method]\nkind = 'gird'",
        &[
            "3:8: there is no method `gird`; this version has: grid, sweep, nuts, metropolis, importance, prior (did you mean `grid`?)",
        ],
    );
    check("[method]\ndraws = 3", &["2:2: [method] has no `kind` (kind is a string: the method, as \"grid\")"]);
}

/// Mistakes of axes, in a `[method]` of which `text` is the rest.
fn check_axes(text: &str, expected: &[&str]) {
    check(&format!("[method]\nkind = 'grid'\n{text}"), expected);
}

#[test]
fn axes_that_make_no_sense_are_refused() {
    check_axes(
        "axes.mu = { min = 2, max = 1, n = 3 }",
        &["4:6: axis `mu`: min is 2 and max 1, but min must be smaller"],
    );
    check_axes(
        "axes.mu = { min = 1, max = 1, n = 3 }",
        &["4:6: axis `mu`: min is 1 and max 1, but min must be smaller"],
    );
    check_axes(
        "axes.mu = { min = 0, max = 1, n = 0 }\naxes.tau = { min = 0, max = 1 }",
        &[
            "4:6: axis `mu`: an axis needs at least 2 points, and this one has 0: use [method.fixed] for a single value",
            "5:6: axis `tau`: `n` is missing: a range needs `min`, `max` and `n`",
        ],
    );
    check_axes(
        "axes.mu = { min = 0, max = 1, n = 3, spacing = 'log' }",
        &["4:6: axis `mu`: min is 0, but spacing = \"log\" needs it above 0"],
    );
    check_axes(
        "axes.mu = { min = 0, max = 1, n = 3 }\n[[method.group]]\naxes.mu = { values = [1, 2] }",
        &["6:6: `mu` is an axis twice"],
    );
    check_axes(
        "combine = 'zip'\naxes.mu = { values = [3, 2, 1] }\naxes.tau = { values = [1, 2] }",
        &["6:6: axes that walk together must have equal lengths, but `mu` has 3 points and `tau` 2"],
    );
    check_axes("draws = 3", &["2:2: there are no axes: give at least one in [method.axes]"]);
}

#[test]
fn a_table_gives_an_axis_its_points() {
    let directory = tempfile::tempdir().expect("a directory for files");
    let path = directory.path().join("m.toml");
    std::fs::write(directory.path().join("points.csv"), "mu,tau\n1,0.5\n2,1.5\n4,x\n").expect("a file");
    std::fs::write(directory.path().join("good.csv"), "mu,t\n1,0.5\n2,1.5\n").expect("a file");
    let load = |axis: &str| {
        Config::parse(&path, format!("{MODEL}[method]\nkind = 'grid'\naxes.mu = {axis}"), &[]).map_err(|e| {
            let first = e.messages[0].lines().next().expect("a line").to_string();
            first.replace(&format!("{}/", directory.path().display()), "")
        })
    };
    let axis = |axis: &str| match load(axis).map(|c| c.method) {
        Ok(Some(Method::Grid(grid))) => grid.axes.0[0].1.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(axis("{ table = 'good.csv' }"), Axis::Values { values: vec![1.0, 2.0] });
    assert_eq!(axis("{ table = 'good.csv', column = 't' }"), Axis::Values { values: vec![0.5, 1.5] });
    let fails = |axis: &str, expected: &str| assert_eq!(load(axis).expect_err(axis), expected);
    fails("{ table = 'points.csv' }", "error: axis `mu`: column tau: \"x\" is not a number (points.csv:4)");
    fails("{ table = 'good.csv', column = 'N' }", "error: axis `mu`: good.csv has no column `N`; it has: mu, t");
    fails("{ table = 'x.csv' }", "error: axis `mu`: this file cannot be read: there is no such file (x.csv)");
}

#[test]
fn data_that_are_not_rectangular_are_refused() {
    check(
        "[data]\ny = [[1, 2],\n[3]]\nz = 'a'\nw = [1, true]",
        &[
            "4:1: y[2]: has 1 element, but y[1] has 2",
            "5:5: z: the string \"a\" is not a number",
            "6:9: w[2]: true is not a number",
        ],
    );
    check("data = 3", &["2:8: `data` is 3, but must be a table with the data (a path goes to `data` in [model])"]);
}

#[test]
fn text_that_is_not_toml_is_refused() {
    check_whole("[model\ncode = ''", &[], &["1:7: unclosed table, expected `]`"]);
    check(
        "[method.axes]\ntheta[1] = { min = 0, max = 1, n = 3 }",
        &["3:6: key with no value, expected `=` (a name with brackets stands in quotes: \"theta[1]\")"],
    );
    check("run.seed = 1\nrun.seed = 2", &["3:5: duplicate key"]);
}

#[test]
fn labels_and_outputs_must_name_variables() {
    let config = good(&format!(
        "{MODEL}[labels]\ntau = {{ unit = 'm' }}\nmuu = {{ unit = 'm' }}\n[output]\ndrop = ['tau', 'x']"
    ));
    let found: Vec<String> =
        config.check_names(&["mu", "tau"]).expect_err("muu and x").messages.iter().map(|m| one_line(m)).collect();
    assert_eq!(
        found,
        ["4:1: the model has no variable `muu` (did you mean `mu`?)", "6:16: the model has no variable `x`",]
    );
    assert!(config.check_names(&["muu", "tau", "x"]).is_ok());
}

#[test]
fn what_a_method_finds_wrong_is_shown_at_its_key() {
    let config = good(&format!(
        "{MODEL}[method]\nkind = 'grid'\n[method.axes]\nmuu = {{ values = [1, 2] }}\n[method.fixed]\nx = 3"
    ));
    let check = |error: SettingsError, expected: &str| {
        let messages = config.settings_error(&error).messages;
        assert_eq!(messages.iter().map(|m| one_line(m)).collect::<Vec<_>>(), [expected]);
    };
    check(
        SettingsError::UnknownName { kind: "parameter", name: "muu".into(), nearest: Some("mu".into()) },
        "5:1: the model has no parameter `muu`; did you mean `mu`?",
    );
    check(SettingsError::FixedNotFinite { name: "x".into(), value: 3.0 }, "7:1: fixed `x` is 3, but must be finite");
    check(
        SettingsError::DrawsOfZip,
        "2:2: a grid whose axes walk together (`zip`) has no posterior to take draws from: leave out `draws`",
    );
}
