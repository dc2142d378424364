//! What a program derives from a draw, and sweeps over its data.

use mcrun::density::{ConstrainedDensity, EvalError, Simulator};
use mcrun::draws::{Element, Variable};
use mcrun::stan::ir::{Op, Operand, StmtKind};
use mcrun::stan::model::simulator::StanSimulator;
use mcrun::stan::typed::Constraint;
use mcrun::stan::types::Type;
use mcrun::stream::{Purpose, StreamId};

use crate::program::*;

fn stream() -> StreamId {
    StreamId { seed: 1, purpose: Purpose::GeneratedQuantities, chain: 0, task: 0, iteration: 0 }
}

fn variable(name: &str, dims: &[usize], element: Element) -> Variable {
    Variable { name: name.to_owned(), dims: dims.to_vec(), element }
}

/// `data { int N; vector[2] c; } transformed data { real t = 10 * c[1]; } parameters { real<lower=0> a; }
/// transformed parameters { real b = a + t; } model { target += b; }
/// generated quantities { array[N] int k = {N, N}; real s = b + c[2]; }`
fn program(with_parameter: bool) -> Building {
    let mut b = Building::new();
    let n = b.data("N", Type::Int, &[]);
    let c = b.checked_data("c", Type::Vector, &[int(2)], int(-5));
    let t = b.declare(In::TransformedData, "t", Type::Real, &[]);
    let first = b.at(In::TransformedData, c, int(1));
    let tenfold = b.real(In::TransformedData, "multiply", &[real(10.0), first]);
    b.store(In::TransformedData, t, Vec::new(), tenfold);
    let mut term: Operand = t;
    if with_parameter {
        let a = b.parameter("a", Type::Real, &[], Constraint::Bounds { lower: Some(int(0)), upper: None });
        term = b.declare(In::TransformedParameters, "b", Type::Real, &[]);
        let sum = b.real(In::TransformedParameters, "add", &[a, t]);
        b.store(In::TransformedParameters, term, Vec::new(), sum);
        b.target(In::Model, term);
    }
    let k = b.declare(In::GeneratedQuantities, "k", array(Type::Int), &[n]);
    let items = b.compute(In::GeneratedQuantities, array(Type::Int), Op::Array(vec![n, n]));
    b.store(In::GeneratedQuantities, k, Vec::new(), items);
    let s = b.declare(In::GeneratedQuantities, "s", Type::Real, &[]);
    let second = b.at(In::GeneratedQuantities, c, int(2));
    let sum = b.real(In::GeneratedQuantities, "add", &[term, second]);
    b.store(In::GeneratedQuantities, s, Vec::new(), sum);
    b
}

fn inputs() -> mcrun::stan::datum::Data {
    data(&[("N", &[], ints(&[2])), ("c", &[2], reals(&[0.5, 0.25]))])
}

#[test]
fn outputs_are_parameters_then_what_derives_from_them() {
    let model = program(true).model(&inputs());
    let real = |name| variable(name, &[], Element::Float);
    assert_eq!(model.outputs(), [real("a"), real("b"), variable("k", &[2], Element::Int), real("s")]);
    let mut out = [0.0; 5];
    let mut evaluator = ConstrainedDensity::evaluator(&model);
    evaluator.write_outputs(&[3.0], stream(), &mut out).unwrap();
    assert_eq!(out, [3.0, 8.0, 2.0, 2.0, 8.25]);
}

fn simulator(with_parameter: bool, varied: &[&str]) -> StanSimulator<'static> {
    let bound = program(with_parameter).bind(&inputs()).unwrap();
    let varied: Vec<String> = varied.iter().map(ToString::to_string).collect();
    let parameters = if with_parameter { data(&[("a", &[], reals(&[1.0]))]) } else { Vec::new() };
    StanSimulator::new(bound, &varied, &parameters, Box::new(|_| {})).unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[test]
