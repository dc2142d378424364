//! Methods that make chains, on a Stan program, into a file.

use super::failures::Failures;
use super::findings;
use super::kept::KeptOutputs;
use super::output::Output;
use super::pace;
use super::record::{self, Record};
use super::source::data_error;
use super::summary::worth_showing;
use super::{Job, MAX_RESULT_BYTES, RunError};
use crate::density::{LogDensity, Prior};
use crate::diagnostics::energy::e_bfmi;
use crate::draws::{Group, Sink};
use crate::methods::chain::init::{Init, Start};
use crate::methods::chain::{self, ChainPlan, ChainSummary, Lengths, Method};
use crate::methods::error::MethodError;
use crate::methods::metropolis::MetropolisSettings;
use crate::methods::nuts::NutsSettings;
use crate::report::summary::{ChainEstimate, Findings, Summary};
use crate::stan::model::StanModel;
use crate::stan::model::prior::StanPrior;
use crate::stream::{Purpose, StreamId};

/// So many draws from the prior are tried as the start of a chain.
const STARTS: u32 = 100;
/// Chains agree where R-hat is at most this.
const LARGEST_RHAT: f64 = 1.01;
/// So many effective draws to a chain are enough for the diagnostics themselves.
const EFFECTIVE_PER_CHAIN: f64 = 100.0;
/// A smaller fraction of missing information is bad.
const SMALLEST_E_BFMI: f64 = 0.3;

/// The method `nuts`.
pub(super) fn nuts(job: &Job, settings: &NutsSettings) -> Result<Summary, RunError> {
    let about = |ran: &Ran<'_>| {
        let mut warnings = divergences(ran, settings.target_accept)?;
        warnings.extend(depths(ran, settings.max_treedepth)?);
        warnings.extend(energies(ran)?);
        Ok(warnings)
    };
    let shorter = |warmup| NutsSettings { warmup, ..settings.clone() };
    run(job, (settings, &shorter), settings.lengths(), &settings.init, about)
}

/// The method `metropolis`.
pub(super) fn metropolis(job: &Job, settings: &MetropolisSettings) -> Result<Summary, RunError> {
    let shorter = |warmup| MetropolisSettings { warmup, ..settings.clone() };
    run(job, (settings, &shorter), settings.lengths(), &settings.init, |_| Ok(Vec::new()))
}

/// What a run has left in its file.
struct Ran<'a> {
    file: &'a Output,
    groups: &'a [Group],
    lengths: Lengths,
}

impl Ran<'_> {
    /// The numbers of an array.
    fn read(&self, group: &str, array: &str) -> Result<Vec<f64>, RunError> {
        let missing = || RunError::Failed(format!("the result has no {group}/{array}"));
        let group_index = self.groups.iter().position(|known| known.name == group).ok_or_else(missing)?;
        let group = &self.groups[group_index];
        let array_index = group.arrays.iter().position(|known| known.name == array).ok_or_else(missing)?;
        let mut values = vec![0.0; record::length(group, array_index)];
        self.file.read((group_index, array_index), 0, &mut values).map_err(record::failed)?;
        Ok(values)
    }
}

