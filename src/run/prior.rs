//! The method `prior` on a Stan program, into a file.

use super::failures::Failures;
use super::findings;
use super::kept::Kept;
use super::record::{self, Record};
use super::summary::worth_showing;
use super::{Job, MAX_RESULT_BYTES, RunError};
use crate::density::{ConstrainedDensity, Prior};
use crate::draws::Sink;
use crate::methods::prior::{self, PriorPlan, PriorSettings, PriorSummary};
use crate::report::summary::Summary;
use crate::stan::model::StanModel;
use crate::stan::model::prior::StanPrior;

pub(super) fn run(job: &Job, settings: &PriorSettings) -> Result<Summary, RunError> {
    let config = job.config;
    let model = StanModel::new(job.source.bind(config.run.seed)?, job.print());
    let source = StanPrior::new(&job.source.compiled, &model, config.run.seed).map_err(RunError::Input)?;
    let named = ConstrainedDensity::outputs(&model).iter().chain(source.predicted());
    let names: Vec<&str> = named.map(|output| output.name.as_str()).collect();
    config.check_names(&names)?;
    let kept = Kept::new(&model, &config.drop);
    let plan = PriorPlan::new(settings, config.run.failures, (&source, &kept), MAX_RESULT_BYTES)
        .map_err(|error| job.method_error(error.into()))?;

    let (file, groups, found) =
        job.work(prior::layout(&plan), ("prior", "draws", plan.n_draws()), |file, progress| {
            prior::run((&source, &kept), &plan, config.run.seed, job.workers, file, progress)
        })?;

    let read = |array: usize| {
        let mut values = vec![0.0; record::length(&groups[0], array)];
        file.read((0, array), 0, &mut values).map(|()| values)
    };
    let draws = findings::draws(&groups[0], &[], job.workers, read).map_err(record::failed)?;
    let summary = Summary { findings: worth_showing(draws).into_iter().collect(), warnings: warnings(&source, &found) };
    let failures = Failures::constrained(&found.ledger, plan.n_draws(), &model);
    record::finish(job, file, groups.len(), &Record { summary: &summary, failures: &failures })?;
    Ok(summary)
}

fn warnings(source: &StanPrior<'_>, found: &PriorSummary) -> Vec<String> {
    let no_predictions = source.no_predictions.iter().map(|mistake| {
        let mistake = mistake.trim_start_matches("error: ");
        format!("data are not drawn, so there is no group prior_predictive: {mistake}")
    });
    let failed = found.ledger.first().map(|first| {
        let n_failed = found.ledger.n_failed;
        format!("{n_failed} draws could not be computed; the first failed with: {first}")
    });
    no_predictions.chain(failed).collect()
}
