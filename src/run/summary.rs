//! The summary of a result, from its file alone.

use std::path::Path;

use super::{RunError, findings};
use crate::draws::{Attribute, Coordinate, Group};
use crate::report::summary::{Findings, Summary};
use crate::store::read::{ReadError, ResultReader};
use crate::workers::{self, Workers};

/// The summary of a result.
pub fn summary(path: &Path) -> Result<Summary, RunError> {
    read(path).map_err(|error| RunError::Input(vec![format!("error: {error}")]))
}

fn read(path: &Path) -> Result<Summary, ReadError> {
    let reader = ResultReader::open(path)?;
    let groups = reader.groups()?;
    let group = |name: &str| groups.iter().find(|group| group.name == name);
    let record = group("mcrun").expect("a result that opens has its record");
    let mut found = Vec::new();
    if let Some(grid) = group("grid") {
        let (names, values) = table(&reader, record, "axis", "estimates")?;
        found.push(findings::grid(&names, &values, record, grid));
    }
    if let Some(sweep) = group("sweep") {
        let (names, values) = table(&reader, record, "output", "ranges")?;
        found.push(findings::sweep(&names, &values, record, sweep));
    }
    let workers = Workers::new(workers::available());
    let weighted = group("weighted_posterior");
    if let Some(weighted) = weighted {
        let read = |array: &str| reader.read_f64("weighted_posterior", array);
        found.push(findings::importance(weighted, findings::recorded_weights(record), &workers, read)?);
    }
    if let Some(posterior) = group("posterior") {
        let without = match weighted {
            Some(weighted) => findings::elements(weighted),
            None => labels(record, "axis"),
        };
        let without: Vec<&str> = without.iter().map(String::as_str).collect();
        let read = |array: usize| reader.read_f64("posterior", &posterior.arrays[array].name);
        let draws = match group("sample_stats") {
            Some(_) => findings::chains(posterior, &workers, read)?,
            None => findings::draws(posterior, &without, &workers, read)?,
        };
        found.extend(worth_showing(draws));
    }
    if let Some(prior) = group("prior") {
        let read = |array: usize| reader.read_f64("prior", &prior.arrays[array].name);
        found.extend(worth_showing(findings::draws(prior, &[], &workers, read)?));
    }
    Ok(Summary { findings: found, warnings: texts(record, "warnings") })
}

/// Draws of at least one variable.
pub(super) fn worth_showing(draws: Findings) -> Option<Findings> {
    let is_empty = match &draws {
        Findings::Draws { variables, .. } => variables.is_empty(),
        Findings::Chains { variables, .. } => variables.is_empty(),
        Findings::Grid { .. } | Findings::Importance { .. } | Findings::Sweep { .. } => false,
    };
    (!is_empty).then_some(draws)
}

/// The names of the rows of a table of the record and its numbers; nothing where there is no such table.
fn table(reader: &ResultReader, record: &Group, rows: &str, name: &str) -> Result<(Vec<String>, Vec<f64>), ReadError> {
    let names = labels(record, rows);
    let values = if names.is_empty() { Vec::new() } else { reader.read_f64("mcrun", name)? };
    Ok((names, values))
}

/// The labels along a dimension, if it is there.
fn labels(group: &Group, dimension: &str) -> Vec<String> {
    let found = group.dimensions.iter().find(|known| known.name == dimension);
    match found.map(|dimension| &dimension.coordinate) {
        Some(Coordinate::Labels(labels)) => labels.clone(),
        _ => Vec::new(),
    }
}

fn texts(group: &Group, name: &str) -> Vec<String> {
    let found = group.attributes.iter().find(|(key, _)| key == name);
    match found {
        Some((_, Attribute::Texts(texts))) => texts.clone(),
        _ => Vec::new(),
    }
}
