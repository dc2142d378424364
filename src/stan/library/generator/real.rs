//! Reals from the distributions of scalars. Where the distribution function can be inverted, it is.

use std::f64::consts::{LN_2, PI};

use rand_distr::{Distribution, Exp1};

use crate::math::elementary::{acos, cos, exp, exp_m1, inv_logit, ln, ln_1m, logit, pow, tan};
use crate::stream::Stream;

use super::{Generators, ln_standard_gamma, samplers, standard_gamma, standard_normal};

/// The generators of this file.
pub const TABLE: Generators = samplers! { reals:
    "std_normal_rng" = std_normal();
    "normal_rng" = normal(location Finite, scale PositiveFinite);
    "cauchy_rng" = cauchy(location Finite, scale PositiveFinite);
    "student_t_rng" = student_t(degrees_of_freedom PositiveFinite, location Finite, scale PositiveFinite);
    "logistic_rng" = logistic(location Finite, scale PositiveFinite);
    "double_exponential_rng" = double_exponential(location Finite, scale PositiveFinite);
    "gumbel_rng" = gumbel(location Finite, scale PositiveFinite);
    "skew_normal_rng" = skew_normal(location Finite, scale PositiveFinite, shape Finite);
    "exp_mod_normal_rng" = exp_mod_normal(location Finite, scale PositiveFinite, rate PositiveFinite);
    "skew_double_exponential_rng" =
        skew_double_exponential(location Finite, scale PositiveFinite, skewness OpenUnit);
    "von_mises_rng" = von_mises(location Finite, concentration NonnegativeFinite);
    "exponential_rng" = exponential(rate PositiveFinite);
    "gamma_rng" = gamma(shape PositiveFinite, rate PositiveFinite);
    "inv_gamma_rng" = inv_gamma(shape PositiveFinite, scale PositiveFinite);
    "lognormal_rng" = lognormal(location Finite, scale PositiveFinite);
    "weibull_rng" = weibull(shape PositiveFinite, scale PositiveFinite);
    "frechet_rng" = frechet(shape PositiveFinite, scale PositiveFinite);
    "chi_square_rng" = chi_square(degrees_of_freedom PositiveFinite);
    "inv_chi_square_rng" = inv_chi_square(degrees_of_freedom PositiveFinite);
    "scaled_inv_chi_square_rng" = scaled_inv_chi_square(degrees_of_freedom PositiveFinite, scale PositiveFinite);
    "pareto_rng" = pareto(minimum PositiveFinite, shape PositiveFinite);
    "pareto_type_2_rng" = pareto_type_2(location Finite, scale PositiveFinite, shape PositiveFinite);
    "rayleigh_rng" = rayleigh(scale PositiveFinite);
    "loglogistic_rng" = loglogistic(scale PositiveFinite, shape PositiveFinite);
    "uniform_rng" = uniform(lower Finite, upper Finite).at_least(1, 0);
    "beta_rng" = beta(alpha PositiveFinite, beta PositiveFinite);
    "beta_proportion_rng" = beta_proportion(mean OpenUnit, precision PositiveFinite);
};

fn std_normal([]: [f64; 0], stream: &mut Stream) -> f64 {
    standard_normal(stream)
}

fn normal([mu, sigma]: [f64; 2], stream: &mut Stream) -> f64 {
    mu + sigma * standard_normal(stream)
}

fn cauchy([mu, sigma]: [f64; 2], stream: &mut Stream) -> f64 {
    mu + sigma * tan(PI * (stream.uniform() - 0.5))
}

fn student_t([nu, mu, sigma]: [f64; 3], stream: &mut Stream) -> f64 {
    let z = standard_normal(stream);
    // In logarithms, because the gamma variate may underflow.
    let half = 0.5 * (ln(0.5 * nu) - ln_standard_gamma(0.5 * nu, stream));
    mu + sigma * z * exp(half)
}

fn logistic([mu, sigma]: [f64; 2], stream: &mut Stream) -> f64 {
    mu + sigma * logit(stream.uniform())
}

fn double_exponential([mu, sigma]: [f64; 2], stream: &mut Stream) -> f64 {
    skew_double_exponential([mu, sigma, 0.5], stream)
}

fn gumbel([mu, beta]: [f64; 2], stream: &mut Stream) -> f64 {
    mu - beta * ln(standard_exponential(stream))
}

fn skew_normal([xi, omega, alpha]: [f64; 3], stream: &mut Stream) -> f64 {
    let (shared, own) = (standard_normal(stream).abs(), standard_normal(stream));
    let length = crate::math::elementary::hypot(1.0, alpha);
    xi + omega * (alpha / length * shared + own / length)
}

