//! Configs that are wrong, by themselves or for their model.

use super::{AXES, check_run, check_under, grid, without_data};

fn check(config: &str, expected: &[&str]) {
    check_run(&[("a.toml", config.as_bytes())], 2, expected);
}

fn check_axes(axes: &str, expected: &[&str]) {
    check(&grid(axes), expected);
}

#[test]
fn keys_and_types_are_checked() {
    let with = |line: &str| format!("{line}\n{}", grid(AXES));
    check(&with("run.sed = 1"), &["unknown setting `sed` in [run]\n --> a.toml:1:5\n", "did you mean `seed`?"]);
    check(&with("run.seed = 'x'"), &["`run.seed` is the string \"x\", but must be an integer", " --> a.toml:1:12\n"]);
    check(&with("run.seed ="), &["error: ", " --> a.toml:1:"]);
    check("", &["there is no table [model]\n --> a.toml:1:1\n"]);
    check("a\0 = 1", &["error: ", " --> a.toml:1:2\n"]);
    check_run(&[("a.toml", b"a\xff = 1")], 2, &["this is not UTF-8 text\n --> a.toml:1:2\n"]);
    check_under("", &[], &["."], 2, &["this file cannot be read: it is a directory\n --> .\n"]);
}

#[test]
fn missing_files_are_named() {
    check_under("", &[], &["b.toml"], 2, &["this file cannot be read: there is no such file\n --> b.toml\n"]);
    let not_there = |key: &str, file: &str| grid(AXES).replace(key, file);
    check(
        &not_there("m.stan", "n.stan"),
        &["n.stan cannot be read: there is no such file\n --> a.toml:1:17", "relative to the config"],
    );
    check(
        &not_there("d.json", "e.json"),
        &["e.json cannot be read: there is no such file\n --> a.toml:2:14", "relative to the config"],
    );
    check(&not_there("m.stan", "."), &[". cannot be read: it is no file\n --> a.toml:1:17"]);
    check(&not_there("d.json", "."), &[". cannot be read: it is no file\n --> a.toml:2:14"]);
    let config = not_there("d.json", "d.xyz");
    let expected = "data are read from files called .json, .csv, .h5, .hdf5 or .nc\n --> a.toml:2:14";
    check_run(&[("a.toml", config.as_bytes()), ("d.xyz", b"1")], 2, &[expected]);
}

#[test]
fn axes_and_fixed_are_the_parameters() {
    let sigma = "sigma = { min = 0.5, max = 9, n = 11 }\n";
    let mu = "mu = { min = -5, max = 10, n = 11 }\n";
    check_axes(
        &format!("{mu}sigm = {{ values = [1, 2] }}\n"),
        &["the model has no parameter `sigm`; did you mean `sigma`?\n --> a.toml:7:1\n"],
    );
    check_axes(
        mu,
        &["`sigma` is neither an axis nor fixed: give it an axis in [method.axes] or a number in [method.fixed]"],
    );
    check_axes(
        &format!("{mu}{sigma}[method.fixed]\nmu = 1\n"),
        &["`mu` is both an axis and fixed: take it out of one of them"],
    );
    check_axes(
        &format!("{mu}[method.fixed]\nsigma = -1\n"),
        &["fixed `sigma` is -1, but lies between 0 and inf\n --> a.toml:8:1\n"],
    );
    check_axes(
        &format!("{mu}[method.fixed]\nsigma = [1]\n"),
        &["fixed `sigma` has no dimensions (one number), but the shape [1] was given"],
    );
    check_axes(
        &format!("N = {{ values = [1, 2] }}\n{mu}{sigma}"),
        &["the model has no parameter `N`\n --> a.toml:6:1\n"],
    );
}

#[test]
fn axes_have_room_and_points() {
    let sigma = "sigma = { min = 0.5, max = 9, n = 11 }\n";
    let check = |mu: &str, expected: &str| check_axes(&format!("mu = {mu}\n{sigma}"), &[expected, " --> a.toml:6:1\n"]);
    check("{ min = 5, max = 5, n = 11 }", "axis `mu`: min is 5 and max 5, but min must be smaller");
    check("{ min = 6, max = 5, n = 11 }", "axis `mu`: min is 6 and max 5, but min must be smaller");
    check("{ min = 0, max = 5, n = 0 }", "axis `mu`: an axis needs at least 2 points, and this one has 0");
    check(
        "{ min = 0, max = 5, n = 5, spacing = 'log' }",
        "axis `mu`: min is 0, but spacing = \"log\" needs it above 0",
    );

    check("{ min = 0, max = 5, n = 10_000_000_000_000 }", "it has 10000000000000 points, but 16777216 are the most");
}

