//! Densities written out in elementary operations, so that sharing, sums and derivatives need to know only those.
//!
//! What depends on scalars only stands apart from what depends on elements: sums take it out.

use std::f64::consts::{LN_2, PI};

use super::{Binary, Density, Graph, NodeId, Op, Program, Unary};
use crate::math::beta::{lbeta, ln_choose};
use crate::math::elementary::ln;
use crate::math::gamma::{LN_SQRT_2PI, lgamma};

/// Up to here `lgamma` is below 1.3e7, and its rounding below 1e-9.
const LARGEST_SHAPE: f64 = 1e6;

impl Program {
    /// The same density without [`Op::Density`].
    pub fn expanded(&self) -> Program {
        self.rewritten(|graph, old, inputs, len| match &old.op {
            Op::Density(density) => {
                let value = graph.write_out(*density, inputs);
                graph.spread(value, len)
            }
            op => graph.remake(op, inputs, len),
        })
    }
}

impl Graph {
    /// The log density of every element.
    pub fn write_out(&mut self, density: Density, inputs: &[NodeId]) -> NodeId {
        match (density, inputs) {
            (Density::Normal, &[y, mu, sigma]) => self.normal(y, mu, sigma),
            (Density::StdNormal, &[y]) => {
                let half = self.half_square(y);
                self.shift(half, -LN_SQRT_2PI)
            }
            (Density::Lognormal, &[y, mu, sigma]) => {
                let ln_y = self.unary(Unary::Ln, y);
                let normal = self.normal(ln_y, mu, sigma);
                self.sub(normal, ln_y)
            }
            (Density::Cauchy, &[y, mu, sigma]) => {
                let z = self.standardised(y, mu, sigma);
                let square = self.unary(Unary::Square, z);
                let tail = self.unary(Unary::Ln1p, square);
                let norm = self.minus_ln(sigma, -ln(PI));
                self.sub(norm, tail)
            }
            (Density::StudentT, &[y, nu, mu, sigma]) => self.student_t(y, nu, mu, sigma),
            (Density::DoubleExponential, &[y, mu, sigma]) => {
                let z = self.standardised(y, mu, sigma);
                let distance = self.unary(Unary::Abs, z);
                let norm = self.minus_ln(sigma, -LN_2);
                self.sub(norm, distance)
            }
            (Density::Logistic, &[y, mu, sigma]) => {
                let z = self.standardised(y, mu, sigma);
                let minus_z = self.unary(Unary::Neg, z);
                let tail = self.unary(Unary::Log1pExp, minus_z);
                let tails = self.scale(2.0, tail);
                let sum = self.add(z, tails);
                let norm = self.minus_ln(sigma, 0.0);
                self.sub(norm, sum)
            }
            (Density::Exponential, &[y, rate]) => {
                let ln_rate = self.unary(Unary::Ln, rate);
                let product = self.mul(rate, y);
                let value = self.sub(ln_rate, product);
                let zero = self.number(0.0);
                self.guarded(value, zero, y)
            }
            (Density::Gamma, &[y, shape, rate]) => {
                let ln_y = self.unary(Unary::Ln, y);
                let less = self.shift(shape, -1.0);
                let product = self.mul(rate, y);
                self.gamma_like(less, ln_y, product, shape, rate)
            }
            (Density::InvGamma, &[y, shape, scale]) => {
                let ln_y = self.unary(Unary::Ln, y);
                let more = self.shift(shape, 1.0);
                let minus = self.unary(Unary::Neg, more);
                let ratio = self.div(scale, y);
                self.gamma_like(minus, ln_y, ratio, shape, scale)
            }
            (Density::Beta, &[y, a, b]) => {
                let (ln_y, ln_1m) = (self.unary(Unary::Ln, y), self.ln_1m(y));
                let (less_a, less_b) = (self.shift(a, -1.0), self.shift(b, -1.0));
                let (left, right) = (self.mul(less_a, ln_y), self.mul(less_b, ln_1m));
                let kernel = self.add(left, right);
                let norm = self.lbeta(a, b);
                self.sub(kernel, norm)
            }
            (Density::Uniform, &[y, low, high]) => {
                let width = self.sub(high, low);
                let value = self.minus_ln(width, 0.0);
                let value = self.guarded(value, low, y);
                self.guarded(value, y, high)
            }
            (Density::Bernoulli, &[n, p]) => {
                let one = self.number(1.0);
                self.successes(n, one, p)
            }
            (Density::Binomial, &[n, trials, p]) => {
                let ways = self.ways(n, trials);
                let value = self.successes(n, trials, p);
                self.add(ways, value)
            }
            (Density::BernoulliLogit, &[n, logit]) => {
                let twice = self.scale(-2.0, n);
                let sign = self.shift(twice, 1.0);
                let product = self.mul(sign, logit);
                let tail = self.unary(Unary::Log1pExp, product);
                self.unary(Unary::Neg, tail)
            }
            (Density::BinomialLogit, &[n, trials, logit]) => {
                let ways = self.ways(n, trials);
                let tail = self.unary(Unary::Log1pExp, logit);
                let (product, failures) = (self.mul(n, logit), self.mul(trials, tail));
                let value = self.sub(product, failures);
                self.add(ways, value)
            }
            (Density::Poisson, &[n, rate]) => {
                let ln_rate = self.unary(Unary::Ln, rate);
                self.poisson(n, ln_rate, rate)
            }
            (Density::PoissonLog, &[n, ln_rate]) => {
                let rate = self.unary(Unary::Exp, ln_rate);
                self.poisson(n, ln_rate, rate)
            }
            (density, inputs) => unreachable!("{density:?} has not {} arguments", inputs.len()),
        }
    }

