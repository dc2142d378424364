//! Targets with known moments.

use mcrun::data::json;
use mcrun::density::{EvalError, Evaluator, LogDensity, OutputWriter, Outputs};
use mcrun::draws::{Element, Variable};
use mcrun::math::elementary::exp;
use mcrun::math::erf::{inv_phi, phi};
use mcrun::math::linalg::solve::Lu;
use mcrun::stan::bind::bind;
use mcrun::stan::compile::compile;
use mcrun::stan::model::StanModel;
use mcrun::stream::StreamId;

use crate::replicates::Moment;

/// A normal density with mean 0.
pub struct Normal {
    covariance: Vec<Vec<f64>>,
    precision: Vec<f64>,
    outputs: Vec<Variable>,
}

impl Normal {
    pub fn new(covariance: Vec<Vec<f64>>) -> Normal {
        let n = covariance.len();
        let precision = Lu::new(&covariance.concat(), n).inverse();
        let outputs = vec![Variable { name: "x".into(), dims: vec![n], element: Element::Float }];
        Normal { covariance, precision, outputs }
    }

    /// All coordinates times `factor`.
    pub fn scaled(&self, factor: f64) -> Normal {
        let row = |row: &Vec<f64>| row.iter().map(|x| x * factor * factor).collect();
        Normal::new(self.covariance.iter().map(row).collect())
    }

    /// Means and products.
    pub fn moments(&self) -> Vec<Moment> {
        let n = self.covariance.len();
        let mut moments: Vec<Moment> = (0..n).map(|i| Moment::new(move |x: &[f64]| x[i], 0.0)).collect();
        for i in 0..n {
            moments.extend((0..=i).map(|j| Moment::new(move |x: &[f64]| x[i] * x[j], self.covariance[i][j])));
        }
        moments
    }
}

impl LogDensity for Normal {
    fn dim(&self) -> usize {
        self.covariance.len()
    }

    fn evaluator(&self) -> Box<dyn Evaluator + '_> {
        Box::new(NormalEvaluator(self))
    }
}

struct NormalEvaluator<'a>(&'a Normal);

impl Evaluator for NormalEvaluator<'_> {
    fn logp(&mut self, x: &[f64]) -> Result<f64, EvalError> {
        self.logp_grad(x, &mut vec![0.0; x.len()])
    }

    fn logp_grad(&mut self, x: &[f64], grad: &mut [f64]) -> Result<f64, EvalError> {
        for (slope, row) in grad.iter_mut().zip(self.0.precision.chunks_exact(x.len())) {
            *slope = -row.iter().zip(x).map(|(a, b)| a * b).sum::<f64>();
        }
        Ok(0.5 * grad.iter().zip(x).map(|(a, b)| a * b).sum::<f64>())
    }
}

impl Outputs for Normal {
    fn outputs(&self) -> &[Variable] {
        &self.outputs
    }

    fn writer(&self) -> Box<dyn OutputWriter + '_> {
        Box::new(Copy)
    }
}

struct Copy;

impl OutputWriter for Copy {
    fn write(&mut self, x: &[f64], _: StreamId, out: &mut [f64]) -> Result<(), EvalError> {
        out.copy_from_slice(x);
        Ok(())
    }
}

/// A Stan program.
pub struct StanTarget(StanModel<'static>);

fn stan(text: &str, data: &str) -> StanTarget {
    let compiled = compile(text, "model.stan", &|file| Err(format!("no file {file}"))).expect("the program is right");
    let data = json::read("data.json", data).expect("the data are right");
    let bound = bind(&compiled.program, &compiled.sources, &data, 0).expect("the data fit");
    StanTarget(StanModel::new(bound, Box::new(|_| ())))
}

impl StanTarget {
    /// Outputs: v, z, x, w.
    pub fn funnel() -> StanTarget {
        stan(
            "parameters { real v; real z; }
             transformed parameters { real x = exp(v / 2) * z; }
             model { v ~ normal(0, 3); z ~ std_normal(); }
             generated quantities { real w = x * x < 1; }",
            "{}",
        )
    }

    /// Outputs: a, b, c.
    pub fn bounded() -> StanTarget {
        stan(
            "parameters { real<lower=0> a; real<lower=-1, upper=2> b; real<upper=3> c; }
             model { a ~ gamma(2, 1); (b + 1) / 3 ~ beta(2, 2); 3 - c ~ gamma(3, 1); }",
            "{}",
        )
    }

    pub fn simplex() -> StanTarget {
        stan("parameters { simplex[3] p; } model { p ~ dirichlet([2.5, 3, 4]'); }", "{}")
    }

    pub fn eight_schools() -> StanTarget {
        let program = include_str!("../../models/eight_schools/eight_schools.stan");
        stan(program, include_str!("../../models/eight_schools/eight_schools.json"))
    }
}

impl LogDensity for StanTarget {
    fn dim(&self) -> usize {
        self.0.dim()
    }

    fn evaluator(&self) -> Box<dyn Evaluator + '_> {
        LogDensity::evaluator(&self.0)
    }
}

