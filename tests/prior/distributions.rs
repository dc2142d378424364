//! Draws have the distributions that the program says.

use mcrun::math::elementary::ln;
use mcrun::math::erf::{inv_phi, phi};
use mcrun::stream::{Purpose, StreamId};

use crate::support::*;

const DRAWS: u64 = 3000;

fn column(draws: &[Vec<f64>], at: usize) -> Vec<f64> {
    draws.iter().map(|draw| draw[at]).collect()
}

/// A parameter declared as `declared` with the distribution `family(arguments)`, between `lower` and `upper`.
fn check(declared: &str, family: &str, arguments: &[f64], statement_end: &str, (lower, upper): (f64, f64)) {
    let list = arguments.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
    let code = format!("parameters {{ {declared} x; }} model {{ x ~ {family}({list}){statement_end}; }}");
    let draws = column(&program(&code, "{}").draws(DRAWS), 0);
    let whole = |x: f64| call(&format!("{family}_cdf"), &[&[x], arguments].concat());
    let (below, above) =
        (if lower.is_finite() { whole(lower) } else { 0.0 }, if upper.is_finite() { whole(upper) } else { 1.0 });
    assert!(draws.iter().all(|x| lower <= *x && *x <= upper), "{code}");
    let found = distance(draws.clone(), |x| (whole(x) - below) / (above - below));
    assert!(found < bound(draws.len()), "{code}: {found}");
    if above - below < 0.8 {
        assert!(distance(draws, whole) > bound(DRAWS as usize), "{code}: the bound matters");
    }
}

const ALL: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

#[test]
fn every_family_of_reals_is_drawn() {
    check("real", "normal", &[1.0, 2.0], "", ALL);
    check("real", "std_normal", &[], "", ALL);
    check("real", "student_t", &[3.0, 1.0, 2.0], "", ALL);
    check("real", "cauchy", &[1.0, 2.0], "", ALL);
    check("real", "logistic", &[1.0, 2.0], "", ALL);
    check("real", "double_exponential", &[1.0, 2.0], "", ALL);
    check("real", "gumbel", &[1.0, 2.0], "", ALL);
    check("real", "exp_mod_normal", &[1.0, 2.0, 0.5], "", ALL);
    check("real", "skew_normal", &[1.0, 2.0, 3.0], "", ALL);
    check("real", "skew_double_exponential", &[1.0, 2.0, 0.3], "", ALL);
    check("real<lower=0>", "exponential", &[0.5], "", ALL);
    check("real<lower=0>", "gamma", &[2.0, 0.5], "", ALL);
    check("real<lower=0>", "inv_gamma", &[2.0, 0.5], "", ALL);
    check("real<lower=0>", "lognormal", &[1.0, 0.5], "", ALL);
    check("real<lower=0>", "weibull", &[2.0, 0.5], "", ALL);
    check("real<lower=0>", "frechet", &[2.0, 0.5], "", ALL);
    check("real<lower=0>", "chi_square", &[3.0], "", ALL);
    check("real<lower=0>", "inv_chi_square", &[3.0], "", ALL);
    check("real<lower=0>", "scaled_inv_chi_square", &[3.0, 2.0], "", ALL);
    check("real<lower=0>", "rayleigh", &[2.0], "", ALL);
    check("real<lower=2>", "pareto", &[2.0, 3.0], "", ALL);
    check("real<lower=1>", "pareto_type_2", &[1.0, 2.0, 3.0], "", ALL);
    check("real<lower=0, upper=1>", "beta", &[2.0, 3.0], "", ALL);
    check("real<lower=0, upper=1>", "beta_proportion", &[0.3, 3.0], "", ALL);
    check("real<lower=-1, upper=4>", "uniform", &[-1.0, 4.0], "", ALL);
}

