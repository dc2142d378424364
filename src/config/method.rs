//! `[method]`: which method, its settings, and where in the config a mistake about them stands.

use std::path::Path;

use serde_json::{Map, Value as Json};

use super::problem::{Place, Problems};
use super::resolve::Resolver;
use super::sections::{METHOD, ROOT};
use super::tree::{Node, Table, Value};
use super::words;
use crate::data::{csv, read_text};
use crate::methods::axes::{Axis, Use};
use crate::methods::chain::init::Init;
use crate::methods::error::SettingsError;
use crate::methods::grid::GridSettings;
use crate::methods::importance::ImportanceSettings;
use crate::methods::metropolis::MetropolisSettings;
use crate::methods::nuts::NutsSettings;
use crate::methods::prior::PriorSettings;
use crate::methods::settings::{LATER, METHODS};
use crate::methods::space::Extent;
use crate::methods::sweep::SweepSettings;
use crate::stan::datum::{Datum, Numbers};

/// The method of a config.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Method {
    Grid(GridSettings),
    Sweep(SweepSettings),
    Nuts(NutsSettings),
    Metropolis(MetropolisSettings),
    Importance(ImportanceSettings),
    Prior(PriorSettings),
}

/// Reads `[method]`. What is wrong goes to the problems; then there is no method. `directory` is the config's.
pub(super) fn read(table: &Table, place: &Place, directory: &Path, problems: &mut Problems) -> Option<(Method, Json)> {
    let before = problems.len();
    let kind = read_kind(table, place, problems)?;
    let method = METHODS.iter().find(|m| m.kind == kind)?;
    let rest: Vec<_> = table.entries.iter().filter(|e| e.key != "kind").cloned().collect();
    let mut resolver = Resolver { tables: ROOT, problems: &mut *problems };
    let mut settings = resolver.table(&Table { entries: rest }, "method", place, method.settings);
    if problems.len() > before {
        return None;
    }
    Axes { table, directory, is_grid: kind == "grid", problems: &mut *problems }.read_all(&mut settings);
    if problems.len() > before {
        return None;
    }
    match from_settings(kind, Json::Object(settings)) {
        Ok(method) => {
            if let Err(error) = method.extent() {
                problems.push(place_of(table, &error).unwrap_or(place).clone(), error.to_string(), None);
            }
            if let Err((message, help)) = method.init().map_or(Ok(()), check_init) {
                let place = table.place(&["init"]).unwrap_or(place);
                problems.push(place.clone(), message, Some(help));
            }
            let resolved = method.resolved();
            Some((method, resolved))
        }
        Err(error) => {
            problems.push(place.clone(), error.to_string(), None);
            None
        }
    }
}

/// The method of this kind with settings that are complete.
fn from_settings(kind: &str, settings: Json) -> serde_json::Result<Method> {
    match kind {
        "grid" => serde_json::from_value(settings).map(Method::Grid),
        "sweep" => serde_json::from_value(settings).map(Method::Sweep),
        "nuts" => serde_json::from_value(settings).map(Method::Nuts),
        "metropolis" => serde_json::from_value(settings).map(Method::Metropolis),
        "importance" => serde_json::from_value(settings).map(Method::Importance),
        _ => serde_json::from_value(settings).map(Method::Prior),
    }
}

impl Method {
    /// The method that a resolved config has.
    pub fn of_resolved(resolved: &Json) -> Result<Method, String> {
        let mut settings = resolved.as_object().cloned().ok_or("`method` is no table")?;
        let kind = settings.shift_remove("kind").and_then(|kind| kind.as_str().map(str::to_owned));
        let kind = kind.ok_or("`method` has no kind")?;
        if !METHODS.iter().any(|method| method.kind == kind) {
            return Err(format!("there is no method `{kind}` in this version"));
        }
        from_settings(&kind, Json::Object(settings)).map_err(|error| error.to_string())
    }

    /// The file that says where chains start, if one does.
    pub(super) fn init_file(&self) -> Option<&str> {
        match self.init()? {
            Init::Word(word) if word.ends_with(".json") => Some(word),
            _ => None,
        }
    }

