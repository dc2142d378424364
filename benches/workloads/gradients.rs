//! One value with its gradient, of the models that mcrun is compared with Stan by.
//!
//! Stan's times are of Stan 2.35 with `-O3` on one core of a Zen 5 server (AVX-512, about 3.7 GHz), medians of the whole
//! chains; on another machine they are only a mark.

use std::hint::black_box;

use mcrun::density::{Evaluator, LogDensity};
use mcrun::math::simd::{Level, dispatch};
use mcrun::stan::datum::Data;
use mcrun::stan::model::StanModel;

use crate::common::models::{self, Example};
use crate::common::{int, model, noise, programs, real};
use crate::regression::{Exp, Mixture, Residuals, padded};
use crate::table::{in_turn, line};

const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_7;

pub fn run() {
    let vector = |name: &str, n: usize, seed: u64| real(name, &[n], noise(n, seed));
    let size = |name: &str, n: usize| int(name, &[], vec![n as i64]);
    let y = noise(8, 1);
    let schools = vec![size("J", 8), vector("y", 8, 1), real("s", &[8], vec![10.0; 8])];
    gradient("eight schools", programs::EIGHT_SCHOOLS, &schools, (0.50e-6, 0.5), |x, slopes| {
        eight_schools(&y, x, slopes)
    });

    let y = noise(200, 1);
    let lags = (0..=5).map(|k| (5..200).map(|t| if k == 0 { 1.0 } else { y[t - k] }).collect());
    let ar = Regression::new(lags.collect(), &y[5..], Prior { beta: |_| 10.0, sigma: Sigma::HalfCauchy(2.5) });
    let data = vec![size("T", 200), size("K", 5), vector("y", 200, 1)];
    gradient("AR(5), N = 200", programs::AR, &data, (12.5e-6, 0.5), |x, slopes| ar.gradient(x, slopes));

    let (a, b) = (noise(434, 2), noise(434, 3));
    let ab = a.iter().zip(&b).map(|(a, b)| a * b).collect();
    let flat = Prior { beta: |_| f64::INFINITY, sigma: Sigma::HalfCauchy(2.5) };
    let interaction = Regression::new(vec![vec![1.0; 434], a, b, ab], &noise(434, 1), flat);
    let data = vec![size("N", 434), vector("y", 434, 1), vector("a", 434, 2), vector("b", 434, 3)];
    gradient("interaction, N = 434", programs::INTERACTION, &data, (10.1e-6, 0.5), |x, slopes| {
        interaction.gradient(x, slopes)
    });

    let x = noise(4860, 2);
    let columns = (0..10).map(|k| x.iter().skip(k).step_by(10).copied().collect());
    let columns = std::iter::once(vec![1.0; 486]).chain(columns).collect();
    let prior = Prior { beta: |k| if k == 0 { f64::INFINITY } else { 1.0 }, sigma: Sigma::Exponential };
    let coefficients = Regression::new(columns, &noise(486, 1), prior);
    let data = vec![size("N", 486), size("K", 10), real("x", &[486, 10], x), vector("y", 486, 1)];
    gradient("10 coefficients, N = 486", programs::COEFFICIENTS, &data, (23.7e-6, 0.5), |x, slopes| {
        coefficients.gradient(x, slopes)
    });

    let y = noise(1000, 1);
    let data = vec![size("N", 1000), vector("y", 1000, 1)];
    gradient("mixture, N = 1000", programs::MIXTURE, &data, (111e-6, 0.5), |x, slopes| mixture(&y, x, slopes));

    let y = noise(200, 1);
    let data = vec![size("T", 200), vector("y", 200, 1)];
    gradient("GARCH(1,1), N = 200", programs::GARCH, &data, (10.3e-6, 0.5), |x, slopes| garch(&y, x, slopes));

    models::all().into_iter().for_each(alone);
}

/// Compares a model's gradient with Stan's time.
fn alone(Example { name, code, data, stan, goal }: Example) {
    let model = model(code, &data);
    let mut evaluator = LogDensity::evaluator(&model);
    let x: Vec<f64> = noise(model.dim(), 7).iter().map(|x| 0.3 * x).collect();
    let mut slopes = vec![0.0; x.len()];
    let times = in_turn(
        31,
        [&mut || {
            black_box(evaluator.logp_grad(black_box(&x), &mut slopes).expect("it has a value"));
        }],
    );
    line(name, times[0], (stan, "Stan"), goal);
}

