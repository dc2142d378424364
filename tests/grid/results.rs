//! The arrays of a grid.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use mcrun::density::EvalError;
use mcrun::draws::memory::MemorySink;
use mcrun::draws::{ArrayId, Coordinate, Sink, SinkError};
use mcrun::math::elementary::{exp, ln};
use mcrun::methods::error::{MethodError, OnError};
use mcrun::methods::grid::{self, GridPlan};
use mcrun::workers::Workers;

use crate::analytic::*;

#[test]
fn results_do_not_depend_on_the_number_of_workers() {
    let three = "axes.x = { min = -5, max = 5.5, n = 31 }\naxes.y = { min = -5, max = 6, n = 29 }\n\
                 axes.z = { min = 0.1, max = 6, n = 17, spacing = 'log' }\ndraws = 1000";
    let zip = "[[group]]\ncombine = 'zip'\naxes.x = { min = -5, max = 5, n = 30 }\n\
               axes.y = { values = [3, 1, 2] }\n[[group]]\naxes.z = { min = 1, max = 2, n = 300 }";
    let zip = zip.replace("[3, 1, 2]", &format!("{:?}", (0..30).map(f64::from).collect::<Vec<_>>()));
    for toml in [three, &zip] {
        let reference = try_grid(&trio(), toml, 1).unwrap();
        for workers in [2, 3, 7] {
            let other = try_grid(&trio(), toml, workers).unwrap();
            assert_eq!(other.summary, reference.summary, "{workers} workers");
            for (found, expected) in other.bits().into_iter().zip(reference.bits()) {
                assert!(found == expected, "{} with {workers} workers", expected.0);
            }
        }
    }
}

/// `x` and `y` are normal with correlation 0.6, `z` is an independent Gamma(3, 2).
fn trio() -> Analytic {
    Analytic::new(&["x", "y", "z"], |point| {
        let [x, y, z] = [point[0], point[1], point[2]];
        normal(x, 0.0, 1.0) + normal(y, 0.6 * x, 0.8) + 2.0 * ln(2.0) + 2.0 * ln(z) - 2.0 * z
    })
}

#[track_caller]
fn close(found: &[f64], expected: impl Iterator<Item = f64>, tolerance: f64) {
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= tolerance, "at {i}: {found} for {expected}");
    }
}

fn coordinates(done: &Finished, name: &str) -> Vec<f64> {
    let group = &done.sink.layout()[0];
    match &group.dimensions.iter().find(|dimension| dimension.name == name).unwrap().coordinate {
        Coordinate::Values(values) => values.clone(),
        other => panic!("{name} has {other:?}"),
    }
}

#[test]
fn log_density_and_log_posterior_are_over_the_axes() {
    let done = run_grid(
        &correlated_normal(),
        "axes.b = { min = -4, max = 2, n = 61 }\naxes.a = { min = -12, max = 14, n = 79 }",
    );
    let [b, a] = ["b", "a"].map(|name| coordinates(&done, name));
    let exact = |i: usize| {
        let (a, b) = (a[i % 79], b[i / 79]);
        normal(a, 1.0, 2.0) + normal(b, -1.0 + 0.2 * (a - 1.0), 0.3)
    };
    close(&done.grid("log_density"), (0..61 * 79).map(|i| 3.0 + exact(i)), 1e-12);
    close(&done.grid("log_posterior"), (0..61 * 79).map(exact), 1e-7);
}

#[test]
fn two_axes_have_no_marginals_of_pairs() {
    let done = run_grid(&correlated_normal(), "axes.a = { values = [0, 1, 3] }\naxes.b = { values = [-2, -1, 0] }");
    let arrays: Vec<&str> = done.sink.layout()[0].arrays.iter().map(|array| array.name.as_str()).collect();
    assert_eq!(arrays, ["log_density", "log_posterior", "marginal_a", "marginal_b"]);
}

#[test]
fn the_mode_is_the_first_of_the_highest_points() {
    let density = Analytic::new(&["a", "b"], |p| -(p[0] - 2.0).abs() - (p[1].abs() - 1.0).abs());
    let mode = run_grid(&density, "axes.a = { min = 0, max = 3, n = 7 }\naxes.b = { min = -3, max = 3, n = 13 }");
    let mode = mode.summary.mode.unwrap();
    assert_eq!((mode.index, mode.log_density), (4 * 13 + 4, 0.0));
    assert_eq!(mode.values, [("a".into(), 2.0), ("b".into(), -1.0)]);
}

