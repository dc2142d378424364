//! The plain walker over a graph: one point, one number at a time.

use std::sync::Arc;

use super::{Binary, Graph, Node, NodeId, Op, Unary};

/// Values of nodes at one point, computed when they are asked for.
pub struct Interpreter<'p> {
    point: &'p [f64],
    values: Vec<Option<Arc<[f64]>>>,
}

impl<'p> Interpreter<'p> {
    /// Nothing is computed yet.
    pub fn new(point: &'p [f64]) -> Interpreter<'p> {
        Interpreter { point, values: Vec::new() }
    }

    /// The elements of a node; an error is the reason why a call has no value.
    pub fn value(&mut self, graph: &Graph, id: NodeId) -> Result<Arc<[f64]>, String> {
        self.values.resize(self.values.len().max(graph.nodes.len()), None);
        let mut wanted = vec![id];
        while let Some(&next) = wanted.last() {
            let node = graph.node(next);
            let missing = node.inputs.iter().filter(|&&input| self.values[input as usize].is_none());
            let before = wanted.len();
            wanted.extend(missing);
            if wanted.len() > before {
                continue;
            }
            wanted.pop();
            if self.values[next as usize].is_none() {
                let inputs: Vec<Arc<[f64]>> =
                    node.inputs.iter().filter_map(|&input| self.values[input as usize].clone()).collect();
                let inputs: Vec<&[f64]> = inputs.iter().map(|input| &**input).collect();
                self.values[next as usize] = Some(Arc::from(compute(graph, node, &inputs, self.point)?));
            }
        }
        Ok(self.values[id as usize].clone().expect("it has been computed"))
    }
}

/// The elements of a node from those of its inputs.
fn compute(graph: &Graph, node: &Node, inputs: &[&[f64]], point: &[f64]) -> Result<Vec<f64>, String> {
    let len = node.len as usize;
    let at = |input: usize, i: usize| inputs[input][if inputs[input].len() == 1 { 0 } else { i }];
    let rows = |input: usize| inputs[input].chunks(inputs[input].len() / len);
    Ok(match &node.op {
        Op::Constant(id) => graph.constants[*id as usize].to_vec(),
        Op::Coordinates(from) => point[*from as usize..][..len].to_vec(),
        Op::Unary(f) => (0..len).map(|i| f.apply(at(0, i))).collect(),
        Op::Binary(f) => (0..len).map(|i| f.apply(at(0, i), at(1, i))).collect(),
        Op::Ternary(f) => (0..len).map(|i| f.apply(at(0, i), at(1, i), at(2, i))).collect(),
        Op::Density(_) => {
            // The meaning of a density is what it is written out as.
            let mut scratch = Graph::default();
            let mut of = |i: usize| {
                let arguments: Vec<NodeId> = (0..inputs.len()).map(|k| scratch.number(at(k, i))).collect();
                let Op::Density(density) = node.op else { return f64::NAN };
                let value = scratch.write_out(density, &arguments);
                scratch.known(value).unwrap_or(f64::NAN)
            };
            (0..len).map(&mut of).collect()
        }
        Op::Sum => rows(0).map(|row| row.iter().sum()).collect(),
        Op::SumOfSquares => rows(0).map(|row| row.iter().map(|x| x * x).sum()).collect(),
        Op::Dot => {
            let width = inputs[0].len() / len;
            let right = |i: usize| if inputs[1].len() == width { inputs[1] } else { &inputs[1][i * width..][..width] };
            let dot = |(i, row): (usize, &[f64])| row.iter().zip(right(i)).map(|(x, y)| x * y).sum();
            rows(0).enumerate().map(dot).collect()
        }
        Op::LogSumExp => rows(0).map(log_sum_exp).collect(),
        Op::Total => vec![inputs.iter().map(|input| input[0]).sum()],
        Op::TransposedDot => {
            let column = |j: usize| inputs[1].iter().enumerate().map(|(i, y)| inputs[0][i * len + j] * y).sum();
            (0..len).map(column).collect()
        }
        Op::Outer => inputs[0].iter().flat_map(|x| inputs[1].iter().map(move |y| x * y)).collect(),
        Op::Slice(start) => inputs[0][*start as usize..][..len].to_vec(),
        Op::Pick(picks) => picks.iter().map(|&(input, at)| inputs[input as usize][at as usize]).collect(),
        Op::Spread => inputs[0].iter().flat_map(|&x| std::iter::repeat_n(x, len / inputs[0].len())).collect(),
        Op::Scatter(to) => {
            let mut out = vec![0.0; len];
            to.iter().enumerate().for_each(|(i, &to)| out[to as usize] += at(0, i));
            out
        }
        Op::Call(id) => graph.calls[*id as usize].value(inputs)?.0,
        Op::Pullback(id) => {
            let mut out = vec![0.0; len];
            graph.calls[*id as usize].pullback(inputs, &mut out)?;
            out
        }
    })
}

/// `ln Σ e^x`; `-∞` where all are.
fn log_sum_exp(row: &[f64]) -> f64 {
    let max = row.iter().fold(f64::NEG_INFINITY, |max, &x| if x > max { x } else { max });
    if max == f64::NEG_INFINITY && !row.iter().any(|x| x.is_nan()) {
        return max;
    }
    let sum: f64 = row.iter().map(|x| Unary::Exp.apply(x - max)).sum();
    Binary::Add.apply(max, Unary::Ln.apply(sum))
}
