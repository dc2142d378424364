//! A program made ready to run with a number type: functions of the library found, constants pooled, variables
//! and temporaries placed in one frame.

mod body;

use crate::math::number::Number;
use crate::stan::ir;
use crate::stan::library::{self, family::Family};
use crate::stan::syntax::source::Span;
use crate::stan::typed::Constraint;
use crate::stan::types::Type;
use crate::stan::value::{Cell, Value};

/// A section of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Section {
    Data,
    TransformedData,
    Parameters,
    TransformedParameters,
    Model,
    GeneratedQuantities,
}

/// A program that can be run with numbers of type `T`.
#[derive(Debug)]
pub struct Prepared<T> {
    pub(super) functions: Vec<Function<T>>,
    pub(super) constants: Vec<Value<T>>,
    /// By [`Section`].
    sections: [Vec<Stmt<T>>; 6],
    /// How many values the frame of the sections holds: all variables, then the temporaries of one section.
    frame_size: usize,
}

/// A function of the library that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingFunction {
    /// Where it is called.
    pub span: Span,
    #[allow(missing_docs)]
    pub name: String,
}

/// A user's function.
#[derive(Debug)]
pub(super) struct Function<T> {
    pub name: String,
    /// Its variables, arguments first, then its temporaries.
    pub frame_size: usize,
    /// How deep its blocks are nested.
    pub depth: usize,
    pub body: Vec<Stmt<T>>,
}

/// Where an operand is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// In the frame.
    Frame(usize),
    /// Among the constants.
    Constant(usize),
}

/// A statement, and where in the source it comes from.
#[derive(Debug)]
pub struct Stmt<T> {
    #[allow(missing_docs)]
    pub span: Span,
    #[allow(missing_docs)]
    pub kind: Kind<T>,
}

/// A variable where it is declared, checked or assigned.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Target {
    /// Its place in the frame.
    pub at: usize,
    pub name: String,
    pub layout: Layout,
}

/// What a variable or temporary holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Layout {
    Int,
    Real,
    Ints,
    Reals(Cell),
}

/// See [`Stmt`] and [`ir::StmtKind`].
#[derive(Debug)]
#[allow(missing_docs)]
pub enum Kind<T> {
    Let(usize, Op<T>),
    Declare {
        variable: Target,
        dims: Vec<Slot>,
    },
    Input {
        variable: Target,
        dims: Vec<Slot>,
    },
    Parameter {
        variable: Target,
        dims: Vec<Slot>,
        constraint: Constraint<Slot>,
    },
    Check {
        variable: Target,
        constraint: Constraint<Slot>,
    },
    /// `moves`: the value is a temporary that nothing looks at afterwards.
    Store {
        variable: Target,
        path: Path,
        value: Slot,
        moves: bool,
    },
    Draw {
        variable: Target,
        path: Path,
        draw: Box<Draw>,
    },
    Target(Slot),
    Jacobian(Slot),
    CheckTruncation {
        value: Slot,
        lower: Option<Slot>,
        upper: Option<Slot>,
    },
    Call {
        function: usize,
        arguments: Vec<Slot>,
    },
    If {
        condition: Slot,
        then: Vec<Stmt<T>>,
        otherwise: Vec<Stmt<T>>,
        merges: Vec<Merge>,
    },
    While {
        test: Vec<Stmt<T>>,
        condition: Slot,
        body: Vec<Stmt<T>>,
    },
    For {
        counter: usize,
        from: Slot,
        to: Slot,
        body: Vec<Stmt<T>>,
    },
    Break,
    Continue,
    Return(Option<Slot>),
    Print(Vec<Printable>),
    Reject(Vec<Printable>),
    FatalError(Vec<Printable>),
    Profile(Vec<Stmt<T>>),
}

/// See [`typed::Draw`](crate::stan::typed::Draw).
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Draw {
    /// `None` for a user's function.
    pub family: Option<Family>,
    pub operands: crate::stan::typed::Draw<Slot>,
}

