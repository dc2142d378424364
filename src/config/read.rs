//! The tables of a config become settings.

use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use serde_json::{Map, Value as Json};

use super::method::{self, Method};
use super::problem::{Place, Problems, Texts};
use super::resolve::Resolver;
use super::sections::{Label, Limits, ROOT, RunSettings};
use super::tree::{Node, Table, Value};
use super::{Config, DataSource, Program};
use crate::data::shape::Builder;
use crate::data::write::datum_json;
use crate::data::{self, Format};
use crate::methods::error::{FailurePolicy, OnError};
use crate::stan::datum::Datum;

/// Reads the tables of a config.
pub(super) struct Reader<'a> {
    pub tree: &'a Table,
    pub path: &'a Path,
    pub problems: &'a mut Problems,
}

/// What the tables say.
pub(super) struct Parts {
    pub program: Program,
    pub data: DataSource,
    pub method: Option<Method>,
    /// All tables, filled.
    pub resolved: Map<String, Json>,
    /// Where the result goes.
    pub output: PathBuf,
}

impl Reader<'_> {
    pub fn read(mut self) -> Option<Parts> {
        // `data` and `method` have rules of their own.
        let plain = self.tree.entries.iter().filter(|e| !matches!(e.key.as_str(), "data" | "method"));
        let plain = Table { entries: plain.cloned().collect() };
        let mut resolver = Resolver { tables: ROOT, problems: &mut *self.problems };
        let mut resolved = resolver.table(&plain, "", &Place::file(0..0), ROOT);
        let program = self.program();
        let (data, data_json) = self.data();
        let method = self.method();
        let output = match string(&resolved, "run", "output") {
            Some(path) => tidy(&self.directory().join(path)),
            None => Path::new(self.path.file_stem().unwrap_or("mcrun".as_ref())).with_extension("h5"),
        };
        resolved.get_mut("run")?.as_object_mut()?.insert("output".into(), output.display().to_string().into());
        if let Some(json) = data_json {
            resolved.insert("data".into(), json);
        }
        if let Some((method, _)) = &method {
            self.check_warmup(method);
        }
        let method = method.map(|(method, json)| {
            resolved.insert("method".into(), json);
            method
        });
        Some(Parts { program: program?, data, method, resolved, output })
    }

    /// There must be a warmup, if one is to be saved.
    fn check_warmup(&mut self, method: &Method) {
        let Some(Node { value: Value::Table(output), .. }) = self.tree.get("output") else { return };
        if let Some(Node { value: Value::Bool(true), place }) = output.get("save_warmup")
            && !method.makes_chains()
        {
            let message = format!("`save_warmup` is of chains, and the method is {}", method.kind());
            self.problems.push(place.clone(), message, Some("take it out".into()));
        }
    }

    fn directory(&self) -> PathBuf {
        self.path.parent().map(Path::to_path_buf).unwrap_or_default()
    }

    fn program(&mut self) -> Option<Program> {
        let Some(Node { value: Value::Table(model), .. }) = self.tree.get("model") else { return None };
        match (model.entry("program"), model.entry("code")) {
            (Some(_), None) => Some(Program::File(self.file(model, "program")?)),
            (None, Some(_)) => Some(Program::Code(model.text("code")?.into())),
            (Some(_), Some(code)) => {
                let message = "[model] has both `program` and `code`: take out one of them";
                self.problems.push(code.key_place.clone(), message, None);
                None
            }
            (None, None) => {
                let help = "program = \"model.stan\", or code = '''...''' with the program itself";
                let place = self.tree.place(&["model"]).cloned().unwrap_or(Place::file(0..0));
                self.problems.push(place, "[model] has neither `program` nor `code`", Some(help.into()));
                None
            }
        }
    }

    /// The existing file that `key` of `table` names.
    fn file(&mut self, table: &Table, key: &str) -> Option<PathBuf> {
        let Some(Node { place, value: Value::Text(given) }) = table.get(key) else { return None };
        let path = tidy(&self.directory().join(given));
        match std::fs::metadata(&path) {
            Ok(found) if found.is_file() => Some(path),
            found => {
                let reason = found.map_or_else(|e| data::io_reason(&e), |_| "it is no file".into());
                let message = format!("{} cannot be read: {reason}", path.display());
                let help = "paths are relative to the config file".to_string();
                self.problems.push(place.clone(), message, Some(help));
                None
            }
        }
    }

    /// The data, and their table for the resolved config.
    fn data(&mut self) -> (DataSource, Option<Json>) {
        let table = self.tree.entry("data");
        let model = match self.tree.get("model").map(|node| &node.value) {
            Some(Value::Table(model)) => model,
            _ => &Table::default(),
        };
        match (model.entry("data"), table) {
            (Some(_), Some(table)) => {
                let message = "data are given twice: by `data` in [model] and in [data]";
                self.problems.push(table.key_place.clone(), message, Some("take out one of them".into()));
                (DataSource::None, None)
            }
            (Some(entry), None) => match self.file(model, "data") {
                Some(path) => {
                    if Format::of(&path).is_none() {
                        let message = "data are read from files called .json, .csv, .h5, .hdf5 or .nc";
                        self.problems.push(entry.node.place.clone(), message, None);
                    }
                    (DataSource::File(path), None)
                }
                None => (DataSource::None, None),
            },
            (None, Some(table)) => self.data_table(&table.node),
            (None, None) => (DataSource::None, None),
        }
    }

    fn data_table(&mut self, node: &Node) -> (DataSource, Option<Json>) {
        let Value::Table(table) = &node.value else {
            let message = format!("`data` is {}, but must be a table with the data", node.value.described());
            self.problems.push(node.place.clone(), message, Some("a path goes to `data` in [model]".into()));
            return (DataSource::None, None);
        };
        let mut data = vec![];
        let mut json = Map::new();
        for entry in &table.entries {
            match self.datum(&entry.key, &entry.node) {
                Ok(datum) => {
                    json.insert(entry.key.clone(), datum_json(&datum));
                    data.push((entry.key.clone(), datum));
                }
                Err((place, message)) => self.problems.push(place, message, None),
            }
        }
        (DataSource::Table(data), Some(Json::Object(json)))
    }

    fn datum(&self, name: &str, node: &Node) -> Result<Datum, (Place, String)> {
        let mut builder = Builder::new(name);
        feed(node, &mut builder)?;
        Ok(builder.finish(format!("{} [data]", self.path.display())))
    }

    fn method(&mut self) -> Option<(Method, Json)> {
        let Node { place, value } = self.tree.get("method")?;
        let Value::Table(table) = value else {
            let message = format!("`method` is {}, but must be a table", value.described());
            self.problems.push(place.clone(), message, Some("as in: [method] kind = \"grid\"".into()));
            return None;
        };
        let directory = self.directory();
        let place = self.tree.place(&["method"]).unwrap_or(place);
        method::read(table, place, &directory, self.problems)
    }
}

