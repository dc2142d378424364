//! Random categories, counts of categories, simplexes and vectors.

use crate::math::elementary::{exp, inv_logit, ln, logit};
use crate::math::linalg::values;
use crate::math::number::Number;
use crate::stan::library::density::domain::Domain;
use crate::stan::library::density::glm::predictor;
use crate::stan::library::density::ordered::demand_order;
use crate::stan::library::density::vectors::{Vectors, demand_simplex, factor, given_factor, scalar};
use crate::stan::value::{Cell, Tensor, Value};
use crate::stream::Stream;

use super::count::binomial;
use super::{Generators, int, ln_standard_gamma, standard_normal};

/// The generators of this file.
pub const TABLE: Generators = &[
    ("categorical_rng", |args, stream| {
        let theta = args[0].reals();
        demand_simplex("categorical_rng", "probabilities", theta.data())?;
        Ok(Value::Int(category(theta.data(), stream)))
    }),
    ("categorical_logit_rng", |args, stream| {
        Ok(Value::Int(category(&softmax("categorical_logit_rng", args[0])?, stream)))
    }),
    ("multinomial_rng", |args, stream| {
        let theta = args[0].reals();
        demand_simplex("multinomial_rng", "probabilities", theta.data())?;
        multinomial("multinomial_rng", theta.data(), args[1], stream)
    }),
    ("multinomial_logit_rng", |args, stream| {
        let name = "multinomial_logit_rng";
        multinomial(name, &softmax(name, args[0])?, args[1], stream)
    }),
    ("dirichlet_rng", |args, stream| Ok(Value::Reals(Tensor::vector(dirichlet("dirichlet_rng", args[0], stream)?)))),
    ("dirichlet_multinomial_rng", |args, stream| {
        let name = "dirichlet_multinomial_rng";
        let theta = dirichlet(name, args[0], stream)?;
        multinomial(name, &theta, args[1], stream)
    }),
    ("ordered_logistic_rng", |args, stream| {
        ordered("ordered_logistic_rng", args, |stream| logit(stream.uniform()), stream)
    }),
    ("ordered_probit_rng", |args, stream| ordered("ordered_probit_rng", args, standard_normal, stream)),
    ("bernoulli_logit_glm_rng", |args, stream| {
        let name = "bernoulli_logit_glm_rng";
        let eta = predictor(name, args[0], Some(args[1]), args[2], row_count(args))?.reals();
        Domain::Finite.check(name, "linear predictor", eta.data().iter().copied())?;
        let draws = eta.data().iter().map(|&eta| i64::from(stream.uniform() < inv_logit(eta)));
        Ok(Value::Ints(Tensor::array(draws.collect())))
    }),
    ("multi_normal_rng", |args, stream| {
        let name = "multi_normal_rng";
        vectors(name, args[0], factor(name, "covariance", args[1])?, |_| 1.0, stream)
    }),
    ("multi_normal_cholesky_rng", |args, stream| {
        let name = "multi_normal_cholesky_rng";
        vectors(name, args[0], given_factor(name, "factor", args[1])?, |_| 1.0, stream)
    }),
    ("multi_student_t_rng", |args, stream| {
        let name = "multi_student_t_rng";
        let nu = scalar(name, "degrees of freedom", args[0], Domain::PositiveFinite)?;
        vectors(name, args[1], factor(name, "scale", args[2])?, |stream| stretch(nu, stream), stream)
    }),
    ("multi_student_t_cholesky_rng", |args, stream| {
        let name = "multi_student_t_cholesky_rng";
        let nu = scalar(name, "degrees of freedom", args[0], Domain::PositiveFinite)?;
        vectors(name, args[1], given_factor(name, "factor", args[2])?, |stream| stretch(nu, stream), stream)
    }),
];

/// With one row of predictors there are as many outcomes as intercepts.
fn row_count(args: &[&Value<f64>]) -> Option<usize> {
    let x = args[0].reals();
    if x.cell() == Cell::RowVector { args[1].dims().first().copied() } else { None }
}

