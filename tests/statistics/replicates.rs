//! Means over chains, and how probable they are.

use mcrun::density::{LogDensity, Outputs};
use mcrun::draws::memory::MemorySink;
use mcrun::math::incomplete_beta::inc_beta;
use mcrun::methods::chain::init::Start;
use mcrun::methods::chain::{ChainPlan, Lengths, Method, layout, run};
use mcrun::methods::error::OnError;
use mcrun::workers::{Workers, available};

/// How many chains and how long.
pub struct Replicates {
    pub chains: usize,
    pub warmup: usize,
    pub draws: usize,
}

/// Of all outputs at a draw.
type Function = Box<dyn Fn(&[f64]) -> f64>;

/// A function with its true mean.
pub struct Moment {
    f: Function,
    mean: f64,
}

impl Moment {
    pub fn new(f: impl Fn(&[f64]) -> f64 + 'static, mean: f64) -> Moment {
        Moment { f: Box::new(f), mean }
    }
}

/// For each chain its draws, each a row of all outputs.
pub struct Chains(Vec<Vec<Vec<f64>>>);

impl Chains {
    /// The least of the probabilities that means are at least as far from the truth as they were found, times their
    /// number.
    pub fn least_probability(&self, moments: &[Moment]) -> f64 {
        let probability = |moment: &Moment| {
            let means: Vec<f64> = self.0.iter().map(|rows| mean(rows.iter().map(|row| (moment.f)(row)))).collect();
            let centre = mean(means.iter().copied());
            let n = means.len() as f64;
            let variance = means.iter().map(|m| (m - centre) * (m - centre)).sum::<f64>() / (n - 1.0);
            student(n - 1.0, (centre - moment.mean) / (variance / n).sqrt())
        };
        moments.iter().map(probability).fold(f64::INFINITY, f64::min) * moments.len() as f64
    }
}

/// The probability that a Student t variate is at least as far from 0 as `t`; 0 for what is no number.
fn student(degrees: f64, t: f64) -> f64 {
    if t.is_finite() { inc_beta(0.5 * degrees, 0.5, degrees / (degrees + t * t)) } else { 0.0 }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}

/// Runs chains.
pub fn chains<M: Method>(method: &M, replicates: &Replicates, target: &(impl LogDensity + Outputs)) -> Chains {
    let Replicates { chains, warmup, draws } = *replicates;
    let lengths = Lengths { chains, warmup, draws, thin: 1, save_warmup: false };
    let plan = ChainPlan::new(method, lengths, Start::default(), OnError::Reject, (target, target), u64::MAX)
        .expect("the target has parameters");
    let sink = MemorySink::new(layout(&plan));
    let workers = Workers::new(available());
    run(method, &plan, (target, target), 0, &workers, &sink, &|_| ()).expect("chains run");
    let mut rows = vec![Vec::new(); chains * draws];
    for output in target.outputs() {
        let values = sink.values("posterior", &output.name).expect("all is written");
        rows.iter_mut().zip(values.chunks_exact(output.len())).for_each(|(row, values)| row.extend(values));
    }
    Chains(rows.chunks_exact(draws).map(<[Vec<f64>]>::to_vec).collect())
}
