//! What every result file holds besides the arrays of its method: the group `mcrun`, with which the run can be
//! repeated and its summary shown again.

use std::sync::Arc;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::failures::{self, Failures};
use super::findings::{self, Stored};
use super::identity::identity;
use super::output::Output;
use super::{Job, RunError, RunOptions, extension};
use crate::config::sections::RunSettings;
use crate::data::write::datum_json;
use crate::draws::{Array, Attribute, Coordinate, Dimension, Element, Group, Sink, SinkError};
use crate::report::numbers;
use crate::report::summary::{Findings, Summary};
use crate::stan::datum::Data;
use crate::store::attributes::arviz;
use crate::store::run_file::{Opening, RunFile};
use crate::store::{size, states};

/// Changes with the streams, the shape of reductions and the meaning of what is stored.
pub(super) const FORMAT_VERSION: i64 = 2;
/// Data of more bytes than this, as JSON, are not kept in the result.
const MAX_DATA_BYTES: usize = 1 << 24;

/// What is recorded of a run that is done.
pub(super) struct Record<'a> {
    pub summary: &'a Summary,
    pub failures: &'a Failures,
}

/// The result file of a method, and its groups with all their attributes. Where an unfinished run is gone on with, it
/// holds what that has done.
pub(super) fn create(job: &Job, mut groups: Vec<Group>) -> Result<(Output, Vec<Group>), RunError> {
    describe(job, &mut groups);
    if let Some(comparison) = &job.against {
        comparison.declare(&groups).map_err(failed)?;
        return Ok((Output::Comparison(Arc::clone(comparison)), groups));
    }
    if job.config.run.limits.file_size.is_some() {
        check_size(job, &groups, 0)?;
    }
    let RunSettings { output, commit_every, .. } = &job.config.run;
    let identity = identity(job);
    let extension = if job.options.resume { extension::of(job, &identity)? } else { None };
    let carried = extension.map(|extension| extension.carried(&groups));
    if carried.is_some() {
        job.observer.note("this run asks for more than the one that is there, and goes on from it");
    }
    let shards = match &job.options.merge {
        Some(shards) => shards.of(&identity)?,
        None => &[],
    };
    let RunOptions { force, resume, .. } = *job.options;
    let extends = carried.as_deref();
    let opening = Opening { output, force, resume, commit_every: *commit_every, extends, shards };
    let file = RunFile::open(&opening, identity, &groups, &|message| job.observer.note(message)).map_err(failed)?;
    Ok((Output::File(Box::new(file)), groups))
}

/// Gives groups the attributes that all results have.
fn describe(job: &Job, groups: &mut [Group]) {
    let created = SystemTime::now();
    for group in groups {
        let sample_dims: &[&str] = match group.name.as_str() {
            "posterior" | "sample_stats" | "warmup_posterior" | "warmup_sample_stats" => &["chain", "draw"],
            "prior" | "prior_predictive" => &["chain", "draw"],
            "weighted_posterior" => &["sample"],
            _ => &[],
        };
        group.attributes.extend(arviz(created, sample_dims));
        label(job, group);
    }
}

/// How many bytes the result of a method with these groups will have; see [`check_size`].
pub(super) fn expected_size(job: &Job, mut groups: Vec<Group>, kept: u64) -> Result<u64, RunError> {
    describe(job, &mut groups);
    check_size(job, &groups, kept)
}

/// About how many bytes the result with these groups, and so many bytes of states, will have, not counting points that fail, or
/// an error if that is more than is allowed.
fn check_size(job: &Job, groups: &[Group], kept: u64) -> Result<u64, RunError> {
    let summary = Summary { findings: Vec::new(), warnings: Vec::new() };
    let record = Record { summary: &summary, failures: &Failures::default() };
    let mut groups = groups.to_vec();
    groups.push(group(job, &record, &findings::expected(&groups), kept.div_ceil(8) as usize + 2));
    let bytes = size::estimate(&groups).map_err(failed)?;
    match job.config.run.limits.file_size {
        Some(limit) if bytes as f64 > limit => {
            let (bytes, limit) = (numbers::size(bytes), numbers::size(limit as u64));
            let message = format!("the result would have {bytes}, more than max_file_size = {limit} allows");
            Err(job.config_error(&["run", "max_file_size"], message))
        }
        _ => Ok(bytes),
    }
}

/// Gives every variable its symbol and unit, under the names by which netCDF readers know them.
fn label(job: &Job, group: &mut Group) {
    let attributes = |name: &str| {
        let label = job.config.label(name)?;
        let latex = label.latex.as_ref().map(|latex| ("long_name".into(), Attribute::Text(format!("${latex}$"))));
        let unit = label.unit.as_ref().map(|unit| ("units".into(), Attribute::Text(unit.clone())));
        Some(latex.into_iter().chain(unit))
    };
    for dimension in &mut group.dimensions {
        dimension.attributes.extend(attributes(&dimension.name).into_iter().flatten());
    }
    for array in &mut group.arrays {
        array.attributes.extend(attributes(&array.name).into_iter().flatten());
    }
}