fn standard_exponential(stream: &mut Stream) -> f64 {
    Exp1.sample(stream)
}

fn exp_mod_normal([mu, sigma, lambda]: [f64; 3], stream: &mut Stream) -> f64 {
    normal([mu, sigma], stream) + standard_exponential(stream) / lambda
}

fn skew_double_exponential([mu, sigma, tau]: [f64; 3], stream: &mut Stream) -> f64 {
    let u = stream.uniform();
    let z = if u < tau { ln(u / tau) / (1.0 - tau) } else { -(ln_1m(u) - ln_1m(tau)) / tau };
    mu + 0.5 * sigma * z
}

/// Best and Fisher (1979), "Efficient simulation of the von Mises distribution".
fn von_mises([mu, kappa]: [f64; 2], stream: &mut Stream) -> f64 {
    let centre = crate::math::elementary::fmod(mu, 2.0 * PI);
    if kappa < 1e-8 {
        return centre + PI * (2.0 * stream.uniform() - 1.0);
    }
    let tau = 1.0 + (1.0 + 4.0 * kappa * kappa).sqrt();
    let rho = (tau - (2.0 * tau).sqrt()) / (2.0 * kappa);
    let r = (1.0 + rho * rho) / (2.0 * rho);
    loop {
        let z = cos(PI * stream.uniform());
        let f = (1.0 + r * z) / (r + z);
        let c = kappa * (r - f);
        let u = stream.uniform();
        if c * (2.0 - c) > u || ln(c / u) + 1.0 >= c {
            let angle = acos(f.clamp(-1.0, 1.0));
            return if stream.uniform() < 0.5 { centre - angle } else { centre + angle };
        }
    }
}

fn exponential([beta]: [f64; 1], stream: &mut Stream) -> f64 {
    standard_exponential(stream) / beta
}

fn gamma([alpha, beta]: [f64; 2], stream: &mut Stream) -> f64 {
    standard_gamma(alpha, stream) / beta
}

fn inv_gamma([alpha, beta]: [f64; 2], stream: &mut Stream) -> f64 {
    exp(ln(beta) - ln_standard_gamma(alpha, stream))
}

fn lognormal([mu, sigma]: [f64; 2], stream: &mut Stream) -> f64 {
    exp(normal([mu, sigma], stream))
}

fn weibull([alpha, sigma]: [f64; 2], stream: &mut Stream) -> f64 {
    sigma * pow(standard_exponential(stream), 1.0 / alpha)
}

fn frechet([alpha, sigma]: [f64; 2], stream: &mut Stream) -> f64 {
    sigma * pow(standard_exponential(stream), -1.0 / alpha)
}

fn chi_square([nu]: [f64; 1], stream: &mut Stream) -> f64 {
    2.0 * standard_gamma(0.5 * nu, stream)
}

fn inv_chi_square([nu]: [f64; 1], stream: &mut Stream) -> f64 {
    exp(-LN_2 - ln_standard_gamma(0.5 * nu, stream))
}

fn scaled_inv_chi_square([nu, s]: [f64; 2], stream: &mut Stream) -> f64 {
    inv_gamma([0.5 * nu, 0.5 * nu * s * s], stream)
}

fn pareto([y_min, alpha]: [f64; 2], stream: &mut Stream) -> f64 {
    y_min * exp(standard_exponential(stream) / alpha)
}

fn pareto_type_2([mu, lambda, alpha]: [f64; 3], stream: &mut Stream) -> f64 {
    mu + lambda * exp_m1(standard_exponential(stream) / alpha)
}

fn rayleigh([sigma]: [f64; 1], stream: &mut Stream) -> f64 {
    sigma * (2.0 * standard_exponential(stream)).sqrt()
}

fn loglogistic([alpha, beta]: [f64; 2], stream: &mut Stream) -> f64 {
    alpha * exp(logit(stream.uniform()) / beta)
}

fn uniform([a, b]: [f64; 2], stream: &mut Stream) -> f64 {
    a + (b - a) * stream.uniform()
}

/// A beta variate, also for shapes so small that gamma variates underflow.
pub fn beta([a, b]: [f64; 2], stream: &mut Stream) -> f64 {
    inv_logit(log_odds(a, b, stream))
}

/// The log odds of a beta variate.
pub fn log_odds(a: f64, b: f64, stream: &mut Stream) -> f64 {
    ln_standard_gamma(a, stream) - ln_standard_gamma(b, stream)
}

fn beta_proportion([mu, kappa]: [f64; 2], stream: &mut Stream) -> f64 {
    beta([mu * kappa, (1.0 - mu) * kappa], stream)
}
