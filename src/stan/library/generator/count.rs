//! Counts from the distributions of scalars.

use rand_distr::{Binomial, Distribution, Exp1, Hypergeometric, Poisson};

use crate::math::elementary::{exp, inv_logit, ln, ln_1m_exp};
use crate::stream::Stream;

use super::real::{beta, log_odds};
use super::{Generators, ln_standard_gamma, samplers, standard_gamma};

/// The generators of this file.
pub const TABLE: Generators = samplers! { ints:
    "bernoulli_rng" = bernoulli(probability Unit);
    "bernoulli_logit_rng" = bernoulli_logit(logit Finite);
    "binomial_rng" = binomial(trials Nonnegative, probability Unit);
    "beta_binomial_rng" = beta_binomial(trials Nonnegative, alpha PositiveFinite, beta PositiveFinite);
    "poisson_rng" = poisson(rate NonnegativeFinite);
    "poisson_log_rng" = poisson_log(log_rate Finite);
    "neg_binomial_rng" = neg_binomial(shape PositiveFinite, inverse_scale PositiveFinite);
    "neg_binomial_2_rng" = neg_binomial_2(location PositiveFinite, precision PositiveFinite);
    "neg_binomial_2_log_rng" = neg_binomial_2_log(log_location Finite, precision PositiveFinite);
    "beta_neg_binomial_rng" = beta_neg_binomial(r PositiveFinite, alpha PositiveFinite, beta PositiveFinite);
    "hypergeometric_rng" =
        hypergeometric(draws Nonnegative, successes Nonnegative, failures Nonnegative);
    "discrete_range_rng" = discrete_range(lower Number, upper Number).at_least(1, 0);
    "yule_simon_rng" = yule_simon(shape PositiveFinite);
};

fn bernoulli([theta]: [f64; 1], stream: &mut Stream) -> f64 {
    f64::from(u8::from(stream.uniform() < theta))
}

fn bernoulli_logit([alpha]: [f64; 1], stream: &mut Stream) -> f64 {
    bernoulli([inv_logit(alpha)], stream)
}

/// Successes among trials.
pub fn binomial([trials, theta]: [f64; 2], stream: &mut Stream) -> f64 {
    Binomial::new(trials as u64, theta).map_or(f64::INFINITY, |binomial| binomial.sample(stream) as f64)
}

fn beta_binomial([trials, alpha, beta_]: [f64; 3], stream: &mut Stream) -> f64 {
    binomial([trials, beta([alpha, beta_], stream)], stream)
}

/// A count; infinity for a rate that is too large.
fn poisson([lambda]: [f64; 1], stream: &mut Stream) -> f64 {
    if lambda == 0.0 {
        return 0.0;
    }
    Poisson::new(lambda).map_or(f64::INFINITY, |poisson| poisson.sample(stream))
}

fn poisson_log([eta]: [f64; 1], stream: &mut Stream) -> f64 {
    poisson([exp(eta)], stream)
}

fn neg_binomial([alpha, beta]: [f64; 2], stream: &mut Stream) -> f64 {
    poisson([standard_gamma(alpha, stream) / beta], stream)
}

fn neg_binomial_2([mu, phi]: [f64; 2], stream: &mut Stream) -> f64 {
    poisson([standard_gamma(phi, stream) * (mu / phi)], stream)
}

fn neg_binomial_2_log([eta, phi]: [f64; 2], stream: &mut Stream) -> f64 {
    poisson([exp(ln_standard_gamma(phi, stream) + eta - ln(phi))], stream)
}

fn beta_neg_binomial([r, alpha, beta]: [f64; 3], stream: &mut Stream) -> f64 {
    let ln_odds = log_odds(beta, alpha, stream);
    poisson([exp(ln_standard_gamma(r, stream) + ln_odds)], stream)
}

fn hypergeometric([draws, successes, failures]: [f64; 3], stream: &mut Stream) -> f64 {
    let all = (successes + failures) as u64;
    Hypergeometric::new(all, successes as u64, draws as u64)
        .map_or(f64::NAN, |hypergeometric| hypergeometric.sample(stream) as f64)
}

fn discrete_range([lower, upper]: [f64; 2], stream: &mut Stream) -> f64 {
    lower + stream.below(((upper - lower) as u64).saturating_add(1)) as f64
}

/// Geometric counts whose probability is an exponential variate's survival.
fn yule_simon([alpha]: [f64; 1], stream: &mut Stream) -> f64 {
    let wait: f64 = Exp1.sample(stream);
    let ln_failure = ln_1m_exp(-wait / alpha);
    1.0 + (ln(stream.uniform()) / ln_failure).floor()
}
