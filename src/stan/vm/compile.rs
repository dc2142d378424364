//! From a graph to instructions: every node gets a place behind those it is made from.

use super::instruction::{Instruction, Operand, Reduction, Scalar, Segment, Strip};
use super::schedule::{Run, schedule};
use super::{Executable, Mode, Output, PACK};
use crate::stan::graph::{Binary, Graph, NodeId, Op, Program, Unary};

/// Where the elements of a node lie.
#[derive(Debug, Clone, Copy)]
struct Slot {
    at: usize,
    /// One number for all lanes.
    is_data: bool,
    /// Only the current block is kept.
    is_scratch: bool,
}

pub(super) fn compile(program: &Program, mode: Mode, with_gradient: bool) -> Executable {
    let gradient = program.gradient.filter(|_| with_gradient);
    let others = program.calls.iter().chain(&program.outputs).copied();
    let roots: Vec<NodeId> = [program.value].into_iter().chain(gradient).chain(others).collect();
    let needed = program.graph.needed(&roots);
    let mut compiler = Compiler {
        graph: &program.graph,
        lanes: mode.points(),
        slots: vec![None; program.graph.nodes.len()],
        memory: Vec::new(),
        segments: Vec::new(),
        point_at: 0,
        spare: Vec::new(),
    };
    compiler.place_leaves(&needed, program.dim);
    let runs = schedule(program, mode, &needed);
    let outside = used_outside(program, &runs, &roots);
    for run in &runs {
        compiler.run(run, &outside);
    }
    let value_at = compiler.readable(program.value);
    let gradient_at = gradient.map(|id| compiler.readable(id));
    let output = |&id: &NodeId| Output {
        at: compiler.readable(id),
        len: program.graph.len(id),
        is_constant: program.graph.values(id).is_some(),
    };
    let outputs = program.outputs.iter().map(output).collect();
    // Packs at the end of the last array, or of a view of it, may be read beyond it.
    compiler.memory.resize(compiler.memory.len() + 8 * PACK, 1.0);
    Executable {
        mode,
        dim: program.dim,
        segments: compiler.segments,
        calls: program.graph.calls.clone(),
        memory: compiler.memory,
        point_at: compiler.point_at,
        value_at,
        gradient_at,
        outputs,
    }
}

/// Which nodes are needed after the run that computes them.
fn used_outside(program: &Program, runs: &[Run], roots: &[NodeId]) -> Vec<bool> {
    let mut run_of = vec![usize::MAX; program.graph.nodes.len()];
    for (k, run) in runs.iter().enumerate() {
        run.nodes.iter().for_each(|&id| run_of[id as usize] = k);
    }
    let mut outside = vec![false; program.graph.nodes.len()];
    roots.iter().for_each(|&root| outside[root as usize] = true);
    for run in runs {
        for &id in &run.nodes {
            for &input in &program.graph.node(id).inputs {
                outside[input as usize] |= run_of[input as usize] != run_of[id as usize];
            }
        }
    }
    outside
}

/// For each node of a run the inputs that no later node of the run needs.
fn last_uses(graph: &Graph, run: &Run) -> Vec<Vec<NodeId>> {
    let mut seen = std::collections::HashSet::new();
    let mut uses: Vec<Vec<NodeId>> = Vec::with_capacity(run.nodes.len());
    for &id in run.nodes.iter().rev() {
        uses.push(graph.node(id).inputs.iter().copied().filter(|&input| seen.insert(input)).collect());
    }
    uses.reverse();
    uses
}

struct Compiler<'a> {
    graph: &'a Graph,
    lanes: usize,
    slots: Vec<Option<Slot>>,
    memory: Vec<f64>,
    segments: Vec<Segment>,
    point_at: usize,
    /// Room for blocks that nothing needs any more, in the strip that is being compiled.
    spare: Vec<usize>,
}

