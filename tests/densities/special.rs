//! Special functions against `reference/densities_special.py`.

use mcrun::math::{bessel, beta, erf, gamma, incomplete_beta, incomplete_gamma};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    f: String,
    x: Vec<f64>,
    v: f64,
}

fn call(name: &str, x: &[f64]) -> f64 {
    match (name, x) {
        ("lgamma", &[x]) => gamma::lgamma(x),
        ("digamma", &[x]) => gamma::digamma(x),
        ("trigamma", &[x]) => gamma::trigamma(x),
        ("lbeta", &[a, b]) => beta::lbeta(a, b),
        ("ln_choose", &[n, k]) => beta::ln_choose(n, k),
        ("erf", &[x]) => erf::erf(x),
        ("erfc", &[x]) => erf::erfc(x),
        ("phi", &[x]) => erf::phi(x),
        ("log_phi", &[x]) => erf::log_phi(x),
        ("log_phi_slope", &[x]) => erf::log_phi_slope(x),
        ("inv_phi", &[x]) => erf::inv_phi(x),
        ("gamma_p", &[a, x]) => incomplete_gamma::gamma_p(a, x),
        ("gamma_q", &[a, x]) => incomplete_gamma::gamma_q(a, x),
        ("ln_gamma_p", &[a, x]) => incomplete_gamma::ln_gamma_p(a, x),
        ("ln_gamma_q", &[a, x]) => incomplete_gamma::ln_gamma_q(a, x),
        ("inc_beta", &[a, b, x]) => incomplete_beta::inc_beta(a, b, x),
        ("ln_inc_beta", &[a, b, x]) => incomplete_beta::ln_inc_beta(a, b, x, 1.0 - x),
        ("ln_bessel_i0", &[x]) => bessel::ln_bessel_i0(x),
        ("bessel_ratio", &[x]) => bessel::bessel_ratio(x),
        _ => panic!("the reference has {name}{x:?}, which is not called here"),
    }
}

/// How exact each is, relative to its value. Where rounding the argument alone does more harm, the bound is larger.
fn tolerance(name: &str, x: &[f64]) -> f64 {
    match name {
        "phi" | "erfc" | "log_phi" | "log_phi_slope" => 1e-14 + 4e-16 * x[0] * x[0],
        "gamma_p" | "gamma_q" | "ln_gamma_p" | "ln_gamma_q" | "inc_beta" | "ln_inc_beta" => 1e-13,
        _ => 1e-14,
    }
}

#[test]
fn special_functions_agree_with_the_reference() {
    let mut wrong = Vec::new();
    for line in include_str!("../reference/densities_special.jsonl").lines() {
        let row: Row = serde_json::from_str(line).expect("the reference is JSON");
        let value = call(&row.f, &row.x);
        let error = (value - row.v).abs();
        if error.is_nan() || error > tolerance(&row.f, &row.x) * row.v.abs() {
            wrong.push(format!("{}{:?} = {value:e}, not {:e} ({:.1e})", row.f, row.x, row.v, error / row.v.abs()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_does_not_converge_is_nan() {
    let a = 1e14;
    assert!(incomplete_gamma::gamma_p(a, a).is_nan());
    assert!(incomplete_beta::inc_beta(a, a, 0.5).is_nan());
}

#[test]
fn shapes_of_a_thousand_million_converge() {
    // At the mean both tails are one half, but for a third of the density there.
    let a = 1e9;
    assert!(
        (incomplete_gamma::gamma_p(a, a) - 0.5 - 1.0 / (3.0 * (2.0 * std::f64::consts::PI * a).sqrt())).abs() < 1e-12
    );
    assert!((incomplete_beta::inc_beta(a, a, 0.5) - 0.5).abs() < 1e-11);
}
