//! The methods with all their settings, as data: what a config may say and what `mcrun methods` lists.

use crate::settings::Default::{self, Absent, Empty, Int, Real, Text};
use crate::settings::Kind::{self, Array, Between, Either, Integer, Map, Number, Numbers, Table, Tables, Word};
use crate::settings::{Setting, at_least};

use super::chain::MAX_CHAINS;

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
    Method {
        kind: "nuts",
        meaning: "draws from the posterior by chains that follow its gradient: the No-U-Turn sampler",
        settings: NUTS,
    },
    Method {
        kind: "metropolis",
        meaning: "draws from the posterior by chains that walk at random, without gradients",
        settings: METROPOLIS,
    },
    Method {
        kind: "importance",
        meaning: "independent weighted draws from a distribution at the mode, with evidence and a test of the weights",
        settings: IMPORTANCE,
    },
    Method {
        kind: "prior",
        meaning: "independent draws from the prior, as the program's own `~` say it, and of data for each of them",
        settings: PRIOR,
    },
];

/// The methods that later versions have.
pub const LATER: &[&str] = &[
    "rejection",
    "qmc",
    "ensemble",
    "slice",
    "hmc",
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

/// [`NutsSettings`](super::nuts::NutsSettings).
pub const NUTS: &[Setting] = &[
    CHAINS,
    setting("warmup", at_least(0), Int(1000), "iterations in which a chain adapts; they are not kept"),
    setting("draws", at_least(1), Int(1000), "draws that are kept of each chain"),
    THIN,
    setting(
        "target_accept",
        Between(0.0, 1.0),
        Real(0.8),
        "mean acceptance probability that the step size is adapted to; nearer to 1 for smaller steps and fewer divergences",
    ),
    setting(
        "max_treedepth",
        Integer { min: 1, max: 20 },
        Int(10),
        "how often a trajectory may be doubled: 10 for up to 1023 steps an iteration",
    ),
    setting(
        "metric",
        METRIC,
        Text("diag"),
        "what is learned of the posterior: a variance for each coordinate, or all covariances",
    ),
    INIT,
];

/// [`MetropolisSettings`](super::metropolis::MetropolisSettings).
pub const METROPOLIS: &[Setting] = &[
    CHAINS,
    setting("warmup", at_least(0), Int(10_000), "iterations in which a chain adapts; they are not kept"),
    setting("draws", at_least(1), Int(10_000), "draws that are kept of each chain"),
    THIN,
    setting(
        "target_accept",
        Between(0.0, 1.0),
        Real(0.234),
        "mean acceptance probability that the scale of the steps is adapted to",
    ),
    setting(
        "metric",
        METRIC,
        Text("dense"),
        "what is learned of the posterior: a variance for each coordinate, or all covariances",
    ),
    INIT,
];

/// [`ImportanceSettings`](super::importance::ImportanceSettings).
pub const IMPORTANCE: &[Setting] = &[
    setting("draws", at_least(100), Int(10_000), "how many weighted draws"),
    setting(
        "proposal",
        Word(&["t", "normal", "prior"]),
        Text("t"),
        "what is drawn from: a multivariate t or normal distribution at the mode, with the curvature there, on the \
         unconstrained scale; or the prior, so that weights are likelihoods",
    ),
    setting("degrees_of_freedom", Between(0.0, 1000.0), Real(5.0), "of a t proposal; fewer for heavier tails"),
    setting(
        "resample",
        at_least(0),
        Int(1000),
        "how many equally weighted draws to take from the weighted ones, best fewer than the effective sample size; 0 for \
         none",
    ),
];

/// [`PriorSettings`](super::prior::PriorSettings).
pub const PRIOR: &[Setting] = &[setting("draws", at_least(1), Int(1000), "how many draws")];

const CHAINS: Setting = setting("chains", Integer { min: 1, max: MAX_CHAINS }, Int(4), "how many chains, side by side");

const THIN: Setting = setting("thin", at_least(1), Int(1), "one iteration in so many is kept as a draw");

const METRIC: Kind = Word(&["diag", "dense"]);

const INIT: Setting = setting(
    "init",
    Either(&Number, &Kind::Text),
    Text("random"),
    "where chains start: \"random\", within 2 of 0 in each unconstrained coordinate; a number instead of 2; \"prior\", for \
     draws from the prior; or the path of a JSON file with a value for each parameter",
);

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
    use crate::methods::importance::ImportanceSettings;
    use crate::methods::metropolis::MetropolisSettings;
    use crate::methods::nuts::NutsSettings;
    use crate::methods::prior::PriorSettings;
    use crate::methods::sweep::SweepSettings;

    /// Both say the same names in the same order, and the same defaults.
    fn check(listed: &[Setting], settings: Value) {
        let names: Vec<&str> = listed.iter().map(|s| s.name).collect();
        let object = settings.as_object().expect("settings are a table");
        assert_eq!(names, object.keys().map(String::as_str).collect::<Vec<_>>());
        for (setting, value) in listed.iter().zip(object.values()) {
            let same = match setting.default {
                Default::Bool(is_on) => value.as_bool() == Some(is_on),
                Int(n) => value.as_i64() == Some(n),
                Real(x) => value.as_f64() == Some(x),
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
        check(NUTS, serde_json::to_value(NutsSettings::default()).expect("plain data"));
        check(IMPORTANCE, serde_json::to_value(ImportanceSettings::default()).expect("plain data"));
        check(PRIOR, serde_json::to_value(PriorSettings::default()).expect("plain data"));
        check(METROPOLIS, serde_json::to_value(MetropolisSettings::default()).expect("plain data"));
    }
}
