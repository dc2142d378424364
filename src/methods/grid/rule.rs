//! The quadrature rule of one axis.

use crate::math::elementary::{exp, ln};
use crate::math::quadrature::{trapezoid, trapezoid_of_every_second};
use crate::methods::axes::Spacing;
use crate::methods::space::AxisValues;

/// Nodes and weights of the trapezoid rule in the axis' quadrature coordinate `u`: the parameter `x` itself, or
/// `ln x` where the spacing is logarithmic.
#[derive(Debug, Clone)]
pub(super) struct AxisRule {
    pub name: String,
    /// The points in the parameter's own units.
    pub values: Vec<f64>,
    pub spacing: Spacing,
    /// The points in `u`.
    pub nodes: Vec<f64>,
    /// Weights in `u`.
    pub node_weights: Vec<f64>,
    /// Weights in the parameter's own units, `dx = (dx/du) du`.
    pub weights: Vec<f64>,
    pub log_weights: Vec<f64>,
    /// The rule on every second point, as factors to the weights; none where the number of points is even.
    pub halving: Option<Vec<f64>>,
    /// Whether the first and last points are where the parameter's support ends.
    pub at_bound: [bool; 2],
    /// Whether the first point is as near to the end of the support as a logarithmic axis gets.
    pub towards_zero: bool,
}

impl AxisRule {
    pub fn new(axis: &AxisValues, bounds: (f64, f64)) -> AxisRule {
        let values = axis.values.clone();
        let nodes: Vec<f64> = match axis.spacing {
            Spacing::Linear => values.clone(),
            Spacing::Log => values.iter().map(|x| ln(*x)).collect(),
        };
        let node_weights = trapezoid(&nodes);
        let weights: Vec<f64> = match axis.spacing {
            Spacing::Linear => node_weights.clone(),
            Spacing::Log => node_weights.iter().zip(&values).map(|(weight, x)| weight * x).collect(),
        };
        let halving = trapezoid_of_every_second(&nodes)
            .map(|half| half.iter().zip(&node_weights).map(|(half, weight)| half / weight).collect());
        AxisRule {
            name: axis.name.clone(),
            spacing: axis.spacing,
            log_weights: weights.iter().map(|weight| ln(*weight)).collect(),
            towards_zero: axis.spacing == Spacing::Log && bounds.0 == 0.0,
            at_bound: [values[0] <= bounds.0, values[values.len() - 1] >= bounds.1],
            values,
            nodes,
            node_weights,
            weights,
            halving,
        }
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// From the quadrature coordinate, which lies on the axis, to the parameter.
    pub fn value_at(&self, u: f64) -> f64 {
        let value = match self.spacing {
            Spacing::Linear => u,
            Spacing::Log => exp(u),
        };
        value.clamp(self.values[0], self.values[self.len() - 1])
    }
}
