//! Findings as JSON.

use serde_json::{Map, Value as Json, json};

use super::{ChainEstimate, Estimate, Findings, OutputRange, PROBABILITIES};
use crate::data::write::number_json;

impl Findings {
    pub(super) fn json(&self) -> Map<String, Json> {
        let object = match self {
            Findings::Grid { axes, log_evidence, points } => json!({
                "axes": by_name(axes),
                "log_evidence": log_evidence.map(|e| number_json(e.value)),
                "log_evidence_error": log_evidence.and_then(|e| e.error).map(number_json),
                "points": points.n,
                "rejected": points.n_rejected,
            }),
            Findings::Importance { variables, log_evidence, ess, pareto_k, points } => json!({
                "weighted": by_name(variables),
                "log_evidence": number_json(log_evidence.value),
                "log_evidence_error": log_evidence.error.map(number_json),
                "ess": number_json(*ess),
                "pareto_k": number_json(*pareto_k),
                "points": points.n,
                "rejected": points.n_rejected,
            }),
            Findings::Sweep { outputs, points } => json!({
                "outputs": outputs.iter().map(range_json).collect::<Map<String, Json>>(),
                "points": points.n,
                "rejected": points.n_rejected,
            }),
            Findings::Draws { variables, n_chains, n_draws } => json!({
                "variables": by_name(variables),
                "chains": n_chains,
                "draws": n_draws,
            }),
            Findings::Chains { variables, n_chains, n_draws } => json!({
                "variables": variables.iter().map(chain_estimate_json).collect::<Map<String, Json>>(),
                "chains": n_chains,
                "draws": n_draws,
            }),
        };
        match object {
            Json::Object(object) => object,
            _ => unreachable!("findings are written as objects"),
        }
    }
}

fn by_name(rows: &[Estimate]) -> Map<String, Json> {
    rows.iter().map(|row| (row.name.clone(), estimate_json(row))).collect()
}

fn estimate_json(row: &Estimate) -> Json {
    json!({
        "unit": row.unit,
        "mode": row.mode.map(number_json),
        "mean": number_json(row.mean),
        "sd": number_json(row.sd),
        "quantiles": by_probability(row.quantiles),
        "error": row.error.map(number_json),
        "error_of_sd": row.error_of_sd.map(number_json),
        "error_of_quantiles": row.error_of_quantiles.map(by_probability),
    })
}

fn by_probability(quantiles: [f64; 5]) -> Map<String, Json> {
    PROBABILITIES.iter().zip(quantiles).map(|(p, q)| (p.to_string(), number_json(q))).collect()
}

fn chain_estimate_json(row: &ChainEstimate) -> (String, Json) {
    let mut values = estimate_json(&row.estimate);
    values["rhat"] = number_json(row.rhat);
    values["ess_bulk"] = number_json(row.ess_bulk);
    values["ess_tail"] = number_json(row.ess_tail);
    (row.estimate.name.clone(), values)
}

fn range_json(row: &OutputRange) -> (String, Json) {
    let values = json!({
        "unit": row.unit,
        "shape": row.dims,
        "min": number_json(row.min),
        "mean": number_json(row.mean),
        "max": number_json(row.max),
    });
    (row.name.clone(), values)
}
