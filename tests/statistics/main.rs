//! Do chains draw from the posterior? Moments of known targets, with as many independent replicates as there are chains.
//!
//! The chains of one run are the replicates: each gives one mean of each function of the draws. Their mean over the
//! chains has a Student t distribution around the true value, so a probability belongs to its distance. A test fails
//! below one in a million, divided by the number of functions. Every target has a twin that is slightly wrong, which the
//! same assertion must catch.

mod broken;
mod replicates;
mod schools;
mod targets;

use mcrun::math::elementary::exp;
use mcrun::methods::adapt::metric::MetricKind;
use mcrun::methods::chain::Method;
use mcrun::methods::metropolis::MetropolisSettings;
use mcrun::methods::nuts::NutsSettings;

use broken::{Hamiltonian, Mistake};
use replicates::{Moment, Replicates, chains};
use targets::{Normal, StanTarget, WithoutJacobian};

/// How often a right program may fail.
const FALSE_ALARMS: f64 = 1e-6;

const NUTS: Replicates = Replicates { chains: 100, warmup: 200, draws: 200 };
/// For targets that are cheap.
const MANY: Replicates = Replicates { chains: 200, warmup: 200, draws: 400 };

fn check_right(probability: f64) {
    assert!(probability > FALSE_ALARMS, "{probability:e}");
}

fn check_wrong(probability: f64) {
    assert!(probability < FALSE_ALARMS, "the twin is not caught: {probability:e}");
}

fn nuts(metric: MetricKind) -> NutsSettings {
    NutsSettings { metric, warmup: NUTS.warmup, ..NutsSettings::default() }
}

/// Variances of 1, 100 and 0.01, and a correlation of 0.9 between the first two.
fn correlated() -> Normal {
    Normal::new(vec![vec![1.0, 9.0, 0.0], vec![9.0, 100.0, 0.02], vec![0.0, 0.02, 0.01]])
}

#[test]
fn nuts_recovers_moments_of_a_correlated_normal() {
    let target = correlated();
    for metric in [MetricKind::Diag, MetricKind::Dense] {
        check_right(chains(&nuts(metric), &MANY, &target).least_probability(&target.moments()));
    }
}

const WALKS: Replicates = Replicates { chains: 100, warmup: 2000, draws: 4000 };

fn metropolis(metric: MetricKind, replicates: &Replicates) -> MetropolisSettings {
    MetropolisSettings { metric, warmup: replicates.warmup, ..MetropolisSettings::default() }
}

#[test]
fn metropolis_recovers_moments_of_a_correlated_normal() {
    let target = correlated();
    for metric in [MetricKind::Diag, MetricKind::Dense] {
        check_right(chains(&metropolis(metric, &WALKS), &WALKS, &target).least_probability(&target.moments()));
    }
}

/// The same assertion sees a standard deviation that is 5 % off.
#[test]
fn a_normal_that_is_a_little_wider_is_caught() {
    let (target, wider) = (correlated(), correlated().scaled(1.05));
    check_wrong(chains(&nuts(MetricKind::Diag), &MANY, &wider).least_probability(&target.moments()));
    let walk = metropolis(MetricKind::Dense, &WALKS);
    check_wrong(chains(&walk, &WALKS, &wider).least_probability(&target.moments()));
}

/// A correlation of 0.85 in the place of 0.9 shows in one product, the only moment that differs.
#[test]
fn a_normal_that_is_a_little_less_correlated_is_caught() {
    let target = correlated();
    let other = Normal::new(vec![vec![1.0, 8.5, 0.0], vec![8.5, 100.0, 0.02], vec![0.0, 0.02, 0.01]]);
    check_wrong(chains(&nuts(MetricKind::Dense), &MANY, &other).least_probability(&target.moments()));
    check_wrong(chains(&metropolis(MetricKind::Dense, &WALKS), &WALKS, &other).least_probability(&target.moments()));
}

#[test]
fn wrong_kernels_are_caught() {
    let target = correlated();
    let replicates = Replicates { chains: 400, warmup: 200, draws: 800 };
    let p = |mistake| chains(&Hamiltonian { mistake }, &replicates, &target).least_probability(&target.moments());
    check_right(p(Mistake::None));
    for mistake in [Mistake::Acceptance, Mistake::SecondKick, Mistake::Momentum] {
        check_wrong(p(mistake));
    }
}

/// The twin has a neck with standard deviation 3.2 in the place of 3.
fn check_funnel<M: Method>(method: &M, replicates: &Replicates) {
    let found = chains(method, replicates, &StanTarget::funnel());
    check_right(found.least_probability(&targets::funnel_moments(3.0)));
    check_wrong(found.least_probability(&targets::funnel_moments(3.2)));
}

#[test]
fn nuts_recovers_a_funnel_that_is_not_centred() {
    check_funnel(&nuts(MetricKind::Diag), &NUTS);
}

#[test]
fn metropolis_recovers_a_funnel_that_is_not_centred() {
    check_funnel(&metropolis(MetricKind::Diag, &WALKS), &WALKS);
}

/// Chains on a target and on its twin without Jacobian.
fn check_jacobian<M: Method>(method: &M, replicates: &Replicates, target: StanTarget, moments: &[Moment]) {
    check_right(chains(method, replicates, &target).least_probability(moments));
    check_wrong(chains(method, replicates, &WithoutJacobian(target)).least_probability(moments));
}

#[test]
fn nuts_recovers_bounded_variables() {
    check_jacobian(&nuts(MetricKind::Diag), &NUTS, StanTarget::bounded(), &targets::bounded_moments());
}

const SHORT_WALKS: Replicates = Replicates { chains: 100, warmup: 300, draws: 500 };

#[test]
fn metropolis_recovers_bounded_variables() {
    let method = metropolis(MetricKind::Dense, &SHORT_WALKS);
    check_jacobian(&method, &SHORT_WALKS, StanTarget::bounded(), &targets::bounded_moments());
}

#[test]
fn nuts_recovers_a_simplex() {
    check_jacobian(&nuts(MetricKind::Dense), &NUTS, StanTarget::simplex(), &targets::simplex_moments());
}

#[test]
fn metropolis_recovers_a_simplex() {
    let method = metropolis(MetricKind::Diag, &SHORT_WALKS);
    check_jacobian(&method, &SHORT_WALKS, StanTarget::simplex(), &targets::simplex_moments());
}

/// The twin integrates over another prior of the spread, a half-normal with scale 5.
#[test]
fn nuts_agrees_with_quadrature_for_eight_schools() {
    let replicates = Replicates { chains: 60, warmup: 300, draws: 300 };
    let method = NutsSettings { target_accept: 0.9, warmup: replicates.warmup, ..NutsSettings::default() };
    let found = chains(&method, &replicates, &StanTarget::eight_schools());
    check_right(found.least_probability(&schools::moments(|tau| 1.0 / (1.0 + tau * tau / 25.0))));
    check_wrong(found.least_probability(&schools::moments(|tau| exp(-0.5 * tau * tau / 25.0))));
}
