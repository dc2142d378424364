//! What is committed of an unfinished run: which draws are whole, and what they say.

use std::ops::Range;

use serde_json::Value as Json;

use super::findings;
use crate::diagnostics::weights::Weights;
use crate::draws::{Array, ArrayId, Group, SinkError};
use crate::methods::metropolis::MetropolisSettings;
use crate::methods::nuts::NutsSettings;
use crate::methods::{chain, grid, ledger, sweep};
use crate::report::status::{Agreement, Found};
use crate::report::summary::WithError;
use crate::store::cut::Cut;
use crate::store::run_file::share;
use crate::store::unfinished::Unfinished;
use crate::workers::Workers;

/// Groups that hold the same draws.
const FAMILIES: &[&[&str]] = &[
    &["posterior", "sample_stats"],
    &["warmup_posterior", "warmup_sample_stats"],
    &["prior", "prior_predictive"],
    &["weighted_posterior"],
];

/// A setting of the run, as `run.seed`, from its table and name.
pub(super) fn setting(run: &Unfinished, table: &str, name: &str) -> Option<Json> {
    let resolved: Json = serde_json::from_str(&run.history.head.identity.resolved).ok()?;
    resolved.get(table)?.get(name).cloned()
}

/// The groups of which something is committed, by index: those of draws cut to the draws that are whole, which of chains are
/// those that all of them have.
pub(super) fn kept(run: &Unfinished) -> Vec<(usize, Cut)> {
    let groups = &run.history.head.groups;
    let mut kept = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        match FAMILIES.iter().find(|family| family.contains(&group.name.as_str())) {
            Some(family) => kept.extend(cut(run, family).map(|cut| (index, cut))),
            None if (0..group.arrays.len()).any(|array| !run.committed((index, array)).is_empty()) => {
                kept.push((index, Cut::new()));
            }
            None => {}
        }
    }
    kept
}

/// The draws that all arrays of all groups of a family have, if there are any.
fn cut(run: &Unfinished, family: &[&str]) -> Option<Cut> {
    let groups = &run.history.head.groups;
    let members = || (0..groups.len()).filter(|index| family.contains(&groups[*index].name.as_str()));
    let (names, n_chains, n_draws) = draws(&groups[members().next()?])?;
    let shard = run.history.head.identity.shard.filter(|_| n_chains > 1);
    let chains = shard.map_or(0..n_chains, |(shard, n_shards)| share(n_chains, shard, n_shards));
    let mut whole = 0..n_draws;
    for group in members() {
        for (array, declared) in groups[group].arrays.iter().enumerate() {
            let width = width(&groups[group], declared, names);
            let Some(width) = width.filter(|width| *width > 0) else { continue };
            let committed = run.committed((group, array));
            for chain in chains.clone() {
                let rows = first_rows(&committed, chain * n_draws * width, n_draws, width);
                whole = whole.start.max(rows.start)..whole.end.min(rows.end);
            }
        }
    }
    let range = |range: Range<u64>| range.start as usize..range.end as usize;
    let ranges = [range(chains), range(whole)];
    let ranges = ranges.into_iter().skip(2 - names.len());
    let cut: Cut = names.iter().map(|name| (*name).to_owned()).zip(ranges).collect();
    (!cut.iter().any(|(_, range)| range.is_empty())).then_some(cut)
}

/// The dimensions along which a group's draws are, how many chains it has and how many draws of each.
fn draws(group: &Group) -> Option<(&'static [&'static str], u64, u64)> {
    let size = |name: &str| group.size(name).map(|size| size as u64);
    match size("sample") {
        Some(n) if size("draw").is_none() => Some((&["sample"], 1, n)),
        _ => Some((&["chain", "draw"], size("chain")?, size("draw")?)),
    }
}

/// How many numbers an array has for each draw; none if it is not over draws.
fn width(group: &Group, array: &Array, names: &[&str]) -> Option<u64> {
    let rest = array.dims.strip_prefix(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>().as_slice())?;
    Some(rest.iter().map(|name| group.size(name).unwrap_or(1) as u64).product())
}

/// The first rows of a chain that are written without a gap, of its `n` rows that begin at the number `base`.
fn first_rows(committed: &[(u64, u64)], base: u64, n: u64, width: u64) -> Range<u64> {
    let limit = base + n * width;
    let found = committed.iter().find(|(start, end)| *start < limit && base < *end);
    found.map_or(0..0, |(start, end)| {
        let (from, to) = ((*start).max(base) - base, (*end).min(limit) - base);
        from.div_ceil(width)..to / width
    })
}

