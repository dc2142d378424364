//! Generators against the distribution functions of what they draw.
//!
//! By the inequality of Dvoretzky, Kiefer, Wolfowitz and Massart, the empirical distribution function of `n` draws
//! is nowhere farther from the true one than `√(ln(2/p) / 2n)`, but for a chance of `p`; also for counts.

use std::collections::BTreeSet;

use mcrun::math::elementary::{exp, ln};
use mcrun::stan::library;
use mcrun::stan::value::{Tensor, Value};
use mcrun::stream::{Purpose, StreamId};

const DRAWS: u32 = 3000;

/// The chance that any one comparison fails by accident; there are about 70.
const FALSE_ALARM: f64 = 1e-8;

/// What [`DRAWS`] draws can tell apart: 0.056.
fn bound() -> f64 {
    (ln(2.0 / FALSE_ALARM) / (2.0 * f64::from(DRAWS))).sqrt()
}

fn real(x: f64) -> Value<f64> {
    Value::Real(x)
}

fn vector(x: &[f64]) -> Value<f64> {
    Value::Reals(Tensor::vector(x.to_vec()))
}

fn matrix(x: &[f64]) -> Value<f64> {
    let order = x.len().isqrt();
    Value::Reals(Tensor::matrix(order, order, x.to_vec()))
}

fn draw(name: &str, arguments: &[Value<f64>], iteration: u32) -> Result<Value<f64>, String> {
    let id = StreamId { seed: 0, purpose: Purpose::GeneratedQuantities, chain: 1, task: 0, iteration };
    let generator = library::lookup_generator(name).ok_or_else(|| format!("there is no {name}"))?;
    generator(&arguments.iter().collect::<Vec<_>>(), &mut id.rng())
}

fn call(name: &str, first: Value<f64>, rest: &[Value<f64>]) -> f64 {
    let arguments: Vec<&Value<f64>> = std::iter::once(&first).chain(rest).collect();
    library::lookup::<f64>(name).expect(name)(&arguments).expect(name).real()
}

/// An element of a draw.
fn element(value: &Value<f64>, idx: usize) -> f64 {
    match value {
        Value::Int(n) => *n as f64,
        Value::Real(x) => *x,
        Value::Ints(ints) => ints.data()[idx] as f64,
        Value::Reals(reals) => reals.data()[idx],
    }
}

/// The second element on the diagonal of `L Lᵀ`, for a factor `L` of order 2.
fn second_variance(factor: &Value<f64>) -> f64 {
    element(factor, 2) * element(factor, 2) + element(factor, 3) * element(factor, 3)
}

/// The largest distance between the empirical distribution function of the draws and `cdf`.
fn distance(mut draws: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
    draws.sort_by(f64::total_cmp);
    let n = draws.len() as f64;
    let mut largest: f64 = 0.0;
    let mut below = 0;
    while below < draws.len() {
        let x = draws[below];
        let upto = draws.partition_point(|draw| *draw <= x);
        largest = largest.max((upto as f64 / n - cdf(x)).abs());
        if x.fract() != 0.0 {
            largest = largest.max((below as f64 / n - cdf(x)).abs());
        }
        below = upto;
    }
    largest
}

/// The number of a draw that is looked at.
type Marginal = dyn Fn(&Value<f64>) -> f64;

/// A generator with its arguments, and where its draws should come from.
struct Case {
    name: &'static str,
    arguments: Vec<Value<f64>>,
    marginal: Box<Marginal>,
    cdf: Box<dyn Fn(f64) -> f64>,
}

/// A generator of scalars, with the distribution function of the same name and arguments.
fn scalar(name: &'static str, arguments: &[Value<f64>], is_count: bool) -> Case {
    let (cdf, rest) = (name.replace("_rng", "_cdf"), arguments.to_vec());
    let number = move |x: f64| if is_count { Value::Int(x as i64) } else { Value::Real(x) };
    let cdf = Box::new(move |x| call(&cdf, number(x), &rest));
    Case { name, arguments: arguments.to_vec(), marginal: Box::new(|draw| element(draw, 0)), cdf }
}

