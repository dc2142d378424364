//! A point of a result is evaluated again from its file alone.

use mcrun::data::write::datum_json;
use mcrun::math::elementary::{exp, ln};
use mcrun::report::replay::{DrawReport, Evaluation, PointReport, Replay};
use mcrun::run::Which;
use mcrun::stan::datum::{Data, Numbers};
use mcrun::store::read::ResultReader;

use super::*;

/// A program that refuses what is above 2.
const MODEL: &str = "data { int N; array[N] real y; }\nparameters { real mu; real<lower=0> sigma; }\nmodel {\n  mu ~ normal(0, 2);\n  \
                     sigma ~ exponential(1);\n  for (n in 1:N)\n    y[n] ~ normal(mu, sigma);\n  if (mu > 2) reject(\"mu is too large: \", mu);\n}\n\
                     generated quantities { real z = normal_rng(mu, sigma); }\n";
const DATA: &str = "{\"N\": 3, \"y\": [1.5, 2.5, 1.0]}";

/// Runs the program by a method; returns the result, whose sources are gone.
fn result(directory: &Path, method: &str) -> PathBuf {
    let files = directory.join("files");
    let config = format!("[model]\nprogram = 'm.stan'\ndata = 'd.json'\n[run]\nseed = 3\n[method]\n{method}\n");
    write(&files, &[("m.stan", MODEL), ("d.json", DATA), ("a.toml", &config)]);
    let output = directory.join("out.h5");
    run_config(&files.join("a.toml"), &output, &[]);
    std::fs::remove_dir_all(&files).expect("the files can go");
    output
}

fn replay(result: &Path, which: Which) -> Replay {
    run::replay(result, which, None, &()).unwrap_or_else(|error| panic!("{which:?}: {error}"))
}

fn point(result: &Path, n: u64) -> PointReport {
    match replay(result, Which::Point(n)) {
        Replay::Point(point) => *point,
        Replay::Step(step) => panic!("{step:?}"),
    }
}

fn failed_points(result: &Path) -> Vec<i64> {
    ResultReader::open(result).and_then(|reader| reader.read_i64("mcrun", "failed_point")).expect("points failed")
}

/// That the statements add up to the density, and that both evaluators agree.
fn check_sum(point: &PointReport) {
    let account = point.account.as_ref().expect("there are statements");
    let sum: f64 = account.contributions.iter().map(|part| part.value).sum::<f64>() + account.log_jacobian;
    let density = *account.log_density.as_ref().expect("it has a density");
    assert!((sum - density).abs() <= 1e-12 * (1.0 + density.abs()), "{sum} {density}");
    let Evaluation::Value(in_run) = point.in_run else { panic!("{:?}", point.in_run) };
    assert!((in_run - density).abs() <= 1e-12 * (1.0 + density.abs()), "{in_run} {density}");
}

#[test]
fn a_point_of_a_grid_tells_what_each_statement_adds() {
    let directory = tempfile::tempdir().expect("a directory");
    let axes = "kind = 'grid'\naxes.mu = { min = -1, max = 3, n = 9 }\naxes.sigma = { min = 0.5, max = 2, n = 4 }";
    let result = result(directory.path(), axes);
    let report = point(&result, 5);
    assert_eq!(report.what, "point 5: mu = -0.5, sigma = 1");
    check_sum(&report);
    let account = report.account.as_ref().expect("there are statements");
    let parts: Vec<_> = account.contributions.iter().map(|part| (part.text.as_str(), part.n_times)).collect();
    assert_eq!(parts, [("mu ~ normal(0, 2);", 1), ("sigma ~ exponential(1);", 1), ("y[n] ~ normal(mu, sigma);", 3)]);
    assert!(account.contributions[2].place.ends_with("m.stan:7:5"), "{:?}", account.contributions[2]);
    assert_eq!(account.contributions[1].value, -1.0);
    let stored = ResultReader::open(&result).and_then(|reader| reader.read_f64("grid", "log_density")).expect("there");
    assert_eq!(report.in_run, Evaluation::Value(stored[5]), "the same bits as in the run");
}

