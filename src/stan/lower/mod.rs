//! From the typed tree to the IR: expressions become operations in the order in which they are computed.

use std::collections::HashMap;

use super::error::{SourceError, unsupported};
use super::ir::{self, Block, Body, Op, Operand, Stmt, StmtKind, Temp, TempId, VariableRef};
use super::syntax::source::Span;
use super::typed::{self, Scope};
use super::types::{Level, Type};

mod declarations;
mod expressions;
mod statements;

/// Lowers a checked program; what cannot run yet is reported, all of it.
pub fn lower(program: &typed::Program) -> Result<ir::Program, Vec<SourceError>> {
    let mut errors = Vec::new();
    let mut section = |statements: &[typed::Stmt]| {
        let mut lowering = Lowering::new(&program.variables, false);
        lowering.section(statements);
        lowering.finish(&mut errors)
    };
    let data = section(&program.data);
    let transformed_data = section(&program.transformed_data);
    let parameters = section(&program.parameters);
    let transformed_parameters = section(&program.transformed_parameters);
    let model = section(&program.model);
    let generated_quantities = section(&program.generated_quantities);
    let functions = program.functions.iter().map(|f| function(f, &mut errors)).collect();
    let variables = program.variables.iter().map(variable).collect();
    if !errors.is_empty() {
        errors.sort_by_key(|error| (error.span.file, error.span.start));
        return Err(errors);
    }
    Ok(ir::Program {
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

fn variable(variable: &typed::Variable) -> ir::Variable {
    ir::Variable {
        name: variable.name.clone(),
        span: variable.span,
        ty: variable.ty.clone(),
        level: variable.level,
        scope: variable.scope,
    }
}

fn function(function: &typed::Function, errors: &mut Vec<SourceError>) -> ir::Function {
    let mut lowering = Lowering::new(&function.variables, true);
    for argument in &function.variables[..function.n_arguments] {
        lowering.supported_type(argument.span, &argument.ty);
    }
    lowering.statements(&function.body);
    ir::Function {
        name: function.name.clone(),
        returns: function.returns.clone(),
        n_arguments: function.n_arguments,
        variables: function.variables.iter().map(variable).collect(),
        body: lowering.finish(errors),
    }
}

/// The state while one body is lowered.
struct Lowering<'a> {
    variables: &'a [typed::Variable],
    /// Whether this is the body of a function, whose variables are local.
    in_function: bool,
    temps: Vec<Temp>,
    /// What stands for each loop variable.
    loop_variables: HashMap<typed::VariableId, Operand>,
    /// The statements of the block that is being lowered.
    block: Block,
    errors: Vec<SourceError>,
}

impl<'a> Lowering<'a> {
    fn new(variables: &'a [typed::Variable], in_function: bool) -> Lowering<'a> {
        Lowering {
            variables,
            in_function,
            temps: Vec::new(),
            loop_variables: HashMap::new(),
            block: Vec::new(),
            errors: Vec::new(),
        }
    }

    fn finish(self, errors: &mut Vec<SourceError>) -> Body {
        errors.extend(self.errors);
        Body { temps: self.temps, block: self.block }
    }

    /// A section: its statements, then the checks of the variables that it declares for the whole program.
    fn section(&mut self, statements: &[typed::Stmt]) {
        self.statements(statements);
        for statement in statements {
            self.check_declaration(statement);
        }
    }

    fn push(&mut self, span: Span, kind: StmtKind) {
        self.block.push(Stmt { span, kind });
    }

    /// A new temporary that holds what `op` computes.
    fn compute(&mut self, span: Span, ty: &Type, level: Level, op: Op) -> Operand {
        let temp = self.temp(ty, level);
        self.push(span, StmtKind::Let(temp, op));
        Operand::Temp(temp)
    }

    fn temp(&mut self, ty: &Type, level: Level) -> TempId {
        self.temps.push(Temp { ty: ty.clone(), level });
        self.temps.len() - 1
    }

    /// Lowers into a block of its own.
    fn nested<R>(&mut self, lower: impl FnOnce(&mut Self) -> R) -> (Block, R) {
        let outer = std::mem::take(&mut self.block);
        let result = lower(self);
        (std::mem::replace(&mut self.block, outer), result)
    }

    fn reference(&self, variable: typed::VariableId) -> VariableRef {
        if self.in_function { VariableRef::Local(variable) } else { VariableRef::Global(variable) }
    }

    fn scope(&self, variable: typed::VariableId) -> Scope {
        self.variables[variable].scope
    }

    /// Reports a type that cannot run yet.
    fn supported_type(&mut self, span: Span, ty: &Type) {
        if !can_run(ty) {
            self.errors.push(unsupported::value_type(span, ty));
        }
    }
}

fn can_run(ty: &Type) -> bool {
    match ty {
        Type::Int | Type::Real | Type::Vector | Type::RowVector | Type::Matrix => true,
        Type::Array(_, element) => can_run(element),
        Type::Complex | Type::ComplexVector | Type::ComplexRowVector | Type::ComplexMatrix | Type::Tuple(_) => false,
    }
}
