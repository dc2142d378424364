use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::density::{EvalError, Evaluator, OutputWriter};
use crate::draws::Element;
use crate::draws::memory::MemorySink;
use crate::methods::error::OnError;
use crate::methods::metropolis::MetropolisSettings;
use crate::methods::nuts::NutsSettings;
use crate::stream::StreamId;

/// Independent normal coordinates with these standard deviations; refused where the first one is beyond a limit.
struct Normal {
    sds: Vec<f64>,
    limit: f64,
    outputs: Vec<Variable>,
}

fn normal(sds: &[f64], limit: f64) -> Normal {
    let variable = |name: &str, dims: Vec<usize>, element| Variable { name: name.into(), dims, element };
    let outputs = vec![variable("x", vec![sds.len()], Element::Float), variable("draw", vec![], Element::Float)];
    Normal { sds: sds.to_vec(), limit, outputs }
}

struct Evaluation<'a>(&'a Normal);

impl LogDensity for Normal {
    fn dim(&self) -> usize {
        self.sds.len()
    }

    fn evaluator(&self) -> Box<dyn Evaluator + '_> {
        Box::new(Evaluation(self))
    }
}

impl Evaluator for Evaluation<'_> {
    fn logp(&mut self, x: &[f64]) -> Result<f64, EvalError> {
        if x[0] > self.0.limit {
            return Err(EvalError::Rejected("too far".into()));
        }
        Ok(x.iter().zip(&self.0.sds).map(|(x, sd)| -0.5 * (x / sd) * (x / sd)).sum())
    }

    fn logp_grad(&mut self, x: &[f64], grad: &mut [f64]) -> Result<f64, EvalError> {
        for ((slope, x), sd) in grad.iter_mut().zip(x).zip(&self.0.sds) {
            *slope = -x / (sd * sd);
        }
        self.logp(x)
    }
}

impl Outputs for Normal {
    fn outputs(&self) -> &[Variable] {
        &self.outputs
    }

    fn writer(&self) -> Box<dyn OutputWriter + '_> {
        Box::new(Writer)
    }
}

struct Writer;

