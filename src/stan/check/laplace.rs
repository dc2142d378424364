//! Calls of the `laplace_` functions.

use super::calls::Call;
use super::functions::FunctionKind;
use super::operators::promoted_to;
use super::promote::promote;
use super::{Checker, Span};
use crate::stan::error::types::{calls, higher_order as mistake};
use crate::stan::signatures::Signature;
use crate::stan::signatures::overload::{Given, Resolution, cost, resolve};
use crate::stan::signatures::variadic::{Laplace, laplace_tolerances};
use crate::stan::signatures::{Parameter, ParameterType};
use crate::stan::syntax::ast;
use crate::stan::typed::{Callee, Expr, ExprKind, FunctionId};
use crate::stan::types::{Level, Type};

impl<'a> Checker<'a> {
    /// Likelihood and its arguments, block size, covariance function and its arguments, options.
    pub(super) fn laplace_call(
        &mut self,
        name: &'a ast::Name,
        rule: &Laplace,
        arguments: &'a [ast::Expr],
    ) -> Option<Call> {
        let n_likelihood = rule.likelihood.as_ref().map_or(2, Vec::len);
        let n_wanted = n_likelihood + 3 + usize::from(rule.tolerances);
        let typed = self.arguments(arguments)?;
        if typed.len() != n_wanted {
            return self.fail(calls::wrong_count(name.span, &name.text, typed.len(), &[n_wanted]));
        }
        let mut rest = typed.into_iter();
        let likelihood: Vec<Expr> = rest.by_ref().take(n_likelihood).collect();
        let likelihood = match &rule.likelihood {
            Some(parameters) => self.laplace_data(name, parameters, likelihood),
            None => self.function_with_tuple(name, likelihood, &[Parameter::any(Type::Vector)], Type::Real),
        };
        let block_size: Vec<Expr> = rest.by_ref().take(1).collect();
        let block_size = self.laplace_data(name, &[Parameter::data(Type::Int)], block_size);
        let covariance: Vec<Expr> = rest.by_ref().take(2).collect();
        let covariance = self.function_with_tuple(name, covariance, &[], Type::Matrix);
        let options: Vec<Expr> = rest.collect();
        let wanted = [Parameter::data(laplace_tolerances())];
        let options = self.laplace_data(name, &wanted[..options.len()], options);
        let arguments = [likelihood?, block_size?, covariance?, options?].concat();
        let callee = Callee::Library(super::names::normalised(&name.text));
        Some(Call { callee, arguments, returns: Some(rule.returns.clone()) })
    }

    /// Arguments of fixed types.
    fn laplace_data(&mut self, name: &ast::Name, wanted: &[Parameter], found: Vec<Expr>) -> Option<Vec<Expr>> {
        let given: Vec<Given> = found.iter().map(|argument| self.given(argument)).collect();
        let signature = Signature { parameters: wanted.to_vec(), returns: None };
        if cost(&signature, &given).is_ok() {
            return Some(promoted_to(found, &signature));
        }
        let spans: Vec<Span> = found.iter().map(|argument| argument.span).collect();
        self.fail(calls::no_overload(name.span, &name.text, &given, &spans, &[&signature]))
    }

    /// A function and the tuple of what it is called with after its `first` arguments.
    fn function_with_tuple(
        &mut self,
        name: &ast::Name,
        found: Vec<Expr>,
        first: &[Parameter],
        returns: Type,
    ) -> Option<Vec<Expr>> {
        let [function, tuple]: [Expr; 2] = found.try_into().expect("two arguments are taken");
        let ExprKind::Function(id) = function.kind else {
            return self.fail(mistake::function_wanted(function.span, &name.text));
        };
        self.check_plain(function.span, &name.text, id, &[FunctionKind::Plain])?;
        let Type::Tuple(fields) = tuple.ty.clone() else {
            return self.fail(mistake::tuple_wanted(tuple.span, &name.text, &tuple.ty));
        };
        let (id, own) = self.overload_for_tuple(&function, id, &tuple, &fields, first, returns)?;
        let types: Option<Vec<Type>> = own.iter().map(|parameter| parameter.ty.value().cloned()).collect();
        let tuple = promote(tuple, &Type::Tuple(types?));
        Some(vec![Expr { kind: ExprKind::Function(id), ..function }, tuple])
    }

    /// The overload that takes `first` and then the fields of the tuple, and its arguments for those.
    fn overload_for_tuple(
        &mut self,
        function: &Expr,
        id: FunctionId,
        tuple: &Expr,
        fields: &[Type],
        first: &[Parameter],
        returns: Type,
    ) -> Option<(FunctionId, Vec<Parameter>)> {
        let name = self.user_functions.get(id).name;
        let ids: Vec<FunctionId> = self.user_functions.named(&name.text).collect();
        let signatures: Vec<&Signature> = ids.iter().map(|&id| &self.user_functions.get(id).signature).collect();
        let level = self.data_level(tuple);
        let given: Vec<Given> = first
            .iter()
            .filter_map(|parameter| parameter.ty.value())
            .map(|ty| Given::Value(ty.clone(), Level::Parameter))
            .chain(fields.iter().map(|ty| Given::Value(ty.clone(), level)))
            .collect();
        let fitting: Vec<usize> = (0..ids.len())
            .filter(|&i| signatures[i].returns.as_ref() == Some(&returns) && begins_with(signatures[i], first))
            .collect();
        match resolve(fitting.iter().map(|&i| signatures[i]), &given) {
            Resolution::One(index) => {
                let i = fitting[index];
                Some((ids[i], signatures[i].parameters[first.len()..].to_vec()))
            }
            _ => {
                let error = mistake::tuple_does_not_fit(tuple.span, &name.text, first, fields, &returns, &signatures);
                let error = error.and(function.span, "passed here");
                self.fail(error)
            }
        }
    }
}

fn begins_with(signature: &Signature, first: &[Parameter]) -> bool {
    signature.parameters.len() >= first.len()
        && signature.parameters.iter().zip(first).all(|(has, wanted)| match (&has.ty, &wanted.ty) {
            (ParameterType::Value(has), ParameterType::Value(wanted)) => has == wanted,
            _ => false,
        })
}
