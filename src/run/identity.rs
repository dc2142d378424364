//! What a run is of, and what has changed where it is gone on with.

use std::path::Path;

use serde_json::Value as Json;

use super::record::{FORMAT_VERSION, hash};
use super::{Job, RunError};
use crate::data::write::datum_json;
use crate::report::numbers::count;
use crate::stan::datum::Datum;
use crate::store::journal::Identity;

/// Settings that change no result: where a run happens, and how it is kept.
const OUTSIDE: &[&str] =
    &["workers", "output", "commit_every", "max_failure_fraction", "max_file_size", "max_memory", "max_time"];

/// What the run of a job is of.
pub(super) fn identity(job: &Job) -> Identity {
    let config = job.config;
    let path = std::path::absolute(Path::new(config.name())).unwrap_or_else(|_| config.name().into());
    let init = job.source.init.iter().flatten().map(|(name, datum)| (format!("init.{name}"), datum));
    let data = job.source.data.iter().map(|(name, datum)| (name.clone(), datum)).chain(init);
    Identity {
        version: env!("CARGO_PKG_VERSION").into(),
        format_version: FORMAT_VERSION,
        machine_class: std::env::consts::ARCH.into(),
        config_path: path.display().to_string(),
        config: config.given().into(),
        options: config.options().to_vec(),
        resolved: config.resolved().to_string(),
        program: job.source.files(),
        data: data.map(|(name, datum)| (name, hash_datum(datum))).collect(),
        shard: job.options.shard,
    }
}

/// SHA-256 of a value as JSON.
pub(super) fn hash_datum(datum: &Datum) -> String {
    hash(datum_json(datum).to_string().as_bytes())
}

/// Every difference between what a run was of and what it is to be of now.
pub(super) fn differences(was: &Identity, is: &Identity) -> Vec<String> {
    let mut found = Vec::new();
    if (&was.version, was.format_version) != (&is.version, is.format_version) {
        let named = |of: &Identity| format!("{} (format {})", of.version, of.format_version);
        found.push(format!("it was begun by mcrun {}, and this is {}", named(was), named(is)));
    }
    if was.machine_class != is.machine_class {
        found.push(format!("it was begun on {}, and this is {}", was.machine_class, is.machine_class));
    }
    if was.shard != is.shard {
        let shard = |shard: Option<(u64, u64)>| shard.map_or("the whole".into(), |(i, n)| format!("shard {i}/{n}"));
        found.push(format!("it was begun as {}, and this is {}", shard(was.shard), shard(is.shard)));
    }
    found.extend(settings(&was.resolved, &is.resolved));
    found.extend(program(&was.program, &is.program));
    found.extend(data(&was.data, &is.data));
    found
}

/// An error that shows such differences.
pub(super) fn not_the_same(output: &Path, differences: &[String]) -> RunError {
    let place = output.display();
    let differences: Vec<String> = differences.iter().map(|difference| format!("  {difference}")).collect();
    RunError::Input(vec![format!(
        "error: {place}: this is not the run that was begun\n{}\n  undo the change, begin anew with --force, or choose another \
         output; only more draws, more chains, and more points after the last one of the first axis make a run longer",
        differences.join("\n")
    )])
}

fn settings(was: &str, is: &str) -> Vec<String> {
    let parse = |text: &str| serde_json::from_str::<Json>(text).unwrap_or_default();
    let (mut was, mut is) = (parse(was), parse(is));
    for resolved in [&mut was, &mut is] {
        // Paths are no part of what a run is of; what they lead to is compared by itself.
        if let Some(model) = resolved["model"].as_object_mut() {
            model.clear();
        }
        if let Some(run) = resolved["run"].as_object_mut() {
            run.retain(|key, _| !OUTSIDE.contains(&key.as_str()));
        }
    }
    let mut found = Vec::new();
    compare("", &was, &is, &mut found);
    found
}

/// Enters all that differs below `key`.
fn compare(key: &str, was: &Json, is: &Json, found: &mut Vec<String>) {
    match (was, is) {
        (Json::Object(was), Json::Object(is)) => {
            let inside = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
            for (name, value) in was {
                compare(&inside(name), value, is.get(name).unwrap_or(&Json::Null), found);
            }
            for (name, value) in is.iter().filter(|(name, _)| !was.contains_key(*name)) {
                compare(&inside(name), &Json::Null, value, found);
            }
        }
        (was, is) if was != is => {
            let show = |value: &Json| if value.is_null() { "not there".to_owned() } else { value.to_string() };
            found.push(format!("setting {key} was {}, and is {}", show(was), show(is)));
        }
        _ => {}
    }
}

fn program(was: &[(String, String)], is: &[(String, String)]) -> Option<String> {
    if was.len() != is.len() {
        return Some(format!("the program had {} files, and has {}", was.len(), is.len()));
    }
    let ((_, was), (name, is)) = was.iter().zip(is).find(|((_, was), (_, is))| was != is)?;
    let (mut before, mut after) = (was.lines(), is.lines());
    for line in 1.. {
        match (before.next(), after.next()) {
            (None, None) => break,
            (was, is) if was == is => {}
            (was, is) => {
                let show = |line: Option<&str>| line.map_or("no more".to_owned(), |line| format!("`{}`", line.trim()));
                return Some(format!("{name}: line {} was {}, and is {}", count(line), show(was), show(is)));
            }
        }
    }
    Some(format!("{name}: the ends of lines have changed"))
}

pub(super) fn data(was: &[(String, String)], is: &[(String, String)]) -> Vec<String> {
    let find =
        |data: &[(String, String)], name: &str| data.iter().find(|(n, _)| n == name).map(|(_, hash)| hash.clone());
    let mut found = Vec::new();
    for (name, hash) in was {
        match find(is, name) {
            None => found.push(format!("data `{name}` are not there any more")),
            Some(now) if now != *hash => found.push(format!("data `{name}` have changed")),
            Some(_) => {}
        }
    }
    found.extend(
        is.iter().filter(|(name, _)| find(was, name).is_none()).map(|(name, _)| format!("data `{name}` are new")),
    );
    found
}