/// A generator of counts, with the sums of the mass function of the same name from `first` on.
fn summed(name: &'static str, arguments: &[Value<f64>], first: i64) -> Case {
    let (mass, rest) = (name.replace("_rng", "_lpmf"), arguments.to_vec());
    let cdf = Box::new(move |x| (first..=x as i64).map(|n| exp(call(&mass, Value::Int(n), &rest))).sum());
    Case { name, arguments: arguments.to_vec(), marginal: Box::new(|draw| element(draw, 0)), cdf }
}

/// A generator of containers, with the distribution function of one of their elements.
fn marginal(
    name: &'static str,
    arguments: &[Value<f64>],
    marginal: impl Fn(&Value<f64>) -> f64 + 'static,
    cdf: &'static str,
    rest: &[Value<f64>],
) -> Case {
    let rest = rest.to_vec();
    let is_count = ["binomial", "beta_binomial", "bernoulli_"].iter().any(|prefix| cdf.starts_with(prefix));
    let number = move |x: f64| if is_count { Value::Int(x as i64) } else { Value::Real(x) };
    let cdf = Box::new(move |x| call(cdf, number(x), &rest));
    Case { name, arguments: arguments.to_vec(), marginal: Box::new(marginal), cdf }
}

fn cases() -> Vec<Case> {
    let (r, i) = (real, Value::Int);
    let covariance = || matrix(&[2.0, 0.5, 0.5, 1.25]);
    let factor = || matrix(&[1.25, 0.0, -0.5, 0.75]);
    // The variance of the second element under `factor`.
    let spread = (0.25_f64 + 0.5625).sqrt();
    let simplex = || vector(&[0.25, 0.5, 0.25]);
    let counted = |idx: usize| move |draw: &Value<f64>| element(draw, idx);
    let half = |idx: usize| move |draw: &Value<f64>| 0.5 + 0.5 * element(draw, idx);
    vec![
        scalar("std_normal_rng", &[], false),
        scalar("normal_rng", &[r(1.5), r(2.5)], false),
        scalar("cauchy_rng", &[r(1.5), r(2.5)], false),
        scalar("student_t_rng", &[r(3.5), r(1.5), r(2.5)], false),
        scalar("logistic_rng", &[r(1.5), r(2.5)], false),
        scalar("double_exponential_rng", &[r(1.5), r(2.5)], false),
        scalar("gumbel_rng", &[r(1.5), r(2.5)], false),
        scalar("exp_mod_normal_rng", &[r(1.5), r(2.5), r(0.25)], false),
        scalar("skew_double_exponential_rng", &[r(1.5), r(2.5), r(0.25)], false),
        scalar("skew_normal_rng", &[r(1.5), r(2.5), r(-3.5)], false),
        scalar("von_mises_rng", &[r(0.0), r(2.5)], false),
        scalar("exponential_rng", &[r(2.5)], false),
        scalar("gamma_rng", &[r(0.5), r(2.5)], false),
        scalar("gamma_rng", &[r(7.5), r(2.5)], false),
        scalar("inv_gamma_rng", &[r(1.5), r(2.5)], false),
        scalar("lognormal_rng", &[r(1.5), r(0.75)], false),
        scalar("weibull_rng", &[r(1.5), r(2.5)], false),
        scalar("frechet_rng", &[r(1.5), r(2.5)], false),
        scalar("chi_square_rng", &[r(3.5)], false),
        scalar("inv_chi_square_rng", &[r(3.5)], false),
        scalar("scaled_inv_chi_square_rng", &[r(3.5), r(2.5)], false),
        scalar("pareto_rng", &[r(1.5), r(2.5)], false),
        scalar("pareto_type_2_rng", &[r(1.5), r(2.5), r(3.5)], false),
        scalar("rayleigh_rng", &[r(1.5)], false),
        scalar("loglogistic_rng", &[r(1.5), r(2.5)], false),
        scalar("uniform_rng", &[r(-1.5), r(2.5)], false),
        scalar("beta_rng", &[r(1.5), r(2.5)], false),
        scalar("beta_rng", &[r(0.125), r(0.25)], false),
        scalar("beta_proportion_rng", &[r(0.25), r(2.5)], false),
        scalar("bernoulli_rng", &[r(0.25)], true),
        scalar("binomial_rng", &[i(12), r(0.25)], true),
        scalar("beta_binomial_rng", &[i(12), r(1.5), r(2.5)], true),
        scalar("poisson_rng", &[r(2.5)], true),
        scalar("poisson_rng", &[r(45.5)], true),
        scalar("neg_binomial_rng", &[r(1.5), r(0.5)], true),
        scalar("neg_binomial_2_rng", &[r(3.5), r(1.5)], true),
        scalar("beta_neg_binomial_rng", &[r(3.5), r(4.5), r(2.5)], true),
        scalar("discrete_range_rng", &[i(-2), i(3)], true),
        scalar("yule_simon_rng", &[r(2.5)], true),
        summed("bernoulli_logit_rng", &[r(0.75)], 0),
        summed("poisson_log_rng", &[r(0.75)], 0),
        summed("neg_binomial_2_log_rng", &[r(0.75), r(1.5)], 0),
        summed("hypergeometric_rng", &[i(5), i(7), i(9)], 0),
        summed("categorical_rng", &[simplex()], 1),
        summed("categorical_logit_rng", &[vector(&[0.5, -0.5, 1.0])], 1),
        summed("ordered_logistic_rng", &[r(0.5), vector(&[-1.0, 0.5, 2.0])], 1),
        summed("ordered_probit_rng", &[r(0.5), vector(&[-1.0, 0.5, 2.0])], 1),
        marginal("dirichlet_rng", &[vector(&[1.5, 0.5, 2.0])], counted(0), "beta_cdf", &[r(1.5), r(2.5)]),
        marginal("multinomial_rng", &[simplex(), i(12)], counted(1), "binomial_cdf", &[i(12), r(0.5)]),
        marginal("multinomial_rng", &[simplex(), i(12)], counted(2), "binomial_cdf", &[i(12), r(0.25)]),
        marginal("multinomial_logit_rng", &[vector(&[0.0; 4]), i(12)], counted(1), "binomial_cdf", &[i(12), r(0.25)]),
        marginal(
            "dirichlet_multinomial_rng",
            &[vector(&[1.5, 0.5, 2.0]), i(12)],
            counted(0),
            "beta_binomial_cdf",
            &[i(12), r(1.5), r(2.5)],
        ),
        marginal(
            "bernoulli_logit_glm_rng",
            &[matrix(&[1.0]), vector(&[0.0]), vector(&[0.0])],
            counted(0),
            "bernoulli_cdf",
            &[r(0.5)],
        ),
        marginal(
            "multi_normal_rng",
            &[vector(&[0.5, 1.5]), covariance()],
            counted(1),
            "normal_cdf",
            &[r(1.5), r(1.25_f64.sqrt())],
        ),
        marginal(
            "multi_normal_cholesky_rng",
            &[vector(&[0.5, 1.5]), factor()],
            counted(1),
            "normal_cdf",
            &[r(1.5), r(spread)],
        ),
        marginal(
            "multi_student_t_rng",
            &[r(3.5), vector(&[0.5, 1.5]), covariance()],
            counted(1),
            "student_t_cdf",
            &[r(3.5), r(1.5), r(1.25_f64.sqrt())],
        ),
        marginal(
            "multi_student_t_cholesky_rng",
            &[r(3.5), vector(&[0.5, 1.5]), factor()],
            counted(1),
            "student_t_cdf",
            &[r(3.5), r(1.5), r(spread)],
        ),
        marginal("lkj_corr_rng", &[i(3), r(1.5)], half(1), "beta_cdf", &[r(2.0), r(2.0)]),
        marginal("lkj_corr_rng", &[i(3), r(1.5)], half(5), "beta_cdf", &[r(2.0), r(2.0)]),
        marginal("lkj_corr_cholesky_rng", &[i(3), r(1.5)], half(6), "beta_cdf", &[r(2.0), r(2.0)]),
        marginal("wishart_rng", &[r(3.5), covariance()], |w| element(w, 3) / 1.25, "chi_square_cdf", &[r(3.5)]),
        marginal(
            "wishart_cholesky_rng",
            &[r(3.5), factor()],
            move |l| second_variance(l) / (spread * spread),
            "chi_square_cdf",
            &[r(3.5)],
        ),
        marginal("inv_wishart_rng", &[r(3.5), covariance()], |w| 1.25 / element(w, 3), "chi_square_cdf", &[r(2.5)]),
        marginal(
            "inv_wishart_cholesky_rng",
            &[r(3.5), factor()],
            move |l| spread * spread / second_variance(l),
            "chi_square_cdf",
            &[r(2.5)],
        ),
    ]
}

