//! Traces sums and products.

use super::statements::same_dims;
use super::value::Val;
use super::{Tracer, Untraceable};
use crate::stan::graph::{NodeId, Op, Unary};
use crate::stan::value::Cell;

impl Tracer<'_> {
    /// The value of a sum or a product; `None` for other functions.
    pub(super) fn linear(&mut self, name: &str, arguments: &[Val]) -> Result<Option<Val>, Untraceable> {
        match (name, arguments) {
            ("sum", [x]) if !x.is_scalar() => {
                let node = self.node(x);
                Ok(Some(self.reduced(Op::Sum, &[node])))
            }
            ("mean", [x]) if !x.is_scalar() => {
                let node = self.node(x);
                let sum = self.graph.reduce(Op::Sum, &[node], 1);
                let mean = self.graph.scale(1.0 / x.len() as f64, sum);
                Ok(Some(Val::scalar(mean)))
            }
            ("log_sum_exp", [x]) if !x.is_scalar() => {
                let node = self.node(x);
                Ok(Some(self.reduced(Op::LogSumExp, &[node])))
            }
            ("log_softmax", [x]) if x.dims().len() == 1 => {
                let node = self.node(x);
                let total = self.graph.reduce(Op::LogSumExp, &[node], 1);
                let made = self.graph.sub(node, total);
                Ok(Some(Val::shaped(made, x.dims(), x.cell())))
            }
            ("softmax", [x]) if x.dims().len() == 1 => {
                let node = self.node(x);
                let total = self.graph.reduce(Op::LogSumExp, &[node], 1);
                let difference = self.graph.sub(node, total);
                let made = self.graph.unary(Unary::Exp, difference);
                Ok(Some(Val::shaped(made, x.dims(), x.cell())))
            }
            ("dot_self", [x]) => {
                let node = self.node(x);
                Ok(Some(self.reduced(Op::SumOfSquares, &[node])))
            }
            ("dot_product", [x, y]) => {
                same_dims(x, y)?;
                let (left, right) = (self.node(x), self.node(y));
                Ok(Some(self.reduced(Op::Dot, &[left, right])))
            }
            ("squared_distance", [x, y]) if !x.is_scalar() => {
                same_dims(x, y)?;
                let (left, right) = (self.node(x), self.node(y));
                let difference = self.graph.sub(left, right);
                Ok(Some(self.reduced(Op::SumOfSquares, &[difference])))
            }
            ("log_mix", [weight, first, second]) if [weight, first, second].iter().all(|x| x.is_scalar()) => {
                let [weight, first, second] = [weight, first, second].map(|x| self.node(x));
                Ok(Some(self.mixture(weight, first, second)))
            }
            ("multiply", [x, y]) => self.product(x, y),
            _ => Ok(None),
        }
    }

    fn mixture(&mut self, weight: NodeId, first: NodeId, second: NodeId) -> Val {
        let (zero, one) = (self.graph.number(0.0), self.graph.number(1.0));
        self.demand(zero, weight);
        self.demand(weight, one);
        let (left, right) = (self.graph.unary(Unary::Ln, weight), self.graph.ln_1m(weight));
        let (left, right) = (self.graph.add(left, first), self.graph.add(right, second));
        Val::scalar(self.graph.binary(crate::stan::graph::Binary::LogSumExp, left, right))
    }

    fn product(&mut self, x: &Val, y: &Val) -> Result<Option<Val>, Untraceable> {
        let (left, right) = (x.cell(), y.cell());
        if x.is_scalar() || y.is_scalar() {
            return Ok(None);
        }
        match (left, right, x.dims(), y.dims()) {
            (Cell::RowVector, Cell::Vector, [n], [m]) if n == m => {
                let (left, right) = (self.node(x), self.node(y));
                Ok(Some(self.reduced(Op::Dot, &[left, right])))
            }
            (Cell::Matrix, Cell::Vector, [rows, width], [m]) if width == m => {
                let (matrix, vector) = (self.node(x), self.node(y));
                let made = self.graph.reduce(Op::Dot, &[matrix, vector], *rows);
                Ok(Some(Val::shaped(made, &[*rows], Cell::Vector)))
            }
            (Cell::Vector, Cell::RowVector, [n], [m]) => {
                let (left, right) = (self.elements(x), self.elements(y));
                let rows: Vec<_> = left.iter().flat_map(|&x| std::iter::repeat_n(x, *m)).collect();
                let columns: Vec<_> = (0..*n).flat_map(|_| right.iter().copied()).collect();
                let (rows, columns) = (self.graph.gather(&rows), self.graph.gather(&columns));
                let made = self.graph.mul(rows, columns);
                Ok(Some(Val::shaped(made, &[*n, *m], Cell::Matrix)))
            }
            _ => Ok(None),
        }
    }
}
