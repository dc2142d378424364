//! Programs bound to data, evaluated by the oracle and by their graphs.

use mcrun::stan::bind::{Bound, bind};
use mcrun::stan::compile::compile;

use crate::agreement::{NO_TERMS, check, points};

pub fn bound(code: &str, data: &str) -> Bound {
    let compiled = compile(code, "model.stan", &|_: &str| Err("there are no files".to_owned()))
        .unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let data = mcrun::data::json::read("data.json", data).expect("the data can be read");
    bind(&compiled.program, &compiled.sources, &data, 1).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// A point with coordinates in (-0.5, 0.5) that follow no simple pattern.
pub fn point(dim: usize, k: usize) -> Vec<f64> {
    (0..dim).map(|i| ((i * 7919 + k * 104_729 + 13) as f64 * 0.618_033_988_749_895).fract() - 0.5).collect()
}

/// Compares the machines with the oracle at many points; the program must be one that can be traced.
pub fn check_program(name: &str, bound: Bound) {
    let points = points(bound.n_unconstrained());
    if let Err(why) = check(name, bound, &points, NO_TERMS) {
        panic!("{name}: {why:?}");
    }
}
