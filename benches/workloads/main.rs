//! The workloads that mcrun is measured by, beside hand-written Rust that does the same arithmetic on the lanes of
//! `math::simd`.
//!
//! `cargo bench --bench workloads` runs them all, `-- grid` those whose names contain a word. Ways to do the same work are
//! run in turn in one process; a ratio is one of the shortest times, which a busy machine disturbs least. `big` is a grid
//! of 10^8 points with a file of 1.6 GB and runs only where its name is given.

#[path = "../common/mod.rs"]
mod common;
mod gradients;
mod grids;
mod importance;
mod lanes;
mod processes;
mod regression;
mod table;
mod workers;

use mcrun::math::simd::Level;
use mcrun::workers::available;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let is_named = |name: &str| words.iter().any(|word| name.contains(word.as_str()));
    println!("instruction set {}, {} cores", Level::best().name(), available());
    let groups: [(&str, fn()); 6] = [
        ("grids", grids::run),
        ("importance", importance::run),
        ("gradients", gradients::run),
        ("workers", workers::run),
        ("processes", processes::run),
        ("big", processes::big),
    ];
    for (name, run) in groups {
        if is_named(name) || words.is_empty() && name != "big" {
            table::heading(name);
            run();
        }
    }
}
