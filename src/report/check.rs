//! What `mcrun check` says about a model.

use serde_json::{Value as Json, json};

use super::numbers::{counted, significant};
use super::summary::shape;
use super::table::{Table, wrapped};
use crate::data::write::number_json;

/// What was found out about a model.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckReport {
    /// The program's file, or what stands for it.
    pub program: String,
    /// All variables that come out, in order.
    pub variables: Vec<CheckedVariable>,
    /// Number of unconstrained coordinates.
    pub dimension: u64,
    /// One point that was evaluated; `None` for a program without parameters.
    pub point: Option<CheckedPoint>,
    /// The methods with what speaks against them, if anything.
    pub methods: Vec<(String, Option<String>)>,
    /// What else should be known, as data that the program does not use.
    pub notes: Vec<String>,
}

/// One variable of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct CheckedVariable {
    pub name: String,
    /// `parameter`, `transformed parameter`, `generated quantity`.
    pub role: String,
    /// As declared: `real<lower=0>`, `simplex`.
    pub declared: String,
    /// Empty for a scalar.
    pub dims: Vec<usize>,
    /// How many unconstrained coordinates it has, for a parameter.
    pub n_unconstrained: Option<u64>,
}

/// The density at one point.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedPoint {
    /// Which point it is: `0 on the unconstrained scale`.
    pub place: String,
    /// The log density with Jacobian, or why there is none.
    pub log_density: Result<f64, String>,
}

impl CheckReport {
    /// As text for the terminal, with a newline at the end.
    pub fn text(&self) -> String {
        let mut out = format!("{}\n\n", self.program);
        let mut table = Table::new(4, &["variable", "role", "type", "shape", "unconstrained"]);
        for v in &self.variables {
            let n = v.n_unconstrained.map(|n| n.to_string()).unwrap_or_default();
            table.row(vec![v.name.clone(), v.role.clone(), v.declared.clone(), shape(&v.dims), n]);
        }
        out.push_str(&table.show());
        out.push_str(&format!("\n  {}\n", counted(self.dimension, "unconstrained coordinate")));
        if let Some(point) = &self.point {
            out.push_str(&match &point.log_density {
                Ok(value) => format!("  log density at {}: {}\n", point.place, significant(*value, 10)),
                Err(why) => format!("  no log density at {}:\n    {}\n", point.place, why.replace('\n', "\n    ")),
            });
        }
        out.push_str(&self.methods_text());
        for note in &self.notes {
            out.push_str(&format!("\nnote: {}\n", wrapped(note, 96, 6)));
        }
        out
    }

    /// As one JSON object.
    pub fn json(&self) -> Json {
        let variables = self.variables.iter().map(|v| {
            json!({
                "name": v.name,
                "role": v.role,
                "type": v.declared,
                "shape": v.dims,
                "unconstrained": v.n_unconstrained,
            })
        });
        let point = self.point.as_ref().map(|point| match &point.log_density {
            Ok(value) => json!({ "point": point.place, "log_density": number_json(*value) }),
            Err(why) => json!({ "point": point.place, "rejected": why }),
        });
        let fit: Vec<&String> = self.methods.iter().filter(|(_, why)| why.is_none()).map(|(name, _)| name).collect();
        json!({
            "program": self.program,
            "variables": variables.collect::<Vec<Json>>(),
            "dimension": self.dimension,
            "point": point,
            "methods": fit,
            "notes": self.notes,
        })
    }

    fn methods_text(&self) -> String {
        let fit: Vec<&str> =
            self.methods.iter().filter(|(_, why)| why.is_none()).map(|(name, _)| name.as_str()).collect();
        let mut out = format!("  methods that fit: {}\n", if fit.is_empty() { "none".into() } else { fit.join(", ") });
        for (name, why) in &self.methods {
            if let Some(why) = why {
                out.push_str(&format!("    not {name}: {}\n", wrapped(why, 96, 8)));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_shown_with_its_variables() {
        let variable = |name: &str, role: &str, declared: &str, dims: &[usize], n| CheckedVariable {
            name: name.into(),
            role: role.into(),
            declared: declared.into(),
            dims: dims.to_vec(),
            n_unconstrained: n,
        };
        let report = CheckReport {
            program: "m.stan".into(),
            variables: vec![
                variable("tau", "parameter", "real<lower=0>", &[], Some(1)),
                variable("theta", "transformed parameter", "vector", &[8], None),
            ],
            dimension: 1,
            point: Some(CheckedPoint { place: "0 on the unconstrained scale".into(), log_density: Ok(-12.5) }),
            methods: vec![("grid".into(), None), ("sweep".into(), Some("there is nothing to sweep".into()))],
            notes: vec!["the data K are not used".into()],
        };
        let expected = concat!(
            "m.stan\n",
            "\n",
            "  variable  role                   type           shape   unconstrained\n",
            "  tau       parameter              real<lower=0>  scalar              1\n",
            "  theta     transformed parameter  vector         8\n",
            "\n",
            "  1 unconstrained coordinate\n",
            "  log density at 0 on the unconstrained scale: -12.5\n",
            "  methods that fit: grid\n",
            "    not sweep: there is nothing to sweep\n",
            "\n",
            "note: the data K are not used\n",
        );
        assert_eq!(report.text(), expected);
        assert_eq!(report.json()["point"]["log_density"], json!(-12.5));
    }
}
