//! Programs that are not in generative form, and what is said of them.

use crate::support::program;

/// All of `expected` are in the message, in this order.
fn check(code: &str, expected: &[&str]) {
    let found = program(code, "{}").mistakes();
    let mut rest = found.as_str();
    for part in expected {
        let Some(at) = rest.find(part) else { panic!("{part:?} is not in\n{found}") };
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn all_that_is_in_the_way_is_told_with_its_place() {
    check(
        "parameters { real a; real b; real<lower=0> c; real d; }
model {
  target += -square(a) / 2;
  exp(b) ~ normal(0, 1);
  if (d > 0) c ~ normal(0, 1);
  d ~ normal(0, 1);
}",
        &[
            "the parameter `a` has no `~`",
            "m.stan:1:19",
            "give it a distribution",
            "the parameter `b` has no `~`",
            "this adds to the target, but does not say how a parameter is drawn",
            "m.stan:3:3",
            "write it as `parameter ~ distribution(...)`",
            "what is left of `~` is neither a parameter nor data",
            "m.stan:4:3",
            "whether this is drawn depends on parameters",
            "m.stan:5:14",
        ],
    );
}

#[test]
fn elements_must_be_drawn_once() {
    check(
        "parameters { vector[3] x; } model { x[1:2] ~ normal(0, 1); x[2] ~ normal(0, 1); }",
        &["x[2] has two `~`", "(m.stan:1:60)", "x[3] has no `~`"],
    );
}

#[test]
fn what_bounds_leave_must_not_depend_on_other_parameters() {
    let message = "how much they leave depends on other parameters";
    check(
        "parameters { real m; real<lower=0> s; } model { m ~ normal(0, 1); s ~ normal(m, 1); }",
        &[message, "give it T[,] with the same bounds", "(m.stan:1:67)"],
    );
    check("parameters { real m; real<lower=m> s; } model { m ~ normal(0, 1); s ~ normal(0, 1); }", &[message]);
    // Here they take nothing away, or the program itself renormalises.
    for code in [
        "parameters { real<lower=0> m; real<lower=0> s; } model { m ~ exponential(1); s ~ exponential(m); }",
        "parameters { real m; real<lower=0> s; } model { m ~ normal(0, 1); s ~ normal(m, 1) T[0, ]; }",
    ] {
        assert_eq!(mcrun::density::Prior::log_normaliser(&program(code, "{}").prior()), Some(0.0), "{code}");
    }
}

#[test]
fn statements_that_need_each_other_are_told() {
    check(
        "parameters { real a; real b; } model { a ~ normal(b, 1); b ~ normal(a, 1); }",
        &["no order is known in which these statements can be drawn", "m.stan:1:40"],
    );
    check(
        "parameters { vector[3] x; } model { x[1] ~ std_normal(); x[2:3] ~ normal(x[1:2], 1); }",
        &["the distribution of `x` depends on elements of `x`"],
    );
}

#[test]
fn distributions_without_generator_or_of_another_shape_are_told() {
    check(
        "parameters { vector[2] x; } model { x ~ multi_normal_prec([0, 0], identity_matrix(2)); }",
        &["there is no `multi_normal_prec_rng`"],
    );
    check(
        "parameters { simplex[3] x; } model { x ~ beta(2, 2); }",
        &["draws from this distribution are not as `x` is declared"],
    );
    check("parameters { ordered[3] x; } model { x ~ normal([1, 2, 3]', 2); }", &["not as `x` is declared"]);
    check(
        "functions { real f_lpdf(real x) { return -x; } } parameters { real x; } model { x ~ f(); }",
        &["there is no function `f_rng`", "write `f_rng` beside the density"],
    );
    check("parameters { ordered[3] x; } model { }", &["the parameter `x` has no `~`"]);
    check(
        "parameters { real<lower=1e9> x; } model { x ~ loglogistic(1, 50); }",
        &["no draw lies between 1000000000 and inf", "(m.stan:1:43)"],
    );
}

#[test]
fn likelihood_is_no_prior() {
    // Terms in which data occur are let be, however they are written.
    let code = "data { vector[2] y; } parameters { real a; real<lower=0, upper=1> p; }
        model {
          a ~ normal(0, 1);
          target += log_mix(p, normal_lpdf(y[1] | a, 1), normal_lpdf(y[1] | -a, 1));
          vector[2] r = y - a;
          r ~ normal(0, 1);
        }";
    let program = program(code, r#"{ "y": [1, 2] }"#);
    assert_eq!(mcrun::density::Prior::log_normaliser(&program.prior()), Some(0.0));
}
