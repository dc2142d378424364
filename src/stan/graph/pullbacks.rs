//! Pullbacks of calls that are written out, because a tape of every product would take many times as long as the function.

use super::{Argument, Call, Target};
use crate::math::linalg::cholesky::{cholesky, solve_lower};
use crate::stan::value::Tensor;

/// The derivatives by all inputs of a call, one after another; `None` for functions without a pullback of their own. `result`
/// is what the call has returned, `weights` is how much each element of it counts.
pub(super) fn written_out(call: &Call, inputs: &[&[f64]], result: &[f64], weights: &[f64]) -> Option<Vec<f64>> {
    let Target::Library(name) = &call.target else { return None };
    match name.as_str() {
        "cholesky_decompose" => {
            let n = result.len().isqrt();
            Some(of_cholesky(result, n, weights.to_vec()))
        }
        "multi_normal_cholesky_lpdf" => {
            let [y, mean, factor] = arguments(call, inputs)?;
            let slopes = Normal::of(&y, &mean, factor.data())?.slopes(weights[0]);
            Some(of_inputs(call, slopes))
        }
        "multi_normal_lpdf" => {
            let [y, mean, covariance] = arguments(call, inputs)?;
            let n = covariance.rows();
            let factor = cholesky(covariance.data(), n)?;
            let [by_y, by_mean, by_factor] = Normal::of(&y, &mean, &factor)?.slopes(weights[0]);
            Some(of_inputs(call, [by_y, by_mean, of_cholesky(&factor, n, by_factor)]))
        }
        _ => None,
    }
}

/// The three arguments of a call, known or not.
fn arguments(call: &Call, inputs: &[&[f64]]) -> Option<[Tensor<f64>; 3]> {
    let mut inputs = inputs.iter();
    let mut argument = |argument: &Argument| match argument {
        Argument::Known(value) => Some(value.reals()),
        Argument::Node(dims, _) if dims.is_empty() => None,
        Argument::Node(dims, cell) => Some(Tensor::new(dims.clone(), *cell, inputs.next()?.to_vec())),
    };
    let [x, y, z] = call.arguments.as_slice() else { return None };
    Some([argument(x)?, argument(y)?, argument(z)?])
}

/// Those of the derivatives by arguments that are derivatives by inputs.
fn of_inputs(call: &Call, slopes: [Vec<f64>; 3]) -> Vec<f64> {
    let is_input = |argument: &Argument| matches!(argument, Argument::Node(..));
    let wanted = call.arguments.iter().zip(slopes).filter(|(argument, _)| is_input(argument));
    wanted.flat_map(|(_, slopes)| slopes).collect()
}

/// A normal vector with a Cholesky factor of its covariance.
struct Normal<'a> {
    factor: &'a [f64],
    /// `L⁻¹ (y - μ)`
    scaled: Vec<f64>,
}

impl<'a> Normal<'a> {
    /// `None` if there is not one vector and one mean.
    fn of(y: &Tensor<f64>, mean: &Tensor<f64>, factor: &'a [f64]) -> Option<Normal<'a>> {
        let n = factor.len().isqrt();
        if y.dims() != [n] || mean.dims() != [n] {
            return None;
        }
        let steps: Vec<f64> = y.data().iter().zip(mean.data()).map(|(y, mean)| y - mean).collect();
        Some(Normal { factor, scaled: solve_lower(factor, &steps, n, 1) })
    }

    /// `weight` times the derivatives of the log density by `y`, the mean and the factor.
    fn slopes(&self, weight: f64) -> [Vec<f64>; 3] {
        let n = self.scaled.len();
        // The transposed system, from the last unknown to the first.
        let mut by_mean: Vec<f64> = self.scaled.iter().map(|x| weight * x).collect();
        for i in (0..n).rev() {
            let (row, pivot) = (&self.factor[i * n..][..i], self.factor[i * n + i]);
            by_mean[i] /= pivot;
            let x = by_mean[i];
            by_mean.iter_mut().zip(row).for_each(|(rest, l)| *rest -= l * x);
        }
        let by_y = by_mean.iter().map(|slope| -slope).collect();
        let mut by_factor = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                by_factor[i * n + j] = by_mean[i] * self.scaled[j];
            }
            by_factor[i * n + i] -= weight / self.factor[i * n + i];
        }
        [by_y, by_mean, by_factor]
    }
}

/// The derivatives by the lower triangle of a matrix from those by its Cholesky factor `l`, of which the lower triangle
/// counts: the steps of the factorisation backwards.
fn of_cholesky(l: &[f64], n: usize, mut by_l: Vec<f64>) -> Vec<f64> {
    let mut by_a = vec![0.0; n * n];
    for j in (0..n).rev() {
        let (upper, lower) = by_l.split_at_mut((j + 1) * n);
        let by_row = &mut upper[j * n..][..=j];
        let (row, pivot) = (&l[j * n..][..j], l[j * n + j]);
        for i in (j + 1..n).rev() {
            let by_other = &mut lower[(i - j - 1) * n..][..=j];
            let other = &l[i * n..][..=j];
            let slope = by_other[j] / pivot;
            by_a[i * n + j] = slope;
            by_row[j] -= slope * other[j];
            for k in 0..j {
                by_other[k] -= slope * row[k];
                by_row[k] -= slope * other[k];
            }
        }
        let slope = 0.5 * by_row[j] / pivot;
        by_a[j * n + j] = slope;
        for k in 0..j {
            by_row[k] -= 2.0 * slope * row[k];
        }
    }
    by_a
}
