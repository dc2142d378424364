//! Eight schools by quadrature over the spread of the effects: given it, all else is normal.

use mcrun::math::elementary::{exp, ln};

use crate::replicates::Moment;

const Y: [f64; 8] = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0];
const SIGMA: [f64; 8] = [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0];
/// Of the prior of the mean effect.
const PRIOR_VARIANCE: f64 = 25.0;

/// Of mu, tau and the effects, whose places among the outputs are 0, 1 and 10 to 17. `prior` is the density of tau up to
/// a factor. The mean of tau is taken below 20 so that its variance is finite.
pub fn moments(prior: impl Fn(f64) -> f64) -> Vec<Moment> {
    let mut sums = [0.0; 7];
    let n = 4000;
    for i in 0..n {
        // Equal steps of ln(tau) from 1e-6 to 1e5.
        let tau = exp(ln(1e-6) + (i as f64 + 0.5) / n as f64 * ln(1e11));
        let (log_likelihood, mean, variance) = given(tau);
        let weight = exp(log_likelihood + 30.0) * prior(tau) * tau;
        let effect = |j: usize| {
            let shrinkage = SIGMA[j] * SIGMA[j] / (SIGMA[j] * SIGMA[j] + tau * tau);
            shrinkage * mean + (1.0 - shrinkage) * Y[j]
        };
        let terms =
            [1.0, mean, mean * mean + variance, tau.min(20.0), f64::from(u8::from(tau < 2.0)), effect(0), effect(2)];
        sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += weight * term);
    }
    let mean = |i: usize| sums[i] / sums[0];
    vec![
        Moment::new(|x| x[0], mean(1)),
        Moment::new(|x| x[0] * x[0], mean(2)),
        Moment::new(|x| x[1].min(20.0), mean(3)),
        Moment::new(|x| f64::from(u8::from(x[1] < 2.0)), mean(4)),
        Moment::new(|x| x[10], mean(5)),
        Moment::new(|x| x[12], mean(6)),
    ]
}

/// The logarithm of the likelihood of tau, and mean and variance of mu given it.
fn given(tau: f64) -> (f64, f64, f64) {
    let variances = SIGMA.map(|sigma| sigma * sigma + tau * tau);
    let precision = 1.0 / PRIOR_VARIANCE + variances.iter().map(|v| 1.0 / v).sum::<f64>();
    let mean = Y.iter().zip(&variances).map(|(y, v)| y / v).sum::<f64>() / precision;
    let squares: f64 = Y.iter().zip(&variances).map(|(y, v)| y * y / v + ln(*v)).sum();
    (-0.5 * (squares + ln(precision) - mean * mean * precision), mean, 1.0 / precision)
}
