//! The order of nodes, with elementwise operations over long arrays side by side so that they can be cut into blocks.

use std::collections::BTreeSet;

use super::{LANES, Mode};
use crate::stan::graph::{NodeId, Op, Program};

/// Nodes that are computed one after another; in blocks, if there is a strip.
pub struct Run {
    pub nodes: Vec<NodeId>,
    /// Elements in all, and in a block.
    pub strip: Option<(usize, usize)>,
}

/// Arrays of a single point are cut from this length on.
const LONG: usize = 2048;
/// Elements of a block.
const BLOCK: usize = 1024;
/// Elements of a block where each has a number in every lane.
const LANE_BLOCK: usize = 1024 / LANES;
/// Rows longer than this do not fit a block.
const WIDEST: usize = 256;

/// All that the roots need, in order.
pub fn schedule(program: &Program, mode: Mode, needed: &[bool]) -> Vec<Run> {
    let graph = &program.graph;
    let mut consumers: Vec<Vec<NodeId>> = vec![Vec::new(); graph.nodes.len()];
    let mut missing = vec![0_usize; graph.nodes.len()];
    let mut scheduler = Scheduler { program, mode, ready: BTreeSet::new(), strips: BTreeSet::new() };
    for (id, node) in graph.nodes.iter().enumerate().filter(|(id, _)| needed[*id]) {
        missing[id] = node.inputs.len();
        node.inputs.iter().for_each(|&input| consumers[input as usize].push(id as NodeId));
        if node.inputs.is_empty() {
            scheduler.enter(id as NodeId);
        }
    }
    let mut release = |scheduler: &mut Scheduler, id: NodeId| {
        for &consumer in &consumers[id as usize] {
            missing[consumer as usize] -= 1;
            if missing[consumer as usize] == 0 {
                scheduler.enter(consumer);
            }
        }
    };
    let mut runs = Vec::new();
    loop {
        let mut nodes = Vec::new();
        while let Some(id) = scheduler.ready.pop_first() {
            nodes.push(id);
            release(&mut scheduler, id);
        }
        if !nodes.is_empty() {
            runs.push(Run { nodes, strip: None });
        }
        let Some(&(len, _)) = scheduler.strips.first() else { return runs };
        let block = scheduler.block(len, needed);
        let (mut nodes, mut held) = (Vec::new(), Vec::new());
        while let Some(&(_, id)) = scheduler.strips.range((len, 0)..=(len, NodeId::MAX)).next() {
            scheduler.strips.remove(&(len, id));
            let node = graph.node(id);
            if node.len as usize == len {
                nodes.push(id);
                release(&mut scheduler, id);
            } else if block.is_multiple_of(len / node.len as usize) || node.len == 1 {
                // What is made of its results waits until the last block is done.
                nodes.push(id);
                held.push(id);
            } else {
                scheduler.ready.insert(id);
            }
        }
        held.into_iter().for_each(|id| release(&mut scheduler, id));
        runs.push(Run { nodes, strip: Some((len, block)) });
    }
}

struct Scheduler<'a> {
    program: &'a Program,
    mode: Mode,
    /// Nodes that can be computed, but for those in strips.
    ready: BTreeSet<NodeId>,
    /// By length.
    strips: BTreeSet<(usize, NodeId)>,
}

impl Scheduler<'_> {
    fn enter(&mut self, id: NodeId) {
        match self.strip_len(id) {
            Some(len) => self.strips.insert((len, id)),
            None => self.ready.insert(id),
        };
    }

    /// The length of the strip to which a node belongs.
    fn strip_len(&self, id: NodeId) -> Option<usize> {
        let graph = &self.program.graph;
        let node = graph.node(id);
        let len = match node.op {
            Op::Unary(_) | Op::Binary(_) | Op::Ternary(_) => node.len as usize,
            // The sum of a whole array needs its largest element first.
            Op::LogSumExp if node.len == 1 => return None,
            // A constant matrix times a vector has an instruction of its own.
            Op::Dot if self.mode == Mode::Single && graph.values(node.inputs[0]).is_some() => return None,
            Op::Sum | Op::SumOfSquares | Op::Dot | Op::LogSumExp => graph.len(node.inputs[0]),
            _ => return None,
        };
        let shortest = if self.mode == Mode::Single { LONG } else { LANE_BLOCK + 1 };
        let varying = node.inputs.iter().any(|&input| graph.values(input).is_none());
        (len >= shortest && varying).then_some(len)
    }

    /// The length of blocks: whole rows of the reductions over arrays of this length, if they are all of one width.
    fn block(&self, len: usize, needed: &[bool]) -> usize {
        let graph = &self.program.graph;
        let plain = if self.mode == Mode::Single { BLOCK } else { LANE_BLOCK };
        let widths = graph.nodes.iter().zip(needed).filter(|(node, needed)| {
            let reduces = matches!(node.op, Op::Sum | Op::SumOfSquares | Op::Dot | Op::LogSumExp);
            **needed && reduces && node.len > 1 && graph.len(node.inputs[0]) == len
        });
        let widths: BTreeSet<usize> = widths.map(|(node, _)| len / node.len as usize).collect();
        match widths.first() {
            Some(&width) if widths.len() == 1 && width <= WIDEST => width * (plain / width).max(1),
            _ => plain,
        }
    }
}
