//! Importance sampling of a logistic regression: 200,000 draws, their densities, weights and the evidence.

use std::hint::black_box;

use mcrun::data::json;
use mcrun::density::Outputs;
use mcrun::diagnostics::weights::Weights;
use mcrun::draws::memory::MemorySink;
use mcrun::math::erf::inv_phi;
use mcrun::math::simd::dispatch;
use mcrun::methods::error::OnError;
use mcrun::methods::importance::{self, ImportancePlan, ImportanceSettings};
use mcrun::stan::datum::{Data, Numbers};
use mcrun::stan::model::outputs::Parameters;
use mcrun::stream::{Purpose, StreamId};
use mcrun::workers::{Ended, Workers};
use rand_distr::{Distribution, Gamma};

use crate::common::model;
use crate::lanes::{Logistic, POINTS};
use crate::table::{in_turn, line};

const DRAWS: usize = 200_000;
const DIM: usize = 10;
/// Draws in a task.
const TASK: usize = 1024;
/// Degrees of freedom of the proposal.
const NU: f64 = 5.0;

pub fn run() {
    let data = json::read("logistic.json", include_str!("../../models/logistic/logistic.json"));
    let data = data.expect("the data can be read");
    let model = model(include_str!("../../models/logistic/logistic.stan"), &data);
    let rows = signed_rows(&data);
    let workers = Workers::new(2);
    let settings = ImportanceSettings { draws: DRAWS as u64, resample: 0, ..ImportanceSettings::default() };
    let parameters = Parameters(&model);
    let written = (&parameters as &dyn Outputs, &model as &dyn Outputs);
    let plan = ImportancePlan::new(&settings, OnError::Reject, &model, written, 1 << 30).expect("it fits");
    let times = in_turn(
        5,
        [
            &mut || {
                let sink = MemorySink::new(importance::layout(&plan));
                let found = importance::run((&model, None), written, &plan, 1, &workers, &sink, &|_| ());
                black_box(found.expect("it has weights").weights);
            },
            &mut || {
                black_box(by_hand(&rows, &workers));
            },
        ],
    );
    line("importance, logistic 10 x 1000, 200,000 draws", times[0], (times[1].least, "by hand, without the mode"), 2.0);
}

/// The predictors, with their signs changed where the outcome is 1.
fn signed_rows(data: &Data) -> Vec<f64> {
    let numbers = |name: &str| match &data.iter().find(|(known, _)| known == name).expect("it is there").1.numbers {
        Numbers::Reals(numbers) => numbers.clone(),
        Numbers::Ints(numbers) => numbers.iter().map(|&n| n as f64).collect(),
    };
    let (x, y) = (numbers("X"), numbers("y"));
    x.chunks_exact(DIM).zip(y).flat_map(|(row, y)| row.iter().map(move |x| (1.0 - 2.0 * y) * x)).collect()
}

/// Draws around 0 with a scale of 0.1, about that of the posterior: what the mode is costs nothing.
fn by_hand(rows: &[f64], workers: &Workers) -> Weights {
    let squares = Gamma::new(0.5 * NU, 2.0).expect("it is positive");
    let mut log_weights = Vec::with_capacity(DRAWS);
    let ended: Result<Ended, ()> = workers.map(
        DRAWS.div_ceil(TASK),
        || (),
        |(), task| {
            let draws = task * TASK..DRAWS.min((task + 1) * TASK);
            let mut points = vec![0.0; draws.len().next_multiple_of(POINTS) * DIM];
            let mut log_weights: Vec<f64> = Vec::with_capacity(draws.len());
            for (draw, point) in draws.clone().zip(points.chunks_exact_mut(DIM)) {
                let address =
                    StreamId { seed: 1, purpose: Purpose::Proposal, chain: 0, task: draw as u64, iteration: 0 };
                let mut stream = address.rng();
                point.iter_mut().for_each(|x| *x = inv_phi(stream.uniform()));
                let length: f64 = point.iter().map(|x| x * x).sum();
                let ratio = NU / squares.sample(&mut stream);
                log_weights.push(0.5 * (NU + DIM as f64) * libm::log1p(length * ratio / NU));
                point.iter_mut().for_each(|x| *x *= 0.1 * ratio.sqrt());
            }
            let mut densities = vec![0.0; points.len() / DIM];
            for (points, out) in points.chunks(POINTS * DIM).zip(densities.chunks_mut(POINTS)) {
                dispatch(Logistic { rows, dim: DIM, spread: 2.5, points, out });
            }
            log_weights.iter_mut().zip(densities).for_each(|(weight, density)| *weight += density);
            Ok(log_weights)
        },
        |_, part| {
            log_weights.extend(part);
            Ok(())
        },
    );
    black_box(ended == Ok(Ended::Complete));
    Weights::of(&log_weights)
}
