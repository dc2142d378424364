use super::*;
use crate::density::{EvalError, Evaluator};
use crate::methods::adapt::metric::dot;

/// A normal density in two dimensions with correlation, and a quartic term that makes orbits no ellipses.
struct Bowl;

impl Evaluator for Bowl {
    fn logp(&mut self, x: &[f64]) -> Result<f64, EvalError> {
        Ok(-x[0] * x[0] + 0.7 * x[0] * x[1] - 0.4 * x[1] * x[1] - 0.05 * x[0] * x[0] * x[0] * x[0])
    }

    fn logp_grad(&mut self, x: &[f64], grad: &mut [f64]) -> Result<f64, EvalError> {
        grad[0] = -2.0 * x[0] + 0.7 * x[1] - 0.2 * x[0] * x[0] * x[0];
        grad[1] = 0.7 * x[0] - 0.8 * x[1];
        self.logp(x)
    }
}

fn metric() -> Metric {
    Metric::new(MetricKind::Dense, 2, vec![0.6, 0.3, 0.3, 1.4]).expect("a covariance")
}

fn start(target: &mut Target<'_>) -> Phase {
    let state = target.state_with_gradient(vec![0.4, -1.1]).expect("the bowl is everywhere");
    Phase::new(state, vec![0.9, 0.3], &metric())
}

#[test]
fn leapfrog_forth_and_back_is_the_start() {
    let mut target = Target::new(Box::new(Bowl), 2);
    let start = start(&mut target);
    let walk = |target: &mut Target<'_>, from: &Phase, step_size: f64| {
        let first = from.leapfrog(target, &metric(), step_size).expect("no error");
        (1..20).fold(first, |phase, _| phase.leapfrog(target, &metric(), step_size).expect("no error"))
    };
    let away = walk(&mut target, &start, 0.2);
    assert!((away.state.position[0] - start.state.position[0]).abs() > 0.1);
    let back = walk(&mut target, &away, -0.2);
    for (a, b) in
        back.state.position.iter().chain(&back.momentum).zip(start.state.position.iter().chain(&start.momentum))
    {
        assert!((a - b).abs() < 1e-13, "{a} {b}");
    }
}

#[test]
fn the_energy_error_falls_with_the_square_of_the_step_size() {
    let mut target = Target::new(Box::new(Bowl), 2);
    let mut error = |n: u32| {
        let start = start(&mut target);
        let mut phase = start.leapfrog(&mut target, &metric(), 1.0 / f64::from(n)).expect("no error");
        for _ in 1..n {
            phase = phase.leapfrog(&mut target, &metric(), 1.0 / f64::from(n)).expect("no error");
        }
        (phase.energy - start.energy).abs()
    };
    let ratio = error(20) / error(40);
    assert!((3.9..4.1).contains(&ratio), "{ratio}");
}

/// Leapfrog steps keep volumes: the determinant of a step's derivative is 1.
#[test]
fn leapfrog_keeps_volumes() {
    let mut target = Target::new(Box::new(Bowl), 2);
    let mut step = |x: &[f64]| {
        let state = target.state_with_gradient(x[..2].to_vec()).expect("no error");
        let phase =
            Phase::new(state, x[2..].to_vec(), &metric()).leapfrog(&mut target, &metric(), 0.7).expect("no error");
        [phase.state.position, phase.momentum].concat()
    };
    let (at, h) = ([0.4, -1.1, 0.9, 0.3], 1e-5);
    let mut derivative = Vec::new();
    for i in 0..4 {
        let mut moved = |by: f64| {
            let mut x = at.to_vec();
            x[i] += by;
            step(&x)
        };
        let (high, low) = (moved(h), moved(-h));
        derivative.extend(high.iter().zip(&low).map(|(a, b)| (a - b) / (2.0 * h)));
    }
    let determinant = crate::math::linalg::solve::determinant(&derivative, 4);
    assert!((determinant - 1.0).abs() < 1e-8, "{determinant}");
}

/// Along a half circle the ends still move along the sum of the momenta, beyond it they do not.
#[test]
fn a_trajectory_turns_after_half_a_circle() {
    use super::tree::Line;
    let metric = Metric::unit(MetricKind::Diag, 2);
    let mut target = Target::new(Box::new(Bowl), 2);
    let phase = |angle: f64| {
        let (sin, cos) = (crate::math::elementary::sin(angle), crate::math::elementary::cos(angle));
        let state = State { position: vec![sin, -cos], logp: 0.0, grad: vec![0.0; 2] };
        Rc::new(Phase::new(state, vec![cos, sin], &metric))
    };
    let trajectory = Trajectory { target: &mut target, metric: &metric, step_size: 1.0, energy: 0.0 };
    let goes_on = |n: usize| {
        let mut stretch = Some(trajectory.stretch(&phase(0.0)));
        for i in 1..n {
            stretch = stretch.and_then(|s| trajectory.join(s, trajectory.stretch(&phase(0.1 * i as f64))));
        }
        stretch.is_some()
    };
    assert!(goes_on(31) && !goes_on(33));
    assert_eq!(dot(&phase(0.0).momentum, &phase(0.0).velocity), 1.0);
}

/// The ends of all three points move along the sum of their momenta; the first two points alone do not, which only the
/// checks across the middle see. Time may run either way.
#[test]
fn a_half_that_turns_with_the_next_point_ends_a_trajectory() {
    use super::tree::Line;
    let metric = Metric::unit(MetricKind::Diag, 2);
    let mut target = Target::new(Box::new(Bowl), 2);
    let trajectory = Trajectory { target: &mut target, metric: &metric, step_size: 1.0, energy: 0.0 };
    let point = |momentum: [f64; 2]| {
        let state = State { position: vec![0.0; 2], logp: 0.0, grad: vec![0.0; 2] };
        trajectory.stretch(&Rc::new(Phase::new(state, momentum.to_vec(), &metric)))
    };
    let (a, b, c, all) = ([1.0, 0.0], [-1.5, 2.0], [3.0, 2.0], [2.5, 4.0]);
    assert!(dot(&a, &all) > 0.0 && dot(&c, &all) > 0.0, "the whole goes on");
    let pair = trajectory.join(point(b), point(c)).expect("the pair goes on");
    assert!(trajectory.join(point(a), pair).is_none());
    let pair = trajectory.join(point(c), point(b)).expect("the pair goes on");
    assert!(trajectory.join(pair, point(a)).is_none());
    // With a longer first momentum nothing has turned.
    let pair = trajectory.join(point(b), point(c)).expect("the pair goes on");
    assert!(trajectory.join(point([2.0, 0.0]), pair).is_some());
}