#[test]
fn a_point_that_failed_fails_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let axes = "kind = 'grid'\naxes.mu = { min = -1, max = 3, n = 9 }\naxes.sigma = { min = 0.5, max = 2, n = 4 }";
    let result = result(directory.path(), axes);
    let failed = failed_points(&result);
    assert_eq!(failed, (28..36).collect::<Vec<i64>>());
    let report = point(&result, 28);
    let Evaluation::Failed(message) = &report.in_run else { panic!("{:?}", report.in_run) };
    assert!(message.starts_with("mu is too large: 2.5 (") && message.ends_with("m.stan:8:15)"), "{message}");
    let account = report.account.as_ref().expect("there are statements");
    assert_eq!(account.contributions.len(), 3);
    assert_eq!(account.log_density.as_ref().map_err(ToString::to_string), Err(message.clone()));
    let text = Replay::point(report).text();
    assert!(text.contains("  mu = 2.5\n") && text.contains("y[n] ~ normal(mu, sigma);  (3 times)"), "{text}");
    let error = run::replay(&result, Which::Point(36), None, &()).expect_err("there is no such point").to_string();
    assert_eq!(error, "error: there is no point 36: the last one is 35");
}

#[test]
fn a_weighted_draw_is_the_one_of_the_run() {
    let directory = tempfile::tempdir().expect("a directory");
    let result = result(directory.path(), "kind = 'importance'\ndraws = 200\nresample = 0");
    let reader = ResultReader::open(&result).expect("there is a result");
    let read = |name: &str| reader.read_f64("weighted_posterior", name).expect("it is there");
    let (mu, lp) = (read("mu"), read("lp"));
    let good = (0..200).find(|draw| lp[*draw] > f64::NEG_INFINITY).expect("one of them has a density");
    let report = point(&result, good as u64);
    check_sum(&report);
    assert_eq!(report.in_run, Evaluation::Value(lp[good]));
    assert_eq!(datum_json(&report.values[0].1).as_f64(), Some(mu[good]));
    let failed = failed_points(&result)[0];
    assert!(
        matches!(point(&result, failed as u64).in_run, Evaluation::Failed(message) if message.contains("too large"))
    );
}

#[test]
fn a_draw_of_the_prior_is_the_one_of_the_run() {
    let directory = tempfile::tempdir().expect("a directory");
    let result = result(directory.path(), "kind = 'prior'\ndraws = 20");
    let mu = ResultReader::open(&result).and_then(|reader| reader.read_f64("prior", "mu")).expect("it is there");
    let report = point(&result, 7);
    assert_eq!(number(&report.values, "mu"), mu[7]);
}

/// `ln N(x | mean, sd)`.
fn normal(x: f64, mean: f64, sd: f64) -> f64 {
    let z = (x - mean) / sd;
    -0.5 * z * z - ln(sd) - 0.5 * ln(std::f64::consts::TAU)
}

fn number(values: &Data, name: &str) -> f64 {
    let value = values.iter().find(|(known, _)| known == name).and_then(|(_, value)| datum_json(value).as_f64());
    value.unwrap_or_else(|| panic!("there is a number {name}"))
}

fn check_close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * (1.0 + expected.abs()), "{found}, and should be {expected}");
}

