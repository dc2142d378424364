//! The density of observations of a Gaussian dynamic linear model, by the Kalman filter.

use crate::math::gamma::LN_SQRT_2PI;
use crate::math::linalg::cholesky::{cholesky, solve_lower};
use crate::math::linalg::{multiply, transpose};
use crate::math::number::Number;
use crate::stan::library::Table;
use crate::stan::value::{Cell, Value};

use super::domain::Domain;
use super::vectors::{demand_order, factor, log_diagonal, square, sum_of_squares, total};

/// The densities of this file.
pub fn table<T: Number>() -> Table<T> {
    &[("gaussian_dlm_obs_lpdf", gaussian_dlm_obs)]
}

const NAME: &str = "gaussian_dlm_obs_lpdf";

/// `y_t ~ normal(Fᵀ state_t, V)` and `state_t ~ normal(G state_{t-1}, W)`, from a normal state around `m0`.
struct Filter<'a, T> {
    n_states: usize,
    n_series: usize,
    /// `F`, its transpose, `G`, its transpose.
    design: &'a [T],
    design_transposed: Vec<T>,
    transition: &'a [T],
    transition_transposed: Vec<T>,
    noise: Vec<T>,
    state_noise: &'a [T],
}

/// What is known of the state: location and covariance.
struct Belief<T> {
    mean: Vec<T>,
    covariance: Vec<T>,
}

fn gaussian_dlm_obs<T: Number>(args: &[&Value<T>]) -> Result<Value<T>, String> {
    let (y, design) = (args[0].reals(), args[1].reals());
    let (transition, n_states) = square(NAME, "G", args[2])?;
    let (state_noise, order) = square(NAME, "W", args[4])?;
    demand_order(NAME, "W", order, n_states)?;
    let mean = args[5].reals();
    let (_, order) = factor(NAME, "C0", args[6])?;
    demand_order(NAME, "C0", order, n_states)?;
    let n_series = y.rows();
    if (design.rows(), design.cols(), mean.len()) != (n_states, n_series, n_states) {
        return Err(format!("{NAME}: F must be {n_states} x {n_series} and m0 have {n_states} elements"));
    }
    for (name, numbers) in [("y", &y), ("F", &design), ("m0", &mean)] {
        Domain::Finite.check(NAME, name, numbers.data().iter().map(|x| x.value()))?;
    }
    let filter = Filter {
        n_states,
        n_series,
        design: design.data(),
        design_transposed: transpose(design.data(), n_states, n_series),
        transition: transition.data(),
        transition_transposed: transpose(transition.data(), n_states, n_states),
        noise: observation_noise(args[3], n_series)?,
        state_noise: state_noise.data(),
    };
    let mut belief = Belief { mean: mean.data().to_vec(), covariance: args[6].reals().data().to_vec() };
    let columns = transpose(y.data(), n_series, y.cols());
    total((0..y.cols()).map(|t| filter.step(&mut belief, &columns[t * n_series..(t + 1) * n_series])))
}

/// The covariance of the observations, of which a vector is the diagonal.
fn observation_noise<T: Number>(value: &Value<T>, n_series: usize) -> Result<Vec<T>, String> {
    let given = value.reals();
    if given.cell() == Cell::Matrix {
        let (matrix, order) = square(NAME, "V", value)?;
        demand_order(NAME, "V", order, n_series)?;
        return Ok(matrix.data().to_vec());
    }
    Domain::NonnegativeFinite.check(NAME, "V", given.data().iter().map(|x| x.value()))?;
    if given.len() != n_series {
        return Err(format!("{NAME}: V has {} elements, but must have {n_series}", given.len()));
    }
    let mut matrix = vec![T::constant(0.0); n_series * n_series];
    given.data().iter().enumerate().for_each(|(i, &variance)| matrix[i * n_series + i] = variance);
    Ok(matrix)
}

impl<T: Number> Filter<'_, T> {
    /// The log density of the next observations, which are taken into account from then on.
    fn step(&self, belief: &mut Belief<T>, y: &[T]) -> Result<T, String> {
        let (n, r) = (self.n_states, self.n_series);
        let mean = multiply(self.transition, &belief.mean, n, n, 1);
        let moved = multiply(self.transition, &belief.covariance, n, n, n);
        let covariance = added(&multiply(&moved, &self.transition_transposed, n, n, n), self.state_noise);
        let cross = multiply(&self.design_transposed, &covariance, r, n, n);
        let spread = added(&multiply(&cross, self.design, r, n, r), &self.noise);
        let factor = cholesky(&spread, r)
            .ok_or_else(|| format!("{NAME}: the covariance of an observation is not positive definite"))?;
        let expected = multiply(&self.design_transposed, &mean, r, n, 1);
        let surprise: Vec<T> = y.iter().zip(&expected).map(|(&y, &mu)| y - mu).collect();
        let scaled = solve_lower(&factor, &surprise, r, 1);
        // With L Lᵀ the spread, the gain times L is the transpose of this.
        let half = solve_lower(&factor, &cross, r, n);
        let half_transposed = transpose(&half, r, n);
        belief.mean = added(&mean, &multiply(&half_transposed, &scaled, n, r, 1));
        let known = multiply(&half_transposed, &half, n, r, n);
        belief.covariance = covariance.iter().zip(&known).map(|(&x, &y)| x - y).collect();
        Ok(sum_of_squares(&scaled) * -0.5 - log_diagonal(&factor, r) - r as f64 * LN_SQRT_2PI)
    }
}

fn added<T: Number>(left: &[T], right: &[T]) -> Vec<T> {
    left.iter().zip(right).map(|(&x, &y)| x + y).collect()
}