/// Adds the record as the group of this index and puts the file into its place. Where that fails, all the work is kept.
pub(super) fn finish(job: &Job, file: Output, index: usize, record: &Record) -> Result<(), RunError> {
    // Methods look as they go, where they can.
    let Failures { ledger, n_points, .. } = record.failures;
    if let Err(error) = job.config.run.failures.check(ledger, *n_points) {
        return Err(failures::leave(job, file, &error));
    }
    let is_kept = matches!(file, Output::File(_));
    complete(job, file, index, record).map_err(|error| {
        if !is_kept {
            return failed(error);
        }
        let place = job.config.run.output.display();
        RunError::Failed(format!("{error}\n  what was done is kept: mcrun run {place} --resume goes on with it"))
    })
}

fn complete(job: &Job, mut file: Output, index: usize, record: &Record) -> Result<(), SinkError> {
    let tables: Vec<Stored> = record.summary.findings.iter().filter_map(findings::stored).collect();
    let states = states::pack(&file.states())?;
    let group = group(job, record, &tables, states.len());
    file.add(std::slice::from_ref(&group))?;
    for (array, table) in tables.iter().enumerate() {
        file.write((index, array), 0, &table.values)?;
    }
    record.failures.write(&file, (index, tables.len()))?;
    file.write_ints((index, group.arrays.len() - 1), 0, &states)?;
    let workers = Attribute::Int(job.workers.count() as i64);
    let seconds = Attribute::Float(file.seconds());
    file.finish((index, &group), &[("workers", workers), ("seconds", seconds)])
}

/// How many numbers an array has.
pub(super) fn length(group: &Group, array: usize) -> usize {
    group.shape(&group.arrays[array]).iter().product()
}

pub(super) fn failed(error: SinkError) -> RunError {
    RunError::Failed(error.to_string())
}

/// The group `mcrun`: the tables, then the points that failed, then so many numbers of states.
fn group(job: &Job, record: &Record, tables: &[Stored], n_states: usize) -> Group {
    let mut group = Group { name: "mcrun".into(), attributes: attributes(job, record), ..Group::default() };
    for table in tables {
        group.dimensions.extend(table.dimensions.iter().cloned());
        group.arrays.push(table.array.clone());
    }
    record.failures.declare(&mut group);
    group.dimensions.push(Dimension::new("state", Coordinate::Index(n_states)));
    group.arrays.push(Array::new(states::ARRAY, vec!["state".into()], Element::Int));
    group
}

fn attributes(job: &Job, record: &Record) -> Vec<(String, Attribute)> {
    let config = job.config;
    let data = data_json(&job.source.data);
    let text = |text: &str| Attribute::Text(text.to_owned());
    let identity = identity(job);
    let (included, included_texts): (Vec<_>, Vec<_>) = identity.program.iter().skip(1).cloned().unzip();
    let (hashed, hashes): (Vec<_>, Vec<_>) = identity.data.into_iter().unzip();
    let here = std::env::consts::ARCH;
    let machine_class = job.options.merge.as_ref().map_or(here.into(), |shards| shards.machine_classes(here));
    let mut attributes = vec![
        ("format_version", Attribute::Int(FORMAT_VERSION)),
        ("version", text(env!("CARGO_PKG_VERSION"))),
        ("machine_class", text(&machine_class)),
        ("method", text(config.method.as_ref().map_or("", |method| method.kind()))),
        ("seed", text(&config.run.seed.to_string())),
        ("config_path", text(&identity.config_path)),
        ("config", text(config.given())),
        ("config_options", Attribute::Texts(config.options().to_vec())),
        ("config_resolved", text(&config.resolved().to_string())),
        ("program", text(&job.source.compiled.sources.sources[0].text)),
        ("program_name", text(job.source.name())),
        ("program_sha256", text(&job.source.program_hash())),
        ("program_includes", Attribute::Texts(included)),
        ("program_include_texts", Attribute::Texts(included_texts)),
        ("data_sha256", text(&hash(data.as_bytes()))),
        ("data_names", Attribute::Texts(hashed)),
        ("data_hashes", Attribute::Texts(hashes)),
        ("warnings", Attribute::Texts(record.summary.warnings.clone())),
    ];
    if data.len() <= MAX_DATA_BYTES {
        attributes.push(("data", text(&data)));
    }
    attributes.extend(job.source.init.as_ref().map(|init| ("init", text(&data_json(init)))));
    attributes.extend(record.failures.attributes());
    for findings in &record.summary.findings {
        if let Findings::Grid { log_evidence: Some(evidence), .. } = findings {
            attributes.push(("log_evidence", Attribute::Float(evidence.value)));
            attributes.extend(evidence.error.map(|error| ("log_evidence_error", Attribute::Float(error))));
        }
        if let Findings::Importance { log_evidence, ess, pareto_k, .. } = findings {
            attributes.push(("log_evidence", Attribute::Float(log_evidence.value)));
            attributes.extend(log_evidence.error.map(|error| ("log_evidence_error", Attribute::Float(error))));
            attributes.push(("ess", Attribute::Float(*ess)));
            attributes.push(("pareto_k", Attribute::Float(*pareto_k)));
        }
        if let Findings::Grid { points, .. } | Findings::Importance { points, .. } | Findings::Sweep { points, .. } =
            findings
        {
            attributes.push(("n_points", Attribute::Int(points.n as i64)));
        }
    }
    attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Data as the text of a JSON object.
pub(super) fn data_json(data: &Data) -> String {
    let values: serde_json::Map<_, _> = data.iter().map(|(name, datum)| (name.clone(), datum_json(datum))).collect();
    serde_json::Value::Object(values).to_string()
}

/// SHA-256 in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
