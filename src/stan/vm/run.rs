//! One run: segment by segment, block by block, instruction by instruction.

use std::sync::Arc;

use super::instruction::{Instruction, Operand, Segment};
use super::{Machine, Mode, elementwise, moves, reductions, scalars};
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
            Instruction::Unary { f, x, out, outer, inner } => {
                let (outer, inner) = self.extent(*outer, *inner, short);
                let (before, result) = self.memory.split_at_mut(out.start(block));
                elementwise::unary(isa, *f, before, at(x, block), result, out.outer, outer, inner);
            }
            Instruction::Binary { f, x, y, out, outer, inner } => {
                let (outer, inner) = self.extent(*outer, *inner, short);
                let (before, result) = self.memory.split_at_mut(out.start(block));
                elementwise::binary(isa, *f, before, at(x, block), at(y, block), result, out.outer, outer, inner);
            }
            Instruction::Reduce { f, x, y, y_row, rows, width, out } => {
                let (before, result) = self.memory.split_at_mut(out.start(block));
                // The last block has fewer rows, or a shorter one.
                let (rows, width, y_row) = match short {
                    None => (*rows, *width, *y_row),
                    Some((count, whole)) if *width == whole => (*rows, count, *y_row),
                    Some((count, _)) => (count / *width, *width, *y_row),
                };
                let shape = reductions::Shape { rows, width, y_row };
                let (x, y) = (at(x, block), at(y, block));
                match self.mode {
                    Mode::Single => reductions::single(isa, *f, before, x, y, shape, result),
                    Mode::Lanes => reductions::lanes(isa, *f, before, x, y, shape, result),
                }
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
            (Some((count, _)), Mode::Single) => (1, count.next_multiple_of(super::PACK)),
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
                let (weights, arguments) = arguments.split_last().expect("the weights are an input");
                let mut results = vec![0.0; len];
                call.pullback(arguments, weights, &mut results).map(|()| results)
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

/// An operand in a block.
#[inline(always)]
fn at(operand: &Operand, block: usize) -> Operand {
    Operand { at: operand.start(block), ..*operand }
}
