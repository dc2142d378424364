//! Simplexes, categories drawn from them, and counts of categories.

use crate::math::beta::lbeta;
use crate::math::elementary::{ln, x_ln_y};
use crate::math::gamma::{self, digamma};
use crate::math::number::Number;
use crate::stan::library::Table;
use crate::stan::value::Value;

use super::count::digamma_rise;
use super::domain::Domain;
use super::vectors::{Vectors, demand_simplex, places, total};

/// The densities of this file.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("dirichlet_lpdf", |args| dirichlet("dirichlet_lpdf", args[0], args[1])),
        ("categorical_lpmf", |args| {
            let name = "categorical_lpmf";
            let theta = args[1].reals();
            demand_simplex(name, "probabilities", theta.data())?;
            chosen(name, args[0], theta.data().len(), |category| theta.data()[category].ln())
        }),
        ("categorical_logit_lpmf", |args| {
            let name = "categorical_logit_lpmf";
            let logits = Vectors::new(name, "logits", args[1], Domain::Finite)?;
            let norm = T::ln_sum_exp(logits.get(0));
            chosen(name, args[0], logits.size(), |category| logits.get(0)[category] - norm)
        }),
        ("multinomial_lpmf", |args| {
            let name = "multinomial_lpmf";
            let theta = args[1].reals();
            demand_simplex(name, "probabilities", theta.data())?;
            let counts = counts(name, args[0], theta.len())?;
            Ok(Value::Real(T::constant(ways(&counts)) + weighed(&counts, theta.data())))
        }),
        ("multinomial_logit_lpmf", |args| {
            let name = "multinomial_logit_lpmf";
            let logits = Vectors::new(name, "logits", args[1], Domain::Finite)?;
            let counts = counts(name, args[0], logits.size())?;
            let norm = T::ln_sum_exp(logits.get(0));
            let logs: Vec<T> = logits.get(0).iter().map(|&logit| logit - norm).collect();
            let counted: Vec<T> = counts.iter().map(|&n| T::constant(n)).collect();
            Ok(Value::Real(T::constant(ways(&counts)) + T::dot(&counted, &logs)))
        }),
        ("dirichlet_multinomial_lpmf", |args| {
            let name = "dirichlet_multinomial_lpmf";
            let alpha = Vectors::new(name, "prior sizes", args[1], Domain::PositiveFinite)?;
            let counts = counts(name, args[0], alpha.size())?;
            Ok(Value::Real(dirichlet_multinomial(&counts, alpha.get(0))))
        }),
    ]
}

fn dirichlet<T: Number>(name: &str, theta: &Value<T>, alpha: &Value<T>) -> Result<Value<T>, String> {
    let theta = Vectors::new(name, "probabilities", theta, Domain::Number)?;
    let alpha = Vectors::new(name, "prior sizes", alpha, Domain::PositiveFinite)?;
    let n = places(name, ("probabilities", &theta), ("prior sizes", &alpha))?;
    theta.demand_size(name, "probabilities", alpha.size())?;
    total((0..n).map(|idx| {
        let (theta, alpha) = (theta.get(idx), alpha.get(idx));
        demand_simplex(name, "probabilities", theta)?;
        let all = alpha.iter().fold(0.0, |sum, a| sum + a.value());
        let terms = theta.iter().zip(alpha).map(|(t, a)| {
            let a = a.value();
            x_ln_y(a - 1.0, t.value()) - gamma::lgamma(a)
        });
        let value = terms.fold(gamma::lgamma(all), |sum, term| sum + term);
        Ok(T::combine(value, || {
            let by_all = digamma(all);
            theta.iter().zip(alpha).flat_map(move |(&t, &a)| {
                let by_alpha = by_all - digamma(a.value()) + ln(t.value());
                [(t, (a.value() - 1.0) / t.value()), (a, by_alpha)]
            })
        }))
    }))
}

/// The sum of the log probabilities of one or more categories, which count from 1.
fn chosen<T: Number>(
    name: &str,
    categories: &Value<T>,
    n: usize,
    log_probability: impl Fn(usize) -> T,
) -> Result<Value<T>, String> {
    let one;
    let categories = match categories {
        Value::Ints(many) => many.data(),
        single => {
            one = [single.int()];
            &one
        }
    };
    total(categories.iter().map(|&category| Ok(log_probability(index(name, category, n)?))))
}

/// The index of a category among `n`.
pub fn index(name: &str, category: i64, n: usize) -> Result<usize, String> {
    usize::try_from(category)
        .ok()
        .and_then(|category| category.checked_sub(1))
        .filter(|&idx| idx < n)
        .ok_or_else(|| format!("{name}: category is {category}, but must be between 1 and {n}"))
}

/// Counts of `n` categories.
fn counts<T: Number>(name: &str, counts: &Value<T>, n: usize) -> Result<Vec<f64>, String> {
    let counts: Vec<f64> = counts.ints().data().iter().map(|&count| count as f64).collect();
    Domain::Nonnegative.check(name, "counts", counts.iter().copied())?;
    if counts.len() == n {
        return Ok(counts);
    }
    Err(format!("{name}: counts has {} elements, but there are {n} categories", counts.len()))
}

/// The logarithm of the multinomial coefficient.
fn ways(counts: &[f64]) -> f64 {
    let all: f64 = counts.iter().sum();
    counts.iter().fold(gamma::lgamma(all + 1.0), |sum, n| sum - gamma::lgamma(n + 1.0))
}

/// `Σ n ln θ`, without the categories that were not seen.
fn weighed<T: Number>(counts: &[f64], theta: &[T]) -> T {
    let seen = || counts.iter().zip(theta).filter(|(n, _)| **n > 0.0);
    let value = seen().fold(0.0, |sum, (n, t)| sum + n * ln(t.value()));
    T::combine(value, || seen().map(|(n, &t)| (t, n / t.value())))
}

fn dirichlet_multinomial<T: Number>(counts: &[f64], alpha: &[T]) -> T {
    let seen: f64 = counts.iter().sum();
    let all = alpha.iter().fold(0.0, |sum, a| sum + a.value());
    let log_ways = |n: f64, a: f64| if n == 0.0 { 0.0 } else { ln(n) + lbeta(n, a) };
    let value = counts.iter().zip(alpha).fold(log_ways(seen, all), |sum, (&n, a)| sum - log_ways(n, a.value()));
    T::combine(value, || {
        let by_all = digamma_rise(seen, all);
        counts.iter().zip(alpha).map(move |(&n, &a)| (a, digamma_rise(n, a.value()) - by_all))
    })
}