#[test]
fn a_draw_of_the_prior_tells_what_the_statements_that_draw_add() {
    let directory = tempfile::tempdir().expect("a directory");
    let result = result(directory.path(), "kind = 'prior'\ndraws = 20");
    let report = point(&result, 7);
    let (mu, sigma) = (number(&report.values, "mu"), number(&report.values, "sigma"));
    let prior = normal(mu, 0.0, 2.0) - sigma;
    let draw = report.draw.as_ref().expect("it was drawn");
    let texts: Vec<_> = draw.account.contributions.iter().map(|part| (part.text.as_str(), part.n_times)).collect();
    assert_eq!(texts, [("mu ~ normal(0, 2);", 1), ("sigma ~ exponential(1);", 1)]);
    check_close(draw.account.contributions.iter().map(|part| part.value).sum(), prior);
    check_close(*draw.account.log_density.as_ref().expect("it has a density"), prior);
    assert_eq!(draw.log_normaliser, Some(0.0), "declared bounds cut nothing");
    let likelihood: f64 = [1.5, 2.5, 1.0].iter().map(|y| normal(*y, mu, sigma)).sum();
    let account = report.account.as_ref().expect("there is a density");
    check_close(*account.log_density.as_ref().expect("it has a density"), prior + likelihood);
    let text = Replay::point(report.clone()).text();
    assert!(text.contains("\n  the draw itself, by the statements that draw parameters\n"), "{text}");
    assert!(text.contains("\n  log density of the draw, the sum of these: "), "{text}");
}

/// A half-normal, an exponential in `T[,]`, three in order, a vector, one without `~`, and one that a function draws.
#[test]
fn bounds_and_truncation_are_counted_in_the_density_of_a_draw() {
    const PROGRAM: &str = "functions { real half_lpdf(real x, real s) { return normal_lpdf(x | 1, s); }\n\
                           real half_rng(real s) { return normal_rng(1, s); } }\n\
                           parameters { real<lower=0> tau; real<lower=0, upper=2> t; ordered[3] c; vector[2] v; \
                           real<lower=1, upper=5> flat; real u; }\n\
                           model { tau ~ normal(0, 3); t ~ exponential(1) T[0, 2]; c ~ normal(0, 1); v ~ normal(t, tau); u ~ half(2); }\n";
    let directory = tempfile::tempdir().expect("a directory");
    let config = "model.program = 'm.stan'\nmethod.kind = 'prior'\nmethod.draws = 5\n";
    write(directory.path(), &[("m.stan", PROGRAM), ("a.toml", config)]);
    let output = directory.path().join("out.h5");
    run_config(&directory.path().join("a.toml"), &output, &[]);
    let report = point(&output, 3);
    let draw = report.draw.as_ref().expect("it was drawn");
    let of = |text: &str| {
        let part = draw.account.contributions.iter().find(|part| part.text.starts_with(text));
        let part = part.unwrap_or_else(|| panic!("{text} is among {:?}", draw.account.contributions));
        assert_eq!(part.n_times, 1, "{text}");
        part.value
    };
    let values = |name: &str| -> Vec<f64> {
        let value = report.values.iter().find(|(known, _)| known == name).map(|(_, value)| datum_json(value));
        serde_json::from_value(value.expect("it is there")).expect("numbers")
    };
    let (tau, t) = (number(&report.values, "tau"), number(&report.values, "t"));
    check_close(of("tau ~"), normal(tau, 0.0, 3.0));
    check_close(of("t ~"), -t - ln(1.0 - exp(-2.0)));
    check_close(of("c ~"), values("c").iter().map(|c| normal(*c, 0.0, 1.0)).sum());
    check_close(of("v ~"), values("v").iter().map(|v| normal(*v, t, tau)).sum());
    check_close(of("u ~"), normal(number(&report.values, "u"), 1.0, 2.0));
    assert_eq!(draw.account.contributions.len(), 5, "what is flat has no statement");
    let sum: f64 = draw.account.contributions.iter().map(|part| part.value).sum();
    check_close(*draw.account.log_density.as_ref().expect("it has a density"), sum);
    // Half of tau, one order of six, and a density of 1/4 that is not written down.
    check_close(draw.log_normaliser.expect("it is known"), ln(4.0 / 12.0));
    let text = Replay::point(report.clone()).text();
    let line = format!("log density of the draw within declared bounds: {} ", sum_within(draw));
    assert!(text.contains(&line), "{line} in {text}");
}