#[test]
fn marginals_are_densities_in_the_axes_own_units() {
    let done = run_grid(
        &trio(),
        "axes.x = { min = -7, max = 7.5, n = 65 }\naxes.y = { min = -7.2, max = 7, n = 67 }\n\
         axes.z = { min = 1e-4, max = 25, n = 101, spacing = 'log' }",
    );
    let [x, y, z] = ["x", "y", "z"].map(|name| coordinates(&done, name));
    // Gamma(3, 2), whose mass here is half of what it should be.
    let gamma = |z: f64| 3.0 * ln(2.0) + 2.0 * ln(z) - 2.0 * z - ln(2.0);
    close(&done.grid("marginal_x"), x.iter().map(|x| exp(normal(*x, 0.0, 1.0))), 1e-9);
    close(&done.grid("marginal_y"), y.iter().map(|y| exp(normal(*y, 0.0, 1.0))), 1e-9);
    close(&done.grid("marginal_z"), z.iter().map(|z| exp(gamma(*z))), 1e-8);
    let xy = x.iter().flat_map(|x| y.iter().map(move |y| exp(normal(*x, 0.0, 1.0) + normal(*y, 0.6 * x, 0.8))));
    close(&done.grid("marginal_x_y"), xy, 1e-8);
    let xz = x.iter().flat_map(|x| z.iter().map(move |z| exp(normal(*x, 0.0, 1.0) + gamma(*z))));
    close(&done.grid("marginal_x_z"), xz, 1e-8);
    let yz = y.iter().flat_map(|y| z.iter().map(move |z| exp(normal(*y, 0.0, 1.0) + gamma(*z))));
    close(&done.grid("marginal_y_z"), yz, 1e-8);
}

#[test]
fn axes_that_walk_together_are_arrays_over_point() {
    let done = run_grid(
        &correlated_normal(),
        "combine = 'zip'\naxes.a = { values = [1, 5, -2] }\naxes.b = { min = -1, max = 1, n = 3 }",
    );
    let group = &done.sink.layout()[0];
    let arrays: Vec<(&str, &[String])> = group.arrays.iter().map(|a| (a.name.as_str(), a.dims.as_slice())).collect();
    let point = ["point".to_string()];
    assert_eq!(arrays, [("a", &point[..]), ("b", &point[..]), ("log_density", &point[..])]);
    assert_eq!(done.grid("a"), [1.0, 5.0, -2.0]);
    assert_eq!(done.grid("b"), [-1.0, 0.0, 1.0]);
    let exact = |a: f64, b: f64| 3.0 + normal(a, 1.0, 2.0) + normal(b, -1.0 + 0.2 * (a - 1.0), 0.3);
    close(&done.grid("log_density"), [exact(1.0, -1.0), exact(5.0, 0.0), exact(-2.0, 1.0)].into_iter(), 1e-13);
    assert_eq!(done.summary.log_evidence, None);
    assert_eq!(done.summary.mode.unwrap().values, [("a".into(), 1.0), ("b".into(), -1.0)]);
}

#[test]
fn groups_are_crossed() {
    let check = |toml: &str, expected: &[&str]| {
        let sum = Analytic::new(&["a", "b", "c", "d"], |p| 1000.0 * p[0] + 100.0 * p[1] + 10.0 * p[2] + p[3]);
        let done = run_grid(&sum, toml);
        let group = &done.sink.layout()[0];
        let log_density = group.arrays.iter().find(|array| array.name == "log_density").unwrap();
        assert_eq!(log_density.dims, expected);
        done.grid("log_density")
    };
    let zip = |axes: &str| format!("[[group]]\ncombine = 'zip'\n{axes}\n");
    let found = check(
        &format!(
            "axes.a = {{ values = [1, 2] }}\n{}fixed.d = 7",
            zip("axes.b = {values=[3,4]}\naxes.c = {values=[5,6]}")
        )
        .replace("fixed.d = 7", "[fixed]\nd = 7"),
        &["a", "point"],
    );
    assert_eq!(found, [1357.0, 1467.0, 2357.0, 2467.0]);
    let found = check(
        &(zip("axes.a = {values=[1,2]}\naxes.b = {values=[3,4]}")
            + &zip("axes.c = {values=[5,6]}\naxes.d={values=[7,8]}")),
        &["point_1", "point_2"],
    );
    assert_eq!(found, [1357.0, 1368.0, 2457.0, 2468.0]);
    let found = check(
        &(zip("axes.d = {values=[1,2]}") + "[[group]]\naxes.c = {values=[1,2]}\n[fixed]\na = 0\nb = 0"),
        &["d", "c"],
    );
    assert_eq!(found, [11.0, 21.0, 12.0, 22.0]);
}

