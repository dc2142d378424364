//! Equally weighted draws from weighted ones.

use std::ops::Range;

use crate::density::{OutputWriter, Outputs};
use crate::diagnostics::weights::normalised;
use crate::draws::Sink;
use crate::draws::parts::Phase;
use crate::methods::error::MethodError;
use crate::methods::ledger::Ledger;
use crate::methods::outputs::{width, write_rows};
use crate::methods::parts;
use crate::stream::{Exhausted, Purpose, StreamId};
use crate::workers::Workers;

use super::ImportancePlan;
use super::layout::POSTERIOR;
use super::source::{Drawer, Source};

/// So many draws are one task, or fewer where they have many outputs.
const DRAWS_PER_TASK: u64 = 256;
/// So many numbers one task may hand back.
const NUMBERS_PER_TASK: u64 = 1 << 17;

/// Takes the draws that the plan asks for and writes their outputs; returns those that failed.
///
/// The points are not stored: each is drawn again from its address.
pub(super) fn resample(
    plan: &ImportancePlan,
    outputs: &dyn Outputs,
    (source, log_weights): (&Source<'_>, &[f64]),
    seed: u64,
    workers: &Workers,
    sink: &dyn Sink,
) -> Result<Ledger, MethodError> {
    let chosen = choose(&normalised(log_weights), plan.n_resampled, seed)?;
    let per_task = (NUMBERS_PER_TASK / width(&plan.outputs).max(1) as u64).clamp(1, DRAWS_PER_TASK);
    let range = |task: usize| task as u64 * per_task..((task as u64 + 1) * per_task).min(plan.n_resampled);
    let mut failed_draws = Ledger::default();
    let phase = Phase { number: 2, n_parts: plan.n_resampled.div_ceil(per_task), divided: false };
    parts::run(
        (workers, sink, phase),
        |task| (range(task), vec![plan.n_draws, plan.n_resampled]),
        || (outputs.writer(), source.drawer()),
        |(writer, drawer), task| write_draws(plan, writer.as_mut(), drawer, &chosen, seed, range(task)),
        |task, rows| match rows.is_empty() {
            true => Ok(()),
            false => write_rows(sink, (POSTERIOR, 0), &plan.outputs, range(task).start, &rows),
        },
        |_, failed| {
            failed_draws.append(failed);
            Ok(())
        },
    )?;
    Ok(failed_draws)
}

/// The numbers of `n` draws, in ascending order, chosen by weight: systematic resampling, in which a draw is chosen as
/// often as its weight says, rounded up or down.
fn choose(weights: &[f64], n: u64, seed: u64) -> Result<Vec<u64>, Exhausted> {
    let mut stream = StreamId { seed, purpose: Purpose::Resample, chain: 0, task: 0, iteration: 0 }.rng();
    let offset = stream.uniform();
    stream.check()?;
    // Where rounding has put the last mark beyond the end, the last draw that has weight is taken.
    let last = weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0);
    let (mut at, mut reached) = (0, weights[0]);
    let place = |k: u64| {
        let mark = (k as f64 + offset) / n as f64;
        while at < last && reached <= mark {
            at += 1;
            reached += weights[at];
        }
        at as u64
    };
    Ok((0..n).map(place).collect())
}

fn write_draws(
    plan: &ImportancePlan,
    writer: &mut dyn OutputWriter,
    drawer: &mut Drawer<'_>,
    chosen: &[u64],
    seed: u64,
    draws: Range<u64>,
) -> Result<(Vec<f64>, Ledger), MethodError> {
    let width = width(&plan.outputs);
    let mut rows = vec![f64::NAN; (draws.end - draws.start) as usize * width];
    let mut failed_draws = Ledger::default();
    let mut point = vec![0.0; plan.dim];
    for (index, draw) in draws.enumerate() {
        let id = StreamId { seed, purpose: Purpose::GeneratedQuantities, chain: 0, task: draw, iteration: 0 };
        let drawn = drawer.draw(seed, chosen[draw as usize], &mut point);
        let written = drawn.and_then(|_| writer.write(&point, id, &mut rows[index * width..][..width]));
        if let Err(error) = written {
            let at = || format!("draw {draw} of the resample");
            failed_draws.enter(draw, plan.policy.judge(error, ("draw", draw), at)?);
        }
    }
    Ok((rows, failed_draws))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_is_chosen_as_often_as_its_weight_says() {
        let check = |weights: &[f64], n: u64| {
            for seed in 0..100 {
                let chosen = choose(weights, n, seed).expect("one number is enough");
                assert_eq!(chosen.len() as u64, n);
                assert!(chosen.is_sorted());
                for (index, weight) in weights.iter().enumerate() {
                    let count = chosen.iter().filter(|draw| **draw == index as u64).count() as f64;
                    assert!((count - weight * n as f64).abs() < 1.0 - 1e-9, "{weights:?} {n}: {index} {count} times");
                }
            }
        };
        check(&[0.5, 0.0, 0.3, 0.2], 7);
        check(&[0.0, 1.0, 0.0], 3);
        check(&[0.001, 0.998, 0.001], 10);
    }

    #[test]
    fn draws_of_no_weight_are_not_chosen() {
        // The weights sum to less than 1 by rounding.
        for seed in 0..100 {
            let chosen = choose(&[0.5, 0.4, 0.0], 5, seed).expect("one number is enough");
            assert!(chosen.iter().all(|draw| *draw < 2), "{chosen:?}");
        }
    }
}
