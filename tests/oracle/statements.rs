//! Control flow, assignment, functions, messages.

use std::sync::{Arc, Mutex};

use mcrun::density::{EvalError, LogDensity};
use mcrun::stan::ir::{Index, Op, Operand, StmtKind};
use mcrun::stan::model::StanModel;
use mcrun::stan::typed::Constraint;
use mcrun::stan::types::Type;

use crate::program::*;

/// A program with one real parameter.
fn with_parameter() -> (Building, Operand) {
    let mut b = Building::new();
    let a = b.parameter("a", Type::Real, &[], Constraint::None);
    (b, a)
}

fn logp(b: &Building, x: f64) -> Result<f64, EvalError> {
    let model = b.model(&Vec::new());
    let mut evaluator = LogDensity::evaluator(&model);
    let value = evaluator.logp(&[x]);
    assert_eq!(evaluator.logp_grad(&[x], &mut [0.0]), value);
    assert_eq!(evaluator.logp(&[x]), value, "a second run is like the first");
    value
}

fn rejected(message: &str) -> Result<f64, EvalError> {
    Err(EvalError::Rejected(message.to_owned()))
}

#[test]
fn loops_assign_elements() {
    // vector[5] x; for (i in 1:5) x[i] = i * a; x[2:3] = x[4:5]; target += x;
    let (mut b, a) = with_parameter();
    let x = b.declare(In::Model, "x", Type::Vector, &[int(5)]);
    b.count(In::Model, int(1), int(5), |b, i| {
        let product = b.real(In::Model, "multiply", &[i, a]);
        b.store(In::Model, x, vec![vec![Index::Single(i)]], product);
    });
    let part = b.index(In::Model, Type::Vector, x, &[Index::From(int(4))]);
    b.store(In::Model, x, vec![vec![Index::Between(int(2), int(3))]], part);
    b.target(In::Model, x);
    assert_eq!(logp(&b, 1.0), Ok(1.0 + 4.0 + 5.0 + 4.0 + 5.0));
    assert_eq!(logp(&b, -2.0), Ok(-38.0));
}

#[test]
fn a_part_may_be_assigned_from_its_own_whole() {
    // vector[2] x = [a, 1]'; matrix[2, 2] m; m[1] = ...; x[{2, 1}] = x;
    let (mut b, a) = with_parameter();
    let x = b.declare(In::Model, "x", array(Type::Real), &[int(2)]);
    let items = b.compute(In::Model, array(Type::Real), Op::Array(vec![a, real(1.0)]));
    b.store(In::Model, x, Vec::new(), items);
    let order = b.compute(In::Model, array(Type::Int), Op::Array(vec![int(2), int(1)]));
    b.store(In::Model, x, vec![vec![Index::Multi(order)]], x);
    let first = b.at(In::Model, x, int(1));
    let tenfold = b.real(In::Model, "multiply", &[real(10.0), first]);
    b.target(In::Model, tenfold);
    b.target(In::Model, x);
    assert_eq!(logp(&b, 3.0), Ok(14.0));
}

#[test]
fn a_copy_does_not_change_with_its_original() {
    // array[2] real x = {a, a}; array[2] real y = x; x[1] = 100; target += y;
    let (mut b, a) = with_parameter();
    let x = b.declare(In::Model, "x", array(Type::Real), &[int(2)]);
    let y = b.declare(In::Model, "y", array(Type::Real), &[int(2)]);
    let items = b.compute(In::Model, array(Type::Real), Op::Array(vec![a, a]));
    b.store(In::Model, x, Vec::new(), items);
    b.store(In::Model, y, Vec::new(), x);
    b.store(In::Model, x, vec![vec![Index::Single(int(1))]], real(100.0));
    b.target(In::Model, y);
    assert_eq!(logp(&b, 3.0), Ok(6.0));
}