#[test]
fn names_that_are_taken_get_an_underscore() {
    let density = Analytic::new(&["log_density", "point", "a", "b_c", "a_b", "c"], |_| 0.0);
    let axis = "{ values = [0, 1] }";
    let names: Vec<String> = ["a", "b_c", "a_b", "c"].iter().map(|name| format!("axes.{name} = {axis}")).collect();
    let plan = plan(&density, &format!("{}\naxes.log_density = {axis}\nfixed.point = 0", names.join("\n"))).unwrap();
    let group = &grid::layout(&plan)[0];
    assert_eq!(group.dimensions[4].name, "log_density_");
    assert!(group.arrays.iter().any(|array| array.name == "marginal_a_b_c" && array.dims == ["a", "b_c"]));
    assert!(group.arrays.iter().any(|array| array.name == "marginal_a_b_c_" && array.dims == ["a_b", "c"]));
}

#[test]
fn fixed_values_and_elements_find_their_places() {
    let parameters = vec![variable("mu", &[]), variable("theta", &[3]), variable("L", &[2, 2])];
    let density = Analytic::fallible(parameters, |p| Ok(p.iter().fold(0.0, |sum, x| 10.0 * sum + x)));
    let toml = "axes.'theta[2]' = { values = [0, 5] }\naxes.'L[2, 1]' = { values = [0, 7] }\n\
                [fixed]\nmu = 1\n'theta[1]' = 2\n'theta[3]' = 3\n'L[1,1]' = 4\n'L[1,2]' = 6\n'L[2,2]' = 8\n";
    assert_eq!(run_grid(&density, toml).grid("log_density"), [12034608.0, 12034678.0, 12534608.0, 12534678.0]);
    let toml = "axes.mu = { values = [0, 1] }\n[fixed]\ntheta = [1, 2, 3]\nL = [[4, 5], [6, 7]]";
    assert_eq!(run_grid(&density, toml).grid("log_density"), [1234567.0, 11234567.0]);
}

#[test]
fn failed_points_have_no_density_and_are_in_the_ledger() {
    let density = Analytic::fallible(vec![variable("x", &[])], |p| match p[0] {
        x if x < -4.5 => Err(EvalError::Rejected(format!("x is {x}"))),
        x if x > 4.5 => Ok(f64::NAN),
        x => Ok(normal(x, 0.0, 1.0)),
    });
    let done = run_grid(&density, "axes.x = { min = -5, max = 5, n = 41 }");
    let ledger = &done.summary.ledger;
    let messages: Vec<(u64, &str)> = ledger.kept.iter().map(|entry| (entry.index, entry.message.as_str())).collect();
    let nan = "the log density is not a number";
    assert_eq!(messages, [(0, "x is -5"), (1, "x is -4.75"), (39, nan), (40, nan)]);
    assert_eq!(ledger.n_failed, 4);
    assert_eq!(done.grid("log_density")[39], f64::NEG_INFINITY);
    assert_eq!(done.grid("marginal_x")[40], 0.0);
    assert!((done.log_evidence().value).abs() < 1e-4);
}

#[test]
fn the_ledger_counts_all_failures_and_keeps_some() {
    let density = Analytic::fallible(vec![variable("x", &[])], |p| {
        if p[0] < 0.0 { Err(EvalError::Rejected("no".into())) } else { Ok(-p[0]) }
    });
    let ledger = run_grid(&density, "axes.x = { min = -1, max = 1, n = 20001 }").summary.ledger;
    assert_eq!((ledger.n_failed, ledger.kept.len()), (10_000, 1000));
    assert!((0..).zip(&ledger.kept).all(|(index, entry)| entry.index == index));
}

