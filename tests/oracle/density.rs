//! Log densities on both scales, with gradients.

use mcrun::density::{ConstrainedDensity, EvalError, LogDensity};
use mcrun::stan::ir::{Operand, StmtKind};
use mcrun::stan::model::StanModel;
use mcrun::stan::typed::Constraint;
use mcrun::stan::types::Type;

use crate::program::*;

/// The value with gradient is the value, bit for bit, and the gradient is that of central differences.
pub fn check_gradient(model: &StanModel<'_>, x: &[f64]) -> f64 {
    let mut evaluator = LogDensity::evaluator(model);
    let value = evaluator.logp(x).unwrap();
    let mut grad = vec![0.0; x.len()];
    assert_eq!(evaluator.logp_grad(x, &mut grad).unwrap().to_bits(), value.to_bits());
    for (k, &slope) in grad.iter().enumerate() {
        let h = 1e-5;
        let mut at = |step: f64| {
            let mut moved = x.to_vec();
            moved[k] += step;
            evaluator.logp(&moved).unwrap()
        };
        let difference = (at(h) - at(-h)) / (2.0 * h);
        assert!((difference - slope).abs() <= 1e-6 * slope.abs().max(1.0), "{k}: {slope}, but {difference}");
    }
    value
}

/// The log of a normal density without its constant.
fn normal(b: &mut Building, x: Operand, mean: Operand, sd: Operand) -> Operand {
    let difference = b.real(In::Model, "subtract", &[x, mean]);
    let z = b.real(In::Model, "divide", &[difference, sd]);
    let square = b.real(In::Model, "square", &[z]);
    let half = b.real(In::Model, "multiply", &[real(-0.5), square]);
    let log_sd = b.real(In::Model, "log", &[sd]);
    b.real(In::Model, "subtract", &[half, log_sd])
}

/// `mu ~ normal(0, 5); tau ~ normal(0, 2); y ~ normal(mu, tau)`
fn school() -> Building {
    let mut b = Building::new();
    let n = b.data("N", Type::Int, &[]);
    let y = b.data("y", Type::Vector, &[n]);
    let mu = b.parameter("mu", Type::Real, &[], Constraint::None);
    let bounds = Constraint::Bounds { lower: Some(int(0)), upper: None };
    let tau = b.parameter("tau", Type::Real, &[], bounds);
    for (x, sd) in [(mu, 5.0), (tau, 2.0)] {
        let term = normal(&mut b, x, real(0.0), real(sd));
        b.target(In::Model, term);
    }
    b.count(In::Model, int(1), n, |b, i| {
        let element = b.at(In::Model, y, i);
        let term = normal(b, element, mu, tau);
        b.target(In::Model, term);
    });
    b
}

fn school_data() -> mcrun::stan::datum::Data {
    data(&[("N", &[], ints(&[3])), ("y", &[3], reals(&[1.0, -0.5, 2.0]))])
}

#[test]
fn a_log_density_is_the_target_and_the_jacobian() {
    let model = school().model(&school_data());
    let (mu, log_tau) = (0.3_f64, -0.2_f64);
    let tau = log_tau.exp();
    let normal = |x: f64, mean: f64, sd: f64| -0.5 * ((x - mean) / sd).powi(2) - sd.ln();
    let target = normal(mu, 0.0, 5.0)
        + normal(tau, 0.0, 2.0)
        + [1.0, -0.5, 2.0].iter().map(|&y| normal(y, mu, tau)).sum::<f64>();
    let value = check_gradient(&model, &[mu, log_tau]);
    assert!((value - (target + log_tau)).abs() < 1e-13);
    assert!((model.log_density_no_jacobian(&[mu, log_tau]).unwrap() - target).abs() < 1e-13);
    let mut constrained = ConstrainedDensity::evaluator(&model);
    assert!((constrained.log_density(&[mu, tau]).unwrap() - target).abs() < 1e-13);
    assert_eq!(constrained.log_density(&[mu, -0.1]), Ok(f64::NEG_INFINITY));
    assert_eq!(LogDensity::dim(&model), 2);
    assert_eq!(model.bounds(0), (f64::NEG_INFINITY, f64::INFINITY));
    assert_eq!(model.bounds(1), (0.0, f64::INFINITY));
}

