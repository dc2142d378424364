//! A density in one dimension that is known at nodes and straight between them.

/// The quantiles at `levels`, each between 0 and 1, of the density that is `masses[i] / weights[i]` at `nodes[i]`
/// and straight between nodes.
///
/// `nodes` increase and there are at least two; `weights` are those of the trapezoid rule at them; masses are not
/// negative and need not sum to 1. NaN where all masses are 0.
pub fn quantiles(nodes: &[f64], weights: &[f64], masses: &[f64], levels: &[f64]) -> Vec<f64> {
    let density: Vec<f64> = masses.iter().zip(weights).map(|(mass, weight)| mass / weight).collect();
    let mut below = Vec::with_capacity(nodes.len());
    below.push(0.0);
    for i in 1..nodes.len() {
        below.push(below[i - 1] + 0.5 * (density[i - 1] + density[i]) * (nodes[i] - nodes[i - 1]));
    }
    levels.iter().map(|level| quantile(nodes, &density, &below, *level)).collect()
}

fn quantile(nodes: &[f64], density: &[f64], below: &[f64], level: f64) -> f64 {
    let total = below[below.len() - 1];
    if !(total > 0.0) {
        return f64::NAN;
    }
    let target = level * total;
    let right = below.partition_point(|mass| *mass < target).clamp(1, nodes.len() - 1);
    let width = nodes[right] - nodes[right - 1];
    let part = along_line(density[right - 1], density[right], (target - below[right - 1]) / width);
    (nodes[right - 1] + part * width).min(nodes[right])
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
    fn a_density_without_mass_has_no_quantiles() {
        assert!(quantiles(&[0.0, 1.0], &[0.5, 0.5], &[0.0, 0.0], &[0.5])[0].is_nan());
    }
}
