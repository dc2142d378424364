//! Points that fail: how many may, and what the result tells of them.

use mcrun::draws::Coordinate;
use mcrun::run::RunError;
use mcrun::store::read::ResultReader;

use super::*;

/// A grid of which the four points above 2 are refused.
const CONFIG: &str = "[model]\ncode = 'parameters { real x; } model { if (x > 2) reject(\"too far: \", x); x ~ normal(0, 1); }'\n\
                      [method]\nkind = 'grid'\n[method.axes]\nx = { min = -5, max = 4, n = 19 }\n";

fn run_with(config: &Path, output: &Path, fraction: &str, resume: bool) -> Result<(), RunError> {
    let options = [format!("run.max_failure_fraction={fraction}")];
    let mut config = match resume {
        true => run::config_of(output, &options)?.0,
        false => Config::load(config, &options)?,
    };
    config.set_output(output);
    run::run(&config, &RunOptions { resume, ..RunOptions::default() }, &()).map(drop)
}

#[test]
fn a_run_fails_if_more_points_fail_than_may() {
    let directory = tempfile::tempdir().expect("a directory");
    write(directory.path(), &[("a.toml", CONFIG)]);
    let (config, output) = (directory.path().join("a.toml"), directory.path().join("out.h5"));
    run_with(&config, &directory.path().join("may.h5"), "0.25", false).expect("4 of 19 are less than a quarter");

    let error = run_with(&config, &output, "0.2", false).expect_err("4 of 19 are more than a fifth").to_string();
    assert!(error.starts_with("4 of 19 points failed, more than `max_failure_fraction` = 0.2 allows"), "{error}");
    assert!(error.contains("too far: 2.5") && error.contains("--resume -s run.max_failure_fraction=1"), "{error}");
    assert!(!output.exists());

    run_with(&config, &output, "1", true).expect("it is taken as it is");
    let reader = ResultReader::open(&output).expect("there is a result");
    assert_eq!(reader.read_i64("mcrun", "failed_point").expect("points failed"), [15, 16, 17, 18]);
}

#[test]
fn no_point_may_fail_at_0() {
    let directory = tempfile::tempdir().expect("a directory");
    write(directory.path(), &[("a.toml", CONFIG)]);
    let (config, output) = (directory.path().join("a.toml"), directory.path().join("out.h5"));
    let error = run_with(&config, &output, "0", false).expect_err("4 of 19 are more than none").to_string();
    assert!(error.contains("`max_failure_fraction` = 0 allows"), "{error}");
    let error = run_with(&config, &output, "1.5", false).expect_err("no part is above 1").to_string();
    assert!(error.contains("max_failure_fraction` is 1.5, but must be"), "{error}");
}

/// What the result of a program says of its failed points: the names of their parameters, and for each its number and them.
fn failed(program: &str, method: &str) -> (Vec<String>, Vec<(i64, Vec<f64>)>) {
    let directory = tempfile::tempdir().expect("a directory");
    let config = format!("[model]\ncode = '''{program}'''\n[run]\nseed = 5\n[method]\n{method}\n");
    write(directory.path(), &[("a.toml", &config)]);
    let output = directory.path().join("out.h5");
    run_config(&directory.path().join("a.toml"), &output, &[]);
    let reader = ResultReader::open(&output).expect("there is a result");
    let record = reader.group("mcrun").expect("there is a record");
    let array = record.arrays.iter().find(|array| array.name == "failed_parameters").expect("points failed");
    assert_eq!(array.dims, ["failure", "parameter"]);
    let names = record.dimensions.iter().find(|dimension| dimension.name == "parameter");
    let Some(Coordinate::Labels(names)) = names.map(|dimension| &dimension.coordinate) else { panic!("{names:?}") };
    let values = reader.read_f64("mcrun", "failed_parameters").expect("they are there");
    let numbers = reader.read_i64("mcrun", "failed_point").expect("they are there");
    assert_eq!(values.len(), numbers.len() * names.len());
    (names.clone(), numbers.into_iter().zip(values.chunks_exact(names.len()).map(<[f64]>::to_vec)).collect())
}

#[test]
fn points_of_a_grid_have_all_parameters_axes_and_fixed() {
    let program = "parameters { vector[2] x; real a; } model { x ~ normal(0, 1); if (x[2] > 1) reject(\"far\"); }";
    let method = "kind = 'grid'\n[method.axes]\n'x[2]' = { min = 0, max = 2, n = 5 }\na = { values = [3, 4] }\n\
                  [method.fixed]\n'x[1]' = -0.25";
    let (names, found) = failed(program, method);
    assert_eq!(names, ["x[1]", "x[2]", "a"]);
    let expected = [(6, 1.5, 3.0), (7, 1.5, 4.0), (8, 2.0, 3.0), (9, 2.0, 4.0)];
    assert_eq!(found, expected.map(|(number, x, a)| (number, vec![-0.25, x, a])));
}

#[test]
fn points_of_a_sweep_have_their_inputs() {
    let program =
        "data { real b; array[2] real x; } generated quantities { if (b > 1) reject(\"far\"); real s = b + x[1]; }";
    let method = "kind = 'sweep'\n[method.axes]\n'x[1]' = { values = [7, 8] }\nb = { values = [1, 2] }\n\
                  [data]\nx = [0, 0]";
    let (names, found) = failed(program, method);
    assert_eq!(names, ["x[1]", "b"]);
    assert_eq!(found, [(1, vec![7.0, 2.0]), (3, vec![8.0, 2.0])]);
}

/// Where `a` is negative `b` has no distribution; where `b` is large the draw is there, but not what is made of it.
#[test]
fn draws_of_the_prior_have_their_parameters_where_they_were_drawn() {
    let program = "parameters { real a; real b; } model { a ~ normal(1, 1); b ~ normal(0, a); }\n\
                   generated quantities { if (b > 1) reject(\"far\"); }";
    let (names, found) = failed(program, "kind = 'prior'\ndraws = 200");
    assert_eq!(names, ["a", "b"]);
    let (drawn, others): (Vec<_>, Vec<_>) = found.iter().partition(|(_, point)| point[0].is_finite());
    assert!(drawn.len() > 10 && others.len() > 10, "{} {}", drawn.len(), others.len());
    assert!(drawn.iter().all(|(_, point)| point[0] > 0.0 && point[1] > 1.0), "{drawn:?}");
    assert!(others.iter().all(|(_, point)| point.iter().all(|x| x.is_nan())), "{others:?}");
}

#[test]
fn a_changed_bit_of_their_parameters_is_found() {
    let directory = tempfile::tempdir().expect("a directory");
    write(directory.path(), &[("a.toml", CONFIG)]);
    let kinds = ["mcrun/failed_point", "mcrun/failed_parameters", "mcrun/parameter"];
    flipped::check_file(&directory.path().join("a.toml"), &[], &kinds);
}
