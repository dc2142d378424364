//! A config as a tree of values that know where they were written.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::problem::{Place, Problems};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub place: Place,
    pub value: Value,
}

/// What may stand in a config.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Int(i128),
    /// Finite, unless `inf` or `nan` was written.
    Real(f64),
    Bool(bool),
    Date(String),
    Array(Vec<Node>),
    Table(Table),
}

/// Keys and values in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub entries: Vec<Entry>,
}

/// One key of a [`Table`].
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_place: Place,
    pub node: Node,
}

impl Table {
    /// The entry of `key`.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.key == key)
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|e| &e.node)
    }

    /// The value of `key` if it is a string.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Node { value: Value::Text(text), .. }) => Some(text),
            _ => None,
        }
    }

    /// Where the key stands that `path` leads to, or the last one on the way that exists. A number on the way leads to
    /// that element (from 0) of an array.
    pub fn place(&self, path: &[&str]) -> Option<&Place> {
        let (first, rest) = path.split_first()?;
        let entry = self.entry(first)?;
        Some(entry.node.place_within(rest).unwrap_or(&entry.key_place))
    }
}

impl Node {
    fn place_within(&self, path: &[&str]) -> Option<&Place> {
        match &self.value {
            Value::Table(table) => table.place(path),
            Value::Array(nodes) => {
                let (index, rest) = path.split_first()?;
                let node = nodes.get(index.parse::<usize>().ok()?)?;
                Some(node.place_within(rest).unwrap_or(&node.place))
            }
            _ => None,
        }
    }
}

impl Value {
    /// As in "is ...": `the string "abc"`, `-3`, `an array`.
    pub fn described(&self) -> String {
        match self {
            Value::Text(text) if text.chars().count() <= 40 => format!("the string {text:?}"),
            Value::Text(_) => "a string".into(),
            Value::Int(n) => n.to_string(),
            Value::Real(x) => format!("{x:?}"),
            Value::Bool(b) => b.to_string(),
            Value::Date(date) => format!("the date {date}"),
            Value::Array(nodes) if nodes.is_empty() => "an empty array".into(),
            Value::Array(_) => "an array".into(),
            Value::Table(_) => "a table".into(),
        }
    }
}

/// Reads TOML text. All mistakes of syntax go to `problems`; then the tree is `None`.
pub fn parse(text: &str, problems: &mut Problems) -> Option<Table> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let help = bracket_help(text, &span);
        problems.push(Place::file(span), lower_first(error.message()), help);
    }
    let before = problems.len();
    let tree = from_table(table.get_ref(), 0, problems);
    (errors.is_empty() && problems.len() == before).then_some(tree)
}

/// Reads one TOML value, `text[start..]` of the option `source`; what is not TOML is a string.
pub fn parse_option(text: &str, start: usize, source: usize, problems: &mut Problems) -> Node {
    let raw = &text[start..];
    let place = Place { source, span: start..text.len() };
    let value = match DeValue::parse(raw.trim()) {
        Ok(value) => from_value(&value, source, problems).value,
        Err(_) => Value::Text(raw.into()),
    };
    let mut node = Node { place, value };
    node.relocate();
    node
}

impl Node {
    /// Gives all values inside the place of the whole: places inside an option's value count from elsewhere.
    fn relocate(&mut self) {
        let place = self.place.clone();
        let inner: Vec<&mut Node> = match &mut self.value {
            Value::Array(nodes) => nodes.iter_mut().collect(),
            Value::Table(table) => {
                table.entries.iter_mut().for_each(|e| e.key_place = place.clone());
                table.entries.iter_mut().map(|e| &mut e.node).collect()
            }
            _ => return,
        };
        for node in inner {
            node.place = place.clone();
            node.relocate();
        }
    }
}

fn from_table(table: &DeTable<'_>, source: usize, problems: &mut Problems) -> Table {
    let entries = table.iter().map(|(key, value)| Entry {
        key: key.get_ref().to_string(),
        key_place: Place { source, span: key.span() },
        node: from_value(value, source, problems),
    });
    Table { entries: entries.collect() }
}

fn from_value(value: &Spanned<DeValue<'_>>, source: usize, problems: &mut Problems) -> Node {
    let place = Place { source, span: value.span() };
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(n) => match i128::from_str_radix(n.as_str(), n.radix()) {
            Ok(n) => Value::Int(n),
            Err(_) => too_large(&place, problems),
        },
        DeValue::Float(x) => match x.as_str().parse::<f64>() {
            Ok(value) if value.is_finite() || !x.as_str().contains(|c: char| c.is_ascii_digit()) => Value::Real(value),
            _ => too_large(&place, problems),
        },
        DeValue::Boolean(b) => Value::Bool(*b),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(values) => Value::Array(from_array(values, source, problems)),
        DeValue::Table(table) => Value::Table(from_table(table, source, problems)),
    };
    Node { place, value }
}

fn from_array(values: &DeArray<'_>, source: usize, problems: &mut Problems) -> Vec<Node> {
    values.iter().map(|v| from_value(v, source, problems)).collect()
}

/// Reports a number that fits no type; the value that stands in for it is never used.
fn too_large(place: &Place, problems: &mut Problems) -> Value {
    problems.push(place.clone(), "this number is too large", None);
    Value::Int(0)
}

/// `theta[1] = ...` without quotes is a mistake of syntax that Stan's users make.
fn bracket_help(text: &str, span: &Range<usize>) -> Option<String> {
    let start = text.get(..span.start)?.rfind('\n').map_or(0, |i| i + 1);
    let key = text[start..].lines().next()?.split('=').next()?.trim();
    let bracket = key.find('[')?;
    let is_element = bracket > 0 && key.ends_with(']') && !key.contains(['"', '\'', '{']);
    is_element.then(|| format!("a name with brackets stands in quotes: \"{key}\""))
}

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or(String::new(), |c| c.to_lowercase().chain(chars).collect())
}
