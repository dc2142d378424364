//! A step size with which proposals are accepted as often as wanted.

use serde::{Deserialize, Serialize};

use crate::math::elementary::{exp, ln, pow};

/// How strongly the step size follows the acceptance (γ).
const STRENGTH: f64 = 0.05;
/// So many iterations are taken to have gone before, so that the first ones do not count too much (t₀).
const HEAD_START: f64 = 10.0;
/// How fast early iterations are forgotten (κ).
const FORGETTING: f64 = 0.75;

/// Nesterov's dual averaging of the logarithm of the step size.
///
/// Hoffman and Gelman (2014), "The No-U-Turn sampler", section 3.2, with their constants.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DualAveraging {
    target: f64,
    /// Where the logarithm is drawn to (μ).
    centre: f64,
    n: f64,
    mean_error: f64,
    mean_log: f64,
}

impl DualAveraging {
    /// Towards the acceptance rate `target`, starting from `centre`.
    pub fn new(target: f64, centre: f64) -> DualAveraging {
        DualAveraging { target, centre: ln(centre), n: 0.0, mean_error: 0.0, mean_log: 0.0 }
    }

    /// The next step size to try after one that was accepted with probability `acceptance`.
    pub fn learn(&mut self, acceptance: f64) -> f64 {
        self.n += 1.0;
        let weight = 1.0 / (self.n + HEAD_START);
        self.mean_error = (1.0 - weight) * self.mean_error + weight * (self.target - acceptance.min(1.0));
        let log = self.centre - self.mean_error * self.n.sqrt() / STRENGTH;
        let weight = pow(self.n, -FORGETTING);
        self.mean_log = (1.0 - weight) * self.mean_log + weight * log;
        exp(log)
    }

    /// The step size learned, none if nothing was.
    pub fn learned(&self) -> Option<f64> {
        (self.n > 0.0).then(|| exp(self.mean_log))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_steps_are_those_of_the_formulas() {
        let mut averaging = DualAveraging::new(0.8, 10.0);
        assert_eq!(averaging.learned(), None);
        // The mean error is 0.8 / 11 after an iteration without acceptance.
        let first = averaging.learn(0.0);
        assert!((ln(first) - (ln(10.0) - 0.8 / 11.0 / 0.05)).abs() < 1e-14);
        assert!((averaging.learned().unwrap() - first).abs() < 1e-14);
        let second = averaging.learn(7.0);
        let mean_error = 11.0 / 12.0 * 0.8 / 11.0 + (0.8 - 1.0) / 12.0;
        assert!((ln(second) - (ln(10.0) - mean_error * 2.0_f64.sqrt() / 0.05)).abs() < 1e-14);
        let weight = pow(2.0, -0.75);
        let log = (1.0 - weight) * ln(first) + weight * ln(second);
        assert!((ln(averaging.learned().unwrap()) - log).abs() < 1e-14);
    }

    #[test]
    fn the_wanted_acceptance_is_found() {
        let mut averaging = DualAveraging::new(0.6, 10.0);
        let mut step_size = 1.0;
        for _ in 0..2000 {
            step_size = averaging.learn(exp(-step_size));
        }
        assert!((exp(-averaging.learned().unwrap()) - 0.6).abs() < 0.01);
    }
}
