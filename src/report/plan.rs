//! What `mcrun plan` says.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::numbers::{count, counted, duration, significant, size};
use super::table::wrapped;
use crate::data::write::number_json;

/// What a run will need.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanReport {
    /// The method.
    pub method: String,
    /// What is counted.
    pub unit: String,
    /// How many there will be.
    pub total: u64,
    /// How many were done to see how long they take.
    pub n_sampled: u64,
    /// How long one takes one worker, in seconds.
    pub per_unit: f64,
    /// How long is worked before them, in seconds.
    pub seconds_before: f64,
    /// For numbers of workers how long the run takes, in seconds.
    pub wall_times: Vec<(u64, f64)>,
    /// Bytes of memory at most, if that can be said.
    pub memory: Option<u64>,
    /// Bytes of the result.
    pub file_size: u64,
    /// What the numbers leave out.
    pub notes: Vec<String>,
    /// What goes beyond the limits of the config.
    pub warnings: Vec<String>,
}

impl PlanReport {
    /// As text for the terminal, with a newline at the end.
    pub fn text(&self) -> String {
        let PlanReport { method, unit, total, n_sampled, per_unit, .. } = self;
        let mut out = format!("{method}: {} {unit}\n", count(*total));
        let micro = significant(per_unit * 1e6, 3);
        out.push_str(&format!("  {:<15}{micro} µs each on one worker, measured on {}\n", "time", count(*n_sampled)));
        if self.seconds_before >= 0.0005 {
            out.push_str(&format!("  {:<15}{}\n", "before them", time(self.seconds_before)));
        }
        for (n_workers, seconds) in &self.wall_times {
            out.push_str(&format!("  {:<15}about {}\n", counted(*n_workers, "worker"), time(*seconds)));
        }
        if let Some(memory) = self.memory {
            out.push_str(&format!("  {:<15}about {}\n", "memory", size(memory)));
        }
        out.push_str(&format!("  {:<15}{}\n", "file", size(self.file_size)));
        for (kind, texts) in [("note", &self.notes), ("warning", &self.warnings)] {
            for text in texts {
                out.push_str(&format!("{kind}: {}\n", wrapped(text, 96, kind.len() + 2)));
            }
        }
        out
    }

    /// As one JSON object.
    pub fn json(&self) -> Json {
        let times =
            self.wall_times.iter().map(|(n, seconds)| json!({ "workers": n, "seconds": number_json(*seconds) }));
        json!({
            "method": self.method,
            "unit": self.unit,
            "total": self.total,
            "n_sampled": self.n_sampled,
            "seconds_each": number_json(self.per_unit),
            "seconds_before": number_json(self.seconds_before),
            "times": times.collect::<Vec<_>>(),
            "memory_bytes": self.memory,
            "file_bytes": self.file_size,
            "notes": self.notes,
            "warnings": self.warnings,
        })
    }
}

fn time(seconds: f64) -> String {
    Duration::try_from_secs_f64(seconds).map_or("longer than can be said".into(), duration)
}
