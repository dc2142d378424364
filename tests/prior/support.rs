//! Programs with their priors, and how far draws may be from a distribution.

use mcrun::density::Prior;
use mcrun::math::elementary::ln;
use mcrun::stan::bind::bind;
use mcrun::stan::compile::{Compiled, compile};
use mcrun::stan::library;
use mcrun::stan::model::StanModel;
use mcrun::stan::model::prior::StanPrior;
use mcrun::stan::value::Value;
use mcrun::stream::{Purpose, StreamId};

/// The chance that any one comparison fails by accident.
const FALSE_ALARM: f64 = 1e-8;

/// A program with its data.
pub struct Program {
    pub compiled: Compiled,
    pub model: StanModel<'static>,
}

pub fn program(code: &str, data: &str) -> Program {
    let compiled = compile(code, "m.stan", &|_| Err("there are no files".into())).unwrap_or_else(|m| panic!("{m}"));
    let data = mcrun::data::json::read("data.json", data).expect("the data can be read");
    let bound = bind(&compiled.program, &compiled.sources, &data, 1).unwrap_or_else(|errors| panic!("{errors:?}"));
    Program { compiled, model: StanModel::new(bound, Box::new(|_| ())) }
}

impl Program {
    pub fn prior(&self) -> StanPrior<'_> {
        StanPrior::new(&self.compiled, &self.model, 0).unwrap_or_else(|mistakes| panic!("{}", mistakes.join("\n")))
    }

    /// What is in the way of drawing.
    pub fn mistakes(&self) -> String {
        match StanPrior::new(&self.compiled, &self.model, 0) {
            Ok(_) => panic!("the prior can be drawn from"),
            Err(mistakes) => mistakes.join("\n"),
        }
    }

    /// `n` draws, each all parameters and then all data that are drawn.
    pub fn draws(&self, n: u64) -> Vec<Vec<f64>> {
        let prior = self.prior();
        let mut sampler = prior.sampler();
        let n_predicted = prior.observed().len();
        let draw = |task| {
            let id = |purpose| StreamId { seed: 1, purpose, chain: 0, task, iteration: 0 };
            let (mut point, mut data) = (vec![0.0; self.model.bound().n_constrained()], vec![0.0; n_predicted]);
            sampler.draw(id(Purpose::Prior), &mut point).expect("a draw");
            sampler.predict(&point, id(Purpose::Prediction), &mut data).expect("data");
            point.extend(data);
            point
        };
        (0..n).map(draw).collect()
    }
}

/// By the inequality of Dvoretzky, Kiefer, Wolfowitz and Massart, the empirical distribution function of `n` draws is nowhere
/// farther from the true one, but for a rare accident.
pub fn bound(n: usize) -> f64 {
    (ln(2.0 / FALSE_ALARM) / (2.0 * n as f64)).sqrt()
}

/// The largest distance between the empirical distribution function of the draws and `cdf`.
pub fn distance(mut draws: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
    draws.sort_by(f64::total_cmp);
    let n = draws.len() as f64;
    let at = |(k, x): (usize, &f64)| {
        let p = cdf(*x);
        ((k + 1) as f64 / n - p).abs().max((k as f64 / n - p).abs())
    };
    draws.iter().enumerate().map(at).fold(0.0, f64::max)
}

/// The largest distance between two empirical distribution functions.
pub fn distance_between(first: Vec<f64>, mut second: Vec<f64>) -> f64 {
    second.sort_by(f64::total_cmp);
    let n = second.len() as f64;
    let share = |x: f64| second.partition_point(|y| *y <= x) as f64 / n;
    distance(first, share)
}

/// A function of scalars of the library.
pub fn call(name: &str, arguments: &[f64]) -> f64 {
    let values: Vec<Value<f64>> = arguments.iter().map(|x| Value::Real(*x)).collect();
    let function = library::lookup::<f64>(name).unwrap_or_else(|| panic!("there is no {name}"));
    function(&values.iter().collect::<Vec<_>>()).unwrap_or_else(|error| panic!("{error}")).real()
}