/// `temp` is `then` or `otherwise`, as the condition was.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Merge {
    pub temp: usize,
    pub then: Slot,
    pub otherwise: Slot,
}

/// See [`ir::Op`].
#[derive(Debug)]
#[allow(missing_docs)]
pub enum Op<T> {
    Library { function: library::Function<T>, arguments: Vec<Slot> },
    Generator { function: library::Generator, arguments: Vec<Slot> },
    Call { function: usize, arguments: Vec<Slot> },
    Index { base: Slot, name: String, path: Path },
    Array { items: Vec<Slot>, layout: Layout },
    RowVector { items: Vec<Slot>, layout: Layout },
    Promote(Slot),
    Target,
}

/// Indices, one pair of brackets after another.
#[derive(Debug)]
pub enum Path {
    /// The whole.
    Whole,
    /// One pair of brackets with single positions.
    At(Vec<Slot>),
    #[allow(missing_docs)]
    Brackets(Vec<Vec<Index>>),
}

/// See [`ir::Index`].
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum Index {
    Single(Slot),
    Multi(Slot),
    Between(Slot, Slot),
    From(Slot),
    Upto(Slot),
    All,
}

/// See [`ir::Printable`].
#[derive(Debug)]
#[allow(missing_docs)]
pub enum Printable {
    Text(String),
    Value(Slot),
}

impl<T: Number> Prepared<T> {
    /// Makes a verified program ready.
    pub fn new(program: &ir::Program) -> Result<Prepared<T>, MissingFunction> {
        let mut constants = Vec::new();
        let n_variables = program.variables.len();
        let bodies = [
            &program.data,
            &program.transformed_data,
            &program.parameters,
            &program.transformed_parameters,
            &program.model,
            &program.generated_quantities,
        ];
        let mut sections = [const { Vec::new() }; 6];
        for (section, body) in sections.iter_mut().zip(bodies) {
            *section = body::prepare(body, &program.variables, &mut constants)?;
        }
        let mut functions = Vec::with_capacity(program.functions.len());
        for function in &program.functions {
            functions.push(Function {
                name: function.name.clone(),
                frame_size: function.variables.len() + function.body.temps.len(),
                depth: body::depth(&function.body.block),
                body: body::prepare(&function.body, &function.variables, &mut constants)?,
            });
        }
        let n_temps = bodies.iter().map(|body| body.temps.len()).max().unwrap_or(0);
        Ok(Prepared { functions, constants, sections, frame_size: n_variables + n_temps })
    }

    /// The statements of a section.
    pub fn section(&self, section: Section) -> &[Stmt<T>] {
        &self.sections[section as usize]
    }

    /// A frame in which no variable has a value yet. The variables of the program are at its start, in their order.
    pub fn frame(&self) -> Vec<Value<T>> {
        vec![Value::Int(0); self.frame_size]
    }

    /// The value of an operand.
    pub fn value<'a>(&'a self, frame: &'a [Value<T>], slot: Slot) -> &'a Value<T> {
        match slot {
            Slot::Frame(at) => &frame[at],
            Slot::Constant(at) => &self.constants[at],
        }
    }
}

impl Layout {
    /// The layout of a type that can run.
    pub fn of(ty: &Type) -> Layout {
        match ty {
            Type::Int => Layout::Int,
            Type::Real => Layout::Real,
            Type::Vector => Layout::Reals(Cell::Vector),
            Type::RowVector => Layout::Reals(Cell::RowVector),
            Type::Matrix => Layout::Reals(Cell::Matrix),
            Type::Array(_, element) => match Layout::of(element) {
                Layout::Int => Layout::Ints,
                Layout::Real => Layout::Reals(Cell::Scalar),
                layout => layout,
            },
            Type::Complex | Type::ComplexVector | Type::ComplexRowVector | Type::ComplexMatrix | Type::Tuple(_) => {
                unreachable!("lowering refuses {ty}")
            }
        }
    }
}