impl Parts {
    pub fn into_config(self, texts: Texts, tree: Table) -> Config {
        let Parts { program, data, method, resolved, output } = self;
        let run = &resolved["run"];
        let run = RunSettings {
            seed: run["seed"].as_u64().unwrap_or_default(),
            workers: run["workers"].as_u64().map(|n| n as usize),
            output,
            failures: FailurePolicy {
                on_error: if run["on_error"] == "stop" { OnError::Stop } else { OnError::Reject },
                max_fraction: run["max_failure_fraction"].as_f64().unwrap_or(1.0),
            },
            commit_every: Duration::try_from_secs_f64(run["commit_every"].as_f64().unwrap_or_default())
                .unwrap_or(Duration::MAX),
            limits: Limits {
                file_size: run["max_file_size"].as_f64(),
                memory: run["max_memory"].as_f64(),
                time: run["max_time"].as_f64(),
            },
        };
        let text = |json: &Json| json.as_str().map(String::from);
        let labels = resolved["labels"].as_object().into_iter().flatten();
        let labels = labels.map(|(name, l)| {
            let label = Label { latex: text(&l["latex"]), unit: text(&l["unit"]) };
            (name.clone(), label)
        });
        let labels = labels.collect();
        let drop = resolved["output"]["drop"].as_array().into_iter().flatten().filter_map(text).collect();
        let save_warmup = resolved["output"]["save_warmup"] == true;
        Config { program, data, run, labels, drop, save_warmup, method, texts, tree, resolved: Json::Object(resolved) }
    }
}

/// `configs/../out/x.h5` as `out/x.h5`, if that leads to the same place: it need not where there are links.
fn tidy(path: &Path) -> PathBuf {
    let mut parts: Vec<Component> = Vec::new();
    for part in path.components() {
        match (part, parts.last()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    let short: PathBuf = parts.into_iter().collect();
    // The file itself may not be there yet, nor the directories that are made for it.
    let place = |path: &Path| path.ancestors().skip(1).find_map(|above| std::fs::canonicalize(nonempty(above)).ok());
    if place(&short) == place(path) { short } else { path.to_owned() }
}

fn nonempty(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

/// Gives the numbers of `node` to `builder`, or says what is wrong and where.
fn feed(node: &Node, builder: &mut Builder<'_>) -> Result<(), (Place, String)> {
    let taken = match &node.value {
        Value::Int(n) => match i64::try_from(*n) {
            Ok(n) => builder.int(n),
            Err(_) => builder.real(*n as f64),
        },
        Value::Real(x) => builder.real(*x),
        Value::Array(nodes) => {
            builder.open().map_err(|message| (node.place.clone(), message))?;
            for node in nodes {
                feed(node, builder)?;
            }
            builder.close()
        }
        other => Err(format!("{}: {} is not a number", builder.next(), other.described())),
    };
    taken.map_err(|message| (node.place.clone(), message))
}

pub(super) fn string<'a>(resolved: &'a Map<String, Json>, table: &str, key: &str) -> Option<&'a str> {
    resolved.get(table)?.get(key)?.as_str()
}
