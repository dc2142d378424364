//! Densities in closed form, and a way to run a grid over them.

use mcrun::density::{ConstrainedDensity, ConstrainedEvaluator, EvalError};
use mcrun::draws::memory::MemorySink;
use mcrun::draws::{Element, Variable};
use mcrun::math::elementary::ln;
use mcrun::methods::error::{MethodError, OnError, SettingsError};
use mcrun::methods::grid::summary::{Estimate, GridSummary};
use mcrun::methods::grid::{self, GridPlan, GridSettings};
use mcrun::stream::StreamId;
use mcrun::workers::Workers;

type LogDensity = Box<dyn Fn(&[f64]) -> Result<f64, EvalError> + Sync>;

/// A density that is a function.
pub struct Analytic {
    pub parameters: Vec<Variable>,
    pub outputs: Vec<Variable>,
    pub bounds: Vec<(f64, f64)>,
    pub log_density: LogDensity,
}

impl Analytic {
    /// Scalar parameters without bounds.
    pub fn new(names: &[&str], log_density: impl Fn(&[f64]) -> f64 + Sync + 'static) -> Analytic {
        let parameters: Vec<Variable> = names.iter().map(|name| variable(name, &[])).collect();
        Analytic::fallible(parameters, move |point| Ok(log_density(point)))
    }

    pub fn fallible(
        parameters: Vec<Variable>,
        log_density: impl Fn(&[f64]) -> Result<f64, EvalError> + Sync + 'static,
    ) -> Analytic {
        let n = parameters.iter().map(Variable::len).sum();
        Analytic {
            outputs: parameters.clone(),
            parameters,
            bounds: vec![(f64::NEG_INFINITY, f64::INFINITY); n],
            log_density: Box::new(log_density),
        }
    }

    pub fn bounded(mut self, element: usize, low: f64, high: f64) -> Analytic {
        self.bounds[element] = (low, high);
        self
    }
}

pub fn variable(name: &str, dims: &[usize]) -> Variable {
    Variable { name: name.into(), dims: dims.to_vec(), element: Element::Float }
}

impl ConstrainedDensity for Analytic {
    fn parameters(&self) -> &[Variable] {
        &self.parameters
    }

    fn outputs(&self) -> &[Variable] {
        &self.outputs
    }

    fn bounds(&self, element: usize) -> (f64, f64) {
        self.bounds[element]
    }

    fn evaluator(&self) -> Box<dyn ConstrainedEvaluator + '_> {
        Box::new(AnalyticEvaluator(self))
    }
}

struct AnalyticEvaluator<'a>(&'a Analytic);

impl ConstrainedEvaluator for AnalyticEvaluator<'_> {
    fn log_density(&mut self, point: &[f64]) -> Result<f64, EvalError> {
        (self.0.log_density)(point)
    }

    /// The parameters; after them, where more is wanted, uniform numbers, and uniform integers below 6.
    fn write_outputs(&mut self, point: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError> {
        if point[0] > 1e6 {
            return Err(EvalError::Rejected("too far out".into()));
        }
        let mut rng = stream.rng();
        out[..point.len()].copy_from_slice(point);
        let mut rest = &mut out[point.len()..];
        for variable in &self.0.outputs[self.0.parameters.len()..] {
            let (own, later) = rest.split_at_mut(variable.len());
            for value in own {
                *value = if variable.element == Element::Int { rng.below(6) as f64 } else { rng.uniform() };
            }
            rest = later;
        }
        Ok(())
    }
}

/// A finished grid.
#[derive(Debug)]
pub struct Finished {
    pub summary: GridSummary,
    pub sink: MemorySink,
}

impl Finished {
    pub fn grid(&self, array: &str) -> Vec<f64> {
        self.sink.values("grid", array).unwrap_or_else(|| panic!("no complete array {array}"))
    }

    pub fn posterior(&self, array: &str) -> Vec<f64> {
        self.sink.values("posterior", array).unwrap_or_else(|| panic!("no complete array {array}"))
    }

    pub fn log_evidence(&self) -> Estimate {
        self.summary.log_evidence.unwrap()
    }

    /// Every number of every array, as bits.
    pub fn bits(&self) -> Vec<(String, Vec<u64>)> {
        let arrays = self.sink.layout().iter().flat_map(|group| group.arrays.iter().map(move |array| (group, array)));
        let bits = |(group, array): (&mcrun::draws::Group, &mcrun::draws::Array)| {
            let values = self.sink.values(&group.name, &array.name).unwrap();
            (format!("{}/{}", group.name, array.name), values.into_iter().map(f64::to_bits).collect())
        };
        arrays.map(bits).collect()
    }
}

/// The settings of a grid as TOML, below `[method]`.
pub fn settings(toml: &str) -> GridSettings {
    toml::from_str(toml).unwrap_or_else(|error| panic!("{error}"))
}

pub fn plan(density: &Analytic, toml: &str) -> Result<GridPlan, SettingsError> {
    GridPlan::new(&settings(toml), OnError::Reject, density, 1 << 30)
}

pub fn try_grid(density: &Analytic, toml: &str, workers: usize) -> Result<Finished, MethodError> {
    let plan = plan(density, toml)?;
    let sink = MemorySink::new(grid::layout(&plan));
    let summary = grid::run(density, &plan, 1, &Workers::new(workers), &sink, &|_| ())?;
    Ok(Finished { summary, sink })
}

pub fn run_grid(density: &Analytic, toml: &str) -> Finished {
    try_grid(density, toml, 2).unwrap_or_else(|error| panic!("{error}"))
}

/// `ln N(x | mean, sd)`
pub fn normal(x: f64, mean: f64, sd: f64) -> f64 {
    let z = (x - mean) / sd;
    -0.5 * z * z - ln(sd) - 0.5 * ln(std::f64::consts::TAU)
}

/// Quantiles of the standard normal distribution at the levels of the summary.
pub const NORMAL_QUANTILES: [f64; 5] =
    [-1.959963984540054, -0.994457883209753, 0.0, 0.994457883209753, 1.959963984540054];

/// Two normals with correlation 0.8, of mass `e^3`: `a` is N(1, 2²) and `b` is N(-1, 0.5²).
pub fn correlated_normal() -> Analytic {
    Analytic::new(&["a", "b"], |point| {
        let mean = -1.0 + 0.8 * 0.5 / 2.0 * (point[0] - 1.0);
        3.0 + normal(point[0], 1.0, 2.0) + normal(point[1], mean, 0.5 * 0.6)
    })
}

/// A funnel that is not too deep: `v` is N(0, 1) and `x` is N(0, exp(v)).
pub fn funnel() -> Analytic {
    Analytic::new(&["v", "x"], |point| {
        normal(point[0], 0.0, 1.0) + normal(point[1], 0.0, mcrun::math::elementary::exp(0.5 * point[0]))
    })
}

/// `x` is N(0, 1) and `y` is N(x², 0.5²).
pub fn banana() -> Analytic {
    Analytic::new(&["x", "y"], |point| normal(point[0], 0.0, 1.0) + normal(point[1], point[0] * point[0], 0.5))
}

/// Gamma(3, 2), normalised.
pub fn gamma() -> Analytic {
    Analytic::new(&["x"], |point| 3.0 * ln(2.0) - ln(2.0) + 2.0 * ln(point[0]) - 2.0 * point[0]).bounded(
        0,
        0.0,
        f64::INFINITY,
    )
}

/// The exponential distribution with rate 1 above 0.
pub fn exponential() -> Analytic {
    Analytic::new(&["x"], |point| -point[0]).bounded(0, 0.0, f64::INFINITY)
}
