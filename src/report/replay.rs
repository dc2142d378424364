//! What `mcrun replay` prints: a point with all that its density is made of.

use serde_json::{Map, Value as Json, json};

use crate::data::write::{datum_json, number_json};
use crate::stan::datum::Data;
use crate::stan::model::loud::Account;

/// What was evaluated again.
#[derive(Debug, Clone, PartialEq)]
pub enum Replay {
    /// A point of a grid or sweep, or a draw.
    Point(Box<PointReport>),
    /// An iteration of a chain.
    Step(Box<StepReport>),
}

/// A density as the run computes it.
#[derive(Debug, Clone, PartialEq)]
pub enum Evaluation {
    /// The log density.
    Value(f64),
    /// Why there is none.
    Failed(String),
    /// The run computes none.
    NotDone,
}

/// A point.
#[derive(Debug, Clone, PartialEq)]
pub struct PointReport {
    /// Which one.
    pub what: String,
    /// The parameters by name, or what a sweep varies; nothing where they do not exist.
    pub values: Data,
    /// The unconstrained coordinates, where the method has them.
    pub unconstrained: Vec<f64>,
    /// What the density is made of; none where the program has no parameters, and so no density.
    pub account: Option<Account>,
    /// What the density of a draw from the prior is made of, by the statements that draw.
    pub draw: Option<DrawReport>,
    /// The density as the run computes it.
    pub in_run: Evaluation,
    /// What a sweep computes.
    pub outputs: Data,
}

/// A draw from the prior.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawReport {
    /// Of the statements that draw parameters. Where declared bounds cut a distribution, what it adds is as if they did not.
    pub account: Account,
    /// The logarithm of what declared bounds leave of the distributions; `None` where that is not known.
    pub log_normaliser: Option<f64>,
}

/// A step of a chain.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct StepReport {
    pub what: String,
    pub before: PointReport,
    /// Points on the way that the model refused, with what it said.
    pub refused: Vec<(PointReport, String)>,
    pub after: PointReport,
    /// What the step reports, by name.
    pub statistics: Vec<(String, f64)>,
}

impl Replay {
    /// Of a point.
    pub fn point(report: PointReport) -> Replay {
        Replay::Point(Box::new(report))
    }

    /// As text.
    pub fn text(&self) -> String {
        match self {
            Replay::Point(point) => text_of(point),
            Replay::Step(step) => {
                let mut text = format!("{}\n\n{}", step.what, text_of(&step.before));
                for (point, message) in &step.refused {
                    text.push_str(&format!("\n{}  refused with: {message}\n", text_of(point)));
                }
                text.push_str(&format!("\n{}\nthe step\n", text_of(&step.after)));
                for (name, value) in &step.statistics {
                    text.push_str(&format!("  {name} = {value}\n"));
                }
                text
            }
        }
    }

    /// As JSON.
    pub fn json(&self) -> Json {
        match self {
            Replay::Point(point) => json_of(point),
            Replay::Step(step) => json!({
                "what": step.what,
                "before": json_of(&step.before),
                "refused": step.refused.iter().map(|(point, message)| {
                    json!({ "point": json_of(point), "message": message })
                }).collect::<Vec<Json>>(),
                "after": json_of(&step.after),
                "statistics": step.statistics.iter()
                    .map(|(name, value)| (name.clone(), number_json(*value))).collect::<Map<String, Json>>(),
            }),
        }
    }
}

fn text_of(point: &PointReport) -> String {
    let mut text = format!("{}\n", point.what);
    for (name, value) in point.values.iter().chain(&point.outputs) {
        text.push_str(&format!("  {name} = {}\n", datum_json(value)));
    }
    match &point.account {
        Some(account) => text.push_str(&accounted(account, "log density, statement by statement")),
        None => text.push_str("  no density: the program has no parameters, so no statement adds to one\n"),
    }
    if let Some(draw) = &point.draw {
        text.push_str(&drawn(draw));
    }
    match &point.in_run {
        Evaluation::Value(value) => text.push_str(&format!("  log density in the run: {value}\n")),
        Evaluation::Failed(message) => text.push_str(&format!("  fails in the run: {message}\n")),
        Evaluation::NotDone => {}
    }
    text
}

/// What the statements that draw make of a draw, and with what bounds leave.
fn drawn(draw: &DrawReport) -> String {
    let sum = accounted(&draw.account, "log density of the draw, the sum of these");
    let mut text = format!("  the draw itself, by the statements that draw parameters\n{sum}");
    match (&draw.account.log_density, draw.log_normaliser) {
        (Ok(_), Some(0.0)) | (Err(_), _) => {}
        (Ok(value), Some(mass)) => text.push_str(&format!(
            "  log density of the draw within declared bounds: {} (these leave exp({mass}))\n",
            value - mass
        )),
        (Ok(_), None) => text.push_str("  how much declared bounds leave of the distributions is not known\n"),
    }
    text
}

/// `  -2.5  m.stan:3:5  y ~ normal(mu, 1);` for each statement, then the sum, which is called `what`.
fn accounted(account: &Account, what: &str) -> String {
    let values: Vec<String> = account.contributions.iter().map(|part| part.value.to_string()).collect();
    let width = values.iter().map(String::len).max().unwrap_or(0);
    let mut text = String::new();
    for (part, value) in account.contributions.iter().zip(values) {
        let times = if part.n_times > 1 { format!("  ({} times)", part.n_times) } else { String::new() };
        text.push_str(&format!("  {value:>width$}  {}  {}{times}\n", part.place, part.text));
    }
    if account.log_jacobian != 0.0 {
        text.push_str(&format!("  log Jacobian: {}\n", account.log_jacobian));
    }
    account.printed.iter().for_each(|line| text.push_str(&format!("  prints: {line}\n")));
    match &account.log_density {
        Ok(value) => text.push_str(&format!("  {what}: {value}\n")),
        Err(error) => text.push_str(&format!("  fails, statement by statement: {error}\n")),
    }
    text
}

fn json_of(point: &PointReport) -> Json {
    let data =
        |data: &Data| data.iter().map(|(name, datum)| (name.clone(), datum_json(datum))).collect::<Map<String, Json>>();
    json!({
        "what": point.what,
        "values": data(&point.values),
        "unconstrained": point.unconstrained.iter().copied().map(number_json).collect::<Vec<Json>>(),
        "account": point.account.as_ref().map(account_json),
        "draw": point.draw.as_ref().map(|draw| json!({
            "account": account_json(&draw.account),
            "log_normaliser": draw.log_normaliser.map(number_json),
        })),
        "in_run": match &point.in_run {
            Evaluation::Value(value) => json!({ "log_density": number_json(*value) }),
            Evaluation::Failed(message) => json!({ "failed": message }),
            Evaluation::NotDone => Json::Null,
        },
        "outputs": data(&point.outputs),
    })
}

fn account_json(account: &Account) -> Json {
    let contributions = account.contributions.iter().map(|part| {
        json!({
            "place": part.place,
            "text": part.text,
            "value": number_json(part.value),
            "times": part.n_times,
        })
    });
    json!({
        "contributions": contributions.collect::<Vec<Json>>(),
        "log_jacobian": number_json(account.log_jacobian),
        "log_density": account.log_density.as_ref().ok().map(|value| number_json(*value)),
        "failed": account.log_density.as_ref().err().map(ToString::to_string),
        "printed": account.printed,
    })
}
