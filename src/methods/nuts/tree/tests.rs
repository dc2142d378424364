use std::convert::Infallible;

use super::*;
use crate::methods::chain::kernel::enumerate::distribution;

/// A ring of states with weights; whether a stretch has turned is looked up by where it starts and how long it is.
struct Ring {
    weights: Vec<f64>,
    start: usize,
    /// For each first state and length.
    turned: fn(usize, usize) -> bool,
}

/// Where a stretch starts and how many states it has.
#[derive(Clone, Copy)]
struct Arc {
    first: usize,
    len: usize,
}

impl Line for Ring {
    type Point = usize;
    type Stretch = Arc;
    type Error = Infallible;

    fn step(&mut self, from: &usize, forward: bool) -> Result<usize, Infallible> {
        let n = self.weights.len();
        Ok((from + if forward { 1 } else { n - 1 }) % n)
    }

    fn log_weight(&self, point: &usize) -> f64 {
        crate::math::elementary::ln(self.weights[*point] / self.weights[self.start])
    }

    fn stretch(&self, point: &usize) -> Arc {
        Arc { first: *point, len: 1 }
    }

    fn join(&self, earlier: Arc, later: Arc) -> Option<Arc> {
        assert_eq!((earlier.first + earlier.len) % self.weights.len(), later.first, "neighbours are joined in order");
        let joined = Arc { first: earlier.first, len: earlier.len + later.len };
        (!(self.turned)(joined.first, joined.len)).then_some(joined)
    }
}

/// The transition matrix from states with weight, by all outcomes of the coin; `bend` changes the probabilities that the coin is given.
fn matrix(weights: &[f64], turned: fn(usize, usize) -> bool, depth: u32, bend: fn(f64) -> f64) -> Vec<Vec<f64>> {
    let row = |start| {
        let mut row = vec![0.0; weights.len()];
        if weights[start] == 0.0 {
            return row;
        }
        let outcomes = distribution(bend, |coin| {
            let mut ring = Ring { weights: weights.to_vec(), start, turned };
            let Ok(transition) = transition(&mut ring, start, depth, coin);
            transition.point
        });
        outcomes.into_iter().for_each(|(point, probability)| row[point] += probability);
        row
    };
    (0..weights.len()).map(row).collect()
}

/// The largest change of the weights by one transition.
fn change(weights: &[f64], matrix: &[Vec<f64>]) -> f64 {
    let after = |to: usize| weights.iter().zip(matrix).map(|(weight, row)| weight * row[to]).sum::<f64>();
    weights.iter().enumerate().map(|(to, weight)| (after(to) - weight).abs()).fold(0.0, f64::max)
}

const WEIGHTS: [f64; 7] = [0.05, 0.3, 0.1, 0.2, 0.04, 0.21, 0.1];

fn never(_: usize, _: usize) -> bool {
    false
}

/// Some stretches, chosen without a pattern.
fn here_and_there(first: usize, len: usize) -> bool {
    (first * 31 + len * 17).is_multiple_of(5)
}

fn check(weights: &[f64], turned: fn(usize, usize) -> bool, depth: u32) {
    let matrix = matrix(weights, turned, depth, |p| p);
    for row in &matrix {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-14);
    }
    assert!(change(weights, &matrix) < 1e-15, "{depth}: {}", change(weights, &matrix));
}

#[test]
fn a_transition_leaves_the_weights_as_they_are() {
    for depth in 0..=3 {
        check(&WEIGHTS, never, depth);
        check(&WEIGHTS, here_and_there, depth);
        check(&[0.25; 4], here_and_there, depth);
    }
}

#[test]
fn states_without_weight_end_a_trajectory_and_are_never_chosen() {
    let weights = [0.3, 0.2, 0.0, 0.25, 0.05, 0.2, 0.0];
    let matrix = matrix(&weights, here_and_there, 3, |p| p);
    assert!(change(&weights, &matrix) < 1e-15);
    assert!(matrix.iter().all(|row| row[2] == 0.0 && row[6] == 0.0));
}

/// The assertion sees a choice between halves that is a little too eager.
#[test]
fn a_wrong_acceptance_changes_the_weights() {
    let matrix =
        matrix(&WEIGHTS, here_and_there, 3, |p| if p == 0.5 { p } else { crate::math::elementary::pow(p, 0.99) });
    assert!(change(&WEIGHTS, &matrix) > 1e-5);
}

/// It also sees a trajectory that goes on where half of it has turned, as seen from one side only.
#[test]
fn a_criterion_that_depends_on_the_direction_changes_the_weights() {
    struct Lopsided(Ring);
    impl Line for Lopsided {
        type Point = usize;
        type Stretch = Arc;
        type Error = Infallible;
        fn step(&mut self, from: &usize, forward: bool) -> Result<usize, Infallible> {
            self.0.step(from, forward)
        }
        fn log_weight(&self, point: &usize) -> f64 {
            self.0.log_weight(point)
        }
        fn stretch(&self, point: &usize) -> Arc {
            self.0.stretch(point)
        }
        fn join(&self, earlier: Arc, later: Arc) -> Option<Arc> {
            let started_later = later.first == self.0.start;
            let joined = self.0.join(earlier, later);
            joined.filter(|_| !started_later)
        }
    }
    let row = |start| {
        let mut row = vec![0.0; WEIGHTS.len()];
        let outcomes = distribution(
            |p| p,
            |coin| {
                let ring = Ring { weights: WEIGHTS.to_vec(), start, turned: never };
                let Ok(transition) = transition(&mut Lopsided(ring), start, 3, coin);
                transition.point
            },
        );
        outcomes.into_iter().for_each(|(point, probability)| row[point] += probability);
        row
    };
    let matrix: Vec<Vec<f64>> = (0..WEIGHTS.len()).map(row).collect();
    assert!(change(&WEIGHTS, &matrix) > 1e-4);
}

#[test]
fn reports_count_steps_and_doublings() {
    let mut ring = Ring { weights: vec![1.0; 64], start: 0, turned: |_, len| len == 8 };
    let Ok(found) = transition(&mut ring, 0, 10, &mut crate::methods::chain::kernel::enumerate::Heads);
    assert_eq!((found.depth, found.n_steps, found.acceptance, found.diverged), (3, 7, 1.0, false));
    let mut ring = Ring { weights: vec![1.0, 0.0], start: 0, turned: never };
    let Ok(found) = transition(&mut ring, 0, 10, &mut crate::methods::chain::kernel::enumerate::Heads);
    assert_eq!((found.point, found.depth, found.n_steps, found.acceptance, found.diverged), (0, 0, 1, 0.0, true));
}
