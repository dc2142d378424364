//! Data far from 0: sums of squares of residuals keep the digits that the plain sum has.

use mcrun::stan::bind::Bound;

use crate::support::{bound, check_program};

/// Data with a mean of about `offset` and a deviation of about 1: outcomes, predictors and groups.
fn with_offset(model: &str, n: usize, offset: f64) -> Bound {
    let noise =
        |k: usize| move |i: usize| ((i * 7919 + k * 104_729) as f64 * 0.618_033_988_749_895).fract() * 3.0 - 1.5;
    let list = |f: &dyn Fn(usize) -> String| format!("[{}]", (0..n).map(f).collect::<Vec<_>>().join(", "));
    let y = list(&|i| format!("{:?}", offset + noise(1)(i)));
    let x = list(&|i| format!("[{:?}, {:?}]", noise(2)(i), noise(3)(i)));
    let g = list(&|i| (i % 3 + 1).to_string());
    let data = format!(r#"{{"N": {n}, "y": {y}, "x": {x}, "g": {g}, "m": {offset:?}}}"#);
    let code = format!(
        "data {{ int N; vector[N] y; matrix[N, 2] x; array[N] int g; real m; }}
         parameters {{ real<offset=m> a; vector<offset=m>[3] c; vector[2] b; real<lower=0> s; }}
         model {{ {model} }}"
    );
    bound(&code, &data)
}

#[test]
fn sums_of_squares_keep_their_digits_far_from_zero() {
    for model in [
        "y ~ normal(a, s);",
        "for (i in 1:N) y[i] ~ normal(a, s);",
        "y ~ normal(a + x * b, s);",
        "for (i in 1:N) y[i] ~ normal(a + b[1] * x[i, 1] + b[2] * x[i, 2], s);",
        "y ~ normal(c[g], s);",
        "for (i in 1:N) y[i] ~ normal(c[g[i]] + x[i] * b, s);",
        "y ~ normal_id_glm(x, a, b, s);",
        "y ~ student_t(4, a + x * b, s);",
        "target += -dot_self(y - a - x * b) - squared_distance(y, rep_vector(a, N));",
    ] {
        for (n, offset) in [(40, 1e8), (3000, -1e8), (5000, 2000.0)] {
            check_program(&format!("{n} data near {offset}: {model}"), with_offset(model, n, offset));
        }
    }
}
