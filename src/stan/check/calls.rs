//! Calls of functions, the user's and the library's.

use super::functions::FunctionKind;
use super::names::{normalised, replacement, split_suffix, wants_bar};
use super::operators::promoted_to;
use super::{Block, Checker, Span, levels};
use crate::stan::error::types::{calls as mistake, names, placement};
use crate::stan::signatures::overload::{Given, Resolution, accepts, resolve};
use crate::stan::signatures::{self, ParameterType, Signature, variadic};
use crate::stan::syntax::ast;
use crate::stan::typed::{Callee, Expr, ExprKind};
use crate::stan::types::{Level, Type};

/// A call that was found to have a meaning.
pub(super) struct Call {
    pub callee: Callee,
    pub arguments: Vec<Expr>,
    pub returns: Option<Type>,
}

/// What a name may call.
pub(super) struct Candidates<'s> {
    callees: Vec<Callee>,
    pub signatures: Vec<&'s Signature>,
}

impl<'a> Checker<'a> {
    /// A call whose value is used.
    pub(super) fn call(
        &mut self,
        span: Span,
        name: &'a ast::Name,
        arguments: &'a [ast::Expr],
        conditional: bool,
    ) -> Option<Expr> {
        if name.text == "target" {
            return self.target(span, name, arguments);
        }
        let call = self.resolve_call(name, arguments);
        if self.is_function(&normalised(&name.text)) {
            self.check_bar(name, conditional);
        }
        let call = call?;
        match &call.returns {
            Some(_) => self.call_expression(span, call),
            None => self.fail(mistake::void_in_expression(span, &name.text)),
        }
    }

    fn call_expression(&self, span: Span, call: Call) -> Option<Expr> {
        let draws = self.block == Block::GeneratedQuantities
            && match &call.callee {
                Callee::Library(name) => name.ends_with("_rng"),
                Callee::User(id) => self.user_functions.get(*id).name.text.ends_with("_rng"),
                Callee::Target => false,
            };
        let level = if draws { Level::Parameter } else { levels::highest(&call.arguments) };
        Some(Expr { span, ty: call.returns?, level, kind: ExprKind::Call(call.callee, call.arguments) })
    }

    /// A call for its effect.
    pub(super) fn effect(
        &mut self,
        span: Span,
        name: &'a ast::Name,
        arguments: &'a [ast::Expr],
    ) -> Option<(Callee, Vec<Expr>)> {
        let call = self.resolve_call(name, arguments)?;
        match call.returns {
            None => Some((call.callee, call.arguments)),
            Some(ty) => self.fail(mistake::unused_result(span, &name.text, &ty)),
        }
    }

    fn target(&mut self, span: Span, name: &ast::Name, arguments: &[ast::Expr]) -> Option<Expr> {
        if !arguments.is_empty() {
            return self.fail(mistake::wrong_count(span, &name.text, arguments.len(), &[0]));
        }
        if !self.may_read_target() {
            return self.fail(placement::target(span));
        }
        let kind = ExprKind::Call(Callee::Target, Vec::new());
        Some(Expr { span, ty: Type::Real, level: Level::Parameter, kind })
    }

    fn check_bar(&mut self, name: &ast::Name, conditional: bool) {
        match (wants_bar(&name.text), conditional) {
            (true, false) => self.report(mistake::bar_missing(name.span, &name.text)),
            (false, true) => self.report(mistake::bar_not_allowed(name.span, &name.text)),
            _ => {}
        }
    }

    fn resolve_call(&mut self, name: &'a ast::Name, arguments: &'a [ast::Expr]) -> Option<Call> {
        let full_name = normalised(&name.text);
        let is_function = self.is_function(&full_name);
        if is_function {
            self.check_callable_here(name.span, &name.text);
        }
        if let Some(rule) = variadic::solver(&full_name) {
            return self.variadic_call(name, &rule, arguments);
        }
        if variadic::REDUCE_SUM.contains(&full_name.as_str()) {
            return self.reduce_sum_call(name, arguments);
        }
        if let Some(rule) = variadic::laplace(&full_name) {
            return self.laplace_call(name, &rule, arguments);
        }
        let in_library = signatures::is_library_function(&full_name);
        if let Some(declared) = self.variable_span(&name.text).filter(|_| !in_library) {
            arguments.iter().for_each(|argument| drop(self.expression(argument)));
            return self.fail(mistake::not_a_function(name.span, &name.text, declared));
        }
        if !is_function {
            arguments.iter().for_each(|argument| drop(self.expression(argument)));
            return self.unknown_function(name);
        }
        let arguments = self.arguments(arguments)?;
        for argument in &arguments {
            if let ExprKind::Function(id) = argument.kind {
                self.check_plain(argument.span, &name.text, id, &[FunctionKind::Plain])?;
            }
        }
        self.call_one_of(name.span, &full_name, arguments)
    }

