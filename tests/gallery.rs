//! The gallery: good programs become IR or are said to be not supported yet, and those in `good/run` run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mcrun::data::read_file;
use mcrun::density::{ConstrainedDensity, LogDensity};
use mcrun::draws::Variable;
use mcrun::stan::bind::bind;
use mcrun::stan::compile::{Compiled, Mistakes, compile};
use mcrun::stan::ir::verify::verify;
use mcrun::stan::model::StanModel;
use mcrun::stream::{Purpose, StreamId};

/// The programs of a part of the gallery, in order.
fn programs(part: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gallery").join(part);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let mut programs: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|e| e == "stan")).collect();
    programs.sort();
    programs
}

fn compiled(path: &Path) -> Result<Compiled, Mistakes> {
    let text = fs::read_to_string(path).expect("the program can be read");
    let include =
        |name: &str| fs::read_to_string(path.with_file_name("include").join(name)).map_err(|error| error.to_string());
    compile(&text, &path.display().to_string(), &include)
}

#[test]
fn good_programs_become_ir_or_are_not_supported_yet() {
    let good: Vec<PathBuf> = ["good/syntax", "good/types", "good/run"].iter().flat_map(|part| programs(part)).collect();
    let bad = programs("bad/syntax").len() + programs("bad/types").len();
    assert!(good.len() >= 150 && bad >= 150, "{} good and {bad} bad programs", good.len());
    let mut n_ir = 0;
    for path in &good {
        match compiled(path) {
            Ok(compiled) => {
                assert_eq!(verify(&compiled.program), Ok(()), "{}", path.display());
                n_ir += 1;
            }
            Err(mistakes) => {
                let unexpected = mistakes.errors.iter().find(|e| !e.message.starts_with("not supported yet: "));
                assert!(unexpected.is_none(), "{mistakes}");
            }
        }
    }
    assert!(n_ir >= 110, "only {n_ir} of {} programs become IR", good.len());
}

/// Coordinates between -0.6 and 0.7, by counting.
fn point(number: usize, dim: usize) -> Vec<f64> {
    (0..dim).map(|i| ((7 * i + 4 * number) % 11) as f64 / 8.0 - 0.57 - 0.01 * i as f64 / dim as f64).collect()
}

/// Central differences with two steps, so that their leading error falls out.
fn derivative(value: &mut dyn FnMut(f64) -> f64) -> f64 {
    let mut slope = |h: f64| (value(h) - value(-h)) / (2.0 * h);
    (4.0 * slope(5e-4) - slope(1e-3)) / 3.0
}

fn check_gradient(name: &str, model: &StanModel, x: &[f64]) {
    let mut evaluator = LogDensity::evaluator(model);
    let value = evaluator.logp(x).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(value.is_finite(), "{name} at {x:?}: {value}");
    let mut gradient = vec![0.0; x.len()];
    let with_gradient = evaluator.logp_grad(x, &mut gradient).expect("it has a value");
    assert_eq!(value.to_bits(), with_gradient.to_bits(), "{name} at {x:?}: {value} and {with_gradient}");
    for (i, partial) in gradient.iter().enumerate() {
        let expected = derivative(&mut |h| {
            let mut moved = x.to_vec();
            moved[i] += h;
            evaluator.logp(&moved).expect("it has a value nearby")
        });
        let difference = (partial - expected).abs();
        assert!(difference <= 1e-6 * expected.abs().max(1.0), "{name} at {x:?}, {i}: {partial}, but {expected}");
    }
}

fn check_outputs(name: &str, model: &StanModel, x: &[f64]) {
    let constrained = model.constrain(x).expect("the point has a constrained one");
    let mut evaluator = ConstrainedDensity::evaluator(model);
    let width: usize = model.outputs().iter().map(Variable::len).sum();
    let mut outputs = vec![f64::NAN; width];
    let id = StreamId { seed: 0, purpose: Purpose::GeneratedQuantities, chain: 0, task: 0, iteration: 0 };
    evaluator.write_outputs(&constrained, id, &mut outputs).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(outputs.iter().all(|output| output.is_finite()), "{name}: {outputs:?}");
}

#[test]
fn programs_that_run_have_gradients_and_outputs() {
    let paths = programs("good/run");
    assert!(paths.len() >= 30);
    for path in paths {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let compiled = compiled(&path).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let data = path.with_extension("json");
        let data = if data.exists() { read_file(&data).expect("the data are right") } else { Vec::new() };
        let bound = bind(&compiled.program, &compiled.sources, &data, 0);
        let model = StanModel::new(bound.unwrap_or_else(|errors| panic!("{name}: {errors:?}")), Box::new(|_| ()));
        assert!(model.dim() > 0, "{name} has no parameters");
        for number in 0..3 {
            let x = point(number, model.dim());
            check_gradient(&name, &model, &x);
            check_outputs(&name, &model, &x);
        }
    }
}

#[test]
fn check_accepts_programs_that_run() {
    for path in programs("good/run") {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mcrun"));
        command.arg("check").arg(&path);
        let data = path.with_extension("json");
        if data.exists() {
            command.arg("--data").arg(data);
        }
        let output = command.output().expect("the program starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*stderr), (Some(0), ""), "{}", path.display());
    }
}
