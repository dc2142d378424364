//! Whether a value keeps its constraint.

use super::Transform;
use crate::math::linalg::{self, cholesky::cholesky};

/// How far a sum, a length or a diagonal may be from what it must be.
const TOLERANCE: f64 = 1e-8;

impl Transform<f64> {
    /// That `y`, of sizes `dims`, keeps the constraint: sums, lengths and symmetry to within 1e-8, bounds and
    /// order exactly. The error continues a sentence that names the variable: `is -0.3, but must be at least
    /// 0`.
    pub fn check(&self, dims: &[usize], y: &[f64]) -> Result<(), String> {
        self.check_dims(dims)?;
        match *self {
            Transform::Identity | Transform::OffsetMultiplier(..) => not_nan(dims, y),
            Transform::Lower(lower) => within(dims, y, lower, f64::INFINITY),
            Transform::Upper(upper) => within(dims, y, f64::NEG_INFINITY, upper),
            Transform::LowerUpper(lower, upper) => within(dims, y, lower, upper),
            Transform::Ordered => increasing(y),
            Transform::PositiveOrdered => {
                within(dims, &y[..y.len().min(1)], 0.0, f64::INFINITY)?;
                increasing(y)
            }
            Transform::Simplex => simplex(y),
            Transform::SumToZeroVector => sum(y, 0.0),
            Transform::SumToZeroMatrix => {
                lines("row", dims[1], y, |row| sum(row, 0.0))?;
                lines("column", dims[0], &linalg::transpose(y, dims[0], dims[1]), |column| sum(column, 0.0))
            }
            Transform::UnitVector => length(y),
            Transform::ColumnStochasticMatrix => {
                lines("column", dims[0], &linalg::transpose(y, dims[0], dims[1]), simplex)
            }
            Transform::RowStochasticMatrix => lines("row", dims[1], y, simplex),
            Transform::CholeskyFactorCorr => {
                triangular(dims, y)?;
                lines("row", dims[1], y, length)
            }
            Transform::CholeskyFactorCov => triangular(dims, y),
            Transform::CorrMatrix => {
                unit_diagonal(dims, y)?;
                positive_definite(dims, y)
            }
            Transform::CovMatrix => positive_definite(dims, y),
        }
    }
}

/// Whether `x` is what it must be. NaN never is.
fn near(x: f64, wanted: f64) -> bool {
    (x - wanted).abs() <= TOLERANCE
}

/// What element `at` is called, counted from 1; for a single number nothing.
fn place(dims: &[usize], mut at: usize) -> String {
    let mut indices: Vec<String> = dims
        .iter()
        .rev()
        .map(|&n| {
            let index = at % n + 1;
            at /= n;
            index.to_string()
        })
        .collect();
    indices.reverse();
    if indices.is_empty() { String::new() } else { format!("element {} ", indices.join(", ")) }
}

fn not_nan(dims: &[usize], y: &[f64]) -> Result<(), String> {
    match y.iter().position(|y| y.is_nan()) {
        Some(at) => Err(format!("{}is NaN", place(dims, at))),
        None => Ok(()),
    }
}

fn within(dims: &[usize], y: &[f64], lower: f64, upper: f64) -> Result<(), String> {
    for (at, &y) in y.iter().enumerate() {
        let bound = match y {
            y if y >= lower && y <= upper => continue,
            y if y > upper => format!("at most {upper}"),
            _ if lower == f64::NEG_INFINITY => format!("at most {upper}"),
            _ => format!("at least {lower}"),
        };
        return Err(format!("{}is {y}, but must be {bound}", place(dims, at)));
    }
    Ok(())
}

fn increasing(y: &[f64]) -> Result<(), String> {
    not_nan(&[y.len()], y)?;
    match y.windows(2).position(|pair| pair[1] <= pair[0]) {
        Some(i) => {
            Err(format!("element {} is {}, but must be greater than the one before it, {}", i + 2, y[i + 1], y[i]))
        }
        None => Ok(()),
    }
}

fn simplex(y: &[f64]) -> Result<(), String> {
    within(&[y.len()], y, 0.0, f64::INFINITY)?;
    sum(y, 1.0)
}

fn sum(y: &[f64], wanted: f64) -> Result<(), String> {
    let sum = y.iter().fold(0.0, |sum, y| sum + y);
    if near(sum, wanted) {
        return Ok(());
    }
    Err(format!("has sum {sum}, but must have {wanted}"))
}

fn length(y: &[f64]) -> Result<(), String> {
    let squares = y.iter().fold(0.0, |sum, y| sum + y * y);
    if near(squares, 1.0) {
        return Ok(());
    }
    Err(format!("has length {}, but must have 1", squares.sqrt()))
}

/// `check` of every stretch of `n` elements.
fn lines(what: &str, n: usize, y: &[f64], check: impl Fn(&[f64]) -> Result<(), String>) -> Result<(), String> {
    for (i, line) in y.chunks(n.max(1)).enumerate() {
        check(line).map_err(|reason| format!("has a {what}, number {}, that {reason}", i + 1))?;
    }
    Ok(())
}

fn triangular(dims: &[usize], y: &[f64]) -> Result<(), String> {
    not_nan(dims, y)?;
    for (at, &y) in y.iter().enumerate() {
        let (i, j) = (at / dims[1], at % dims[1]);
        if j > i && y != 0.0 {
            return Err(format!("{}is {y}, but must be 0 above the diagonal", place(dims, at)));
        }
        if i == j && y <= 0.0 {
            return Err(format!("{}is {y}, but must be positive on the diagonal", place(dims, at)));
        }
    }
    Ok(())
}

fn unit_diagonal(dims: &[usize], y: &[f64]) -> Result<(), String> {
    let diagonal = (0..dims[0]).map(|i| i * dims[0] + i);
    match diagonal.into_iter().find(|&at| !near(y[at], 1.0)) {
        Some(at) => Err(format!("{}is {}, but must be 1 on the diagonal", place(dims, at), y[at])),
        None => Ok(()),
    }
}

fn positive_definite(dims: &[usize], y: &[f64]) -> Result<(), String> {
    let n = dims[0];
    not_nan(dims, y)?;
    for at in 0..y.len() {
        let mirrored = y[at % n * n + at / n];
        if !near(y[at], mirrored) {
            return Err(format!("{}is {}, but must equal its mirror image, {mirrored}", place(dims, at), y[at]));
        }
    }
    if cholesky(y, n).is_none() {
        return Err("is not positive definite".to_owned());
    }
    Ok(())
}
