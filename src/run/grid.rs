//! The method `grid` on a Stan program, into a file.

use super::failures::Failures;
use super::findings;
use super::kept::Kept;
use super::record::{self, Record};
use super::summary::worth_showing;
use super::{Job, MAX_RESULT_BYTES, RunError};
use crate::density::ConstrainedDensity;
use crate::draws::Sink;
use crate::methods::grid::summary::{AxisSummary, GridSummary};
use crate::methods::grid::{self, GridPlan, GridSettings};
use crate::methods::ledger::Ledger;
use crate::report::summary::{Estimate, Findings, Points, Summary, WithError};
use crate::stan::model::StanModel;

pub(super) fn run(job: &Job, settings: &GridSettings) -> Result<Summary, RunError> {
    let config = job.config;
    let model = StanModel::new(job.source.bind(config.run.seed)?, job.print());
    let names: Vec<&str> = model.outputs().iter().map(|output| output.name.as_str()).collect();
    config.check_names(&names)?;
    let density = Kept::new(&model, &config.drop);
    let plan = GridPlan::new(settings, config.run.failures, &density, MAX_RESULT_BYTES)
        .map_err(|error| job.method_error(error.into()))?;

    let (file, groups, found) =
        job.work(grid::layout(&plan), ("grid", "points", plan.space().n_points()), |file, progress| {
            grid::run(&density, &plan, config.run.seed, job.workers, file, progress)
        })?;
    let mut findings = vec![summarise(job, &found)];
    if let Some(posterior) = groups.get(1) {
        let axes: Vec<&str> = found.axes.iter().map(|axis| axis.name.as_str()).collect();
        let read = |array| {
            let mut values = vec![0.0; record::length(posterior, array)];
            file.read((1, array), 0, &mut values).map(|()| values)
        };
        findings.extend(worth_showing(findings::draws(posterior, &axes, job.workers, read).map_err(record::failed)?));
    }
    let summary = Summary { findings, warnings: warnings(&found) };
    let failures = Failures::constrained(&found.ledger, found.n_points, &model);
    record::finish(job, file, groups.len(), &Record { summary: &summary, failures: &failures })?;
    Ok(summary)
}

fn summarise(job: &Job, found: &GridSummary) -> Findings {
    let mode = |name: &str| found.mode.as_ref()?.values.iter().find(|(axis, _)| axis == name).map(|(_, value)| *value);
    let estimate = |axis: &AxisSummary| Estimate {
        name: axis.name.clone(),
        unit: job.config.unit(&axis.name).map(str::to_owned),
        mode: mode(&axis.name),
        mean: axis.mean.value,
        sd: axis.sd.value,
        quantiles: axis.quantiles.map(|quantile| quantile.value),
        error: axis.mean.error,
        error_of_sd: axis.sd.error,
        error_of_quantiles: axis.mean.error.map(|_| axis.quantiles.map(|quantile| quantile.error.unwrap_or(f64::NAN))),
    };
    Findings::Grid {
        axes: found.axes.iter().map(estimate).collect(),
        log_evidence: found.log_evidence.map(|estimate| WithError { value: estimate.value, error: estimate.error }),
        points: points(found.n_points, &found.ledger),
    }
}

fn warnings(found: &GridSummary) -> Vec<String> {
    let mut warnings: Vec<String> = found.warnings.iter().map(ToString::to_string).collect();
    if !found.even_axes.is_empty() {
        warnings.push(format!(
            "there are no error estimates, because {} an even number of points: take an odd n",
            listed(&found.even_axes)
        ));
    }
    if let Some(first) = found.failed_draws.first() {
        let n_failed = found.failed_draws.n_failed;
        warnings.push(format!("the outputs of {n_failed} draws could not be computed; the first failed with: {first}"));
    }
    warnings
}

/// `axis mu has`, `axes mu and tau have`
fn listed(axes: &[String]) -> String {
    match axes {
        [one] => format!("axis `{one}` has"),
        many => format!("axes `{}` have", many.join("`, `")),
    }
}

/// How many points there were, and how many of them failed.
pub(super) fn points(n: u64, ledger: &Ledger) -> Points {
    Points { n, n_rejected: ledger.n_failed, first_rejection: ledger.first().map(str::to_owned) }
}
