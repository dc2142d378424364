//! Every mistake in the settings of a grid has its message.

use mcrun::methods::axes::{Axis, FixedValue};
use mcrun::methods::error::OnError;
use mcrun::methods::grid::{GridPlan, GridSettings};

use crate::analytic::*;

fn model() -> Analytic {
    let parameters = vec![variable("mu", &[]), variable("theta", &[3]), variable("L", &[2, 2]), variable("tau", &[])];
    Analytic::fallible(parameters, |_| Ok(0.0)).bounded(8, 0.0, f64::INFINITY)
}

/// The message for axes and fixed values of a model in which the rest is fixed.
#[track_caller]
fn check(toml: &str, expected: &str) {
    assert_eq!(plan(&model(), toml).unwrap_err().to_string(), expected, "{toml}");
}

#[track_caller]
fn check_axis(axis: &str, expected: &str) {
    check(&format!("axes.mu = {axis}"), expected);
}

#[test]
fn axes_are_checked() {
    check_axis("{ min = 3, max = 2, n = 5 }", "axis `mu`: min is 3 and max 2, but min must be smaller");
    check_axis("{ min = 2, max = 2, n = 5 }", "axis `mu`: min is 2 and max 2, but min must be smaller");
    let few = |n| {
        format!(
            "axis `mu`: an axis needs at least 2 points, and this one has {n}: use [method.fixed] for a single value"
        )
    };
    check_axis("{ min = 1, max = 2, n = 0 }", &few(0));
    check_axis("{ min = 1, max = 2, n = 1 }", &few(1));
    check_axis("{ values = [] }", &few(0));
    check_axis("{ values = [3] }", &few(1));
    let log = |min| format!("axis `mu`: min is {min}, but spacing = \"log\" needs it above 0");
    check_axis("{ min = 0, max = 2, n = 5, spacing = 'log' }", &log(0));
    check_axis("{ min = -1, max = 2, n = 5, spacing = 'log' }", &log(-1));
    let end = |end| format!("axis `mu`: {end} is not a usable end: it must be finite and less than 1e290 in size");
    check_axis("{ min = nan, max = 2, n = 5 }", &end("NaN"));
    check_axis("{ min = 1, max = inf, n = 5 }", &end("inf"));
    check_axis("{ values = [1, nan, 2] }", "axis `mu`: value 2 is NaN, but must be finite and less than 1e290 in size");
    let increase = "axis `mu`: the values of an axis of a product grid must increase, but value 3 is 2, after 2";
    check_axis("{ values = [1, 2, 2, 3] }", increase);
    check(
        "axes.mu = { min = 1, max = 1.0000000000000004, n = 5 }\n[fixed]\ntau = 1\ntheta = [1, 2, 3]\nL = [[1, 2], [3, 4]]",
        "axis `mu`: 5 points between 1 and 1.0000000000000004 are not distinct as 64-bit numbers: take fewer",
    );
    check(
        "axes.mu = { min = 1e10, max = 10000000000.00001, n = 5, spacing = 'log' }\n[fixed]\ntau = 1\ntheta = [1, 2, 3]\nL = [[1, 2], [3, 4]]",
        "axis `mu`: 5 points between 10000000000 and 10000000000.00001 are not distinct as 64-bit numbers: take fewer",
    );
    check_axis("{ table = 'points.csv' }", "axis `mu`: the table `points.csv` was not read");
    check_axis("{ min = 0, max = 1, n = 20000000 }", "axis `mu`: it has 20000000 points, but 16777216 are the most");
}

