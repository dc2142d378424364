//! What a run found, as tables.

use serde_json::{Map, Value as Json, json};

use super::table::wrapped;

mod json;
mod text;

pub(super) use text::shape;

/// The probabilities of [`Estimate::quantiles`].
pub const PROBABILITIES: [f64; 5] = [0.025, 0.16, 0.5, 0.84, 0.975];

/// What is known about one scalar.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Estimate {
    /// `mu`, `theta[1]`.
    pub name: String,
    pub unit: Option<String>,
    /// The coordinate of the largest density found, where there is one.
    pub mode: Option<f64>,
    pub mean: f64,
    pub sd: f64,
    /// At [`PROBABILITIES`].
    pub quantiles: [f64; 5],
    /// How far the mean may be off: by quadrature, or by the finite number of draws.
    pub error: Option<f64>,
    /// The same for the standard deviation.
    pub error_of_sd: Option<f64>,
    /// The same for the quantiles.
    pub error_of_quantiles: Option<[f64; 5]>,
}

/// What chains say about one scalar. What they cannot say is NaN, or none.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct ChainEstimate {
    pub estimate: Estimate,
    pub rhat: f64,
    /// How many independent draws they are worth for the bulk of the distribution.
    pub ess_bulk: f64,
    /// The same for its tails.
    pub ess_tail: f64,
}

/// One output of a sweep, over all points and elements.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct OutputRange {
    pub name: String,
    pub unit: Option<String>,
    /// Its shape at one point; empty for a scalar.
    pub dims: Vec<usize>,
    pub min: f64,
    pub mean: f64,
    pub max: f64,
}

/// A value with its error, where that is known.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub struct WithError {
    pub value: f64,
    pub error: Option<f64>,
}

/// How many points were evaluated and what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct Points {
    pub n: u64,
    /// How many the model refused.
    pub n_rejected: u64,
    /// What the first of these said.
    pub first_rejection: Option<String>,
}

/// What a run found.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Findings {
    /// Of a grid.
    Grid { axes: Vec<Estimate>, log_evidence: Option<WithError>, points: Points },
    /// Of a sweep.
    Sweep { outputs: Vec<OutputRange>, points: Points },
    /// Of weighted draws: `ess` is how many draws of equal weight they are worth.
    Importance { variables: Vec<Estimate>, log_evidence: WithError, ess: f64, pareto_k: f64, points: Points },
    /// Of draws.
    Draws { variables: Vec<Estimate>, n_chains: u64, n_draws: u64 },
    /// Of chains, with what they say of their convergence.
    Chains { variables: Vec<ChainEstimate>, n_chains: u64, n_draws: u64 },
}

/// A summary: findings and warnings.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Summary {
    /// In the order in which they are shown.
    pub findings: Vec<Findings>,
    /// What casts doubt on the findings, each with its remedy.
    pub warnings: Vec<String>,
}

impl Summary {
    /// As tables for the terminal, with a newline at the end.
    pub fn text(&self) -> String {
        let mut out = self.findings.iter().map(Findings::text).collect::<Vec<_>>().join("\n");
        for warning in &self.warnings {
            out.push_str(&format!("\nwarning: {}\n", wrapped(warning, 96, 9)));
        }
        out
    }

