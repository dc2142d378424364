//! Programs of the kinds that are run most, each small.

use crate::support::{bound, check_program};

fn check(name: &str, code: &str, data: &str) {
    check_program(name, bound(code, data));
}

#[test]
fn eight_schools() {
    check(
        "non-centred",
        "data { int J; vector[J] y; vector<lower=0>[J] sigma; }
         parameters { real mu; real<lower=0> tau; vector[J] theta_raw; }
         transformed parameters { vector[J] theta = mu + tau * theta_raw; }
         model { mu ~ normal(0, 5); tau ~ cauchy(0, 5); theta_raw ~ normal(0, 1); y ~ normal(theta, sigma); }",
        r#"{"J": 8, "y": [28, 8, -3, 7, -1, 1, 18, 12], "sigma": [15, 10, 16, 11, 9, 11, 10, 18]}"#,
    );
    check(
        "a loop",
        "data { int J; vector[J] y; vector<lower=0>[J] sigma; }
         parameters { real mu; real<lower=0> tau; vector[J] theta; }
         model { for (j in 1:J) { theta[j] ~ normal(mu, tau); y[j] ~ normal(theta[j], sigma[j]); } }",
        r#"{"J": 8, "y": [28, 8, -3, 7, -1, 1, 18, 12], "sigma": [15, 10, 16, 11, 9, 11, 10, 18]}"#,
    );
}

#[test]
fn regressions() {
    let data = r#"{"N": 6, "K": 2, "x": [[1, 2], [0.5, -1], [0.3, 2], [2, 2.5], [-1, 1], [0.7, 0.1]],
                   "y": [1.5, 0.2, 2.2, 4, -0.5, 1], "b": [1, 0, 1, 1, 0, 1], "n": [2, 0, 12, 4, 1, 3],
                   "g": [1, 2, 3, 1, 2, 3]}"#;
    let declare = "data { int N; int K; matrix[N, K] x; vector[N] y; array[N] int b; array[N] int n; array[N] int g; }";
    let with = |name: &str, rest: &str| check(name, &format!("{declare} {rest}"), data);
    with(
        "matrix",
        "parameters { real a; vector[K] beta; real<lower=0> s; } model { y ~ normal(a + x * beta, s); s ~ exponential(1); }",
    );
    with(
        "rows",
        "parameters { real a; vector[K] beta; real<lower=0> s; }
         model { for (i in 1:N) y[i] ~ normal(a + x[i] * beta, s); beta ~ student_t(3, 0, 2); }",
    );
    with(
        "elements",
        "parameters { real a; vector[K] beta; real<lower=0> s; }
         model { vector[N] mu = rep_vector(a, N); for (i in 1:N) for (k in 1:K) mu[i] += beta[k] * x[i, k];
                 y ~ normal(mu, s); }",
    );
    with("logistic", "parameters { real a; vector[K] beta; } model { b ~ bernoulli_logit(a + x * beta); }");
    with("glm", "parameters { real a; vector[K] beta; } model { b ~ bernoulli_logit_glm(x, a, beta); }");
    with("counts", "parameters { real a; vector[K] beta; } model { n ~ poisson_log(a + x * beta); }");
    with(
        "groups",
        "parameters { real mu; real<lower=0> tau; vector<offset=mu, multiplier=tau>[3] a; real<lower=0> s; }
         model { a ~ normal(mu, tau); y ~ normal(a[g], s); }",
    );
    with(
        "groups in a loop",
        "parameters { vector[3] a; real<lower=0, upper=4> s; } model { for (i in 1:N) y[i] ~ normal(a[g[i]], s); }",
    );
    with("vary", "parameters { vector[N] m; vector<lower=0>[N] s; } model { y ~ normal(m, s); m ~ normal(0, 1); }");
}

#[test]
fn time_series() {
    let data = r#"{"T": 12, "y": [0.1, 0.4, -0.3, 0.7, 1.1, 0.6, -0.2, -0.9, -0.4, 0.2, 0.5, 0.3]}"#;
    check(
        "autoregression",
        "data { int T; vector[T] y; }
         parameters { real alpha; vector[2] beta; real<lower=0> sigma; }
         model { for (t in 3:T) { real mu = alpha; for (k in 1:2) mu += beta[k] * y[t - k]; y[t] ~ normal(mu, sigma); } }",
        data,
    );
    check(
        "garch",
        "data { int T; vector[T] y; }
         parameters { real mu; real<lower=0> a0; real<lower=0, upper=1> a1; real<lower=0, upper=1 - a1> b1; }
         model {
           array[T] real sigma; sigma[1] = 0.7;
           for (t in 2:T) sigma[t] = sqrt(a0 + a1 * square(y[t - 1] - mu) + b1 * square(sigma[t - 1]));
           y ~ normal(mu, sigma);
         }",
        data,
    );
    check(
        "hidden markov",
        "data { int T; vector[T] y; }
         parameters { array[2] simplex[2] theta; ordered[2] mu; }
         model {
           array[T, 2] real gamma; array[2] real acc;
           for (k in 1:2) gamma[1, k] = normal_lpdf(y[1] | mu[k], 1);
           for (t in 2:T) for (k in 1:2) {
             for (j in 1:2) acc[j] = gamma[t - 1, j] + log(theta[j, k]) + normal_lpdf(y[t] | mu[k], 1);
             gamma[t, k] = log_sum_exp(acc);
           }
           target += log_sum_exp(gamma[T]);
         }",
        data,
    );
}

