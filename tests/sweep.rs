//! Sweeps of a simulator that is a function.

use std::sync::Mutex;

use mcrun::density::{EvalError, Simulator, SimulatorEvaluator};
use mcrun::draws::memory::MemorySink;
use mcrun::draws::{Element, Variable};
use mcrun::methods::error::{MethodError, OnError};
use mcrun::methods::sweep::{self, SweepPlan, SweepSettings, SweepSummary};
use mcrun::stream::StreamId;
use mcrun::workers::Workers;

/// Has the inputs `a`, `b` and `x[1]`; its outputs are the number `sum`, the integer `die`, and the vector `noise` of
/// length 3. It fails where `a` is 13.
struct Dice {
    inputs: Vec<String>,
}

fn dice() -> Dice {
    Dice { inputs: ["a", "b", "x[1]"].map(str::to_owned).to_vec() }
}

fn variable(name: &str, dims: &[usize], element: Element) -> Variable {
    Variable { name: name.into(), dims: dims.to_vec(), element }
}

fn refused(point: &[f64]) -> Result<(), EvalError> {
    match point[0] {
        13.0 => Err(EvalError::Rejected("a is unlucky".into())),
        666.0 => Err(EvalError::Fatal("a is evil".into())),
        _ => Ok(()),
    }
}

impl Simulator for Dice {
    fn inputs(&self) -> &[String] {
        &self.inputs
    }

    fn outputs(&self, point: &[f64]) -> Result<Vec<Variable>, EvalError> {
        refused(point)?;
        Ok(vec![
            variable("sum", &[], Element::Float),
            variable("die", &[], Element::Int),
            variable("noise", &[3], Element::Float),
        ])
    }

    fn evaluator(&self) -> Box<dyn SimulatorEvaluator + '_> {
        Box::new(Thrower)
    }
}

struct Thrower;