/// A program with one parameter and the target `-0.5 dot_self(...)` of its elements.
fn one_parameter(ty: Type, dims: &[i64], constraint: Constraint<Operand>) -> Building {
    let mut b = Building::new();
    let dims: Vec<Operand> = dims.iter().map(|&dim| int(dim)).collect();
    let x = b.parameter("x", ty, &dims, constraint);
    let flat = b.call(In::Model, Type::Vector, "to_vector", &[x]);
    let squares = b.real(In::Model, "dot_self", &[flat]);
    let half = b.real(In::Model, "multiply", &[real(-0.5), squares]);
    b.target(In::Model, half);
    b
}

#[test]
fn every_constraint_is_differentiated_with_its_jacobian() {
    fn check(ty: Type, dims: &[i64], constraint: Constraint<Operand>, n: usize) {
        let b = one_parameter(ty, dims, constraint);
        let model = b.model(&Vec::new());
        assert_eq!(LogDensity::dim(&model), n);
        let x: Vec<f64> = (0..n).map(|k| 0.7 - 0.3 * k as f64).collect();
        check_gradient(&model, &x);
        let point = model.constrain(&x).unwrap();
        let back = model.unconstrain(&point).unwrap();
        assert!(back.iter().zip(&x).all(|(a, b)| (a - b).abs() < 1e-9), "{back:?} is not {x:?}");
    }
    let bounds = |lower, upper| Constraint::Bounds { lower, upper };
    check(Type::Vector, &[3], Constraint::None, 3);
    check(Type::Vector, &[3], bounds(Some(int(1)), None), 3);
    check(Type::RowVector, &[3], bounds(None, Some(real(-1.5))), 3);
    check(Type::Matrix, &[2, 3], bounds(Some(int(-1)), Some(int(4))), 6);
    let shifted = Constraint::OffsetMultiplier { offset: Some(int(2)), multiplier: Some(real(0.5)) };
    check(array(Type::Vector), &[2, 2], shifted, 4);
    check(Type::Vector, &[3], Constraint::Ordered, 3);
    check(array(Type::Vector), &[2, 3], Constraint::PositiveOrdered, 6);
    check(array(Type::Vector), &[2, 3], Constraint::Simplex, 4);
    check(Type::Vector, &[4], Constraint::SumToZeroVector, 3);
    check(Type::Matrix, &[3, 2], Constraint::CholeskyFactorCov, 5);
    check(Type::Matrix, &[3, 3], Constraint::CholeskyFactorCorr, 3);
    check(Type::Matrix, &[2, 2], Constraint::CovMatrix, 3);
    check(Type::Matrix, &[3, 3], Constraint::CorrMatrix, 3);
}