impl Outputs for StanTarget {
    fn outputs(&self) -> &[Variable] {
        Outputs::outputs(&self.0)
    }

    fn writer(&self) -> Box<dyn OutputWriter + '_> {
        self.0.writer()
    }
}

/// A Stan program whose density is taken without the Jacobian of its transforms, with gradients by differences.
pub struct WithoutJacobian(pub StanTarget);

impl LogDensity for WithoutJacobian {
    fn dim(&self) -> usize {
        self.0.dim()
    }

    fn evaluator(&self) -> Box<dyn Evaluator + '_> {
        Box::new(WithoutJacobianEvaluator(&self.0.0))
    }
}

struct WithoutJacobianEvaluator<'a>(&'a StanModel<'static>);

impl Evaluator for WithoutJacobianEvaluator<'_> {
    fn logp(&mut self, x: &[f64]) -> Result<f64, EvalError> {
        self.0.log_density_no_jacobian(x)
    }

    fn logp_grad(&mut self, x: &[f64], grad: &mut [f64]) -> Result<f64, EvalError> {
        const STEP: f64 = 1e-5;
        for i in 0..x.len() {
            let mut moved = |by: f64| {
                let mut x = x.to_vec();
                x[i] += by;
                self.logp(&x)
            };
            grad[i] = (moved(STEP)? - moved(-STEP)?) / (2.0 * STEP);
        }
        self.logp(x)
    }
}

impl Outputs for WithoutJacobian {
    fn outputs(&self) -> &[Variable] {
        self.0.outputs()
    }

    fn writer(&self) -> Box<dyn OutputWriter + '_> {
        self.0.writer()
    }
}

/// Of the funnel whose neck has this standard deviation: of v, and the probability that x is within 1 of 0.
pub fn funnel_moments(sd: f64) -> Vec<Moment> {
    let n = 2000;
    let inside = |i: usize| {
        let v = sd * inv_phi((i as f64 + 0.5) / n as f64);
        2.0 * phi(exp(-0.5 * v)) - 1.0
    };
    let within = (0..n).map(inside).sum::<f64>() / n as f64;
    vec![
        Moment::new(|x| x[0], 0.0),
        Moment::new(|x| x[0] * x[0], sd * sd),
        Moment::new(|x| x[1], 0.0),
        Moment::new(|x| x[1] * x[1], 1.0),
        Moment::new(|x| x[0] * x[1], 0.0),
        Moment::new(|x| x[3], within),
    ]
}

/// Gamma(2, 1), beta(2, 2) on (-1, 2), and 3 less gamma(3, 1).
pub fn bounded_moments() -> Vec<Moment> {
    vec![
        Moment::new(|x| x[0], 2.0),
        Moment::new(|x| x[0] * x[0], 6.0),
        Moment::new(|x| x[1], 0.5),
        Moment::new(|x| x[1] * x[1], 0.7),
        Moment::new(|x| x[2], 0.0),
        Moment::new(|x| x[2] * x[2], 3.0),
        Moment::new(|x| x[0] * x[1], 1.0),
        Moment::new(|x| x[0] * x[2], 0.0),
        Moment::new(|x| x[1] * x[2], 0.0),
    ]
}

/// Dirichlet(2.5, 3, 4).
pub fn simplex_moments() -> Vec<Moment> {
    let (alpha, total) = ([2.5, 3.0, 4.0], 9.5);
    let mut moments: Vec<Moment> = (0..3).map(|i| Moment::new(move |x: &[f64]| x[i], alpha[i] / total)).collect();
    for i in 0..3 {
        for j in 0..=i {
            let product = alpha[i] * (alpha[j] + f64::from(u8::from(i == j))) / (total * (total + 1.0));
            moments.push(Moment::new(move |x: &[f64]| x[i] * x[j], product));
        }
    }
    moments
}
