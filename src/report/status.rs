//! What `mcrun status` says of a run.

use std::time::Duration;

use serde_json::{Map, Value as Json, json};

use super::numbers::{count, counted, duration, significant, size, with_error};
use super::summary::WithError;
use super::table::wrapped;
use crate::data::write::number_json;

/// What becomes of a result.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// There is neither a result nor a run of it.
    Nothing,
    /// It is there, with so many bytes.
    Complete(u64),
    /// A process works on it.
    Running,
    /// No process works on it, and it is not complete.
    Interrupted,
    /// It is not complete, and whether a process works on it cannot be known.
    Unknown,
}

/// A run as seen from outside.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// The result.
    pub output: String,
    /// What becomes of it.
    pub state: State,
    /// Number and machine of the process that took the run up last.
    pub process: Option<(u32, String)>,
    /// The method.
    pub method: Option<String>,
    /// Which of how many shards it is.
    pub shard: Option<(u64, u64)>,
    /// How far it is.
    pub progress: Option<Progress>,
    /// How long it has worked, in seconds.
    pub seconds: Option<f64>,
    /// What was found so far, as far as it is committed.
    pub found: Found,
    /// What else should be known.
    pub notes: Vec<String>,
}

/// How far a run was when it last committed.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// What is counted.
    pub unit: String,
    /// How many are done.
    pub done: u64,
    /// Of how many.
    pub total: u64,
    /// How many a second lately, if that is known.
    pub rate: Option<f64>,
    /// How long ago that was, in seconds.
    pub age: f64,
}

/// What a run has found so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Points that failed.
    pub n_failed: Option<u64>,
    /// The evidence: of a grid the mass of the points that are done, of weighted draws the mean weight.
    pub log_evidence: Option<WithError>,
    /// What chains say of their convergence.
    pub chains: Option<Agreement>,
}

/// Whether chains agree.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// How many chains.
    pub n_chains: u64,
    /// So many draws of each were looked at: those that all chains have.
    pub n_draws: u64,
    /// The largest R-hat, and which variable has it.
    pub rhat: Option<(f64, String)>,
    /// The smallest effective size of bulk or tail, and which variable has it.
    pub ess: Option<(f64, String)>,
}

impl Progress {
    /// How many seconds of work are left, if that can be said.
    pub fn left(&self) -> Option<f64> {
        let left = self.total.saturating_sub(self.done) as f64;
        self.rate.map(|rate| left / rate).filter(|left| left.is_finite())
    }
}

impl Status {
    /// As text for the terminal, with a newline at the end.
    pub fn text(&self) -> String {
        let mut out = format!("{}: {}\n", self.output, self.state_text());
        for (name, value) in self.lines() {
            out.push_str(&format!("  {name:<15}{value}\n"));
        }
        for note in &self.notes {
            out.push_str(&format!("note: {}\n", wrapped(note, 96, 6)));
        }
        out
    }

    fn state_text(&self) -> String {
        let process = self.process.as_ref().map(|(process, host)| format!("process {process} on {host}"));
        match (&self.state, process) {
            (State::Nothing, _) => "there is no result, and no run of it".into(),
            (State::Complete(bytes), _) => format!("complete ({})", size(*bytes)),
            (State::Running, Some(process)) => format!("running ({process})"),
            (State::Running, None) => "running: it has only begun".into(),
            (State::Interrupted, _) => format!("interrupted; go on with: mcrun run {} --resume", self.output),
            (State::Unknown, process) => {
                let process = process.map_or(String::new(), |process| format!(" ({process})"));
                format!(
                    "not complete; whether it is running{process} cannot be known, as this file system has no locks"
                )
            }
        }
    }

    fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        let shard = self.shard.map_or(String::new(), |(shard, n_shards)| format!(", shard {shard}/{n_shards}"));
        lines.extend(self.method.as_ref().map(|method| ("method", format!("{method}{shard}"))));
        if let Some(progress) = &self.progress {
            lines.extend(progress.lines());
        }
        lines.extend(self.seconds.map(|seconds| ("worked for", time(seconds))));
        lines.extend(self.found.lines());
        lines
    }

    /// As one JSON object: what is not known is left out.
    pub fn json(&self) -> Json {
        let mut object = Map::new();
        let mut put = |name: &str, value: Option<Json>| {
            object.extend(value.map(|value| (name.to_owned(), value)));
        };
        put("output", Some(json!(self.output)));
        put("state", Some(json!(self.state.word())));
        if let State::Complete(bytes) = self.state {
            put("bytes", Some(json!(bytes)));
        }
        put("process", self.process.as_ref().map(|(process, _)| json!(process)));
        put("host", self.process.as_ref().map(|(_, host)| json!(host)));
        put("method", self.method.as_ref().map(|method| json!(method)));
        put("shard", self.shard.map(|(shard, n_shards)| json!([shard, n_shards])));
        if let Some(Progress { unit, done, total, rate, age }) = &self.progress {
            put("unit", Some(json!(unit)));
            put("done", Some(json!(done)));
            put("total", Some(json!(total)));
            put("per_second", rate.map(number_json));
            put("seconds_left", self.progress.as_ref().and_then(Progress::left).map(number_json));
            put("seconds_since_commit", Some(number_json(*age)));
        }
        put("seconds", self.seconds.map(number_json));
        let Found { n_failed, log_evidence, chains } = &self.found;
        put("n_failed", n_failed.map(|n| json!(n)));
        put("log_evidence", log_evidence.map(|evidence| number_json(evidence.value)));
        put("log_evidence_error", log_evidence.and_then(|evidence| evidence.error).map(number_json));
        put("chains", chains.as_ref().map(Agreement::json));
        put("notes", Some(json!(self.notes)));
        Json::Object(object)
    }
}

