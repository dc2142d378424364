//! What a setting is: name, type, default and meaning, as data.
//!
//! A module that has settings holds a list of these beside the struct that takes their values. The config is
//! checked against the lists and filled with their defaults before the struct is made; `mcrun methods` prints
//! them. So nothing about a setting is said twice.

use std::fmt;

/// One setting: a key of a table of the config.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// The key.
    pub name: &'static str,
    /// Which values it takes.
    pub kind: Kind,
    /// What holds where it is not given.
    pub default: Default,
    /// What it does, in some words: lower case, no final stop.
    pub meaning: &'static str,
}

/// What holds where a setting is not given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Default {
    /// It must be given.
    Required,
    /// Nothing: the meaning says what follows.
    Absent,
    /// True or false.
    Bool(bool),
    /// This integer.
    Int(i64),
    /// This number.
    Real(f64),
    /// This string.
    Text(&'static str),
    /// An empty array or table.
    Empty,
}

/// Which values a setting takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Any string.
    Text,
    /// Strings.
    Texts,
    /// True or false.
    Bool,
    /// One of these words.
    Word(&'static [&'static str]),
    /// An integer of at least `min` and at most `max`.
    #[allow(missing_docs)]
    Integer { min: u64, max: u64 },
    /// A finite number.
    Number,
    /// A number between these two, neither included.
    Between(f64, f64),
    /// A size above 0: a number of bytes, or a string with a unit.
    Size,
    /// A time above 0: a number of seconds, or a string with a unit.
    Time,
    /// Finite numbers, at least one.
    Numbers,
    /// A finite number, or a rectangular array of them with any number of dimensions.
    Array,
    /// One or the other.
    Either(&'static Kind, &'static Kind),
    /// A table with these keys.
    Table(&'static [Setting]),
    /// A table with keys of the user's choice, each with such a value. The text says what
    /// a key is: "parameter".
    Map(&'static str, &'static Kind),
    /// An array of tables with these keys: `[[method.group]]`.
    Tables(&'static [Setting]),
}

impl Kind {
    /// The settings of the table that it is, or of the tables that it holds.
    pub fn keys(&self) -> Option<&'static [Setting]> {
        match self {
            Kind::Table(settings) | Kind::Tables(settings) | Kind::Map(_, Kind::Table(settings)) => Some(settings),
            _ => None,
        }
    }
}

/// Any integer of at least `min`.
pub const fn at_least(min: u64) -> Kind {
    Kind::Integer { min, max: u64::MAX }
}

/// As in "must be ...": `an integer of at least 1`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Text => write!(f, "a string"),
            Kind::Texts => write!(f, "an array of strings"),
            Kind::Bool => write!(f, "true or false"),
            Kind::Word(words) => write!(f, "{}", one_of(words)),
            Kind::Integer { min, max: u64::MAX } => write!(f, "an integer of at least {min}"),
            Kind::Integer { min, max } => write!(f, "an integer from {min} to {max}"),
            Kind::Number => write!(f, "a finite number"),
            Kind::Between(min, max) => write!(f, "a number above {min} and below {max}"),
            Kind::Size => write!(f, "a number of bytes above 0 or a string as \"8 GB\""),
            Kind::Time => write!(f, "a number of seconds above 0 or a string as \"30 min\""),
            Kind::Numbers => write!(f, "an array of at least one finite number"),
            Kind::Array => write!(f, "a finite number or an array of them"),
            Kind::Either(a, b) => write!(f, "{a} or {b}"),
            Kind::Table(settings) => {
                write!(f, "a table {{ ")?;
                for (i, s) in settings.iter().enumerate() {
                    write!(f, "{}{}", if i > 0 { ", " } else { "" }, s.name)?;
                }
                write!(f, " }}")
            }
            Kind::Map(key, _) => write!(f, "a table by {key}"),
            Kind::Tables(_) => write!(f, "an array of tables"),
        }
    }
}

/// As in a listing: `required`, `none`, `1`, `"product"`.
impl fmt::Display for Default {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Default::Required => write!(f, "required"),
            Default::Absent => write!(f, "none"),
            Default::Bool(is_on) => write!(f, "{is_on}"),
            Default::Int(n) => write!(f, "{n}"),
            Default::Real(x) => write!(f, "{x}"),
            Default::Text(text) => write!(f, "{text:?}"),
            Default::Empty => write!(f, "empty"),
        }
    }
}

/// `"a"`, `"a" or "b"`, `"a", "b" or "c"`.
fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|w| format!("{w:?}")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_says_what_a_value_must_be() {
        assert_eq!(at_least(1).to_string(), "an integer of at least 1");
        assert_eq!(Kind::Integer { min: 0, max: 9 }.to_string(), "an integer from 0 to 9");
        assert_eq!(Kind::Word(&["a", "b", "c"]).to_string(), r#""a", "b" or "c""#);
        assert_eq!(Kind::Either(&Kind::Word(&["auto"]), &Kind::Number).to_string(), r#""auto" or a finite number"#);
    }
}
