//! The typed tree: what the checker makes of the syntax tree.
//!
//! Names are resolved to numbers, every expression has its type and [`Level`], every promotion is written
//! out, and `~`, compound assignment and operators have become plain calls and assignments. After this
//! tree nothing is looked up by name, but for the built-in functions, which are named by their signature.

use super::syntax::source::Span;
use super::types::{Level, Type};

/// Index into [`Program::variables`] (globals) or [`Function::variables`] (arguments and locals).
pub type VariableId = usize;
/// Index into [`Program::functions`].
pub type FunctionId = usize;

/// A checked program.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Program {
    pub functions: Vec<Function>,
    /// Every variable of every block but the functions', block-local ones and loop variables included.
    pub variables: Vec<Variable>,
    pub data: Vec<Stmt>,
    pub transformed_data: Vec<Stmt>,
    pub parameters: Vec<Stmt>,
    pub transformed_parameters: Vec<Stmt>,
    pub model: Vec<Stmt>,
    pub generated_quantities: Vec<Stmt>,
}

/// A variable: its name, where it was declared, and what it is.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Variable {
    pub name: String,
    pub span: Span,
    pub ty: Type,
    pub level: Level,
    pub scope: Scope,
}

/// Where a variable lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Scope {
    Data,
    TransformedData,
    Parameters,
    TransformedParameters,
    GeneratedQuantities,
    /// Local to a block or a function body; a loop variable.
    Local,
    Argument,
}

/// A user's function. Its variables begin with its arguments, in order.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Function {
    pub name: String,
    pub span: Span,
    pub returns: Option<Type>,
    pub n_arguments: usize,
    /// For each argument, whether it was declared `data`.
    pub data_only: Vec<bool>,
    pub variables: Vec<Variable>,
    pub body: Vec<Stmt>,
}

/// A statement.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Stmt {
    pub span: Span,
    pub kind: StmtKind,
}

/// See [`Stmt`].
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum StmtKind {
    /// One variable (several declarators make several of these), with its initial value.
    Declare {
        variable: VariableId,
        ty: SizedType,
        value: Option<Expr>,
    },
    /// Compound assignment is written out: `x[i] += y` is `x[i] = x[i] + y`.
    Assign {
        place: Place,
        value: Expr,
    },
    /// `target += value`; a container adds the sum of its elements. `~` becomes this too: with
    /// the density named `_lpdf`/`_lpmf`, and the truncation kept apart.
    TargetPlus {
        value: Expr,
        origin: TargetOrigin,
    },
    /// `value ~ d(...) T[lower, upper]`: what the bounds take away from the density that precedes it.
    Truncate(Truncation),
    /// Draws a variable or a part of it. No program says so: generative forms of programs do.
    Draw {
        place: Place,
        draw: Box<Draw>,
    },
    JacobianPlus(Expr),
    Call(Callee, Vec<Expr>),
    If {
        condition: Expr,
        then: Vec<Stmt>,
        otherwise: Vec<Stmt>,
    },
    While {
        condition: Expr,
        body: Vec<Stmt>,
    },
    For {
        variable: VariableId,
        from: Expr,
        to: Expr,
        body: Vec<Stmt>,
    },
    /// Over the elements of an array or vector, or the entries of a matrix in column-major order.
    ForEach {
        variable: VariableId,
        over: Expr,
        body: Vec<Stmt>,
    },
    Break,
    Continue,
    Return(Option<Expr>),
    Print(Vec<Printable>),
    Reject(Vec<Printable>),
    FatalError(Vec<Printable>),
    Profile(String, Vec<Stmt>),
    Block(Vec<Stmt>),
}

/// How a term of the target was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetOrigin {
    /// `target += ...`
    Increment,
    /// `... ~ ...`
    Sample,
}

/// The correction for `T[lower, upper]`. The cumulative functions are resolved by the checker:
/// `log_normaliser` is what is subtracted from the target, all of it once. Where `value` or an argument of the
/// distribution has several elements it is the sum over them, or the truncation stands in a loop over scalars.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Truncation {
    pub value: Expr,
    pub lower: Option<Expr>,
    pub upper: Option<Expr>,
    /// `ln P(lower <= value <= upper)`, built from calls of `_lcdf` and `_lccdf`; `None` for `T[,]`.
    pub log_normaliser: Option<Expr>,
}

/// What something is drawn from, and what bounds it; `E` is what its arguments are made of.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Draw<E = Expr> {
    pub source: DrawSource,
    pub arguments: Vec<E>,
    /// The bounds of `T[lower, upper]`, which renormalises.
    pub truncation: [Option<E>; 2],
    /// The bounds that the variable is declared with, which do not.
    pub bounds: [Option<E>; 2],
    /// Whether the elements of each vector are then put into ascending order, as the declaration demands.
    pub is_ordered: bool,
    /// Whether the program has no density for it, so that it is uniform.
    pub is_flat: bool,
    /// Whether arguments or bounds depend on parameters.
    pub depends: bool,
}

/// See [`Draw`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DrawSource {
    /// A family of the library, as `normal`.
    Family(String),
    /// A user's `_rng` function; its density is added to the target by a statement of its own.
    User(FunctionId),
}

impl<E> Draw<E> {
    /// The same draw with other arguments.
    pub fn map<F>(&self, mut f: impl FnMut(&E) -> F) -> Draw<F> {
        Draw {
            source: self.source.clone(),
            arguments: self.arguments.iter().map(&mut f).collect(),
            truncation: [0, 1].map(|i| self.truncation[i].as_ref().map(&mut f)),
            bounds: [0, 1].map(|i| self.bounds[i].as_ref().map(&mut f)),
            is_ordered: self.is_ordered,
            is_flat: self.is_flat,
            depends: self.depends,
        }
    }