impl Compiler<'_> {
    /// Constants and coordinates.
    fn place_leaves(&mut self, needed: &[bool], dim: usize) {
        for (id, node) in self.graph.nodes.iter().enumerate().filter(|(id, _)| needed[*id]) {
            if let Op::Constant(at) = node.op {
                let values = &self.graph.constants[at as usize];
                self.slots[id] = Some(Slot { at: self.memory.len(), is_data: true, is_scratch: false });
                self.memory.extend_from_slice(values);
                // Packs may reach beyond the end; what they find there should be nothing special.
                let last = values[values.len() - 1];
                self.memory.resize(self.memory.len().next_multiple_of(PACK), last);
            }
        }
        self.point_at = self.memory.len();
        let point = (dim * self.lanes + PACK - 1).next_multiple_of(PACK);
        self.memory.resize(self.point_at + point, 0.0);
        for (id, node) in self.graph.nodes.iter().enumerate().filter(|(id, _)| needed[*id]) {
            if let Op::Coordinates(from) = node.op {
                let at = self.point_at + from as usize * self.lanes;
                self.slots[id] = Some(Slot { at, is_data: false, is_scratch: false });
            }
        }
    }

    /// Room for so many elements, each in all lanes.
    fn room(&mut self, len: usize) -> usize {
        let at = self.memory.len();
        // A lone scalar of one point takes one place; all others may be written pack by pack.
        let room = match len * self.lanes {
            1 => 1,
            // A view that ends where the array does is read to the end of its last pack.
            size => (size + PACK - 1).next_multiple_of(PACK),
        };
        self.memory.resize(at + room, 1.0);
        at
    }

    fn slot(&self, id: NodeId) -> Slot {
        self.slots[id as usize].expect("inputs have been placed")
    }

    /// The place of a result, one number a lane.
    fn readable(&mut self, id: NodeId) -> usize {
        let slot = self.slot(id);
        if !slot.is_data || self.lanes == 1 {
            return slot.at;
        }
        let at = self.room(self.graph.len(id));
        let from = (0..self.graph.len(id)).map(|k| (slot.at + k, true)).collect();
        let instructions = vec![Instruction::Pick { from, out: at }];
        self.segments.push(Segment { instructions, strip: None });
        at
    }

    fn run(&mut self, run: &Run, outside: &[bool]) {
        let mut instructions = Vec::with_capacity(run.nodes.len());
        let mut after = Vec::new();
        let last_uses = last_uses(self.graph, run);
        self.spare.clear();
        for (&id, over) in run.nodes.iter().zip(last_uses) {
            match run.strip {
                None => instructions.extend(self.whole(id)),
                Some((len, block)) => {
                    let (instruction, rest) = self.in_blocks(id, len, block, outside[id as usize]);
                    instructions.push(instruction);
                    after.extend(rest);
                    let scratch = over.iter().map(|&input| self.slot(input)).filter(|slot| slot.is_scratch);
                    let free: Vec<usize> = scratch.map(|slot| slot.at).collect();
                    self.spare.extend(free);
                }
            }
        }
        if !instructions.is_empty() {
            let strip = run.strip.map(|(len, block)| Strip { len, block });
            self.segments.push(Segment { instructions, strip });
        }
        if !after.is_empty() {
            self.segments.push(Segment { instructions: after, strip: None });
        }
    }

    fn keep(&mut self, id: NodeId, at: usize) {
        self.slots[id as usize] = Some(Slot { at, is_data: false, is_scratch: false });
    }

    /// An array as an operand of elementwise operations over `len` elements, in blocks of `block`.
    fn operand(&self, id: NodeId, len: usize, block: usize) -> Operand {
        let Slot { at, is_data, is_scratch } = self.slot(id);
        let is_array = self.graph.len(id) == len && len > 1;
        let size = if is_data { 1 } else { self.lanes };
        let block = if is_array && !is_scratch { block * size } else { 0 };
        if self.lanes == 1 {
            Operand { at, outer: 0, contiguous: is_array, block }
        } else {
            Operand { at, outer: if is_array { size } else { 0 }, contiguous: !is_data, block }
        }
    }

    /// The same element of all lanes after another.
    fn elements(&self, id: NodeId) -> Operand {
        let Slot { at, is_data, .. } = self.slot(id);
        Operand { at, outer: if is_data { 1 } else { self.lanes }, contiguous: !is_data, block: 0 }
    }

    /// The loops of an elementwise operation.
    fn extent(&self, len: usize) -> (usize, usize) {
        if self.lanes == 1 { (1, len.next_multiple_of(PACK)) } else { (len, self.lanes) }
    }

    /// An instruction that computes the whole of a node; none for leaves and views.
    fn whole(&mut self, id: NodeId) -> Option<Instruction> {
        let node = self.graph.node(id);
        let len = node.len as usize;
        let inputs = &node.inputs;
        Some(match &node.op {
            Op::Constant(_) | Op::Coordinates(_) => return None,
            Op::Slice(start) => {
                let Slot { at, is_data, is_scratch } = self.slot(inputs[0]);
                let at = at + *start as usize * if is_data { 1 } else { self.lanes };
                self.slots[id as usize] = Some(Slot { at, is_data, is_scratch });
                return None;
            }
            Op::Unary(_) | Op::Binary(_) if len * self.lanes == 1 && self.scalar(id).is_some() => {
                let f = self.scalar(id)?;
                let (x, y) = (self.slot(inputs[0]).at, self.slot(inputs[inputs.len() - 1]).at);
                let out = self.room(1);
                self.keep(id, out);
                Instruction::Scalar { f, x, y, out }
            }
            Op::Unary(_) | Op::Binary(_) => {
                // Even a scalar is written as a pack here.
                let out = self.room(len.max(if self.lanes == 1 { PACK } else { 1 }));
                let instruction = self.elementwise(id, len, len, out, false);
                self.keep(id, out);
                instruction
            }
            Op::Dot if self.is_regression(id) => {
                let width = self.graph.len(inputs[1]);
                let matrix = self.place_columns(inputs[0], len, width);
                let weights = self.slot(inputs[1]).at;
                let out = self.placed(id);
                Instruction::Columns { matrix, weights, rows: len, width, out }
            }
            Op::Sum | Op::SumOfSquares | Op::Dot | Op::LogSumExp => {
                let out = self.room(len);
                let instruction = self.reduction(id, len, 0, out, false);
                self.keep(id, out);
                instruction
            }
            Op::Total => {
                let terms = inputs.iter().map(|&input| self.elements(input)).collect();
                let out = self.placed(id);
                Instruction::Total { terms, out }
            }
            Op::TransposedDot => {
                let (matrix, weights) = (self.elements(inputs[0]), self.elements(inputs[1]));
                let rows = self.graph.len(inputs[1]);
                let out = self.placed(id);
                Instruction::TransposedDot { matrix, weights, rows, width: len, out }
            }
            Op::Outer => {
                let (x, y) = (self.elements(inputs[0]), self.elements(inputs[1]));
                let (rows, width) = (self.graph.len(inputs[0]), self.graph.len(inputs[1]));
                let out = self.placed(id);
                Instruction::Outer { x, y, rows, width, out }
            }
            Op::Pick(picks) => {
                let from = picks.iter().map(|&(input, at)| {
                    let operand = self.elements(inputs[input as usize]);
                    (operand.at + at as usize * operand.outer, !operand.contiguous)
                });
                let from: Box<[(usize, bool)]> = from.collect();
                let out = self.placed(id);
                let short = |(at, _): &(usize, bool)| u32::try_from(*at).ok();
                match from.iter().map(short).collect::<Option<Box<[u32]>>>() {
                    Some(from) if self.lanes == 1 => Instruction::Gather { from, out },
                    _ => Instruction::Pick { from, out },
                }
            }
            Op::Spread => {
                let x = self.elements(inputs[0]);
                let times = len / self.graph.len(inputs[0]);
                let out = self.placed(id);
                Instruction::Spread { x, len, times, out }
            }
            Op::Scatter(to) => {
                let mut x = self.elements(inputs[0]);
                if self.graph.len(inputs[0]) == 1 {
                    x.outer = 0;
                }
                let out = self.placed(id);
                Instruction::Scatter { x, to: to.iter().copied().collect(), len, out }
            }
            Op::Call(call) | Op::Pullback(call) => {
                let inputs = inputs.iter().map(|&input| (self.elements(input), self.graph.len(input))).collect();
                let out = self.placed(id);
                let call = *call as usize;
                match node.op {
                    Op::Call(_) => Instruction::Call { call, inputs, len, out },
                    _ => Instruction::Pullback { call, inputs, len, out },
                }
            }
            Op::Density(_) => unreachable!("densities have been written out"),
        })
    }

    /// Whether a node is a constant matrix times a vector, at one point.
    fn is_regression(&self, id: NodeId) -> bool {
        let node = self.graph.node(id);
        let (matrix, vector) = (node.inputs[0], node.inputs[1]);
        let shared = self.graph.len(vector) < self.graph.len(matrix);
        self.lanes == 1 && node.len as usize >= PACK && shared && self.graph.values(matrix).is_some()
    }

    /// A constant matrix, column by column.
    fn place_columns(&mut self, matrix: NodeId, rows: usize, width: usize) -> usize {
        let at = self.memory.len();
        if let Some(values) = self.graph.values(matrix) {
            for j in 0..width {
                self.memory.extend(values.iter().skip(j).step_by(width));
                self.memory.resize(at + (j + 1) * rows.next_multiple_of(PACK), 0.0);
            }
        }
        at
    }

    /// Gives a node its place.
    fn placed(&mut self, id: NodeId) -> usize {
        let at = self.room(self.graph.len(id));
        self.keep(id, at);
        at
    }

    /// The arithmetic of a node, if that is all it is.
    fn scalar(&self, id: NodeId) -> Option<Scalar> {
        Some(match self.graph.node(id).op {
            Op::Unary(Unary::Neg) => Scalar::Neg,
            Op::Unary(Unary::Square) => Scalar::Square,
            Op::Unary(Unary::Sqrt) => Scalar::Sqrt,
            Op::Unary(Unary::Inv) => Scalar::Inv,
            Op::Unary(Unary::Abs) => Scalar::Abs,
            Op::Binary(Binary::Add) => Scalar::Add,
            Op::Binary(Binary::Sub) => Scalar::Sub,
            Op::Binary(Binary::Mul) => Scalar::Mul,
            Op::Binary(Binary::Div) => Scalar::Div,
            Op::Binary(Binary::Guard) => Scalar::Guard,
            _ => return None,
        })
    }

    /// An elementwise operation on `count` elements at a time of `len` in all.
    fn elementwise(&self, id: NodeId, len: usize, count: usize, out: usize, is_scratch: bool) -> Instruction {
        let node = self.graph.node(id);
        let (mut outer, mut inner) = self.extent(count);
        let block = if count == len { 0 } else { count };
        let out = Operand {
            at: out,
            outer: if self.lanes == 1 { 0 } else { self.lanes },
            contiguous: true,
            block: if is_scratch { 0 } else { block * self.lanes },
        };
        let mut operands: Vec<Operand> = node.inputs.iter().map(|&input| self.operand(input, len, block)).collect();
        // Where all operands go through memory as the result does, the two loops are one.
        let flat = |operand: &Operand| operand.contiguous && operand.outer == self.lanes;
        if self.lanes > 1 && operands.iter().all(flat) {
            (outer, inner) = (1, outer * inner);
        }
        let x = operands.remove(0);
        match node.op {
            Op::Unary(f) => Instruction::Unary { f, x, out, outer, inner },
            Op::Binary(f) => Instruction::Binary { f, x, y: operands.remove(0), out, outer, inner },
            _ => unreachable!("only elementwise operations come here"),
        }
    }

    /// A reduction to `rows` rows at a time.
    fn reduction(&self, id: NodeId, rows: usize, block: usize, out: usize, by_block: bool) -> Instruction {
        let node = self.graph.node(id);
        let f = match node.op {
            Op::Sum => Reduction::Sum,
            Op::SumOfSquares => Reduction::Squares,
            Op::Dot => Reduction::Dot,
            _ => Reduction::LogSumExp,
        };
        let len = self.graph.len(node.inputs[0]);
        let width = if by_block { block } else { len / node.len as usize };
        let row = len / node.len as usize;
        let side = |input: NodeId| {
            let Slot { at, is_data, is_scratch } = self.slot(input);
            let size = if is_data { 1 } else { self.lanes };
            let shared = self.graph.len(input) != len;
            let block = if is_scratch || shared { 0 } else { block * size };
            Operand { at, outer: size, contiguous: !is_data, block }
        };
        let x = side(node.inputs[0]);
        let second = node.inputs[node.inputs.len() - 1];
        let y = side(second);
        let y_row = if self.graph.len(second) == len { width } else { 0 };
        let step = if by_block { self.lanes } else { block / row.max(1) * self.lanes };
        let out = Operand { at: out, outer: self.lanes, contiguous: true, block: step };
        Instruction::Reduce { f, x, y, y_row, rows, width, out }
    }

    /// An instruction of a strip, and what has to be done after it.
    fn in_blocks(&mut self, id: NodeId, len: usize, block: usize, outside: bool) -> (Instruction, Option<Instruction>) {
        let node = self.graph.node(id);
        if node.len as usize == len {
            let spare = if outside { None } else { self.spare.pop() };
            let at = spare.unwrap_or_else(|| self.room(if outside { len } else { block } + PACK));
            let instruction = self.elementwise(id, len, block.min(len), at, !outside);
            self.slots[id as usize] = Some(Slot { at, is_data: false, is_scratch: !outside });
            return (instruction, None);
        }
        if node.len > 1 {
            let at = self.room(node.len as usize);
            let instruction = self.reduction(id, block / (len / node.len as usize), block, at, false);
            self.keep(id, at);
            return (instruction, None);
        }
        let n_blocks = len.div_ceil(block);
        let parts = self.room(n_blocks);
        let instruction = self.reduction(id, 1, block, parts, true);
        let out = self.room(1);
        self.keep(id, out);
        let operand = |at: usize| Operand { at, outer: self.lanes, contiguous: true, block: 0 };
        let sum = Instruction::Reduce {
            f: Reduction::Sum,
            x: operand(parts),
            y: operand(parts),
            y_row: n_blocks,
            rows: 1,
            width: n_blocks,
            out: operand(out),
        };
        (instruction, Some(sum))
    }
}
