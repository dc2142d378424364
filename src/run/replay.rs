//! Evaluates one point of a result again, or one iteration of a chain, and tells of all that it is made of.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::chains::start;
use super::log_density::named;
use super::recorded::Recorded;
use super::{Job, MAX_RESULT_BYTES, Observer, RunError, RunOptions, importance, sweep};
use crate::config::method::Method;
use crate::density::{ConstrainedDensity, EvalError, LogDensity, Outputs, Prior, Simulator};
use crate::methods::chain::{self, ChainPlan, Lengths};
use crate::methods::grid::{GridPlan, GridSettings};
use crate::methods::importance::{self as weighted, Family, ImportancePlan, ImportanceSettings};
use crate::methods::prior::{self, PriorPlan, PriorSettings};
use crate::methods::sweep::{self as sweeps, SweepPlan, SweepSettings};
use crate::report::replay::{DrawReport, Evaluation, PointReport, Replay, StepReport};
use crate::stan::datum::{Data, Datum, Numbers};
use crate::stan::model::StanModel;
use crate::stan::model::outputs::Parameters;
use crate::stan::model::prior::StanPrior;
use crate::stan::oracle::parameters::Point;
use crate::workers::{self, Workers};

/// Which point is evaluated again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The point or draw of this number, from 0, as the dataset `failed_point` has it; of chains the iteration of this number,
    /// counted on from chain to chain.
    Point(u64),
    /// The iteration of a chain, both from 1, warmup included, as messages have them.
    #[allow(missing_docs)]
    Iteration { chain: u64, iteration: u64 },
}

/// Evaluates one point of a result again, from its file alone. `data` is read where the result does not hold its data.
pub fn replay(path: &Path, which: Which, data: Option<&Path>, observer: &dyn Observer) -> Result<Replay, RunError> {
    let (config, source) = Recorded::read(path)?.restore(data)?;
    let workers = Workers::with_stop(workers::available(), Arc::new(AtomicBool::new(false)));
    let options = RunOptions::default();
    let job = Job {
        config: &config,
        source: &source,
        workers: &workers,
        options: &options,
        observer,
        against: None,
        sampler: None,
    };
    match (super::settings(&config)?, which) {
        (Method::Grid(settings), Which::Point(n)) => grid(&job, settings, n),
        (Method::Sweep(settings), Which::Point(n)) => of_sweep(&job, settings, n),
        (Method::Importance(settings), Which::Point(n)) => of_importance(&job, settings, n),
        (Method::Prior(settings), Which::Point(n)) => of_prior(&job, settings, n),
        (Method::Nuts(settings), which) => iteration(&job, settings, settings.lengths(), &settings.init, which),
        (Method::Metropolis(settings), which) => iteration(&job, settings, settings.lengths(), &settings.init, which),
        (_, Which::Iteration { .. }) => {
            Err(wrong("the result is not one of chains: name the point by its number, --point N".into()))
        }
    }
}

fn wrong(message: String) -> RunError {
    RunError::Input(vec![format!("error: {message}")])
}

/// That there is a point of this number.
fn check(what: &str, n: u64, n_all: u64) -> Result<(), RunError> {
    if n < n_all {
        Ok(())
    } else {
        Err(wrong(format!("there is no {what} {n}: the last one is {}", n_all.wrapping_sub(1))))
    }
}

fn grid(job: &Job, settings: &GridSettings, n: u64) -> Result<Replay, RunError> {
    let model = StanModel::new(job.source.bind(job.config.run.seed)?, Box::new(|_| ()));
    let plan = GridPlan::new(settings, job.config.run.failures, &model, MAX_RESULT_BYTES)
        .map_err(|error| job.method_error(error.into()))?;
    check("point", n, plan.space().n_points())?;
    let point = plan.point(n);
    let (mut value, mut failure) = ([0.0], None);
    ConstrainedDensity::evaluator(&model).log_densities(&point, &mut value, &mut |_, error| failure = Some(error));
    let in_run = failure.map_or(Ok(value[0]), Err);
    let what = format!("point {n}: {}", plan.space().describe(n));
    Ok(Replay::point(on_constrained(&model, what, &point, Point::Constrained(&point), Evaluation::of(in_run))))
}

