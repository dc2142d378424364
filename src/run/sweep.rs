//! The method `sweep` on a Stan program, into a file.

use super::failures::Failures;
use super::grid::points;
use super::record::{self, Record};
use super::source::Source;
use super::{Job, MAX_RESULT_BYTES, RunError};
use crate::config::Config;
use crate::density::Simulator;
use crate::draws::Variable;
use crate::math::extremes::Extremes;
use crate::methods::axes::FixedValue;
use crate::methods::sweep::{self, SweepPlan, SweepSettings};
use crate::report::summary::{Findings, OutputRange, Summary};
use crate::stan::datum::{Data, Datum, Numbers};
use crate::stan::model::simulator::StanSimulator;

/// The program with what is varied.
pub(super) fn simulator<'a>(job: &Job<'a>, settings: &SweepSettings) -> Result<StanSimulator<'a>, RunError> {
    let config = job.config;
    let groups = settings.groups();
    let inputs: Vec<String> = groups.iter().flat_map(|group| group.axes.names()).map(str::to_owned).collect();
    let data = with_first_values(config, job.source, settings)?;
    let bound = job.source.bind_with(&data, config.run.seed)?;
    StanSimulator::new(bound, &inputs, &fixed(job, settings)?, job.print()).map_err(|errors| {
        let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
        job.config_error(&["method"], messages.join("\n"))
    })
}

pub(super) fn run(job: &Job, settings: &SweepSettings) -> Result<Summary, RunError> {
    let config = job.config;
    let simulator = simulator(job, settings)?;
    let plan = SweepPlan::new(settings, config.run.failures, &simulator, MAX_RESULT_BYTES)
        .map_err(|error| job.method_error(error))?;
    if plan.outputs().is_empty() {
        return Err(job.config_error(&["method"], "the program has no generated quantities, so a sweep has no results"));
    }

    let (file, groups, found) =
        job.work(sweep::layout(&plan), ("sweep", "points", plan.space().n_points()), |file, progress| {
            sweep::run(&simulator, &plan, config.run.seed, job.workers, file, progress)
        })?;
    let outputs = plan.outputs().iter().zip(&found.ranges).map(|(output, found)| range(job, output, found)).collect();
    let findings = Findings::Sweep { outputs, points: points(found.n_points, &found.ledger) };
    let summary = Summary { findings: vec![findings], warnings: warnings(found.n_points, found.ledger.n_failed) };
    let failures = Failures::new(&found.ledger, found.n_points, || simulator.inputs().to_vec());
    record::finish(job, file, groups.len(), &Record { summary: &summary, failures: &failures })?;
    Ok(summary)
}

/// A sweep without any result is none, though its file says where it failed.
fn warnings(n_points: u64, n_failed: u64) -> Vec<String> {
    if n_failed < n_points { Vec::new() } else { vec!["every point failed, so there are no results".to_owned()] }
}

/// The data, where scalars that are swept have their first values; they need not be given otherwise.
pub(super) fn with_first_values(config: &Config, source: &Source, settings: &SweepSettings) -> Result<Data, RunError> {
    let mut data = source.data.clone();
    for group in settings.groups() {
        for (name, axis) in &group.axes.0 {
            let mut declared = source.compiled.program.data_variables();
            let declared = declared.any(|variable| variable.name == *name);
            if !declared || data.iter().any(|(given, _)| given == name) {
                continue;
            }
            let (values, _) = axis.points().map_err(|mistake| {
                let message = format!("axis `{name}`: {mistake}");
                RunError::Input(config.error_at(&["method", "axes", name], message, None).messages)
            })?;
            let first = values.first().copied().unwrap_or_default();
            let numbers = match first as i64 {
                integer if integer as f64 == first => Numbers::Ints(vec![integer]),
                _ => Numbers::Reals(vec![first]),
            };
            data.push((name.clone(), Datum { dims: Vec::new(), numbers, place: place_of(config, name) }));
        }
    }
    Ok(data)
}

/// The parameters that are fixed.
fn fixed(job: &Job, settings: &SweepSettings) -> Result<Data, RunError> {
    let datum = |(name, value): &(String, FixedValue)| {
        let mut values = Vec::new();
        let ragged = || format!("fixed `{name}` is ragged: the rows of an array have one length");
        let dims = value.flatten(&mut values).ok_or_else(|| job.config_error(&["method", "fixed", name], ragged()))?;
        Ok((name.clone(), Datum { dims, numbers: Numbers::Reals(values), place: place_of(job.config, name) }))
    };
    settings.fixed.0.iter().map(datum).collect()
}

fn place_of(config: &Config, name: &str) -> String {
    format!("{}: {name}", config.name())
}

/// Least, mean and greatest of an output over all points; what is missing is left out.
fn range(job: &Job, output: &Variable, range: &Extremes) -> OutputRange {
    let unit = job.config.unit(&output.name).map(str::to_owned);
    let (min, mean, max) =
        if range.n > 0 { (range.min, range.mean(), range.max) } else { (f64::NAN, f64::NAN, f64::NAN) };
    OutputRange { name: output.name.clone(), unit, dims: output.dims.clone(), min, mean, max }
}
