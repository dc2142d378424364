//! One run: segment by segment, block by block, instruction by instruction.

use std::sync::Arc;

use super::elementwise::Side;
use super::instruction::{Instruction, Operand, Segment, Short};
use super::{Machine, Mode, PACK, elementwise, moves, reductions, scalars};
use crate::math::simd::{Isa, Kernel};
use crate::stan::graph::Call;

impl Machine<'_> {
    /// Computes everything for the coordinates in memory.
    pub(super) fn run(&mut self) {
        self.failed.fill(false);
        let Machine { program, level, memory, failed } = self;
        let lanes = program.mode.points();
        let run = Run { segments: &program.segments, calls: &program.calls, mode: program.mode, lanes, memory, failed };
        level.run(run);
    }
}

struct Run<'m> {
    segments: &'m [Segment],
    calls: &'m [Arc<Call>],
    mode: Mode,
    lanes: usize,
    memory: &'m mut [f64],
    failed: &'m mut [bool],
}

impl Kernel for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(mut self, isa: I) {
        for segment in self.segments {
            match segment.strip {
                None => {
                    for instruction in &segment.instructions {
                        self.step(isa, instruction, 0, None);
                    }
                }
                Some(strip) => {
                    for block in 0..strip.len.div_ceil(strip.block) {
                        let rest = strip.len - block * strip.block;
                        let count = (rest < strip.block).then_some((rest, strip.block));
                        for instruction in &segment.instructions {
                            self.step(isa, instruction, block, count);
                        }
                    }
                }
            }
        }
    }
}