#[test]
fn a_value_that_is_used_again_is_kept() {
    // In a loop, a temporary from outside is assigned twice.
    let (mut b, a) = with_parameter();
    let x = b.declare(In::Model, "x", array(Type::Real), &[int(2)]);
    let items = b.compute(In::Model, array(Type::Real), Op::Array(vec![a, a]));
    b.count(In::Model, int(1), int(2), |b, i| {
        b.store(In::Model, x, Vec::new(), items);
        b.store(In::Model, x, vec![vec![Index::Single(i)]], real(1.0));
    });
    b.target(In::Model, x);
    assert_eq!(logp(&b, 3.0), Ok(4.0));
}

#[test]
fn one_branch_is_run() {
    let (mut b, a) = with_parameter();
    let positive = b.call(In::Model, Type::Int, "logical_gt", &[a, int(0)]);
    let value = b.choose(In::Model, positive, |b| b.real(In::Model, "log", &[a]), |_| real(7.0));
    b.target(In::Model, value);
    assert_eq!(logp(&b, 1.0), Ok(0.0));
    assert_eq!(logp(&b, -1.0), Ok(7.0));
}

#[test]
fn loops_can_be_left_and_continued() {
    // for (i in 1:100) { if (i == 2) continue; if (i == 5) break; target += i; } while (target() < 20) target += 6;
    let (mut b, _) = with_parameter();
    b.count(In::Model, int(1), int(100), |b, i| {
        for (at, kind) in [(2, StmtKind::Continue), (5, StmtKind::Break)] {
            let condition = b.call(In::Model, Type::Int, "logical_eq", &[i, int(at)]);
            let then = b.nested(In::Model, |b| b.push(In::Model, kind));
            b.push(In::Model, StmtKind::If { condition, then, otherwise: Vec::new(), merges: Vec::new() });
        }
        b.target(In::Model, i);
    });
    let mut condition = None;
    let test = b.nested(In::Model, |b| {
        let target = b.compute(In::Model, Type::Real, Op::Target);
        condition = Some(b.call(In::Model, Type::Int, "logical_lt", &[target, int(20)]));
    });
    let body = b.nested(In::Model, |b| b.target(In::Model, int(6)));
    b.push(In::Model, StmtKind::While { test, condition: condition.unwrap(), body });
    assert_eq!(logp(&b, 0.0), Ok(20.0));
}

/// `real f(real x, int n) { if (n == 0) return 1; return x * f(x, n - 1); }`
fn power(b: &mut Building) {
    let arguments = b.function("power", &[("x", Type::Real), ("n", Type::Int)], Some(Type::Real));
    let (x, n) = (arguments[0], arguments[1]);
    let condition = b.call(In::Function, Type::Int, "logical_eq", &[n, int(0)]);
    let then = b.nested(In::Function, |b| b.push(In::Function, StmtKind::Return(Some(real(1.0)))));
    b.push(In::Function, StmtKind::If { condition, then, otherwise: Vec::new(), merges: Vec::new() });
    let less = b.call(In::Function, Type::Int, "subtract", &[n, int(1)]);
    let inner = b.user(In::Function, Type::Real, 0, &[x, less]);
    let product = b.real(In::Function, "multiply", &[x, inner]);
    b.push(In::Function, StmtKind::Return(Some(product)));
}

#[test]
fn functions_call_themselves_up_to_a_depth() {
    let run = |n: i64, x: f64| {
        let mut b = Building::new();
        power(&mut b);
        let a = b.parameter("a", Type::Real, &[], Constraint::None);
        let value = b.user(In::Model, Type::Real, 0, &[a, int(n)]);
        b.target(In::Model, value);
        logp(&b, x)
    };
    assert_eq!(run(10, 2.0), Ok(1024.0));
    assert_eq!(run(249, 1.0), Ok(1.0));
    assert_eq!(run(250, 1.0), rejected("power: calls are nested too deep (model.stan:5:1)"));
    assert_eq!(run(-1, 1.0), rejected("power: calls are nested too deep (model.stan:5:1)"));
}