/// A category, counted from 1, by its probability.
fn category(theta: &[f64], stream: &mut Stream) -> i64 {
    let (u, mut sum) = (stream.uniform(), 0.0);
    for (idx, share) in theta.iter().enumerate() {
        sum += share;
        if u < sum {
            return idx as i64 + 1;
        }
    }
    // What rounding left over belongs to the last category that can be.
    theta.iter().rposition(|&share| share > 0.0).map_or(0, |idx| idx as i64 + 1)
}

fn softmax(name: &str, logits: &Value<f64>) -> Result<Vec<f64>, String> {
    let logits = Vectors::new(name, "logits", logits, Domain::Finite)?;
    if logits.size() == 0 {
        return Err(format!("{name}: logits has no elements"));
    }
    let norm = f64::ln_sum_exp(logits.get(0));
    Ok(logits.get(0).iter().map(|x| exp(x - norm)).collect())
}

fn multinomial(name: &str, theta: &[f64], trials: &Value<f64>, stream: &mut Stream) -> Result<Value<f64>, String> {
    let mut left = scalar(name, "trials", trials, Domain::Nonnegative)?;
    let (mut mass, last) = (1.0, theta.len() - 1);
    let mut counts = Vec::with_capacity(theta.len());
    for &share in &theta[..last] {
        let chance = if mass > 0.0 { (share / mass).clamp(0.0, 1.0) } else { 0.0 };
        let count = binomial([left, chance], stream);
        counts.push(int(name, count)?);
        left -= count;
        mass -= share;
    }
    counts.push(int(name, left)?);
    Ok(Value::Ints(Tensor::array(counts)))
}

/// A simplex; in logarithms, because gamma variates of small shape underflow.
fn dirichlet(name: &str, alpha: &Value<f64>, stream: &mut Stream) -> Result<Vec<f64>, String> {
    let alpha = Vectors::new(name, "prior sizes", alpha, Domain::PositiveFinite)?;
    if alpha.size() == 0 {
        return Err(format!("{name}: prior sizes has no elements"));
    }
    let logs: Vec<f64> = alpha.get(0).iter().map(|&shape| ln_standard_gamma(shape, stream)).collect();
    let norm = f64::ln_sum_exp(&logs);
    Ok(logs.into_iter().map(|log| exp(log - norm)).collect())
}

fn ordered(
    name: &str,
    args: &[&Value<f64>],
    noise: impl Fn(&mut Stream) -> f64,
    stream: &mut Stream,
) -> Result<Value<f64>, String> {
    let location = scalar(name, "location", args[0], Domain::Finite)?;
    let cutpoints = Vectors::new(name, "cutpoints", args[1], Domain::Finite)?;
    demand_order(name, cutpoints.get(0))?;
    let latent = location + noise(stream);
    Ok(Value::Int(1 + cutpoints.get(0).iter().filter(|&&cut| cut < latent).count() as i64))
}

/// How far Student's t is from a normal variate.
fn stretch(nu: f64, stream: &mut Stream) -> f64 {
    exp(0.5 * (ln(0.5 * nu) - ln_standard_gamma(0.5 * nu, stream)))
}

/// A vector for a vector of locations, an array of vectors for an array.
fn vectors(
    name: &str,
    location: &Value<f64>,
    (factor, order): (Vec<f64>, usize),
    stretch: impl Fn(&mut Stream) -> f64,
    stream: &mut Stream,
) -> Result<Value<f64>, String> {
    let locations = Vectors::new(name, "location", location, Domain::Finite)?;
    locations.demand_size(name, "location", order)?;
    let dims = location.dims();
    let count = if dims.len() > 1 { dims[0] } else { 1 };
    let factor = values(&factor);
    let mut data = Vec::with_capacity(count * order);
    for idx in 0..count {
        let z: Vec<f64> = (0..order).map(|_| standard_normal(stream)).collect();
        let length = stretch(stream);
        for (i, mu) in locations.get(idx).iter().enumerate() {
            data.push(mu + length * f64::dot(&factor[i * order..=i * order + i], &z[..=i]));
        }
    }
    Ok(Value::Reals(Tensor::new(dims, Cell::Vector, data)))
}
