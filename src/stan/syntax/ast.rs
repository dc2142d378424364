//! The syntax tree: what the text of a Stan program says, before any name is looked up.
//!
//! Every node carries the [`Span`] it was read from. Parentheses are kept, so that a printed tree
//! parses to an equal tree; comments are not part of it.

use super::source::Span;

/// A whole program. Blocks stand in the language's fixed order; an absent block is `None`.
#[derive(Debug, Clone, Default, PartialEq)]
#[allow(missing_docs)]
pub struct Program {
    pub functions: Option<Vec<FunctionDef>>,
    pub data: Option<Vec<Stmt>>,
    pub transformed_data: Option<Vec<Stmt>>,
    pub parameters: Option<Vec<Stmt>>,
    pub transformed_parameters: Option<Vec<Stmt>>,
    pub model: Option<Vec<Stmt>>,
    pub generated_quantities: Option<Vec<Stmt>>,
}

/// A name as written, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

/// `return_type name(arguments) body`; a forward declaration has no body.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct FunctionDef {
    pub span: Span,
    /// `None` for `void`.
    pub returns: Option<UnsizedType>,
    pub name: Name,
    pub arguments: Vec<Argument>,
    pub body: Option<Stmt>,
}

/// One formal argument of a function.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Argument {
    /// Written with the `data` qualifier.
    pub data_only: bool,
    pub ty: UnsizedType,
    pub name: Name,
}

/// A type without sizes, as in a function's signature.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct UnsizedType {
    pub span: Span,
    pub kind: UnsizedKind,
}

/// See [`UnsizedType`].
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum UnsizedKind {
    Int,
    Real,
    Complex,
    Vector,
    RowVector,
    Matrix,
    ComplexVector,
    ComplexRowVector,
    ComplexMatrix,
    /// `array[,,] T`: number of dimensions, at least 1, and the element type, itself no array.
    Array(usize, Box<UnsizedType>),
    Tuple(Vec<UnsizedType>),
}

/// A declared type: sizes and constraint included.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct SizedType {
    pub span: Span,
    pub kind: SizedKind,
}

/// See [`SizedType`].
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum SizedKind {
    Int(Constraint),
    Real(Constraint),
    Complex(Constraint),
    Vector(Constraint, Expr),
    RowVector(Constraint, Expr),
    Matrix(Constraint, Expr, Expr),
    ComplexVector(Constraint, Expr),
    ComplexRowVector(Constraint, Expr),
    ComplexMatrix(Constraint, Expr, Expr),
    Ordered(Expr),
    PositiveOrdered(Expr),
    Simplex(Expr),
    UnitVector(Expr),
    SumToZeroVector(Expr),
    SumToZeroMatrix(Expr, Expr),
    ColumnStochasticMatrix(Expr, Expr),
    RowStochasticMatrix(Expr, Expr),
    /// Rows and, where given, columns.
    CholeskyFactorCov(Expr, Option<Expr>),
    CholeskyFactorCorr(Expr),
    CovMatrix(Expr),
    CorrMatrix(Expr),
    /// `array[sizes] T`: at least one size; the element is itself no array.
    Array(Vec<Expr>, Box<SizedType>),
    Tuple(Vec<SizedType>),
}

/// What stands between `<` and `>` after a type's name.
#[derive(Debug, Clone, Default, PartialEq)]
#[allow(missing_docs)]
pub struct Constraint {
    pub lower: Option<Expr>,
    pub upper: Option<Expr>,
    pub offset: Option<Expr>,
    pub multiplier: Option<Expr>,
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
    /// `real x = 1, y;`
    Declare(Box<SizedType>, Vec<Declarator>),
    /// `place op= value`, with `op` absent for plain `=`.
    Assign(Place, Option<BinaryOp>, Expr),
    /// `value ~ name(arguments) T[lower, upper];`
    Sample {
        value: Expr,
        distribution: Name,
        arguments: Vec<Expr>,
        truncation: Option<Truncation>,
    },
    TargetPlus(Expr),
    JacobianPlus(Expr),
    /// A call for its effect.
    Call(Name, Vec<Expr>),
    If {
        condition: Expr,
        then: Box<Stmt>,
        otherwise: Option<Box<Stmt>>,
    },
    While {
        condition: Expr,
        body: Box<Stmt>,
    },
    For {
        variable: Name,
        from: Expr,
        to: Expr,
        body: Box<Stmt>,
    },
    ForEach {
        variable: Name,
        over: Expr,
        body: Box<Stmt>,
    },
    Break,
    Continue,
    Return(Option<Expr>),
    Print(Vec<Printable>),
    Reject(Vec<Printable>),
    FatalError(Vec<Printable>),
    Profile(String, Vec<Stmt>),
    Block(Vec<Stmt>),
    /// A lone `;`.
    Empty,
}

/// One variable of a declaration.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Declarator {
    pub name: Name,
    pub value: Option<Expr>,
}

/// `T[lower, upper]`; either or both may be absent.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Truncation {
    pub span: Span,
    pub lower: Option<Expr>,
    pub upper: Option<Expr>,
}

/// An argument of `print`, `reject` or `fatal_error`.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Printable {
    /// The text between the quotes, as written.
    Text(String),
    Value(Expr),
}

/// What may stand left of `=`.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Place {
    pub span: Span,
    pub kind: PlaceKind,
}

/// See [`Place`].
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum PlaceKind {
    Variable(Name),
    Indexed(Box<Place>, Vec<Index>),
    /// `place.n`, counted from 1.
    Field(Box<Place>, usize),
    /// `(a, b[1]) = ...`
    Tuple(Vec<Place>),
}

/// One index of `[...]`.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Index {
    /// An integer, or an array of integers.
    At(Expr),
    /// `lower:upper`
    Between(Expr, Expr),
    /// `lower:`
    From(Expr),
    /// `:upper`
    Upto(Expr),
    /// `:`, or nothing.
    All,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Expr {
    pub span: Span,
    pub kind: ExprKind,
}

/// See [`Expr`].
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum ExprKind {
    Int(i64),
    /// The number and its spelling.
    Real(f64, String),
    /// `2.5i`: the imaginary part and its spelling (without the `i`).
    Imaginary(f64, String),
    Variable(Name),
    Unary(UnaryOp, Box<Expr>),
    /// `x'`
    Transpose(Box<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    Ternary {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    /// `name(arguments)`; `conditional` when the first argument is followed by `|`.
    Call {
        name: Name,
        arguments: Vec<Expr>,
        conditional: bool,
    },
    Index(Box<Expr>, Vec<Index>),
    /// `x.n`, counted from 1.
    Field(Box<Expr>, usize),
    /// `{a, b}`
    Array(Vec<Expr>),
    /// `[a, b]`
    RowVector(Vec<Expr>),
    Tuple(Vec<Expr>),
    Paren(Box<Expr>),
}

/// Prefix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum UnaryOp {
    Plus,
    Minus,
    Not,
}

/// Infix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    IntDivide,
    Modulo,
    LeftDivide,
    ElementMultiply,
    ElementDivide,
    Power,
    ElementPower,
}

impl BinaryOp {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Or => "||",
            BinaryOp::And => "&&",
            BinaryOp::Equal => "==",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEqual => ">=",
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
            BinaryOp::IntDivide => "%/%",
            BinaryOp::Modulo => "%",
            BinaryOp::LeftDivide => "\\",
            BinaryOp::ElementMultiply => ".*",
            BinaryOp::ElementDivide => "./",
            BinaryOp::Power => "^",
            BinaryOp::ElementPower => ".^",
        }
    }
}
