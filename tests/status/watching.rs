//! A run is watched all the time, from its beginning to its end, and neither notices the other.

use std::sync::atomic::{AtomicUsize, Ordering};

use mcrun::report::status::State;
use mcrun::run::{self, RunError};
use mcrun::store::read::ResultReader;

use super::{Case, MODEL, SIMULATION, assert_same, prior_model, text};

/// So many looks in the library, through the program, and by snapshots; shared by all methods.
const LOOKS: [usize; 3] = [1000, 50, 100];

/// Runs a config again and again, and looks at it all the while, until it has been looked at often enough while a process
/// worked on it.
fn watch(program: &str, method: &str, n_methods: usize) {
    let reference = Case::new(program, method);
    reference.answer(&["a.toml", "--quiet", "--workers", "1"]);
    let counts = LOOKS.map(|_| AtomicUsize::new(0));
    let wanted = |kind: usize| counts[kind].load(Ordering::Relaxed) < LOOKS[kind].div_ceil(n_methods);
    for _ in 0..1000 {
        let case = Case::new(program, method);
        let mut child = case.start(&["a.toml"]);
        let mut turn = 0;
        while child.try_wait().expect("the child is ours").is_none() {
            turn += 1;
            look(&case, 0, &counts);
            if turn % 20 == 0 && wanted(1) {
                look(&case, 1, &counts);
            }
            if turn % 10 == 0 && wanted(2) {
                look(&case, 2, &counts);
            }
        }
        let ended = child.wait_with_output().expect("it has ended");
        assert!(ended.status.success(), "{method}: {}", text(&ended.stderr));
        assert_eq!(run::status(&case.output()).expect("a status").state.clone(), State::Complete(size(&case)));
        assert_same(method, &reference.output(), &case.output());
        if !(wanted(0) || wanted(1) || wanted(2)) {
            return;
        }
    }
    panic!("{method}: the runs are too short to be watched: {counts:?}");
}

/// Looks once, which must succeed; it counts if a process worked on the run.
fn look(case: &Case, kind: usize, counts: &[AtomicUsize; 3]) {
    let counts_as_look = match kind {
        0 => run::status(&case.output()).expect("a status").state == State::Running,
        1 => {
            let status: serde_json::Value =
                serde_json::from_str(&case.answer(&["status", "out.h5", "--json"])).expect("JSON");
            status["state"] == "running"
        }
        _ => match run::snapshot(&case.output(), None) {
            Ok(path) => {
                let reader = ResultReader::open(&path).expect("a snapshot is a result");
                for group in reader.groups().expect("its groups") {
                    for array in &group.arrays {
                        reader.read_f64(&group.name, &array.name).expect("its numbers");
                    }
                }
                true
            }
            // There was nothing yet, or all was done.
            Err(RunError::Failed(message)) if message.contains("there can be no snapshot") => false,
            Err(RunError::Input(messages)) if messages[0].contains("is complete") || messages[0].contains("no run") => {
                false
            }
            Err(error) => panic!("{error}"),
        },
    };
    counts[kind].fetch_add(usize::from(counts_as_look), Ordering::Relaxed);
}

fn size(case: &Case) -> u64 {
    std::fs::metadata(case.output()).expect("a result").len()
}

#[test]
fn a_thousand_looks_at_runs_change_nothing() {
    watch(MODEL, "kind = 'nuts'\nwarmup = 200\ndraws = 1000\n", 5);
    watch(MODEL, "kind = 'importance'\ndraws = 60_000\n", 5);
    watch(&prior_model(), "kind = 'prior'\ndraws = 40_000\n", 5);
    watch(SIMULATION, "kind = 'sweep'\naxes.x = { min = -1, max = 1, n = 15_000 }\n", 5);
    let axes = "axes.mu = { min = -4, max = 4, n = 301 }\naxes.'z[1]' = { min = -4, max = 4, n = 301 }\n";
    watch(MODEL, &format!("kind = 'grid'\n{axes}axes.'z[2]' = {{ values = [0, 1] }}\n"), 5);
}
