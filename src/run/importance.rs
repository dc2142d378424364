//! The method `importance` on a Stan program, into a file.

use super::failures::Failures;
use super::findings;
use super::grid::points;
use super::kept::KeptOutputs;
use super::record::{self, Record};
use super::summary::worth_showing;
use super::{Job, MAX_RESULT_BYTES, RunError};
use crate::density::{LogDensity, Outputs, Prior};
use crate::draws::Sink;
use crate::methods::importance::{self, Family, ImportancePlan, ImportanceSettings, ImportanceSummary};
use crate::report::summary::Summary;
use crate::stan::model::StanModel;
use crate::stan::model::outputs::Parameters;
use crate::stan::model::prior::StanPrior;

/// Weights can be trusted where the shape of their tail is at most this.
const LARGEST_PARETO_K: f64 = 0.7;

pub(super) fn run(job: &Job, settings: &ImportanceSettings) -> Result<Summary, RunError> {
    let config = job.config;
    let model = StanModel::new(job.source.bind(config.run.seed)?, job.print());
    let names: Vec<&str> = Outputs::outputs(&model).iter().map(|output| output.name.as_str()).collect();
    config.check_names(&names)?;
    let parameters = Parameters(&model);
    let parameters = KeptOutputs::new(&parameters, &config.drop);
    let outputs = KeptOutputs::new(&model, &config.drop);
    let written = (&parameters as &dyn Outputs, &outputs as &dyn Outputs);
    let plan = ImportancePlan::new(settings, config.run.failures, &model, written, MAX_RESULT_BYTES)
        .map_err(|error| job.method_error(error.into()))?;

    let prior = match settings.proposal {
        Family::Prior => Some(prior(job, &model)?),
        Family::T | Family::Normal => None,
    };
    let proposal = (&model as &dyn LogDensity, prior.as_ref().map(|prior| prior as &dyn Prior));

    let (file, groups, found) =
        job.work(importance::layout(&plan), ("importance", "draws", plan.n_draws()), |file, progress| {
            importance::run(proposal, written, &plan, config.run.seed, job.workers, file, progress)
        })?;

    let read = |group: usize, array: usize| {
        let mut values = vec![0.0; record::length(&groups[group], array)];
        file.read((group, array), 0, &mut values).map(|()| values)
    };
    let weighted = &groups[0];
    let index = |name: &str| weighted.arrays.iter().position(|array| array.name == name);
    let by_name = |name: &str| read(0, index(name).expect("arrays are asked for by the names in their group"));
    let weights = (found.weights, points(plan.n_draws(), &found.ledger));
    let mut findings = vec![findings::importance(weighted, weights, job.workers, by_name).map_err(record::failed)?];
    if let Some(posterior) = groups.get(1) {
        let without = findings::elements(weighted);
        let without: Vec<&str> = without.iter().map(String::as_str).collect();
        let draws = findings::draws(posterior, &without, job.workers, |array| read(1, array));
        let draws = draws.map_err(record::failed)?;
        findings.extend(worth_showing(draws));
    }
    let summary = Summary { findings, warnings: warnings(settings, &found) };
    let failures = Failures::unconstrained(&found.ledger, plan.n_draws(), &model);
    record::finish(job, file, groups.len(), &Record { summary: &summary, failures: &failures })?;
    Ok(summary)
}

/// The prior as proposal, which must be a density.
pub(super) fn prior<'m>(job: &Job, model: &'m StanModel<'m>) -> Result<StanPrior<'m>, RunError> {
    let prior = StanPrior::new(&job.source.compiled, model, job.config.run.seed).map_err(RunError::Input)?;
    if prior.log_normaliser().is_none() {
        let message = "the prior cannot be the proposal, because it is not known how much of it the declared bounds leave: take \
                       proposal = \"t\"";
        return Err(job.config_error(&["method", "proposal"], message));
    }
    Ok(prior)
}

fn warnings(settings: &ImportanceSettings, found: &ImportanceSummary) -> Vec<String> {
    let mut warnings = Vec::new();
    if found.weights.pareto_k.is_nan() || found.weights.pareto_k > LARGEST_PARETO_K {
        warnings.push(unreliable(settings, found.weights.pareto_k));
    }
    if (settings.resample as f64) > found.weights.effective_size {
        warnings.push(format!(
            "the resample of {} draws repeats some of the weighted draws often, as these are worth {:.0}: raise `draws`, or \
             lower `resample`",
            settings.resample, found.weights.effective_size
        ));
    }
    if !found.converged {
        warnings.push(
            "the search for the mode did not end at one, so the proposal stands somewhere else: the density may rise without \
             end; write the model in other parameters (non-centred), or use nuts"
                .into(),
        );
    }
    if found.repaired {
        warnings.push(
            "the curvature at the mode is not that of a peak, so the proposal was given another one: the weights tell how \
             well it fits"
                .into(),
        );
    }
    if found.n_other_summits > 0 {
        warnings.push(
            "the searches for the mode ended in several places of similar height: the proposal stands at the highest and may \
             miss the others; look at the posterior with nuts, or on a grid"
                .into(),
        );
    }
    if let Some(first) = found.failed_draws.first() {
        let n_failed = found.failed_draws.n_failed;
        warnings.push(format!("the outputs of {n_failed} draws could not be computed; the first failed with: {first}"));
    }
    warnings
}

fn unreliable(settings: &ImportanceSettings, pareto_k: f64) -> String {
    let remedy = match settings.proposal {
        Family::Normal => "take proposal = \"t\"",
        Family::T => "lower `degrees_of_freedom`",
        Family::Prior => "take proposal = \"t\", which stands where the posterior is",
    };
    format!(
        "Pareto k is {pareto_k:.2}, above {LARGEST_PARETO_K}: a few draws carry most of the weight, and neither the evidence nor \
         the estimates nor their errors can be trusted; {remedy}, write the model in other parameters, or use nuts"
    )
}
