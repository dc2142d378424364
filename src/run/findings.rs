//! What was found, as arrays of the group `mcrun` and back: so that a summary can be shown again from the file alone.

use crate::diagnostics::moments::{mean_and_sd, mean_and_sd_of_draws, quantile_of_sorted};
use crate::diagnostics::rhat::rhat;
use crate::diagnostics::weights::{Weights, normalised, quantiles};
use crate::diagnostics::{effective_size, mcse};
use crate::draws::{Array, Attribute, Coordinate, Dimension, Element, Group};
use crate::report::summary::{ChainEstimate, Estimate, Findings, OutputRange, PROBABILITIES, Points, WithError};

/// Columns of the array `estimates`: what is known of each axis of a grid.
const ESTIMATES: [&str; 15] = [
    "mode",
    "mean",
    "sd",
    "q2.5",
    "q16",
    "q50",
    "q84",
    "q97.5",
    "error_of_mean",
    "error_of_sd",
    "error_of_q2.5",
    "error_of_q16",
    "error_of_q50",
    "error_of_q84",
    "error_of_q97.5",
];
/// Columns of the array `ranges`: what is known of each output of a sweep.
const RANGES: [&str; 3] = ["min", "mean", "max"];
use crate::workers::{Ended, Workers};

/// A table of the group `mcrun`.
pub(super) struct Stored {
    pub dimensions: [Dimension; 2],
    pub array: Array,
    pub values: Vec<f64>,
}

/// The table that keeps these findings, if they need one: draws speak for themselves.
pub(super) fn stored(findings: &Findings) -> Option<Stored> {
    match findings {
        Findings::Grid { axes, .. } if !axes.is_empty() => {
            let names = axes.iter().map(|axis| axis.name.clone()).collect();
            Some(table(
                "estimates",
                "axis",
                names,
                "statistic",
                &ESTIMATES,
                axes.iter().flat_map(estimate_row).collect(),
            ))
        }
        Findings::Sweep { outputs, .. } if !outputs.is_empty() => {
            let names = outputs.iter().map(|output| output.name.clone()).collect();
            let values = outputs.iter().flat_map(|output| [output.min, output.mean, output.max]).collect();
            Some(table("ranges", "output", names, "extreme", &RANGES, values))
        }
        _ => None,
    }
}

/// The tables that findings of results with these groups need, without numbers.
pub(super) fn expected(groups: &[Group]) -> Vec<Stored> {
    let table_of = |group: &Group| {
        let axes = || group.dimensions.iter().map(|dimension| dimension.name.clone()).collect();
        let outputs = || group.arrays.iter().map(|array| array.name.clone()).collect();
        match group.name.as_str() {
            "grid" => Some(table("estimates", "axis", axes(), "statistic", &ESTIMATES, Vec::new())),
            "sweep" => Some(table("ranges", "output", outputs(), "extreme", &RANGES, Vec::new())),
            _ => None,
        }
    };
    groups.iter().filter_map(table_of).collect()
}

fn table(name: &str, rows: &str, names: Vec<String>, columns: &str, labels: &[&str], values: Vec<f64>) -> Stored {
    let labels = labels.iter().map(|&label| label.to_owned()).collect();
    Stored {
        dimensions: [
            Dimension::new(rows, Coordinate::Labels(names)),
            Dimension::new(columns, Coordinate::Labels(labels)),
        ],
        array: Array::new(name, vec![rows.to_owned(), columns.to_owned()], Element::Float),
        values,
    }
}

fn estimate_row(axis: &Estimate) -> Vec<f64> {
    let known = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let mut row = vec![known(axis.mode), axis.mean, axis.sd];
    row.extend(axis.quantiles);
    row.extend([known(axis.error), known(axis.error_of_sd)]);
    row.extend(axis.error_of_quantiles.unwrap_or([f64::NAN; 5]));
    row
}

/// What a row of the table says.
fn estimate_of_row(row: &[f64; ESTIMATES.len()], name: &str, unit: Option<String>) -> Estimate {
    let five = |from: usize| std::array::from_fn(|i| row[from + i]);
    let error_of_quantiles = five(10);
    Estimate {
        name: name.to_owned(),
        unit,
        mode: known(row[0]),
        mean: row[1],
        sd: row[2],
        quantiles: five(3),
        error: known(row[8]),
        error_of_sd: known(row[9]),
        error_of_quantiles: known(error_of_quantiles[0]).map(|_| error_of_quantiles),
    }
}

