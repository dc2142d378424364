//! Instructions for elementwise operations and reductions.

use smallvec::SmallVec;

use super::Compiler;
use super::places::Slot;
use crate::stan::graph::{Binary, NodeId, Op, Unary};
use crate::stan::vm::PACK;
use crate::stan::vm::instruction::{Arithmetic, Instruction, Operand, Reduction, Scalar, Short};

impl Compiler<'_> {
    /// The loops of an elementwise operation.
    pub(super) fn extent(&self, len: usize) -> (usize, usize) {
        if self.lanes == 1 { (1, len.next_multiple_of(PACK)) } else { (len, self.lanes) }
    }

    /// Whether a node is a constant matrix times a vector, at one point.
    pub(super) fn is_regression(&self, id: NodeId) -> bool {
        let node = self.graph.node(id);
        let (matrix, vector) = (node.inputs[0], node.inputs[1]);
        let shared = self.graph.len(vector) < self.graph.len(matrix);
        self.lanes == 1 && node.len as usize >= PACK && shared && self.graph.values(matrix).is_some()
    }

    /// Whether a node of one point has rows that are shorter than a pack, so that a pack is better filled by many rows.
    fn has_short_rows(&self, id: NodeId) -> bool {
        let node = self.graph.node(id);
        let rows = node.len as usize;
        self.lanes == 1 && rows > 1 && self.graph.len(node.inputs[0]) / rows <= PACK
    }

    /// The arithmetic of a node, if that is all it is.
    pub(super) fn scalar(&self, id: NodeId) -> Option<Scalar> {
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

    /// The arithmetic of an array of one point that fits a pack, if that is all it is; it goes to `out`.
    pub(super) fn short(&self, id: NodeId, out: usize) -> Option<Instruction> {
        let node = self.graph.node(id);
        if self.lanes > 1 || node.len as usize > PACK {
            return None;
        }
        let short = |&input: &NodeId| Short { at: self.slot(input).at, is_scalar: self.graph.len(input) == 1 };
        let operands: SmallVec<[Short; 3]> = node.inputs.iter().map(short).collect();
        match (&node.op, operands.as_slice()) {
            (&Op::Ternary(f), &[x, y, z]) => Some(Instruction::FusedPack { f, operands: [x, y, z], out }),
            (&Op::Binary(f), &[x, y]) => {
                let f = match f {
                    Binary::Add => Arithmetic::Add,
                    Binary::Sub => Arithmetic::Sub,
                    Binary::Mul => Arithmetic::Mul,
                    Binary::Div => Arithmetic::Div,
                    _ => return None,
                };
                Some(Instruction::Pack { f, operands: [x, y], out })
            }
            _ => None,
        }
    }

    /// An elementwise operation on `count` elements at a time of `len` in all.
    pub(super) fn elementwise(
        &self,
        id: NodeId,
        len: usize,
        count: usize,
        out: usize,
        is_scratch: bool,
    ) -> Instruction {
        let node = self.graph.node(id);
        let (mut outer, mut inner) = self.extent(count);
        let block = if count == len { 0 } else { count };
        let out = Operand {
            at: out,
            outer: if self.lanes == 1 { 0 } else { self.lanes },
            contiguous: true,
            block: if is_scratch { 0 } else { block * self.lanes },
        };
        let operands: Vec<Operand> = node.inputs.iter().map(|&input| self.operand(input, len, block)).collect();
        // Where all operands go through memory as the result does, the two loops are one.
        let flat = |operand: &Operand| operand.contiguous && operand.outer == self.lanes;
        if self.lanes > 1 && operands.iter().all(flat) {
            (outer, inner) = (1, outer * inner);
        }
        match (&node.op, operands.as_slice()) {
            (&Op::Unary(f), &[x]) => Instruction::Unary { f, x, out, outer, inner },
            (&Op::Binary(f), &[x, y]) => Instruction::Binary { f, x, y, out, outer, inner },
            (&Op::Ternary(f), &[x, y, z]) => Instruction::Ternary { f, x, y, z, out, outer, inner },
            _ => unreachable!("only elementwise operations come here"),
        }
    }

    /// A reduction to `rows` rows at a time.
    pub(super) fn reduction(&self, id: NodeId, rows: usize, block: usize, out: usize, by_block: bool) -> Instruction {
        let node = self.graph.node(id);
        let f = match node.op {
            Op::Sum => Reduction::Sum,
            Op::SumOfSquares => Reduction::Squares,
            Op::Dot => Reduction::Dot,
            _ if self.has_short_rows(id) => Reduction::ShortLogSumExp,
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
}