fn a_sweep_varies_elements_of_the_data() {
    let simulator = simulator(false, &["c[2]", "c[1]"]);
    let outputs = simulator.outputs(&[0.0, 0.0]).unwrap();
    assert_eq!(outputs, [variable("k", &[2], Element::Int), variable("s", &[], Element::Float)]);
    let mut evaluator = simulator.evaluator();
    let mut run = |point: [f64; 2]| {
        let mut out = [f64::NAN; 3];
        evaluator.run(&point, stream(), &mut out).map(|()| out)
    };
    assert_eq!(run([1.0, 2.0]), Ok([2.0, 2.0, 21.0]));
    assert_eq!(run([3.0, 0.0]), Ok([2.0, 2.0, 3.0]));
    assert_eq!(
        run([-6.0, 0.0]),
        Err(EvalError::Rejected("c[2] is -6, but must be at least -5 (model.stan:3:1)".to_owned()))
    );
    assert_eq!(run([1.0, 2.0]), Ok([2.0, 2.0, 21.0]));
}

#[test]
fn a_sweep_with_parameters_has_the_log_density() {
    let simulator = simulator(true, &["c[2]"]);
    let real = |name| variable(name, &[], Element::Float);
    let expected = [real("log_density"), real("b"), variable("k", &[2], Element::Int), real("s")];
    assert_eq!(simulator.outputs(&[0.0]).unwrap(), expected);
    let mut out = [0.0; 5];
    simulator.evaluator().run(&[4.0], stream(), &mut out).unwrap();
    assert_eq!(out, [6.0, 6.0, 2.0, 2.0, 10.0]);
}

#[test]
fn varied_integers_must_be_integers_and_shapes_the_same() {
    let simulator = simulator(false, &["N"]);
    assert_eq!(simulator.outputs(&[2.0]).unwrap()[0].dims, [2]);
    let mut evaluator = simulator.evaluator();
    let mut run = |n: f64| evaluator.run(&[n], stream(), &mut [0.0; 3]);
    assert_eq!(run(2.0), Ok(()));
    assert_eq!(run(2.5), Err(EvalError::Rejected("N is 2.5, but must be an integer".to_owned())));
    let message = "the value assigned to k has shape [2], but must have shape [3] (model.stan:10:1)";
    assert_eq!(run(3.0), Err(EvalError::Rejected(message.to_owned())));
}

#[test]
fn inputs_must_be_single_numbers_of_the_data() {
    fn check(input: &str, expected: &str) {
        let bound = program(false).bind(&inputs()).unwrap();
        let errors = StanSimulator::new(bound, &[input.to_owned()], &Vec::new(), Box::new(|_| {})).err().unwrap();
        assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected]);
    }
    check("t", "the program has no data variable or parameter t");
    check("c", "c is not a single number: c has 1 dimensions, not 0");
    check("c[1,2]", "c[1,2] is not a single number: c has 1 dimensions, not 2");
    check("c[3]", "c[3]: index 3 of c is out of range, must be 1 to 2");
    check("c[x]", "c[x] is not a name with indices");
}

#[test]
fn parameters_of_a_sweep_must_be_given() {
    let check = |parameters: &[(&str, &[usize], mcrun::stan::datum::Numbers)], expected: &[&str]| {
        let bound = program(true).bind(&inputs()).unwrap();
        let errors = StanSimulator::new(bound, &[], &data(parameters), Box::new(|_| {})).err().unwrap();
        assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
    };
    check(&[], &["there is no value for a, declared real"]);
    check(
        &[("a", &[1], reals(&[1.0])), ("z", &[], reals(&[1.0]))],
        &["data.json:1: a has shape [1], but is declared real", "data.json:2: the program has no parameter z"],
    );
}

#[test]
fn the_model_block_is_not_run_for_outputs() {
    let mut b = program(true);
    b.say(In::Model, StmtKind::Reject, "never ", int(0));
    let model = b.model(&inputs());
    let mut evaluator = ConstrainedDensity::evaluator(&model);
    assert_eq!(evaluator.write_outputs(&[3.0], stream(), &mut [0.0; 5]), Ok(()));
    assert!(evaluator.log_density(&[3.0]).is_err());
}
