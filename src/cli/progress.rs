//! Progress on standard error: a bar on a terminal, elsewhere one line every ten seconds.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::print::note;
use crate::report::numbers::{count, duration};
use crate::run::Observer;

/// Time between lines.
const INTERVAL: Duration = Duration::from_secs(10);

/// Shows how far a run is.
pub struct Progress {
    show: Show,
    stage: Mutex<Option<Stage>>,
    stop: Arc<AtomicBool>,
    /// Whether the user was told that the run is about to stop.
    told: AtomicBool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Nothing,
    Lines,
    Bar,
}

/// The stage that is under way.
struct Stage {
    name: String,
    unit: String,
    total: u64,
    started: Instant,
    last_line: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Nothing is shown if `quiet`. Once `stop` is raised the user is told what happens.
    pub fn new(quiet: bool, stop: Arc<AtomicBool>) -> Progress {
        let show = match quiet {
            true => Show::Nothing,
            false if std::io::stderr().is_terminal() => Show::Bar,
            false => Show::Lines,
        };
        Progress { show, stage: Mutex::new(None), stop, told: AtomicBool::new(false) }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(Stage { bar: Some(bar), .. }) = self.lock().take() {
            bar.finish_and_clear();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Stage>> {
        // A stage is whole at any moment, even after a panic elsewhere.
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn say(&self, line: &str) {
        match self.lock().as_ref().and_then(|stage| stage.bar.as_ref()) {
            Some(bar) => bar.suspend(|| note(line)),
            None => note(line),
        }
    }
}

impl Observer for Progress {
    fn stage(&self, name: &str, unit: &str, total: u64) {
        self.finish();
        if self.show == Show::Nothing {
            return;
        }
        let now = Instant::now();
        let bar = (self.show == Show::Bar).then(|| bar(name, unit, total));
        let stage = Stage { name: name.into(), unit: unit.into(), total, started: now, last_line: now, bar };
        *self.lock() = Some(stage);
    }

    fn done(&self, n: u64) {
        if self.stop.load(Ordering::Relaxed) && !self.told.swap(true, Ordering::Relaxed) {
            self.say("stopping after the work at hand; Ctrl-C again ends at once");
        }
        let mut stage = self.lock();
        let Some(stage) = stage.as_mut() else { return };
        match &stage.bar {
            Some(bar) => bar.set_position(n),
            None if stage.last_line.elapsed() >= INTERVAL => {
                stage.last_line = Instant::now();
                note(&line(stage, n, stage.started.elapsed()));
            }
            None => {}
        }
    }

    fn note(&self, message: &str) {
        if self.show != Show::Nothing {
            self.say(message);
        }
    }
}

fn bar(name: &str, unit: &str, total: u64) -> ProgressBar {
    let template = format!("{{msg}} {{bar:32}} {{human_pos}} of {{human_len}} {unit}, {{eta}} to go");
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(total).with_style(style).with_message(name.to_string())
}

/// `grid: 12,000 of 40,401 points (29 %), 20 s, about 47 s to go`
fn line(stage: &Stage, n: u64, elapsed: Duration) -> String {
    let share = if stage.total == 0 { 1.0 } else { n as f64 / stage.total as f64 };
    let mut line = format!(
        "{}: {} of {} {} ({:.0} %), {}",
        stage.name,
        count(n),
        count(stage.total),
        stage.unit,
        (100.0 * share).floor(),
        duration(elapsed)
    );
    if share > 0.0 && share < 1.0 {
        let left = elapsed.as_secs_f64() * (1.0 - share) / share;
        // More than Duration holds is longer than anyone waits.
        if let Ok(left) = Duration::try_from_secs_f64(left) {
            line.push_str(&format!(", about {} to go", duration(left)));
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(n: u64, total: u64, seconds: u64, expected: &str) {
        let now = Instant::now();
        let stage =
            Stage { name: "grid".into(), unit: "points".into(), total, started: now, last_line: now, bar: None };
        assert_eq!(line(&stage, n, Duration::from_secs(seconds)), expected);
    }

    #[test]
    fn a_line_tells_how_far_the_run_is() {
        check(12_000, 40_401, 20, "grid: 12,000 of 40,401 points (29 %), 20 s, about 47 s to go");
        check(0, 40_401, 10, "grid: 0 of 40,401 points (0 %), 10 s");
        check(10, 10, 10, "grid: 10 of 10 points (100 %), 10 s");
        check(0, 0, 10, "grid: 0 of 0 points (100 %), 10 s");
    }
}
