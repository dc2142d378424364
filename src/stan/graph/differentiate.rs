//! The gradient appended to a graph: adjoints of all nodes, from the value back to the coordinates.
//!
//! The adjoint of an array may be a scalar, which then stands for all elements.

mod adjoint;
mod slope;

use std::sync::Arc;

use super::{Binary, Element, Graph, NodeId, Op, Origin, Program, Rank, Unary};
use adjoint::Part;

impl Program {
    /// The same density with its gradient.
    pub fn with_gradient(&self) -> Program {
        let mut program = self.clone();
        let mut backward = Backward {
            varying: program.graph.varying(),
            parts: program.graph.nodes.iter().map(|_| Vec::new()).collect(),
            coordinates: vec![None; self.dim],
        };
        backward.run(&mut program.graph, self.value);
        let graph = &mut program.graph;
        let zero = graph.number(0.0);
        let gradient: Vec<Element> = backward.coordinates.iter().map(|element| element.unwrap_or((zero, 0))).collect();
        program.gradient = (self.dim > 0).then(|| graph.gather(&gradient));
        program.rerolled(Rank::Slope).rerolled(Rank::Height).with_shared_tails()
    }
}

struct Backward {
    varying: Vec<bool>,
    parts: Vec<Vec<Part>>,
    /// The derivatives found.
    coordinates: Vec<Option<Element>>,
}

impl Backward {
    fn run(&mut self, graph: &mut Graph, value: NodeId) {
        if !self.varying[value as usize] {
            return;
        }
        let one = graph.number(1.0);
        self.parts[value as usize].push(Part::Whole(one));
        for id in (0..=value).rev() {
            let parts = std::mem::take(&mut self.parts[id as usize]);
            if !parts.is_empty() {
                graph.set_tag(Origin::Adjoint.tag(graph.tag(id)));
                let adjoint = adjoint::collect(graph, id, parts);
                self.step(graph, id, adjoint);
            }
        }
    }

    /// Adds to the adjoint of an input; an array of terms is added up where the input is a scalar.
    fn give(&mut self, graph: &mut Graph, to: NodeId, term: NodeId, times: usize) {
        if !self.varying[to as usize] {
            return;
        }
        let term = if graph.len(to) == 1 && times > 1 { graph.sum(term, times) } else { term };
        self.parts[to as usize].push(Part::Whole(term));
    }

    fn give_at(&mut self, to: NodeId, elements: Vec<u32>, term: NodeId) {
        if self.varying[to as usize] {
            self.parts[to as usize].push(Part::At(elements, term));
        }
    }

    fn step(&mut self, graph: &mut Graph, id: NodeId, g: NodeId) {
        let node = graph.node(id).clone();
        let len = node.len as usize;
        let inputs = node.inputs;
        match node.op {
            Op::Constant(_) | Op::Density(_) => {}
            Op::Coordinates(from) => {
                for i in 0..len {
                    let at = if graph.len(g) == 1 { 0 } else { i as u32 };
                    self.coordinates[from as usize + i] = Some((g, at));
                }
            }
            Op::Unary(f) => {
                let term = slope::unary(graph, f, inputs[0], id, g);
                self.give(graph, inputs[0], term, len);
            }
            Op::Binary(f) => self.binary(graph, f, id, g),
            Op::Sum => {
                let term = over_rows(graph, g, len, inputs[0]);
                self.give(graph, inputs[0], term, 1);
            }
            Op::SumOfSquares => {
                let twice = graph.scale(2.0, g);
                let twice = over_rows(graph, twice, len, inputs[0]);
                let term = graph.mul(twice, inputs[0]);
                self.give(graph, inputs[0], term, 1);
            }
            Op::Dot => self.dot(graph, &inputs, len, g),
            Op::LogSumExp => {
                let width = graph.len(inputs[0]);
                let share = graph.slope(|graph| {
                    let value = graph.spread(id, width);
                    let difference = graph.sub(inputs[0], value);
                    graph.unary(Unary::Exp, difference)
                });
                let g = over_rows(graph, g, len, inputs[0]);
                let term = graph.mul(g, share);
                self.give(graph, inputs[0], term, 1);
            }
            Op::Total => inputs.iter().for_each(|&input| self.give(graph, input, g, 1)),
            Op::Slice(start) => self.give_at(inputs[0], (start..start + node.len).collect(), g),
            Op::Pick(picks) => self.pick(graph, &inputs, &picks, g),
            Op::Spread => {
                let rows = graph.len(inputs[0]);
                let term = if graph.len(g) == 1 {
                    graph.scale((len / rows) as f64, g)
                } else if rows == 1 {
                    graph.sum(g, len)
                } else {
                    graph.reduce(Op::Sum, &[g], rows)
                };
                self.give(graph, inputs[0], term, 1);
            }
            Op::Call(call) => {
                let weights = graph.spread(g, len);
                let lens: Vec<usize> = inputs.iter().map(|&input| graph.len(input)).collect();
                let with_weights: Vec<NodeId> = inputs.iter().copied().chain([id, weights]).collect();
                let all = graph.make(Op::Pullback(call), &with_weights, lens.iter().sum());
                let mut start = 0;
                for (&input, len) in inputs.iter().zip(lens) {
                    let elements: Vec<Element> = (start..start + len).map(|at| (all, at as u32)).collect();
                    let term = graph.gather(&elements);
                    self.give(graph, input, term, 1);
                    start += len;
                }
            }
            Op::TransposedDot | Op::Outer | Op::Scatter(_) | Op::Pullback(_) | Op::Ternary(_) => {
                unreachable!("only gradients and fused graphs have {:?}", graph.node(id).op)
            }
        }
    }