impl OutputWriter for Writer {
    fn write(&mut self, x: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError> {
        out[..x.len()].copy_from_slice(x);
        out[x.len()] = stream.rng().uniform();
        Ok(())
    }
}

struct Ran {
    sink: MemorySink,
    summary: ChainSummary,
}

fn try_run<M: Method>(
    method: &M,
    lengths: Lengths,
    start: Start,
    on_error: OnError,
    density: &Normal,
    workers: &Workers,
) -> Result<Ran, MethodError> {
    let plan = ChainPlan::new(method, lengths, start, on_error, (density, density), u64::MAX)?;
    let sink = MemorySink::new(layout(&plan));
    let summary = run(method, &plan, (density, density), 7, workers, &sink, &|_| ())?;
    Ok(Ran { sink, summary })
}

const LENGTHS: Lengths = Lengths { chains: 5, warmup: 150, draws: 40, thin: 2, save_warmup: false };

fn nuts() -> NutsSettings {
    NutsSettings { warmup: LENGTHS.warmup, ..NutsSettings::default() }
}

fn all_bits(ran: &Ran) -> Vec<Vec<u64>> {
    let arrays = ran.sink.layout().iter().flat_map(|group| group.arrays.iter().map(|array| (&group.name, &array.name)));
    let bits = |(group, array): (&String, &String)| {
        let values = ran.sink.values(group, array).expect("all is written");
        values.iter().map(|value| value.to_bits()).collect()
    };
    arrays.map(bits).collect()
}

fn check_workers<M: Method>(method: &M) {
    let density = normal(&[1.0, 0.1, 10.0], f64::INFINITY);
    let run =
        |n| all_bits(&try_run(method, LENGTHS, Start::default(), OnError::Reject, &density, &Workers::new(n)).unwrap());
    let one = run(1);
    for n in [2, 3, 7] {
        assert!(run(n) == one, "{n} workers");
    }
}

#[test]
fn draws_do_not_depend_on_the_number_of_workers() {
    check_workers(&nuts());
    check_workers(&NutsSettings { metric: MetricKind::Dense, ..nuts() });
    check_workers(&MetropolisSettings { warmup: LENGTHS.warmup, ..MetropolisSettings::default() });
}

#[test]
fn a_chain_alone_is_the_chain_among_others() {
    let density = normal(&[1.0, 0.1], f64::INFINITY);
    let run = |chains| {
        let lengths = Lengths { chains, ..LENGTHS };
        try_run(&nuts(), lengths, Start::default(), OnError::Reject, &density, &Workers::new(2)).unwrap()
    };
    let (alone, others) = (run(1), run(4));
    for (alone, others) in all_bits(&alone).iter().zip(all_bits(&others)) {
        assert_eq!(alone[..], others[..alone.len()]);
    }
    let x = others.sink.values("posterior", "x").unwrap();
    assert_ne!(x[..80], x[80..160], "chains differ");
}

#[test]
fn thinning_keeps_some_of_the_same_iterations() {
    let density = normal(&[1.0], f64::INFINITY);
    let run = |draws, thin| {
        let lengths = Lengths { draws, thin, ..LENGTHS };
        let ran = try_run(&nuts(), lengths, Start::default(), OnError::Reject, &density, &Workers::new(1)).unwrap();
        (ran.sink.values("posterior", "x").unwrap(), ran.sink.values("posterior", "draw_").unwrap())
    };
    let (all, all_rng) = run(30, 1);
    let (some, some_rng) = run(10, 3);
    for (kept, iteration) in (2..30).step_by(3).enumerate() {
        assert_eq!((some[kept], some_rng[kept]), (all[iteration], all_rng[iteration]));
    }
}

#[test]
fn a_saved_warmup_changes_no_draw_and_leads_to_the_first() {
    let density = normal(&[1.0, 0.1], f64::INFINITY);
    let run = |save_warmup, warmup, thin| {
        let lengths = Lengths { save_warmup, warmup, thin, ..LENGTHS };
        let method = NutsSettings { warmup, ..nuts() };
        try_run(&method, lengths, Start::default(), OnError::Reject, &density, &Workers::new(2)).unwrap()
    };
    let (with, without) = (run(true, 150, 2), run(false, 150, 2));
    assert_eq!(all_bits(&with)[..all_bits(&without).len()], all_bits(&without));
    let groups: Vec<&str> = with.sink.layout().iter().map(|group| group.name.as_str()).collect();
    assert_eq!(groups, ["posterior", "sample_stats", "warmup_posterior", "warmup_sample_stats"]);

    // Each chain has every second of its 150 iterations, which adapt: the step size is not frozen.
    let warmup = with.sink.values("warmup_posterior", "x").unwrap();
    assert_eq!(warmup.len(), 5 * 75 * 2);
    let all = run(true, 150, 1).sink.values("warmup_posterior", "x").unwrap();
    assert!((0..5 * 75).all(|draw| warmup[2 * draw..][..2] == all[2 * (2 * draw + 1)..][..2]));
    let step_sizes = with.sink.values("warmup_sample_stats", "step_size").unwrap();
    assert!(step_sizes[0] != step_sizes[1]);
    assert_eq!(run(true, 0, 1).sink.layout().len(), 2, "there is no warmup to save");
}

#[test]
fn refused_points_are_counted_and_no_draw_is_one_of_them() {
    let density = normal(&[1.0, 1.0], 0.2);
    let run = |on_error| try_run(&nuts(), LENGTHS, Start::default(), on_error, &density, &Workers::new(1));
    let ran = run(OnError::Reject).unwrap();
    assert!(ran.summary.ledger.n_failed > 100);
    assert_eq!(ran.summary.ledger.first(), Some("too far"));
    assert!(ran.summary.ledger.kept.is_sorted_by_key(|failure| failure.index));
    let is_beyond = |point: &[f64]| point.len() == 2 && point[0] > 0.2;
    assert!(ran.summary.ledger.kept.iter().all(|failure| is_beyond(&failure.point)));
    assert!(ran.sink.values("posterior", "x").unwrap().iter().step_by(2).all(|x| *x <= 0.2));
    let error = run(OnError::Stop).err().unwrap().to_string();
    assert!(error.contains("failed: too far\n  at chain 1, iteration "), "{error}");
}

#[test]
fn a_chain_without_a_start_says_so() {
    let check = |start, limit, expected: &str| {
        let density = normal(&[1.0], limit);
        let result = try_run(&nuts(), LENGTHS, start, OnError::Reject, &density, &Workers::new(2));
        assert_eq!(result.err().unwrap().to_string(), expected);
    };
    check(
        Start::default(),
        -3.0,
        "chain 1 found no starting point with a finite log density in 100 tries\n  the last one failed with: too far",
    );
    check(Start::Point(vec![4.0]), 3.0, "chain 1 cannot start from the point given by `init`: too far");
}

#[test]
fn an_improper_density_is_told() {
    let density = normal(&[f64::INFINITY], f64::INFINITY);
    let result = try_run(&nuts(), LENGTHS, Start::default(), OnError::Reject, &density, &Workers::new(1));
    assert!(result.err().unwrap().to_string().starts_with("chain 1 accepts steps of any length"));
}

#[test]
fn a_raised_flag_stops_chains_in_their_middle() {
    let stop = Arc::new(AtomicBool::new(false));
    let workers = Workers::with_stop(1, Arc::clone(&stop));
    let density = normal(&[1.0], f64::INFINITY);
    let method = nuts();
    let plan =
        ChainPlan::new(&method, LENGTHS, Start::default(), OnError::Reject, (&density, &density), u64::MAX).unwrap();
    let sink = MemorySink::new(layout(&plan));
    let progress = |_| stop.store(true, Ordering::Relaxed);
    let result = run(&method, &plan, (&density, &density), 0, &workers, &sink, &progress);
    assert!(matches!(result, Err(MethodError::Stopped)));
}

#[test]
fn plans_that_cannot_be_are_refused() {
    let check = |dim: usize, lengths, max_bytes, expected: &str| {
        let density = normal(&vec![1.0; dim], f64::INFINITY);
        let both: (&dyn LogDensity, &dyn Outputs) = (&density, &density);
        let plan = ChainPlan::new(&nuts(), lengths, Start::default(), OnError::Reject, both, max_bytes);
        assert_eq!(plan.unwrap_err().to_string(), expected);
    };
    check(0, LENGTHS, u64::MAX, "the program has no parameters, so there is nothing for a chain to move");
    check(
        1,
        LENGTHS,
        1000,
        "200 draws make 14440 bytes of results, but the limit is 1000: take fewer draws, or drop variables",
    );
    check(
        1,
        Lengths { thin: 1 << 30, ..LENGTHS },
        u64::MAX,
        "42949673110 iterations of a chain are too many: warmup and draws x thin together must stay below 2^32",
    );
}
