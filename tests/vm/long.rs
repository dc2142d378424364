//! Programs with arrays so long that they are cut into blocks, with and without a short one at the end.

use crate::support::{bound, check_program};

fn numbers(n: usize) -> String {
    let numbers: Vec<String> =
        (0..n).map(|i| format!("{:.6}", ((i * 37 + 11) as f64 * 0.618).fract() * 2.0 - 0.9)).collect();
    format!("[{}]", numbers.join(", "))
}

fn counts(n: usize, below: usize) -> String {
    let numbers: Vec<String> = (0..n).map(|i| (i * 7 % below).to_string()).collect();
    format!("[{}]", numbers.join(", "))
}

#[test]
fn long_arrays_are_cut_into_blocks() {
    for n in [33, 64, 100, 2048, 3000] {
        let data = format!(r#"{{"N": {n}, "y": {}, "b": {}}}"#, numbers(n), counts(n, 2));
        for model in [
            "y ~ cauchy(m, s);",
            "y ~ student_t(4, m + s * y, s);",
            "b ~ bernoulli_logit(m + s * y);",
            "vector[N] v = exp(m * y); target += -sum(log1p(v)) * s; target += -log_sum_exp(v) - mean(v .* y);",
            "vector[N] v = exp(m * y); y ~ normal(v / sum(v), s); target += -dot_self(v + y);",
            "for (n in 1:N) target += log_mix(inv_logit(m), normal_lpdf(y[n] | m, s), normal_lpdf(y[n] | 1, 2));",
        ] {
            let code = format!(
                "data {{ int N; vector[N] y; array[N] int b; }} parameters {{ real m; real<lower=0> s; }} model {{ {model} }}"
            );
            check_program(&format!("N = {n}: {model}"), bound(&code, &data));
        }
    }
}

#[test]
fn rows_of_matrices_are_added_up_in_blocks() {
    for (n, k) in [(7, 32), (20, 5), (3, 300), (70, 33), (40, 1)] {
        let data = format!(r#"{{"N": {n}, "K": {k}, "y": {}, "w": {}}}"#, numbers(n), numbers(k));
        let code = "data { int N; int K; vector[N] y; vector[K] w; }
            transformed data { matrix[N, K] x = 0.1 * y * w'; }
            parameters { real m; real<lower=0> s; vector[K] v; }
            model {
              matrix[N, K] e = m * x + exp(s * x);
              target += -sum(square(y - inv_sqrt(e) * w));
              target += -0.01 * dot_self(e * v) - 0.5 * dot_self(v);
              for (i in 1:N) target += -0.1 * log_sum_exp(e[i]);
            }";
        check_program(&format!("{n} x {k}"), bound(code, &data));
    }
}

#[test]
fn supernovae() {
    let folder = std::path::Path::new("models/supernovae");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|error| error.to_string());
    let program = read("supernovae.stan").expect("it is there");
    let compiled = mcrun::stan::compile::compile(&program, "supernovae.stan", &read).unwrap_or_else(|m| panic!("{m}"));
    let positive = |n: usize| numbers(n).replace('-', "");
    let data = format!(r#"{{"N": 11, "z": {}, "m": {}, "sigma": {}}}"#, positive(11), numbers(11), positive(11));
    let data = mcrun::data::json::read("data.json", &data).expect("it can be read");
    let bound = mcrun::stan::bind::bind(&compiled.program, &compiled.sources, &data, 1).expect("it binds");
    check_program("supernovae", bound);
}

#[test]
fn grouped_effects_in_a_loop() {
    let n = 120;
    let groups = (0..n).map(|i| (i % 7 + 1).to_string()).collect::<Vec<_>>().join(", ");
    let data = format!(r#"{{"N": {n}, "J": 7, "g": [{groups}], "y": {}, "c": {}}}"#, numbers(n), counts(n, 5));
    let code = "data { int N; int J; array[N] int g; vector[N] y; array[N] int c; }
        parameters { vector[J] a; vector[J] b; real<lower=0> s; }
        model { a ~ normal(0, 1); b ~ normal(0, 1);
          for (i in 1:N) { y[i] ~ normal(a[g[i]] + b[g[i]] * y[i], s); c[i] ~ poisson_log(a[g[i]]); } }";
    check_program("groups", bound(code, &data));
}

#[test]
fn residuals_with_an_unknown_for_every_group_are_as_short_as_there_are_groups() {
    use mcrun::stan::trace::{Scale, trace};
    let n = 400;
    // The last group has one member: fewer than unknowns.
    let groups: Vec<String> =
        (0..n).map(|i| if i == 5 { "13".to_owned() } else { (i * 7 % 12 + 1).to_string() }).collect();
    let x: Vec<String> = (0..n).map(|i| format!("{:.6}", ((i * 53 + 7) as f64 * 0.618).fract() - 0.5)).collect();
    let data = format!(
        r#"{{"N": {n}, "y": {}, "x": [{}], "g": [{}], "h": {}}}"#,
        numbers(n),
        x.join(", "),
        groups.join(", "),
        counts(n, 5)
    );
    for (model, longest) in [
        ("y ~ normal(a[g] + x .* b[g], s);", 13),
        ("for (n in 1:N) y[n] ~ normal(a[g[n]] + x[n] * b[g[n]], s);", 13),
        ("for (n in 1:N) y[n] ~ normal(m + a[g[n]] + b[1] * x[n], s);", 16),
        ("y ~ normal(a[g], s);", 14),
        ("for (n in 1:N) y[n] ~ normal(a[g[n]] + b[h[n] + 1], s);", n),
        ("for (n in 1:N) y[n] ~ normal(a[g[n]], n <= 5 ? s : 1.0);", n),
    ] {
        let code = format!(
            "data {{ int N; vector[N] y; vector[N] x; array[N] int g; array[N] int h; }}
             parameters {{ real m; real<lower=0> s; vector[13] a; vector[13] b; }}
             model {{ a ~ normal(m, 1); b ~ normal(0, 2); m ~ normal(0, 1); {model} }}"
        );
        let program = bound(&code, &data);
        let graph = trace(&program, Scale::Unconstrained, &[0.1; 28]).unwrap_or_else(|why| panic!("{model}: {why:?}"));
        let varying = graph.graph.varying();
        let needed = graph.graph.needed(&graph.roots());
        let lens = (0..varying.len()).filter(|&id| varying[id] && needed[id]).map(|id| graph.graph.nodes[id].len);
        let found = lens.filter(|&len| len != 28).max();
        assert!(found.is_some_and(|found| found as usize <= longest), "{model}: {found:?}\n{graph}");
        check_program(model, program);
    }
}