    /// The word for it in a config.
    pub fn kind(&self) -> &'static str {
        match self {
            Method::Grid(_) => "grid",
            Method::Sweep(_) => "sweep",
            Method::Nuts(_) => "nuts",
            Method::Metropolis(_) => "metropolis",
            Method::Importance(_) => "importance",
            Method::Prior(_) => "prior",
        }
    }

    /// Whether it has chains, which warm up.
    pub fn makes_chains(&self) -> bool {
        self.init().is_some()
    }

    /// Where chains start, for a method that has some.
    fn init(&self) -> Option<&Init> {
        match self {
            Method::Nuts(nuts) => Some(&nuts.init),
            Method::Metropolis(metropolis) => Some(&metropolis.init),
            Method::Grid(_) | Method::Sweep(_) | Method::Importance(_) | Method::Prior(_) => None,
        }
    }

    /// Checks what can be wrong with the axes by themselves.
    fn extent(&self) -> Result<(), SettingsError> {
        match self {
            Method::Grid(grid) => Extent::of(&grid.groups(), Use::Integrated).map(drop),
            Method::Sweep(sweep) => Extent::of(&sweep.groups(), Use::Visited).map(drop),
            Method::Nuts(_) | Method::Metropolis(_) | Method::Importance(_) | Method::Prior(_) => Ok(()),
        }
    }

    /// All settings with their values.
    fn resolved(&self) -> Json {
        let settings = match self {
            Method::Grid(grid) => serde_json::to_value(grid),
            Method::Sweep(sweep) => serde_json::to_value(sweep),
            Method::Nuts(nuts) => serde_json::to_value(nuts),
            Method::Metropolis(metropolis) => serde_json::to_value(metropolis),
            Method::Importance(importance) => serde_json::to_value(importance),
            Method::Prior(prior) => serde_json::to_value(prior),
        };
        let mut all = Map::from_iter([("kind".to_string(), Json::from(self.kind()))]);
        if let Ok(Json::Object(settings)) = settings {
            all.extend(settings);
        }
        Json::Object(all)
    }
}

/// What is wrong with where chains start, and the remedy.
fn check_init(init: &Init) -> Result<(), (String, String)> {
    match init {
        Init::Radius(radius) if *radius < 0.0 => {
            Err((format!("`init` is {radius}, but a distance is not negative"), "init = 2 is the default".into()))
        }
        Init::Word(word) if word != "random" && word != "prior" && !word.ends_with(".json") => {
            let known =
                "init is \"random\", \"prior\", a number, or the path of a .json file with a value for each parameter";
            let message = match word.as_str() {
                "map" | "pathfinder" => format!("`init = \"{word}\"` is not there yet"),
                _ => format!("`init` is {word:?}, which is no place to start from"),
            };
            Err((message, known.into()))
        }
        _ => Ok(()),
    }
}

/// The name of a method that is there.
fn read_kind<'a>(table: &'a Table, place: &Place, problems: &mut Problems) -> Option<&'a str> {
    let Some(Node { place, value: Value::Text(kind) }) = table.get("kind") else {
        let only: Vec<_> = table.entries.iter().filter(|e| e.key == "kind").cloned().collect();
        Resolver { tables: ROOT, problems }.table(&Table { entries: only }, "method", place, METHOD);
        return None;
    };
    if METHODS.iter().any(|m| m.kind == kind) {
        return Some(kind);
    }
    let here: Vec<&str> = METHODS.iter().map(|m| m.kind).collect();
    let message = if LATER.contains(&kind.as_str()) {
        format!("method `{kind}` is not there yet; this version has: {}", here.join(", "))
    } else {
        format!("there is no method `{kind}`; this version has: {}", here.join(", "))
    };
    let near = words::nearest(kind, here.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    problems.push(place.clone(), message, near);
    None
}

/// Reads the axes of all groups.
struct Axes<'a> {
    /// `[method]`.
    table: &'a Table,
    directory: &'a Path,
    is_grid: bool,
    problems: &'a mut Problems,
}

