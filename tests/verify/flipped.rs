//! One bit of one value that is not as it was is found, wherever it is.

use std::path::{Path, PathBuf};

use hdf5::types::{TypeDescriptor, VarLenUnicode};

use super::*;

/// Changes the last bit of one value of a dataset; returns its flat position.
fn flip(result: &Path, dataset: &str) -> usize {
    let file = hdf5::File::open_rw(result).expect("it can be changed");
    let dataset = file.dataset(dataset).expect("it is there");
    let at = dataset.size() / 2;
    match dataset.dtype().and_then(|kind| kind.to_descriptor()).expect("a type") {
        TypeDescriptor::Float(_) => {
            let mut values: Vec<f64> = dataset.read_raw().expect("numbers");
            values[at] = f64::from_bits(values[at].to_bits() ^ 1);
            dataset.write_raw(&values).expect("it can be changed");
        }
        TypeDescriptor::Integer(_) => {
            let mut values: Vec<i64> = dataset.read_raw().expect("integers");
            values[at] ^= 1;
            dataset.write_raw(&values).expect("it can be changed");
        }
        _ => {
            let mut values: Vec<VarLenUnicode> = dataset.read_raw().expect("texts");
            values[at] = "other".parse().expect("a text");
            dataset.write_raw(&values).expect("it can be changed");
        }
    }
    file.close().expect("it is closed");
    at
}

/// All datasets of a file.
fn datasets(result: &Path) -> Vec<String> {
    let file = hdf5::File::open(result).expect("it can be read");
    let names = |group: &hdf5::Group| group.member_names().expect("it has members");
    let of =
        |group: String| names(&file.group(&group).expect("a group")).into_iter().map(move |name| (group.clone(), name));
    names(&file).into_iter().flat_map(of).map(|(group, name)| format!("{group}/{name}")).collect()
}

/// Runs a config, and flips a bit of each dataset of its result, one after the other.
pub fn check_file(config: &Path, options: &[&str], kinds: &[&str]) {
    let directory = tempfile::tempdir().expect("a directory");
    let output = directory.path().join("out.h5");
    run_config(config, &output, options);
    let all = datasets(&output);
    for kind in kinds {
        assert!(all.iter().any(|dataset| dataset == kind), "{kind} is among {all:?}");
    }
    for dataset in all {
        let changed = directory.path().join("changed.h5");
        std::fs::copy(&output, &changed).expect("a copy");
        let at = flip(&changed, &dataset);
        let found = verify(&changed, None);
        let text = found.text();
        let [difference] = found.compared.differences.as_slice() else { panic!("{dataset}: {text}") };
        assert_eq!((&difference.dataset, difference.n_different), (&dataset, 1), "{text}");
        if let ([index], Scalar::Float(stored), Scalar::Float(computed)) =
            (difference.index.as_slice(), &difference.stored, &difference.computed)
        {
            assert_eq!(*index, at as u64, "{text}");
            assert_eq!(stored.to_bits() ^ computed.to_bits(), 1, "{text}");
            assert!(text.contains(&format!("{dataset}[{at}]: the file holds {stored:?} (0x")), "{text}");
        }
    }
}

/// The same with a config of the project.
fn check(name: &str, options: &[&str], kinds: &[&str]) {
    check_file(&PathBuf::from(format!("configs/{name}.toml")), options, kinds);
}

#[test]
fn in_a_grid() {
    let options = ["method.axes.H0.n=11", "method.axes.sigma.n=7", "method.draws=40"];
    check("model", &options, &["grid/H0", "grid/log_density", "posterior/draw", "mcrun/estimates", "mcrun/axis"]);
}

#[test]
fn in_a_sweep() {
    check("logistic_data", &["data.N=20", "data.K=2"], &["sweep/y", "sweep/X", "sweep/spread"]);
}

#[test]
fn in_chains() {
    let options = ["method.draws=10", "method.warmup=20", "method.chains=2", "output.save_warmup=true"];
    check("eight_schools", &options, &["posterior/mu", "sample_stats/diverging", "warmup_posterior/tau"]);
}

#[test]
fn in_draws_of_the_prior() {
    check("prior_predictive", &["method.draws=10"], &["prior/rate", "observed_data/deaths"]);
}

#[test]
fn in_weighted_draws() {
    check("logistic_evidence", &["method.draws=200", "method.resample=20"], &["weighted_posterior/lp"]);
}

#[test]
fn a_sample_finds_what_is_in_its_chains() {
    let directory = tempfile::tempdir().expect("a directory");
    let output = directory.path().join("out.h5");
    let options = ["method.draws=10", "method.warmup=20", "method.chains=3"];
    run_config(Path::new("configs/eight_schools.toml"), &output, &options);
    flip(&output, "posterior/mu");
    // The value is of the second of three chains: samples of all find it, samples of one in a third of the cases.
    assert!(!verify(&output, Some(3)).holds());
    let found = verify(&output, Some(2));
    assert_eq!(found.compared.sample, Some((2, 3)));
    let other = found.compared.differences.iter().find(|difference| difference.dataset != "posterior/mu");
    assert_eq!(other, None);
}

#[test]
fn an_attribute_that_is_not_as_computed_is_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let output = directory.path().join("out.h5");
    run_config(Path::new("configs/model.toml"), &output, &["method.axes.H0.n=11", "method.axes.sigma.n=7"]);
    let file = hdf5::File::open_rw(&output).expect("it can be changed");
    let attribute = file.group("mcrun").and_then(|group| group.attr("log_evidence")).expect("it is there");
    attribute.write_scalar(&-1.0).expect("it can be changed");
    file.close().expect("it is closed");
    let found = verify(&output, None);
    assert!(found.text().contains("mcrun@log_evidence: the file holds -1.0 (0xbff0000000000000)"), "{}", found.text());
}

#[test]
fn a_file_with_more_or_less_than_its_run_makes_is_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let output = directory.path().join("out.h5");
    run_config(Path::new("configs/model.toml"), &output, &["method.axes.H0.n=11", "method.axes.sigma.n=7"]);
    let refused = |change: &dyn Fn(&hdf5::File), expected: &str| {
        let changed = directory.path().join("changed.h5");
        std::fs::copy(&output, &changed).expect("a copy");
        let file = hdf5::File::open_rw(&changed).expect("it can be changed");
        change(&file);
        file.close().expect("it is closed");
        let error = run::verify(&changed, &VerifyOptions::default(), &()).expect_err(expected).to_string();
        assert!(error.contains(expected), "{error}");
    };
    refused(&|file| file.unlink("grid/log_density").expect("it goes"), "does not hold grid/log_density");
    refused(&|file| drop(file.create_group("more").expect("a group")), "holds a group more");
}
