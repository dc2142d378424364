//! Findings as tables for the terminal.

use super::{ChainEstimate, Estimate, Findings, OutputRange, Points};
use crate::report::numbers::{self, Digits, counted, significant, with_error};
use crate::report::table::Table;

/// The names of the [probabilities](super::PROBABILITIES) as column heads.
const QUANTILES: [&str; 5] = ["2.5 %", "16 %", "50 %", "84 %", "97.5 %"];

impl Findings {
    pub(super) fn text(&self) -> String {
        match self {
            Findings::Grid { axes, log_evidence, points } => {
                let evidence = log_evidence.map(|e| format!("  log evidence  {}\n", with_error(e.value, e.error)));
                let axes = (!axes.is_empty()).then(|| estimates("axis", axes));
                axes.into_iter().chain(evidence).chain([points_text(points)]).collect::<Vec<_>>().join("\n")
            }
            Findings::Importance { variables, log_evidence, ess, pareto_k, points } => {
                let evidence = with_error(log_evidence.value, log_evidence.error);
                let table = (!variables.is_empty()).then(|| estimates("variable", variables));
                let weights = format!(
                    "  log evidence  {evidence}\n  effective sample size {}, Pareto k {}\n",
                    significant(ess.round(), 7),
                    significant(*pareto_k, 2)
                );
                table.into_iter().chain([weights, points_text(points)]).collect::<Vec<_>>().join("\n")
            }
            Findings::Sweep { outputs, points } => [ranges(outputs), points_text(points)].join("\n"),
            Findings::Draws { variables, n_chains, n_draws } => {
                let chains = counted(*n_chains, "chain");
                format!("{}\n  {chains} of {}\n", estimates("variable", variables), counted(*n_draws, "draw"))
            }
            Findings::Chains { variables, n_chains, n_draws } => {
                let chains = counted(*n_chains, "chain");
                format!("{}\n  {chains} of {}\n", chain_estimates(variables), counted(*n_draws, "draw"))
            }
        }
    }
}

fn estimates(head: &str, rows: &[Estimate]) -> String {
    let heads: Vec<&str> = [head, "mode", "mean", "sd"].into_iter().chain(QUANTILES).chain(["error"]).collect();
    let mut table = Table::new(1, &heads);
    for row in rows {
        let known: Vec<f64> = row.quantiles.iter().copied().chain([row.mean, row.sd]).chain(row.mode).collect();
        let digits = Digits::new(row.sd, row.error, &known);
        let mut cells = vec![named(&row.name, row.unit.as_deref())];
        cells.push(row.mode.map(|x| digits.show(x)).unwrap_or_default());
        cells.extend([row.mean, row.sd].iter().chain(&row.quantiles).map(|&x| digits.show(x)));
        cells.push(row.error.map(|e| significant(e, 1)).unwrap_or_default());
        table.row(cells);
    }
    table.show()
}

fn chain_estimates(rows: &[ChainEstimate]) -> String {
    let heads = ["variable", "mean", "error", "sd"].into_iter().chain(QUANTILES);
    let heads: Vec<&str> = heads.chain(["R-hat", "bulk", "tail"]).collect();
    let mut table = Table::new(1, &heads);
    let show = |x: f64, text: String| if x.is_nan() { String::new() } else { text };
    for ChainEstimate { estimate: row, rhat, ess_bulk, ess_tail, .. } in rows {
        let known: Vec<f64> = row.quantiles.iter().copied().chain([row.mean, row.sd]).collect();
        let digits = Digits::new(row.sd, row.error, &known);
        let mut cells = vec![named(&row.name, row.unit.as_deref()), digits.show(row.mean)];
        cells.push(row.error.map(|e| significant(e, 1)).unwrap_or_default());
        cells.extend([row.sd].iter().chain(&row.quantiles).map(|&x| digits.show(x)));
        cells.push(show(*rhat, if rhat.is_finite() { format!("{rhat:.3}") } else { "inf".into() }));
        cells.extend([ess_bulk, ess_tail].map(|size| show(*size, numbers::count(size.round() as u64))));
        table.row(cells);
    }
    table.show()
}

fn ranges(rows: &[OutputRange]) -> String {
    let mut table = Table::new(2, &["output", "shape", "min", "mean", "max"]);
    for row in rows {
        let digits = Digits::new(row.max - row.min, None, &[row.min, row.mean, row.max]);
        let mut cells = vec![named(&row.name, row.unit.as_deref()), shape(&row.dims)];
        cells.extend([row.min, row.mean, row.max].map(|x| digits.show(x)));
        table.row(cells);
    }
    table.show()
}

fn points_text(points: &Points) -> String {
    let mut out = format!("  {}", counted(points.n, "point"));
    if points.n_rejected > 0 {
        out.push_str(&format!(", {} rejected", numbers::count(points.n_rejected)));
        if let Some(first) = &points.first_rejection {
            let indented = first.replace('\n', "\n    ");
            out.push_str(&format!("; the first one with:\n    {indented}"));
        }
    }
    out.push('\n');
    out
}

/// `tau [points]`
fn named(name: &str, unit: Option<&str>) -> String {
    unit.map_or_else(|| name.into(), |unit| format!("{name} [{unit}]"))
}

/// `3 x 2`, `scalar`
pub fn shape(dims: &[usize]) -> String {
    if dims.is_empty() {
        return "scalar".into();
    }
    dims.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ")
}
