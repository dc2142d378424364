//! What the machine does.

use crate::stan::graph::{Binary, Ternary, Unary};

/// Where an operand lies: element `o` of the outer loop, in block `b`, starts at `at + o * outer + b * block`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operand {
    pub at: usize,
    pub outer: usize,
    /// Elements of the inner loop lie one after another; else there is one for all.
    pub contiguous: bool,
    pub block: usize,
}

impl Operand {
    /// Where it starts in a block.
    #[inline(always)]
    pub fn start(&self, block: usize) -> usize {
        self.at + block * self.block
    }
}

/// Instructions that are done one after another, for one block of elements after another.
#[derive(Debug, Clone)]
pub struct Segment {
    pub instructions: Vec<Instruction>,
    /// Elements in all, and in a block; a segment of whole arrays has one block.
    pub strip: Option<Strip>,
}

/// A run of instructions over long arrays, cut into blocks that stay in the nearest cache.
#[derive(Debug, Clone, Copy)]
pub struct Strip {
    pub len: usize,
    pub block: usize,
}

/// Arithmetic of one or two scalars of one point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    Add,
    Sub,
    Mul,
    Div,
    Neg,
    Square,
    Sqrt,
    Inv,
    Abs,
    Guard,
}

/// Arithmetic of two packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Sub,
    Mul,
    Div,
}

/// An operand of one pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short {
    pub at: usize,
    /// One number for all lanes.
    pub is_scalar: bool,
}

/// Row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduction {
    Sum,
    Squares,
    Dot,
    LogSumExp,
    /// Of many short rows.
    ShortLogSumExp,
}

/// An instruction. It writes behind everything that it reads; those of strips may write before.
#[derive(Debug, Clone)]
pub enum Instruction {
    Scalar {
        f: Scalar,
        x: usize,
        y: usize,
        out: usize,
    },
    /// A ternary operation of scalars of one point.
    Fused {
        f: Ternary,
        x: usize,
        y: usize,
        z: usize,
        out: usize,
    },
    /// Arithmetic of arrays of one point that fit a pack.
    Pack {
        f: Arithmetic,
        operands: [Short; 2],
        out: usize,
    },
    /// A ternary operation of such arrays.
    FusedPack {
        f: Ternary,
        operands: [Short; 3],
        out: usize,
    },
    Unary {
        f: Unary,
        x: Operand,
        out: Operand,
        outer: usize,
        inner: usize,
    },
    Binary {
        f: Binary,
        x: Operand,
        y: Operand,
        out: Operand,
        outer: usize,
        inner: usize,
    },
    Ternary {
        f: Ternary,
        x: Operand,
        y: Operand,
        z: Operand,
        out: Operand,
        outer: usize,
        inner: usize,
    },
    /// The sum of scalars.
    Total {
        terms: Box<[Operand]>,
        out: usize,
    },
    /// `rows` rows of `width` elements. Of `y` there is a row for each of `x`, or one for all (`y_row` is 0).
    Reduce {
        f: Reduction,
        x: Operand,
        y: Operand,
        y_row: usize,
        rows: usize,
        width: usize,
        out: Operand,
    },
    /// A matrix of `rows` rows, which lies column by column, each filled up to whole packs, times a vector of `width`.
    Columns {
        matrix: usize,
        weights: usize,
        rows: usize,
        width: usize,
        out: usize,
    },
    TransposedDot {
        matrix: Operand,
        weights: Operand,
        rows: usize,
        width: usize,
        out: usize,
    },
    Outer {
        x: Operand,
        y: Operand,
        rows: usize,
        width: usize,
        out: usize,
    },
    /// Elements from these places, at one point.
    Gather {
        from: Box<[u32]>,
        out: usize,
    },
    /// Elements from these places; `true` where there is one number for all lanes.
    Pick {
        from: Box<[(usize, bool)]>,
        out: usize,
    },
    Spread {
        x: Operand,
        len: usize,
        times: usize,
        out: usize,
    },
    Scatter {
        x: Operand,
        to: Box<[u32]>,
        len: usize,
        out: usize,
    },
    Call {
        call: usize,
        inputs: Box<[(Operand, usize)]>,
        len: usize,
        out: usize,
    },
    /// The last two inputs are the results and the weights.
    Pullback {
        call: usize,
        inputs: Box<[(Operand, usize)]>,
        len: usize,
        out: usize,
    },
}
