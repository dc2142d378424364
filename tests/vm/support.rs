//! Programs bound to data, evaluated by the oracle and by their graphs.

use mcrun::math::simd::Level;
use mcrun::stan::bind::{Bound, bind};
use mcrun::stan::compile::compile;
use mcrun::stan::graph::Program;
use mcrun::stan::graph::interpret::Interpreter;
use mcrun::stan::model::StanModel;
use mcrun::stan::trace::{Scale, trace};
use mcrun::stan::vm::{Executable, Mode};

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
        check_machines(name, &with_gradient, &x, graph_value, &gradient);
        let at = model.constrain(&x).expect("it has a value");
        let value = model.log_density_no_jacobian(&x).expect("it has a value");
        let found = value_of(&kept, &at);
        assert!(close(value, found, 1e-12), "{name}: constrained {value}, but {found}\n{kept}");
    }
}

fn value_of(program: &Program, x: &[f64]) -> f64 {
    Interpreter::new(x).value(&program.graph, program.value).map_or(f64::NAN, |value| value[0])
}

/// What the machines say, on all instruction sets: near the walker over the graph, and the same bits among them.
fn check_machines(name: &str, program: &Program, x: &[f64], value: f64, slopes: &[f64]) {
    let alone = Executable::new(program, Mode::Single, false);
    let single = Executable::new(program, Mode::Single, true);
    let lanes = Executable::new(program, Mode::Lanes, true);
    let mut found: Vec<Vec<u64>> = Vec::new();
    for level in Level::available() {
        let mut gradient = vec![0.0; x.len()];
        let one = single.machine_on(level).value_with_gradient(x, &mut gradient);
        assert!(close(one, value, 1e-13), "{name}: {one} on {}, but {value}\n{program}", level.name());
        for (i, (slope, expected)) in gradient.iter().zip(slopes).enumerate() {
            assert!(close(*slope, *expected, 1e-10), "{name}: slope {i} is {slope}, but {expected}\n{program}");
        }
        let mut without = [0.0];
        alone.machine_on(level).values(&[x], &mut without);
        assert_eq!(without[0].to_bits(), one.to_bits(), "{name}: with and without gradient");
        let others = [point(x.len(), 1), x.to_vec(), point(x.len(), 2)];
        let points: Vec<&[f64]> = others.iter().map(Vec::as_slice).collect();
        let mut values = [0.0; 3];
        let mut machine = lanes.machine_on(level);
        machine.values(&points, &mut values);
        assert!(close(values[1], value, 1e-13), "{name}: {} in lanes, but {value}\n{program}", values[1]);
        let mut one_in_lanes = [0.0];
        machine.values(&[x], &mut one_in_lanes);
        assert_eq!(one_in_lanes[0].to_bits(), values[1].to_bits(), "{name}: alone and among others");
        let all = [one, values[0], values[1], values[2]];
        let bits = gradient.iter().chain(&all);
        found.push(bits.map(|x| if x.is_nan() { u64::MAX } else { x.to_bits() }).collect());
    }
    assert!(found.iter().all(|bits| *bits == found[0]), "{name}: bits differ between instruction sets");
}