#[test]
fn bounds_cut_distributions() {
    let above = |x| (x, f64::INFINITY);
    check("real<lower=0>", "cauchy", &[0.0, 5.0], "", above(0.0));
    check("real<lower=1, upper=2>", "normal", &[0.0, 1.0], "", (1.0, 2.0));
    check("real<upper=0.5>", "exponential", &[0.5], "", (0.0, 0.5));
    check("real<lower=0.9>", "beta", &[2.0, 3.0], "", (0.9, 1.0));
    check("real", "normal", &[0.0, 1.0], " T[0.5, ]", above(0.5));
    check("real<upper=1>", "normal", &[0.0, 1.0], " T[0.5, ]", (0.5, 1.0));
    // So far out that the distribution function is inverted.
    check("real<lower=4.5>", "normal", &[0.0, 1.0], "", above(4.5));
    check("real<upper=-3, lower=-4>", "logistic", &[2.0, 0.5], "", (-4.0, -3.0));
}

#[test]
fn parameters_between_bounds_are_uniform_without_a_statement() {
    let program = program(
        "parameters { real<lower=2, upper=6> x; vector<lower=0, upper=[1, 10]'>[2] y; simplex[3] s; corr_matrix[2] r; } model { }",
        "{}",
    );
    let draws = program.draws(DRAWS);
    let check = |at: usize, cdf: fn(f64) -> f64| {
        assert!(distance(column(&draws, at), cdf) < bound(DRAWS as usize), "element {at}");
        assert!(distance(column(&draws, at), |x| cdf(x) * cdf(x)) > bound(DRAWS as usize), "element {at}");
    };
    check(0, |x| (x - 2.0) / 4.0);
    check(1, |y| y);
    check(2, |y| y / 10.0);
    check(3, |s| 1.0 - (1.0 - s) * (1.0 - s));
    check(7, |r| 0.5 * (1.0 + r));
    let log_volume = ln(4.0) + ln(10.0) - ln(2.0) + ln(2.0);
    let found = mcrun::density::Prior::log_normaliser(&program.prior()).expect("it is known");
    assert!((found - log_volume).abs() < 1e-12, "{found}, but {log_volume}");
}

#[test]
fn ordered_vectors_are_sorted_draws() {
    let draws = program("parameters { ordered[3] c; } model { c ~ normal(0, 2); }", "{}").draws(DRAWS);
    assert!(draws.iter().all(|c| c[0] <= c[1] && c[1] <= c[2]));
    let largest = |x: f64| {
        let one = phi(x / 2.0);
        one * one * one
    };
    assert!(distance(column(&draws, 2), largest) < bound(DRAWS as usize));
    assert!(distance(column(&draws, 1), largest) > bound(DRAWS as usize));
}

