//! The intermediate representation: what a program is before it is run.
//!
//! Structured statements over variables and temporaries. Every operation is pure, has operands that are
//! already there, and stands in the order in which it is computed; a temporary is assigned once. Variables
//! are the program's own, changed by [`StmtKind::Store`] only. Nothing is looked up by name any more, but for
//! the functions of the library.
//!
//! [`lower`](super::lower) makes it, [`verify`] says whether it is well formed, [`text`] prints it.
#![allow(missing_docs)] // Fields and variants are called what they are.

use super::syntax::source::Span;
use super::typed::{Constraint, Draw, Scope};
use super::types::{Level, Type};

pub mod text;
pub mod verify;

/// Index into [`Body::temps`].
pub type TempId = usize;
/// Index into [`Program::functions`].
pub type FunctionId = usize;

/// A program.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    pub functions: Vec<Function>,
    /// The variables of all sections, block-local ones included.
    pub variables: Vec<Variable>,
    /// Reads and checks the data.
    pub data: Body,
    pub transformed_data: Body,
    /// Reads the parameters from a point.
    pub parameters: Body,
    pub transformed_parameters: Body,
    pub model: Body,
    pub generated_quantities: Body,
}

impl Program {
    /// The variables of the block `data`.
    pub fn data_variables(&self) -> impl Iterator<Item = &Variable> {
        self.variables.iter().filter(|variable| variable.scope == Scope::Data)
    }
}

/// A variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    pub name: String,
    pub span: Span,
    pub ty: Type,
    pub level: Level,
    pub scope: Scope,
}

/// A user's function; its first variables are its arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    pub name: String,
    pub returns: Option<Type>,
    pub n_arguments: usize,
    pub variables: Vec<Variable>,
    pub body: Body,
}

/// Statements with the temporaries they use.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    pub temps: Vec<Temp>,
    pub block: Block,
}

/// What a temporary holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Temp {
    pub ty: Type,
    pub level: Level,
}

/// Statements, one after another.
pub type Block = Vec<Stmt>;

/// A statement, and where in the source it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Stmt {
    pub span: Span,
    pub kind: StmtKind,
}

/// See [`Stmt`].
#[derive(Debug, Clone, PartialEq)]
pub enum StmtKind {
    /// Computes a temporary.
    Let(TempId, Op),
    /// Gives a variable its sizes; its elements are NaN, or the smallest integer, until they are assigned.
    Declare {
        variable: VariableRef,
        dims: Vec<Operand>,
    },
    /// Reads a data variable, which must have these sizes.
    Input {
        variable: VariableRef,
        dims: Vec<Operand>,
    },
    /// Reads a parameter from the point and adds the log Jacobian of its transform where the scale asks for it.
    Parameter {
        variable: VariableRef,
        dims: Vec<Operand>,
        constraint: Constraint<Operand>,
    },
    /// Checks a variable against its declaration.
    Check {
        variable: VariableRef,
        constraint: Constraint<Operand>,
    },
    /// Assigns a variable, or the part of it that the indices select one after another.
    Store {
        variable: VariableRef,
        path: Vec<Vec<Index>>,
        value: Operand,
    },
    /// Draws a variable, or the part of it that the indices select.
    Draw {
        variable: VariableRef,
        path: Vec<Vec<Index>>,
        draw: Box<Draw<Operand>>,
    },
    /// Adds to the target; of a container the sum of its elements.
    Target(Operand),
    /// Adds to the log Jacobian; of a container the sum of its elements.
    Jacobian(Operand),
    /// `value ~ d(...) T[lower, upper]`: where an element is outside the bounds, the target becomes `-∞`.
    CheckTruncation {
        value: Operand,
        lower: Option<Operand>,
        upper: Option<Operand>,
    },
    /// A call of a function without value.
    Call {
        function: FunctionId,
        arguments: Vec<Operand>,
    },
    /// `merges` choose among values of the branches.
    If {
        condition: Operand,
        then: Block,
        otherwise: Block,
        merges: Vec<Merge>,
    },
    /// `test` computes `condition` before each round.
    While {
        test: Block,
        condition: Operand,
        body: Block,
    },
    /// The temporary `counter` counts from `from` to `to`, both included. (Loop variables are temporaries:
    /// nothing assigns them.)
    For {
        counter: TempId,
        from: Operand,
        to: Operand,
        body: Block,
    },
    Break,
    Continue,
    Return(Option<Operand>),
    Print(Vec<Printable>),
    Reject(Vec<Printable>),
    FatalError(Vec<Printable>),
    Profile(String, Block),
}

/// `temp` is `then` or `otherwise`, as the condition was.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    pub temp: TempId,
    pub then: Operand,
    pub otherwise: Operand,
}

/// A pure operation.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// A function of the library.
    Library { name: String, arguments: Vec<Operand> },
    /// A function of the library that draws random numbers.
    Generator { name: String, arguments: Vec<Operand> },
    /// A user's function with a value.
    Call { function: FunctionId, arguments: Vec<Operand> },
    /// The part of `base` that the indices select one after another.
    Index { base: Operand, path: Vec<Vec<Index>> },
    /// `{a, b}`; of containers, an array of them.
    Array(Vec<Operand>),
    /// `[a, b]`: a row vector of reals, a matrix of row vectors.
    RowVector(Vec<Operand>),
    /// Integers as reals.
    Promote(Operand),
    /// The target so far.
    Target,
}

/// Something that is already computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Operand {
    Temp(TempId),
    Variable(VariableRef),
    Int(i64),
    Real(f64),
}

/// A variable of the program, or of the function whose body this is.
pub use super::typed::VariableRef;

/// One index; all positions count from 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Index {
    /// One position: the dimension goes away.
    Single(Operand),
    /// An array of positions: the dimension stays.
    Multi(Operand),
    /// Empty where the upper end is below the lower.
    Between(Operand, Operand),
    From(Operand),
    Upto(Operand),
    All,
}

/// An argument of `print`, `reject` or `fatal_error`.
#[derive(Debug, Clone, PartialEq)]
pub enum Printable {
    Text(String),
    Value(Operand),
}