/// Compares a model's gradient with one by hand, which may leave out constants, and with Stan's time.
fn gradient(
    name: &str,
    code: &str,
    data: &Data,
    (stan, goal): (f64, f64),
    mut by_hand: impl FnMut(&[f64], &mut [f64]) -> f64,
) {
    let model: StanModel = model(code, data);
    let mut evaluator = LogDensity::evaluator(&model);
    let x: Vec<f64> = noise(model.dim(), 7).iter().map(|x| 0.3 * x).collect();
    check(name, evaluator.as_mut(), &mut by_hand, &x);
    let (mut ours, mut hand) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    let times = in_turn(
        31,
        [
            &mut || {
                black_box(evaluator.logp_grad(black_box(&x), &mut ours).expect("it has a value"));
            },
            &mut || {
                black_box(by_hand(black_box(&x), &mut hand));
            },
        ],
    );
    line(name, times[0], (stan, "Stan"), goal);
    line("  the same", times[0], (times[1].least, "by hand"), f64::INFINITY);
}

/// That both have the same gradient, and values that differ by a constant.
fn check(name: &str, evaluator: &mut dyn Evaluator, by_hand: &mut impl FnMut(&[f64], &mut [f64]) -> f64, x: &[f64]) {
    let near: Vec<f64> = x.iter().map(|x| x + 0.01).collect();
    let (mut slopes, mut expected) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    let mut apart = [x, &near].map(|x| {
        let value = evaluator.logp_grad(x, &mut slopes).expect("it has a value");
        value - by_hand(x, &mut expected)
    });
    apart.sort_by(f64::total_cmp);
    assert!(apart[1] - apart[0] < 1e-9, "{name}: values differ by {apart:?}");
    for (slope, expected) in slopes.iter().zip(&expected) {
        assert!((slope - expected).abs() <= 1e-9 * (1.0 + slope.abs()), "{name}: {slopes:?} by hand {expected:?}");
    }
}

fn exp(x: f64) -> f64 {
    Level::best().run_one(Exp(x))
}

/// `x` is mu, ln tau and the raw effects; every measurement has the error 10.
fn eight_schools(y: &[f64], x: &[f64], slopes: &mut [f64]) -> f64 {
    let (mu, log_tau) = (x[0], x[1]);
    let tau = exp(log_tau);
    let (mut value, mut by_mu, mut by_tau) = (0.0, 0.0, 0.0);
    for ((y, raw), slope) in y.iter().zip(&x[2..]).zip(&mut slopes[2..]) {
        let z = (y - mu - tau * raw) / 10.0;
        value -= 0.5 * (z * z + raw * raw);
        by_mu += z / 10.0;
        by_tau += z / 10.0 * raw;
        *slope = z / 10.0 * tau - raw;
    }
    let share = tau * tau / 25.0;
    slopes[0] = by_mu - mu / 25.0;
    slopes[1] = by_tau * tau - 2.0 * share / (1.0 + share) + 1.0;
    value - 0.5 * mu * mu / 25.0 - libm::log1p(share) + log_tau
}

/// The scale of the prior of each coefficient, and the prior of sigma.
struct Prior {
    beta: fn(usize) -> f64,
    sigma: Sigma,
}

enum Sigma {
    HalfCauchy(f64),
    Exponential,
}

/// A normal linear regression.
struct Regression {
    x: Vec<f64>,
    y: Vec<f64>,
    n: f64,
    prior: Prior,
}

impl Regression {
    fn new(columns: Vec<Vec<f64>>, y: &[f64], prior: Prior) -> Regression {
        let x = columns.iter().flat_map(|column| padded(column)).collect();
        Regression { x, n: y.len() as f64, y: padded(y), prior }
    }

    /// `x` is the coefficients and ln sigma.
    fn gradient(&self, x: &[f64], slopes: &mut [f64]) -> f64 {
        let (beta, log_sigma) = (&x[..x.len() - 1], x[x.len() - 1]);
        let sigma = exp(log_sigma);
        let precision = 1.0 / (sigma * sigma);
        let (by_beta, by_sigma) = slopes.split_at_mut(beta.len());
        let squares = dispatch(Residuals { x: &self.x, y: &self.y, beta, slopes: by_beta });
        let mut value = -0.5 * squares * precision - self.n * (log_sigma + LN_SQRT_2PI) + log_sigma;
        by_sigma[0] = squares * precision - self.n + 1.0;
        for (k, (slope, beta)) in by_beta.iter_mut().zip(beta).enumerate() {
            let scaled = beta / ((self.prior.beta)(k) * (self.prior.beta)(k));
            *slope = *slope * precision - scaled;
            value -= 0.5 * beta * scaled;
        }
        match self.prior.sigma {
            Sigma::Exponential => {
                by_sigma[0] -= sigma;
                value - sigma
            }
            Sigma::HalfCauchy(scale) => {
                let share = sigma * sigma / (scale * scale);
                by_sigma[0] -= 2.0 * share / (1.0 + share);
                value - libm::log1p(share)
            }
        }
    }
}

