//! What a run will need, found out before it.

use std::sync::Arc;

use super::pace::Pace;
use super::sample::Sampler;
use super::{Job, Observer, RunError, RunOptions, method, record};
use crate::config::Config;
use crate::draws::Group;
use crate::report::numbers::{count, duration, size};
use crate::report::plan::{PlanReport, Steps};
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
    let file_size = record::expected_size(&job, seen.groups.clone(), seen.kept())?;
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
        wall_times: counts.iter().map(|&count| seen.wall_time(count)).collect(),
        steps: seen.chains.as_ref().and_then(|(pace, _)| steps(pace)),
        memory,
        file_size,
        notes: seen.chains.iter().filter_map(|(pace, lengths)| note(pace, lengths.warmup)).collect(),
        warnings: Vec::new(),
    };
    report.warnings = warnings(config, &report);
    Ok(report)
}

/// What goes beyond the limits that the config sets.
fn warnings(config: &Config, report: &PlanReport) -> Vec<String> {
    let limits = config.run.limits;
    let n_workers = config.run.workers.unwrap_or_else(workers::available) as u64;
    let time = report.wall_times.iter().rev().find(|time| time.workers <= n_workers).map(|time| time.seconds);
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

/// What short chains that follow gradients have shown.
fn steps(pace: &Pace) -> Option<Steps> {
    pace.with_gradient.then(|| Steps {
        gradients_per_second: 1.0 / pace.seconds_alone,
        per_iteration: pace.per_iteration,
        least: pace.range.0,
        most: pace.range.1,
        n_chains: pace.n_chains,
        n_warmup: pace.warmup.1 as u64,
    })
}

/// What is uncertain where a sample was cut, or its warmup shorter than the one of so many iterations.
fn note(pace: &Pace, n_warmup: usize) -> Option<String> {
    let n = count(pace.n_iterations);
    match (pace.is_cut, pace.n_iterations) {
        (false, _) if pace.with_gradient && pace.warmup.1 < n_warmup => Some(
            "the warmup of the sample is shorter than that of the run, which learns more: after it an iteration often takes fewer steps"
                .into(),
        ),
        (false, _) => None,
        (true, 0) => {
            Some("not one iteration was complete in the time of the sample: the run takes longer than is said".into())
        }
        (true, _) => Some(format!(
            "the sample ended within the warmup of a chain, after {n} iterations; later ones may take fewer evaluations, or more"
        )),
    }
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