fn of_importance(job: &Job, settings: &ImportanceSettings, n: u64) -> Result<Replay, RunError> {
    let model = StanModel::new(job.source.bind(job.config.run.seed)?, Box::new(|_| ()));
    let parameters = Parameters(&model);
    let plan = ImportancePlan::new(settings, job.config.run.failures, &model, (&parameters, &model), MAX_RESULT_BYTES)
        .map_err(|error| job.method_error(error.into()))?;
    check("draw", n, plan.n_draws())?;
    let prior = match settings.proposal {
        Family::Prior => Some(importance::prior(job, &model)?),
        Family::T | Family::Normal => None,
    };
    let proposal = (&model as &dyn LogDensity, prior.as_ref().map(|prior| prior as &dyn Prior));
    let (x, drawn) = weighted::point(proposal, &plan, job.config.run.seed, job.workers, n)
        .map_err(|error| job.method_error(error))?;
    let (mut value, mut failure) = ([0.0], None);
    LogDensity::evaluator(&model).logp_batch(&x, &mut value, &mut |_, error| failure = Some(error));
    let in_run = drawn.and_then(|_| failure.map_or(Ok(value[0]), Err));
    Ok(Replay::point(on_unconstrained(&model, format!("draw {n}"), &x, Evaluation::of(in_run))))
}

fn of_prior(job: &Job, settings: &PriorSettings, n: u64) -> Result<Replay, RunError> {
    let seed = job.config.run.seed;
    let model = StanModel::new(job.source.bind(seed)?, Box::new(|_| ()));
    let source = StanPrior::new(&job.source.compiled, &model, seed).map_err(RunError::Input)?;
    let plan = PriorPlan::new(settings, job.config.run.failures, (&source, &model), MAX_RESULT_BYTES)
        .map_err(|error| job.method_error(error.into()))?;
    check("draw", n, plan.n_draws())?;
    let (point, drawn) = prior::point((&source, &model), &plan, seed, n);
    let in_run = match drawn {
        Ok(()) => Evaluation::NotDone,
        Err(error) => Evaluation::Failed(error.to_string()),
    };
    let account = source.account(prior::stream(seed, n));
    let draw = Some(DrawReport { account, log_normaliser: source.log_normaliser() });
    let report = on_constrained(&model, format!("draw {n}"), &point, Point::Drawn(&point), in_run);
    Ok(Replay::point(PointReport { draw, ..report }))
}

fn of_sweep(job: &Job, settings: &SweepSettings, n: u64) -> Result<Replay, RunError> {
    let simulator = sweep::simulator(job, settings)?;
    let plan = SweepPlan::new(settings, job.config.run.failures, &simulator, MAX_RESULT_BYTES)
        .map_err(|error| job.method_error(error))?;
    check("point", n, plan.space().n_points())?;
    let point = plan.point(n);
    let mut row = vec![f64::NAN; plan.outputs().iter().map(|output| output.len()).sum()];
    let ran = Simulator::evaluator(&simulator).run(&point, sweeps::stream(job.config.run.seed, n), &mut row);
    let numbers = |values: &[f64]| Numbers::Reals(values.to_vec());
    let inputs = simulator.inputs().iter().zip(&point);
    let inputs: Data = inputs.map(|(name, value)| (name.clone(), datum(Vec::new(), numbers(&[*value])))).collect();
    let account = simulator.account(&point);
    let in_run = match (ran, &account) {
        (Err(error), _) => Evaluation::Failed(error.to_string()),
        // The density is the first of the outputs.
        (Ok(()), Some(_)) => Evaluation::Value(row[0]),
        (Ok(()), None) => Evaluation::NotDone,
    };
    let mut rest = row.as_slice();
    let outputs = plan.outputs().iter().map(|output| {
        let (values, later) = rest.split_at(output.len());
        rest = later;
        (output.name.clone(), datum(output.dims.clone(), numbers(values)))
    });
    let outputs = if matches!(in_run, Evaluation::Failed(_)) { Vec::new() } else { outputs.collect() };
    Ok(Replay::point(PointReport {
        what: format!("point {n}: {}", plan.space().describe(n)),
        values: inputs,
        unconstrained: Vec::new(),
        account,
        draw: None,
        in_run,
        outputs,
    }))
}

