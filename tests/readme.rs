//! What the README says is so.

use std::collections::BTreeSet;

use mcrun::config::Config;
use mcrun::stan::{library, signatures};

const README: &str = include_str!("../README.md");

/// The text between the fences of the first block of this language that contains `mark`.
fn block(language: &str, mark: &str) -> &'static str {
    let start = format!("```{language}\n");
    let blocks = README.split(&*start).skip(1).filter_map(|rest| rest.split("```").next());
    blocks.into_iter().find(|block| block.contains(mark)).expect("the block is there")
}

#[test]
fn functions_that_cannot_run_yet_are_listed() {
    let listed: BTreeSet<&str> = block("text", "algebra_solver").split_whitespace().collect();
    // These need solvers or functions as arguments, or are complex; the README names them as groups.
    let unsupported: BTreeSet<&str> = signatures::names().filter(|name| !library::is_supported(name)).collect();
    let missing: Vec<_> = unsupported.difference(&listed).collect();
    let too_many: Vec<_> = listed.difference(&unsupported).collect();
    assert!(missing.is_empty() && too_many.is_empty(), "missing: {missing:?}\ntoo many: {too_many:?}");
}

#[test]
fn the_config_shown_is_that_of_the_first_command() {
    let shown = block("toml", "kind = \"grid\"");
    let parse = |text: &str| {
        Config::parse("configs/model.toml".as_ref(), text.into(), &[]).expect("the config is right").resolved().clone()
    };
    let file = std::fs::read_to_string("configs/model.toml").expect("the config is there");
    assert_eq!(parse(shown), parse(&file));
}
