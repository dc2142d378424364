//! Data far from 0: sums of squares of residuals have the digits that they have when the data are moved to 0.

use mcrun::stan::model::StanModel;

use crate::agreement::{NO_TERMS, check_against, points};
use crate::support::bound;

/// Numbers with 20 binary digits behind the point, so that moving them rounds nothing.
fn short(x: f64) -> f64 {
    const UNIT: f64 = 1_048_576.0;
    (x * UNIT).round() / UNIT
}

/// A model of outcomes about `offset`, with predictors and groups.
fn about(offset: f64, model: &str, n: usize) -> StanModel<'static> {
    let noise =
        |i: usize, k: usize| short(((i * 7919 + k * 104_729) as f64 * 0.618_033_988_749_895).fract() * 3.0 - 1.5);
    let list = |f: &dyn Fn(usize) -> String| format!("[{}]", (0..n).map(f).collect::<Vec<_>>().join(", "));
    let y = list(&|i| format!("{:?}", offset + noise(i, 1)));
    let x = list(&|i| format!("[{:?}, {:?}]", noise(i, 2), noise(i, 3)));
    let g = list(&|i| (i % 3 + 1).to_string());
    let data = format!(r#"{{"N": {n}, "y": {y}, "x": {x}, "g": {g}, "m": {offset:?}}}"#);
    let code = format!(
        "data {{ int N; vector[N] y; matrix[N, 2] x; array[N] int g; real m; }}
         parameters {{ real<offset=m> a; vector<offset=m>[3] c; vector[2] b; real<lower=0> s; }}
         model {{ {model} }}"
    );
    StanModel::new(bound(&code, &data), Box::new(|_| {}))
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
        "target += -dot_self(y - a - x * b) - squared_distance(y, rep_vector(a, N));",
    ] {
        for (n, offset) in [(80, 1e8), (3000, -1e8), (3000, 2000.0)] {
            let points: Vec<Vec<f64>> = points(7).into_iter().map(|x| x.into_iter().map(short).collect()).collect();
            let (far, near) = (about(offset, model, n), about(0.0, model, n));
            let name = format!("{n} data near {offset}: {model}");
            check_against(&name, &far, &near, &points, NO_TERMS).unwrap_or_else(|why| panic!("{name}: {why:?}"));
        }
    }
}