fn datum(dims: Vec<usize>, numbers: Numbers) -> Datum {
    Datum { dims, numbers, place: String::new() }
}

fn iteration<M: chain::Method>(
    job: &Job,
    method: &M,
    lengths: Lengths,
    init: &crate::methods::chain::init::Init,
    which: Which,
) -> Result<Replay, RunError> {
    let seed = job.config.run.seed;
    let model = StanModel::new(job.source.bind(seed)?, Box::new(|_| ()));
    let (chain, at) = address(which, lengths)?;
    let begin = start(job, &model, init, lengths.chains)?;
    let plan = ChainPlan::new(method, lengths, begin, job.config.run.failures, (&model, &model), MAX_RESULT_BYTES)
        .map_err(|error| job.method_error(error.into()))?;
    let outputs: (&dyn LogDensity, &dyn Outputs) = (&model, &model);
    let replayed = chain::replay(method, &plan, outputs, seed, job.workers, (chain, at))
        .map_err(|error| job.method_error(error))?;
    let mut evaluator = LogDensity::evaluator(&model);
    let mut of_run = |x: &[f64]| {
        let mut grad = vec![0.0; x.len()];
        Evaluation::of(if M::NEEDS_GRADIENT { evaluator.logp_grad(x, &mut grad) } else { evaluator.logp(x) })
    };
    let mut report = |what: String, x: &[f64]| {
        let in_run = of_run(x);
        on_unconstrained(&model, what, x, in_run)
    };
    let kind = if replayed.is_warmup { ", of warmup" } else { "" };
    Ok(Replay::Step(Box::new(StepReport {
        what: format!("chain {}, iteration {}{kind}", chain + 1, at + 1),
        before: report("the state before".into(), &replayed.before.position),
        refused: (1..)
            .zip(&replayed.refused)
            .map(|(n, refusal)| (report(format!("refused point {n}"), &refusal.position), refusal.message.clone()))
            .collect(),
        after: report("the state after".into(), &replayed.after.position),
        statistics: replayed.statistics.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
    })))
}

/// Chain and iteration, from 0.
fn address(which: Which, lengths: Lengths) -> Result<(usize, usize), RunError> {
    let (n_chains, n_iterations) = (lengths.chains as u64, lengths.iterations() as u64);
    let (chain, iteration) = match which {
        Which::Point(n) => (n / n_iterations.max(1), n % n_iterations.max(1)),
        Which::Iteration { chain, iteration } => (chain.wrapping_sub(1), iteration.wrapping_sub(1)),
    };
    if chain >= n_chains || iteration >= n_iterations {
        return Err(wrong(format!(
            "there is no such iteration: there are chains 1 to {n_chains} with iterations 1 to {n_iterations}"
        )));
    }
    Ok((chain as usize, iteration as usize))
}

fn on_constrained(
    model: &StanModel<'_>,
    what: String,
    elements: &[f64],
    point: Point<'_, f64>,
    in_run: Evaluation,
) -> PointReport {
    let account = Some(model.account(point));
    PointReport {
        what,
        values: named(model, elements),
        unconstrained: Vec::new(),
        account,
        draw: None,
        in_run,
        outputs: Vec::new(),
    }
}

fn on_unconstrained(model: &StanModel<'_>, what: String, x: &[f64], in_run: Evaluation) -> PointReport {
    let values = model.constrain(x).map(|point| named(model, &point));
    PointReport {
        what,
        values: values.unwrap_or_default(),
        unconstrained: x.to_vec(),
        account: Some(model.account(Point::Unconstrained(x))),
        draw: None,
        in_run,
        outputs: Vec::new(),
    }
}

impl Evaluation {
    fn of(value: Result<f64, EvalError>) -> Evaluation {
        match value {
            Ok(value) => Evaluation::Value(value),
            Err(error) => Evaluation::Failed(error.to_string()),
        }
    }
}
