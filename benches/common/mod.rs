//! Programs, data and models that the benchmarks share.
#![allow(dead_code)] // Each benchmark uses a part.

use mcrun::stan::bind::bind;
use mcrun::stan::compile::compile;
use mcrun::stan::datum::{Data, Datum, Numbers};
use mcrun::stan::model::StanModel;

pub mod models;

pub mod programs {
    pub const NORMAL: &str = "data { int N; vector[N] y; } parameters { real mu; real<lower=0> sigma; }
        model { y ~ normal(mu, sigma); }";
    pub const EIGHT_SCHOOLS: &str = "data { int J; vector[J] y; vector<lower=0>[J] s; }
        parameters { real mu; real<lower=0> tau; vector[J] theta_raw; }
        transformed parameters { vector[J] theta = mu + tau * theta_raw; }
        model { mu ~ normal(0, 5); tau ~ cauchy(0, 5); theta_raw ~ normal(0, 1); y ~ normal(theta, s); }";
    pub const AR: &str = "data { int T; int K; vector[T] y; }
        parameters { real alpha; array[K] real beta; real<lower=0> sigma; }
        model { alpha ~ normal(0, 10); beta ~ normal(0, 10); sigma ~ cauchy(0, 2.5);
          for (t in (K + 1):T) { real mu = alpha; for (k in 1:K) mu = mu + beta[k] * y[t - k]; y[t] ~ normal(mu, sigma); } }";
    pub const INTERACTION: &str = "data { int N; vector[N] y; vector[N] a; vector[N] b; }
        transformed data { vector[N] ab = a .* b; }
        parameters { vector[4] beta; real<lower=0> sigma; }
        model { sigma ~ cauchy(0, 2.5); y ~ normal(beta[1] + beta[2] * a + beta[3] * b + beta[4] * ab, sigma); }";
    pub const COEFFICIENTS: &str = "data { int N; int K; matrix[N, K] x; vector[N] y; }
        parameters { real a; vector[K] beta; real<lower=0> sigma; }
        model { beta ~ normal(0, 1); sigma ~ exponential(1); y ~ normal(a + x * beta, sigma); }";
    pub const LOGISTIC: &str = "data { int N; int K; matrix[N, K] x; array[N] int b; }
        parameters { real a; vector[K] beta; } model { beta ~ normal(0, 2); b ~ bernoulli_logit(a + x * beta); }";
    pub const MIXTURE: &str = "data { int N; vector[N] y; }
        parameters { ordered[2] mu; vector<lower=0>[2] sigma; real<lower=0, upper=1> theta; }
        model { sigma ~ normal(0, 2); mu ~ normal(0, 2); theta ~ beta(5, 5);
          for (n in 1:N) target += log_mix(theta, normal_lpdf(y[n] | mu[1], sigma[1]), normal_lpdf(y[n] | mu[2], sigma[2])); }";
    pub const GARCH: &str = "data { int T; vector[T] y; }
        parameters { real mu; real<lower=0> a0; real<lower=0, upper=1> a1; real<lower=0, upper=1 - a1> b1; }
        model { array[T] real sigma; sigma[1] = 0.7;
          for (t in 2:T) sigma[t] = sqrt(a0 + a1 * pow(y[t - 1] - mu, 2) + b1 * pow(sigma[t - 1], 2));
          y ~ normal(mu, sigma); }";
    pub const HMM: &str = "data { int T; vector[T] y; }
        parameters { array[2] simplex[2] theta; positive_ordered[2] mu; }
        model { target += normal_lpdf(mu[1] | 3, 1) + normal_lpdf(mu[2] | 10, 1);
          array[T, 2] real gamma; array[2] real acc;
          for (k in 1:2) gamma[1, k] = normal_lpdf(y[1] | mu[k], 1);
          for (t in 2:T) for (k in 1:2) {
            for (j in 1:2) acc[j] = gamma[t - 1, j] + log(theta[j, k]) + normal_lpdf(y[t] | mu[k], 1);
            gamma[t, k] = log_sum_exp(acc); }
          target += log_sum_exp(gamma[T]); }";
    pub const HIERARCHY: &str = "data { int N; int J; array[N] int g; vector[N] x; vector[N] y; }
        parameters { vector[J] a; vector[J] b; real ma; real mb; real<lower=0> sa; real<lower=0> sb; real<lower=0> s; }
        model { a ~ normal(ma, sa); b ~ normal(mb, sb); ma ~ normal(0, 1); mb ~ normal(0, 1);
          sa ~ normal(0, 1); sb ~ normal(0, 1); s ~ normal(0, 1);
          for (n in 1:N) y[n] ~ normal(a[g[n]] + x[n] * b[g[n]], s); }";
}

/// Numbers that look random in (-1, 1).
pub fn noise(n: usize, seed: u64) -> Vec<f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64 * 2.0 - 1.0
    };
    (0..n).map(|_| next()).collect()
}

pub fn real(name: &str, dims: &[usize], numbers: Vec<f64>) -> (String, Datum) {
    (name.to_owned(), Datum { dims: dims.to_vec(), numbers: Numbers::Reals(numbers), place: name.to_owned() })
}

pub fn int(name: &str, dims: &[usize], numbers: Vec<i64>) -> (String, Datum) {
    (name.to_owned(), Datum { dims: dims.to_vec(), numbers: Numbers::Ints(numbers), place: name.to_owned() })
}

pub fn model(code: &str, data: &Data) -> StanModel<'static> {
    let includes = |name: &str| match name {
        "flat_wcdm.stan" => Ok(include_str!("../../models/supernovae/flat_wcdm.stan").to_owned()),
        other => Err(format!("there is no {other}")),
    };
    let compiled = compile(code, "model.stan", &includes).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let bound = bind(&compiled.program, &compiled.sources, data, 1).unwrap_or_else(|errors| panic!("{errors:?}"));
    StanModel::new(bound, Box::new(|_| {}))
}