#[test]
fn a_function_changes_its_own_variables_only() {
    // vector f(vector x) { vector[2] y = x; y[1] = 9; return y; }  target += f(x); target += x;
    let mut b = Building::new();
    let x = b.function("f", &[("x", array(Type::Real))], Some(array(Type::Real)))[0];
    let y = b.declare(In::Function, "y", array(Type::Real), &[int(2)]);
    b.store(In::Function, y, Vec::new(), x);
    b.store(In::Function, y, vec![vec![Index::Single(int(1))]], real(9.0));
    b.push(In::Function, StmtKind::Return(Some(y)));
    let a = b.parameter("a", array(Type::Real), &[int(1)], Constraint::None);
    let first = b.at(In::Model, a, int(1));
    let pair = b.compute(In::Model, array(Type::Real), Op::Array(vec![first, first]));
    let value = b.user(In::Model, array(Type::Real), 0, &[pair]);
    b.target(In::Model, value);
    b.target(In::Model, pair);
    assert_eq!(logp(&b, 2.0), Ok(11.0 + 4.0));
}

#[test]
fn messages_have_their_place() {
    fn check(build: impl FnOnce(&mut Building, Operand), expected: &str) {
        let (mut b, a) = with_parameter();
        build(&mut b, a);
        assert_eq!(logp(&b, 0.5), rejected(expected));
    }
    check(|b, a| b.say(In::Model, StmtKind::Reject, "a is ", a), "a is 0.5 (model.stan:2:1)");
    check(
        |b, _| {
            let x = b.declare(In::Model, "x", Type::Vector, &[int(3)]);
            b.at(In::Model, x, int(5));
        },
        "index 5 of x is out of range, must be 1 to 3 (model.stan:3:1)",
    );
    check(
        |b, a| {
            let x = b.declare(In::Model, "x", Type::Vector, &[int(3)]);
            b.store(In::Model, x, vec![vec![Index::Single(int(0))]], a);
        },
        "index 0 of x is out of range, must be 1 to 3 (model.stan:3:1)",
    );
    check(
        |b, a| {
            let x = b.declare(In::Model, "x", array(Type::Real), &[int(3)]);
            let items = b.compute(In::Model, array(Type::Real), Op::Array(vec![a, a]));
            b.store(In::Model, x, Vec::new(), items);
        },
        "the value assigned to x has shape [2], but must have shape [3] (model.stan:4:1)",
    );
    check(
        |b, _| {
            b.declare(In::Model, "x", Type::Vector, &[int(-3)]);
        },
        "a size of x is -3, but must be at least 0 (model.stan:2:1)",
    );
    check(
        |b, _| {
            b.declare(In::Model, "x", Type::Matrix, &[int(1 << 40), int(1 << 40)]);
        },
        "x has too many elements: shape [1099511627776, 1099511627776] (model.stan:2:1)",
    );
    check(
        |b, a| {
            let t = b.declare(In::TransformedParameters, "t", Type::Real, &[]);
            b.store(In::TransformedParameters, t, Vec::new(), a);
            let constraint = Constraint::Bounds { lower: Some(int(1)), upper: None };
            b.push(In::TransformedParameters, StmtKind::Check { variable: reference(t), constraint });
        },
        "t is 0.5, but must be at least 1 (model.stan:4:1)",
    );
}

#[test]
fn a_fatal_error_is_fatal() {
    let (mut b, a) = with_parameter();
    b.say(In::Model, StmtKind::FatalError, "no: ", a);
    assert_eq!(logp(&b, 0.5), Err(EvalError::Fatal("no: 0.5 (model.stan:2:1)".to_owned())));
}

#[test]
fn printed_lines_are_handed_over() {
    let (mut b, a) = with_parameter();
    let pair = b.compute(In::Model, Type::RowVector, Op::RowVector(vec![a, real(2.0)]));
    b.say(In::Model, StmtKind::Print, "pair = ", pair);
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&lines);
    let print = move |line: &str| kept.lock().unwrap().push(line.to_owned());
    let model = StanModel::new(b.bind(&Vec::new()).unwrap(), Box::new(print));
    LogDensity::evaluator(&model).logp(&[0.25]).unwrap();
    assert_eq!(*lines.lock().unwrap(), ["pair = [0.25,2]"]);
}
