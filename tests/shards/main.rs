//! Shards of a run, each by itself, merged into the file that one run writes.

mod answers;
mod equal;
mod files;
mod support;
