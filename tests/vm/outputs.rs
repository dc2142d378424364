//! What programs derive at a point: by graph as by the oracle.

use mcrun::density::{OutputWriter, Outputs, Simulator};
use mcrun::stan::bind::Bound;
use mcrun::stan::model::StanModel;
use mcrun::stan::model::simulator::StanSimulator;
use mcrun::stan::oracle::prepare::Section;
use mcrun::stan::trace::Scale;
use mcrun::stan::trace::outputs::{Request, trace_outputs};
use mcrun::stream::{Purpose, StreamId};

use crate::support::{bound, point};

fn stream(task: u64) -> StreamId {
    StreamId { seed: 3, purpose: Purpose::GeneratedQuantities, chain: 0, task, iteration: 0 }
}

/// Whether the outputs of a program can be traced.
fn is_traced(bound: &Bound) -> bool {
    let sections = [Section::Parameters, Section::TransformedParameters, Section::GeneratedQuantities];
    let derived = bound.derived().iter().map(|derived| derived.at);
    let variables: Vec<usize> = bound.parameters().iter().map(|parameter| parameter.at).chain(derived).collect();
    let request = Request { varied: &[], scale: Scale::Unconstrained, sections: &sections, variables: &variables };
    let traced = trace_outputs(bound, request, &point(bound.n_unconstrained(), 0));
    traced.as_ref().is_ok_and(|program| program.verify().is_ok())
}

/// The outputs at some points, or why there are none, by the model's own writer and by the oracle.
pub fn check_outputs(name: &str, bound: &Bound) {
    let dim = bound.n_unconstrained();
    let model = StanModel::new(bound.clone(), Box::new(|_| {}));
    let n = Outputs::outputs(&model).iter().map(|output| output.len()).sum();
    let (mut fast, mut oracle) = (model.writer(), model.oracle_writer());
    for k in 0..6 {
        let x: Vec<f64> = point(dim, k).iter().map(|x| 3.0 * x).collect();
        let run = |writer: &mut dyn OutputWriter| {
            let mut out = vec![0.0; n];
            let result = writer.write(&x, stream(k as u64), &mut out);
            (out, result)
        };
        let (found, result) = run(fast.as_mut());
        let (expected, expected_result) = run(oracle.as_mut());
        assert_eq!(result, expected_result, "{name} at {x:?}");
        for (found, expected) in found.iter().zip(&expected) {
            let same = close(*found, *expected, 1e-12) || found.is_nan() && expected.is_nan();
            assert!(same, "{name}: {found}, but {expected} at {x:?}");
        }
    }
}

fn check(name: &str, traced: bool, code: &str, data: &str) {
    let bound = bound(code, data);
    assert_eq!(is_traced(&bound), traced, "{name}");
    check_outputs(name, &bound);
}

const DATA: &str = r#"{"N": 6, "y": [1.5, 0.2, 2.2, 4, -0.5, 1], "k": 2}"#;
const DECLARE: &str = "data { int N; vector[N] y; int k; }
    parameters { real mu; real<lower=0> sigma; simplex[3] p; matrix[2, 3] m; }";

