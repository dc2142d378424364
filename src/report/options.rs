//! What `mcrun methods` prints: settings with default, range and meaning.

use std::fmt::Write;

use super::table::wrapped;
use crate::settings::{Kind, Setting};

/// A table of the config under its head, with the tables inside it.
pub fn text(head: &str, meaning: &str, settings: &[Setting]) -> String {
    let mut out = format!("{head}  {}\n", wrapped(meaning, 96, 4));
    for setting in settings {
        push(&mut out, setting, 2);
    }
    out
}

fn push(out: &mut String, setting: &Setting, indent: usize) {
    let inside = indent + 4;
    let text = format!("{}; {}; default: {}", setting.meaning, must_be(&setting.kind), setting.default);
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:indent$}{}", "", setting.name);
    let _ = writeln!(out, "{:inside$}{}", "", wrapped(&text, 96, inside));
    for setting in settings_inside(&setting.kind) {
        push(out, setting, inside);
    }
}

fn must_be(kind: &Kind) -> String {
    match kind {
        Kind::Table(_) | Kind::Map(_, Kind::Table(_)) => kind.to_string().split(" {").next().unwrap_or("").to_string(),
        _ => kind.to_string(),
    }
}

fn settings_inside(kind: &Kind) -> &'static [Setting] {
    match kind {
        Kind::Table(settings) | Kind::Tables(settings) | Kind::Map(_, Kind::Table(settings)) => settings,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Default, at_least};

    #[test]
    fn each_setting_is_listed_with_range_and_default() {
        const AXIS: &[Setting] =
            &[Setting { name: "n", kind: at_least(2), default: Default::Absent, meaning: "number of points" }];
        const GRID: &[Setting] = &[
            Setting { name: "draws", kind: at_least(0), default: Default::Int(0), meaning: "how many draws" },
            Setting {
                name: "axes",
                kind: Kind::Map("parameter", &Kind::Table(AXIS)),
                default: Default::Empty,
                meaning: "the axes",
            },
        ];
        let expected = concat!(
            "grid  the density on a grid\n",
            "  draws\n",
            "      how many draws; an integer of at least 0; default: 0\n",
            "  axes\n",
            "      the axes; a table with a parameter for each key; default: empty\n",
            "      n\n",
            "          number of points; an integer of at least 2; default: none\n",
        );
        assert_eq!(text("grid", "the density on a grid", GRID), expected);
    }
}
