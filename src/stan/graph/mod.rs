//! A log density as a graph of array operations: what is left of a program when everything that depends only on
//! data has been done.
//!
//! Every node is an array of `f64` (a scalar is an array of one element), made by one operation from nodes before it.
//! Elementwise operations take inputs of their own length or scalars, which stand for all elements. Reductions go
//! row by row: an input of `rows * width` elements gives `rows`. Equal nodes are one node.
//!
//! [`trace`](super::trace) makes a graph, `roots` takes squares of square roots out, `reroll` turns loops back into arrays,
//! `expand` writes densities out, `differentiate` appends the gradient, `tails` shares exponentials between a function and
//! its slope, `fuse` joins products with sums, and [`vm`](super::vm) runs it. [`interpret`] is the plain walker that
//! says what all of them mean.

use std::collections::HashMap;
use std::sync::Arc;

use smallvec::SmallVec;

mod affine;
mod build;
mod call;
mod differentiate;
mod expand;
mod functions;
mod fuse;
pub mod interpret;
mod pullbacks;
mod reroll;
mod roots;
mod sums;
mod tails;
mod text;
mod verify;

pub use call::{Argument, Call, Target};
pub use reroll::Rank;

/// Index into [`Graph::nodes`].
pub type NodeId = u32;

/// One element of a node.
pub type Element = (NodeId, u32);

/// The inputs of a node.
pub type Inputs = SmallVec<[NodeId; 4]>;

/// A node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node {
    /// How it is made.
    pub op: Op,
    /// From what.
    pub inputs: Inputs,
    /// Number of elements, at least 1.
    pub len: u32,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    /// One of [`Graph::constants`].
    Constant(u32),
    /// Coordinates of the point, from this one on.
    Coordinates(u32),
    /// Elementwise.
    Unary(Unary),
    /// Elementwise.
    Binary(Binary),
    /// Elementwise, rounded once; [`Program::fused`] makes them.
    Ternary(Ternary),
    /// Elementwise: the log density of each element. [`Program::expanded`] writes it out.
    Density(Density),
    /// The sum of each row.
    Sum,
    /// The sum of the squares of each row.
    SumOfSquares,
    /// The sum of the products of each row of the first input with the same row of the second, or with all of the
    /// second if that has the length of one row.
    Dot,
    /// `ln` of the sum of the exponentials of each row.
    LogSumExp,
    /// The sum of all inputs, which are scalars.
    Total,
    /// A matrix (`rows * len` elements) transposed, times a vector of `rows` elements.
    TransposedDot,
    /// All products of an element of the first input with one of the second, a row for each of the first.
    Outer,
    /// Elements from this one on.
    Slice(u32),
    /// Elements picked from the inputs: for each the number of the input and the element in it.
    Pick(Arc<[(u32, u32)]>),
    /// Each element of the input as often as the lengths say.
    Spread,
    /// Each element of the input added to the element named here.
    Scatter(Arc<[u32]>),
    /// One of [`Graph::calls`]: what it returns, one after another.
    Call(u32),
    /// The derivatives of a call's results, weighted by the last input (one weight a result), by the elements of its
    /// arguments, one argument after another. The last input but one is the results.
    Pullback(u32),
}

/// Functions of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Unary {
    Neg,
    Exp,
    Ln,
    Ln1p,
    Expm1,
    Sqrt,
    Square,
    Inv,
    InvSqrt,
    InvLogit,
    Log1pExp,
    Log1mExp,
    /// `e^-|x|`
    Tail,
    Abs,
    Sign,
    Tanh,
    Lgamma,
    Digamma,
    Trigamma,
    Sin,
    Cos,
}

/// Functions of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Pow,
    LogSumExp,
    /// `ln(1 + e^x)` from `x` and its tail.
    Log1pExpOfTail,
    /// `1 / (1 + e^-x)` from `x` and its tail.
    InvLogitOfTail,
    /// 0 where the first is at most the second, NaN elsewhere.
    Guard,
}

/// Functions of three numbers, rounded once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ternary {
    /// `x y + z`
    MulAdd,
    /// `x y - z`
    MulSub,
    /// `z - x y`
    SubMul,
}

/// Log densities that are written out; inputs in the order of Stan's arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Density {
    Normal,
    StdNormal,
    Cauchy,
    StudentT,
    Exponential,
    Gamma,
    InvGamma,
    Lognormal,
    Beta,
    DoubleExponential,
    Logistic,
    Uniform,
    Bernoulli,
    BernoulliLogit,
    Binomial,
    BinomialLogit,
    Poisson,
    PoissonLog,
}

/// Nodes, with what they refer to.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// In an order in which they can be computed.
    pub nodes: Vec<Node>,
    /// The arrays of numbers that do not depend on the point.
    pub constants: Vec<Arc<[f64]>>,
    /// The functions without an operation of their own.
    pub calls: Vec<Arc<Call>>,
    /// For each node, where it comes from: [`reroll`] makes arrays of scalars that come from one place.
    tags: Vec<u32>,
    /// The tag of nodes that are made now.
    tag: u32,
    known_nodes: HashMap<Node, NodeId>,
    /// By a digest of their numbers.
    known_constants: HashMap<u64, SmallVec<[u32; 1]>>,
}

/// Which part of a computation a node belongs to; a tag says it in its highest bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// The program's own statements.
    Program,
    /// Derivatives of one node by another, which depend on no adjoint.
    Slope,
    /// Derivatives of the value.
    Adjoint,
}

impl Origin {
    const SLOPE: u32 = 1 << 30;
    const ADJOINT: u32 = 1 << 31;

    fn of(tag: u32) -> Origin {
        match tag & (Origin::SLOPE | Origin::ADJOINT) {
            0 => Origin::Program,
            Origin::ADJOINT => Origin::Adjoint,
            _ => Origin::Slope,
        }
    }

    /// The tag for nodes that are made for one with this tag.
    fn tag(self, of: u32) -> u32 {
        let place = of & !(Origin::SLOPE | Origin::ADJOINT);
        match self {
            Origin::Program => place,
            Origin::Slope => place | Origin::SLOPE,
            Origin::Adjoint => place | Origin::ADJOINT,
        }
    }
}

/// A log density: a graph and its results.
#[derive(Debug, Clone)]
pub struct Program {
    /// The graph.
    pub graph: Graph,
    /// Number of coordinates.
    pub dim: usize,
    /// The log density, a scalar. If it is finite, it is the one that the program defines; if not, the program has
    /// to be asked.
    pub value: NodeId,
    /// Its derivatives by all coordinates, if they have been appended.
    pub gradient: Option<NodeId>,
    /// Calls that can fail, whether or not their results are used.
    pub calls: Vec<NodeId>,
    /// What else is wanted at a point, each an array.
    pub outputs: Vec<NodeId>,
}

impl Program {
    /// The nodes that must be computed.
    pub fn roots(&self) -> Vec<NodeId> {
        let mut roots = vec![self.value];
        roots.extend(self.gradient);
        roots.extend(&self.calls);
        roots.extend(&self.outputs);
        roots
    }

    /// The same density, with its loops as arrays and its densities written out, ready to be run or differentiated.
    pub fn optimised(self) -> Program {
        let rolled = self.without_squared_roots().rerolled(Rank::Depth);
        let expanded = rolled.expanded();
        // What was written out for arrays may share and fold more; sums find their arrays now.
        expanded.rerolled(Rank::Depth).summed()
    }
}
