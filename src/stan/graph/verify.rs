//! Whether a graph is well formed: what the evaluators rely on and do not check again.

use super::{Graph, Node, Op, Program};

impl Program {
    /// Checks that inputs come before what is made from them and that all lengths fit. The error says what is wrong.
    pub fn verify(&self) -> Result<(), String> {
        let graph = &self.graph;
        for (id, node) in graph.nodes.iter().enumerate() {
            let fail = |fact: &str| Err(format!("%{id} {:?}: {fact}", node.op));
            if node.inputs.iter().any(|&input| input as usize >= id) {
                return fail("an input does not come before it");
            }
            if node.len == 0 {
                return fail("it has no elements");
            }
            if !lengths_fit(graph, node, self.dim) {
                return fail("the lengths do not fit");
            }
        }
        if graph.len(self.value) != 1 {
            return Err("the value is not a scalar".to_owned());
        }
        match self.gradient {
            Some(gradient) if graph.len(gradient) != self.dim => {
                Err("the gradient has not one part a coordinate".into())
            }
            _ => Ok(()),
        }
    }
}

fn lengths_fit(graph: &Graph, node: &Node, dim: usize) -> bool {
    let len = node.len as usize;
    let lens: Vec<usize> = node.inputs.iter().map(|&input| graph.len(input)).collect();
    match (&node.op, lens.as_slice()) {
        (Op::Constant(at), []) => graph.constants[*at as usize].len() == len,
        (Op::Coordinates(from), []) => *from as usize + len <= dim,
        (Op::Unary(_) | Op::Binary(_) | Op::Ternary(_) | Op::Density(_), lens) => {
            lens.iter().all(|&input| input == 1 || input == len) && lens.iter().max() == Some(&len)
        }
        (Op::Sum | Op::SumOfSquares | Op::LogSumExp, [x]) => x % len == 0 && *x > 0,
        (Op::Dot, [x, y]) => x % len == 0 && (y == x || *y == x / len),
        (Op::Total, lens) => len == 1 && lens.iter().all(|&input| input == 1),
        (Op::TransposedDot, [x, y]) => *x == y * len,
        (Op::Outer, [x, y]) => x * y == len,
        (Op::Slice(start), [x]) => *start as usize + len <= *x,
        (Op::Pick(picks), lens) => {
            let there =
                |&(input, at): &(u32, u32)| lens.get(input as usize).is_some_and(|&input| (at as usize) < input);
            picks.len() == len && picks.iter().all(there)
        }
        (Op::Spread, [x]) => len.is_multiple_of(*x),
        (Op::Scatter(to), [x]) => (to.len() == *x || *x == 1) && to.iter().all(|&at| (at as usize) < len),
        (Op::Call(_) | Op::Pullback(_), _) => true,
        _ => false,
    }
}