    fn normal(&mut self, y: NodeId, mu: NodeId, sigma: NodeId) -> NodeId {
        let norm = self.minus_ln(sigma, -LN_SQRT_2PI);
        let quadratic = if self.len(sigma) == 1 {
            let difference = self.sub(y, mu);
            let square = self.unary(Unary::Square, difference);
            let variance = self.unary(Unary::Square, sigma);
            let precision = self.unary(Unary::Inv, variance);
            let half = self.scale(-0.5, precision);
            self.mul(half, square)
        } else {
            let z = self.standardised(y, mu, sigma);
            self.half_square(z)
        };
        self.add(quadratic, norm)
    }

    fn student_t(&mut self, y: NodeId, nu: NodeId, mu: NodeId, sigma: NodeId) -> NodeId {
        let z = self.standardised(y, mu, sigma);
        let square = self.unary(Unary::Square, z);
        let ratio = self.div(square, nu);
        let tail = self.unary(Unary::Ln1p, ratio);
        let half_nu = self.scale(0.5, nu);
        let power = self.shift(half_nu, 0.5);
        let tail = self.mul(power, tail);
        let half = self.number(0.5);
        let norm = self.lbeta(half_nu, half);
        let ln_nu = self.unary(Unary::Ln, nu);
        let ln_nu = self.scale(0.5, ln_nu);
        let norm = self.add(norm, ln_nu);
        let ln_sigma = self.unary(Unary::Ln, sigma);
        let norm = self.add(norm, ln_sigma);
        let sum = self.add(norm, tail);
        self.unary(Unary::Neg, sum)
    }

    /// `power ln(y) - x + shape ln(scale) - lgamma(shape)`
    fn gamma_like(&mut self, power: NodeId, ln_y: NodeId, x: NodeId, shape: NodeId, scale: NodeId) -> NodeId {
        let ln_scale = self.unary(Unary::Ln, scale);
        let product = self.mul(shape, ln_scale);
        let lgamma = self.unary(Unary::Lgamma, shape);
        let norm = self.sub(product, lgamma);
        let norm = self.not_too_large(norm, shape);
        let powers = self.mul(power, ln_y);
        let kernel = self.sub(powers, x);
        self.add(kernel, norm)
    }

    fn poisson(&mut self, n: NodeId, ln_rate: NodeId, rate: NodeId) -> NodeId {
        let norm = self.of_integers(n, |n| -lgamma(n + 1.0));
        let product = self.mul(n, ln_rate);
        let kernel = self.sub(product, rate);
        self.add(kernel, norm)
    }

    /// `n ln(p) + (trials - n) ln(1 - p)`
    fn successes(&mut self, n: NodeId, trials: NodeId, p: NodeId) -> NodeId {
        let rest = self.sub(trials, n);
        let (ln_p, ln_1m) = (self.unary(Unary::Ln, p), self.ln_1m(p));
        let (left, right) = (self.mul(n, ln_p), self.mul(rest, ln_1m));
        self.add(left, right)
    }

    /// The logarithm of the number of ways to choose `n` among `trials`.
    fn ways(&mut self, n: NodeId, trials: NodeId) -> NodeId {
        let (Some(n), Some(trials)) = (self.values(n), self.values(trials)) else {
            return self.number(f64::NAN);
        };
        let at = |values: &[f64], i: usize| values[if values.len() == 1 { 0 } else { i }];
        let len = n.len().max(trials.len());
        let ways: Vec<f64> = (0..len).map(|i| ln_choose(at(trials, i), at(n, i))).collect();
        self.constant(&ways)
    }

    /// A function of integers, which are always known.
    fn of_integers(&mut self, n: NodeId, f: impl Fn(f64) -> f64) -> NodeId {
        let values: Vec<f64> = self.values(n).map_or(vec![f64::NAN], |n| n.iter().map(|&n| f(n)).collect());
        self.constant(&values)
    }

    fn lbeta(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if let (Some(a), Some(b)) = (self.known(a), self.known(b)) {
            return self.number(lbeta(a, b));
        }
        let sum = self.add(a, b);
        let parts = [a, b, sum].map(|x| self.unary(Unary::Lgamma, x));
        let product = self.add(parts[0], parts[1]);
        let value = self.sub(product, parts[2]);
        self.not_too_large(value, sum)
    }

    /// `value`, made of `lgamma(x)` and terms that cancel it, but NaN where `x` is so large that this shows: the oracle has
    /// formulas for that.
    fn not_too_large(&mut self, value: NodeId, x: NodeId) -> NodeId {
        if self.values(x).is_some() {
            return value;
        }
        let limit = self.number(LARGEST_SHAPE);
        self.guarded(value, x, limit)
    }

    fn standardised(&mut self, y: NodeId, mu: NodeId, sigma: NodeId) -> NodeId {
        let difference = self.sub(y, mu);
        self.div(difference, sigma)
    }

    fn half_square(&mut self, z: NodeId) -> NodeId {
        let square = self.unary(Unary::Square, z);
        self.scale(-0.5, square)
    }

    /// `term - ln(x)`
    fn minus_ln(&mut self, x: NodeId, term: f64) -> NodeId {
        let ln = self.unary(Unary::Ln, x);
        let term = self.number(term);
        self.sub(term, ln)
    }

    /// `ln(1 - x)`
    pub fn ln_1m(&mut self, x: NodeId) -> NodeId {
        let minus = self.unary(Unary::Neg, x);
        self.unary(Unary::Ln1p, minus)
    }

    /// `value`, but NaN where `low` is above `high`.
    fn guarded(&mut self, value: NodeId, low: NodeId, high: NodeId) -> NodeId {
        let guard = self.binary(Binary::Guard, low, high);
        self.add(value, guard)
    }
}
