//! Every program of the gallery that has data or needs none.

use std::fs;
use std::path::{Path, PathBuf};

use mcrun::stan::bind::{Bound, bind};
use mcrun::stan::compile::compile;
use mcrun::stan::model::StanModel;
use mcrun::stan::trace::Untraceable;

use crate::agreement::{NO_TERMS, check, points};
use crate::outputs::check_outputs;
use crate::support::point;

fn paths(part: &str) -> Vec<PathBuf> {
    let folder = Path::new("tests/gallery/good").join(part);
    let entries = fs::read_dir(folder).expect("it is there").map(|entry| entry.expect("it can be read").path());
    let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "stan")).collect();
    paths.sort();
    paths
}

/// The program with its data, if it can be compiled and needs no others.
fn bound(path: &Path) -> Option<Bound> {
    let text = fs::read_to_string(path).expect("it can be read");
    let include = |name: &str| fs::read_to_string(path.with_file_name("include").join(name)).map_err(|e| e.to_string());
    let compiled = compile(&text, &path.display().to_string(), &include).ok()?;
    let data = path.with_extension("json");
    let data = if data.exists() { mcrun::data::read_file(&data).expect("the data are right") } else { Vec::new() };
    bind(&compiled.program, &compiled.sources, &data, 1).ok()
}

/// Compares all programs of a part; gives how many have been, and the names of those that cannot be traced.
fn compare(part: &str) -> (usize, Vec<String>) {
    let (mut compared, mut untraced) = (0, Vec::new());
    for path in paths(part) {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let Some(bound) = bound(&path) else { continue };
        let points = points(bound.n_unconstrained());
        let model = StanModel::new(bound.clone(), Box::new(|_| {}));
        if model.oracle().logp(&point(bound.n_unconstrained(), 0)).is_ok_and(f64::is_finite) {
            check_outputs(&name, &bound);
        }
        match check(&path.display().to_string(), bound, &points, NO_TERMS) {
            Ok(_) => compared += 1,
            Err(Untraceable(why)) => {
                println!("{name} is left to the oracle: {why}");
                untraced.push(name);
            }
        }
    }
    (compared, untraced)
}

// The programs named are left to the oracle: their course depends on parameters.

#[test]
fn programs_with_data_have_the_oracles_values_and_gradients() {
    assert_eq!(compare("run"), (33, names(&["newton_iteration", "user_density"])));
}

#[test]
fn programs_of_the_grammar_have_the_oracles_values_and_gradients() {
    assert_eq!(compare("syntax"), (30, names(&["target"])));
}

#[test]
fn programs_about_types_have_the_oracles_values_and_gradients() {
    assert_eq!(compare("types"), (24, names(&[])));
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}
