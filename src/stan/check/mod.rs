//! The type checker: from the syntax tree to the typed tree.
//!
//! All mistakes of a program are found. What is wrong has no type, and what is made of it is not looked at
//! further: functions here return `None` once they have reported a mistake, or when something they need has one.

use super::error::SourceError;
use super::error::syntax::too_many_mistakes;
use super::signatures::Signature;
use super::syntax::ast;
use super::syntax::source::Span;
use super::typed::{self, Expr, Scope, Variable, VariableRef};
use super::types::{Level, Type};
use functions::{FunctionKind, UserFunctions};
use scopes::{Binding, Scopes};

mod assignments;
mod calls;
mod declarations;
mod distributions;
mod expressions;
mod functions;
mod higher_order;
mod indexing;
mod laplace;
mod levels;
mod names;
mod operators;
mod placement;
mod promote;
mod returns;
mod scopes;
mod statements;
#[cfg(test)]
mod tests;
mod truncation;

/// Most mistakes that are reported.
const MAX_MISTAKES: usize = 50;

/// Checks a program. The mistakes come in the order of their places; after 50 of them the last one says that there are
/// more.
pub fn check(program: &ast::Program) -> Result<typed::Program, Vec<SourceError>> {
    let mut checker = Checker::default();
    let functions = checker.functions(program.functions.as_deref().unwrap_or_default());
    let data = checker.block(Block::Data, program.data.as_deref());
    let transformed_data = checker.block(Block::TransformedData, program.transformed_data.as_deref());
    let parameters = checker.block(Block::Parameters, program.parameters.as_deref());
    let transformed_parameters = checker.block(Block::TransformedParameters, program.transformed_parameters.as_deref());
    let model = checker.block(Block::Model, program.model.as_deref());
    let generated_quantities = checker.block(Block::GeneratedQuantities, program.generated_quantities.as_deref());
    let variables = std::mem::take(&mut checker.variables);
    checker.finish().map(|()| typed::Program {
        functions,
        variables,
        data,
        transformed_data,
        parameters,
        transformed_parameters,
        model,
        generated_quantities,
    })
}

/// The blocks of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Block {
    #[default]
    Functions,
    Data,
    TransformedData,
    Parameters,
    TransformedParameters,
    Model,
    GeneratedQuantities,
}

impl Block {
    /// The scope of what is declared at the block's top.
    fn scope(self) -> Scope {
        match self {
            Block::Data => Scope::Data,
            Block::TransformedData => Scope::TransformedData,
            Block::Parameters => Scope::Parameters,
            Block::TransformedParameters => Scope::TransformedParameters,
            Block::GeneratedQuantities => Scope::GeneratedQuantities,
            Block::Functions | Block::Model => Scope::Local,
        }
    }

    /// Of what is computed here.
    fn level(self) -> Level {
        match self {
            Block::Data | Block::TransformedData => Level::Data,
            _ => Level::Parameter,
        }
    }
}

/// The function whose body is being checked.
#[derive(Debug, Clone)]
struct FunctionContext {
    kind: FunctionKind,
    returns: Option<Type>,
}

/// What is known while the tree is walked.
#[derive(Debug, Default)]
struct Checker<'a> {
    errors: Vec<SourceError>,
    user_functions: UserFunctions<'a>,
    scopes: Scopes,
    /// Those of the program, or of the function that is being checked.
    variables: Vec<Variable>,
    block: Block,
    function: Option<FunctionContext>,
    /// Around the current statement.
    loops: usize,
    /// Whether the sizes of a declaration at the top of a block are being checked.
    in_sizes: bool,
}

impl<'a> Checker<'a> {
    fn report(&mut self, error: SourceError) {
        self.errors.push(error);
    }

    /// Reports a mistake; the value that has it is unknown from here on.
    fn fail<T>(&mut self, error: SourceError) -> Option<T> {
        self.report(error);
        None
    }

    fn finish(mut self) -> Result<(), Vec<SourceError>> {
        if self.errors.is_empty() {
            return Ok(());
        }
        self.errors.sort_by_key(|error| (error.span.file, error.span.start));
        self.errors.dedup();
        if let Some(next) = self.errors.get(MAX_MISTAKES) {
            let error = too_many_mistakes(next.span, MAX_MISTAKES);
            self.errors.truncate(MAX_MISTAKES);
            self.errors.push(error);
        }
        Err(self.errors)
    }

    fn block(&mut self, block: Block, statements: Option<&'a [ast::Stmt]>) -> Vec<typed::Stmt> {
        self.block = block;
        let statements = statements.unwrap_or_default();
        if block == Block::Model {
            return self.in_scope(|checker| checker.statements(statements));
        }
        statements.iter().flat_map(|statement| self.top_statement(statement)).collect()
    }

    /// What is declared by `inner` is gone after it.
    fn in_scope<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.scopes.mark();
        let result = inner(self);
        self.scopes.forget_since(mark);
        result
    }

    /// Adds a variable and returns what refers to it.
    fn add_variable(&mut self, variable: Variable, read_only: bool) -> VariableRef {
        let id = self.variables.len();
        let reference = match self.function {
            Some(_) => VariableRef::Local(id),
            None => VariableRef::Global(id),
        };
        let binding = Binding { variable: Some(reference), span: variable.span, read_only };
        self.scopes.bind(&variable.name, binding);
        self.variables.push(variable);
        reference
    }

    fn variable(&self, reference: VariableRef) -> &Variable {
        match reference {
            VariableRef::Global(id) | VariableRef::Local(id) => &self.variables[id],
        }
    }

    fn overloads_of_user(&self, name: &str) -> Vec<&Signature> {
        self.user_functions.named(name).map(|id| &self.user_functions.get(id).signature).collect()
    }
}

/// The index behind a reference.
fn id_of(reference: VariableRef) -> typed::VariableId {
    match reference {
        VariableRef::Global(id) | VariableRef::Local(id) => id,
    }
}

/// An expression that is computed by a function of the library.
pub(super) fn library_call(span: Span, name: &str, arguments: Vec<Expr>, ty: Type) -> Expr {
    let level = levels::highest(&arguments);
    let kind = typed::ExprKind::Call(typed::Callee::Library(name.to_string()), arguments);
    Expr { span, ty, level, kind }
}
