//! `value ~ name(arguments)`.

use super::names::split_suffix;
use super::{Checker, Span};
use crate::stan::error::types::{distributions as mistake, names, placement};
use crate::stan::signatures::overload::{Given, Resolution, resolve};
use crate::stan::signatures::{self, variadic};
use crate::stan::syntax::ast;
use crate::stan::typed::{Expr, ExprKind, Stmt, StmtKind, TargetOrigin};

/// `value ~ distribution(arguments) T[...]` in parts.
pub(super) struct Sampling<'a> {
    pub value: &'a ast::Expr,
    pub distribution: &'a ast::Name,
    pub arguments: &'a [ast::Expr],
    pub truncation: Option<&'a ast::Truncation>,
}

impl<'a> Checker<'a> {
    /// The increment of the target, and the truncation after it.
    pub(super) fn sampling(&mut self, span: Span, parts: &Sampling<'a>) -> Vec<Stmt> {
        if !self.may_increment_target() {
            self.report(placement::sampling(span));
        }
        let value = self.expression(parts.value);
        let arguments = self.expressions(parts.arguments);
        let bounds = parts.truncation.and_then(|truncation| self.bounds(truncation));
        self.sampling_statements(span, parts, value, arguments, bounds).unwrap_or_default()
    }

    fn sampling_statements(
        &mut self,
        span: Span,
        parts: &Sampling<'a>,
        value: Option<Expr>,
        arguments: Option<Vec<Expr>>,
        bounds: Option<super::truncation::Bounds>,
    ) -> Option<Vec<Stmt>> {
        self.check_distribution_name(parts.distribution)?;
        let family = parts.distribution.text.as_str();
        if variadic::laplace(&format!("{family}_lpmf")).is_some() {
            return self.fail(mistake::laplace_sampling(parts.distribution.span, family));
        }
        let (value, arguments) = (value?, arguments?);
        let all: Vec<Expr> = std::iter::once(value.clone()).chain(arguments.clone()).collect();
        let density = self.density_of(parts.distribution, &all)?;
        let call = self.call_one_of(parts.distribution.span, &density, all)?;
        let level = super::levels::highest(&call.arguments);
        let increment = Expr { span, ty: call.returns?, level, kind: ExprKind::Call(call.callee, call.arguments) };
        let kind = StmtKind::TargetPlus { value: increment, origin: TargetOrigin::Sample };
        let mut statements = vec![Stmt { span, kind }];
        if let (Some(truncation), Some(bounds)) = (parts.truncation, bounds) {
            statements.extend(self.truncation(truncation.span, parts.distribution, value, arguments, bounds)?);
        }
        Some(statements)
    }

    /// The name left of the parentheses must be a family's, without suffix.
    fn check_distribution_name(&mut self, name: &ast::Name) -> Option<()> {
        match split_suffix(&name.text) {
            Some((family, suffix @ ("_lpdf" | "_lpmf" | "_lupdf" | "_lupmf"))) if self.has_density(family) => {
                self.fail(mistake::with_suffix(name.span, family, suffix))
            }
            Some((family, "_cdf" | "_lcdf" | "_lccdf")) if self.has_density(family) => {
                self.fail(mistake::cumulative(name.span, &name.text))
            }
            _ if self.has_density(&name.text) || variadic::laplace(&format!("{}_lpmf", name.text)).is_some() => {
                Some(())
            }
            _ => {
                let families = self.user_functions.names().chain(signatures::names()).filter_map(|name| {
                    split_suffix(name)
                        .filter(|(_, suffix)| matches!(*suffix, "_lpdf" | "_lpmf"))
                        .map(|(family, _)| family)
                });
                let suggestion = names::closest(&name.text, families);
                let error = mistake::unknown(name.span, &name.text, suggestion);
                self.fail(error)
            }
        }
    }

    fn has_density(&self, family: &str) -> bool {
        ["_lpdf", "_lpmf"].iter().any(|suffix| !self.candidates(&format!("{family}{suffix}")).signatures.is_empty())
    }

    /// The density that takes the arguments: of integers rather than of reals, where both would do.
    fn density_of(&mut self, family: &ast::Name, arguments: &[Expr]) -> Option<String> {
        let given: Vec<Given> = arguments.iter().map(|argument| self.given(argument)).collect();
        let names = ["_lpmf", "_lpdf"].map(|suffix| format!("{}{suffix}", family.text));
        let mut existing = names.iter().filter(|name| !self.candidates(name).signatures.is_empty());
        let fits = |name: &&String| resolve(self.candidates(name).signatures, &given) != Resolution::None;
        match existing.clone().find(fits) {
            Some(name) => Some(name.clone()),
            None => self.no_density(family, existing.next().expect("the family has a density"), arguments, &given),
        }
    }

    fn no_density<T>(&mut self, family: &ast::Name, density: &str, arguments: &[Expr], given: &[Given]) -> Option<T> {
        let first = arguments.first()?;
        let discrete = density.ends_with("_lpmf");
        if discrete && !first.ty.is_integral() && !first.ty.contains_int() {
            let is_new = self.candidates(&format!("{}_lpdf", family.text)).signatures.is_empty();
            let counts = self
                .candidates(density)
                .signatures
                .iter()
                .any(|signature| signature.parameters.len() == arguments.len());
            if is_new && counts {
                return self.fail(mistake::discrete_value(first.span, &family.text, &first.ty));
            }
        }
        let spans: Vec<Span> = arguments.iter().map(|argument| argument.span).collect();
        let candidates = self.candidates(density);
        let error = mistake::wrong_arguments(family.span, &family.text, given, &spans, &candidates.signatures);
        self.fail(error)
    }
}
