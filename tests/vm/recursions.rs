//! Programs whose loops carry something from one iteration to the next, and calls with pullbacks that are written out.

use crate::support::{bound, check_program};

fn check(name: &str, code: &str, data: &str) {
    check_program(name, bound(code, data));
}

const SERIES: &str = r#"{"T": 12, "y": [0.3, -1.2, 0.7, 2.2, 1.9, -0.4, 0.1, 1.4, -2.2, 0.6, 0.9, -0.8]}"#;

/// The forward algorithm over `states` states.
fn forward(states: usize) {
    let code = format!(
        "data {{ int T; vector[T] y; }}
         parameters {{ array[{states}] simplex[{states}] theta; ordered[{states}] mu; }}
         model {{ array[T, {states}] real gamma; array[{states}] real acc;
           for (k in 1:{states}) gamma[1, k] = normal_lpdf(y[1] | mu[k], 1);
           for (t in 2:T) for (k in 1:{states}) {{
             for (j in 1:{states}) acc[j] = gamma[t - 1, j] + log(theta[j, k]) + normal_lpdf(y[t] | mu[k], 1);
             gamma[t, k] = log_sum_exp(acc); }}
           target += log_sum_exp(gamma[T]); }}"
    );
    check(&format!("{states} states"), &code, SERIES);
}

#[test]
fn hidden_states() {
    (2..=5).for_each(forward);
    forward(9);
}

#[test]
fn filters_of_vectors() {
    check(
        "a vector of states",
        "data { int T; vector[T] y; } parameters { vector[3] a; vector[3] b; real<lower=0> s; }
         model { vector[3] x = a;
           for (t in 1:T) { x = 0.5 * x + b .* tanh(x) - 0.1 * y[t]; y[t] ~ normal(x[1] + x[2] * x[3], s); } }",
        SERIES,
    );
}

#[test]
fn squares_of_roots() {
    let with = |name: &str, rest: &str| {
        check(
            name,
            &format!("data {{ int T; vector[T] y; }} parameters {{ real a; real b; }} model {{ {rest} }}"),
            SERIES,
        )
    };
    with(
        "variances",
        "array[T] real s; s[1] = 0.7;
         for (t in 2:T) s[t] = sqrt(exp(a) + 0.2 * square(y[t - 1]) + inv_logit(b) * pow(s[t - 1], 2));
         y ~ normal(0, s);",
    );
    // Nothing but the root says that there is no value where a is negative.
    with("a root alone", "target += -square(sqrt(a)) - square(b);");
    with("a root in a part that is left out", "vector[2] r = [sqrt(a), b]'; target += -square(r[1]) - square(r[2]);");
    with("a root beside", "target += -square(sqrt(a)) - sqrt(a) - square(b);");
}

/// Scales are kept where the matrices are far from singular: else the last bits of their elements become large.
#[test]
fn kernels_and_factors() {
    let data = r#"{"N": 4, "x": [0.1, 0.7, 1.5, 2.2], "z": [[0.1, 1], [0.7, -0.3], [1.5, 0.2], [2.2, 0.5]], "y": [0.3, -1.2, 0.7, 2.2]}"#;
    let with = |name: &str, rest: &str| {
        let declare = "data { int N; array[N] real x; array[N] vector[2] z; vector[N] y; }";
        check(name, &format!("{declare} {rest}"), data)
    };
    with(
        "one dimension",
        "parameters { real<lower=0, upper=2> r; real<lower=0, upper=2> a; real<lower=0.5, upper=2> s; }
         model { y ~ multi_normal_cholesky(rep_vector(0, N), cholesky_decompose(add_diag(gp_exp_quad_cov(x, a, r), s))); }",
    );
    with(
        "two dimensions, and a mean",
        "parameters { real<lower=0, upper=2> r; real<lower=0, upper=2> a; real<lower=0.5, upper=2> s; vector[N] m; }
         model { m ~ std_normal(); y ~ multi_normal(m, add_diag(gp_exp_quad_cov(z, a, r), s)); }",
    );
    with(
        "between two sets, with parameters that may be negative",
        "parameters { real r; real a; }
         model { target += -sum(square(gp_exp_quad_cov(x, {0.5, 1.0}, a, r))); }",
    );
    with(
        "a covariance of parameters",
        "parameters { vector<lower=0.5, upper=2>[4] d; vector<lower=-1, upper=1>[4] v; vector[4] m; }
         model { matrix[4, 4] S = diag_matrix(d) + v * v'; y ~ multi_normal(m, S); m ~ multi_normal(y, S); }",
    );
    with(
        "a factor of parameters, several vectors",
        "parameters { vector<lower=0.5, upper=2>[2] d; real<lower=-1, upper=1> c; vector[2] m; }
         model { matrix[2, 2] L = [[d[1], 0], [c, d[2]]]; z ~ multi_normal_cholesky(m, L); m ~ multi_normal_cholesky(z[1], L); }",
    );
}
