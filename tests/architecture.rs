//! The layers of the source tree: each module uses only those below it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// From the bottom up. Modules of one layer do not know each other, but for `draws` and the others of its layer.
const LAYERS: [&[&str]; 6] = [
    &["excerpt", "math", "settings", "stream", "workers"],
    &["density", "transform", "draws", "diagnostics"],
    &["methods", "stan"],
    &["config", "data", "report", "store"],
    &["run"],
    &["cli", "main"],
];

/// Uses within a layer that are meant.
const WITHIN_A_LAYER: [(&str, &str); 4] =
    [("density", "draws"), ("config", "data"), ("report", "data"), ("main", "cli")];

fn layer(module: &str) -> usize {
    LAYERS
        .iter()
        .position(|layer| layer.contains(&module))
        .unwrap_or_else(|| panic!("module {module} has no layer: add it to LAYERS"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The top-level module a file belongs to: `src/stan/ir/text.rs` is of `stan`.
fn module_of(path: &Path) -> String {
    let relative = path.strip_prefix("src").expect("sources lie in src");
    let first = relative.iter().next().expect("a file has a name").to_string_lossy();
    first.trim_end_matches(".rs").to_string()
}

/// Top-level modules named in `crate::x` or `mcrun::x` anywhere in the text, also inside `crate::{a, b}`.
fn uses(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for root in ["crate::", "mcrun::"] {
        for (at, _) in text.match_indices(root) {
            let rest = &text[at + root.len()..];
            let names = match rest.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap_or_default().split(',').collect(),
                None => vec![rest],
            };
            for name in names {
                let name: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if name.chars().next().is_some_and(char::is_lowercase) {
                    found.insert(name);
                }
            }
        }
    }
    found
}

fn offences(module: &str, text: &str) -> Vec<String> {
    let allowed =
        |used: &str| used == module || layer(used) < layer(module) || WITHIN_A_LAYER.contains(&(module, used));
    uses(text).into_iter().filter(|used| !allowed(used)).collect()
}

#[test]
fn every_module_uses_only_those_below_it() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    assert!(files.len() > 50, "the sources were found");
    for file in files {
        let module = module_of(&file);
        if module == "lib" {
            continue;
        }
        let text = fs::read_to_string(&file).expect("the source can be read");
        let offences = offences(&module, &text);
        assert!(offences.is_empty(), "{} must not use {offences:?}", file.display());
    }
}

#[test]
fn only_store_knows_hdf5_and_only_workers_knows_threads() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    for file in files {
        let module = module_of(&file);
        let text = fs::read_to_string(&file).expect("the source can be read");
        for (word, owner) in
            [("hdf5::", "store"), ("hdf5_sys::", "store"), ("rayon::", "workers"), ("std::thread", "workers")]
        {
            assert!(module == owner || !text.contains(word), "{} must not use {word}", file.display());
        }
    }
}

#[test]
fn a_use_that_points_up_is_found() {
    assert_eq!(offences("math", "use crate::{draws, stream::Stream};"), ["draws", "stream"]);
    assert_eq!(offences("methods", "fn f() { crate::stan::compile() }"), ["stan"]);
    assert!(offences("run", "use crate::store::ResultFile;").is_empty());
}
