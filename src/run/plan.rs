//! What a run will need, found out before it.

use std::sync::Arc;

use serde_json::Value as Json;

use super::sample::Sampler;
use super::{Job, Observer, RunError, RunOptions, method, record};
use crate::config::Config;
use crate::draws::Group;
use crate::report::numbers::{duration, size};
use crate::report::plan::PlanReport;
use crate::run::Target;
use crate::run::source::Source;
use crate::workers::{self, Workers};

/// Does a sample of the work that the config asks for, on one worker and into nothing, and says what all of it will need.
/// `n_workers` is a number of workers to say the time for, beside 1 and the machine's own.
///
/// It is refused with an error if the result would be larger than `max_file_size`.
pub fn plan(config: &Config, n_workers: Option<usize>, observer: &dyn Observer) -> Result<PlanReport, RunError> {
    let target = Target { program: &config.program, data: &config.data, seed: config.run.seed, config: Some(config) };
    let source = Source::read(target)?;
    let options = RunOptions::default();
    let workers = Workers::with_stop(1, Arc::clone(&options.stop));
    let sampler = Sampler::new(Arc::clone(&options.stop));
    let before = resident();
    let job = Job {
        config,
        source: &source,
        workers: &workers,
        options: &options,
        observer,
        against: None,
        sampler: Some(&sampler),
    };
    match method(&job) {
        Ok(_) | Err(RunError::Stopped(_)) => {}
        Err(error) => return Err(error),
    }
    let seen = sampler.seen();
    let file_size = record::check_size(&job, &seen.groups)?;
    let mut counts = vec![1, workers::available()];
    counts.extend(n_workers);
    counts.sort_unstable();
    counts.dedup();
    let most = counts.last().copied().unwrap_or(1) as u64;
    let memory = resident()
        .map(|after| after + (most - 1) * after.saturating_sub(before.unwrap_or(after)) + summary(&seen.groups));
    let (per_unit, n_sampled) = seen.per_unit();
    let mut report = PlanReport {
        method: config.method.as_ref().map_or("", |method| method.kind()).into(),
        unit: seen.unit.clone(),
        total: seen.total,
        n_sampled,
        per_unit,
        seconds_before: seen.seconds_before,
        wall_times: counts.iter().map(|&count| (count as u64, seen.wall_time(count))).collect(),
        memory,
        file_size,
        notes: notes(config),
        warnings: Vec::new(),
    };
    report.warnings = warnings(config, &report);
    Ok(report)
}

/// What goes beyond the limits that the config sets.
fn warnings(config: &Config, report: &PlanReport) -> Vec<String> {
    let limits = config.run.limits;
    let n_workers = config.run.workers.unwrap_or_else(workers::available) as u64;
    let time = report.wall_times.iter().rev().find(|(count, _)| *count <= n_workers).map(|(_, seconds)| *seconds);
    let text = |seconds: f64| std::time::Duration::try_from_secs_f64(seconds).map_or("longer".into(), duration);
    let time = time.zip(limits.time).filter(|(time, limit)| time > limit).map(|(time, limit)| {
        format!("the run will take about {}, more than max_time = {} allows", text(time), text(limit))
    });
    let memory =
        report.memory.zip(limits.memory).filter(|(memory, limit)| *memory as f64 > *limit).map(|(memory, limit)| {
            format!("the run will need about {}, more than max_memory = {} allows", size(memory), size(limit as u64))
        });
    time.into_iter().chain(memory).collect()
}

/// What one number cannot say.
fn notes(config: &Config) -> Vec<String> {
    let depth = config.resolved().get("method").and_then(|method| method.get("max_treedepth")).and_then(Json::as_u64);
    let trees = depth.map(|depth| {
        let most = (1u128 << depth.min(127)) - 1;
        format!(
            "an iteration takes from 1 to {most} gradients, as the posterior is; the time is that of the beginning of chain 1, whose \
             later iterations may take fewer or more"
        )
    });
    trees.into_iter().collect()
}

/// What the summary of draws keeps: one array, its elements one by one, and these sorted.
fn summary(groups: &[Group]) -> u64 {
    let is_drawn = |group: &&Group| matches!(group.name.as_str(), "posterior" | "prior" | "weighted_posterior");
    let lengths = groups
        .iter()
        .filter(is_drawn)
        .flat_map(|group| (0..group.arrays.len()).map(|array| record::length(group, array) as u64));
    3 * 8 * lengths.max().unwrap_or(0)
}

/// The memory that this process has had at most, where the system says.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}
