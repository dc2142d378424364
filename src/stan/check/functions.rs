//! The functions of a program: their signatures, then their bodies.

use std::collections::HashMap;

use super::{Block, Checker, FunctionContext};
use crate::stan::error::types::functions as mistake;
use crate::stan::signatures::{self, Parameter, Signature, variadic};
use crate::stan::syntax::ast::{self, UnsizedKind};
use crate::stan::typed::{self, FunctionId, Scope, Variable};
use crate::stan::types::{Level, Type};

/// What the end of a function's name says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FunctionKind {
    Plain,
    /// `_rng`
    Generator,
    /// `_lp`
    Target,
    /// `_jacobian`
    Jacobian,
    /// `_lpdf`, `_lpmf`
    Density,
    /// `_lcdf`, `_lccdf`, `_cdf`
    Cumulative,
}

impl FunctionKind {
    pub(super) fn of(name: &str) -> FunctionKind {
        match super::names::split_suffix(name) {
            Some((_, "_rng")) => FunctionKind::Generator,
            Some((_, "_lcdf" | "_lccdf" | "_cdf")) => FunctionKind::Cumulative,
            Some(_) => FunctionKind::Density,
            None if name.ends_with("_lp") => FunctionKind::Target,
            None if name.ends_with("_jacobian") => FunctionKind::Jacobian,
            None => FunctionKind::Plain,
        }
    }
}

/// A function of the program.
#[derive(Debug)]
pub(super) struct UserFunction<'a> {
    pub name: &'a ast::Name,
    pub signature: Signature,
    /// The definition with a body, once it is found.
    definition: Option<&'a ast::FunctionDef>,
}

/// The functions of the program, by number and by name.
#[derive(Debug, Default)]
pub(super) struct UserFunctions<'a> {
    all: Vec<UserFunction<'a>>,
    by_name: HashMap<&'a str, Vec<FunctionId>>,
}

impl<'a> UserFunctions<'a> {
    pub(super) fn get(&self, id: FunctionId) -> &UserFunction<'a> {
        &self.all[id]
    }

    /// The overloads of this name.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = FunctionId> {
        self.by_name.get(name).into_iter().flatten().copied()
    }

    pub(super) fn is_known(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|function| function.name.text.as_str())
    }

    fn add(&mut self, function: UserFunction<'a>) {
        self.by_name.entry(&function.name.text).or_default().push(self.all.len());
        self.all.push(function);
    }
}

impl<'a> Checker<'a> {
    /// Checks the functions block. All signatures are known in all bodies, so order does not matter.
    pub(super) fn functions(&mut self, definitions: &'a [ast::FunctionDef]) -> Vec<typed::Function> {
        definitions.iter().for_each(|definition| self.collect(definition));
        let mut functions = Vec::new();
        for id in 0..self.user_functions.all.len() {
            let UserFunction { name, definition, .. } = self.user_functions.all[id];
            match definition {
                Some(definition) => functions.push(self.function(definition)),
                None => self.report(mistake::never_defined(name.span, &name.text)),
            }
        }
        functions
    }

    fn collect(&mut self, definition: &'a ast::FunctionDef) {
        let name = &definition.name;
        if !self.may_be_declared(name) {
            return;
        }
        if variadic::is_variadic(&name.text) {
            return self.report(mistake::library_name(name.span, &name.text));
        }
        let signature = signature_of(definition);
        self.check_distribution(definition, &signature);
        let same = self
            .user_functions
            .named(&name.text)
            .find(|&id| same_arguments(&self.user_functions.get(id).signature, &signature));
        match same {
            Some(id) => self.collect_again(id, definition, &signature),
            None if in_library(&name.text, &signature) => {
                self.report(mistake::library_signature(name.span, &name.text, &signature));
            }
            None => {
                let body = definition.body.as_ref().map(|_| definition);
                self.user_functions.add(UserFunction { name, signature, definition: body });
            }
        }
    }

    /// A function with the arguments of one that is known: the definition to its declaration, or a mistake.
    fn collect_again(&mut self, id: FunctionId, definition: &'a ast::FunctionDef, signature: &Signature) {
        let name = &definition.name;
        let known = &mut self.user_functions.all[id];
        let first = known.name.span;
        let error = if known.signature.returns != signature.returns {
            mistake::differs_in_result(name.span, &name.text, first)
        } else if known.definition.is_some() {
            mistake::defined_twice(name.span, &name.text, first)
        } else if definition.body.is_none() {
            mistake::declared_twice(name.span, &name.text, first)
        } else if known.signature != *signature {
            known.definition = Some(definition);
            mistake::differs_in_data(name.span, &name.text, first)
        } else {
            known.definition = Some(definition);
            return;
        };
        self.report(error);
    }