#[test]
fn the_first_failure_stops_the_run_if_it_shall() {
    let check = |error: fn(String) -> EvalError, on_error, expected: &str| {
        let density = Analytic::fallible(vec![variable("x", &[])], move |p| {
            if p[0] > 0.55 { Err(error(format!("bad {}", p[0]))) } else { Ok(0.0) }
        });
        let settings = settings("axes.x = { min = 0, max = 1, n = 20001 }");
        let plan = GridPlan::new(&settings, on_error, &density, 1 << 30).unwrap();
        for workers in [1, 3] {
            let sink = MemorySink::new(grid::layout(&plan));
            let error = grid::run(&density, &plan, 1, &Workers::new(workers), &sink, &|_| ()).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
    };
    let stop =
        "point 11001 failed: bad 0.55005\n  at x = 0.55005\n  (`on_error = \"reject\"` counts such points and goes on)";
    check(EvalError::Rejected, OnError::Stop, stop);
    check(EvalError::Fatal, OnError::Reject, "bad 0.55005\n  at x = 0.55005");
}

#[test]
fn a_density_that_is_zero_everywhere_is_an_error() {
    let check = |log_density: fn(f64) -> Result<f64, EvalError>, expected: &str| {
        let density = Analytic::fallible(vec![variable("x", &[])], move |p| log_density(p[0]));
        let error = try_grid(&density, "axes.x = { min = 0, max = 1, n = 11 }", 1).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    check(|_| Ok(f64::NEG_INFINITY), "the density is 0 at all 11 points: there is nothing to normalise");
    check(
        |x| Err(EvalError::Rejected(format!("bad {x}"))),
        "the density is 0 at all 11 points (11 of them failed, the first with: bad 0): there is nothing to normalise",
    );
    check(
        |_| Ok(f64::INFINITY),
        "the density is 0 at all 11 points (11 of them failed, the first with: the density is infinite): \
         there is nothing to normalise",
    );
}

#[test]
fn huge_and_tiny_densities_are_normalised() {
    for height in [-1e6, -800.0, 800.0, 1e6] {
        let density = Analytic::new(&["x"], move |p| height + normal(p[0], 0.0, 1.0));
        let done = run_grid(&density, "axes.x = { min = -8, max = 8, n = 101 }");
        assert!((done.log_evidence().value - height).abs() < 1e-9 * height.abs());
        assert!((done.summary.axes[0].sd.value - 1.0).abs() < 1e-9);
    }
}

#[test]
fn progress_counts_points() {
    let seen = Mutex::new(Vec::new());
    let density = correlated_normal();
    let plan =
        plan(&density, "axes.a = { min = 0, max = 1, n = 100 }\naxes.b = { min = 0, max = 1, n = 100 }").unwrap();
    let sink = MemorySink::new(grid::layout(&plan));
    grid::run(&density, &plan, 1, &Workers::new(2), &sink, &|n| seen.lock().unwrap().push(n)).unwrap();
    let seen = seen.into_inner().unwrap();
    assert!(seen.is_sorted());
    assert_eq!(seen.last(), Some(&10_000));
}

/// Counts how many points have been evaluated and not yet written.
struct CountingSink {
    inner: MemorySink,
    pending: &'static AtomicI64,
}

impl Sink for CountingSink {
    fn write(&self, array: ArrayId, start: u64, values: &[f64]) -> Result<(), SinkError> {
        if array == (0, 0) {
            self.pending.fetch_sub(values.len() as i64, Ordering::SeqCst);
        }
        self.inner.write(array, start, values)
    }

    fn write_ints(&self, array: ArrayId, start: u64, values: &[i64]) -> Result<(), SinkError> {
        self.inner.write_ints(array, start, values)
    }

    fn read(&self, array: ArrayId, start: u64, values: &mut [f64]) -> Result<(), SinkError> {
        self.inner.read(array, start, values)
    }
}

#[test]
fn only_a_few_tasks_are_in_memory() {
    static PENDING: AtomicI64 = AtomicI64::new(0);
    static MOST: AtomicU64 = AtomicU64::new(0);
    let density = Analytic::new(&["x", "y"], |_| {
        let pending = PENDING.fetch_add(1, Ordering::SeqCst) + 1;
        MOST.fetch_max(pending as u64, Ordering::SeqCst);
        0.0
    });
    let plan =
        plan(&density, "axes.x = { min = 0, max = 1, n = 600 }\naxes.y = { min = 0, max = 1, n = 1000 }").unwrap();
    let sink = CountingSink { inner: MemorySink::new(grid::layout(&plan)), pending: &PENDING };
    grid::run(&density, &plan, 1, &Workers::new(3), &sink, &|_| ()).unwrap();
    let points_per_task = 600 * 1000 / 512 + 1;
    let most = MOST.load(Ordering::SeqCst);
    assert!(most <= 20 * points_per_task, "{most} points were waiting");
}

#[test]
fn a_raised_flag_stops_the_run() {
    let plan = plan(&correlated_normal(), "axes.a = { values = [0, 1] }\naxes.b = { values = [0, 1] }").unwrap();
    let sink = MemorySink::new(grid::layout(&plan));
    let workers = Workers::with_stop(2, std::sync::Arc::new(true.into()));
    let error = grid::run(&correlated_normal(), &plan, 1, &workers, &sink, &|_| ()).unwrap_err();
    assert!(matches!(error, MethodError::Stopped));
}