impl State {
    fn word(&self) -> &'static str {
        match self {
            State::Nothing => "nothing",
            State::Complete(_) => "complete",
            State::Running => "running",
            State::Interrupted => "interrupted",
            State::Unknown => "unknown",
        }
    }
}

impl Progress {
    fn lines(&self) -> Vec<(&'static str, String)> {
        let Progress { unit, done, total, rate, age } = self;
        let share = if *total == 0 { 100.0 } else { 100.0 * *done as f64 / *total as f64 };
        let done = format!("{} of {} {unit} ({:.0} %)", count(*done), count(*total), share.floor());
        let mut lines = vec![("done", done)];
        lines.extend(rate.map(|rate| ("rate", format!("{} {unit} a second", significant(rate, 3)))));
        lines.extend(self.left().map(|left| ("to go", format!("about {}", time(left)))));
        lines.push(("last commit", format!("{} ago", time(*age))));
        lines
    }
}

impl Found {
    fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        let evidence =
            self.log_evidence.map(|evidence| format!("{} so far", with_error(evidence.value, evidence.error)));
        lines.extend(evidence.map(|evidence| ("log evidence", evidence)));
        if let Some(chains) = &self.chains {
            let draws = format!("{} of each of {} chains", counted(chains.n_draws, "draw"), chains.n_chains);
            lines.push(("draws", draws));
            lines.extend(chains.rhat.as_ref().map(|(rhat, name)| ("worst R-hat", format!("{rhat:.3}, of {name}"))));
            lines.extend(chains.ess.as_ref().map(|(ess, name)| ("smallest ESS", format!("{ess:.0}, of {name}"))));
        }
        lines.extend(self.n_failed.filter(|n| *n > 0).map(|n| ("failed", counted(n, "point"))));
        lines
    }
}

impl Agreement {
    fn json(&self) -> Json {
        let Agreement { n_chains, n_draws, rhat, ess } = self;
        let mut object = Map::new();
        object.insert("n_chains".into(), json!(n_chains));
        object.insert("n_draws".into(), json!(n_draws));
        for (name, found) in [("worst_rhat", rhat), ("smallest_ess", ess)] {
            if let Some((value, variable)) = found {
                object.insert(name.into(), number_json(*value));
                object.insert(format!("{name}_variable"), json!(variable));
            }
        }
        Json::Object(object)
    }
}

fn time(seconds: f64) -> String {
    // More than Duration holds is longer than anyone waits.
    Duration::try_from_secs_f64(seconds.max(0.0)).map_or("forever".into(), duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running() -> Status {
        let progress = Progress { unit: "iterations".into(), done: 2000, total: 8000, rate: Some(100.0), age: 3.25 };
        let chains =
            Agreement { n_chains: 4, n_draws: 1, rhat: Some((1.0234, "tau".into())), ess: Some((41.7, "mu".into())) };
        Status {
            output: "out.h5".into(),
            state: State::Running,
            process: Some((42, "here".into())),
            method: Some("nuts".into()),
            shard: None,
            progress: Some(progress),
            seconds: Some(20.0),
            found: Found { n_failed: Some(1), log_evidence: None, chains: Some(chains) },
            notes: vec!["so it is".into()],
        }
    }

    #[test]
    fn a_status_is_a_few_lines() {
        let expected = "out.h5: running (process 42 on here)\n  method         nuts\n  done           2,000 of 8,000 iterations \
                        (25 %)\n  rate           100 iterations a second\n  to go          about 1 min 0 s\n  last commit    \
                        3.2 s ago\n  worked for     20 s\n  draws          1 draw of each of 4 chains\n  worst R-hat    1.023, \
                        of tau\n  smallest ESS   42, of mu\n  failed         1 point\nnote: so it is\n";
        assert_eq!(running().text(), expected);
        let json = running().json();
        assert_eq!(json["state"], "running");
        assert_eq!(json["seconds_left"], 60.0);
        assert_eq!(json["chains"]["worst_rhat_variable"], "tau");
        assert!(json.get("shard").is_none());
    }
}
