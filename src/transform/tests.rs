//! Transforms against their inverses and against differences.

use super::*;
use crate::math::elementary;
use crate::math::linalg::solve;
use crate::math::tape;

type Case = (Transform<f64>, &'static [usize]);

const CASES: &[Case] = &[
    (Transform::Identity, &[3]),
    (Transform::Lower(-1.5), &[3]),
    (Transform::Lower(f64::NEG_INFINITY), &[3]),
    (Transform::Upper(2.5), &[3]),
    (Transform::Upper(f64::INFINITY), &[3]),
    (Transform::LowerUpper(-1.0, 3.0), &[3]),
    (Transform::LowerUpper(-1.0, f64::INFINITY), &[3]),
    (Transform::LowerUpper(f64::NEG_INFINITY, 3.0), &[3]),
    (Transform::OffsetMultiplier(1.0, 2.5), &[2, 2]),
    (Transform::Ordered, &[4]),
    (Transform::PositiveOrdered, &[4]),
    (Transform::Simplex, &[2]),
    (Transform::Simplex, &[5]),
    (Transform::SumToZeroVector, &[4]),
    (Transform::SumToZeroMatrix, &[3, 4]),
    (Transform::UnitVector, &[3]),
    (Transform::ColumnStochasticMatrix, &[3, 2]),
    (Transform::RowStochasticMatrix, &[2, 4]),
    (Transform::CholeskyFactorCorr, &[4, 4]),
    (Transform::CholeskyFactorCov, &[3, 3]),
    (Transform::CholeskyFactorCov, &[4, 2]),
    (Transform::CorrMatrix, &[4, 4]),
    (Transform::CovMatrix, &[3, 3]),
];

/// Unconstrained numbers without a pattern, between -1.6 and 1.6.
fn point(n: usize) -> Vec<f64> {
    (0..n).map(|i| 1.6 * elementary::sin(1.0 + 2.3 * i as f64 * i as f64 + i as f64)).collect()
}

fn lifted<T: Number>(transform: Transform<f64>) -> Transform<T> {
    let c = T::constant;
    match transform {
        Transform::Lower(lower) => Transform::Lower(c(lower)),
        Transform::Upper(upper) => Transform::Upper(c(upper)),
        Transform::LowerUpper(lower, upper) => Transform::LowerUpper(c(lower), c(upper)),
        Transform::OffsetMultiplier(offset, multiplier) => Transform::OffsetMultiplier(c(offset), c(multiplier)),
        Transform::Identity => Transform::Identity,
        Transform::Ordered => Transform::Ordered,
        Transform::PositiveOrdered => Transform::PositiveOrdered,
        Transform::Simplex => Transform::Simplex,
        Transform::SumToZeroVector => Transform::SumToZeroVector,
        Transform::SumToZeroMatrix => Transform::SumToZeroMatrix,
        Transform::UnitVector => Transform::UnitVector,
        Transform::ColumnStochasticMatrix => Transform::ColumnStochasticMatrix,
        Transform::RowStochasticMatrix => Transform::RowStochasticMatrix,
        Transform::CholeskyFactorCorr => Transform::CholeskyFactorCorr,
        Transform::CholeskyFactorCov => Transform::CholeskyFactorCov,
        Transform::CorrMatrix => Transform::CorrMatrix,
        Transform::CovMatrix => Transform::CovMatrix,
    }
}

/// Which elements of the constrained value are free.
fn free(transform: Transform<f64>, dims: &[usize]) -> Vec<usize> {
    let below =
        |diagonal: usize| (0..dims[0] * dims[1]).filter(move |at| at % dims[1] < at / dims[1] + diagonal).collect();
    match transform {
        Transform::Simplex => (0..dims[0] - 1).collect(),
        Transform::ColumnStochasticMatrix => (0..(dims[0] - 1) * dims[1]).collect(),
        Transform::RowStochasticMatrix => (0..dims[0] * dims[1]).filter(|at| at % dims[1] + 1 < dims[1]).collect(),
        Transform::CholeskyFactorCorr | Transform::CorrMatrix => below(0),
        Transform::CholeskyFactorCov | Transform::CovMatrix => below(1),
        _ => (0..dims.iter().product()).collect(),
    }
}

fn constrained(transform: Transform<f64>, dims: &[usize], x: &[f64]) -> Vec<f64> {
    transform.constrain(dims, x).unwrap().0
}

fn assert_close(got: f64, expected: f64, tolerance: f64, case: &dyn std::fmt::Debug) {
    assert!((got - expected).abs() <= tolerance * expected.abs().max(1.0), "{case:?}: {got} is not {expected}");
}

#[test]
fn constrained_values_pass_their_own_check() {
    for case @ &(transform, dims) in CASES {
        let y = constrained(transform, dims, &point(transform.unconstrained_len(dims)));
        assert_eq!(transform.check(dims, &y), Ok(()), "{case:?}: {y:?}");
    }
}

#[test]
fn unconstrain_inverts_constrain() {
    for case @ &(transform, dims) in CASES {
        let x = point(transform.unconstrained_len(dims));
        let y = constrained(transform, dims, &x);
        let back = transform.unconstrain(dims, &y).unwrap();
        // Of a unit vector only the direction can come back.
        let expected = if transform == Transform::UnitVector { y } else { x };
        assert_eq!(back.len(), expected.len());
        back.iter().zip(expected).for_each(|(&back, x)| assert_close(back, x, 1e-12, case));
    }
}

#[test]
fn jacobians_agree_with_differences() {
    for case @ &(transform, dims) in CASES {
        let n = transform.unconstrained_len(dims);
        let free = free(transform, dims);
        if free.len() != n || matches!(transform, Transform::UnitVector) {
            assert!(
                matches!(transform, Transform::SumToZeroVector | Transform::SumToZeroMatrix | Transform::UnitVector),
                "{case:?}"
            );
            continue;
        }
        let x = point(n);
        let mut jacobian = vec![0.0; n * n];
        for j in 0..n {
            let at = |step: f64| {
                let mut moved = x.clone();
                moved[j] += step;
                constrained(transform, dims, &moved)
            };
            // Fourth-order differences.
            let h = 1e-3;
            let (y1, y2, z1, z2) = (at(h), at(2.0 * h), at(-h), at(-2.0 * h));
            for (i, &element) in free.iter().enumerate() {
                let (near, far) = (y1[element] - z1[element], y2[element] - z2[element]);
                jacobian[i * n + j] = (8.0 * near - far) / (12.0 * h);
            }
        }
        let log_jacobian = transform.constrain(dims, &x).unwrap().1;
        assert_close(log_jacobian, solve::log_determinant(&jacobian, n), 1e-9, case);
    }
}

#[test]
fn sum_to_zero_maps_keep_lengths() {
    for (transform, dims) in [(Transform::SumToZeroVector, &[6][..]), (Transform::SumToZeroMatrix, &[4, 3])] {
        let x = point(transform.unconstrained_len(dims));
        let (y, log_jacobian) = transform.constrain(dims, &x).unwrap();
        assert_close(f64::dot(&y, &y), f64::dot(&x, &x), 1e-14, &transform);
        assert_eq!(log_jacobian, 0.0);
    }
}

#[test]
fn unit_vectors_come_with_a_standard_normal_length() {
    let (y, log_density) = Transform::UnitVector.constrain(&[2], &[3.0, -4.0]).unwrap();
    assert_eq!((y, log_density), (vec![0.6, -0.8], -12.5));
}

#[test]
fn recording_changes_no_value_and_gradients_agree_with_differences() {
    for case @ &(transform, dims) in CASES {
        let x = point(transform.unconstrained_len(dims));
        // A function of everything that comes out.
        let weighed = |y: &[f64], log_jacobian: f64| {
            y.iter().enumerate().fold(log_jacobian, |sum, (i, y)| sum + y * (1.0 + i as f64).sqrt())
        };
        let value = |x: &[f64]| {
            let (y, log_jacobian) = transform.constrain(dims, x).unwrap();
            weighed(&y, log_jacobian)
        };
        let mut grad = vec![0.0; x.len()];
        let recorded = tape::gradient::<String>(&x, &mut grad, |x| {
            let (y, log_jacobian) = lifted(transform).constrain(dims, x)?;
            Ok(y.iter().enumerate().fold(log_jacobian, |sum, (i, &y)| sum + y * (1.0 + i as f64).sqrt()))
        });
        assert_eq!(recorded, Ok(value(&x)), "{case:?}");
        for (i, slope) in grad.into_iter().enumerate() {
            let at = |step: f64| {
                let mut moved = x.clone();
                moved[i] += step;
                value(&moved)
            };
            let h = 1e-3;
            let difference = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
            assert_close(slope, difference, 1e-9, case);
        }
    }
}

#[test]
fn values_outside_their_constraint_are_refused_with_the_fact() {
    let check = |transform: Transform<f64>, dims: &[usize], y: &[f64], message: &str| {
        assert_eq!(transform.unconstrain(dims, y).unwrap_err(), message);
    };
    check(Transform::Lower(0.0), &[], &[-0.3], "is -0.3, but must be at least 0");
    check(Transform::Lower(0.0), &[2], &[1.0, -0.3], "element 2 is -0.3, but must be at least 0");
    check(Transform::Upper(1.0), &[2, 2], &[0.0, 0.0, 2.0, 0.0], "element 2, 1 is 2, but must be at most 1");
    check(Transform::LowerUpper(0.0, 1.0), &[], &[f64::NAN], "is NaN, but must be at least 0");
    check(Transform::Identity, &[], &[f64::NAN], "is NaN");
    check(Transform::Ordered, &[2], &[1.0, 1.0], "element 2 is 1, but must be greater than the one before it, 1");
    check(Transform::PositiveOrdered, &[2], &[-1.0, 1.0], "element 1 is -1, but must be at least 0");
    check(Transform::Simplex, &[2], &[0.5, 0.75], "has sum 1.25, but must have 1");
    check(Transform::Simplex, &[2], &[1.5, -0.5], "element 2 is -0.5, but must be at least 0");
    check(Transform::Simplex, &[0], &[], "has no elements, but needs at least one");
    check(Transform::SumToZeroVector, &[2], &[0.5, 0.5], "has sum 1, but must have 0");
    check(Transform::UnitVector, &[2], &[3.0, 4.0], "has length 5, but must have 1");
    check(
        Transform::RowStochasticMatrix,
        &[2, 2],
        &[0.5, 0.5, 0.5, 0.75],
        "has a row, number 2, that has sum 1.25, but must have 1",
    );
    let lower = [1.0, 0.5, 0.0, 1.0];
    check(Transform::CholeskyFactorCov, &[2, 2], &lower, "element 1, 2 is 0.5, but must be 0 above the diagonal");
    check(
        Transform::CholeskyFactorCov,
        &[1, 2],
        &[1.0, 0.0],
        "has 1 rows, but must have at least as many as its 2 columns",
    );
    check(Transform::CovMatrix, &[2, 2], &[1.0, 2.0, 2.0, 1.0], "is not positive definite");
    check(Transform::CovMatrix, &[2, 2], &lower, "element 1, 2 is 0.5, but must equal its mirror image, 0");
    check(Transform::CovMatrix, &[1, 2], &[1.0, 2.0], "is 1 x 2, but must be square");
    check(Transform::CorrMatrix, &[1, 1], &[2.0], "element 1, 1 is 2, but must be 1 on the diagonal");
}

#[test]
fn impossible_bounds_are_refused() {
    let check = |transform: Transform<f64>, message: &str| {
        assert_eq!(transform.constrain(&[1], &[0.5]).unwrap_err(), message);
    };
    check(Transform::LowerUpper(1.0, 1.0), "has the lower bound 1, which must be below the upper bound 1");
    check(Transform::Lower(f64::NAN), "has a bound that is NaN");
    check(Transform::OffsetMultiplier(0.0, -1.0), "has the multiplier -1, which must be positive and finite");
    check(Transform::OffsetMultiplier(f64::INFINITY, 1.0), "has the offset inf, which must be finite");
}

#[test]
fn empty_and_single_values_are_no_trouble() {
    let check = |transform: Transform<f64>, dims: &[usize], y: &[f64]| {
        let n = transform.unconstrained_len(dims);
        assert_eq!(transform.constrain(dims, &vec![0.5; n]).unwrap().0, y, "{transform:?}");
    };
    check(Transform::Ordered, &[0], &[]);
    check(Transform::PositiveOrdered, &[0], &[]);
    check(Transform::Simplex, &[1], &[1.0]);
    check(Transform::SumToZeroVector, &[1], &[0.0]);
    check(Transform::SumToZeroMatrix, &[1, 2], &[0.0, 0.0]);
    check(Transform::SumToZeroMatrix, &[2, 1], &[0.0, 0.0]);
    check(Transform::RowStochasticMatrix, &[2, 1], &[1.0, 1.0]);
    check(Transform::CholeskyFactorCorr, &[1, 1], &[1.0]);
    check(Transform::CholeskyFactorCorr, &[0, 0], &[]);
    check(Transform::CovMatrix, &[0, 0], &[]);
}

#[test]
fn far_away_points_stay_inside() {
    let (y, log_jacobian) = Transform::LowerUpper(2.0, 3.0).constrain(&[2], &[-800.0, 800.0]).unwrap();
    assert_eq!((y, log_jacobian), (vec![2.0, 3.0], -1600.0));
    let (y, log_jacobian) = Transform::Simplex.constrain(&[2], &[1000.0]).unwrap();
    assert_eq!(y, [1.0, 0.0]);
    assert!(log_jacobian.is_finite());
    assert_eq!(
        Transform::LowerUpper(0.0, 1.0).unconstrain(&[2], &[0.0, 1.0]),
        Ok(vec![f64::NEG_INFINITY, f64::INFINITY])
    );
}