/// What a run has found so far.
pub(super) fn found(run: &Unfinished) -> Result<Found, SinkError> {
    let mut found = Found::default();
    let states = run.history.kept();
    let of_phase = |phase: u8| {
        let states = states.iter().filter(move |(part, _)| part.phase == phase);
        states.map(|(_, state)| state.as_slice())
    };
    match setting(run, "method", "kind").as_ref().and_then(Json::as_str) {
        Some("grid") => {
            let (log_mass, n_failed) = grid::so_far(of_phase(0))?;
            found.n_failed = Some(n_failed);
            let is_product = place(run, "grid", "log_posterior").is_some();
            let evidence = WithError { value: log_mass, error: None };
            found.log_evidence = (is_product && log_mass > f64::NEG_INFINITY).then_some(evidence);
        }
        Some("sweep") => found.n_failed = Some(sweep::n_failed(of_phase(0))?),
        Some("prior") => found.n_failed = Some(ledger::n_failed(of_phase(0))?),
        Some("importance") => {
            found.n_failed = Some(ledger::n_failed(of_phase(1))?);
            found.log_evidence =
                weights(run)?.map(|weights| WithError { value: weights.log_mean, error: Some(weights.error) });
        }
        Some("nuts") => found.n_failed = Some(chain::n_failed::<NutsSettings>(of_phase(0))?),
        Some("metropolis") => found.n_failed = Some(chain::n_failed::<MetropolisSettings>(of_phase(0))?),
        _ => {}
    }
    found.chains = agreement(run)?;
    Ok(found)
}

/// The weights of the weighted draws that are whole, if there are enough of them and not all are 0.
pub(super) fn weights(run: &Unfinished) -> Result<Option<Weights>, SinkError> {
    let Some(array) = place(run, "weighted_posterior", "log_weight") else { return Ok(None) };
    let Some(cut) = cut(run, FAMILIES[3]) else { return Ok(None) };
    let log_weights = run.numbers(array, &cut)?;
    let is_some = log_weights.len() > 1 && log_weights.iter().any(|weight| *weight > f64::NEG_INFINITY);
    Ok(is_some.then(|| Weights::of(&log_weights)))
}

/// What the draws that all chains have say of their convergence.
fn agreement(run: &Unfinished) -> Result<Option<Agreement>, SinkError> {
    if place(run, "sample_stats", "lp").is_none() {
        return Ok(None);
    }
    let groups = &run.history.head.groups;
    let Some(index) = groups.iter().position(|group| group.name == "posterior") else { return Ok(None) };
    let Some(cut) = cut(run, FAMILIES[0]) else {
        let none = |(_, n_chains, _)| Agreement { n_chains, n_draws: 0, rhat: None, ess: None };
        return Ok(draws(&groups[index]).map(none));
    };
    let (n_chains, n_draws) = (cut[0].1.len(), cut[1].1.len());
    // One worker, for the others are the run's.
    let read = |array| run.numbers((index, array), &cut);
    let variables = findings::agreement(&groups[index], n_draws, &Workers::new(1), read)?;
    let of = |known: fn(&(String, f64, f64)) -> f64| {
        variables.iter().map(move |variable| (known(variable), variable.0.clone())).filter(|(value, _)| !value.is_nan())
    };
    Ok(Some(Agreement {
        n_chains: n_chains as u64,
        n_draws: n_draws as u64,
        rhat: of(|variable| variable.1).max_by(|a, b| a.0.total_cmp(&b.0)),
        ess: of(|variable| variable.2).min_by(|a, b| a.0.total_cmp(&b.0)),
    }))
}

fn place(run: &Unfinished, group: &str, array: &str) -> Option<ArrayId> {
    let groups = &run.history.head.groups;
    let group = groups.iter().position(|known| known.name == group)?;
    Some((group, groups[group].arrays.iter().position(|known| known.name == array)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_count_when_they_are_whole_and_without_a_gap() {
        let committed = [(0, 7), (8, 23), (30, 40)];
        let check = |base, n, width, expected| assert_eq!(first_rows(&committed, base, n, width), expected);
        check(0, 5, 2, 0..3);
        check(10, 5, 2, 0..5);
        check(20, 5, 2, 0..1);
        check(30, 5, 2, 0..5);
        check(40, 5, 2, 0..0);
        check(0, 40, 1, 0..7);
        check(24, 8, 2, 3..8);
    }
}
