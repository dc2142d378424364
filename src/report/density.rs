//! What `mcrun log-density` prints: a JSON list with an object for each point.

use serde_json::{Map, Value as Json, json};

use crate::data::write::{datum_json, number_json};
use crate::stan::datum::Datum;

/// The density at one point.
#[derive(Debug, Clone, PartialEq)]
pub enum PointDensity {
    /// It has a value.
    #[allow(missing_docs)]
    Evaluated {
        /// With Jacobian.
        log_density: f64,
        /// Of `log_density`, on the unconstrained scale.
        gradient: Vec<f64>,
        log_density_no_jacobian: f64,
        /// The parameters by name on the user's scale.
        constrained: Vec<(String, Datum)>,
    },
    /// The model refused the point: what it said, with its place.
    Rejected(String),
}

/// The list as text, each point on a line of its own.
pub fn text(points: &[PointDensity]) -> String {
    let lines: Vec<String> = points.iter().map(|p| point_json(p).to_string()).collect();
    if lines.is_empty() { "[]\n".into() } else { format!("[\n{}\n]\n", lines.join(",\n")) }
}

fn point_json(point: &PointDensity) -> Json {
    match point {
        PointDensity::Evaluated { log_density, gradient, log_density_no_jacobian, constrained } => json!({
            "log_density": number_json(*log_density),
            "gradient": gradient.iter().copied().map(number_json).collect::<Vec<Json>>(),
            "log_density_no_jacobian": number_json(*log_density_no_jacobian),
            "constrained": constrained.iter()
                .map(|(name, datum)| (name.clone(), datum_json(datum))).collect::<Map<String, Json>>(),
        }),
        PointDensity::Rejected(why) => json!({ "rejected": why }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stan::datum::Numbers;

    #[test]
    fn each_point_is_an_object() {
        let datum =
            Datum { dims: vec![2, 2], numbers: Numbers::Reals(vec![1.0, 2.0, 3.5, f64::NAN]), place: "".into() };
        let points = [
            PointDensity::Evaluated {
                log_density: f64::NEG_INFINITY,
                gradient: vec![0.5],
                log_density_no_jacobian: -1.0,
                constrained: vec![("y".into(), datum)],
            },
            PointDensity::Rejected("scale is 0".into()),
        ];
        let expected = concat!(
            "[\n",
            r#"{"log_density":"-Infinity","gradient":[0.5],"log_density_no_jacobian":-1.0,"#,
            r#""constrained":{"y":[[1.0,2.0],[3.5,"NaN"]]}},"#,
            "\n",
            r#"{"rejected":"scale is 0"}"#,
            "\n]\n",
        );
        assert_eq!(text(&points), expected);
        assert_eq!(text(&[]), "[]\n");
    }
}