/// `x` is the ordered means, the logarithms of the scales, and the logit of the first one's share.
fn mixture(y: &[f64], x: &[f64], slopes: &mut [f64]) -> f64 {
    let gap = exp(x[1]);
    let (mu, sigma) = ([x[0], x[0] + gap], [exp(x[2]), exp(x[3])]);
    let theta = 1.0 / (1.0 + exp(-x[4]));
    let shares = [theta, 1.0 - theta];
    let component = |k: usize| [mu[k], 1.0 / sigma[k], libm::log(shares[k]) - x[2 + k] - LN_SQRT_2PI];
    let sums = dispatch(Mixture { y, components: [component(0), component(1)] });
    let by_mu = [0, 1].map(|k| sums.of[k][1] / sigma[k] - mu[k] / 4.0);
    slopes[0] = by_mu[0] + by_mu[1];
    slopes[1] = by_mu[1] * gap + 1.0;
    let mut value = sums.log_likelihood + x[1];
    for k in 0..2 {
        slopes[2 + k] = sums.of[k][2] - sums.of[k][0] - sigma[k] * sigma[k] / 4.0 + 1.0;
        value += x[2 + k] - 0.125 * (sigma[k] * sigma[k] + mu[k] * mu[k]);
    }
    // beta(5, 5) with the Jacobian of the logit.
    slopes[4] = (sums.of[0][0] + 5.0) * shares[1] - (sums.of[1][0] + 5.0) * shares[0];
    value + 5.0 * (libm::log(shares[0]) + libm::log(shares[1]))
}

/// `x` is mu, ln a0, the logit of a1, and the logit of b1 between 0 and 1 - a1.
fn garch(y: &[f64], x: &[f64], slopes: &mut [f64]) -> f64 {
    let logistic = |x: f64| 1.0 / (1.0 + exp(-x));
    let (mu, a0, a1) = (x[0], exp(x[1]), logistic(x[2]));
    let part = logistic(x[3]);
    let b1 = (1.0 - a1) * part;
    // Derivatives of the variance by mu, a0, a1 and b1 walk along with it.
    let (mut variance, mut by) = (0.49, [0.0; 4]);
    let (mut squares, mut product, mut scale) = (0.0, 1.0_f64, 0_i32);
    let mut sums = [0.0; 4];
    for (t, y) in y.iter().enumerate() {
        let residual = y - mu;
        let precision = 1.0 / variance;
        let square = residual * residual;
        squares += square * precision;
        product *= variance;
        // The product of variances is kept in range, and its logarithm taken once.
        if t % 16 == 15 {
            let (fraction, exponent) = libm::frexp(product);
            (product, scale) = (fraction, scale + exponent);
        }
        let weight = 0.5 * precision * (square * precision - 1.0);
        sums[0] += residual * precision;
        for k in 0..4 {
            sums[k] += weight * by[k];
        }
        by = [b1 * by[0] - 2.0 * a1 * residual, b1 * by[1] + 1.0, b1 * by[2] + square, b1 * by[3] + variance];
        variance = a0 + a1 * square + b1 * variance;
    }
    let log_variances = libm::log(product) + f64::from(scale) * std::f64::consts::LN_2;
    slopes[0] = sums[0];
    slopes[1] = sums[1] * a0 + 1.0;
    slopes[2] = (sums[2] - part * sums[3]) * a1 * (1.0 - a1) + 1.0 - 2.0 * a1 - a1;
    slopes[3] = sums[3] * b1 * (1.0 - part) + 1.0 - 2.0 * part;
    let jacobian = x[1] + libm::log(a1) + 2.0 * libm::log(1.0 - a1) + libm::log(part) + libm::log(1.0 - part);
    -0.5 * (squares + log_variances) + jacobian
}