impl SimulatorEvaluator for Thrower {
    fn run(&mut self, point: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError> {
        refused(point)?;
        let mut rng = stream.rng();
        out[0] = 100.0 * point[0] + 10.0 * point[1] + point[2];
        out[1] = rng.below(6) as f64;
        out[2..].iter_mut().for_each(|noise| *noise = rng.uniform());
        Ok(())
    }
}

fn settings(toml: &str) -> SweepSettings {
    toml::from_str(toml).unwrap_or_else(|error| panic!("{error}"))
}

fn try_sweep(toml: &str, on_error: OnError, workers: usize) -> Result<(SweepSummary, MemorySink), MethodError> {
    let plan = SweepPlan::new(&settings(toml), on_error, &dice(), 1 << 24)?;
    let sink = MemorySink::new(sweep::layout(&plan));
    let summary = sweep::run(&dice(), &plan, 5, &Workers::new(workers), &sink, &|_| ())?;
    Ok((summary, sink))
}

fn run_sweep(toml: &str) -> (SweepSummary, MemorySink) {
    try_sweep(toml, OnError::Reject, 2).unwrap_or_else(|error| panic!("{error}"))
}

fn shapes(sink: &MemorySink) -> Vec<String> {
    let arrays = sink.layout()[0].arrays.iter();
    arrays.map(|array| format!("{}({}) {:?}", array.name, array.dims.join(","), array.element)).collect()
}

fn values(sink: &MemorySink, name: &str) -> Vec<f64> {
    sink.values("sweep", name).unwrap()
}

#[test]
fn axes_are_crossed_and_outputs_keep_their_dimensions() {
    let (summary, sink) =
        run_sweep("axes.b = { values = [5, 4] }\naxes.'x[1]' = { values = [3] }\naxes.a = { min = 1, max = 3, n = 3 }");
    assert_eq!(shapes(&sink), ["sum(b,x[1],a) Float", "die(b,x[1],a) Int", "noise(b,x[1],a,noise_dim_0) Float"]);
    assert_eq!(values(&sink, "sum"), [153.0, 253.0, 353.0, 143.0, 243.0, 343.0]);
    assert_eq!(values(&sink, "noise").len(), 18);
    assert_eq!((summary.n_points, summary.ledger.n_failed), (6, 0));
}

#[test]
fn axes_that_walk_together_are_arrays_over_point() {
    let (_, sink) = run_sweep(
        "combine = 'zip'\naxes.a = { values = [3, 1, 1] }\naxes.b = { min = 1, max = 3, n = 3 }\naxes.'x[1]' = { values = [0, 0, 9] }",
    );
    assert_eq!(
        shapes(&sink),
        [
            "a(point) Float",
            "b(point) Float",
            "x[1](point) Float",
            "sum(point) Float",
            "die(point) Int",
            "noise(point,noise_dim_0) Float"
        ]
    );
    assert_eq!(values(&sink, "a"), [3.0, 1.0, 1.0]);
    assert_eq!(values(&sink, "sum"), [310.0, 120.0, 139.0]);
}

#[test]
fn groups_are_crossed() {
    let (_, sink) = run_sweep(
        "[[group]]\ncombine = 'zip'\naxes.a = { values = [1, 2] }\naxes.b = { values = [3, 4] }\n\
         [[group]]\naxes.'x[1]' = { values = [8, 7] }",
    );
    assert_eq!(shapes(&sink)[2], "sum(point,x[1]) Float");
    assert_eq!(values(&sink, "sum"), [138.0, 137.0, 248.0, 247.0]);
}

#[test]
fn results_do_not_depend_on_the_number_of_workers() {
    let toml = "axes.a = { min = 1, max = 40, n = 40 }\naxes.b = { min = 1, max = 60, n = 60 }\naxes.'x[1]' = { values = [1, 2] }";
    let (summary, reference) = try_sweep(toml, OnError::Reject, 1).unwrap();
    assert_eq!(summary.ledger.n_failed, 120);
    for workers in [2, 3, 7] {
        let (other, sink) = try_sweep(toml, OnError::Reject, workers).unwrap();
        assert_eq!(other, summary);
        for name in ["sum", "die", "noise"] {
            let bits = |sink: &MemorySink| values(sink, name).into_iter().map(f64::to_bits).collect::<Vec<u64>>();
            assert!(bits(&sink) == bits(&reference), "{name} with {workers} workers");
        }
    }
}

#[test]
fn a_points_numbers_are_found_by_its_number() {
    let (_, sink) =
        run_sweep("axes.a = { values = [1, 2, 3] }\naxes.b = { values = [1] }\naxes.'x[1]' = { values = [1] }");
    let (_, other) =
        run_sweep("axes.a = { values = [7, 8, 9, 10] }\naxes.b = { values = [4] }\naxes.'x[1]' = { values = [4] }");
    assert_eq!(values(&sink, "noise"), values(&other, "noise")[..9]);
    let noise = values(&sink, "noise");
    assert!(noise[..3] != noise[3..6]);
}

#[test]
fn failed_points_are_missing_and_in_the_ledger() {
    let (summary, sink) =
        run_sweep("axes.a = { values = [13, 1, 13] }\naxes.b = { values = [1] }\naxes.'x[1]' = { values = [1] }");
    let failed: Vec<(u64, &str)> = summary.ledger.kept.iter().map(|f| (f.index, f.message.as_str())).collect();
    assert_eq!(failed, [(0, "a is unlucky"), (2, "a is unlucky")]);
    let sum = values(&sink, "sum");
    assert!(sum[0].is_nan() && sum[1] == 111.0 && sum[2].is_nan());
    assert!(values(&sink, "die")[0].is_nan());
    assert!(values(&sink, "noise")[6..].iter().all(|noise| noise.is_nan()));
}

#[test]
fn mistakes_are_errors() {
    let check = |toml: &str, on_error, expected: &str| {
        for workers in [1, 3] {
            assert_eq!(try_sweep(toml, on_error, workers).unwrap_err().to_string(), expected, "{toml}");
        }
    };
    let rest = "axes.b = { values = [2] }\naxes.'x[1]' = { values = [3] }\n";
    let a = |values: &str| format!("{rest}axes.a = {{ values = {values} }}");
    check(
        rest,
        OnError::Reject,
        "`a` is neither an axis nor fixed: give it an axis in [method.axes] or a number in [method.fixed]",
    );
    check(
        &format!("{}\naxes.'x[2]' = {{ values = [1] }}", a("[1]")),
        OnError::Reject,
        "the model has no input `x[2]`; did you mean `x[1]`?",
    );
    check(&a("[]"), OnError::Reject, "axis `a`: it has no points");
    check(&a("[1, inf]"), OnError::Reject, "axis `a`: value 2 is inf, but must be finite and less than 1e290 in size");
    check(
        &a("[13, 13]"),
        OnError::Reject,
        "the program failed at each of the first 2 points, so its outputs are unknown\n  the first one failed with: a is unlucky",
    );
    check(&a("[1, 2, 666]"), OnError::Reject, "a is evil\n  at b = 2, x[1] = 3, a = 666");
    check(
        &a("[1, 13, 666]"),
        OnError::Stop,
        "point 1 failed: a is unlucky\n  at b = 2, x[1] = 3, a = 13\n  (`on_error = \"reject\"` counts such points and goes on)",
    );
    check(
        "axes.a = { min = 1, max = 2, n = 1000 }\naxes.b = { min = 1, max = 2, n = 1000 }\naxes.'x[1]' = { values = [1] }",
        OnError::Reject,
        "1000000 points make 40000000 bytes of results, but the limit is 16777216: take fewer points",
    );
}

#[test]
fn progress_counts_points() {
    let seen = Mutex::new(Vec::new());
    let toml =
        "axes.a = { min = 1, max = 2, n = 100 }\naxes.b = { min = 1, max = 2, n = 20 }\naxes.'x[1]' = { values = [1] }";
    let plan = SweepPlan::new(&settings(toml), OnError::Reject, &dice(), 1 << 24).unwrap();
    let sink = MemorySink::new(sweep::layout(&plan));
    sweep::run(&dice(), &plan, 5, &Workers::new(2), &sink, &|n| seen.lock().unwrap().push(n)).unwrap();
    let seen = seen.into_inner().unwrap();
    assert!(seen.is_sorted() && seen.len() > 100);
    assert_eq!(seen.last(), Some(&2000));
}