#[test]
fn groups_are_checked() {
    check("", "there are no axes: give at least one in [method.axes]");
    check("[[group]]", "group 1 has no axes: give it at least one in its `axes`, or take it out");
    let axis = "{ values = [1, 2] }";
    check(&format!("axes.mu = {axis}\n[[group]]\naxes.mu = {axis}"), "`mu` is an axis twice");
    check(&format!("axes.'L[1,1]' = {axis}\naxes.'L[1, 1]' = {axis}"), "`L[1, 1]` is an axis twice");
    check(
        &format!("combine = 'zip'\naxes.mu = {axis}\naxes.tau = {{ values = [3, 1, 2] }}"),
        "axes that walk together must have equal lengths, but `mu` has 2 points and `tau` 3",
    );
    check(
        &format!(
            "combine = 'zip'\ndraws = 10\naxes.mu = {axis}\naxes.tau = {axis}\n[fixed]\ntheta=[1,2,3]\nL=[[1,2],[3,4]]"
        ),
        "a grid whose axes walk together (`zip`) has no posterior to take draws from: leave out `draws`",
    );
}

#[test]
fn sizes_are_checked_before_memory_is_taken() {
    let many = |n: u64, axes: &[&str]| {
        let axis = |name: &&str| format!("axes.'{name}' = {{ min = 0, max = 1, n = {n} }}\n");
        axes.iter().map(axis).collect::<String>()
    };
    check(
        &many(16_000_000, &["mu", "theta[1]", "theta[2]", "theta[3]"]),
        "the axes have 65536000000000000000000000000 points together, but fewer than 2^48 are possible: take fewer points",
    );
    check(
        &(many(1_000_000, &["mu", "tau"]) + "[fixed]\ntheta = [1, 2, 3]\nL = [[1, 2], [3, 4]]"),
        "1000000000000 points make 16000000000000 bytes of results, but the limit is 1073741824: take fewer points",
    );
}

#[test]
fn names_are_checked() {
    let axis = "{ values = [1, 2] }";
    let check_name = |name: &str, expected: &str| check(&format!("axes.'{name}' = {axis}"), expected);
    check_name("nu", "the model has no parameter `nu`; did you mean `mu`?");
    check_name("thetas", "the model has no parameter `thetas`; did you mean `theta`?");
    check_name("nothing_like_it", "the model has no parameter `nothing_like_it`");
    check_name("thta[2]", "the model has no parameter `thta`; did you mean `theta`?");
    check_name("theta", "`theta` has the shape [3] and cannot be an axis: name one of its elements, as `theta[1]`");
    check_name("L", "`L` has the shape [2,2] and cannot be an axis: name one of its elements, as `L[1,1]`");
    check_name("theta[0]", "`theta[0]`: theta has the shape [3], so its elements are from theta[1] to theta[3]");
    check_name("theta[4]", "`theta[4]`: theta has the shape [3], so its elements are from theta[1] to theta[3]");
    check_name("L[1]", "`L[1]`: L has the shape [2,2], so its elements are from L[1,1] to L[2,2]");
    check_name("mu[1]", "`mu[1]`: mu is one number and has no elements");
    let not_a_name =
        |name| format!("`{name}` is not a name: an element is written as `theta[1]` or `L[2,1]`, counting from 1");
    for name in ["theta[", "theta[a]", "theta[]", "theta[1", "theta[-1]", ""] {
        check_name(name, &not_a_name(name));
    }
}