/// `shorter` makes the method with another warmup.
fn run<M: Method>(
    job: &Job,
    (method, shorter): (&M, &dyn Fn(usize) -> M),
    lengths: Lengths,
    init: &Init,
    about: impl Fn(&Ran<'_>) -> Result<Vec<String>, RunError>,
) -> Result<Summary, RunError> {
    let config = job.config;
    let lengths = Lengths { save_warmup: config.save_warmup, ..lengths };
    let model = StanModel::new(job.source.bind(config.run.seed)?, job.print());
    let names: Vec<&str> = crate::density::Outputs::outputs(&model).iter().map(|output| output.name.as_str()).collect();
    config.check_names(&names).map_err(|error| RunError::Input(error.messages))?;
    let outputs = KeptOutputs::new(&model, &config.drop);
    let start = start(job, &model, init, lengths.chains)?;
    let planned = |method: &M, lengths: Lengths| {
        let start = start.clone();
        ChainPlan::new(method, lengths, start, config.run.failures, (&model, &outputs), MAX_RESULT_BYTES)
            .map_err(MethodError::from)
    };
    let plan = planned(method, lengths).map_err(|error| job.method_error(error))?;
    if let Some(sampler) = job.sampler {
        let shorter = |warmup| {
            let method = shorter(warmup);
            planned(&method, Lengths { warmup, ..lengths }).map(|plan| (method, plan))
        };
        let pace = pace::of(&shorter, (&model, &outputs), lengths, config.run.seed);
        let pace = pace.map_err(|error| job.method_error(error))?;
        sampler.chains(chain::layout(&plan), (lengths, plan.n_kept_bytes()), pace);
        return Err(RunError::Stopped(String::new()));
    }

    let (file, groups, found) =
        job.work(chain::layout(&plan), ("chains", "iterations", plan.n_iterations()), |file, progress| {
            chain::run(method, &plan, (&model, &outputs), config.run.seed, job.workers, file, progress)
        })?;
    let ran = Ran { file: &file, groups: &groups, lengths };
    let posterior = &groups[0];
    let read = |array: usize| ran.read("posterior", &posterior.arrays[array].name);
    let findings = findings::chains(posterior, job.workers, read)?;
    let mut warnings = about(&ran)?;
    warnings.extend(convergence(&findings));
    warnings.extend(refusals(&found));
    let summary = Summary { findings: worth_showing(findings).into_iter().collect(), warnings };
    let failures = Failures::unconstrained(&found.ledger, plan.n_iterations(), &model);
    record::finish(job, file, groups.len(), &Record { summary: &summary, failures: &failures })?;
    Ok(summary)
}

/// Where chains start.
pub(super) fn start(job: &Job, model: &StanModel<'_>, init: &Init, n_chains: usize) -> Result<Start, RunError> {
    let path = match init {
        Init::Radius(radius) => return Ok(Start::Uniform(*radius)),
        Init::Word(word) if word == "random" => return Ok(Start::default()),
        Init::Word(word) if word == "prior" => return from_prior(job, model, n_chains),
        Init::Word(path) => path,
    };
    let missing = || job.config_error(&["method", "init"], format!("{path} was not read"));
    let values = job.source.init.as_ref().ok_or_else(missing)?;
    let point = model.point(values).map_err(data_error)?;
    let unconstrained = model.unconstrain(&point);
    unconstrained.map(Start::Point).map_err(|error| job.config_error(&["method", "init"], error.to_string()))
}

/// Draws from the prior, for each chain the first at which the density is finite.
fn from_prior(job: &Job, model: &StanModel<'_>, n_chains: usize) -> Result<Start, RunError> {
    let seed = job.config.run.seed;
    let prior = StanPrior::new(&job.source.compiled, model, seed).map_err(RunError::Input)?;
    let (mut sampler, mut evaluator) = (prior.sampler(), LogDensity::evaluator(model));
    let mut draw = |chain: u16| {
        let mut x = vec![0.0; model.dim()];
        let mut last = "the density was 0 at all of them".to_owned();
        for iteration in 0..STARTS {
            let id = StreamId { seed, purpose: Purpose::Start, chain, task: 0, iteration };
            match sampler.draw_unconstrained(id, &mut x).and_then(|_| evaluator.logp(&x)) {
                Ok(logp) if logp.is_finite() => return Ok(x),
                Ok(_) => {}
                Err(error) => last = format!("the last one failed with: {error}"),
            }
        }
        let message = format!("chain {} found no starting point in {STARTS} draws from the prior\n  {last}", chain + 1);
        Err(RunError::Failed(message))
    };
    (0..n_chains).map(|chain| draw(chain as u16)).collect::<Result<_, _>>().map(Start::Points)
}

/// `3 of 4,000 draws`, with the part of all.
fn part(n: usize, n_all: usize) -> String {
    use crate::report::numbers::{count, significant};
    format!(
        "{} of {} draws ({} %)",
        count(n as u64),
        count(n_all as u64),
        significant(100.0 * n as f64 / n_all as f64, 2)
    )
}

fn divergences(ran: &Ran<'_>, target_accept: f64) -> Result<Vec<String>, RunError> {
    let diverging = ran.read("sample_stats", "diverging")?;
    let n = diverging.iter().filter(|diverging| **diverging != 0.0).count();
    if n == 0 {
        return Ok(Vec::new());
    }
    Ok(vec![format!(
        "{} ended in a divergence: the posterior bends more sharply than the steps can follow, and the draws may miss a \
         part of it; write the model in other parameters (non-centred), or raise `target_accept` above {target_accept}",
        part(n, diverging.len())
    )])
}

fn depths(ran: &Ran<'_>, max_treedepth: u32) -> Result<Vec<String>, RunError> {
    let depths = ran.read("sample_stats", "tree_depth")?;
    let n = depths.iter().filter(|depth| **depth >= f64::from(max_treedepth)).count();
    if n == 0 {
        return Ok(Vec::new());
    }
    Ok(vec![format!(
        "{} reached the largest tree depth, {max_treedepth}: the chains move slowly, which is a matter of time more than of \
         trust; scale the parameters to similar sizes, try metric = \"dense\", or raise `max_treedepth`",
        part(n, depths.len())
    )])
}

fn energies(ran: &Ran<'_>) -> Result<Vec<String>, RunError> {
    let energies = ran.read("sample_stats", "energy")?;
    let fractions: Vec<f64> = energies.chunks_exact(ran.lengths.draws.max(1)).map(e_bfmi).collect();
    let low: Vec<String> = (1..)
        .zip(&fractions)
        .filter(|(_, fraction)| **fraction < SMALLEST_E_BFMI)
        .map(|(chain, fraction)| format!("{fraction:.2} in chain {chain}"))
        .collect();
    if low.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![format!(
        "E-BFMI is below {SMALLEST_E_BFMI} ({}): the chains reach the tails of the posterior with difficulty; write the model \
         in other parameters",
        low.join(", ")
    )])
}