    /// A function named like a distribution's must look like one.
    fn check_distribution(&mut self, definition: &ast::FunctionDef, signature: &Signature) {
        let name = &definition.name;
        let Some((_, suffix)) = super::names::split_suffix(&name.text) else { return };
        if suffix == "_rng" {
            return;
        }
        if signature.returns != Some(Type::Real) {
            self.report(mistake::density_returns(name.span, &name.text));
        }
        let first = signature.parameters.first().and_then(|parameter| parameter.ty.value());
        let integral = first.is_some_and(Type::is_integral);
        if suffix == "_lpdf" && (first.is_none() || integral) {
            self.report(mistake::density_of_integers(name.span, &name.text));
        } else if suffix == "_lpmf" && !integral {
            self.report(mistake::mass_of_reals(name.span, &name.text));
        }
    }

    fn function(&mut self, definition: &'a ast::FunctionDef) -> typed::Function {
        let name = &definition.name;
        let returns = definition.returns.as_ref().map(type_of);
        self.block = Block::Functions;
        self.function = Some(FunctionContext { kind: FunctionKind::of(&name.text), returns: returns.clone() });
        let body = self.in_scope(|checker| {
            definition.arguments.iter().for_each(|argument| checker.argument(argument));
            let body = definition.body.as_ref().expect("only functions with a body are checked");
            if returns.is_some() && !super::returns::always_returns(body) {
                checker.report(mistake::may_end_without_return(name.span, &name.text));
            }
            checker.unscoped_body(body)
        });
        self.function = None;
        typed::Function {
            name: name.text.clone(),
            span: name.span,
            returns,
            n_arguments: definition.arguments.len(),
            data_only: definition.arguments.iter().map(|argument| argument.data_only).collect(),
            variables: std::mem::take(&mut self.variables),
            body,
        }
    }

    fn argument(&mut self, argument: &ast::Argument) {
        let name = &argument.name;
        if let Some(first) = self.variable_span(&name.text) {
            self.report(mistake::argument_twice(name.span, &name.text, first));
        } else {
            self.may_be_declared(name);
        }
        let level = if argument.data_only { Level::Data } else { Level::Parameter };
        let ty = type_of(&argument.ty);
        let variable = Variable { name: name.text.clone(), span: name.span, ty, level, scope: Scope::Argument };
        self.add_variable(variable, true);
    }
}

fn signature_of(definition: &ast::FunctionDef) -> Signature {
    let parameter = |argument: &ast::Argument| Parameter {
        ty: signatures::ParameterType::Value(type_of(&argument.ty)),
        data_only: argument.data_only,
    };
    Signature {
        parameters: definition.arguments.iter().map(parameter).collect(),
        returns: definition.returns.as_ref().map(type_of),
    }
}

fn same_arguments(one: &Signature, other: &Signature) -> bool {
    one.value_types() == other.value_types()
}

fn in_library(name: &str, signature: &Signature) -> bool {
    let overloads = signatures::overloads(name).unwrap_or_default();
    overloads.iter().any(|overload| same_arguments(overload, signature))
}

/// The type that is written there.
pub(super) fn type_of(ty: &ast::UnsizedType) -> Type {
    match &ty.kind {
        UnsizedKind::Int => Type::Int,
        UnsizedKind::Real => Type::Real,
        UnsizedKind::Complex => Type::Complex,
        UnsizedKind::Vector => Type::Vector,
        UnsizedKind::RowVector => Type::RowVector,
        UnsizedKind::Matrix => Type::Matrix,
        UnsizedKind::ComplexVector => Type::ComplexVector,
        UnsizedKind::ComplexRowVector => Type::ComplexRowVector,
        UnsizedKind::ComplexMatrix => Type::ComplexMatrix,
        UnsizedKind::Array(dims, element) => type_of(element).array(*dims),
        UnsizedKind::Tuple(fields) => Type::Tuple(fields.iter().map(type_of).collect()),
    }
}