#[test]
fn every_parameter_is_given_once() {
    let check_fixed =
        |fixed: &str, expected: &str| check(&format!("axes.mu = {{ values = [1, 2] }}\n[fixed]\n{fixed}"), expected);
    let rest = "L = [[1, 2], [3, 4]]\ntau = 1\n";
    check_fixed(
        "",
        "`theta` is neither an axis nor fixed: give it an axis in [method.axes] or an array of shape [3] in [method.fixed]",
    );
    check_fixed(
        "'theta[1]' = 3",
        "`theta[2]` is neither an axis nor fixed: give it an axis in [method.axes] or a number in [method.fixed]",
    );
    check_fixed(&format!("{rest}theta = [1, 2]"), "fixed `theta` has the shape [3], but the shape [2] was given");
    check_fixed(
        &format!("{rest}theta = 1"),
        "fixed `theta` has the shape [3], but no dimensions (one number) was given",
    );
    check_fixed("tau = [1]", "fixed `tau` has no dimensions (one number), but the shape [1] was given");
    check_fixed("L = [[1, 2, 3], [4, 5, 6]]", "fixed `L` has the shape [2,2], but the shape [2,3] was given");
    check_fixed("L = [[1, 2], [3]]", "fixed `L` is ragged: the rows of an array have one length");
    check_fixed("L = [[1, 2], 3]", "fixed `L` is ragged: the rows of an array have one length");
    check_fixed("mu = 1", "`mu` is both an axis and fixed: take it out of one of them");
    check_fixed("theta = [1, 2, 3]\n'theta[2]' = 2", "`theta[2]` is fixed twice");
    check_fixed("tau = nan", "fixed `tau` is NaN, but must be finite");
    check_fixed("tau = -1", "fixed `tau` is -1, but lies between 0 and inf");
    check_fixed("sigma = 1", "the model has no parameter `sigma`");
}

#[test]
fn unknown_and_misfit_keys_are_errors_of_the_config() {
    let check = |toml: &str, expected: &str| {
        let error = toml::from_str::<GridSettings>(toml).unwrap_err();
        assert!(error.message().contains(expected), "{toml}: {}", error.message());
    };
    check("axis.mu = 3", "unknown field `axis`");
    check("[[group]]\nkind = 3", "unknown field `kind`");
    check("axes.mu = { min = 1, max = 2, n = 5, spaced = 'log' }", "unknown field `spaced`");
    check("axes.mu = { min = 1, n = 5 }", "`max` is missing: a range needs `min`, `max` and `n`");
    check("axes.mu = { min = 1, max = 2, values = [1, 2] }", "an axis is either `min`, `max` and `n`");
    check("axes.mu = { values = [1], table = 'a.csv' }", "an axis is either `min`, `max` and `n`");
    check("axes.mu = { column = 'a' }", "an axis is either `min`, `max` and `n`");
    check("axes.mu = { min = 1, max = 2, n = 5, spacing = 'sqrt' }", "unknown variant `sqrt`");
    check("combine = 'cross'", "unknown variant `cross`");
    check("axes.mu = { min = 1, max = 2, n = -5 }", "invalid value: integer `-5`");
    check("fixed.mu = 'a'", "expected a number or a nested array of numbers");
}

#[test]
fn tables_are_replaced_by_their_values() {
    let mut settings = settings(
        "axes.mu = { table = 'a.csv' }\n[[group]]\naxes.tau = { table = 'b.csv', column = 't' }\n\
         [fixed]\ntheta = [1, 2, 3]\nL = [[1, 2], [3, 4]]",
    );
    for (name, axis) in settings.axes_mut() {
        let expected = match name {
            "mu" => Axis::Table { table: "a.csv".into(), column: None },
            _ => Axis::Table { table: "b.csv".into(), column: Some("t".into()) },
        };
        assert_eq!(*axis, expected);
        *axis = Axis::Values { values: vec![1.0, 2.0, 4.0] };
    }
    assert_eq!(GridPlan::new(&settings, OnError::Reject, &model(), 1 << 20).unwrap().space().n_points(), 9);
}

#[test]
fn settings_keep_their_order_and_survive_a_round_trip() {
    let settings = settings(
        "axes.tau = { min = 1, max = 2.5, n = 5, spacing = 'log' }\naxes.mu = { values = [1, 2] }\n\
         axes.'theta[2]' = { table = 'a.csv' }\ndraws = 7\nfixed.L = [[1, 2], [3, 4]]",
    );
    assert_eq!(settings.axes.names().collect::<Vec<_>>(), ["tau", "mu", "theta[2]"]);
    assert!(matches!(settings.fixed.0[0].1, FixedValue::Array(_)));
    assert_eq!(toml::from_str::<GridSettings>(&toml::to_string(&settings).unwrap()).unwrap(), settings);
}
