//! Configs: TOML text, its settings checked and filled with defaults.
//!
//! [`Config::load`] reports all mistakes of a config, each with its place. What needs the model to be checked (does
//! an axis name a parameter?) is found later by others, who ask the config where the mistake stands.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json};

use crate::data;
use crate::methods::error::SettingsError;
use crate::stan::datum::Data;

pub mod method;
mod overrides;
pub mod problem;
mod quantity;
mod read;
mod resolve;
pub mod sections;
mod tree;
pub mod words;
pub mod write;

use method::Method;
use problem::{ConfigError, Place, Problems, Texts};
use read::{Parts, Reader, string};
use sections::{Label, RunSettings};
use tree::{Table, Value};

/// A config, checked and filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Where the model stands.
    pub program: Program,
    /// Where its data are.
    pub data: DataSource,
    /// `[run]`.
    pub run: RunSettings,
    /// By variable.
    pub labels: Vec<(String, Label)>,
    /// Variables left out of the groups of draws.
    pub drop: Vec<String>,
    /// Whether chains keep the draws of their warmup.
    pub save_warmup: bool,
    /// What is done with the model, if the config says.
    pub method: Option<Method>,
    texts: Texts,
    tree: Table,
    resolved: Json,
}

/// A Stan program.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Program {
    File(PathBuf),
    /// The program's text, which stands in the config.
    Code(String),
}

/// Data of a model.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum DataSource {
    /// No data are given.
    None,
    File(PathBuf),
    /// Data that stand in the config.
    Table(Data),
}

impl Config {
    /// Reads the config file `path`, with `options` as `run.seed=3` overriding what it says.
    pub fn load(path: &Path, options: &[String]) -> Result<Config, ConfigError> {
        let text = data::read_text(path).map_err(|message| ConfigError { messages: vec![message] })?;
        Config::parse(path, text, options)
    }

    /// The same from the file's text. Paths in it are relative to the directory of `path`.
    pub fn parse(path: &Path, text: String, options: &[String]) -> Result<Config, ConfigError> {
        let texts = Texts { name: path.display().to_string(), file: text, options: options.to_vec() };
        let mut problems = Problems::default();
        let Some(mut tree) = tree::parse(&texts.file, &mut problems) else {
            return Err(problems.into_error(&texts));
        };
        for (i, option) in options.iter().enumerate() {
            overrides::apply(&mut tree, option, i + 1, &mut problems);
        }
        let parts = Reader { tree: &tree, path, problems: &mut problems }.read();
        match parts {
            Some(parts) if problems.is_empty() => Ok(parts.into_config(texts, tree)),
            _ => Err(problems.into_error(&texts)),
        }
    }

    /// A config from what was recorded of it: its text and what was overridden, for places in messages, and all settings in
    /// force. No file is read.
    pub fn of_record(
        name: &str,
        text: String,
        options: &[String],
        resolved: Map<String, Json>,
        (program, data): (Program, DataSource),
    ) -> Result<Config, ConfigError> {
        let texts = Texts { name: name.to_owned(), file: text, options: options.to_vec() };
        let mut problems = Problems::default();
        let mut tree = tree::parse(&texts.file, &mut problems).unwrap_or_default();
        for (i, option) in options.iter().enumerate() {
            overrides::apply(&mut tree, option, i + 1, &mut problems);
        }
        if !problems.is_empty() {
            return Err(problems.into_error(&texts));
        }
        let method = resolved.get("method").map(Method::of_resolved).transpose().map_err(ConfigError::plain)?;
        let output = string(&resolved, "run", "output").unwrap_or_default().into();
        Ok(Parts { program, data, method, resolved, output }.into_config(texts, tree))
    }

    /// The file that says where chains start, if one does.
    pub fn init_file(&self) -> Option<PathBuf> {
        let file = self.method.as_ref()?.init_file()?;
        Some(Path::new(self.name()).parent().unwrap_or(Path::new("")).join(file))
    }

    /// The config file as messages show it.
    pub fn name(&self) -> &str {
        &self.texts.name
    }

    /// The text of the config file.
    pub fn given(&self) -> &str {
        &self.texts.file
    }

    /// What was overridden, in order: `method.draws=2000`.
    pub fn options(&self) -> &[String] {
        &self.texts.options
    }

    /// All settings with the values in force, in the layout of a config.
    pub fn resolved(&self) -> &Json {
        &self.resolved
    }

    /// Puts the result elsewhere.
    pub fn set_output(&mut self, path: &Path) {
        self.run.output = path.into();
        self.resolved["run"]["output"] = path.display().to_string().into();
    }

    /// The unit of a variable, or of that which it is an element of.
    pub fn unit(&self, name: &str) -> Option<&str> {
        self.label(name)?.unit.as_deref()
    }

    /// The label of a variable, or of that which it is an element of.
    pub fn label(&self, name: &str) -> Option<&Label> {
        let base = name.split('[').next().unwrap_or(name);
        let find = |name: &str| self.labels.iter().find(|(n, _)| n == name).map(|(_, label)| label);
        find(name).or_else(|| find(base))
    }

    /// An error that stands at the key that `path` leads to, or as near to it as there is one.
    pub fn error_at(&self, path: &[&str], message: impl Into<String>, help: Option<String>) -> ConfigError {
        self.texts.error(self.tree.place(path).cloned().unwrap_or(Place::file(0..0)), message, help)
    }

    /// What a method found wrong with its settings, with its place.
    pub fn settings_error(&self, error: &SettingsError) -> ConfigError {
        let place = match self.tree.get("method").map(|node| &node.value) {
            Some(Value::Table(method)) => method::place_of(method, error),
            _ => None,
        };
        match place {
            Some(place) => self.texts.error(place.clone(), error.to_string(), None),
            None => self.error_at(&["method"], error.to_string(), None),
        }
    }

    /// Checks that what `[labels]` and `[output]` name is among `variables`.
    pub fn check_names(&self, variables: &[&str]) -> Result<(), ConfigError> {
        let mut problems = Problems::default();
        let mut check = |name: &str, path: &[&str]| {
            let base = name.split('[').next().unwrap_or(name);
            if !variables.contains(&name) && !variables.contains(&base) {
                let help =
                    words::nearest(name, variables.iter().copied()).map(|near| format!("did you mean `{near}`?"));
                let place = self.tree.place(path).cloned().unwrap_or(Place::file(0..0));
                problems.push(place, format!("the model has no variable `{name}`"), help);
            }
        };
        for (name, _) in &self.labels {
            check(name, &["labels", name]);
        }
        for (i, name) in self.drop.iter().enumerate() {
            check(name, &["output", "drop", &i.to_string()]);
        }
        if problems.is_empty() { Ok(()) } else { Err(problems.into_error(&self.texts)) }
    }
}
