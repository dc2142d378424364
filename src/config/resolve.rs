//! A table of the config checked against its settings and filled with their defaults.

use serde_json::{Map, Number, Value as Json};

use super::problem::{Place, Problems};
use super::tree::{Node, Table, Value};
use super::{quantity, words};
use crate::settings::{Default, Kind, Setting};

/// What resolving needs to know beside the table at hand.
#[derive(Debug)]
pub struct Resolver<'a> {
    /// The tables of a config, to say where a key belongs.
    pub tables: &'a [Setting],
    pub problems: &'a mut Problems,
}

impl Resolver<'_> {
    /// The values of `settings` as `table` gives them, `name` being the table's and `place` its place.
    ///
    /// Unknown keys, wrong types and missing settings go to the problems. The values that are right are returned
    /// all the same; the whole is of use only if no problem was found.
    pub fn table(&mut self, table: &Table, name: &str, place: &Place, settings: &[Setting]) -> Map<String, Json> {
        for entry in table.entries.iter().filter(|e| settings.iter().all(|s| s.name != e.key)) {
            let help = words::remedy(&entry.key, settings, self.tables);
            self.problems.push(entry.key_place.clone(), unknown(&entry.key, name), Some(help));
        }
        let mut values = Map::new();
        for setting in settings {
            let value = match table.get(setting.name) {
                Some(node) => self.value(node, &within(name, setting.name), &setting.kind),
                None => self.default(setting, name, place),
            };
            if let Some(value) = value {
                values.insert(setting.name.into(), value);
            }
        }
        values
    }

    fn default(&mut self, setting: &Setting, name: &str, place: &Place) -> Option<Json> {
        match setting.default {
            Default::Absent => None,
            Default::Bool(is_on) => Some(is_on.into()),
            Default::Int(n) => Some(n.into()),
            Default::Real(x) => real(x),
            Default::Text(text) => Some(text.into()),
            Default::Empty if let Kind::Table(settings) = setting.kind => {
                Some(Json::Object(self.table(&Table::default(), &within(name, setting.name), place, settings)))
            }
            Default::Empty if matches!(setting.kind, Kind::Texts | Kind::Tables(_)) => Some(Json::Array(vec![])),
            Default::Empty => Some(Json::Object(Map::new())),
            Default::Required => {
                let help = format!("{} is {}: {}", setting.name, setting.kind, setting.meaning);
                self.problems.push(place.clone(), missing(setting.name, name), Some(help));
                None
            }
        }
    }

    /// The value of the setting `name`, `None` where it is not of this kind.
    fn value(&mut self, node: &Node, name: &str, kind: &Kind) -> Option<Json> {
        match (kind, &node.value) {
            (Kind::Table(settings), Value::Table(table)) => {
                Some(Json::Object(self.table(table, name, &node.place, settings)))
            }
            (Kind::Map(_, kind), Value::Table(table)) => {
                let values = table.entries.iter();
                let values =
                    values.filter_map(|e| Some((e.key.clone(), self.value(&e.node, &within(name, &e.key), kind)?)));
                Some(Json::Object(values.collect()))
            }
            (Kind::Tables(settings), Value::Array(nodes)) => {
                let tables = nodes.iter().filter_map(|node| self.value(node, name, &Kind::Table(settings)));
                Some(Json::Array(tables.collect()))
            }
            _ => match simple(&node.value, kind) {
                Some(value) => Some(value),
                None => {
                    self.wrong(node, name, kind);
                    None
                }
            },
        }
    }

    fn wrong(&mut self, node: &Node, name: &str, kind: &Kind) {
        let (place, element) = match (kind, &node.value) {
            (Kind::Numbers | Kind::Texts, Value::Array(nodes)) => first_wrong(nodes, kind).unwrap_or((node, None)),
            _ => (node, None),
        };
        let message = match element {
            Some(i) => {
                format!(
                    "element {} of `{name}` is {}, but must be {}",
                    i + 1,
                    place.value.described(),
                    element_of(kind)
                )
            }
            None => format!("`{name}` is {}, but must be {kind}", node.value.described()),
        };
        let help = match (kind, &node.value) {
            (Kind::Word(known), Value::Text(text)) => {
                words::nearest(text, known.iter().copied()).map(|near| format!("did you mean {near:?}?"))
            }
            _ => None,
        };
        self.problems.push(place.place.clone(), message, help);
    }
}

/// What the elements of such an array must be.
fn element_of(kind: &Kind) -> Kind {
    if *kind == Kind::Texts { Kind::Text } else { Kind::Number }
}

/// The first element that an array of this kind cannot have.
fn first_wrong<'a>(nodes: &'a [Node], kind: &Kind) -> Option<(&'a Node, Option<usize>)> {
    let i = nodes.iter().position(|n| simple(&n.value, &element_of(kind)).is_none())?;
    Some((&nodes[i], Some(i)))
}

/// The value of a kind without keys of its own, `None` where it is not of that kind.
fn simple(value: &Value, kind: &Kind) -> Option<Json> {
    match (kind, value) {
        (Kind::Text, Value::Text(text)) => Some(text.as_str().into()),
        (Kind::Word(words), Value::Text(text)) if words.contains(&text.as_str()) => Some(text.as_str().into()),
        (Kind::Bool, Value::Bool(is_on)) => Some((*is_on).into()),
        (Kind::Integer { min, max }, Value::Int(n)) => {
            let n = u64::try_from(*n).ok()?;
            (*min..=*max).contains(&n).then(|| n.into())
        }
        // Beyond 2^53 an integer may change when it becomes a real number.
        (Kind::Number | Kind::Array, Value::Int(n)) => real(*n as f64),
        (Kind::Number | Kind::Array, Value::Real(x)) => real(*x),
        (Kind::Between(min, max), Value::Real(x)) if min < x && x < max => real(*x),
        (Kind::Between(min, max), Value::Int(n)) if *min < *n as f64 && (*n as f64) < *max => real(*n as f64),
        (Kind::Size | Kind::Time, Value::Int(n)) if *n > 0 => real(*n as f64),
        (Kind::Size | Kind::Time, Value::Real(x)) if *x > 0.0 => real(*x),
        (Kind::Size, Value::Text(text)) => quantity::bytes(text).and_then(real),
        (Kind::Time, Value::Text(text)) => quantity::seconds(text).and_then(real),
        (Kind::Numbers, Value::Array(nodes)) if !nodes.is_empty() => elements(nodes, &Kind::Number),
        (Kind::Texts, Value::Array(nodes)) => elements(nodes, &Kind::Text),
        (Kind::Array, Value::Array(nodes)) => elements(nodes, &Kind::Array),
        (Kind::Either(a, b), _) => simple(value, a).or_else(|| simple(value, b)),
        _ => None,
    }
}

fn elements(nodes: &[Node], kind: &Kind) -> Option<Json> {
    nodes.iter().map(|n| simple(&n.value, kind)).collect::<Option<Vec<Json>>>().map(Json::Array)
}

fn real(x: f64) -> Option<Json> {
    Number::from_f64(x).map(Json::Number)
}

fn within(table: &str, key: &str) -> String {
    if table.is_empty() { key.into() } else { format!("{table}.{key}") }
}

fn unknown(key: &str, table: &str) -> String {
    if table.is_empty() { format!("unknown table `{key}`") } else { format!("unknown setting `{key}` in [{table}]") }
}

fn missing(key: &str, table: &str) -> String {
    if table.is_empty() { format!("there is no table [{key}]") } else { format!("[{table}] has no `{key}`") }
}