impl Run<'_> {
    /// One instruction. `short` says how many elements of how many a last block has.
    #[inline(always)]
    fn step<I: Isa>(&mut self, isa: I, instruction: &Instruction, block: usize, short: Option<(usize, usize)>) {
        match instruction {
            Instruction::Scalar { f, x, y, out } => {
                self.memory[*out] = scalars::apply(*f, self.memory[*x], self.memory[*y]);
            }
            Instruction::Fused { f, x, y, z, out } => {
                self.memory[*out] = scalars::fused(isa, *f, self.memory[*x], self.memory[*y], self.memory[*z]);
            }
            Instruction::Pack { f, operands, out } => {
                let [x, y] = *operands;
                let packs = [load(isa, self.memory, x), load(isa, self.memory, y)];
                store(isa, self.memory, *out, scalars::pack(isa, *f, packs));
            }
            Instruction::FusedPack { f, operands, out } => {
                let [x, y, z] = *operands;
                let packs = [load(isa, self.memory, x), load(isa, self.memory, y), load(isa, self.memory, z)];
                store(isa, self.memory, *out, scalars::fused_pack(isa, *f, packs));
            }
            Instruction::Unary { f, x, out, outer, inner } => {
                let (outer, inner) = self.extent(*outer, *inner, short);
                let extent = elementwise::Extent { step: out.outer, outer, inner };
                let (others, result) = split(self.memory, out.start(block), (outer - 1) * out.outer + inner);
                elementwise::unary(isa, *f, others.side(x, block), result, extent);
            }
            Instruction::Binary { f, x, y, out, outer, inner } => {
                let (outer, inner) = self.extent(*outer, *inner, short);
                let extent = elementwise::Extent { step: out.outer, outer, inner };
                let (others, result) = split(self.memory, out.start(block), (outer - 1) * out.outer + inner);
                elementwise::binary(isa, *f, others.side(x, block), others.side(y, block), result, extent);
            }
            Instruction::Ternary { f, x, y, z, out, outer, inner } => {
                let (outer, inner) = self.extent(*outer, *inner, short);
                let extent = elementwise::Extent { step: out.outer, outer, inner };
                let (others, result) = split(self.memory, out.start(block), (outer - 1) * out.outer + inner);
                let sides = [others.side(x, block), others.side(y, block), others.side(z, block)];
                elementwise::ternary(isa, *f, sides, result, extent);
            }
            Instruction::Reduce { f, x, y, y_row, rows, width, out } => {
                // The last block has fewer rows, or a shorter one.
                let (rows, width, y_row) = match short {
                    None => (*rows, *width, *y_row),
                    Some((count, whole)) if *width == whole => (*rows, count, *y_row),
                    Some((count, _)) => (count / *width, *width, *y_row),
                };
                let shape = reductions::Shape { rows, width, y_row };
                let (others, result) = split(self.memory, out.start(block), rows * self.lanes);
                let (x, y) = (others.side(x, block), others.side(y, block));
                match self.mode {
                    Mode::Single => reductions::single(isa, *f, x, y, shape, result),
                    Mode::Lanes => reductions::lanes(isa, *f, x, y, shape, result),
                }
            }
            Instruction::Columns { matrix, weights, rows, width, out } => {
                let (before, result) = self.memory.split_at_mut(*out);
                reductions::columns(isa, &before[*matrix..], &before[*weights..][..*width], *rows, result);
            }
            Instruction::Total { terms, out } => {
                let (before, result) = self.memory.split_at_mut(*out);
                moves::total(before, terms, result, self.lanes);
            }
            Instruction::TransposedDot { matrix, weights, rows, width, out } => {
                let (before, result) = self.memory.split_at_mut(*out);
                moves::transposed_dot(before, matrix, weights, *rows, *width, result, self.lanes);
            }
            Instruction::Outer { x, y, rows, width, out } => {
                let (before, result) = self.memory.split_at_mut(*out);
                moves::outer(before, x, y, *rows, *width, result, self.lanes);
            }
            Instruction::Pick { from, out } => {
                let (before, result) = self.memory.split_at_mut(*out);
                moves::pick(before, from, result, self.lanes);
            }
            Instruction::Gather { from, out } => {
                let (before, result) = self.memory.split_at_mut(*out);
                moves::gather(isa, before, from, result);
            }
            Instruction::Spread { x, len, times, out } => {
                let (before, result) = self.memory.split_at_mut(*out);
                moves::spread(before, x, *len, *times, result, self.lanes);
            }
            Instruction::Scatter { x, to, len, out } => {
                let (before, result) = self.memory.split_at_mut(*out);
                moves::scatter(before, x, to, *len, result, self.lanes);
            }
            Instruction::Call { call, inputs, len, out } => self.call(*call, inputs, *len, *out, false),
            Instruction::Pullback { call, inputs, len, out } => self.call(*call, inputs, *len, *out, true),
        }
    }

    /// The loops of an elementwise operation, which are shorter in a short block.
    #[inline(always)]
    fn extent(&self, outer: usize, inner: usize, short: Option<(usize, usize)>) -> (usize, usize) {
        match (short, self.mode) {
            (None, _) => (outer, inner),
            (Some((count, _)), Mode::Single) => (1, count.next_multiple_of(PACK)),
            (Some((count, _)), Mode::Lanes) if outer == 1 => (1, count * self.lanes),
            (Some((count, _)), Mode::Lanes) => (count, inner),
        }
    }

    /// A function of the library, lane by lane.
    #[inline(never)]
    fn call(&mut self, call: usize, inputs: &[(Operand, usize)], len: usize, out: usize, is_pullback: bool) {
        let call = &self.calls[call];
        for lane in 0..self.lanes {
            let arguments: Vec<Vec<f64>> = inputs
                .iter()
                .map(|(operand, len)| {
                    let lane = if operand.contiguous { lane } else { 0 };
                    (0..*len).map(|k| self.memory[operand.at + k * operand.outer + lane]).collect()
                })
                .collect();
            let arguments: Vec<&[f64]> = arguments.iter().map(Vec::as_slice).collect();
            let results = if is_pullback {
                let mut results = vec![0.0; len];
                call.pullback(&arguments, &mut results).map(|()| results)
            } else {
                call.value(&arguments).map(|(results, ..)| results)
            };
            let results = results.ok().filter(|results| results.len() == len).unwrap_or_else(|| {
                self.failed[lane] = true;
                vec![f64::NAN; len]
            });
            for (k, x) in results.into_iter().enumerate() {
                self.memory[out + k * self.lanes + lane] = x;
            }
        }
    }
}

/// An operand of one pack.
#[inline(always)]
fn load<I: Isa>(isa: I, memory: &[f64], operand: Short) -> I::Pack {
    let numbers = &memory[operand.at..][..PACK];
    if operand.is_scalar { isa.splat(numbers[0]) } else { isa.load(&numbers.as_chunks().0[0]) }
}

#[inline(always)]
fn store<I: Isa>(isa: I, memory: &mut [f64], at: usize, pack: I::Pack) {
    isa.store(&mut memory[at..][..PACK].as_chunks_mut().0[0], pack);
}

/// The memory without a result.
#[derive(Clone, Copy)]
struct Others<'m> {
    before: &'m [f64],
    after: &'m [f64],
    /// Where `after` begins.
    end: usize,
}

/// A result of `len` numbers, and the memory before and behind it.
#[inline(always)]
fn split(memory: &mut [f64], start: usize, len: usize) -> (Others<'_>, &mut [f64]) {
    let (before, rest) = memory.split_at_mut(start);
    let (result, after) = rest.split_at_mut(len);
    (Others { before, after, end: start + len }, result)
}

impl<'m> Others<'m> {
    /// An operand in a block; it does not overlap with the result.
    #[inline(always)]
    fn side(self, operand: &Operand, block: usize) -> Side<'m> {
        let start = operand.start(block);
        let numbers = if start < self.before.len() { &self.before[start..] } else { &self.after[start - self.end..] };
        Side { numbers, outer: operand.outer, contiguous: operand.contiguous }
    }
}
