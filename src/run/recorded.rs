//! What a result holds of its own run: enough to do it again.

use std::path::Path;

use serde_json::{Map, Value as Json};

use super::identity::hash_datum;
use super::source::{Source, read_data};
use super::{RunError, identity};
use crate::config::{Config, DataSource, Program};
use crate::data::json;
use crate::draws::{Attribute, Group};
use crate::stan::datum::Data;
use crate::store::journal::Identity;
use crate::store::read::ResultReader;

/// A run as its result tells of it.
#[derive(Debug)]
pub(super) struct Recorded {
    /// The result, as messages call it.
    place: String,
    pub identity: Identity,
    /// As JSON; none where they were too large to be kept.
    data: Option<String>,
    /// Where chains started, as JSON, if a file said it.
    init: Option<String>,
}

impl Recorded {
    /// Reads the record of a result.
    pub fn read(path: &Path) -> Result<Recorded, RunError> {
        let place = path.display().to_string();
        let wrong = |message: String| RunError::Input(vec![format!("error: {message}")]);
        let record = ResultReader::open(path).and_then(|reader| reader.group("mcrun"));
        let record = record.map_err(|error| wrong(error.to_string()))?;
        let of = Attributes(&record);
        let identity = identity_of(&of).map_err(|name| {
            wrong(format!(
                "{place}: does not hold the whole run (there is no attribute {name}): it was written by an older mcrun"
            ))
        })?;
        let optional = |name| of.text(name).ok();
        Ok(Recorded { data: optional("data"), init: optional("init"), identity, place })
    }

    /// All settings in force.
    pub fn resolved(&self) -> Result<Map<String, Json>, RunError> {
        serde_json::from_str(&self.identity.resolved)
            .map_err(|error| self.wrong(&format!("the config in it cannot be read: {error}")))
    }

    /// The config, and program and data. Data that the result does not hold are read from the file `given`.
    pub fn restore(&self, given: Option<&Path>) -> Result<(Config, Source), RunError> {
        let Identity { config_path, config, options, program, .. } = &self.identity;
        let data = self.data(given)?;
        let read = |text: &String| json::read(&format!("{}: init", self.place), text);
        let init = self.init.as_ref().map(read).transpose()?;
        self.check_hashes(&data, init.as_ref(), given)?;
        let first = program.first().map(|(_, text)| text.clone()).unwrap_or_default();
        let from = (Program::Code(first), DataSource::Table(data.clone()));
        let config = Config::of_record(config_path, config.clone(), options, self.resolved()?, from)?;
        Ok((config, Source::of_files(program, data, init)?))
    }

    /// What is not as it was when the result was made, and may change its bits by right.
    pub fn other_machinery(&self) -> Vec<String> {
        let is = (env!("CARGO_PKG_VERSION"), super::record::FORMAT_VERSION, std::env::consts::ARCH);
        let Identity { version, format_version, machine_class, .. } = &self.identity;
        let mut notes = Vec::new();
        if (version.as_str(), *format_version) != (is.0, is.1) {
            notes.push(format!(
                "it was made by mcrun {version} (format {format_version}), and this is {} (format {})",
                is.0, is.1
            ));
        }
        if machine_class != is.2 {
            notes.push(format!("it was made on {machine_class}, and this is {}", is.2));
        }
        notes
    }

    fn data(&self, given: Option<&Path>) -> Result<Data, RunError> {
        match (&self.data, given) {
            (_, Some(path)) => read_data(&DataSource::File(path.into())),
            (Some(text), None) => Ok(json::read(&format!("{}: data", self.place), text)?),
            (None, None) => {
                let file = self.resolved()?.get("model").and_then(|model| model["data"].as_str().map(str::to_owned));
                let file = file.map_or_else(|| "those of its config".into(), |file| format!("the file {file}"));
                Err(self.wrong(&format!("the data are too large to be kept in it: name {file} with --data")))
            }
        }
    }

    fn check_hashes(&self, data: &Data, init: Option<&Data>, given: Option<&Path>) -> Result<(), RunError> {
        let init = init.into_iter().flatten().map(|(name, datum)| (format!("init.{name}"), datum));
        let found = data.iter().map(|(name, datum)| (name.clone(), datum)).chain(init);
        let found: Vec<_> = found.map(|(name, datum)| (name, hash_datum(datum))).collect();
        let differences = identity::data(&self.identity.data, &found);
        if differences.is_empty() {
            return Ok(());
        }
        let what = given.map_or("the data in it".into(), |path| path.display().to_string());
        Err(self.wrong(&format!("{what}: are not the data of the run\n  {}", differences.join("\n  "))))
    }

    fn wrong(&self, message: &str) -> RunError {
        RunError::Input(vec![format!("error: {}: {message}", self.place)])
    }
}

/// What the run of a result was of, or the attribute that is missing.
fn identity_of(of: &Attributes<'_>) -> Result<Identity, String> {
    let pairs = |names, values| Ok::<_, String>(of.texts(names)?.into_iter().zip(of.texts(values)?));
    let mut program = vec![(of.text("program_name")?, of.text("program")?)];
    program.extend(pairs("program_includes", "program_include_texts")?);
    Ok(Identity {
        version: of.text("version")?,
        format_version: of.int("format_version")?,
        machine_class: of.text("machine_class")?,
        config_path: of.text("config_path")?,
        config: of.text("config")?,
        options: of.texts("config_options")?,
        resolved: of.text("config_resolved")?,
        program,
        data: pairs("data_names", "data_hashes")?.collect(),
        shard: None,
    })
}

/// The attributes of a record by name; an error is the name of what is not there.
struct Attributes<'a>(&'a Group);

impl Attributes<'_> {
    fn get(&self, name: &str) -> Result<&Attribute, String> {
        let found = self.0.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value).ok_or_else(|| name.to_owned())
    }

    fn text(&self, name: &str) -> Result<String, String> {
        match self.get(name)? {
            Attribute::Text(text) => Ok(text.clone()),
            _ => Err(name.to_owned()),
        }
    }

    fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        match self.get(name)? {
            Attribute::Texts(texts) => Ok(texts.clone()),
            _ => Err(name.to_owned()),
        }
    }

    fn int(&self, name: &str) -> Result<i64, String> {
        match self.get(name)? {
            Attribute::Int(value) => Ok(*value),
            _ => Err(name.to_owned()),
        }
    }
}
