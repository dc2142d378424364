//! Shards of a run, each by itself, merged into the file that one run writes.

mod answers;
mod equal;
mod files;
mod kills;
mod support;

/// Short runs of every method, which are killed as whole runs are.
#[path = "../durability/cases.rs"]
mod cases;
/// Where they are run; only a part of it is of use here.
#[allow(dead_code)]
#[path = "../durability/place.rs"]
mod place;
