//! What durability costs: runs that commit, runs that never do, and the same writes into a result file without a journal.
//! Medians of interleaved repetitions, of the time that has passed and of the time that processors have worked. Each
//! repetition is compared with the first way's of the same round: the median of the ratios, with an interval that holds it in 95
//! of 100 cases (of order statistics); then the ratio of the least times.
//!
//! Runs of some seconds end before the default commits in between, so there are runs that commit 150 times as often.
//!
//! `cargo bench --bench durability`

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use mcrun::config::Config;
use mcrun::draws::{Array, ArrayId, Attribute, Coordinate, Dimension, Element, Group, Sink, SinkError};
use mcrun::run::{RunOptions, run};
use mcrun::store::file::ResultFile;
use mcrun::store::journal::Identity;
use mcrun::store::run_file::{Opening, RunFile};

const REPETITIONS: usize = 11;

/// A curve with noise, whose sum over the data has no shortcut.
const PROGRAM: &str = "transformed data { vector[1500] x; vector[1500] y;
  for (i in 1:1500) { x[i] = 0.002 * i; y[i] = sin(3 * i) + exp(-x[i]); } }
parameters { real<lower=0> rate; real<lower=0> sigma; }
model { rate ~ lognormal(0, 1); sigma ~ lognormal(0, 1); y ~ student_t(4, exp(-rate * x), sigma); }
generated quantities { real half_life = log(2) / rate; }";

const LINE: &str = "data { int n; real a; real b; } transformed data { vector[n] c; for (i in 1:n) c[i] = i - 1; }
generated quantities { vector[n] y = a * c - b ^ 2; }";

/// Times ways to do the same in turn, so that a disturbance meets all alike, and prints them against the first.
fn report(name: &str, ways: &mut [(&str, &mut dyn FnMut())]) {
    let mut times = vec![[Vec::new(), Vec::new()]; ways.len()];
    for _ in 0..REPETITIONS {
        for ((_, way), [wall, cpu]) in ways.iter_mut().zip(&mut times) {
            let (started, before) = (Instant::now(), cpu_seconds());
            way();
            wall.push(started.elapsed().as_secs_f64());
            cpu.push(cpu_seconds() - before);
        }
    }
    println!("{name}");
    for ((way, _), own) in ways.iter().zip(&times) {
        let compared = [0, 1].map(|which| {
            let ratio = |(own, first): (&f64, &f64)| 100.0 * (own / first - 1.0);
            let ratios: Vec<f64> = own[which].iter().zip(&times[0][which]).map(ratio).collect();
            let ([_, median, _], [low, more, high]) = (median(&own[which]), median(&ratios));
            let least = |times: &[f64]| times.iter().copied().fold(f64::INFINITY, f64::min);
            let by_least = ratio((&least(&own[which]), &least(&times[0][which])));
            format!("{median:7.3} s {more:+6.2} % ({low:+.2}, {high:+.2}), least {by_least:+.2} %")
        });
        println!("  {way:18} {:56} processors {}", compared[0], compared[1]);
    }
}

/// How long processors have worked for this process, all its threads, in seconds: to a hundredth, by what Linux says.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The median, between the ends of an interval that holds that of all times there could be in 95 of 100 cases: so many of the
/// least and of the greatest are beyond the ends that a fair coin falls so unevenly in fewer than 1 of 40.
fn median(values: &[f64]) -> [f64; 3] {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    let (mut beyond, mut chance) = (0, (0..n).fold(1.0, |chance, _| chance / 2.0));
    let mut sum = chance;
    while sum < 0.025 {
        beyond += 1;
        chance *= (n + 1 - beyond) as f64 / beyond as f64;
        sum += chance;
    }
    let beyond = beyond.saturating_sub(1);
    [sorted[beyond], sorted[n / 2], sorted[n - 1 - beyond]]
}

