//! Library functions that take a function and then any number of arguments for it.

use super::super::types::Type;
use super::Parameter;

/// How a function like `ode_rk45` is called: with a function, then `controls`, then the arguments that the passed
/// function takes after `passed`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variadic {
    /// The first arguments of the passed function.
    pub passed: Vec<Parameter>,
    /// What the passed function returns.
    pub passed_returns: Type,
    /// What stands between the passed function and its further arguments.
    pub controls: Vec<Parameter>,
    /// What the call itself returns.
    pub returns: Type,
}

/// How one of the `laplace_` functions is called: the likelihood, the block size of its Hessian, the covariance
/// function, a tuple of its arguments and, with `tolerances`, a tuple of options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Laplace {
    /// What stands in place of a likelihood function and a tuple of its arguments.
    pub likelihood: Option<Vec<Parameter>>,
    /// Whether a tuple of options comes last.
    pub tolerances: bool,
    /// What the call returns.
    pub returns: Type,
}

/// Whether this is one of the functions of this module.
pub fn is_variadic(name: &str) -> bool {
    names().any(|known| known == name)
}

/// The names of these functions.
pub fn names() -> impl Iterator<Item = &'static str> {
    SOLVERS.iter().chain(REDUCE_SUM).chain(LAPLACE).copied()
}

const SOLVERS: &[&str] = &[
    "ode_rk45",
    "ode_rk45_tol",
    "ode_ckrk",
    "ode_ckrk_tol",
    "ode_adams",
    "ode_adams_tol",
    "ode_bdf",
    "ode_bdf_tol",
    "ode_adjoint_tol_ctl",
    "dae",
    "dae_tol",
    "solve_powell",
    "solve_powell_tol",
    "solve_newton",
    "solve_newton_tol",
];

/// Functions that add up a function over the slices of an array.
pub const REDUCE_SUM: &[&str] = &["reduce_sum", "reduce_sum_static"];

const LAPLACE: &[&str] = &[
    "laplace_marginal",
    "laplace_marginal_tol",
    "laplace_latent_rng",
    "laplace_latent_tol_rng",
    "laplace_marginal_bernoulli_logit_lpmf",
    "laplace_marginal_tol_bernoulli_logit_lpmf",
    "laplace_marginal_neg_binomial_2_log_lpmf",
    "laplace_marginal_tol_neg_binomial_2_log_lpmf",
    "laplace_marginal_poisson_log_lpmf",
    "laplace_marginal_tol_poisson_log_lpmf",
    "laplace_latent_bernoulli_logit_rng",
    "laplace_latent_tol_bernoulli_logit_rng",
    "laplace_latent_neg_binomial_2_log_rng",
    "laplace_latent_tol_neg_binomial_2_log_rng",
    "laplace_latent_poisson_log_rng",
    "laplace_latent_tol_poisson_log_rng",
];

/// The rule of a solver of differential or algebraic equations.
pub fn solver(name: &str) -> Option<Variadic> {
    if !SOLVERS.contains(&name) {
        return None;
    }
    let mut controls = if name.starts_with("solve") {
        vec![Parameter::any(Type::Vector)]
    } else {
        let n_states = if name.starts_with("dae") { 2 } else { 1 };
        let mut controls = vec![Parameter::any(Type::Vector); n_states];
        controls.extend([Parameter::any(Type::Real), Parameter::any(Type::Real.array(1))]);
        controls
    };
    if name == "ode_adjoint_tol_ctl" {
        controls.extend(adjoint_controls());
    } else if name.ends_with("_tol") {
        controls.extend([Type::Real, Type::Real, Type::Int].map(Parameter::data));
    }
    let passed = match name.split('_').next() {
        Some("ode") => vec![Type::Real, Type::Vector],
        Some("dae") => vec![Type::Real, Type::Vector, Type::Vector],
        _ => vec![Type::Vector],
    };
    Some(Variadic {
        passed: passed.into_iter().map(Parameter::any).collect(),
        passed_returns: Type::Vector,
        controls,
        returns: if name.starts_with("solve") { Type::Vector } else { Type::Vector.array(1) },
    })
}

/// Tolerances forward, backward and of the quadrature, numbers of steps and choices of solvers.
fn adjoint_controls() -> Vec<Parameter> {
    let mut types = vec![Type::Real, Type::Vector, Type::Real, Type::Vector, Type::Real, Type::Real];
    types.extend(vec![Type::Int; 5]);
    types.into_iter().map(Parameter::data).collect()
}

/// The rule of `reduce_sum` for a slice of this type.
pub fn reduce_sum(slice: Type) -> Variadic {
    Variadic {
        passed: vec![Parameter::any(slice.clone()), Parameter::data(Type::Int), Parameter::data(Type::Int)],
        passed_returns: Type::Real,
        controls: vec![Parameter::any(slice), Parameter::any(Type::Int)],
        returns: Type::Real,
    }
}

/// The rule of a `laplace_` function.
pub fn laplace(name: &str) -> Option<Laplace> {
    if !LAPLACE.contains(&name) {
        return None;
    }
    let counts = || vec![Parameter::any(Type::Int.array(1)), Parameter::any(Type::Int.array(1))];
    let likelihood = if name.contains("neg_binomial_2_log") {
        Some([counts(), vec![Parameter::any(Type::Real), Parameter::any(Type::Vector)]].concat())
    } else if name.contains("bernoulli_logit") || name.contains("poisson_log") {
        Some([counts(), vec![Parameter::any(Type::Vector)]].concat())
    } else {
        None
    };
    let returns = if name.ends_with("_rng") { Type::Vector } else { Type::Real };
    Some(Laplace { likelihood, tolerances: name.contains("_tol"), returns })
}

/// The types of the options of `laplace_..._tol`: first guess, tolerance, steps, solver, line search steps,
/// fall-through.
pub fn laplace_tolerances() -> Type {
    Type::Tuple(vec![Type::Vector, Type::Real, Type::Int, Type::Int, Type::Int, Type::Int])
}