#[test]
fn axes_that_walk_together_are_of_one_length() {
    let axes = "mu = { min = -5, max = 10, n = 10 }\nsigma = { min = 0.5, max = 9, n = 11 }\n";
    let config = grid(axes).replace("[method.axes]", "method.combine = 'zip'\n[method.axes]");
    check(
        &config,
        &["axes that walk together must have equal lengths, but `mu` has 10 points and `sigma` 11\n --> a.toml:8:1\n"],
    );
}

/// With less memory than one axis's product would take.
fn check_in_little_memory(program: &str, config: &str, expected: &[&str]) {
    let files = [("a.toml", config.as_bytes()), ("m.stan", program.as_bytes())];
    check_under("ulimit -v 1000000;", &files, &["a.toml"], 2, expected);
}

#[test]
fn sizes_are_refused_before_memory_is_taken() {
    let axis = |name: &str| format!("{name} = {{ min = 0, max = 1, n = 100_000 }}\n");
    let three = ["a", "b", "c"].map(axis).concat();
    let size = "the axes have 1000000000000000 points together, but fewer than 2^48 are possible: take fewer points\n --> a.toml:";
    check_in_little_memory("parameters { real a; real b; real c; }", &without_data("grid", &three), &[size]);
    let program = "data { real a; real b; real c; } generated quantities { real d = a; }";
    check_in_little_memory(program, &without_data("sweep", &three), &[size]);

    let two = ["a", "b"].map(|name| axis(name).replace("100_000", "10_000_000")).concat();
    let size = "100000000000000 points make 1600000000000000 bytes of results, but the limit is 17592186044416: take fewer points";
    check_in_little_memory("parameters { real a; real b; }", &without_data("grid", &two), &[size]);
}

#[test]
fn arrays_that_fit_no_memory_are_refused() {
    let config = without_data("grid", "mu = { values = [1, 2] }\n");
    let too_many = "x has too many elements: shape [2000000000, 2000000000]";
    let array = "array[2000000000, 2000000000] real x;";
    let check = |program: &str| check_in_little_memory(program, &config, &[too_many, "(m.stan:"]);
    check(&format!("transformed data {{ {array} }}\nparameters {{ real mu; }}"));
    check(&format!("parameters {{ real mu; {array} }}"));
    check(&format!("parameters {{ real mu; }}\ngenerated quantities {{ {array} }}"));
}

#[test]
fn labels_and_dropped_outputs_name_variables() {
    let config = format!("output.drop = ['tau']\nlabels.muh = {{ unit = 'km' }}\n{}", grid(AXES));
    let tau = "the model has no variable `tau`\n --> a.toml:1:16\n";
    check(&config, &[tau, "the model has no variable `muh`\n --> a.toml:2:8\n", "did you mean `mu`?"]);
}

#[test]
fn sweeps_need_inputs_and_results() {
    let check = |program: &str, axes: &str, code: i32, expected: &[&str]| {
        let config = without_data("sweep", axes);
        check_run(&[("a.toml", config.as_bytes()), ("m.stan", program.as_bytes())], code, expected);
    };
    let program = "data { real a; }\ngenerated quantities { real d = a; }";
    let a = "a = { values = [1, 2] }\n";
    check(
        program,
        &format!("{a}b = {{ values = [1, 2] }}\n"),
        2,
        &["the program has no data variable or parameter b\n --> a.toml:"],
    );
    check(program, "b = { values = [1, 2] }\n", 2, &["data variable a is missing (declared at m.stan:1:13)"]);
    check(
        "data { real a; }",
        a,
        2,
        &["the program has no generated quantities, so a sweep has no results\n --> a.toml:"],
    );
    let growing = "data { int a; }\ngenerated quantities { vector[a] d = rep_vector(1, a); }";
    check(growing, a, 1, &["d has shape [2] here, but shape [1] at another point\n  at a = 2\n"]);
    let refusing = "data { real a; }\ngenerated quantities {\n  real d = a;\n  fatal_error(\"stop at \", a);\n}";
    check(refusing, a, 1, &["stop at 1 (m.stan:4:3)\n  at a = 1\n"]);
}