/// Whole runs of a config: without commits, with the default, and with many more.
fn runs(name: &str, program: &str, settings: &str) {
    let directory = tempfile::tempdir().expect("a directory");
    std::fs::write(directory.path().join("m.stan"), program).expect("a file can be written");
    let config = |every: f64| {
        let text = format!("model.program = 'm.stan'\nrun.commit_every = {every:?}\nrun.workers = 2\n{settings}");
        let mut config = Config::parse(&directory.path().join("a.toml"), text, &[]).expect("the config is right");
        config.set_output(&directory.path().join("out.h5"));
        config
    };
    let (never, usual, often) = (config(80_000.0), config(30.0), config(0.2));
    let go = |config: &Config| {
        let options = RunOptions { force: true, ..RunOptions::default() };
        run(config, &options, &()).expect("the run ends well");
    };
    let (mut never, mut usual, mut often) = (|| go(&never), || go(&usual), || go(&often));
    report(name, &mut [("never committed", &mut never), ("every 30 s", &mut usual), ("every 0.2 s", &mut often)]);
}

const ARRAY: ArrayId = (0, 0);
const BLOCK: usize = 100_000;
const N_BLOCKS: usize = 100;

/// 80 MB in blocks, into a file of a run and into one without a journal.
fn writes() {
    let directory = tempfile::tempdir().expect("a directory");
    let output = directory.path().join("out.h5");
    let group = Group {
        name: "sweep".into(),
        dimensions: vec![Dimension::new("x", Coordinate::Index(BLOCK * N_BLOCKS))],
        arrays: vec![Array::new("y", vec!["x".into()], Element::Float)],
        attributes: Vec::new(),
    };
    let blocks = AtomicU64::new(0);
    let fill = |sink: &dyn Sink| -> Result<(), SinkError> {
        let values: Vec<f64> = (0..BLOCK as u64).map(|i| (i + blocks.fetch_add(1, Ordering::Relaxed)) as f64).collect();
        (0..N_BLOCKS).try_for_each(|block| sink.write(ARRAY, (block * BLOCK) as u64, &values))
    };
    let groups = std::slice::from_ref(&group);
    let none: &[(usize, String, Attribute)] = &[];
    let mut plain = || {
        let file = ResultFile::create(&output, groups, true).expect("there is room");
        fill(&file).and_then(|()| file.finish(none)).expect("there is room");
    };
    let with_journal = |every: Duration| {
        let opening =
            Opening { output: &output, force: true, resume: false, extends: None, shards: &[], commit_every: every };
        let file = RunFile::open(&opening, Identity::default(), groups, &|_| {}).expect("there is room");
        fill(&file).and_then(|()| file.finish(none)).expect("there is room");
    };
    let mut never = || with_journal(Duration::from_secs(1_000_000));
    let mut usual = || with_journal(Duration::from_secs(30));
    let mut often = || with_journal(Duration::from_millis(50));
    report(
        "80 MB written and nothing computed",
        &mut [
            ("without a journal", &mut plain),
            ("never committed", &mut never),
            ("every 30 s", &mut usual),
            ("every 0.05 s", &mut often),
        ],
    );
    let bytes = vec![1; 8 * BLOCK];
    report(
        "checksums of 8 GB",
        &mut [("CRC-32", &mut || {
            std::hint::black_box((0..100 * N_BLOCKS).map(|_| crc32fast::hash(std::hint::black_box(&bytes))).max());
        })],
    );
}

fn main() {
    writes();
    let axes =
        "method.axes.rate = { min = 0.1, max = 4, n = 1201 }\nmethod.axes.sigma = { min = 0.2, max = 6, n = 1201 }\n";
    runs("grid of 1.4 million points", PROGRAM, &format!("method.kind = 'grid'\n{axes}"));
    let sweep = "data.n = 100_000\nmethod.kind = 'sweep'\nmethod.combine = 'zip'\n\
                 method.axes.a = { min = 0, max = 99, n = 100 }\nmethod.axes.b = { min = 2, max = 200, n = 100 }\n";
    runs("sweep of 80 MB", LINE, sweep);
    runs("nuts, 4 chains of 31,000 iterations", PROGRAM, "method.kind = 'nuts'\nmethod.draws = 30_000\n");
    runs("importance, 1,000,000 draws", PROGRAM, "method.kind = 'importance'\nmethod.draws = 1_000_000\n");
}
