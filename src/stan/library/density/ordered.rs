//! Ordered categories: where a latent variable falls between cutpoints.

use crate::math::elementary::{exp, exp_m1, inv_logit, ln_1m_exp, ln_1p_exp, ln_diff_exp};
use crate::math::erf::{log_phi, log_phi_slope};
use crate::math::gamma::LN_SQRT_2PI;
use crate::math::number::Number;
use crate::stan::library::Table;
use crate::stan::value::Value;

use super::category::index;
use super::domain::Domain;
use super::glm::predictor;
use super::vectors::{Vectors, common_count, total};

/// The mass functions of this file.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("ordered_logistic_lpmf", |args| ordered("ordered_logistic_lpmf", args[0], args[1], args[2], logistic)),
        ("ordered_probit_lpmf", |args| ordered("ordered_probit_lpmf", args[0], args[1], args[2], probit)),
        ("ordered_logistic_glm_lpmf", |args| {
            let name = "ordered_logistic_glm_lpmf";
            let location = predictor(name, args[1], None, args[2], count(args[0]))?;
            ordered(name, args[0], &location, args[3], logistic)
        }),
    ]
}

/// Number of elements of a container; none for a scalar.
fn count<T: Number>(value: &Value<T>) -> Option<usize> {
    value.dims().first().copied()
}

/// `ln P(below < latent < above)` for a latent variable around 0, and its derivatives by both ends.
type Between = fn(f64, f64) -> (f64, [f64; 2]);

fn ordered<T: Number>(
    name: &str,
    categories: &Value<T>,
    locations: &Value<T>,
    cutpoints: &Value<T>,
    between: Between,
) -> Result<Value<T>, String> {
    let cutpoints_of = Vectors::new(name, "cutpoints", cutpoints, Domain::Finite)?;
    let n_cutpoints = (cutpoints.dims().len() > 1).then(|| cutpoints.dims()[0]);
    let n = common_count(
        name,
        &[("categories", count(categories)), ("locations", count(locations)), ("cutpoints", n_cutpoints)],
    )?;
    total((0..n).map(|idx| {
        let category = match categories {
            Value::Ints(many) => many.data()[idx],
            one => one.int(),
        };
        let location = match locations {
            Value::Reals(many) => many.data()[idx],
            one => one.real(),
        };
        if !location.value().is_finite() {
            return Err(format!("{name}: location is {}, but must be finite", location.value()));
        }
        let cutpoints = cutpoints_of.get(idx);
        demand_order(name, cutpoints)?;
        Ok(mass(index(name, category, cutpoints.len() + 1)?, location, cutpoints, between))
    }))
}

/// An error unless each cutpoint is greater than the one before.
pub fn demand_order<T: Number>(name: &str, cutpoints: &[T]) -> Result<(), String> {
    match cutpoints.windows(2).position(|pair| pair[0].value() >= pair[1].value()) {
        None => Ok(()),
        Some(idx) => Err(format!(
            "{name}: cutpoints[{}] is {}, but must be greater than the one before, which is {}",
            idx + 2,
            cutpoints[idx + 1].value(),
            cutpoints[idx].value()
        )),
    }
}

fn mass<T: Number>(category: usize, location: T, cutpoints: &[T], between: Between) -> T {
    let below = category.checked_sub(1).map(|idx| cutpoints[idx]);
    let above = cutpoints.get(category).copied();
    let end = |cut: Option<T>, infinite: f64| cut.map_or(infinite, |cut| cut.value() - location.value());
    let (value, [by_below, by_above]) = between(end(below, f64::NEG_INFINITY), end(above, f64::INFINITY));
    T::combine(value, || {
        let ends = [(below, by_below), (above, by_above)];
        let cuts = ends.into_iter().filter_map(|(cut, slope)| cut.map(|cut| (cut, slope)));
        std::iter::once((location, -(by_below + by_above))).chain(cuts)
    })
}

fn logistic(below: f64, above: f64) -> (f64, [f64; 2]) {
    // σ(b) - σ(a) = σ(b) σ(-a) (1 - e^(a - b))
    let gap = below - above;
    let value = -ln_1p_exp(-above) - ln_1p_exp(below) + ln_1m_exp(gap);
    let shared = if gap == f64::NEG_INFINITY { 0.0 } else { 1.0 / exp_m1(-gap) };
    (value, [-inv_logit(below) - shared, inv_logit(-above) + shared])
}

fn probit(below: f64, above: f64) -> (f64, [f64; 2]) {
    if above == f64::INFINITY {
        return (log_phi(-below), [if below == f64::NEG_INFINITY { 0.0 } else { -log_phi_slope(-below) }, 0.0]);
    }
    if below == f64::NEG_INFINITY {
        return (log_phi(above), [0.0, log_phi_slope(above)]);
    }
    // The difference of the tails on the side where they are small.
    let value = if below > 0.0 {
        ln_diff_exp(log_phi(-below), log_phi(-above))
    } else {
        ln_diff_exp(log_phi(above), log_phi(below))
    };
    let density = |x: f64| exp(-0.5 * x * x - LN_SQRT_2PI - value);
    (value, [-density(below), density(above)])
}