#[test]
fn derived_quantities_are_those_of_the_oracle() {
    let with = |name: &str, rest: &str| check(name, true, &format!("{DECLARE} {rest}"), DATA);
    with("parameters alone", "");
    with(
        "a loop over densities",
        "generated quantities { vector[N] log_lik; for (n in 1:N) log_lik[n] = normal_lpdf(y[n] | mu, sigma); }",
    );
    with(
        "matrices, arrays and a block of its own",
        "transformed parameters { matrix[3, 2] t = m'; array[2] vector[3] a; for (i in 1:2) a[i] = m[i]' .* p; }
         generated quantities { real total; { vector[3] s = t * [mu, sigma]'; total = sum(s) + a[k, 1]; } }",
    );
    with(
        "integers and numbers that do not depend on the parameters",
        "generated quantities { int n = N + k; array[2] int both = {k, 7}; real mean_y = mean(y); vector[0] none; real u; }",
    );
    with(
        "functions of the library",
        "generated quantities { vector[3] s = sort_asc(p); real d = determinant(m * m'); real g = lgamma(sigma); }",
    );
}

#[test]
fn points_that_are_refused_are_refused_with_the_oracles_words() {
    let with = |name: &str, rest: &str| check(name, true, &format!("{DECLARE} {rest}"), DATA);
    with("a bound of a transformed parameter", "transformed parameters { real<lower=1> s = sigma; }");
    with("a bound of a generated quantity", "generated quantities { vector<upper=0.5>[3] q = p + mu; }");
    with("a scale that is negative", "generated quantities { real l = normal_lpdf(0.5 | 0, mu); }");
    with("a number that is no number", "generated quantities { real l = log(mu); real i = 1 / (mu - mu); }");
}

#[test]
fn programs_that_cannot_be_traced_keep_their_outputs() {
    let with = |name: &str, rest: &str| check(name, false, &format!("{DECLARE} {rest}"), DATA);
    with("a generator", "generated quantities { real x = normal_rng(mu, sigma); }");
    with("a condition", "generated quantities { int is_large = mu > 0; real x = mu; if (mu > 0) x = 1; }");
}

/// Runs a simulator at points in order; the first one tells the shapes.
fn simulate(code: &str, data: &str, inputs: &[&str], points: &[&[f64]]) -> Vec<Result<Vec<f64>, String>> {
    let inputs: Vec<String> = inputs.iter().map(|&input| input.to_owned()).collect();
    let simulator = StanSimulator::new(bound(code, data), &inputs, &Vec::new(), Box::new(|_| {}));
    let simulator = simulator.unwrap_or_else(|errors| panic!("{errors:?}"));
    let n = simulator.outputs(points[0]).expect("the first point is good").iter().map(|output| output.len()).sum();
    let mut evaluator = simulator.evaluator();
    let run = |(k, point): (usize, &&[f64])| {
        let mut out = vec![0.0; n];
        evaluator.run(point, stream(k as u64), &mut out).map(|()| out).map_err(|error| error.to_string())
    };
    points.iter().enumerate().map(run).collect()
}

#[test]
fn data_vary() {
    let found = simulate(
        "data { int n; real<lower=0> a; vector[3] v; } transformed data { real twice = 2 * a; }
         generated quantities { vector[n] line; for (i in 1:n) line[i] = twice * i + v[2]; real first = v[1]; }",
        r#"{"n": 3, "a": 1, "v": [7, 8, 9]}"#,
        &["a", "v[2]"],
        &[&[1.0, 0.5], &[2.0, -1.0], &[-1.0, 0.0], &[0.0, 3.0]],
    );
    assert_eq!(found[0], Ok(vec![2.5, 4.5, 6.5, 7.0]));
    assert_eq!(found[1], Ok(vec![3.0, 7.0, 11.0, 7.0]));
    assert!(found[2].as_ref().is_err_and(|message| message.contains("-1")), "{:?}", found[2]);
    assert_eq!(found[3], Ok(vec![3.0, 3.0, 3.0, 7.0]));
}

#[test]
fn integers_and_parameters_vary() {
    let found = simulate(
        "data { int k; } generated quantities { int half = k / 2; real r = k / 2.0; }",
        r#"{"k": 1}"#,
        &["k"],
        &[&[5.0], &[6.0]],
    );
    assert_eq!(found, [Ok(vec![2.0, 2.5]), Ok(vec![3.0, 3.0])]);
    let found = simulate(
        "data { real y; } parameters { real<lower=0> s; } transformed parameters { real t = s + y; }
         model { target += -s * y; } generated quantities { real g = 2 * t; }",
        r#"{"y": 3}"#,
        &["s", "y"],
        &[&[1.0, 3.0], &[2.0, 5.0], &[-1.0, 5.0]],
    );
    assert_eq!(found[0], Ok(vec![-3.0, 4.0, 8.0]));
    assert_eq!(found[1], Ok(vec![-10.0, 7.0, 14.0]));
    assert!(found[2].is_err(), "{:?}", found[2]);
}

/// Whether two numbers agree to `tolerance`, relative to the larger.
fn close(left: f64, right: f64, tolerance: f64) -> bool {
    left == right || (left - right).abs() <= tolerance * left.abs().max(right.abs()).max(1.0)
}
