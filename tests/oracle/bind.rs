//! Data and declarations.

use mcrun::stan::datum::Data;
use mcrun::stan::ir::{Op, StmtKind};
use mcrun::stan::typed::Constraint;
use mcrun::stan::types::Type;

use crate::program::*;

/// `int<lower=0> N; vector<lower=0>[N] y; array[2] int k; real x; matrix[N, 2] m;`
fn program() -> Building {
    let mut b = Building::new();
    let n = b.checked_data("N", Type::Int, &[], int(0));
    b.checked_data("y", Type::Vector, &[n], int(0));
    b.data("k", array(Type::Int), &[int(2)]);
    b.data("x", Type::Real, &[]);
    b.data("m", Type::Matrix, &[n, int(2)]);
    b
}

fn good() -> Data {
    data(&[
        ("N", &[], ints(&[3])),
        ("y", &[3], reals(&[0.5, 1.5, 2.5])),
        ("k", &[2], reals(&[7.0, 8.0])),
        ("x", &[], ints(&[4])),
        ("m", &[3, 2], ints(&[1, 2, 3, 4, 5, 6])),
        ("unknown", &[], ints(&[4])),
    ])
}

fn check(b: &Building, change: impl FnOnce(&mut Data), expected: &[&str]) {
    let mut data = good();
    change(&mut data);
    let errors = b.bind(&data).err().unwrap_or_default();
    assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
}

#[test]
fn data_that_do_not_fit_are_named() {
    let b = program();
    check(&b, |_| {}, &[]);
    check(&b, |d| drop(d.remove(3)), &["data variable x is missing (declared at model.stan:6:1)"]);
    check(
        &b,
        |d| d[1].1.dims = vec![1, 3],
        &["data.json:2: data variable y has shape [1, 3], but is declared vector (model.stan:3:1)"],
    );
    check(
        &b,
        |d| d[0].1.numbers = ints(&[4]),
        &[
            "data.json:2: data variable y has shape [3], but is declared vector[4] (model.stan:3:1)",
            "data.json:5: data variable m has shape [3, 2], but is declared matrix[4,2] (model.stan:7:1)",
        ],
    );
    check(
        &b,
        |d| d[1].1.numbers = reals(&[0.5, -1.5, 2.5]),
        &["data.json:2: y[2] is -1.5, but must be at least 0 (model.stan:4:1)"],
    );
    check(
        &b,
        |d| d[2].1.numbers = reals(&[1.0, 2.5]),
        &["data.json:3: data variable k[2] is 2.5, but must be an integer (model.stan:5:1)"],
    );
    check(
        &b,
        |d| d[2].1.numbers = reals(&[1.0, 1e300]),
        &["data.json:3: data variable k[2] is 1e300, which is too large for an integer (model.stan:5:1)"],
    );
    check(
        &b,
        |d| d[2].1.numbers = reals(&[f64::NAN, 1.0]),
        &["data.json:3: data variable k[1] is NaN, but must be an integer (model.stan:5:1)"],
    );
    check(
        &b,
        |d| (d[2].1.dims, d[3].1.dims) = (vec![], vec![1]),
        &[
            "data.json:3: data variable k is a single number, but is declared array[] int (model.stan:5:1)",
            "data.json:4: data variable x has shape [1], but is declared real (model.stan:6:1)",
        ],
    );
}

#[test]
fn one_mistake_is_reported_once() {
    // Without N, the sizes of y and m are not known.
    let b = program();
    check(&b, |d| drop(d.remove(0)), &["data variable N is missing (declared at model.stan:1:1)"]);
    check(&b, |d| d[0].1.numbers = ints(&[-1]), &["data.json:1: N is -1, but must be at least 0 (model.stan:2:1)"]);
}

#[test]
fn empty_data_have_any_shape_without_elements() {
    let b = program();
    let empty = |d: &mut Data| {
        d[0].1.numbers = ints(&[0]);
        d[1].1 = mcrun::stan::datum::Datum { dims: vec![0], numbers: ints(&[]), place: String::new() };
        d[4].1 = d[1].1.clone();
    };
    check(&b, empty, &[]);
}

#[test]
fn transformed_data_are_run_once() {
    let mut b = program();
    let x = mcrun::stan::ir::Operand::Variable(mcrun::stan::ir::VariableRef::Global(3));
    let t = b.declare(In::TransformedData, "t", Type::Real, &[]);
    let double = b.real(In::TransformedData, "multiply", &[real(2.0), x]);
    b.store(In::TransformedData, t, Vec::new(), double);
    b.say(In::TransformedData, StmtKind::Print, "t = ", t);
    b.parameter("a", Type::Real, &[], Constraint::None);
    b.target(In::Model, t);
    let model = b.model(&good());
    assert_eq!(model.bound().printed(), ["t = 8"]);
    let mut evaluator = mcrun::density::LogDensity::evaluator(&model);
    assert_eq!(evaluator.logp(&[0.0]), Ok(8.0));
    assert_eq!(model.bound().printed(), ["t = 8"]);
}

#[test]
fn a_program_may_refuse_its_data() {
    let mut b = program();
    b.say(In::TransformedData, StmtKind::Reject, "no, ", int(3));
    check(&b, |_| {}, &["no, 3 (model.stan:8:1)"]);
}

#[test]
fn sizes_of_parameters_follow_from_the_data() {
    let mut b = program();
    let n = mcrun::stan::ir::Operand::Variable(mcrun::stan::ir::VariableRef::Global(0));
    let less = b.call(In::Parameters, Type::Int, "subtract", &[n, int(1)]);
    b.parameter("s", array(Type::Vector), &[int(2), less], Constraint::Simplex);
    let model = b.model(&good());
    let parameter = &model.bound().parameters()[0];
    assert_eq!((parameter.dims.as_slice(), parameter.n_unconstrained), ([2, 2].as_slice(), 2));
    let mut wrong = good();
    wrong[0].1.numbers = ints(&[1]);
    wrong[1].1.dims = vec![1];
    wrong[1].1.numbers = ints(&[1]);
    wrong[4].1.dims = vec![1, 2];
    wrong[4].1.numbers = ints(&[1, 2]);
    let errors = b.bind(&wrong).err().unwrap();
    assert_eq!(errors[0].to_string(), "s has no elements, but needs at least one (model.stan:9:1)");
}

#[test]
fn sizes_that_need_more_than_data_are_refused() {
    let mut b = program();
    let a = b.parameter("a", Type::Real, &[], Constraint::None);
    let items = b.compute(In::GeneratedQuantities, Type::RowVector, Op::RowVector(vec![a]));
    let size = b.call(In::GeneratedQuantities, Type::Int, "size", &[items]);
    b.declare(In::GeneratedQuantities, "g", Type::Vector, &[size]);
    check(&b, |_| {}, &["the sizes of g are not known from the data (model.stan:11:1)"]);
}
