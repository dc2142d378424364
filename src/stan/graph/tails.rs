//! `ln(1 + e^x)` and its slope `1 / (1 + e^-x)` from one exponential: both are made of `e^-|x|`.

use std::collections::HashSet;

use super::{Binary, NodeId, Op, Program, Unary};

impl Program {
    /// The same density with `e^-|x|` as a node of its own where two functions are made of it. No bit changes: the functions
    /// do the same arithmetic.
    pub(super) fn with_shared_tails(self) -> Program {
        let of = |f: Unary| -> HashSet<NodeId> {
            self.graph.nodes.iter().filter(|node| node.op == Op::Unary(f)).map(|node| node.inputs[0]).collect()
        };
        let shared: HashSet<NodeId> = of(Unary::Log1pExp).intersection(&of(Unary::InvLogit)).copied().collect();
        if shared.is_empty() {
            return self;
        }
        self.rewritten(|graph, old, inputs, len| {
            let f = match old.op {
                Op::Unary(Unary::Log1pExp) => Binary::Log1pExpOfTail,
                Op::Unary(Unary::InvLogit) => Binary::InvLogitOfTail,
                _ => return graph.remake(&old.op, inputs, len),
            };
            if !shared.contains(&old.inputs[0]) {
                return graph.remake(&old.op, inputs, len);
            }
            let tail = graph.unary(Unary::Tail, inputs[0]);
            graph.binary(f, inputs[0], tail)
        })
    }
}