/// A number that is NaN where it is not known.
fn known(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

/// The findings of a grid; `estimates` are those stored, `grid` is the group with its axes.
pub(super) fn grid(names: &[String], estimates: &[f64], record: &Group, grid: &Group) -> Findings {
    let rows = estimates.as_chunks::<{ ESTIMATES.len() }>().0;
    let axes = names.iter().zip(rows).map(|(name, row)| estimate_of_row(row, name, unit(grid, name)));
    let evidence = float(record, "log_evidence");
    let log_evidence = evidence.map(|value| WithError { value, error: float(record, "log_evidence_error") });
    Findings::Grid { axes: axes.collect(), log_evidence, points: points(record) }
}

/// The findings of a sweep; `ranges` are those stored, `sweep` is the group with the outputs.
pub(super) fn sweep(names: &[String], ranges: &[f64], record: &Group, sweep: &Group) -> Findings {
    let outputs = names.iter().zip(ranges.as_chunks::<{ RANGES.len() }>().0).map(|(name, &[min, mean, max])| {
        let dims = sweep.arrays.iter().find(|array| array.name == *name).map(|array| own_dims(sweep, array));
        OutputRange { name: name.clone(), unit: unit(sweep, name), dims: dims.unwrap_or_default(), min, mean, max }
    });
    Findings::Sweep { outputs: outputs.collect(), points: points(record) }
}

/// What draws say of each scalar element of the arrays of a group, but for those named in `without`; `read` gives
/// the numbers of an array.
pub(super) fn draws<E: Send>(
    group: &Group,
    without: &[&str],
    workers: &Workers,
    read: impl Fn(usize) -> Result<Vec<f64>, E>,
) -> Result<Findings, E> {
    let variables = each_scalar(group, without, workers, read, estimate)?;
    let size = |name: &str| group.size(name).unwrap_or(1) as u64;
    Ok(Findings::Draws { variables, n_chains: size("chain"), n_draws: size("draw") })
}

/// What the draws of chains say of each scalar element of the arrays of a group.
pub(super) fn chains<E: Send>(
    group: &Group,
    workers: &Workers,
    read: impl Fn(usize) -> Result<Vec<f64>, E>,
) -> Result<Findings, E> {
    let (n_chains, n_draws) = (group.size("chain").unwrap_or(1), group.size("draw").unwrap_or(1));
    let one = |name, unit, draws| chain_estimate(name, unit, draws, n_draws);
    let variables = each_scalar(group, &[], workers, read, one)?;
    Ok(Findings::Chains { variables, n_chains: n_chains as u64, n_draws: n_draws as u64 })
}

/// R-hat and the smaller effective size of each scalar element of the arrays of a group, by name. The group's draws are those
/// that `read` gives, `n_draws` of each chain.
pub(super) fn agreement<E: Send>(
    group: &Group,
    n_draws: usize,
    workers: &Workers,
    read: impl Fn(usize) -> Result<Vec<f64>, E>,
) -> Result<Vec<(String, f64, f64)>, E> {
    each_scalar(group, &[], workers, read, |name, _, draws| {
        let chains: Vec<&[f64]> = draws.chunks_exact(n_draws.max(1)).collect();
        (name, rhat(&chains), effective_size::bulk(&chains).min(effective_size::tail(&chains)))
    })
}

/// The arrays of `weighted_posterior` that are no parameters.
const OF_WEIGHTS: [&str; 2] = ["log_weight", "lp"];

/// What weighted draws say of each scalar element of the arrays of their group; `weights` is the summary of their weights.
pub(super) fn importance<E: Send>(
    group: &Group,
    (weights, points): (Weights, Points),
    workers: &Workers,
    read: impl Fn(&str) -> Result<Vec<f64>, E>,
) -> Result<Findings, E> {
    let normalised = normalised(&read(OF_WEIGHTS[0])?);
    let one = |name, unit, draws: Vec<f64>| weighted_estimate(name, unit, &draws, &normalised);
    let variables = each_scalar(group, &OF_WEIGHTS, workers, |index| read(&group.arrays[index].name), one)?;
    let log_evidence = WithError { value: weights.log_mean, error: Some(weights.error) };
    Ok(Findings::Importance {
        variables,
        log_evidence,
        ess: weights.effective_size,
        pareto_k: weights.pareto_k,
        points,
    })
}

/// The names of all scalar elements of the arrays of a group.
pub(super) fn elements(group: &Group) -> Vec<String> {
    let of_array = |array: &Array| {
        let dims = own_dims(group, array);
        (0..dims.iter().product()).map(|element| element_name(&array.name, &dims, element)).collect::<Vec<_>>()
    };
    group.arrays.iter().flat_map(of_array).collect()
}

/// What the record says of the weights, and how many draws there were.
pub(super) fn recorded_weights(record: &Group) -> (Weights, Points) {
    let number = |name: &str| float(record, name).unwrap_or(f64::NAN);
    let weights = Weights {
        log_mean: number("log_evidence"),
        error: number("log_evidence_error"),
        effective_size: number("ess"),
        pareto_k: number("pareto_k"),
    };
    (weights, points(record))
}

/// Of independent draws with weights that sum to 1. The error of the mean is that of a ratio of means, to first order.
fn weighted_estimate(name: String, unit: Option<String>, draws: &[f64], weights: &[f64]) -> Estimate {
    let (mean, sd) = mean_and_sd(draws, weights);
    let weighted = draws.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
    let error = weighted.map(|(x, w)| (w * (x - mean)) * (w * (x - mean))).sum::<f64>().sqrt();
    let quantiles = quantiles(draws, weights, PROBABILITIES);
    let (error_of_sd, error_of_quantiles) = (None, None);
    Estimate { name, unit, mode: None, mean, sd, quantiles, error: known(error), error_of_sd, error_of_quantiles }
}

/// Applies `one` to name, unit and draws of each scalar element of the arrays of a group.
fn each_scalar<E: Send, T: Send>(
    group: &Group,
    without: &[&str],
    workers: &Workers,
    read: impl Fn(usize) -> Result<Vec<f64>, E>,
    one: impl Fn(String, Option<String>, Vec<f64>) -> T + Sync,
) -> Result<Vec<T>, E> {
    let mut found = Vec::new();
    for (index, array) in group.arrays.iter().enumerate() {
        let dims = own_dims(group, array);
        let width: usize = dims.iter().product();
        let names: Vec<(usize, String)> = (0..width)
            .map(|element| (element, element_name(&array.name, &dims, element)))
            .filter(|(_, name)| !without.contains(&name.as_str()))
            .collect();
        let values = if names.is_empty() { Vec::new() } else { read(index)? };
        let unit = unit(group, &array.name);
        let of = |task: usize| {
            let (element, name) = &names[task];
            let draws = values.iter().skip(*element).step_by(width).copied().collect();
            one(name.clone(), unit.clone(), draws)
        };
        let push = |_, result| {
            found.push(result);
            Ok::<(), E>(())
        };
        let ended = workers.map(names.len(), || (), |(), task| Ok(of(task)), push)?;
        if let Ended::Stopped { done } = ended {
            // The work is done; whoever wants to stop now is better served with the result.
            found.extend((done..names.len()).map(of));
        }
    }
    Ok(found)
}

/// Of the draws of one chain after the other.
fn chain_estimate(name: String, unit: Option<String>, draws: Vec<f64>, n_draws: usize) -> ChainEstimate {
    let chains: Vec<&[f64]> = draws.chunks_exact(n_draws.max(1)).collect();
    let sorted = effective_size::sorted(&chains);
    let error_of_quantile = |probability| mcse::of_the_quantile(&chains, &sorted, probability);
    let estimate = Estimate {
        error: known(mcse::of_the_mean(&chains)),
        error_of_sd: known(mcse::of_the_sd(&chains)),
        error_of_quantiles: Some(PROBABILITIES.map(error_of_quantile)),
        ..estimate(name, unit, draws.clone())
    };
    ChainEstimate {
        rhat: rhat(&chains),
        ess_bulk: effective_size::bulk(&chains),
        ess_tail: effective_size::tail(&chains),
        estimate,
    }
}

/// Of independent draws.
fn estimate(name: String, unit: Option<String>, mut draws: Vec<f64>) -> Estimate {
    let (mean, sd) = mean_and_sd_of_draws(&draws);
    let error = known(sd / (draws.len() as f64).sqrt());
    draws.sort_by(f64::total_cmp);
    let quantiles = PROBABILITIES.map(|probability| quantile_of_sorted(&draws, probability));
    Estimate { name, unit, mode: None, mean, sd, quantiles, error, error_of_sd: None, error_of_quantiles: None }
}

/// `theta[2,1]`, as Stan counts.
fn element_name(name: &str, dims: &[usize], mut element: usize) -> String {
    let mut indices = Vec::new();
    for &dim in dims.iter().rev() {
        indices.push((element % dim + 1).to_string());
        element /= dim;
    }
    indices.reverse();
    if indices.is_empty() { name.to_owned() } else { format!("{name}[{}]", indices.join(",")) }
}

/// The sizes of an array beyond the dimensions that it shares with the others: those that are called after it.
fn own_dims(group: &Group, array: &Array) -> Vec<usize> {
    let own = |dim: &&String| dim.starts_with(&format!("{}_dim_", array.name));
    array.dims.iter().filter(own).filter_map(|dim| group.size(dim)).collect()
}

/// The unit of an array or dimension.
fn unit(group: &Group, name: &str) -> Option<String> {
    let of_arrays = group.arrays.iter().filter(|array| array.name == name).flat_map(|array| &array.attributes);
    let of_dimensions = group.dimensions.iter().filter(|dim| dim.name == name).flat_map(|dim| &dim.attributes);
    of_arrays.chain(of_dimensions).find_map(|(key, value)| match value {
        Attribute::Text(unit) if key == "units" => Some(unit.clone()),
        _ => None,
    })
}

/// An attribute that is a number.
fn float(group: &Group, name: &str) -> Option<f64> {
    group.attributes.iter().find_map(|(key, value)| match value {
        Attribute::Float(value) if key == name => Some(*value),
        _ => None,
    })
}

/// How many points there were, from the record.
fn points(record: &Group) -> Points {
    let count = |name: &str| {
        record.attributes.iter().find_map(|(key, value)| match value {
            Attribute::Int(value) if key == name => u64::try_from(*value).ok(),
            _ => None,
        })
    };
    let first_rejection = record.attributes.iter().find_map(|(key, value)| match value {
        Attribute::Texts(messages) if key == "failed_messages" => messages.first().cloned(),
        _ => None,
    });
    Points { n: count("n_points").unwrap_or(0), n_rejected: count("n_failed").unwrap_or(0), first_rejection }
}
