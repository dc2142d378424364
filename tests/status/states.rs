//! What `status` says in each state of a run.

use serde_json::Value as Json;

use super::{Case, MODEL, kill};

fn json(case: &Case) -> Json {
    serde_json::from_str(&case.answer(&["status", "out.h5", "--json"])).expect("JSON")
}

/// A run of chains that nobody waits for.
const LONG: &str = "kind = 'nuts'\nchains = 2\nwarmup = 50\ndraws = 300_000\n";

/// The names and values of lines of a status, but for those whose values are measured.
fn lines(text: &str) -> Vec<&str> {
    let measured = ["rate", "to go", "last commit", "worked for", "done", "worst R-hat", "smallest ESS", "draws"];
    text.lines().filter(|line| !measured.iter().any(|name| line.trim_start().starts_with(name))).collect()
}

#[test]
fn nothing_is_a_state() {
    let case = Case::new(MODEL, LONG);
    assert_eq!(case.answer(&["status", "out.h5"]), "out.h5: there is no result, and no run of it\n");
    assert_eq!(json(&case), serde_json::json!({ "output": "out.h5", "state": "nothing", "notes": [] }));
}

#[test]
fn a_run_is_running_then_interrupted() {
    let case = Case::new(MODEL, LONG);
    let has_draws =
        |status: &mcrun::report::status::Status| status.found.chains.as_ref().is_some_and(|chains| chains.n_draws > 20);
    let child = case.start_until(has_draws);
    let process = child.id();
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let text = case.answer(&["status", "out.h5"]);
    let first = format!("out.h5: running (process {process} on {})", host.trim());
    assert_eq!(lines(&text), [first.as_str(), "  method         nuts"], "{text}");
    for name in ["rate", "to go", "last commit", "worked for", "done", "worst R-hat", "smallest ESS", "draws"] {
        assert!(text.contains(&format!("\n  {name} ")), "{name}: {text}");
    }
    let running = json(&case);
    assert_eq!(running["state"], "running");
    assert_eq!(running["process"], process);
    assert_eq!(running["method"], "nuts");
    assert_eq!(running["unit"], "iterations");
    assert_eq!(running["total"], 600_100);
    assert_eq!(running["n_failed"], 0);
    assert_eq!(running["chains"]["n_chains"], 2);
    let number = |value: &Json| value.as_f64().unwrap_or_else(|| panic!("{value} in {running}"));
    assert!(number(&running["done"]) > 100.0 && number(&running["per_second"]) > 0.0);
    assert!(number(&running["seconds_left"]) > 0.0 && number(&running["seconds_since_commit"]) >= 0.0);
    assert!(number(&running["chains"]["worst_rhat"]) > 0.9 && number(&running["chains"]["smallest_ess"]) > 1.0);

    kill(child);
    let text = case.answer(&["status", "out.h5"]);
    let first = "out.h5: interrupted; go on with: mcrun run out.h5 --resume";
    assert_eq!(lines(&text)[..2], [first, "  method         nuts"], "{text}");
    assert_eq!(json(&case)["state"], "interrupted");
}

#[test]
fn a_torn_journal_is_said_and_an_older_result_too() {
    let case = Case::new(MODEL, LONG);
    kill(case.start_until(|status| status.progress.is_some()));
    let journal = case.path("out.h5.journal");
    // What the kill itself has torn off, if anything, goes with the last record.
    let whole = mcrun::store::journal::History::read(&case.output()).expect("a journal").expect("its head");
    let mut bytes = std::fs::read(&journal).expect("a journal");
    bytes.truncate(whole.end as usize);
    bytes.extend([9; 11]);
    std::fs::write(&journal, bytes).expect("it can be written");
    std::fs::write(case.output(), "an older result").expect("a file");
    let text = case.answer(&["status", "out.h5"]);
    let expected = "note: the journal ends with 11 bytes that are not whole; what they spoke of is done again when";
    assert!(text.contains(expected), "{text}");
    assert!(text.contains("note: an older result stands in this place until this one is complete"), "{text}");
    assert_eq!(json(&case)["notes"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_result_is_complete() {
    let case = Case::new(MODEL, "kind = 'nuts'\nwarmup = 50\ndraws = 20\n");
    case.answer(&["a.toml", "--quiet"]);
    let text = case.answer(&["status", "out.h5"]);
    assert!(text.starts_with("out.h5: complete (") && text.contains("\n  method         nuts\n"), "{text}");
    let complete = json(&case);
    assert_eq!(complete["state"], "complete");
    assert_eq!(complete["n_failed"], 0);
    assert!(complete.get("done").is_none(), "{complete}");
}

#[test]
fn what_is_no_result_is_refused() {
    let case = Case::new(MODEL, LONG);
    std::fs::write(case.output(), "no result").expect("a file");
    let output = case.mcrun(&["status", "out.h5"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(super::text(&output.stderr).starts_with("error: out.h5: cannot be read as HDF5"));
}

#[test]
fn the_evidence_so_far_is_shown() {
    let check = |method: &str, has_error: bool| {
        let case = Case::new(MODEL, method);
        kill(case.start_until(|status| status.found.log_evidence.is_some()));
        let status = json(&case);
        let evidence = status["log_evidence"].as_f64().expect("an evidence");
        assert!(evidence.is_finite() && evidence < 1.0, "{status}");
        assert_eq!(status["log_evidence_error"].as_f64().is_some(), has_error, "{status}");
        assert!(case.answer(&["status", "out.h5"]).contains("\n  log evidence   "));
    };
    check("kind = 'importance'\ndraws = 3_000_000\nresample = 0\n", true);
    let long = |name: &str| format!("axes.'{name}' = {{ min = -4, max = 4, n = 201 }}\n");
    check(&format!("kind = 'grid'\n{}{}{}", long("mu"), long("z[1]"), long("z[2]")), false);
}

#[test]
fn failed_points_are_counted() {
    let program = "data { real x; }\ngenerated quantities {\n  real y = x;\n  if (x < 0) reject(\"too small\");\n  \
                   for (i in 1:2000) y = sin(y) + x;\n}\n";
    let case = Case::new(program, "kind = 'sweep'\naxes.x = { min = -0.01, max = 100, n = 300_000 }\n");
    kill(case.start_until(|status| status.found.n_failed.is_some_and(|n| n > 0)));
    assert!(json(&case)["n_failed"].as_u64().is_some_and(|n| n > 0));
    assert!(case.answer(&["status", "out.h5"]).contains("\n  failed         "));
}
