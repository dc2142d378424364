//! What the records of a journal say.

use serde::{Deserialize, Serialize};

use crate::draws::Group;
use crate::draws::parts::Part;
use crate::store::blocks::Layout;

/// What a run is of. Two runs with the same identity, but for where they run, have the same results.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Of mcrun.
    pub version: String,
    /// Of streams, reductions and stored meanings.
    pub format_version: i64,
    /// The class of machines whose bits agree.
    pub machine_class: String,
    /// Where the config was, as an absolute path.
    pub config_path: String,
    /// Its text.
    pub config: String,
    /// What was overridden: `method.draws=2000`.
    pub options: Vec<String>,
    /// All settings in force, as JSON.
    pub resolved: String,
    /// The files of the program, the included ones after the first: name and text.
    pub program: Vec<(String, String)>,
    /// The data: name and SHA-256 of the value as JSON.
    pub data: Vec<(String, String)>,
    /// Which of how many shards this is, counted from 1.
    pub shard: Option<(u64, u64)>,
}

/// Who works on a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The number of the process.
    pub process: u32,
    /// The machine.
    pub host: String,
    /// Since when, in seconds since 1970.
    pub since: u64,
}

/// How far a run is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done.
    pub stage: String,
    /// What is counted.
    pub unit: String,
    /// How many are done.
    pub done: u64,
    /// Of how many.
    pub total: u64,
}

/// The first record: what a run is of, and where its values go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// What the run is of.
    pub identity: Identity,
    /// Whether an older result may be replaced.
    pub may_replace: bool,
    /// The groups of its results.
    pub groups: Vec<Group>,
    /// The name of the file with the values, in the directory of the journal.
    pub values: String,
    /// How that file is laid out.
    pub layout: Layout,
}

/// A stretch of an array that has been written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// The group and the array in it.
    pub array: (usize, usize),
    /// The first number.
    pub start: u64,
    /// How many.
    pub len: u64,
    /// CRC-32 of the numbers as bytes.
    pub checksum: u32,
}

/// What has been done since the last commit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Commit {
    /// When, in seconds since 1970.
    pub at: f64,
    /// How long the run has worked, all its processes together.
    pub seconds: f64,
    /// How far it is.
    pub progress: Progress,
    /// What was written.
    pub written: Vec<Stretch>,
    /// How far parts have come.
    pub kept: Vec<(Part, Vec<u8>)>,
}

/// A record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Record {
    /// The first one.
    Head(Box<Head>),
    /// A process has taken the run up.
    Taken(Holder),
    /// Work was done.
    Commit(Commit),
    /// The result is complete and about to be put into its place.
    Complete,
}