#[test]
fn mixtures() {
    let data = r#"{"N": 7, "y": [0.1, 4.4, -0.3, 5.7, 1.1, 0.6, 6.2]}"#;
    check(
        "log_mix",
        "data { int N; vector[N] y; }
         parameters { ordered[2] mu; vector<lower=0>[2] sigma; real<lower=0, upper=1> theta; }
         model {
           sigma ~ normal(0, 2); mu ~ normal(0, 2); theta ~ beta(5, 5);
           for (n in 1:N) target += log_mix(theta, normal_lpdf(y[n] | mu[1], sigma[1]), normal_lpdf(y[n] | mu[2], sigma[2]));
         }",
        data,
    );
    check(
        "log_sum_exp",
        "data { int N; vector[N] y; }
         parameters { simplex[3] theta; vector[3] mu; }
         model { for (n in 1:N) { vector[3] lps = log(theta);
           for (k in 1:3) lps[k] += normal_lpdf(y[n] | mu[k], 1.5); target += log_sum_exp(lps); } }",
        data,
    );
}

#[test]
fn densities() {
    let data = r#"{"N": 4, "y": [0.2, 0.5, 0.7, 0.9], "n": [1, 0, 3, 12], "m": [4, 2, 5, 15]}"#;
    let with = |statement: &str| {
        let code = format!(
            "data {{ int N; vector[N] y; array[N] int n; array[N] int m; }}
             parameters {{ real x; real<lower=0> s; real<lower=0> r; real<lower=0, upper=1> p; vector<lower=0>[N] v; }}
             model {{ {statement} }}"
        );
        check(statement, &code, data);
    };
    for statement in [
        "x ~ std_normal(); y ~ cauchy(x, s);",
        "y ~ student_t(r, x, s);",
        "v ~ student_t(4, x, s);",
        "y ~ exponential(s); v ~ exponential(2);",
        "y ~ gamma(s, r); v ~ gamma(2, s);",
        "y ~ inv_gamma(s, r); v ~ inv_gamma(2, s);",
        "y ~ lognormal(x, s); v ~ lognormal(x, s);",
        "y ~ beta(s, r); p ~ beta(2, 2);",
        "y ~ double_exponential(x, s); v ~ double_exponential(x, r);",
        "y ~ logistic(x, s); v ~ logistic(x, r);",
        "p ~ uniform(0, 1); x ~ uniform(-3, s);",
        "n ~ binomial(m, p); m ~ binomial_logit(m, x);",
        "n ~ poisson(s); n ~ poisson(v); m ~ poisson_log(x);",
        "n ~ neg_binomial_2(s, r); y ~ weibull(s, r);",
    ] {
        with(statement);
    }
}

#[test]
fn parameters_of_every_kind() {
    for declaration in [
        "real x; real<lower=1> y; real<upper=2> z; real<lower=-1, upper=1> w;",
        "vector<lower=0>[3] x; matrix<lower=-1, upper=2>[2, 3] y; array[2] row_vector<upper=1>[2] z;",
        "ordered[3] x; positive_ordered[3] y; simplex[3] z; unit_vector[3] w;",
        "cholesky_factor_corr[3] x; corr_matrix[3] y; cov_matrix[2] z; cholesky_factor_cov[3, 2] w;",
        "sum_to_zero_vector[4] x; array[2] simplex[2] y; matrix[2, 3] z;",
        "real<offset=2, multiplier=3> x; vector<multiplier=2>[3] y; simplex[1] z;",
    ] {
        let code = format!("parameters {{ {declaration} }} model {{ }}");
        check(declaration, &code, "{}");
    }
}

#[test]
fn functions_and_control_flow() {
    check(
        "inlined",
        "functions {
           real f(real x, int n) { if (n == 0) return 1; return x * f(x, n - 1); }
           vector g(vector v) { vector[num_elements(v)] w = v; w[1] = sum(v); return exp(w) .* v; }
         }
         parameters { vector[3] v; }
         model { int i = 0; while (i < 3) { i += 1; if (i == 2) continue; target += -f(v[i], i); }
                 target += -sum(g(v)) - dot_self(v) - quad_form(diag_matrix(square(v)), v);
                 target += -0.5 * squared_distance(head(v, 2), tail(v, 2)) + target(); }",
        "{}",
    );
    check(
        "matrices",
        "data { matrix[2, 2] S; vector[2] y; }
         parameters { vector[2] mu; cholesky_factor_corr[2] L; vector<lower=0>[2] tau; matrix[2, 2] A; }
         model { y ~ multi_normal_cholesky(mu, diag_pre_multiply(tau, L)); L ~ lkj_corr_cholesky(2);
                 to_vector(A) ~ normal(0, 1); target += -sum(A * S * A') - log_determinant(S + crossprod(A));
                 mu ~ multi_normal(y, S); target += -sum(mu * mu') - mean(A * mu); }",
        r#"{"S": [[2, 0.3], [0.3, 1]], "y": [0.5, -1]}"#,
    );
}
