//! What `mcrun methods` prints: settings with default, range and meaning.

use super::table::wrapped;
use crate::settings::{Default, Kind, Setting};

/// Widest line.
const WIDTH: usize = 96;

/// A list of settings under construction. Tables that occur again are not listed again.
#[derive(Debug, Default)]
pub struct Listing {
    text: String,
    seen: Vec<&'static [Setting]>,
}

impl Listing {
    /// Adds a table of the config under its head.
    pub fn table(&mut self, head: &str, meaning: &str, settings: &'static [Setting]) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(&format!("{head}\n  {}\n\n", wrapped(meaning, WIDTH, 2)));
        self.settings(settings, 2);
    }

    /// What was listed.
    pub fn text(self) -> String {
        self.text
    }

    fn settings(&mut self, settings: &'static [Setting], indent: usize) {
        self.seen.push(settings);
        for setting in settings {
            self.setting(setting, indent);
        }
    }

    fn setting(&mut self, setting: &Setting, indent: usize) {
        let inside = indent + 4;
        let default = match setting.default {
            Default::Required => ", required".to_string(),
            Default::Absent | Default::Empty => String::new(),
            default => format!(" = {default}"),
        };
        let head = format!("{}{default} ({})", setting.name, in_short(&setting.kind));
        self.text.push_str(&format!("{:indent$}{}\n", "", wrapped(&head, WIDTH, inside)));
        self.text.push_str(&format!("{:inside$}{}\n", "", wrapped(setting.meaning, WIDTH, inside)));
        let Some(settings) = setting.kind.keys() else { return };
        if self.seen.contains(&settings) {
            let names: Vec<&str> = settings.iter().map(|s| s.name).collect();
            let note = format!("with {} as above", names.join(", "));
            self.text.push_str(&format!("{:inside$}{}\n", "", wrapped(&note, WIDTH, inside)));
        } else {
            self.settings(settings, inside);
        }
    }
}

/// The kind without the keys of tables, which are listed below.
fn in_short(kind: &Kind) -> String {
    match kind {
        Kind::Table(_) => "a table".into(),
        _ => kind.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::at_least;

    const fn setting(name: &'static str, kind: Kind, default: Default, meaning: &'static str) -> Setting {
        Setting { name, kind, default, meaning }
    }

    const AXIS: &[Setting] = &[
        setting("n", at_least(2), Default::Required, "number of points"),
        setting("unit", Kind::Text, Default::Absent, "the unit"),
    ];
    const AXES: Kind = Kind::Map("parameter", &Kind::Table(AXIS));
    const GRID: &[Setting] = &[
        setting("draws", at_least(0), Default::Int(0), "how many draws"),
        setting("axes", AXES, Default::Empty, "the axes"),
        setting("more", AXES, Default::Empty, "more axes"),
    ];

    #[test]
    fn each_setting_is_listed_with_range_and_default() {
        let mut listing = Listing::default();
        listing.table("grid", "the density on a grid", GRID);
        let expected = concat!(
            "grid\n",
            "  the density on a grid\n",
            "\n",
            "  draws = 0 (an integer of at least 0)\n",
            "      how many draws\n",
            "  axes (a table by parameter)\n",
            "      the axes\n",
            "      n, required (an integer of at least 2)\n",
            "          number of points\n",
            "      unit (a string)\n",
            "          the unit\n",
            "  more (a table by parameter)\n",
            "      more axes\n",
            "      with n, unit as above\n",
        );
        assert_eq!(listing.text(), expected);
    }
}