/// Doubts about whether the chains have become one.
fn convergence(findings: &Findings) -> Vec<String> {
    let Findings::Chains { variables, n_chains, .. } = findings else { return Vec::new() };
    let mut warnings = Vec::new();
    let apart: Vec<&ChainEstimate> = variables.iter().filter(|v| v.rhat > LARGEST_RHAT).collect();
    if let Some(worst) = apart.iter().max_by(|a, b| a.rhat.total_cmp(&b.rhat)) {
        warnings.push(format!(
            "R-hat is above {LARGEST_RHAT} for {}, at most {:.2} for `{}`: the chains do not agree yet; run them longer \
             (`warmup` and `draws`), and look whether the posterior has several modes",
            listed(&apart),
            worst.rhat,
            worst.estimate.name
        ));
    }
    let needed = EFFECTIVE_PER_CHAIN * *n_chains as f64;
    let size = |v: &ChainEstimate| v.ess_bulk.min(v.ess_tail);
    let few: Vec<&ChainEstimate> = variables.iter().filter(|v| size(v) < needed).collect();
    if let Some(worst) = few.iter().min_by(|a, b| size(a).total_cmp(&size(b))) {
        warnings.push(format!(
            "there are fewer than {EFFECTIVE_PER_CHAIN} effective draws to a chain for {}, {:.0} in all for `{}`: means and \
             quantiles are uncertain, and so are these diagnostics; raise `draws`",
            listed(&few),
            size(worst),
            worst.estimate.name
        ));
    }
    let stuck = variables.iter().any(|v| !v.estimate.mean.is_finite());
    if stuck {
        warnings.push("some draws are not finite, so nothing is said of the variables that they are of".into());
    }
    warnings
}

/// `mu`, or `3 variables`
fn listed(variables: &[&ChainEstimate]) -> String {
    match variables {
        [one] => format!("`{}`", one.estimate.name),
        many => format!("{} variables", many.len()),
    }
}

/// Draws whose outputs could not be computed.
fn refusals(found: &ChainSummary) -> Option<String> {
    let first = found.failed_draws.first()?;
    let n_failed = found.failed_draws.n_failed;
    Some(format!("the generated quantities of {n_failed} draws could not be computed; the first failed with: {first}"))
}
