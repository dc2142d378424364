//! Functions as arguments: of the solvers, of `reduce_sum`, of the older higher-order functions.

use super::calls::Call;
use super::functions::FunctionKind;
use super::names::{is_unnormalised, normalised};
use super::operators::promoted_to;
use super::{Checker, Span};
use crate::stan::error::types::{calls, higher_order as mistake};
use crate::stan::signatures::overload::{Given, Resolution, resolve, takes};
use crate::stan::signatures::variadic::{self, Variadic};
use crate::stan::signatures::{Parameter, ParameterType, Signature};
use crate::stan::syntax::ast;
use crate::stan::typed::{Callee, Expr, ExprKind, FunctionId};
use crate::stan::types::{Level, Type};

impl<'a> Checker<'a> {
    /// An argument; the bare name of a user's function stands for the function.
    pub(super) fn argument_or_function(&mut self, argument: &'a ast::Expr) -> Option<Expr> {
        match self.passed_function(argument) {
            Some(id) => Some(self.function_value(argument.span, id)),
            None => self.expression(argument),
        }
    }

    /// The (first overload of the) function whose bare name this is.
    fn passed_function(&self, argument: &ast::Expr) -> Option<FunctionId> {
        let ast::ExprKind::Variable(name) = &argument.kind else { return None };
        let hidden = self.variable_span(&name.text).is_some();
        self.user_functions.named(&normalised(&name.text)).next().filter(|_| !hidden)
    }

    fn function_value(&self, span: Span, id: FunctionId) -> Expr {
        let ty = self.user_functions.get(id).signature.returns.clone().unwrap_or(Type::Tuple(Vec::new()));
        Expr { span, ty, level: Level::Data, kind: ExprKind::Function(id) }
    }

    /// The function that must be the first argument of a higher-order function, and the other arguments.
    pub(super) fn function_and_rest(
        &mut self,
        caller: &ast::Name,
        arguments: &'a [ast::Expr],
    ) -> Option<(FunctionId, Span, Vec<Expr>)> {
        let Some((first, rest)) = arguments.split_first() else {
            return self.fail(mistake::function_wanted(caller.span, &caller.text));
        };
        let function = self.passed_function(first);
        if function.is_none() {
            self.report(mistake::function_wanted(first.span, &caller.text));
        }
        if let ast::ExprKind::Variable(name) = &first.kind
            && is_unnormalised(&name.text)
        {
            self.check_callable_here(first.span, &name.text);
        }
        let rest = self.expressions(rest);
        Some((function?, first.span, rest?))
    }

    /// A call of a solver.
    pub(super) fn variadic_call(
        &mut self,
        name: &'a ast::Name,
        rule: &Variadic,
        arguments: &'a [ast::Expr],
    ) -> Option<Call> {
        let (function, span, rest) = self.function_and_rest(name, arguments)?;
        self.check_plain(span, &name.text, function, &[FunctionKind::Plain])?;
        self.pass_function(name, rule, function, span, rest)
    }

    /// A call of `reduce_sum`: its rule depends on what is sliced.
    pub(super) fn reduce_sum_call(&mut self, name: &'a ast::Name, arguments: &'a [ast::Expr]) -> Option<Call> {
        let (function, span, rest) = self.function_and_rest(name, arguments)?;
        self.check_plain(span, &name.text, function, &[FunctionKind::Plain, FunctionKind::Density])?;
        let Some(slice) = rest.first() else {
            return self.fail(calls::wrong_count(name.span, &name.text, 1, &[3]));
        };
        if !can_be_sliced(&slice.ty) {
            return self.fail(mistake::cannot_slice(slice.span, &name.text, &slice.ty));
        }
        let declared = self.user_functions.get(function).signature.parameters.first();
        let declared = declared.and_then(|parameter| parameter.ty.value()).filter(|ty| can_be_sliced(ty));
        let sliced = declared.unwrap_or(&slice.ty).clone();
        self.pass_function(name, &variadic::reduce_sum(sliced), function, span, rest)
    }

    /// Reports a function that may not be passed because of its kind.
    pub(super) fn check_plain(
        &mut self,
        span: Span,
        caller: &str,
        function: FunctionId,
        kinds: &[FunctionKind],
    ) -> Option<()> {
        let name = &self.user_functions.get(function).name.text;
        if kinds.contains(&FunctionKind::of(name)) {
            return Some(());
        }
        let error = mistake::not_plain(span, caller, name);
        self.fail(error)
    }

    /// The call, by the first overload of the function that can be passed and takes the arguments that follow.
    fn pass_function(
        &mut self,
        name: &ast::Name,
        rule: &Variadic,
        function: FunctionId,
        span: Span,
        rest: Vec<Expr>,
    ) -> Option<Call> {
        let function_name = self.user_functions.get(function).name;
        let ids: Vec<FunctionId> = self.user_functions.named(&function_name.text).collect();
        let fitting: Vec<FunctionId> = ids.iter().copied().filter(|&id| self.can_be_passed(id, rule)).collect();
        if fitting.is_empty() {
            let found = &self.user_functions.get(ids[0]).signature;
            let error = mistake::wrong_function(span, &name.text, &function_name.text, rule, found);
            return self.fail(error.and(function_name.span, "declared here"));
        }
        let mut arguments = vec![self.function_value(span, function)];
        arguments.extend(rest);
        let given: Vec<Given> = arguments.iter().map(|argument| self.given(argument)).collect();
        let wanted: Vec<Signature> = fitting.iter().map(|&id| self.wanted_arguments(id, rule)).collect();
        match resolve(&wanted, &given) {
            Resolution::One(index) => {
                arguments[0] = self.function_value(span, fitting[index]);
                let arguments = promoted_to(arguments, &wanted[index]);
                let callee = Callee::Library(name.text.clone());
                Some(Call { callee, arguments, returns: Some(rule.returns.clone()) })
            }
            Resolution::Ambiguous(found) => {
                let found: Vec<&Signature> = found.iter().map(|&index| &wanted[index]).collect();
                self.fail(calls::ambiguous(name.span, &name.text, &given, &found))
            }
            Resolution::None => {
                let spans: Vec<Span> = arguments.iter().map(|argument| argument.span).collect();
                let wanted: Vec<&Signature> = wanted.iter().collect();
                let error = calls::no_overload(name.span, &name.text, &given, &spans, &wanted);
                self.fail(error.and(function_name.span, "the last arguments are for this function"))
            }
        }
    }

    fn can_be_passed(&self, id: FunctionId, rule: &Variadic) -> bool {
        let signature = &self.user_functions.get(id).signature;
        signature.parameters.len() >= rule.passed.len()
            && signature.returns.as_ref() == Some(&rule.passed_returns)
            && signature.parameters.iter().zip(&rule.passed).all(|(has, wanted)| takes(has, wanted))
    }

    /// The arguments of the call: the function, the rule's, then the function's own.
    fn wanted_arguments(&self, id: FunctionId, rule: &Variadic) -> Signature {
        let function = &self.user_functions.get(id).signature;
        let own = &function.parameters[rule.passed.len()..];
        let function = Parameter { ty: ParameterType::Function(Box::new(function.clone())), data_only: false };
        let parameters = std::iter::once(&function).chain(&rule.controls).chain(own).cloned().collect();
        Signature { parameters, returns: Some(rule.returns.clone()) }
    }
}

fn can_be_sliced(ty: &Type) -> bool {
    let (dims, element) = ty.unwrap_array();
    dims > 0 && matches!(element, Type::Int | Type::Real | Type::Vector | Type::RowVector | Type::Matrix)
}
