//! What a grid says about its own limits.

use crate::analytic::*;

fn check(density: &Analytic, toml: &str, expected: &[&str]) {
    let warnings = run_grid(density, toml).summary.warnings;
    let found: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected, "{toml}");
}

fn standard_normal() -> Analytic {
    Analytic::new(&["x"], |p| normal(p[0], 0.0, 1.0))
}

#[test]
fn a_good_grid_has_no_warnings() {
    check(&standard_normal(), "axes.x = { min = -5, max = 5, n = 51 }", &[]);
    check(&exponential(), "axes.x = { min = 0, max = 15, n = 151 }", &[]);
    check(&gamma(), "axes.x = { min = 1e-3, max = 15, n = 151, spacing = 'log' }", &[]);
}

#[test]
fn mass_beyond_an_edge_is_estimated() {
    // The true mass is 2.28 %.
    let above = "the posterior does not end with the grid: about 2.7 % of it lies above x = 2; move `max` of axis `x`";
    check(&standard_normal(), "axes.x = { min = -5, max = 2, n = 701 }", &[above]);
    // The true mass is 1.83 %.
    let above = "the posterior does not end with the grid: about 1.8 % of it lies above x = 4; move `max` of axis `x`";
    check(&exponential(), "axes.x = { min = 0, max = 4, n = 401 }", &[above]);
}

#[test]
fn edges_at_the_end_of_the_support_are_where_they_should_be() {
    let uniform = || Analytic::new(&["x"], |_| 0.0);
    check(&uniform().bounded(0, 0.0, 1.0), "axes.x = { min = 0, max = 1, n = 11 }", &[]);
    let below = "the posterior does not end with the grid: about 50.0 % of it lies below x = 0; move `min` of axis `x`";
    let mode = "the highest point lies on the edge of the grid at x = 0; widen axis `x`";
    check(&uniform().bounded(0, -1.0, 1.0), "axes.x = { min = 0, max = 1, n = 11 }", &[below, mode]);
}

#[test]
fn a_coarse_axis_is_named() {
    let coarse = "the grid is too coarse along `b`: 11 points there give other results than every second one of them; \
                  try n = 21, or ends closer to the posterior";
    let axes = "axes.a = { min = -9, max = 11, n = 101 }\naxes.b = { min = -4, max = 2, n = 11 }";
    check(&correlated_normal(), axes, &[coarse]);
}

#[test]
fn marginals_that_do_not_fit_into_memory_are_left_out() {
    let density = Analytic::new(&["x", "y", "z"], |p| if p[0] == 0.0 { -p[1] - p[2] } else { f64::NEG_INFINITY });
    let axis = |n| format!("{{ min = 0, max = 40, n = {n} }}");
    let toml = format!("axes.x = {}\naxes.y = {}\naxes.z = {}", axis(2), axis(4200), axis(4200));
    let plan = plan(&density, &toml).unwrap();
    let names: Vec<String> =
        mcrun::methods::grid::layout(&plan)[0].arrays.iter().map(|array| array.name.clone()).collect();
    assert_eq!(
        names,
        ["log_density", "log_posterior", "marginal_x", "marginal_y", "marginal_z", "marginal_x_y", "marginal_x_z"]
    );
}
