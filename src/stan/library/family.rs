//! Families of distributions that can be drawn from: their generators, densities and distribution functions together.

use crate::math::elementary::inv_logit;
use crate::stan::value::{Tensor, Value};
use crate::stream::Stream;

use super::{Function, Generator, lookup, lookup_generator};

/// A family of distributions.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    /// Draws one value.
    pub generator: Generator,
    /// The log density at a value.
    pub density: Function<f64>,
    /// `_lcdf` and `_lccdf`, where there are both.
    pub tails: Option<[Function<f64>; 2]>,
    /// How many dimensions one value has: 0 for scalars, 1 for vectors, 2 for matrices.
    pub rank: usize,
    /// The same of each argument of the density.
    pub argument_ranks: &'static [usize],
    /// What the generator wants beside the arguments of the density.
    pub extra: Extra,
    /// Whether its values are integers.
    pub is_discrete: bool,
    support: Support,
}

/// Where the values of a family may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Support {
    Everywhere,
    Nonnegative,
    Unit,
    /// Between the arguments.
    Arguments,
}

impl Family {
    /// The interval outside which the density is 0, as far as it is known.
    pub fn support(&self, arguments: &[&Value<f64>]) -> (f64, f64) {
        match self.support {
            Support::Everywhere => (f64::NEG_INFINITY, f64::INFINITY),
            Support::Nonnegative => (0.0, f64::INFINITY),
            Support::Unit => (0.0, 1.0),
            Support::Arguments => (arguments[0].real(), arguments[1].real()),
        }
    }
}

/// What a generator is told beside the arguments of the density.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// Nothing.
    None,
    /// First the order of the matrix to draw.
    Order,
    /// Last how many there are in all: the sum of the value that is there.
    Total,
}

/// Families with other arguments than scalars: the rank of a value, those of the arguments.
const SHAPED: &[(&str, usize, &[usize], Extra)] = &[
    ("categorical", 0, &[1], Extra::None),
    ("categorical_logit", 0, &[1], Extra::None),
    ("ordered_logistic", 0, &[0, 1], Extra::None),
    ("ordered_probit", 0, &[0, 1], Extra::None),
    ("dirichlet", 1, &[1], Extra::None),
    ("multinomial", 1, &[1], Extra::Total),
    ("multinomial_logit", 1, &[1], Extra::Total),
    ("dirichlet_multinomial", 1, &[1], Extra::Total),
    ("multi_normal", 1, &[1, 2], Extra::None),
    ("multi_normal_cholesky", 1, &[1, 2], Extra::None),
    ("multi_student_t", 1, &[0, 1, 2], Extra::None),
    ("multi_student_t_cholesky", 1, &[0, 1, 2], Extra::None),
    ("lkj_corr", 2, &[0], Extra::Order),
    ("lkj_corr_cholesky", 2, &[0], Extra::Order),
    ("wishart", 2, &[0, 2], Extra::None),
    ("wishart_cholesky", 2, &[0, 2], Extra::None),
    ("inv_wishart", 2, &[0, 2], Extra::None),
    ("inv_wishart_cholesky", 2, &[0, 2], Extra::None),
];

/// Families of numbers that are not negative.
const NONNEGATIVE: &[&str] = &[
    "exponential",
    "gamma",
    "inv_gamma",
    "lognormal",
    "weibull",
    "frechet",
    "chi_square",
    "inv_chi_square",
    "scaled_inv_chi_square",
    "rayleigh",
    "loglogistic",
    "pareto",
];

/// The family of this name, if it can be drawn from.
pub fn family(name: &str) -> Option<Family> {
    let density = ["_lpdf", "_lpmf"].iter().find_map(|suffix| lookup::<f64>(&format!("{name}{suffix}")))?;
    let generator = match name {
        "binomial_logit" => binomial_logit,
        name => lookup_generator(&format!("{name}_rng"))?,
    };
    let tail = |suffix: &str| lookup::<f64>(&format!("{name}{suffix}"));
    let tails = tail("_lcdf").zip(tail("_lccdf")).map(|(lower, upper)| [lower, upper]);
    let support = match name {
        name if NONNEGATIVE.contains(&name) => Support::Nonnegative,
        "beta" | "beta_proportion" => Support::Unit,
        "uniform" => Support::Arguments,
        _ => Support::Everywhere,
    };
    let shaped = SHAPED.iter().find(|(known, ..)| *known == name);
    let (rank, argument_ranks, extra) =
        shaped.map_or((0, &[0; 8][..], Extra::None), |(_, rank, ranks, extra)| (*rank, *ranks, *extra));
    let (is_glm, is_discrete) = (name.ends_with("_glm"), lookup::<f64>(&format!("{name}_lpmf")).is_some());
    (!is_glm).then_some(Family { generator, density, tails, rank, argument_ranks, extra, is_discrete, support })
}

/// The language has no generator of this name.
fn binomial_logit(args: &[&Value<f64>], stream: &mut Stream) -> Result<Value<f64>, String> {
    let binomial = lookup_generator("binomial_rng").expect("the library has it");
    binomial(&[args[0], &Value::Real(inv_logit(args[1].real()))], stream)
}

/// The part of an argument that serves the value number `k` of several; `rank` is that of one argument.
pub fn argument(value: &Value<f64>, rank: usize, k: usize) -> Value<f64> {
    let dims = value.dims();
    if dims.len() <= rank {
        return value.clone();
    }
    let own = &dims[dims.len() - rank..];
    let size: usize = own.iter().product();
    let range = k * size..(k + 1) * size;
    match value {
        Value::Ints(tensor) if rank == 0 => Value::Int(tensor.data()[k]),
        Value::Reals(tensor) if rank == 0 => Value::Real(tensor.data()[k]),
        Value::Ints(tensor) => Value::Ints(Tensor::new(own, tensor.cell(), tensor.data()[range].to_vec())),
        Value::Reals(tensor) => Value::Reals(Tensor::new(own, tensor.cell(), tensor.data()[range].to_vec())),
        scalar => scalar.clone(),
    }
}

/// How many values an argument serves, where it is not one for all.
pub fn multiplicity(value: &Value<f64>, rank: usize) -> Option<usize> {
    let dims = value.dims();
    (dims.len() > rank).then(|| dims[..dims.len() - rank].iter().product())
}
