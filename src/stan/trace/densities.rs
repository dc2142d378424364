//! Traces the densities that are written out.

use super::value::Val;
use super::{Tracer, Untraceable};
use crate::stan::graph::{Density, NodeId};

/// The densities, with the number of their arguments.
const DENSITIES: [(&str, Density, usize); 18] = [
    ("normal_lpdf", Density::Normal, 3),
    ("std_normal_lpdf", Density::StdNormal, 1),
    ("cauchy_lpdf", Density::Cauchy, 3),
    ("student_t_lpdf", Density::StudentT, 4),
    ("exponential_lpdf", Density::Exponential, 2),
    ("gamma_lpdf", Density::Gamma, 3),
    ("inv_gamma_lpdf", Density::InvGamma, 3),
    ("lognormal_lpdf", Density::Lognormal, 3),
    ("beta_lpdf", Density::Beta, 3),
    ("double_exponential_lpdf", Density::DoubleExponential, 3),
    ("logistic_lpdf", Density::Logistic, 3),
    ("uniform_lpdf", Density::Uniform, 3),
    ("bernoulli_lpmf", Density::Bernoulli, 2),
    ("bernoulli_logit_lpmf", Density::BernoulliLogit, 2),
    ("binomial_lpmf", Density::Binomial, 3),
    ("binomial_logit_lpmf", Density::BinomialLogit, 3),
    ("poisson_lpmf", Density::Poisson, 2),
    ("poisson_log_lpmf", Density::PoissonLog, 2),
];

impl Tracer<'_> {
    /// The value of a density that is written out; `None` for other functions.
    pub(super) fn density(&mut self, name: &str, arguments: &[Val]) -> Result<Option<Val>, Untraceable> {
        if let Some(value) = self.regression(name, arguments)? {
            return Ok(Some(value));
        }
        let Some(&(_, density, _)) = DENSITIES.iter().find(|(known, _, n)| *known == name && *n == arguments.len())
        else {
            return Ok(None);
        };
        let len = common_len(arguments)?;
        let inputs: Vec<NodeId> = arguments.iter().map(|argument| self.node(argument)).collect();
        Ok(self.summed_density(density, &inputs, len))
    }

    /// The sum of the log densities of all elements; `None` where integers are not what the density allows, which the
    /// library then says.
    fn summed_density(&mut self, density: Density, inputs: &[NodeId], len: Option<usize>) -> Option<Val> {
        if !self.counts_are_possible(density, inputs) {
            return None;
        }
        let each = self.graph.density(density, inputs);
        Some(Val::scalar(match len {
            None => each,
            Some(len) => {
                let each = self.graph.spread(each, len);
                if len == 1 { each } else { self.graph.reduce(crate::stan::graph::Op::Sum, &[each], 1) }
            }
        }))
    }

    fn counts_are_possible(&self, density: Density, inputs: &[NodeId]) -> bool {
        let holds = |k: usize, f: &dyn Fn(f64, usize) -> bool| {
            self.graph.values(inputs[k]).is_some_and(|values| values.iter().enumerate().all(|(i, &n)| f(n, i)))
        };
        match density {
            Density::Bernoulli | Density::BernoulliLogit => holds(0, &|n, _| n == 0.0 || n == 1.0),
            Density::Poisson | Density::PoissonLog => holds(0, &|n, _| n >= 0.0),
            Density::Binomial | Density::BinomialLogit => {
                let Some(trials) = self.graph.values(inputs[1]) else { return false };
                let Some(n) = self.graph.values(inputs[0]) else { return false };
                let at = |values: &[f64], i: usize| values[if values.len() == 1 { 0 } else { i }];
                (0..n.len().max(trials.len())).all(|i| at(n, i) >= 0.0 && at(n, i) <= at(trials, i))
            }
            _ => true,
        }
    }

    /// Densities around a linear predictor with a matrix of data or parameters.
    fn regression(&mut self, name: &str, arguments: &[Val]) -> Result<Option<Val>, Untraceable> {
        let density = match name {
            "normal_id_glm_lpdf" => Density::Normal,
            "bernoulli_logit_glm_lpmf" => Density::BernoulliLogit,
            "poisson_log_glm_lpmf" => Density::PoissonLog,
            _ => return Ok(None),
        };
        let [y, x, intercept, slopes, scale @ ..] = arguments else { return Ok(None) };
        let ([rows, width], [n_slopes], [n]) = (x.dims(), slopes.dims(), y.dims()) else { return Ok(None) };
        let fits = width == n_slopes && n == rows && (intercept.is_scalar() || intercept.dims() == [*n]) && *width > 0;
        if !fits || scale.iter().any(|scale| !scale.is_scalar() && scale.dims() != [*n]) {
            return Ok(None);
        }
        let (matrix, vector) = (self.node(x), self.node(slopes));
        let product = self.graph.reduce(crate::stan::graph::Op::Dot, &[matrix, vector], *rows);
        let intercept = self.node(intercept);
        let eta = self.graph.add(intercept, product);
        let mut inputs = vec![self.node(y), eta];
        for scale in scale {
            inputs.push(self.node(scale));
        }
        Ok(self.summed_density(density, &inputs, Some(*n)))
    }
}

/// The size that all containers have; `None` where there is none.
fn common_len(arguments: &[Val]) -> Result<Option<usize>, Untraceable> {
    let mut lens = arguments.iter().filter(|argument| !argument.is_scalar()).map(Val::len);
    let first = lens.next();
    if lens.any(|len| Some(len) != first) {
        return Err("sizes of a density's arguments do not fit".into());
    }
    Ok(first)
}