    /// As one JSON object.
    pub fn json(&self) -> Json {
        let mut object = Map::new();
        for findings in &self.findings {
            object.append(&mut findings.json());
        }
        object.insert("warnings".into(), json!(self.warnings));
        Json::Object(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(name: &str, unit: Option<&str>, sd: f64, error: Option<f64>) -> Estimate {
        let quantiles = [-1.96, -0.9945, 0.0, 0.9945, 1.96].map(|z| 4.25 + z * sd);
        Estimate {
            name: name.into(),
            unit: unit.map(Into::into),
            mode: Some(4.0),
            mean: 4.25,
            sd,
            quantiles,
            error,
            error_of_sd: None,
            error_of_quantiles: None,
        }
    }

    fn check(findings: Findings, expected: &str) {
        assert_eq!(Summary { findings: vec![findings], warnings: vec![] }.text(), expected);
    }

    #[test]
    fn a_grid_is_a_table_of_its_axes() {
        check(
            Findings::Grid {
                axes: vec![estimate("mu", None, 3.2, Some(0.001)), estimate("tau", Some("points"), 0.05, None)],
                log_evidence: Some(WithError { value: -31.415926, error: Some(0.0002) }),
                points: Points { n: 40401, n_rejected: 12, first_rejection: Some("scale is 0".into()) },
            },
            concat!(
                "  axis            mode    mean      sd    2.5 %    16 %    50 %    84 %   97.5 %  error\n",
                "  mu            4.00    4.25    3.20    -2.02    1.07    4.25    7.43    10.52    0.001\n",
                "  tau [points]  4.0000  4.2500  0.0500   4.1520  4.2003  4.2500  4.2997   4.3480\n",
                "\n",
                "  log evidence  -31.41593 ± 0.00020\n",
                "\n",
                "  40,401 points, 12 rejected; the first one with:\n",
                "    scale is 0\n",
            ),
        );
    }

    #[test]
    fn columns_that_nothing_fills_are_left_out() {
        let row = Estimate { mode: None, ..estimate("theta[1]", None, 3.2, None) };
        check(
            Findings::Draws { variables: vec![row], n_chains: 1, n_draws: 1000 },
            concat!(
                "  variable  mean    sd  2.5 %  16 %  50 %  84 %  97.5 %\n",
                "  theta[1]  4.25  3.20  -2.02  1.07  4.25  7.43   10.52\n",
                "\n",
                "  1 chain of 1,000 draws\n",
            ),
        );
    }

    #[test]
    fn chains_are_a_table_with_what_they_say_of_themselves() {
        let row = |name: &str, rhat: f64, size: f64| ChainEstimate {
            estimate: Estimate { mode: None, ..estimate(name, None, 3.2, Some(0.06)) },
            rhat,
            ess_bulk: size,
            ess_tail: 0.5 * size,
        };
        check(
            Findings::Chains {
                variables: vec![row("mu", 1.0004, 2912.4), row("k", f64::NAN, f64::NAN), row("b", f64::INFINITY, 4.0)],
                n_chains: 4,
                n_draws: 1000,
            },
            concat!(
                "  variable  mean  error    sd  2.5 %  16 %  50 %  84 %  97.5 %  R-hat   bulk   tail\n",
                "  mu        4.25   0.06  3.20  -2.02  1.07  4.25  7.43   10.52  1.000  2,912  1,456\n",
                "  k         4.25   0.06  3.20  -2.02  1.07  4.25  7.43   10.52\n",
                "  b         4.25   0.06  3.20  -2.02  1.07  4.25  7.43   10.52    inf      4      2\n",
                "\n",
                "  4 chains of 1,000 draws\n",
            ),
        );
    }

    #[test]
    fn a_sweep_is_a_table_of_its_outputs() {
        let output = |name: &str, dims: &[usize], max: f64| OutputRange {
            name: name.into(),
            unit: None,
            dims: dims.to_vec(),
            min: 0.0,
            mean: 0.5,
            max,
        };
        check(
            Findings::Sweep {
                outputs: vec![output("d", &[], 1.0), output("curve", &[3, 20], 250.0)],
                points: Points { n: 1, ..Points::default() },
            },
            concat!(
                "  output  shape    min  mean     max\n",
                "  d       scalar  0.00  0.50    1.00\n",
                "  curve   3 x 20  0     0     250\n",
                "\n",
                "  1 point\n",
            ),
        );
    }

    #[test]
    fn warnings_come_last() {
        let findings = Findings::Sweep { outputs: vec![], points: Points::default() };
        let text = Summary { findings: vec![findings], warnings: vec!["the grid is coarse".into()] }.text();
        assert!(text.ends_with("\nwarning: the grid is coarse\n"), "{text}");
    }
}
