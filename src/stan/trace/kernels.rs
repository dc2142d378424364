//! Traces the covariance matrices of Gaussian processes over points that are known.

use super::Tracer;
use super::value::Val;
use crate::stan::graph::{NodeId, Unary};
use crate::stan::value::{Cell, Tensor};

impl Tracer<'_> {
    /// `σ² exp(-|x - y|² / 2 l²)` with one length scale; `None` for other functions, and where points depend on parameters.
    /// Other kernels have roots of distances, whose slopes at 0 need care.
    pub(super) fn kernel(&mut self, name: &str, arguments: &[Val]) -> Option<Val> {
        if name != "gp_exp_quad_cov" {
            return None;
        }
        let (points, scalars) = arguments.split_at(arguments.len().saturating_sub(2));
        let [sd, scale] = scalars else { return None };
        let (rows, columns) = match points {
            [Val::Known(points)] => (points.reals(), points.reals()),
            [Val::Known(rows), Val::Known(columns)] => (rows.reals(), columns.reals()),
            _ => return None,
        };
        let differences = differences(&rows, &columns)?;
        if !sd.is_scalar() || !scale.is_scalar() {
            return None;
        }
        let (sd, scale) = (self.node(sd), self.node(scale));
        self.demand_positive(sd);
        self.demand_positive(scale);
        let mut distance = self.graph.number(0.0);
        for differences in differences {
            let differences = self.graph.constant(&differences);
            let steps = self.graph.div(differences, scale);
            let squares = self.graph.unary(Unary::Square, steps);
            distance = self.graph.add(distance, squares);
        }
        let half = self.graph.scale(-0.5, distance);
        let correlation = self.graph.unary(Unary::Exp, half);
        let variance = self.graph.unary(Unary::Square, sd);
        let made = self.graph.mul(variance, correlation);
        let (n, m) = (rows.dims()[0], columns.dims()[0]);
        let made = self.graph.spread(made, n * m);
        Some(Val::shaped(made, &[n, m], Cell::Matrix))
    }

    /// Makes the density NaN where a scalar is not positive and finite.
    fn demand_positive(&mut self, x: NodeId) {
        let least = self.graph.number(f64::from_bits(1));
        let most = self.graph.number(f64::MAX);
        self.demand(least, x);
        self.demand(x, most);
    }
}

/// The differences of all pairs of a row's and a column's point, for one dimension after another; `None` if the dimensions
/// differ, or a point is NaN, or there are none.
fn differences(rows: &Tensor<f64>, columns: &Tensor<f64>) -> Option<Vec<Vec<f64>>> {
    let dim = |points: &Tensor<f64>| points.dims().get(1).copied().unwrap_or(1);
    let is_number = |points: &Tensor<f64>| !points.data().is_empty() && points.data().iter().all(|x| !x.is_nan());
    if dim(rows) != dim(columns) || !is_number(rows) || !is_number(columns) {
        return None;
    }
    let along = |k: usize| {
        let column = move || columns.data().iter().skip(k).step_by(dim(columns));
        rows.data().iter().skip(k).step_by(dim(rows)).flat_map(|x| column().map(move |y| x - y)).collect()
    };
    Some((0..dim(rows)).map(along).collect())
}