fn sum_within(draw: &DrawReport) -> f64 {
    let value = *draw.account.log_density.as_ref().expect("it has a density");
    value - draw.log_normaliser.expect("it is known")
}

/// Data, a parameter and an element of one are swept, and transformed data follow.
#[test]
fn a_point_of_a_sweep_tells_what_each_statement_adds() {
    const PROGRAM: &str = "data { int N; array[N] real<lower=0> y; real s; }\ntransformed data { real s2 = 2 * s; }\n\
                           parameters { real mu; vector[2] b; }\n\
                           model { mu ~ normal(0, s2); b ~ normal(mu, 1); for (n in 1:N) y[n] ~ normal(mu, s); }\n\
                           generated quantities { real z = normal_rng(mu, s); }\n";
    let directory = tempfile::tempdir().expect("a directory");
    let config = "model.program = 'm.stan'\nmodel.data = 'd.json'\n[method]\nkind = 'sweep'\nfixed.b = [0.5, 0.25]\n\
                  axes.s = { values = [1, 2, 3] }\naxes.mu = { values = [-1, 1] }\naxes.'y[2]' = { values = [2, -1] }\n\
                  axes.'b[1]' = { values = [4] }\n";
    let data = "{\"N\": 3, \"y\": [1.5, 2.5, 1.0]}";
    write(directory.path(), &[("m.stan", PROGRAM), ("d.json", data), ("a.toml", config)]);
    let output = directory.path().join("out.h5");
    run_config(&directory.path().join("a.toml"), &output, &[]);
    let stored = ResultReader::open(&output).and_then(|reader| reader.read_f64("sweep", "log_density")).expect("there");
    let report = point(&output, 6);
    let (s, mu) = (2.0, 1.0);
    assert_eq!(report.what, "point 6: s = 2, mu = 1, y[2] = 2, b[1] = 4");
    check_sum(&report);
    assert_eq!(report.in_run, Evaluation::Value(stored[6]), "the same bits as in the run");
    let account = report.account.as_ref().expect("there are statements");
    let parts: Vec<f64> = account.contributions.iter().map(|part| part.value).collect();
    let of_y = [1.5, 2.0, 1.0].iter().map(|y| normal(*y, mu, s)).sum();
    let expected = [normal(mu, 0.0, 2.0 * s), normal(4.0, mu, 1.0) + normal(0.25, mu, 1.0), of_y];
    assert_eq!(parts.len(), expected.len());
    parts.iter().zip(expected).for_each(|(found, expected)| check_close(*found, expected));
    let refused = point(&output, 7);
    let Evaluation::Failed(message) = &refused.in_run else { panic!("{:?}", refused.in_run) };
    assert!(message.contains("y[2]") && message.contains("-1"), "{message}");
    let account = refused.account.as_ref().expect("there are statements");
    assert!(account.contributions.is_empty());
    assert_eq!(account.log_density.as_ref().map_err(ToString::to_string), Err(message.clone()));
}

#[test]
fn an_iteration_of_a_chain_leads_where_it_led() {
    let directory = tempfile::tempdir().expect("a directory");
    for (at, method) in ["kind = 'nuts'", "kind = 'metropolis'"].iter().enumerate() {
        let directory = directory.path().join(at.to_string());
        let result = result(&directory, &format!("{method}\nchains = 2\nwarmup = 30\ndraws = 20"));
        let mu = ResultReader::open(&result).and_then(|reader| reader.read_f64("posterior", "mu")).expect("there");
        let lp = ResultReader::open(&result).and_then(|reader| reader.read_f64("sample_stats", "lp")).expect("there");
        let Replay::Step(step) = replay(&result, Which::Iteration { chain: 2, iteration: 36 }) else {
            panic!("a step")
        };
        assert_eq!(step.what, "chain 2, iteration 36");
        assert_eq!(datum_json(&step.before.values[0].1).as_f64(), Some(mu[20 + 4]));
        assert_eq!(datum_json(&step.after.values[0].1).as_f64(), Some(mu[20 + 5]));
        assert_eq!(step.statistics[0], ("lp".to_owned(), lp[20 + 5]));
        check_sum(&step.after);

        let failed = failed_points(&result)[0] as u64;
        let Replay::Step(step) = replay(&result, Which::Point(failed)) else { panic!("a step") };
        let (refused, message) = step.refused.first().expect("a point of it was refused");
        assert!(message.contains("mu is too large"), "{message}");
        assert_eq!(refused.in_run, Evaluation::Failed(message.clone()));
        let text = Replay::Step(step).text();
        assert!(text.contains("refused point 1\n") && text.contains("  refused with: mu is too large"), "{text}");
    }
}

