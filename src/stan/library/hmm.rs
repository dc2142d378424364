//! Hidden Markov models with finitely many states, the states summed out.
//!
//! The log densities of the observations have one row for each state and one column for each time.

use super::Table;
use super::arguments::{not_empty, square};
use super::broadcast::Outcome;
use crate::math::linalg;
use crate::math::number::Number;
use crate::stan::value::{Tensor, Value};
use crate::transform::Transform;

/// Functions of hidden Markov models.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("hmm_marginal", |args| {
            let model = Model::new("hmm_marginal", args)?;
            let forward = model.forward();
            Ok(Value::Real(T::ln_sum_exp(&forward[forward.len() - 1])))
        }),
        ("hmm_hidden_state_prob", hidden_state_prob),
    ]
}

struct Model<T> {
    /// Log densities of the observations, by time.
    log_omega: Vec<Vec<T>>,
    /// Log probabilities of the first state.
    log_rho: Vec<T>,
    /// Log probabilities of going from one state to another.
    log_gamma: Vec<T>,
}

impl<T: Number> Model<T> {
    fn new(name: &str, args: &[&Value<T>]) -> Result<Model<T>, String> {
        not_empty(name, args[0])?;
        let (omega, gamma, rho) = (args[0].reals(), args[1].reals(), args[2].reals());
        let n = square(name, &gamma)?;
        if omega.rows() != n || rho.len() != n {
            let (rows, len) = (omega.rows(), rho.len());
            return Err(format!(
                "{name}: there are {rows} rows of densities, {n} states and {len} first probabilities"
            ));
        }
        let simplex = |x: &[T]| Transform::Simplex.check(&[n], &linalg::values(x));
        simplex(rho.data()).map_err(|reason| format!("{name}: vector of first probabilities {reason}"))?;
        for (i, row) in gamma.data().chunks(n).enumerate() {
            simplex(row).map_err(|reason| format!("{name}: row {} of the transition matrix {reason}", i + 1))?;
        }
        let times = linalg::transpose(omega.data(), n, omega.cols());
        Ok(Model {
            log_omega: times.chunks(n).map(<[T]>::to_vec).collect(),
            log_rho: rho.data().iter().map(|&x| x.ln()).collect(),
            log_gamma: gamma.data().iter().map(|&x| x.ln()).collect(),
        })
    }

    fn states(&self) -> usize {
        self.log_rho.len()
    }

    /// For each time and state, the log density of the observations so far and of being there.
    fn forward(&self) -> Vec<Vec<T>> {
        let n = self.states();
        let mut forward: Vec<Vec<T>> = vec![added(&self.log_rho, &self.log_omega[0])];
        for omega in &self.log_omega[1..] {
            let last = &forward[forward.len() - 1];
            let into = |k: usize| {
                let ways: Vec<T> = (0..n).map(|j| last[j] + self.log_gamma[j * n + k]).collect();
                T::ln_sum_exp(&ways) + omega[k]
            };
            forward.push((0..n).map(into).collect());
        }
        forward
    }

    /// For each time and state, the log density of the observations still to come.
    fn backward(&self) -> Vec<Vec<T>> {
        let n = self.states();
        let mut backward = vec![vec![T::constant(0.0); n]];
        for omega in self.log_omega[1..].iter().rev() {
            let next = added(&backward[backward.len() - 1], omega);
            let from = |k: usize| T::ln_sum_exp(&added(&self.log_gamma[k * n..(k + 1) * n], &next));
            backward.push((0..n).map(from).collect());
        }
        backward.reverse();
        backward
    }
}

fn added<T: Number>(x: &[T], y: &[T]) -> Vec<T> {
    x.iter().zip(y).map(|(&x, &y)| x + y).collect()
}

/// The probability of each state at each time, given all observations.
fn hidden_state_prob<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let model = Model::new("hmm_hidden_state_prob", args)?;
    let (n, times) = (model.states(), model.log_omega.len());
    let mut columns = Vec::with_capacity(n * times);
    for (forward, backward) in model.forward().iter().zip(model.backward()) {
        let joint = added(forward, &backward);
        columns.extend(T::softmax(&joint, T::ln_sum_exp(&joint)));
    }
    Ok(Value::Reals(Tensor::matrix(n, times, linalg::transpose(&columns, times, n))))
}
