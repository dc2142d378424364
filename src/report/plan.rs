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
    /// How long the run takes.
    pub wall_times: Vec<WallTime>,
    /// Of chains that follow gradients.
    pub steps: Option<Steps>,
    /// Bytes of memory at most, if that can be said.
    pub memory: Option<u64>,
    /// Bytes of the result.
    pub file_size: u64,
    /// What the numbers leave out.
    pub notes: Vec<String>,
    /// What goes beyond the limits of the config.
    pub warnings: Vec<String>,
}

/// How long a run takes on so many workers, in seconds: what is expected, and between which bounds, as far as the sample shows.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub struct WallTime {
    pub workers: u64,
    pub seconds: f64,
    pub least: f64,
    pub most: f64,
}

/// What short chains have shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Steps {
    /// Of one worker, by themselves.
    pub gradients_per_second: f64,
    /// How many gradients an iteration takes after the warmup: the mean, and the least and the greatest mean of half a chain.
    pub per_iteration: f64,
    #[allow(missing_docs)]
    pub least: f64,
    #[allow(missing_docs)]
    pub most: f64,
    /// How many chains were looked at.
    pub n_chains: u64,
    /// How long the warmup of each was; 0 if it was cut.
    pub n_warmup: u64,
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
        if let Some(steps) = &self.steps {
            out.push_str(&steps.text());
        }
        for wall in &self.wall_times {
            out.push_str(&format!("  {:<15}about {}\n", counted(wall.workers, "worker"), wall.text()));
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
        let times = self.wall_times.iter().map(|wall| {
            json!({
                "workers": wall.workers,
                "seconds": number_json(wall.seconds),
                "least_seconds": number_json(wall.least),
                "most_seconds": number_json(wall.most),
            })
        });
        let steps = self.steps.map(|steps| {
            json!({
                "gradients_per_second": number_json(steps.gradients_per_second),
                "per_iteration": number_json(steps.per_iteration),
                "least": number_json(steps.least),
                "most": number_json(steps.most),
                "n_chains": steps.n_chains,
                "n_warmup": steps.n_warmup,
            })
        });
        json!({
            "method": self.method,
            "unit": self.unit,
            "total": self.total,
            "n_sampled": self.n_sampled,
            "seconds_each": number_json(self.per_unit),
            "seconds_before": number_json(self.seconds_before),
            "times": times.collect::<Vec<_>>(),
            "steps": steps,
            "memory_bytes": self.memory,
            "file_bytes": self.file_size,
            "notes": self.notes,
            "warnings": self.warnings,
        })
    }
}

impl Steps {
    fn text(&self) -> String {
        let rate = count(self.gradients_per_second.round() as u64);
        let [mean, least, most] = [self.per_iteration, self.least, self.most].map(|n| significant(n, 3));
        let chains = counted(self.n_chains, "chain");
        let warmup = match self.n_warmup {
            0 => "in its warmup".to_owned(),
            n => format!("after a warmup of {}", count(n)),
        };
        format!(
            "  {:<15}{rate} a second on one worker\n  {:<15}{mean} an iteration, from {least} to {most} (by {chains} {warmup})\n",
            "gradients", "steps"
        )
    }
}

impl WallTime {
    /// `2 s`, or `2 s (1.5 s to 4 s)`.
    fn text(&self) -> String {
        if self.least == self.most {
            return time(self.seconds);
        }
        format!("{} ({} to {})", time(self.seconds), time(self.least), time(self.most))
    }
}

fn time(seconds: f64) -> String {
    Duration::try_from_secs_f64(seconds).map_or("longer than can be said".into(), duration)
}
