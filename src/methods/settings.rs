//! The methods with all their settings, as data: what a config may say and what `mcrun methods` lists.

use crate::settings::Default::{self, Absent, Empty, Int, Text};
use crate::settings::Kind::{self, Array, Map, Number, Numbers, Table, Tables, Word};
use crate::settings::{Setting, at_least};

/// A method, as a config names it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Method {
    /// Its word in a config.
    pub kind: &'static str,
    /// What it does, in some words.
    pub meaning: &'static str,
    /// What can be set.
    pub settings: &'static [Setting],
}

/// The methods that are there.
pub const METHODS: &[Method] = &[
    Method {
        kind: "grid",
        meaning: "the posterior density at all points of a grid of parameters, with evidence, marginals and quantiles",
        settings: GRID,
    },
    Method {
        kind: "sweep",
        meaning: "the program run once for each point of a grid or list of inputs, for its generated quantities",
        settings: SWEEP,
    },
];

/// The methods that later versions have.
pub const LATER: &[&str] = &[
    "prior",
    "importance",
    "rejection",
    "qmc",
    "metropolis",
    "ensemble",
    "slice",
    "hmc",
    "nuts",
    "tempering",
    "smc",
    "nested",
    "map",
    "laplace",
    "pathfinder",
    "sbc",
    "abc",
    "generate",
];

/// One axis: [`Axis`](super::axes::Axis).
pub const AXIS: &[Setting] = &[
    setting("min", Number, Absent, "first point of a range"),
    setting("max", Number, Absent, "last point of a range"),
    setting("n", at_least(0), Absent, "number of points of a range; at least 2"),
    setting(
        "spacing",
        Word(&["linear", "log"]),
        Absent,
        "of a range: equal differences, which is the default, or equal ratios",
    ),
    setting("values", Numbers, Absent, "the points themselves, instead of a range"),
    setting("table", Kind::Text, Absent, "path of a CSV file with the points, instead of a range"),
    setting("column", Kind::Text, Absent, "the column of `table`; by default the one with the name of the axis"),
];

/// One group of axes: [`AxisGroup`](super::axes::AxisGroup).
pub const GROUP: &[Setting] = &[COMBINE, setting("axes", AXES, Default::Required, "the axes of the group")];

/// [`GridSettings`](super::grid::GridSettings).
pub const GRID: &[Setting] = &[
    COMBINE,
    setting("axes", AXES, Empty, "scalar parameters, or elements as \"theta[1]\", each with its points"),
    MORE_GROUPS,
    setting("fixed", FIXED, Empty, "every other parameter: a number, or an array of its shape"),
    setting(
        "draws",
        at_least(0),
        Int(0),
        "how many equally weighted draws to take from the posterior between the points; 0 for none",
    ),
];

/// [`SweepSettings`](super::sweep::SweepSettings).
pub const SWEEP: &[Setting] = &[
    COMBINE,
    setting("axes", AXES, Empty, "scalar data or parameters, or elements as \"x[1]\", each with its values"),
    MORE_GROUPS,
    setting("fixed", FIXED, Empty, "parameters that are no axes: a number, or an array of the parameter's shape"),
];

const AXES: Kind = Map("variable", &Table(AXIS));

const FIXED: Kind = Map("parameter", &Array);

const COMBINE: Setting = setting(
    "combine",
    Word(&["product", "zip"]),
    Text("product"),
    "how axes meet: every value with every other, or first with first, second with second",
);

const MORE_GROUPS: Setting =
    setting("group", Tables(GROUP), Empty, "more groups of axes, crossed with `axes` and with each other");

const fn setting(name: &'static str, kind: Kind, default: Default, meaning: &'static str) -> Setting {
    Setting { name, kind, default, meaning }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::methods::grid::GridSettings;
    use crate::methods::sweep::SweepSettings;

    /// Both say the same names in the same order, and the same defaults.
    fn check(listed: &[Setting], settings: Value) {
        let names: Vec<&str> = listed.iter().map(|s| s.name).collect();
        let object = settings.as_object().expect("settings are a table");
        assert_eq!(names, object.keys().map(String::as_str).collect::<Vec<_>>());
        for (setting, value) in listed.iter().zip(object.values()) {
            let same = match setting.default {
                Int(n) => value.as_i64() == Some(n),
                Text(text) => value.as_str() == Some(text),
                Empty => *value == Value::Array(vec![]) || value.as_object().is_some_and(|o| o.is_empty()),
                Absent | Default::Required => false,
            };
            assert!(same, "{}: {value} is not the default {}", setting.name, setting.default);
        }
    }

    #[test]
    fn what_is_listed_is_what_the_settings_are() {
        check(GRID, serde_json::to_value(GridSettings::default()).expect("plain data"));
        check(SWEEP, serde_json::to_value(SweepSettings::default()).expect("plain data"));
    }
}