#[test]
fn vectors_matrices_and_indices_are_drawn_where_they_stand() {
    let code = "data { int J; array[3] int g; cov_matrix[2] S; }
        parameters { matrix[2, 3] z; array[2] vector[2] w; vector[4] a; simplex[3] p; cholesky_factor_corr[2] L; }
        model {
          w ~ multi_normal([1, -1], S);
          a[2:3] ~ normal([10, 20]', 0.5); a[{1, 4}] ~ std_normal();
          to_vector(z) ~ normal(3, 1);
          target += dirichlet_lpdf(p | [2, 3, 4]');
          L ~ lkj_corr_cholesky(1);
        }";
    let draws = program(code, r#"{ "J": 2, "g": [1, 2, 1], "S": [[4, 1], [1, 9]] }"#).draws(DRAWS);
    let check = |at: usize, mean: f64, sd: f64| {
        let found = distance(column(&draws, at), |x| phi((x - mean) / sd));
        assert!(found < bound(DRAWS as usize), "element {at}: {found}");
    };
    (0..6).for_each(|at| check(at, 3.0, 1.0));
    for (at, mean, sd) in [(6, 1.0, 2.0), (7, -1.0, 3.0), (8, 1.0, 2.0), (9, -1.0, 3.0)] {
        check(at, mean, sd);
    }
    for (at, mean, sd) in [(10, 0.0, 1.0), (11, 10.0, 0.5), (12, 20.0, 0.5), (13, 0.0, 1.0)] {
        check(at, mean, sd);
    }
    let beta = |x: f64| call("beta_cdf", &[x, 2.0, 7.0]);
    assert!(distance(column(&draws, 14), beta) < bound(DRAWS as usize));
    assert!(distance(column(&draws, 19), |x| 0.5 * (1.0 + x)) < bound(DRAWS as usize));
}

/// Statements stand in the wrong order, in the model and in its loop.
const SCHOOLS: &str = "data { int J; array[J] real y; array[J] int n; }
    parameters { vector[J] theta; real<lower=0> tau; real mu; real slope; vector[J] walk; }
    transformed parameters { vector[J] eta = slope * theta; }
    model {
      for (t in 2:J) walk[t] ~ normal(walk[t - 1], 0.5);
      for (j in 1:J) {
        real scale = square(tau);
        y[j] ~ normal(eta[j], sqrt(scale));
        n[j] ~ poisson_log(walk[j]);
        theta[j] ~ normal(mu, tau);
      }
      walk[1] ~ normal(slope, 1);
      slope ~ uniform(1, 2);
      tau ~ exponential(2);
      mu ~ normal(5, tau);
    }";

/// The same by hand, one number after the other; with `swapped`, effects are drawn as if before their mean.
fn schools(task: u64, swapped: bool) -> [f64; 7] {
    let mut stream =
        StreamId { seed: 2, purpose: Purpose::Proposal, chain: 0, task, iteration: u32::from(swapped) }.rng();
    let mut normal = |mean: f64, sd: f64| mean + sd * inv_phi(stream.uniform());
    let z: Vec<f64> = (0..7).map(|_| normal(0.0, 1.0)).collect();
    let (tau, slope) = (-ln(stream.uniform()) / 2.0, 1.0 + stream.uniform());
    let mu = 5.0 + tau * z[0];
    let mean = if swapped { 5.0 } else { mu };
    let theta = [mean + tau * z[1], mean + tau * z[2]];
    let walk = [slope + z[3], slope + z[3] + 0.5 * z[4]];
    [theta[0], tau, mu, slope, walk[1], slope * theta[0] + tau * z[5], (theta[0] - mu) * (theta[1] - mu)]
}

#[test]
fn a_hierarchy_is_drawn_from_above_whatever_the_order_of_its_statements() {
    let data = r#"{ "J": 2, "y": [1, 2], "n": [0, 3] }"#;
    let program = program(SCHOOLS, data);
    let draws = program.draws(20_000);
    let rows: Vec<[f64; 7]> =
        draws.iter().map(|d| [d[0], d[2], d[3], d[4], d[6], d[7], (d[0] - d[3]) * (d[1] - d[3])]).collect();
    let by_hand: Vec<[f64; 7]> = (0..20_000).map(|task| schools(task, false)).collect();
    let swapped: Vec<[f64; 7]> = (0..20_000).map(|task| schools(task, true)).collect();
    let of = |rows: &[[f64; 7]], at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
    let far = 2.0 * bound(rows.len());
    for at in 0..7 {
        let found = distance_between(of(&rows, at), of(&by_hand, at));
        assert!(found < far, "{at}: {found}");
    }
    assert!(distance_between(of(&rows, 6), of(&swapped, 6)) > far, "the order matters");
    // Counts are whole numbers, with the mean of a Poisson variate of that log rate.
    assert!(draws.iter().all(|draw| draw[9].fract() == 0.0 && draw[9] >= 0.0));
}

#[test]
fn a_users_density_is_drawn_by_its_generator() {
    let code = "functions {
          real laplace_lpdf(real x, real s) { return -log(2 * s) - abs(x) / s; }
          real laplace_rng(real s) { real u = uniform_rng(-1, 1); return (u < 0 ? 1 : -1) * s * log1m(abs(u)); }
        }
        parameters { array[2] real x; real<lower=0> s; }
        model { for (k in 1:2) x[k] ~ laplace(s); s ~ uniform(2, 2.0000001); }";
    let draws = program(code, "{}").draws(DRAWS);
    let cdf = |s: f64| move |x: f64| call("double_exponential_cdf", &[x, 0.0, s]);
    assert!(distance(column(&draws, 1), cdf(2.0)) < bound(DRAWS as usize));
    assert!(distance(column(&draws, 1), cdf(3.0)) > bound(DRAWS as usize));
}
