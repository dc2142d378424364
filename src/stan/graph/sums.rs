//! Sums that know what they add: scalars are taken out, squares and products are added without being kept.

use std::collections::BTreeMap;

use super::{Binary, Graph, NodeId, Op, Program, Unary};

impl Program {
    /// The same density with every sum written as cheaply as it can be.
    pub fn summed(&self) -> Program {
        self.rewritten(|graph, old, inputs, len| match old.op {
            Op::Sum if len == 1 => graph.sum(inputs[0], graph.len(inputs[0])),
            Op::Total => graph.total(inputs),
            Op::SumOfSquares if len == 1 => graph.sum_of_squares(inputs[0]),
            _ => graph.remake(&old.op, inputs, len),
        })
    }
}

impl Graph {
    /// The sum of `times` elements: those of `x`, or `x` itself so often if it is a scalar.
    pub fn sum(&mut self, x: NodeId, times: usize) -> NodeId {
        if self.len(x) == 1 {
            return self.scale(times as f64, x);
        }
        if let Some(values) = self.values(x) {
            let sum = values.iter().sum();
            return self.number(sum);
        }
        let node = self.node(x).clone();
        let part = |graph: &mut Graph, k: usize| graph.sum(node.inputs[k], times);
        let is_scalar = |graph: &Graph, k: usize| graph.len(node.inputs[k]) == 1;
        match node.op {
            Op::Unary(Unary::Neg) => {
                let sum = part(self, 0);
                self.unary(Unary::Neg, sum)
            }
            Op::Unary(Unary::Square) => self.sum_of_squares(node.inputs[0]),
            Op::Binary(f @ (Binary::Add | Binary::Sub)) if self.comes_apart(&node.inputs) => {
                let (left, right) = (part(self, 0), part(self, 1));
                self.binary(f, left, right)
            }
            Op::Binary(Binary::Mul) if is_scalar(self, 0) => {
                let sum = part(self, 1);
                self.mul(node.inputs[0], sum)
            }
            Op::Binary(Binary::Mul) if is_scalar(self, 1) => {
                let sum = part(self, 0);
                self.mul(node.inputs[1], sum)
            }
            Op::Binary(Binary::Mul) => self.dot(node.inputs[0], node.inputs[1]),
            Op::Binary(Binary::Div) if is_scalar(self, 1) => {
                let sum = part(self, 0);
                self.div(sum, node.inputs[1])
            }
            Op::Spread => {
                let each = times / self.len(node.inputs[0]);
                let sum = self.sum(node.inputs[0], self.len(node.inputs[0]));
                self.scale(each as f64, sum)
            }
            _ => self.reduce(Op::Sum, &[x], 1),
        }
    }

    /// Whether a sum of two terms may be added up term by term. A difference from data, as in residuals, may not:
    /// its terms are large, and their sum is small.
    fn comes_apart(&self, terms: &[NodeId]) -> bool {
        let is_scalar = |id: NodeId| self.len(id) == 1;
        let is_data = |id: NodeId| self.values(id).is_some();
        let is_product =
            |id: NodeId| matches!(self.node(id).op, Op::Unary(Unary::Square) | Op::Binary(Binary::Guard | Binary::Mul));
        let (left, right) = (terms[0], terms[1]);
        if is_scalar(left) || is_scalar(right) {
            return !(is_data(left) || is_data(right)) || self.known(left).is_some() || self.known(right).is_some();
        }
        is_product(left) || is_product(right)
    }

    /// The sum of the products of two arrays' elements; one of them may be a scalar.
    pub fn dot(&mut self, x: NodeId, y: NodeId) -> NodeId {
        let times = self.len(x).max(self.len(y));
        if x == y {
            return self.sum_of_squares(x);
        }
        if times == 1 {
            return self.mul(x, y);
        }
        for (one, other) in [(x, y), (y, x)] {
            if self.len(one) == 1 {
                let sum = self.sum(other, times);
                return self.mul(one, sum);
            }
            // A factor that is a scalar stands before the sum.
            if let Op::Binary(Binary::Mul) = self.node(one).op {
                let inputs = self.node(one).inputs.clone();
                if self.len(inputs[0]) == 1 {
                    let dot = self.dot(inputs[1], other);
                    return self.mul(inputs[0], dot);
                }
            }
        }
        if let (Some(x), Some(y)) = (self.values(x), self.values(y)) {
            let dot = x.iter().zip(y.iter()).map(|(x, y)| x * y).sum();
            return self.number(dot);
        }
        self.reduce(Op::Dot, &[x.min(y), x.max(y)], 1)
    }

    /// The sum of the squares of an array.
    pub fn sum_of_squares(&mut self, x: NodeId) -> NodeId {
        if self.len(x) == 1 {
            return self.unary(Unary::Square, x);
        }
        let parts = self.compressed(x).unwrap_or_else(|| vec![x]);
        let squares: Vec<NodeId> = parts.iter().map(|&part| self.reduce(Op::SumOfSquares, &[part], 1)).collect();
        self.total(&squares)
    }

    /// The sum of scalars; where they are elements of one array, that array is added up as one.
    pub fn total(&mut self, terms: &[NodeId]) -> NodeId {
        let mut scalars = Vec::new();
        let mut arrays: BTreeMap<NodeId, Vec<u32>> = BTreeMap::new();
        for &term in terms {
            match self.resolve((term, 0)) {
                (id, at) if self.len(id) > 1 => arrays.entry(id).or_default().push(at),
                _ => scalars.push(term),
            }
        }
        for (id, mut elements) in arrays {
            elements.sort_unstable();
            let all = elements.len() == self.len(id) && elements.iter().enumerate().all(|(i, &at)| i as u32 == at);
            let part = if all {
                id
            } else {
                let elements: Vec<_> = elements.iter().map(|&at| (id, at)).collect();
                self.gather(&elements)
            };
            scalars.push(self.sum(part, elements.len()));
        }
        let known: f64 = scalars.iter().filter_map(|&term| self.known(term)).sum();
        scalars.retain(|&term| self.known(term).is_none());
        if known != 0.0 || scalars.is_empty() {
            let known = self.number(known);
            scalars.push(known);
        }
        match *scalars.as_slice() {
            [one] => one,
            [left, right] => self.add(left, right),
            _ => self.make(Op::Total, &scalars, 1),
        }
    }
}
