//! Program and data of a run: read and compiled, not yet matched with each other.

use std::path::{Path, PathBuf};

use super::record::hash;
use super::{RunError, Target};
use crate::config::{Config, DataSource, Program};
use crate::data::{self, Format};
use crate::stan::bind::{BindError, Bound, bind};
use crate::stan::compile::{Compiled, compile};
use crate::stan::datum::Data;
use crate::store;

/// A compiled program, and the data as they were read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The program with its text.
    pub compiled: Compiled,
    /// The data.
    pub data: Data,
    /// Where chains start, if a file says it.
    pub init: Option<Data>,
}

impl Source {
    /// Reads program and data; the mistakes of either are reported.
    pub fn read(target: Target<'_>) -> Result<Source, RunError> {
        let (name, text, directory) = match target.program {
            Program::File(path) => {
                let text = data::read_text(path).map_err(|mistake| RunError::Input(vec![mistake]))?;
                (path.display().to_string(), text, directory(path))
            }
            Program::Code(text) => {
                let config = target.config.map_or("config", |config| config.name());
                (format!("{config}: code"), text.clone(), directory(Path::new(config)))
            }
        };
        let include = |file: &str| {
            let path = directory.join(file);
            std::fs::read_to_string(&path).map_err(|error| format!("{}: {}", path.display(), data::io_reason(&error)))
        };
        let compiled = compile(&text, &name, &include).map_err(|mistakes| RunError::Input(mistakes.texts()));
        let data = read_data(target.data);
        let init = target.config.and_then(Config::init_file).map(|path| data::read_file(&path)).transpose()?;
        match (compiled, data) {
            (Ok(compiled), Ok(data)) => Ok(Source { compiled, data, init }),
            (Err(RunError::Input(mut mistakes)), Err(RunError::Input(more))) => {
                mistakes.extend(more);
                Err(RunError::Input(mistakes))
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    /// A program from its files, names and texts, that which includes the others first.
    pub fn of_files(files: &[(String, String)], data: Data, init: Option<Data>) -> Result<Source, RunError> {
        let ((name, text), included) = files.split_first().ok_or_else(|| RunError::Failed("no program".into()))?;
        let include = |file: &str| {
            let found = included.iter().find(|(name, _)| name == file);
            found.map(|(_, text)| text.clone()).ok_or_else(|| "it is not among the files of the program".to_owned())
        };
        let compiled = compile(text, name, &include).map_err(|mistakes| RunError::Input(mistakes.texts()))?;
        Ok(Source { compiled, data, init })
    }

    /// The files of the program, names and texts, that which includes the others first.
    pub fn files(&self) -> Vec<(String, String)> {
        let sources = self.compiled.sources.sources.iter();
        sources.map(|source| (source.name.to_string(), source.text.to_string())).collect()
    }

    /// The program with its data.
    pub fn bind(&self, seed: u64) -> Result<Bound, RunError> {
        self.bind_with(&self.data, seed)
    }

    /// The program with other data.
    pub fn bind_with(&self, data: &Data, seed: u64) -> Result<Bound, RunError> {
        bind(&self.compiled.program, &self.compiled.sources, data, seed).map_err(data_error)
    }

    /// What messages call the program.
    pub fn name(&self) -> &str {
        &self.compiled.sources.sources[0].name
    }

    /// SHA-256 of the program's text with all that it includes.
    pub fn program_hash(&self) -> String {
        let texts: Vec<&str> = self.compiled.sources.sources.iter().map(|source| &*source.text).collect();
        hash(texts.join("\0").as_bytes())
    }
}

/// What is wrong with data, as the user is told.
pub(super) fn data_error(errors: Vec<BindError>) -> RunError {
    RunError::Input(errors.iter().map(|error| format!("error: {error}")).collect())
}

fn directory(path: &Path) -> PathBuf {
    path.parent().map(Path::to_path_buf).unwrap_or_default()
}

pub(super) fn read_data(source: &DataSource) -> Result<Data, RunError> {
    let path = match source {
        DataSource::None => return Ok(Data::new()),
        DataSource::Table(data) => return Ok(data.clone()),
        DataSource::File(path) => path,
    };
    if Format::of(path) == Some(Format::Hdf5) {
        return store::data::read_data(path).map_err(|error| RunError::Input(vec![format!("error: {error}")]));
    }
    Ok(data::read_file(path)?)
}