#[test]
fn matrices_are_read_column_by_column_and_arrays_cell_by_cell() {
    fn check(ty: Type, dims: &[i64], expected: &[f64]) {
        let model = one_parameter(ty, dims, Constraint::None).model(&Vec::new());
        let x: Vec<f64> = (1..=expected.len()).map(|k| k as f64).collect();
        assert_eq!(model.constrain(&x).unwrap(), expected);
        assert_eq!(model.unconstrain(expected).unwrap(), x);
    }
    check(Type::Matrix, &[2, 3], &[1.0, 3.0, 5.0, 2.0, 4.0, 6.0]);
    check(array(Type::Matrix), &[2, 2, 2], &[1.0, 3.0, 2.0, 4.0, 5.0, 7.0, 6.0, 8.0]);
    check(array(Type::Vector), &[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
}

#[test]
fn bounds_may_depend_on_parameters_and_differ_by_element() {
    let mut b = Building::new();
    let low = b.data("low", Type::Vector, &[int(2)]);
    let a = b.parameter("a", Type::Real, &[], Constraint::None);
    let above = |lower| Constraint::Bounds { lower: Some(lower), upper: None };
    let c = b.parameter("c", Type::Real, &[], above(a));
    let v = b.parameter("v", array(Type::Vector), &[int(2), int(2)], above(low));
    for x in [a, c] {
        let term = normal(&mut b, x, real(0.0), real(1.0));
        b.target(In::Model, term);
    }
    let flat = b.call(In::Model, Type::Vector, "to_vector", &[v]);
    let negative = b.call(In::Model, Type::Vector, "minus", &[flat]);
    b.target(In::Model, negative);
    let model = b.model(&data(&[("low", &[2], reals(&[1.0, 10.0]))]));
    check_gradient(&model, &[0.5, -0.3, 0.1, 0.2, 0.3, 0.4]);
    assert_eq!(model.constrain(&[0.5, 0.0, 0.0, 0.0, 0.0, 0.0]).unwrap(), [0.5, 1.5, 2.0, 11.0, 2.0, 11.0]);
    assert_eq!(model.bounds(1), (f64::NEG_INFINITY, f64::INFINITY));
    assert_eq!(model.bounds(3), (10.0, f64::INFINITY));
    let rejected = |message: &str| Err(EvalError::Rejected(message.to_owned()));
    assert_eq!(
        model.unconstrain(&[0.5, 1.0, 2.0, 9.0, 2.0, 11.0]),
        rejected("v[1,2] is 9, but must be at least 10 (model.stan:4:1)")
    );
    assert_eq!(
        model.unconstrain(&[0.5, 0.5, 2.0, 11.0, 2.0, 11.0]),
        rejected("c is on the edge of its support, where no unconstrained point is (model.stan:3:1)")
    );
}

#[test]
fn a_target_that_is_no_number_is_a_rejection_with_its_place() {
    fn check(x: f64, expected: Result<f64, &str>) {
        let mut b = Building::new();
        let a = b.parameter("a", Type::Real, &[], Constraint::None);
        let log = b.real(In::Model, "log", &[a]);
        b.target(In::Model, log);
        b.target(In::Model, int(2));
        let model = b.model(&Vec::new());
        let mut evaluator = LogDensity::evaluator(&model);
        let expected = expected.map_err(|message| EvalError::Rejected(message.to_owned()));
        assert_eq!(evaluator.logp(&[x]), expected);
        let mut grad = [f64::NAN];
        assert_eq!(evaluator.logp_grad(&[x], &mut grad), expected);
        if expected == Ok(f64::NEG_INFINITY) {
            assert_eq!(grad, [0.0]);
        }
    }
    check(1.0, Ok(2.0));
    check(-1.0, Err("log density is NaN (model.stan:3:1)"));
    check(f64::INFINITY, Err("log density is infinite (model.stan:3:1)"));
    check(0.0, Ok(f64::NEG_INFINITY));
}

#[test]
fn truncation_is_the_end_of_the_support() {
    let mut b = Building::new();
    let a = b.parameter("a", Type::Real, &[], Constraint::None);
    b.push(In::Model, StmtKind::CheckTruncation { value: a, lower: Some(int(-1)), upper: Some(real(2.5)) });
    let model = b.model(&Vec::new());
    let mut evaluator = LogDensity::evaluator(&model);
    assert_eq!(evaluator.logp(&[2.5]), Ok(0.0));
    assert_eq!(evaluator.logp(&[2.6]), Ok(f64::NEG_INFINITY));
    assert_eq!(evaluator.logp(&[-1.1]), Ok(f64::NEG_INFINITY));
    assert_eq!(evaluator.logp(&[-1.0]), Ok(0.0));
}