    fn binary(&mut self, graph: &mut Graph, f: Binary, id: NodeId, g: NodeId) {
        let len = graph.len(id);
        let (x, y) = (graph.node(id).inputs[0], graph.node(id).inputs[1]);
        let (by_x, by_y) = (self.varying[x as usize], self.varying[y as usize]);
        match f {
            Binary::Add => {
                self.give(graph, x, g, len);
                self.give(graph, y, g, len);
            }
            Binary::Sub => {
                self.give(graph, x, g, len);
                if by_y {
                    let term = graph.unary(Unary::Neg, g);
                    self.give(graph, y, term, len);
                }
            }
            Binary::Mul => {
                for (to, other) in [(x, y), (y, x)] {
                    if self.varying[to as usize] {
                        let term = graph.mul(g, other);
                        self.give(graph, to, term, len);
                    }
                }
            }
            Binary::Div => {
                let share = graph.div(g, y);
                self.give(graph, x, share, len);
                if by_y {
                    let product = graph.mul(share, id);
                    let term = graph.unary(Unary::Neg, product);
                    self.give(graph, y, term, len);
                }
            }
            Binary::Pow => {
                if by_x {
                    let slope = graph.slope(|graph| {
                        let less = graph.shift(y, -1.0);
                        let power = graph.binary(Binary::Pow, x, less);
                        graph.mul(y, power)
                    });
                    let term = graph.mul(g, slope);
                    self.give(graph, x, term, len);
                }
                if by_y {
                    let slope = graph.slope(|graph| {
                        let ln = graph.unary(Unary::Ln, x);
                        graph.mul(id, ln)
                    });
                    let term = graph.mul(g, slope);
                    self.give(graph, y, term, len);
                }
            }
            Binary::LogSumExp => {
                for (to, other) in [(x, y), (y, x)] {
                    if self.varying[to as usize] {
                        let share = graph.slope(|graph| {
                            let difference = graph.sub(to, other);
                            graph.unary(Unary::InvLogit, difference)
                        });
                        let term = graph.mul(g, share);
                        self.give(graph, to, term, len);
                    }
                }
            }
            Binary::Guard => {}
            Binary::Log1pExpOfTail | Binary::InvLogitOfTail => unreachable!("tails are shared after differentiation"),
        }
    }

    fn dot(&mut self, graph: &mut Graph, inputs: &[NodeId], rows: usize, g: NodeId) {
        let (x, y) = (inputs[0], inputs[1]);
        let width = graph.len(x) / rows;
        if rows == 1 || graph.len(y) > width {
            let g = over_rows(graph, g, rows, x);
            for (to, other) in [(x, y), (y, x)] {
                if self.varying[to as usize] {
                    let term = graph.mul(g, other);
                    self.give(graph, to, term, 1);
                }
            }
            return;
        }
        let g = graph.spread(g, rows);
        if self.varying[x as usize] {
            let term = graph.make(Op::Outer, &[g, y], rows * width);
            self.give(graph, x, term, 1);
        }
        if self.varying[y as usize] {
            let term = graph.transposed_dot(x, g);
            self.give(graph, y, term, 1);
        }
    }

    fn pick(&mut self, graph: &mut Graph, inputs: &[NodeId], picks: &Arc<[(u32, u32)]>, g: NodeId) {
        let mut by_input: Vec<(Vec<u32>, Vec<Element>)> = vec![Default::default(); inputs.len()];
        for (i, &(input, at)) in picks.iter().enumerate() {
            let (elements, terms) = &mut by_input[input as usize];
            elements.push(at);
            terms.push((g, if graph.len(g) == 1 { 0 } else { i as u32 }));
        }
        for (&input, (elements, terms)) in inputs.iter().zip(by_input) {
            if self.varying[input as usize] {
                let term = graph.gather(&terms);
                self.give_at(input, elements, term);
            }
        }
    }
}

/// An adjoint of rows as one of their elements.
fn over_rows(graph: &mut Graph, g: NodeId, rows: usize, x: NodeId) -> NodeId {
    if rows == 1 || graph.len(g) == 1 { g } else { graph.spread(g, graph.len(x)) }
}