fn draws(case: &Case) -> Vec<f64> {
    let one = |iteration| (case.marginal)(&draw(case.name, &case.arguments, iteration).expect(case.name));
    (0..DRAWS).map(one).collect()
}

#[test]
fn draws_follow_their_distribution_functions() {
    for case in cases() {
        let distance = distance(draws(&case), &case.cdf);
        assert!(distance < bound(), "{}: {distance}", case.name);
    }
}

/// A scale that is wrong by a third is farther away than chance allows.
#[test]
fn draws_of_a_wrong_scale_are_caught() {
    let mut case = scalar("normal_rng", &[real(1.5), real(2.5)], false);
    case.arguments = vec![real(1.5), real(3.5)];
    assert!(distance(draws(&case), &case.cdf) > bound());
    let mut case = scalar("poisson_rng", &[real(2.5)], true);
    case.arguments = vec![real(2.75)];
    assert!(distance(draws(&case), &case.cdf) > bound());
}

#[test]
fn every_generator_is_compared() {
    let compared: BTreeSet<&str> = cases().iter().map(|case| case.name).collect();
    let missing: Vec<&str> =
        library::names().filter(|name| name.ends_with("_rng") && !compared.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn containers_give_one_draw_for_each_place() {
    let value = draw("normal_rng", &[vector(&[0.0, 100.0]), real(1e-3)], 0).expect("normal_rng");
    assert_eq!(value.dims(), [2]);
    assert!(element(&value, 0).abs() < 1.0 && (element(&value, 1) - 100.0).abs() < 1.0);
    let value = draw("poisson_rng", &[vector(&[0.0, 0.0, 0.0])], 0).expect("poisson_rng");
    assert_eq!(value.ints().data(), [0, 0, 0]);
    let locations = Tensor::new([3, 2].as_slice(), mcrun::stan::value::Cell::RowVector, vec![0.0; 6]);
    let value = draw("multi_normal_rng", &[Value::Reals(locations), matrix(&[1.0, 0.0, 0.0, 1.0])], 0);
    assert_eq!(value.expect("multi_normal_rng").dims(), [3, 2]);
}

#[test]
fn bad_arguments_are_refused() {
    let check = |name: &str, arguments: &[Value<f64>], expected: &str| {
        assert_eq!(draw(name, arguments, 0).expect_err(name), format!("{name}: {expected}"));
    };
    check("normal_rng", &[real(0.0), real(0.0)], "scale is 0, but must be positive and finite");
    check("poisson_log_rng", &[real(80.0)], "the number drawn is too large for an int");
    check("bernoulli_rng", &[vector(&[0.5, 1.5])], "probability[2] is 1.5, but must be between 0 and 1");
    check("lkj_corr_rng", &[Value::Int(-1), real(1.0)], "order is -1, but must be at least 0");
}
