//! Programs from their text.

use mcrun::density::{ConstrainedDensity, LogDensity};
use mcrun::stan::bind::{BindError, Bound, bind};
use mcrun::stan::compile::compile;
use mcrun::stan::datum::Data;
use mcrun::stan::model::StanModel;
use mcrun::stream::{Purpose, StreamId};

use crate::density::check_gradient;
use crate::program::{data, ints, reals};

fn bound(text: &str, data: &Data) -> Result<Bound, Vec<BindError>> {
    let compiled = compile(text, "model.stan", &|name| Err(format!("no {name}"))).unwrap_or_else(|e| panic!("{e}"));
    bind(&compiled.program, &compiled.sources, data, 1)
}

fn model(text: &str, data: &Data) -> StanModel<'static> {
    StanModel::new(bound(text, data).unwrap_or_else(|e| panic!("{e:?}")), Box::new(|_| {}))
}

/// The value at a point that depends on its index, after a comparison of gradient and differences.
fn check(text: &str, data: &Data, expected: f64) {
    let model = model(text, data);
    let x: Vec<f64> = (0..LogDensity::dim(&model)).map(|k| 0.4 - 0.3 * k as f64).collect();
    let value = check_gradient(&model, &x);
    assert!((value - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{value:.17}, but {expected}");
}

const LOG_2_PI: f64 = 1.837_877_066_409_345_5;

fn normal(y: f64, mean: f64, sd: f64) -> f64 {
    -0.5 * ((y - mean) / sd).powi(2) - sd.ln() - 0.5 * LOG_2_PI
}

#[test]
fn a_hierarchical_model_has_its_density() {
    let text = "
data { int<lower=0> J; vector[J] y; vector<lower=0>[J] sigma; }
parameters { real mu; real<lower=0> tau; vector[J] raw; }
transformed parameters { vector[J] theta = mu + tau * raw; }
model {
  mu ~ normal(0, 5);
  tau ~ normal(0, 3);
  raw ~ std_normal();
  for (j in 1:J) y[j] ~ normal(theta[j], sigma[j]);
}";
    let data = data(&[("J", &[], ints(&[2])), ("y", &[2], reals(&[2.0, -1.0])), ("sigma", &[2], ints(&[1, 2]))]);
    let (mu, log_tau, raw) = (0.4, 0.1_f64, [-0.2, -0.5]);
    let tau = log_tau.exp();
    let expected = normal(mu, 0.0, 5.0)
        + normal(tau, 0.0, 3.0)
        + log_tau
        + normal(raw[0], 0.0, 1.0)
        + normal(raw[1], 0.0, 1.0)
        + normal(2.0, mu + tau * raw[0], 1.0)
        + normal(-1.0, mu + tau * raw[1], 2.0);
    check(text, &data, expected);
}

#[test]
fn recurrences_and_functions_are_differentiated() {
    let text = "
functions {
  real next(real before, real a) { return before > 1 ? log1p(before) : a * before + 1; }
  real power(real x, int n) { if (n == 0) return 1; return x * power(x, n - 1); }
}
data { int N; }
parameters { real a; }
model {
  vector[N] h;
  h[1] = a;
  for (n in 2:N) h[n] = next(h[n - 1], a);
  real sum_h = 0;
  for (x in h) sum_h += x;
  int k = 0;
  while (k < 3) { k += 1; if (k == 2) continue; target += power(a, k); }
  target += sum_h;
  matrix[2, 2] m = [[a, 1], [2, a ^ 2]];
  m[1] += 1;
  m[, 2] = m[, 1];
  target += sum(m);
}";
    let a = 0.4_f64;
    let h = [a, a * a + 1.0, (a * a + 2.0).ln()];
    let m = 2.0 * (a + 1.0) + 2.0 * 2.0;
    let expected = a + a.powi(3) + h.iter().sum::<f64>() + m;
    check(text, &data(&[("N", &[], ints(&[3]))]), expected);
}

#[test]
fn deep_calls_in_deep_blocks_end_with_a_message() {
    let open: String = (0..20).map(|k| format!("for (i{k} in 1:1) {{ if (1) {{ while (1) {{ ")).collect();
    let close = "} } }".repeat(20);
    let text = format!(
        "functions {{ real f(real x) {{ {open} return f(x + 1); {close} return 0; }} }}
         parameters {{ real a; }} model {{ target += f(a); }}",
    );
    let model = model(&text, &Vec::new());
    let error = LogDensity::evaluator(&model).logp(&[0.0]).unwrap_err();
    assert_eq!(error.to_string().split(" (").next(), Some("f: calls are nested too deep"));
}

#[test]
fn truncated_statements_are_normalised() {
    let text = "
parameters { real a; }
model { a ~ normal(0, 1) T[-1, ]; }";
    let model = model(text, &Vec::new());
    let mut evaluator = ConstrainedDensity::evaluator(&model);
    let above = 0.841_344_746_068_542_9_f64;
    let value = evaluator.log_density(&[0.4]).unwrap();
    assert!((value - (normal(0.4, 0.0, 1.0) - above.ln())).abs() < 1e-14);
    assert_eq!(evaluator.log_density(&[-1.1]), Ok(f64::NEG_INFINITY));
}

#[test]
fn random_numbers_follow_from_their_address() {
    let text = "
data { int N; }
transformed data { real shift = normal_rng(0, 1); }
parameters { real a; }
generated quantities {
  real t = shift;
  vector[N] y;
  for (n in 1:N) y[n] = normal_rng(a, 1);
  array[N] int k = poisson_rng(rep_vector(3, N));
}";
    let model = model(text, &data(&[("N", &[], ints(&[3]))]));
    let mut evaluator = ConstrainedDensity::evaluator(&model);
    let mut draw = |iteration| {
        let purpose = Purpose::GeneratedQuantities;
        let mut out = [f64::NAN; 8];
        let stream = StreamId { seed: 1, purpose, chain: 0, task: 0, iteration };
        evaluator.write_outputs(&[100.0], stream, &mut out).unwrap();
        out
    };
    let (first, second) = (draw(0), draw(1));
    assert_eq!(draw(0), first);
    assert_eq!(first[1], second[1], "transformed data are run once");
    assert!((2..5).all(|k| first[k] != second[k] && (first[k] - 100.0).abs() < 8.0), "{first:?} {second:?}");
    assert!((5..8).all(|k| first[k] >= 0.0 && first[k].fract() == 0.0), "{first:?}");
    assert!(first[2] != first[3] && first[3] != first[4]);
}

#[test]
fn bounds_have_the_shape_of_what_they_bound() {
    let text = "
data { int N; vector[N] low; }
parameters { vector<lower=low>[3] x; }";
    let with = |n: usize| bound(text, &data(&[("N", &[], ints(&[n as i64])), ("low", &[n], reals(&vec![0.5; n]))]));
    assert!(with(3).is_ok());
    let errors = with(0).err().unwrap();
    let expected = "the lower bound of x has shape [0], but x has shape [3] (model.stan:3:14)";
    assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected]);
}