    fn is_function(&self, name: &str) -> bool {
        signatures::is_library_function(name) || self.user_functions.is_known(name)
    }

    /// The call of the overload that the arguments select.
    pub(super) fn call_one_of(&mut self, span: Span, name: &str, arguments: Vec<Expr>) -> Option<Call> {
        let given: Vec<Given> = arguments.iter().map(|argument| self.given(argument)).collect();
        let candidates = self.candidates(name);
        match resolve(candidates.signatures.iter().copied(), &given) {
            Resolution::One(index) => {
                let signature = candidates.signatures[index];
                let (callee, returns) = (candidates.callees[index].clone(), signature.returns.clone());
                let arguments = self.with_fitting_functions(promoted_to(arguments, signature), signature);
                Some(Call { callee, arguments, returns })
            }
            Resolution::Ambiguous(found) => {
                let found: Vec<&Signature> = found.iter().map(|&index| candidates.signatures[index]).collect();
                let error = mistake::ambiguous(span, name, &given, &found);
                self.fail(error)
            }
            Resolution::None => {
                let spans: Vec<Span> = arguments.iter().map(|argument| argument.span).collect();
                let error = mistake::no_overload(span, name, &given, &spans, &candidates.signatures);
                self.fail(error)
            }
        }
    }

    /// The arguments, each passed function as the overload that the signature wants.
    fn with_fitting_functions(&self, mut arguments: Vec<Expr>, signature: &Signature) -> Vec<Expr> {
        for (argument, parameter) in arguments.iter_mut().zip(&signature.parameters) {
            let (ExprKind::Function(id), ParameterType::Function(wanted)) = (&mut argument.kind, &parameter.ty) else {
                continue;
            };
            let mut overloads = self.user_functions.named(&self.user_functions.get(*id).name.text);
            if let Some(fitting) = overloads.find(|&id| accepts(&self.user_functions.get(id).signature, wanted)) {
                *id = fitting;
            }
        }
        arguments
    }

    /// The user's overloads of a name, then the library's.
    pub(super) fn candidates(&self, name: &str) -> Candidates<'_> {
        let user = self.user_functions.named(name);
        let mut callees: Vec<Callee> = user.map(Callee::User).collect();
        let mut signatures = self.overloads_of_user(name);
        let library = signatures::overloads(name).unwrap_or_default();
        callees.extend(library.iter().map(|_| Callee::Library(name.to_string())));
        signatures.extend(library);
        Candidates { callees, signatures }
    }

    /// Arguments that may be functions.
    pub(super) fn arguments(&mut self, arguments: &'a [ast::Expr]) -> Option<Vec<Expr>> {
        let arguments: Vec<Option<Expr>> =
            arguments.iter().map(|argument| self.argument_or_function(argument)).collect();
        arguments.into_iter().collect()
    }

    /// What the search for an overload knows of an argument.
    pub(super) fn given(&self, argument: &Expr) -> Given {
        match &argument.kind {
            ExprKind::Function(id) => {
                let name = &self.user_functions.get(*id).name.text;
                Given::Function(self.overloads_of_user(name).into_iter().cloned().collect())
            }
            _ => Given::Value(argument.ty.clone(), self.data_level(argument)),
        }
    }

    fn unknown_function<T>(&mut self, name: &ast::Name) -> Option<T> {
        if let Some(now) = replacement(&name.text, |name| self.is_function(name)) {
            return self.fail(mistake::removed(name.span, &name.text, &now));
        }
        if let Some(error) = self.unknown_part_of_distribution(name) {
            return self.fail(error);
        }
        let known = self.user_functions.names().chain(signatures::names());
        let suggestion = names::closest(&name.text, known);
        let error = mistake::unknown(name.span, &name.text, suggestion);
        self.fail(error)
    }

    /// The mistake, if the name is of a known distribution but with a suffix that it does not have.
    fn unknown_part_of_distribution(&self, name: &ast::Name) -> Option<crate::stan::error::SourceError> {
        let (family, _) = split_suffix(&name.text)?;
        let suffixes = ["_lpdf", "_lpmf", "_lcdf", "_lccdf", "_cdf", "_rng"];
        let existing: Vec<String> =
            suffixes.iter().map(|suffix| format!("{family}{suffix}")).filter(|name| self.is_function(name)).collect();
        let density = existing.iter().any(|name| name.ends_with("_lpdf") || name.ends_with("_lpmf"));
        density.then(|| mistake::no_such_part(name.span, &name.text, &existing))
    }
}
