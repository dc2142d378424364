//! What can be said of a model without running it.

use super::source::Source;
use super::{RunError, Target};
use crate::config::method::Method;
use crate::density::LogDensity;
use crate::report::check::{CheckReport, CheckedPoint, CheckedVariable};
use crate::report::numbers::counted;
use crate::stan::bind::Bound;
use crate::stan::compile::Compiled;
use crate::stan::ir::{StmtKind, VariableRef};
use crate::stan::model::StanModel;
use crate::stan::model::prior::StanPrior;
use crate::stan::syntax::source::Span;
use crate::stan::typed::Scope;

/// Types with a longer declaration are shown without it.
const LONGEST_TYPE: usize = 40;

/// Compiles the program, binds its data and evaluates one point.
pub fn check(target: Target<'_>) -> Result<CheckReport, RunError> {
    let source = Source::read(target)?;
    let bound = match target.config.and_then(|config| Some((config, config.method.as_ref()?))) {
        Some((config, Method::Sweep(settings))) => {
            source.bind_with(&super::sweep::with_first_values(config, &source, settings)?, target.seed)?
        }
        _ => source.bind(target.seed)?,
    };
    let variables = variables(&source.compiled, &bound);
    let names: Vec<&str> = variables.iter().map(|variable| variable.name.as_str()).collect();
    if let Some(config) = target.config {
        config.check_names(&names)?;
    }
    let notes = unused(&source, &bound);
    let model = StanModel::new(bound, Box::new(|_| ()));
    Ok(CheckReport {
        program: source.name().to_owned(),
        dimension: model.dim() as u64,
        point: (model.dim() > 0).then(|| origin(&model)),
        methods: methods(&source.compiled, &model, target.seed),
        variables,
        notes,
    })
}

/// The density where all unconstrained coordinates are 0.
fn origin(model: &StanModel<'_>) -> CheckedPoint {
    let log_density = model.evaluator().logp(&vec![0.0; model.dim()]).map_err(|error| error.to_string());
    CheckedPoint { place: "0 on the unconstrained scale".into(), log_density }
}

fn variables(compiled: &Compiled, bound: &Bound) -> Vec<CheckedVariable> {
    let declared = |at: usize| declaration(compiled, at);
    let parameters = bound.parameters().iter().map(|parameter| CheckedVariable {
        name: parameter.name.clone(),
        role: "parameter".into(),
        declared: declared(parameter.at),
        dims: parameter.dims.to_vec(),
        n_unconstrained: Some(parameter.n_unconstrained as u64),
    });
    let derived = bound.derived().iter().map(|derived| CheckedVariable {
        name: derived.name.clone(),
        role: role(derived.scope).into(),
        declared: declared(derived.at),
        dims: derived.dims.to_vec(),
        n_unconstrained: None,
    });
    parameters.chain(derived).collect()
}

fn role(scope: Scope) -> &'static str {
    match scope {
        Scope::TransformedParameters => "transformed parameter",
        _ => "generated quantity",
    }
}

/// The type of a variable as its declaration has it, or the plain type where that is long.
fn declaration(compiled: &Compiled, at: usize) -> String {
    let program = &compiled.program;
    let variable = &program.variables[at];
    let sections = [&program.parameters, &program.transformed_parameters, &program.generated_quantities];
    let declaration = sections.into_iter().flat_map(|section| &section.block).find(|stmt| match &stmt.kind {
        StmtKind::Parameter { variable, .. } | StmtKind::Declare { variable, .. } => {
            *variable == VariableRef::Global(at)
        }
        _ => false,
    });
    let text = declaration.map_or("", |stmt| {
        let end = variable.span.start.clamp(stmt.span.start, stmt.span.end);
        compiled.sources.text(Span { end, ..stmt.span })
    });
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() || text.len() > LONGEST_TYPE { variable.ty.to_string() } else { text }
}

/// Data that the program does not declare.
fn unused(source: &Source, bound: &Bound) -> Vec<String> {
    let is_declared = |name: &String| {
        bound.program().variables.iter().any(|variable| variable.scope == Scope::Data && variable.name == *name)
    };
    let unused: Vec<&str> =
        source.data.iter().map(|(name, _)| name).filter(|name| !is_declared(name)).map(String::as_str).collect();
    if unused.is_empty() {
        Vec::new()
    } else {
        vec![format!("the program does not use the data {}", unused.join(", "))]
    }
}

/// The methods, each with what speaks against it.
fn methods(compiled: &Compiled, model: &StanModel<'_>, seed: u64) -> Vec<(String, Option<String>)> {
    let no_parameters = (model.dim() == 0).then(|| "the program has no parameters".to_owned());
    let no_outputs = model.bound().derived().is_empty() && model.dim() == 0;
    let no_outputs = no_outputs.then(|| "the program has no generated quantities".to_owned());
    let of_parameters =
        ["grid", "nuts", "metropolis", "importance"].map(|method| (method.to_owned(), no_parameters.clone()));
    let mut methods = Vec::from(of_parameters);
    methods.insert(1, ("sweep".into(), no_outputs));
    methods.push(("prior".into(), no_parameters.or_else(|| no_prior(compiled, model, seed))));
    methods
}

/// Why the program's prior cannot be drawn from: the first reason, and how many others there are.
fn no_prior(compiled: &Compiled, model: &StanModel<'_>, seed: u64) -> Option<String> {
    let reasons = StanPrior::new(compiled, model, seed).err()?;
    let (first, others) = reasons.split_first()?;
    let mut lines = first.lines();
    let message = lines.next().unwrap_or_default().trim_start_matches("error: ");
    let place = lines.next().and_then(|line| line.trim_start().strip_prefix("--> "));
    let place = place.map_or(String::new(), |place| format!(" ({place})"));
    let more = if others.is_empty() {
        String::new()
    } else {
        format!("; and {}", counted(others.len() as u64, "more reason"))
    };
    Some(format!("{message}{place}{more}"))
}
