//! The tables of a config other than `[method]`: their settings and what becomes of them.

use std::path::PathBuf;
use std::time::Duration;

use crate::methods::error::FailurePolicy;
use crate::settings::Kind::{self, Between, Bool, Either, Integer, Map, Size, Table, Text, Texts, Time, Word};
use crate::settings::{Default, Setting};

/// The tables of a config.
pub const ROOT: &[Setting] = &[
    Setting { name: "model", kind: Table(MODEL), default: Default::Required, meaning: "the program and its data" },
    Setting {
        name: "data",
        kind: Map("data variable", &Kind::Array),
        default: Default::Absent,
        meaning: "data written here instead of in a file",
    },
    Setting { name: "run", kind: Table(RUN), default: Default::Empty, meaning: "seed, workers, where the result goes" },
    Setting {
        name: "labels",
        kind: Map("variable", &Table(LABEL)),
        default: Default::Empty,
        meaning: "for each variable its symbol and unit, for tables and pictures",
    },
    Setting { name: "output", kind: Table(OUTPUT), default: Default::Empty, meaning: "what is kept" },
    Setting { name: "method", kind: Table(METHOD), default: Default::Absent, meaning: "what is done with the model" },
];

/// `[model]`.
pub const MODEL: &[Setting] = &[
    Setting {
        name: "program",
        kind: Text,
        default: Default::Absent,
        meaning: "path of a Stan program; either this or `code`",
    },
    Setting {
        name: "code",
        kind: Text,
        default: Default::Absent,
        meaning: "the Stan program itself; either this or `program`",
    },
    Setting {
        name: "data",
        kind: Text,
        default: Default::Absent,
        meaning: "path of the data: JSON as CmdStan reads it, CSV (each column a variable, and N, the number of rows), \
                  HDF5; not together with a table [data]",
    },
];

/// `[run]`.
pub const RUN: &[Setting] = &[
    Setting {
        name: "seed",
        kind: Integer { min: 0, max: u64::MAX },
        default: Default::Int(0),
        meaning: "what all random numbers follow from",
    },
    Setting {
        name: "workers",
        kind: Either(&Word(&["auto"]), &Integer { min: 1, max: 1024 }),
        default: Default::Text("auto"),
        meaning: "how many threads evaluate; auto: one for each core; never changes a result",
    },
    Setting {
        name: "output",
        kind: Text,
        default: Default::Absent,
        meaning: "path of the result; by default the config's name with .h5, in the current directory",
    },
    Setting {
        name: "on_error",
        kind: Word(&["reject", "stop"]),
        default: Default::Text("reject"),
        meaning: "what a point does that the model refuses: reject counts it and goes on, stop ends the run",
    },
    Setting {
        name: "max_failure_fraction",
        kind: Either(&Integer { min: 0, max: 1 }, &Kind::Between(0.0, 1.0)),
        default: Default::Int(1),
        meaning: "the run fails, and ends at once, if the model refuses more than this part of all points; of chains, points \
                  refused for each iteration; 1: never; never changes a result",
    },
    Setting {
        name: "commit_every",
        kind: Between(0.0, 86_400.0),
        default: Default::Real(30.0),
        meaning: "after at most so many seconds what was done is safe, whatever happens then; never changes a result",
    },
    Setting {
        name: "max_file_size",
        kind: Size,
        default: Default::Absent,
        meaning: "run and plan refuse what makes a larger result",
    },
    Setting {
        name: "max_memory",
        kind: Size,
        default: Default::Absent,
        meaning: "plan warns of what is likely to need more memory",
    },
    Setting {
        name: "max_time",
        kind: Time,
        default: Default::Absent,
        meaning: "plan warns of what is likely to take longer",
    },
];

/// One entry of `[labels]`.
pub const LABEL: &[Setting] = &[
    Setting { name: "latex", kind: Text, default: Default::Absent, meaning: "the symbol, as LaTeX without $" },
    Setting { name: "unit", kind: Text, default: Default::Absent, meaning: "the unit" },
];

/// `[output]`.
pub const OUTPUT: &[Setting] = &[
    Setting {
        name: "drop",
        kind: Texts,
        default: Default::Empty,
        meaning: "variables that are left out of the groups posterior and prior",
    },
    Setting {
        name: "save_warmup",
        kind: Bool,
        default: Default::Bool(false),
        meaning: "whether chains keep the draws of their warmup too, in the groups warmup_posterior and warmup_sample_stats",
    },
];

/// What every `[method]` has; the rest depends on the kind.
pub const METHOD: &[Setting] =
    &[Setting { name: "kind", kind: Text, default: Default::Required, meaning: "the method, as \"grid\"" }];

/// `[run]`, filled.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSettings {
    /// What all random numbers follow from.
    pub seed: u64,
    /// `None`: as many as there are cores.
    pub workers: Option<usize>,
    /// Where the result goes.
    pub output: PathBuf,
    /// What points do that the model refuses.
    pub failures: FailurePolicy,
    /// After so long what was done is safe.
    pub commit_every: Duration,
    /// What a run is not to exceed.
    pub limits: Limits,
}

/// What a run is not to exceed, where that is given.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Limits {
    /// In bytes.
    pub file_size: Option<f64>,
    /// In bytes.
    pub memory: Option<f64>,
    /// In seconds.
    pub time: Option<f64>,
}

/// How a variable is called in tables and pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The symbol, without dollar signs.
    pub latex: Option<String>,
    /// As plain text.
    pub unit: Option<String>,
}