impl Axes<'_> {
    fn read_all(&mut self, settings: &mut Map<String, Json>) {
        self.read_group(settings, &[]);
        if let Some(Json::Array(groups)) = settings.get_mut("group") {
            for (i, group) in groups.iter_mut().enumerate() {
                if let Json::Object(group) = group {
                    self.read_group(group, &["group", &i.to_string()]);
                }
            }
        }
    }

    /// Checks each axis of a group and replaces those that are tables by their points.
    fn read_group(&mut self, group: &mut Map<String, Json>, path: &[&str]) {
        let is_zip = group.get("combine").is_some_and(|c| c == "zip");
        let Some(Json::Object(axes)) = group.get_mut("axes") else { return };
        let purpose = if self.is_grid && !(is_zip && axes.len() > 1) { Use::Integrated } else { Use::Visited };
        for (name, json) in axes {
            match self.read_axis(name, json, purpose) {
                Ok(axis) => *json = axis,
                Err(message) => {
                    let path: Vec<&str> = path.iter().copied().chain(["axes", name]).collect();
                    let place = self.table.place(&path).cloned().unwrap_or(Place::file(0..0));
                    self.problems.push(place, format!("axis `{name}`: {message}"), None);
                }
            }
        }
    }

    fn read_axis(&self, name: &str, json: &Json, purpose: Use) -> Result<Json, String> {
        let mut axis: Axis = serde_json::from_value(json.clone()).map_err(|e| e.to_string())?;
        if let Axis::Table { table, column } = &axis {
            let values = read_column(&self.directory.join(table), column.as_deref().unwrap_or(name))?;
            axis = Axis::Values { values };
        }
        axis.check(purpose).map_err(|mistake| mistake.to_string())?;
        serde_json::to_value(&axis).map_err(|e| e.to_string())
    }
}

/// The numbers of one column of a CSV file.
fn read_column(path: &Path, column: &str) -> Result<Vec<f64>, String> {
    let shown = path.display().to_string();
    let data = csv::read(&shown, &read_text(path).map_err(|e| within(&e))?).map_err(|e| within(&e.to_string()))?;
    let columns = || data.iter().filter(|(_, datum)| datum.dims.len() == 1);
    match columns().find(|(name, _)| name == column) {
        Some((_, Datum { numbers: Numbers::Reals(reals), .. })) => Ok(reals.clone()),
        Some((_, Datum { numbers: Numbers::Ints(ints), .. })) => Ok(ints.iter().map(|&n| n as f64).collect()),
        None => {
            let names: Vec<&str> = columns().map(|(name, _)| name.as_str()).collect();
            Err(format!("{shown} has no column `{column}`; it has: {}", names.join(", ")))
        }
    }
}

/// The first mistake of another file as part of a message: `what (where)`.
fn within(mistakes: &str) -> String {
    let mut lines = mistakes.lines();
    let message = lines.next().unwrap_or("").trim_start_matches("error: ");
    let place = lines.next().unwrap_or("").trim().trim_start_matches("--> ");
    format!("{message} ({place})")
}

/// The key of `[method]` that an error is about.
pub(super) fn place_of<'a>(method: &'a Table, error: &SettingsError) -> Option<&'a Place> {
    let (name, fixed_first) = match error {
        SettingsError::Axis { axis, .. } => (axis, false),
        SettingsError::UnequalZip { second, .. } => (second, false),
        SettingsError::RepeatedAxis { name }
        | SettingsError::NotAName { name }
        | SettingsError::UnknownName { name, .. }
        | SettingsError::NotAnElement { name, .. }
        | SettingsError::NotAScalar { name, .. } => (name, false),
        SettingsError::RepeatedFixed { name }
        | SettingsError::AxisAndFixed { name }
        | SettingsError::FixedShape { name, .. }
        | SettingsError::FixedRagged { name }
        | SettingsError::FixedNotFinite { name, .. }
        | SettingsError::FixedOutOfBounds { name, .. } => (name, true),
        _ => return None,
    };
    let fixed = key_place(method, "fixed", name);
    let axis = axis_place(method, name);
    if fixed_first { fixed.or(axis) } else { axis.or(fixed) }
}

/// The last axis called `name`, so that of two the second is shown.
fn axis_place<'a>(method: &'a Table, name: &str) -> Option<&'a Place> {
    let Some(Node { value: Value::Array(groups), .. }) = method.get("group") else {
        return key_place(method, "axes", name);
    };
    let in_groups = groups.iter().rev().find_map(|group| match &group.value {
        Value::Table(group) => key_place(group, "axes", name),
        _ => None,
    });
    in_groups.or_else(|| key_place(method, "axes", name))
}

fn key_place<'a>(table: &'a Table, inner: &str, key: &str) -> Option<&'a Place> {
    match table.get(inner).map(|node| &node.value) {
        Some(Value::Table(inner)) => inner.entry(key).map(|e| &e.key_place),
        _ => None,
    }
}
