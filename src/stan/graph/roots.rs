//! The square of a square root is what the root was taken of: a recursion of standard deviations by way of variances becomes
//! a chain of products and sums, and its roots one array.

use super::{Binary, Graph, NodeId, Op, Program, Unary};

impl Program {
    /// The same density without squares of square roots. They stay where nothing else would make the value NaN for a root of
    /// a negative number.
    pub(super) fn without_squared_roots(self) -> Program {
        let felt = felt(&self.graph, self.value);
        if !self.graph.nodes.iter().any(|node| is_square_of_root(&self.graph, node.inputs.first(), &node.op)) {
            return self;
        }
        self.rewritten(|graph, old, inputs, len| {
            let root = old.inputs.first();
            if is_square_of_root(&self.graph, root, &old.op) && root.is_some_and(|&root| felt[root as usize]) {
                return graph.node(inputs[0]).inputs[0];
            }
            graph.remake(&old.op, inputs, len)
        })
    }
}

fn is_square_of_root(graph: &Graph, input: Option<&NodeId>, op: &Op) -> bool {
    let is_root = |&id: &NodeId| graph.node(id).op == Op::Unary(Unary::Sqrt);
    *op == Op::Unary(Unary::Square) && input.is_some_and(is_root)
}

/// The nodes of which any element that is NaN makes the value NaN, other than by the square of a root.
fn felt(graph: &Graph, value: NodeId) -> Vec<bool> {
    let mut felt = vec![false; graph.nodes.len()];
    felt[value as usize] = true;
    for (id, node) in graph.nodes.iter().enumerate().rev() {
        let passes_on = match &node.op {
            Op::Unary(f) => *f != Unary::Sign && !is_square_of_root(graph, node.inputs.first(), &node.op),
            Op::Binary(f) => matches!(f, Binary::Add | Binary::Sub | Binary::Mul | Binary::Div),
            Op::Density(_) | Op::Sum | Op::SumOfSquares | Op::Dot | Op::Total | Op::Spread => true,
            // Of arrays it may leave out elements.
            Op::Pick(_) => node.inputs.iter().all(|&input| graph.len(input) == 1),
            _ => false,
        };
        if felt[id] && passes_on {
            node.inputs.iter().for_each(|&input| felt[input as usize] = true);
        }
    }
    felt
}
