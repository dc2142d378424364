//! A density in one dimension that is known at nodes and straight between them.

/// The quantiles at `levels`, each between 0 and 1, of the density that is `masses[i] / weights[i]` at `nodes[i]`
/// and straight between nodes.
///
/// `nodes` increase and there are at least two; `weights` are those of the trapezoid rule at them; masses are not
/// negative and need not sum to 1. NaN where all masses are 0.
pub fn quantiles(nodes: &[f64], weights: &[f64], masses: &[f64], levels: &[f64]) -> Vec<f64> {
    let line = Line::new(nodes, weights, masses);
    levels.iter().map(|level| line.quantile(*level)).collect()
}

/// The density and its integrals from the first node.
struct Line<'a> {
    nodes: &'a [f64],
    density: Vec<f64>,
    below: Vec<f64>,
}

impl Line<'_> {
    fn new<'a>(nodes: &'a [f64], weights: &[f64], masses: &[f64]) -> Line<'a> {
        let density: Vec<f64> = masses.iter().zip(weights).map(|(mass, weight)| mass / weight).collect();
        let mut below = Vec::with_capacity(nodes.len());
        below.push(0.0);
        for i in 1..nodes.len() {
            below.push(below[i - 1] + 0.5 * (density[i - 1] + density[i]) * (nodes[i] - nodes[i - 1]));
        }
        Line { nodes, density, below }
    }

    fn total(&self) -> f64 {
        self.below[self.below.len() - 1]
    }

    /// The interval in which the integral reaches `target`, by its right end.
    fn interval(&self, target: f64) -> usize {
        self.below.partition_point(|mass| *mass < target).clamp(1, self.nodes.len() - 1)
    }

    fn quantile(&self, level: f64) -> f64 {
        if self.total() == 0.0 {
            return f64::NAN;
        }
        let target = level * self.total();
        let right = self.interval(target);
        let (start, end) = (self.nodes[right - 1], self.nodes[right]);
        let area = (target - self.below[right - 1]) / (end - start);
        let part = along_line(self.density[right - 1], self.density[right], area);
        (start + part * (end - start)).min(end)
    }
}

/// How much larger or smaller the integrals up to the quantiles at `levels` may be for a smooth density with the same
/// values at the nodes, as parts of the whole.
///
/// Up to a point where it has the slope `g'`, the trapezoid rule is wrong by `h² g' / 12`. Half as much again is
/// allowed, with the largest slope in the quantile's interval and the ones beside it, because `g'` may vanish there.
pub fn slack(nodes: &[f64], weights: &[f64], masses: &[f64], levels: &[f64]) -> Vec<f64> {
    let line = Line::new(nodes, weights, masses);
    let total = line.total();
    let wrong = |right: usize| {
        0.125 * (nodes[right] - nodes[right - 1]) * (line.density[right] - line.density[right - 1]).abs() / total
    };
    let largest = |level: &f64| {
        let right = line.interval(level * total);
        (right.saturating_sub(1).max(1)..(right + 2).min(nodes.len())).map(wrong).fold(0.0, f64::max)
    };
    levels.iter().map(largest).collect()
}

/// How far to go from 0 towards 1 until the area under the straight line from `start` to `end` is `area`.
///
/// All three are at least 0.
pub fn along_line(start: f64, end: f64, area: f64) -> f64 {
    // The root of start t + (end - start) t²/2 = area that does not cancel.
    let root = (start * start + 2.0 * (end - start) * area).max(0.0).sqrt();
    if start + root > 0.0 { (2.0 * area / (start + root)).clamp(0.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::quadrature::trapezoid;

    fn check(nodes: &[f64], density: &[f64], level: f64, expected: f64) {
        let weights = trapezoid(nodes);
        let masses: Vec<f64> = density.iter().zip(&weights).map(|(p, w)| p * w).collect();
        let found = quantiles(nodes, &weights, &masses, &[level])[0];
        assert!((found - expected).abs() <= 4.0 * f64::EPSILON * (1.0 + expected.abs()), "{found} for {expected}");
    }

    #[test]
    fn quantiles_of_lines_are_exact() {
        check(&[0.0, 2.0], &[1.0, 1.0], 0.25, 0.5);
        check(&[0.0, 1.0], &[0.0, 1.0], 0.25, 0.5);
        check(&[0.0, 1.0], &[1.0, 0.0], 0.75, 0.5);
        check(&[-1.0, 0.0, 1.0], &[0.0, 1.0, 0.0], 0.5, 0.0);
        check(&[-1.0, 0.0, 1.0], &[0.0, 1.0, 0.0], 0.875, 0.5);
        check(&[0.0, 1.0, 2.0, 3.0], &[0.0, 0.0, 0.0, 1.0], 0.25, 2.5);
    }

    #[test]
    fn quantiles_at_the_ends_are_the_ends_of_the_mass() {
        check(&[0.0, 1.0], &[1.0, 1.0], 0.0, 0.0);
        check(&[0.0, 1.0], &[1.0, 1.0], 1.0, 1.0);
        check(&[0.0, 1.0], &[1.0, 0.0], 1.0, 1.0);
    }

    #[test]
    fn slack_follows_the_steepest_interval_nearby() {
        let check = |density: &[f64], level: f64, expected: f64| {
            let nodes: Vec<f64> = (0..density.len()).map(|i| i as f64).collect();
            let weights = trapezoid(&nodes);
            let masses: Vec<f64> = density.iter().zip(&weights).map(|(p, w)| p * w).collect();
            assert_eq!(slack(&nodes, &weights, &masses, &[level]), [expected], "{density:?} {level}");
        };
        check(&[1.0, 1.0], 0.5, 0.0);
        check(&[0.0, 1.0], 0.5, 0.25);
        check(&[0.0, 2.0, 2.0, 2.0, 2.0, 1.0], 0.4, 0.0);
        check(&[0.0, 2.0, 2.0, 2.0, 2.0, 1.0], 0.2, 0.25 / 8.5);
        check(&[0.0, 2.0, 2.0, 2.0, 2.0, 1.0], 0.8, 0.125 / 8.5);
    }

    #[test]
    fn a_density_without_mass_has_no_quantiles() {
        assert!(quantiles(&[0.0, 1.0], &[0.5, 0.5], &[0.0, 0.0], &[0.5])[0].is_nan());
    }
}
