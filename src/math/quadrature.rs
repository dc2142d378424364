//! The composite trapezoid rule for points that need not be equally spaced.

/// The weight of each node: half the distance between its neighbours, or from the end to its only neighbour.
///
/// `nodes` increase. The weights are the integrals of the nodes' hat functions.
pub fn trapezoid(nodes: &[f64]) -> Vec<f64> {
    let last = nodes.len().saturating_sub(1);
    (0..nodes.len()).map(|i| 0.5 * (nodes[(i + 1).min(last)] - nodes[i.saturating_sub(1)])).collect()
}

/// The weights of the rule that knows only every second node, from the first to the last; the others weigh 0.
/// There is none unless the number of nodes is odd and at least 3.
pub fn trapezoid_of_every_second(nodes: &[f64]) -> Option<Vec<f64>> {
    if nodes.len() < 3 || nodes.len().is_multiple_of(2) {
        return None;
    }
    let kept: Vec<f64> = nodes.iter().step_by(2).copied().collect();
    let mut weights = vec![0.0; nodes.len()];
    for (i, weight) in trapezoid(&kept).into_iter().enumerate() {
        weights[2 * i] = weight;
    }
    Some(weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_integrate_straight_lines_exactly() {
        let check = |nodes: &[f64], expected: &[f64]| {
            assert_eq!(trapezoid(nodes), expected, "{nodes:?}");
        };
        check(&[], &[]);
        check(&[3.0], &[0.0]);
        check(&[0.0, 1.0], &[0.5, 0.5]);
        check(&[0.0, 1.0, 2.0], &[0.5, 1.0, 0.5]);
        check(&[-1.0, 0.0, 3.0], &[0.5, 2.0, 1.5]);
    }

    #[test]
    fn every_second_node_takes_the_weight_of_its_neighbours() {
        let check = |nodes: &[f64], expected: Option<&[f64]>| {
            assert_eq!(trapezoid_of_every_second(nodes).as_deref(), expected, "{nodes:?}");
        };
        check(&[0.0], None);
        check(&[0.0, 1.0], None);
        check(&[0.0, 1.0, 2.0], Some(&[1.0, 0.0, 1.0]));
        check(&[0.0, 1.0, 2.0, 3.0], None);
        check(&[0.0, 1.0, 2.0, 5.0, 8.0], Some(&[1.0, 0.0, 4.0, 0.0, 3.0]));
    }
}
