//! Programs bound to data, evaluated by the oracle and by their graphs.

use mcrun::stan::bind::{Bound, bind};
use mcrun::stan::compile::compile;
use mcrun::stan::graph::Program;
use mcrun::stan::graph::interpret::Interpreter;
use mcrun::stan::model::StanModel;
use mcrun::stan::trace::{Scale, trace};

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

/// Whether two numbers agree to `tolerance`, relative to the larger.
pub fn close(left: f64, right: f64, tolerance: f64) -> bool {
    left == right || (left - right).abs() <= tolerance * left.abs().max(right.abs()).max(1.0)
}

/// The values and gradients of both scales at some points, by graph and by oracle.
pub fn check_program(name: &str, bound: Bound) {
    let dim = bound.n_unconstrained();
    let model = StanModel::new(bound, Box::new(|_| {}));
    let sample = point(dim, 0);
    let free = trace(model.bound(), Scale::Unconstrained, &sample).unwrap_or_else(|why| panic!("{name}: {why:?}"));
    free.verify().unwrap_or_else(|why| panic!("{name}: {why}\n{free}"));
    let with_gradient = free.with_gradient();
    with_gradient.verify().unwrap_or_else(|why| panic!("{name}: {why}\n{with_gradient}"));
    let constrained = model.constrain(&sample).unwrap_or_else(|why| panic!("{name}: {why}"));
    let kept = trace(model.bound(), Scale::Constrained, &constrained).unwrap_or_else(|why| panic!("{name}: {why:?}"));
    kept.verify().unwrap_or_else(|why| panic!("{name}: {why}\n{kept}"));
    for k in 0..4 {
        let x = point(dim, k);
        let mut oracle = model.oracle();
        let mut gradient = vec![0.0; dim];
        let Ok(value) = oracle.logp_grad(&x, &mut gradient) else { continue };
        if !value.is_finite() {
            continue;
        }
        let graph_value = value_of(&with_gradient, &x);
        assert!(close(value, graph_value, 1e-13), "{name}: {value}, but {graph_value} at {x:?}\n{free}");
        assert_eq!(value_of(&free, &x).to_bits(), graph_value.to_bits(), "{name}: with and without gradient");
        if dim > 0 {
            let mut interpreter = Interpreter::new(&x);
            let id = with_gradient.gradient.expect("it has been appended");
            let found = interpreter.value(&with_gradient.graph, id).unwrap_or_else(|why| panic!("{name}: {why}"));
            for (i, (slope, found)) in gradient.iter().zip(found.iter()).enumerate() {
                assert!(close(*slope, *found, 1e-10), "{name}: slope {i} is {slope}, but {found}\n{with_gradient}");
            }
        }
        let at = model.constrain(&x).expect("it has a value");
        let value = model.log_density_no_jacobian(&x).expect("it has a value");
        let found = value_of(&kept, &at);
        assert!(close(value, found, 1e-12), "{name}: constrained {value}, but {found}\n{kept}");
    }
}

fn value_of(program: &Program, x: &[f64]) -> f64 {
    Interpreter::new(x).value(&program.graph, program.value).map_or(f64::NAN, |value| value[0])
}
