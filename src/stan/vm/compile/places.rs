//! Where nodes lie in memory.

use super::Compiler;
use crate::stan::graph::{NodeId, Op};
use crate::stan::vm::PACK;
use crate::stan::vm::instruction::{Instruction, Operand, Segment};

/// Where the elements of a node lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub at: usize,
    /// One number for all lanes.
    pub is_data: bool,
    /// Only the current block is kept.
    pub is_scratch: bool,
}

impl Compiler<'_> {
    /// Constants and coordinates.
    pub(super) fn place_leaves(&mut self, needed: &[bool], dim: usize) {
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
    pub(super) fn room(&mut self, len: usize) -> usize {
        // A lone scalar of one point takes one place; all others may be written pack by pack.
        if len * self.lanes == 1 {
            self.memory.push(1.0);
            return self.memory.len() - 1;
        }
        let at = self.memory.len().next_multiple_of(PACK);
        // A view that ends where the array does is read to the end of its last pack.
        self.memory.resize(at + (len * self.lanes + PACK - 1).next_multiple_of(PACK), 1.0);
        at
    }

    pub(super) fn slot(&self, id: NodeId) -> Slot {
        self.slots[id as usize].expect("inputs have been placed")
    }

    /// The place of a result, one number a lane.
    pub(super) fn readable(&mut self, id: NodeId) -> usize {
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

    pub(super) fn keep(&mut self, id: NodeId, at: usize) {
        self.slots[id as usize] = Some(Slot { at, is_data: false, is_scratch: false });
    }

    /// An array as an operand of elementwise operations over `len` elements, in blocks of `block`.
    pub(super) fn operand(&self, id: NodeId, len: usize, block: usize) -> Operand {
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
    pub(super) fn elements(&self, id: NodeId) -> Operand {
        let Slot { at, is_data, .. } = self.slot(id);
        Operand { at, outer: if is_data { 1 } else { self.lanes }, contiguous: !is_data, block: 0 }
    }

    /// A constant matrix, column by column.
    pub(super) fn place_columns(&mut self, matrix: NodeId, rows: usize, width: usize) -> usize {
        let at = self.memory.len().next_multiple_of(PACK);
        self.memory.resize(at, 1.0);
        if let Some(values) = self.graph.values(matrix) {
            for j in 0..width {
                self.memory.extend(values.iter().skip(j).step_by(width));
                self.memory.resize(at + (j + 1) * rows.next_multiple_of(PACK), 0.0);
            }
        }
        at
    }

    /// Gives a node its place.
    pub(super) fn placed(&mut self, id: NodeId) -> usize {
        let at = self.room(self.graph.len(id));
        self.keep(id, at);
        at
    }
}