/// The numbers of all parameters at a point.
fn numbers(point: &PointReport) -> Vec<u64> {
    let of = |numbers: &Numbers| match numbers {
        Numbers::Reals(values) => values.iter().map(|x| x.to_bits()).collect::<Vec<u64>>(),
        Numbers::Ints(_) => panic!("parameters are real"),
    };
    point.values.iter().flat_map(|(_, datum)| of(&datum.numbers)).collect()
}

/// The parameters that the result holds of failed points are those at which they are evaluated again.
#[test]
fn the_parameters_of_failed_points_are_those_of_the_run() {
    let directory = tempfile::tempdir().expect("a directory");
    let axes = "kind = 'grid'\naxes.mu = { min = -1, max = 3, n = 9 }\naxes.sigma = { min = 0.5, max = 2, n = 4 }";
    let chains = "\nchains = 2\nwarmup = 30\ndraws = 20";
    let methods = [axes, "kind = 'importance'\ndraws = 400\nresample = 0", "kind = 'nuts'", "kind = 'metropolis'"];
    for (at, method) in methods.iter().enumerate() {
        let method = if at < 2 { (*method).to_owned() } else { format!("{method}{chains}") };
        let result = result(&directory.path().join(at.to_string()), &method);
        let values = ResultReader::open(&result).and_then(|reader| reader.read_f64("mcrun", "failed_parameters"));
        let values = values.expect("points failed");
        let (mut last, mut nth) = (-1, 0);
        for (failed, point) in failed_points(&result).into_iter().zip(values.chunks_exact(2)).take(20) {
            // Several points of one iteration may have failed.
            nth = if failed == last { nth + 1 } else { 0 };
            last = failed;
            let again = match replay(&result, Which::Point(failed as u64)) {
                Replay::Point(point) => numbers(&point),
                Replay::Step(step) => numbers(&step.refused[nth].0),
            };
            assert!(point[0] > 2.0 && point[1] > 0.0, "{method}: {point:?}");
            assert_eq!(again, point.iter().map(|x| x.to_bits()).collect::<Vec<u64>>(), "{method}");
        }
        assert!(last >= 0);
    }
}

#[test]
fn a_point_of_a_sweep_gives_its_outputs_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let config = "[model]\ncode = 'data { real a; } generated quantities { if (a > 2) reject(\"far\"); real b = normal_rng(a, 1); }'\n\
                  [method]\nkind = 'sweep'\n[method.axes]\na = { values = [1, 2, 3] }\n";
    write(directory.path(), &[("a.toml", config)]);
    let output = directory.path().join("out.h5");
    run_config(&directory.path().join("a.toml"), &output, &[]);
    let b = ResultReader::open(&output).and_then(|reader| reader.read_f64("sweep", "b")).expect("it is there");
    let report = point(&output, 1);
    assert_eq!(datum_json(&report.outputs[0].1).as_f64(), Some(b[1]));
    assert_eq!((&report.account, &report.in_run), (&None, &Evaluation::NotDone));
    let text = Replay::point(report).text();
    assert!(text.contains("\n  no density: the program has no parameters, so no statement adds to one\n"), "{text}");
    assert!(matches!(point(&output, 2).in_run, Evaluation::Failed(message) if message.starts_with("far (")));
}
