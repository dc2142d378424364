//! A product and the sum that it is a term of as one operation, which rounds once.
//!
//! The last step before a graph is run: the gradient is made of the operations as they were. What becomes one
//! operation depends on the graph alone, not on what else is computed, so that the value with gradient is the value.

use super::{Binary, Graph, Inputs, Node, NodeId, Op, Program, Ternary, Unary};

impl Program {
    /// The same density with fused operations. The products stay, where others need them.
    pub fn fused(&self) -> Program {
        let old = &self.graph;
        let nodes = old.nodes.iter().map(|node| old.fused(node).unwrap_or_else(|| node.clone())).collect();
        let (constants, calls, tags) = (old.constants.clone(), old.calls.clone(), old.tags.clone());
        let graph = Graph { nodes, constants, calls, tags, ..Graph::default() };
        Program { graph, calls: self.calls.clone(), outputs: self.outputs.clone(), ..*self }
    }
}

impl Graph {
    /// A sum or difference with a product among its terms, if the node is one.
    fn fused(&self, node: &Node) -> Option<Node> {
        let Op::Binary(f) = node.op else { return None };
        let (left, right) = (node.inputs[0], node.inputs[1]);
        let (f, [x, y], z) = match (f, self.factors(left, node.len), self.factors(right, node.len)) {
            (Binary::Add, _, Some(factors)) => (Ternary::MulAdd, factors, left),
            (Binary::Add, Some(factors), None) => (Ternary::MulAdd, factors, right),
            (Binary::Sub, _, Some(factors)) => (Ternary::SubMul, factors, left),
            (Binary::Sub, Some(factors), None) => (Ternary::MulSub, factors, right),
            _ => return None,
        };
        Some(Node { op: Op::Ternary(f), inputs: Inputs::from_slice(&[x, y, z]), len: node.len })
    }

    /// What is multiplied, element by element, to make all `len` elements of a node.
    fn factors(&self, id: NodeId, len: u32) -> Option<[NodeId; 2]> {
        let node = self.node(id);
        match node.op {
            _ if node.len != len => None,
            Op::Binary(Binary::Mul) => Some([node.inputs[0], node.inputs[1]]),
            Op::Unary(Unary::Square) => Some([node.inputs[0], node.inputs[0]]),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stan::graph::interpret::Interpreter;

    /// The operations of a density of three coordinates, fused, and its value at a point.
    fn check(make: impl Fn(&mut Graph, [NodeId; 3]) -> NodeId, op: Op, expected: f64) {
        let mut graph = Graph::default();
        let all = graph.make(Op::Coordinates(0), &[], 3);
        let parts = [0, 1, 2].map(|at| graph.element((all, at)));
        let value = make(&mut graph, parts);
        let program = Program { graph, dim: 3, value, gradient: None, calls: Vec::new(), outputs: Vec::new() }.fused();
        program.verify().expect("it is well formed");
        assert_eq!(program.graph.node(value).op, op);
        let point = [1.0 + f64::EPSILON, 1.0 - f64::EPSILON, 1.0];
        let found = Interpreter::new(&point).value(&program.graph, value).expect("it has a value");
        assert_eq!(found[0], expected);
    }

    #[test]
    fn products_in_sums_and_differences_are_rounded_once() {
        let lost = f64::EPSILON * f64::EPSILON;
        let product = |graph: &mut Graph, [x, y, _]: [NodeId; 3]| graph.mul(x, y);
        let difference = |graph: &mut Graph, parts: [NodeId; 3]| {
            let xy = product(graph, parts);
            graph.sub(xy, parts[2])
        };
        check(difference, Op::Ternary(Ternary::MulSub), -lost);
        let difference = |graph: &mut Graph, parts: [NodeId; 3]| {
            let xy = product(graph, parts);
            graph.sub(parts[2], xy)
        };
        check(difference, Op::Ternary(Ternary::SubMul), lost);
        let sum = |graph: &mut Graph, parts: [NodeId; 3]| {
            let xy = product(graph, parts);
            let minus = graph.unary(Unary::Neg, parts[2]);
            graph.add(minus, xy)
        };
        check(sum, Op::Ternary(Ternary::MulAdd), -lost);
        check(product, Op::Binary(Binary::Mul), 1.0);
    }
}