    /// Everything it is given.
    pub fn operands(&self) -> impl Iterator<Item = &E> {
        self.arguments.iter().chain(self.truncation.iter().flatten()).chain(self.bounds.iter().flatten())
    }
}

/// An argument of `print`, `reject` or `fatal_error`.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Printable {
    Text(String),
    Value(Expr),
}

/// A declared type with its sizes and its constraint.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct SizedType {
    pub ty: Type,
    /// All sizes, outermost array first, then those of vector or matrix. Square types give theirs twice.
    /// Empty for tuples; see `fields`.
    pub dims: Vec<Expr>,
    pub constraint: Constraint,
    /// For a tuple, or an array of tuples (whose array sizes are in `dims`).
    pub fields: Vec<SizedType>,
}

/// What a declaration demands of each element, vector or matrix; `E` is what its arguments are made of.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Constraint<E = Expr> {
    None,
    Bounds { lower: Option<E>, upper: Option<E> },
    OffsetMultiplier { offset: Option<E>, multiplier: Option<E> },
    Ordered,
    PositiveOrdered,
    Simplex,
    UnitVector,
    SumToZeroVector,
    SumToZeroMatrix,
    ColumnStochasticMatrix,
    RowStochasticMatrix,
    CholeskyFactorCov,
    CholeskyFactorCorr,
    CovMatrix,
    CorrMatrix,
}

impl<E> Constraint<E> {
    /// The same constraint with other arguments.
    pub fn map<F>(&self, mut f: impl FnMut(&E) -> F) -> Constraint<F> {
        let mut f = |argument: &Option<E>| argument.as_ref().map(&mut f);
        match self {
            Constraint::None => Constraint::None,
            Constraint::Bounds { lower, upper } => Constraint::Bounds { lower: f(lower), upper: f(upper) },
            Constraint::OffsetMultiplier { offset, multiplier } => {
                Constraint::OffsetMultiplier { offset: f(offset), multiplier: f(multiplier) }
            }
            Constraint::Ordered => Constraint::Ordered,
            Constraint::PositiveOrdered => Constraint::PositiveOrdered,
            Constraint::Simplex => Constraint::Simplex,
            Constraint::UnitVector => Constraint::UnitVector,
            Constraint::SumToZeroVector => Constraint::SumToZeroVector,
            Constraint::SumToZeroMatrix => Constraint::SumToZeroMatrix,
            Constraint::ColumnStochasticMatrix => Constraint::ColumnStochasticMatrix,
            Constraint::RowStochasticMatrix => Constraint::RowStochasticMatrix,
            Constraint::CholeskyFactorCov => Constraint::CholeskyFactorCov,
            Constraint::CholeskyFactorCorr => Constraint::CholeskyFactorCorr,
            Constraint::CovMatrix => Constraint::CovMatrix,
            Constraint::CorrMatrix => Constraint::CorrMatrix,
        }
    }
}

/// What is assigned to.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Place {
    pub span: Span,
    pub ty: Type,
    pub kind: PlaceKind,
}

/// See [`Place`].
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum PlaceKind {
    Variable(VariableRef),
    Indexed(Box<Place>, Vec<Index>),
    Field(Box<Place>, usize),
    Tuple(Vec<Place>),
}

/// A variable of the program, or of the function whose body this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum VariableRef {
    Global(VariableId),
    Local(VariableId),
}

/// One index.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Index {
    /// A single integer: the dimension goes away.
    Single(Expr),
    /// An array of integers: the dimension stays.
    Multi(Expr),
    Between(Expr, Expr),
    From(Expr),
    Upto(Expr),
    All,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Expr {
    pub span: Span,
    pub ty: Type,
    pub level: Level,
    pub kind: ExprKind,
}

/// See [`Expr`].
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum ExprKind {
    Int(i64),
    Real(f64),
    Imaginary(f64),
    Variable(VariableRef),
    Call(Callee, Vec<Expr>),
    /// Only one side is computed.
    And(Box<Expr>, Box<Expr>),
    /// Only one side is computed.
    Or(Box<Expr>, Box<Expr>),
    /// Only one branch is computed.
    Ternary {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    Index(Box<Expr>, Vec<Index>),
    Field(Box<Expr>, usize),
    Array(Vec<Expr>),
    /// Of reals, making a row vector; of row vectors, making a matrix.
    RowVector(Vec<Expr>),
    Tuple(Vec<Expr>),
    /// A change of type that keeps the numbers: int to real, real to complex, also inside containers.
    Promote(Box<Expr>),
    /// A user's function as an argument of a higher-order function. The expression's type is what it returns.
    Function(FunctionId),
}

/// What is called.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Callee {
    User(FunctionId),
    /// A function of the library by its name; operators are called as their functions: `add`, `subtract`,
    /// `multiply`, `divide`, `int_divide`, `modulus`, `elt_multiply`, `elt_divide`, `pow`, `elt_pow`, `mdivide_left`,
    /// `mdivide_right`, `minus`, `plus`, `logical_negation`, `transpose`, `logical_eq`, `logical_neq`, `logical_lt`,
    /// `logical_lte`, `logical_gt`, `logical_gte`. A density is called by its full name, `normal_lpdf`.
    Library(String),
    /// `target()`
    Target,
}
