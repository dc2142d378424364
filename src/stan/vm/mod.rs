//! Runs graphs: compiled once into a list of instructions over one flat array of numbers, then run for many points.
//!
//! Independent points are evaluated [`LANES`] at a time, one in each lane ([`Mode::Lanes`]); a single point, with its
//! gradient, has its array elements side by side ([`Mode::Single`]). Both use the same kernels: `outer * inner`
//! steps, where an operand is either contiguous along `inner` or one number for all of it.
//!
//! A number's bits depend on the graph and the mode, never on the instruction set, the lane, or the other lanes.

mod compile;
mod elementwise;
mod instruction;
mod moves;
mod reductions;
mod run;
mod scalars;
mod schedule;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::graph::{Call, Program};
use crate::math::simd::{LANES as PACK, Level};
use instruction::Segment;

/// How many points are evaluated side by side.
pub const LANES: usize = 32;

/// Packs of lanes.
const LANE_PACKS: usize = LANES / PACK;

/// What lies side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One point: elements of arrays.
    Single,
    /// [`LANES`] points: their values of one element.
    Lanes,
}

impl Mode {
    /// Points in one run.
    pub fn points(self) -> usize {
        match self {
            Mode::Single => 1,
            Mode::Lanes => LANES,
        }
    }
}

/// A graph as instructions.
#[derive(Debug, Clone)]
pub struct Executable {
    mode: Mode,
    dim: usize,
    segments: Vec<Segment>,
    calls: Vec<Arc<Call>>,
    /// The memory before the first run: constants in their places.
    memory: Vec<f64>,
    /// Where the coordinates are put.
    point_at: usize,
    value_at: usize,
    gradient_at: Option<usize>,
    outputs: Vec<Output>,
}

/// An output of a program.
#[derive(Debug, Clone)]
struct Output {
    at: usize,
    len: usize,
    is_constant: bool,
}

impl Executable {
    /// Compiles what the value needs, and the gradient if it is wanted and there.
    pub fn new(program: &Program, mode: Mode, with_gradient: bool) -> Executable {
        compile::compile(program, mode, with_gradient)
    }

    /// Number of instructions.
    pub fn len(&self) -> usize {
        self.segments.iter().map(|segment| segment.instructions.len()).sum()
    }

    /// Whether there is nothing to do: the value is constant.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// Memory for one worker.
    pub fn machine(&self) -> Machine<'_> {
        self.machine_on(Level::best())
    }

    /// Memory for one worker, on this instruction set.
    pub fn machine_on(&self, level: Level) -> Machine<'_> {
        let failed = vec![false; self.mode.points()];
        Machine { program: self, level, memory: Aligned::copy(&self.memory), failed }
    }
}

/// Evaluates an [`Executable`].
pub struct Machine<'e> {
    program: &'e Executable,
    level: Level,
    memory: Aligned,
    failed: Vec<bool>,
}

/// Numbers of which the first begins a cache line: a pack that crosses into another line costs twice.
struct Aligned {
    numbers: Vec<f64>,
    start: usize,
}

impl Aligned {
    fn copy(of: &[f64]) -> Aligned {
        let mut numbers: Vec<f64> = Vec::with_capacity(of.len() + PACK);
        let start = numbers.as_ptr().align_offset(size_of::<[f64; PACK]>()).min(PACK);
        numbers.resize(start, 0.0);
        numbers.extend_from_slice(of);
        Aligned { numbers, start }
    }
}

impl Deref for Aligned {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.numbers[self.start..]
    }
}

impl DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f64] {
        &mut self.numbers[self.start..]
    }
}

impl Machine<'_> {
    /// The values at up to as many points as the mode has; NaN where a call has failed.
    ///
    /// A value that is not finite only says that the oracle has to be asked.
    pub fn values(&mut self, points: &[&[f64]], out: &mut [f64]) {
        let lanes = self.program.mode.points();
        debug_assert!(!points.is_empty() && points.len() <= lanes && points.len() == out.len());
        let start = self.program.point_at;
        let coordinates = &mut self.memory[start..];
        match self.program.mode {
            Mode::Single => {
                coordinates[..self.program.dim].copy_from_slice(points[0]);
                if let Some(&last) = points[0].last() {
                    coordinates[self.program.dim..(self.program.dim + PACK - 1).next_multiple_of(PACK)].fill(last);
                }
            }
            Mode::Lanes => {
                for k in 0..self.program.dim {
                    for lane in 0..lanes {
                        // Lanes without a point do what the last one does.
                        coordinates[k * lanes + lane] = points[lane.min(points.len() - 1)][k];
                    }
                }
            }
        }
        self.run();
        for (lane, out) in out.iter_mut().enumerate() {
            let value = self.memory[self.program.value_at + lane];
            *out = if self.failed[lane] { f64::NAN } else { value };
        }
    }

    /// The value at one point and its gradient; the executable is one with gradient for a single point.
    pub fn value_with_gradient(&mut self, point: &[f64], gradient: &mut [f64]) -> f64 {
        let mut value = [0.0];
        self.values(&[point], &mut value);
        if let Some(at) = self.program.gradient_at {
            gradient.copy_from_slice(&self.memory[at..at + gradient.len()]);
        }
        value[0]
    }

    /// The value at one point and the outputs, one after another; the executable is one for a single point. `None`
    /// where the oracle has to be asked: the value, or an output that varies, is not finite.
    pub fn outputs(&mut self, point: &[f64], out: &mut [f64]) -> Option<f64> {
        let mut value = [0.0];
        self.values(&[point], &mut value);
        let mut rest = out;
        for &Output { at, len, is_constant } in &self.program.outputs {
            let found = &self.memory[at..at + len];
            if !is_constant && !found.iter().all(|x| x.is_finite()) {
                return None;
            }
            let (these, later) = rest.split_at_mut(len);
            these.copy_from_slice(found);
            rest = later;
        }
        value[0].is_finite().then_some(value[0])
    }
}
