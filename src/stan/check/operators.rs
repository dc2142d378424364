//! Operators: the functions they stand for.

use super::promote::promote;
use super::{Checker, levels, library_call};
use crate::stan::error::types::expressions as mistake;
use crate::stan::signatures::Signature;
use crate::stan::signatures::overload::{Given, Resolution, resolve};
use crate::stan::syntax::ast::{self, BinaryOp, UnaryOp};
use crate::stan::syntax::source::Span;
use crate::stan::typed::{Expr, ExprKind};
use crate::stan::types::{Level, Type};

impl<'a> Checker<'a> {
    pub(super) fn unary(&mut self, span: Span, op: UnaryOp, operand: &'a ast::Expr) -> Option<Expr> {
        let operand = self.expression(operand)?;
        let name = match op {
            UnaryOp::Plus => "plus",
            UnaryOp::Minus => "minus",
            UnaryOp::Not => "logical_negation",
        };
        let ty = operand.ty.clone();
        match apply(span, name, vec![operand]) {
            Ok(result) => Some(result),
            Err(_) => self.fail(mistake::bad_operand(span, symbol_of_unary(op), &ty)),
        }
    }

    pub(super) fn transpose(&mut self, span: Span, operand: &'a ast::Expr) -> Option<Expr> {
        let operand = self.expression(operand)?;
        let ty = operand.ty.clone();
        match apply(span, "transpose", vec![operand]) {
            Ok(result) => Some(result),
            Err(_) => self.fail(mistake::bad_operand(span, "'", &ty)),
        }
    }

    pub(super) fn binary(
        &mut self,
        span: Span,
        op: BinaryOp,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
    ) -> Option<Expr> {
        let (left, right) = (self.expression(left), self.expression(right));
        self.apply_binary(span, op, left?, right?)
    }

    /// The operation, or the report that it does not exist for these operands.
    pub(super) fn apply_binary(&mut self, span: Span, op: BinaryOp, left: Expr, right: Expr) -> Option<Expr> {
        let types = (left.ty.clone(), right.ty.clone());
        match operation(span, op, left, right) {
            Some(result) => Some(result),
            None => self.fail(mistake::bad_operands(span, op, &types.0, &types.1)),
        }
    }
}

/// The operation, if it exists for these operands.
pub(super) fn operation(span: Span, op: BinaryOp, left: Expr, right: Expr) -> Option<Expr> {
    match op {
        BinaryOp::And | BinaryOp::Or => return connective(span, op, left, right),
        BinaryOp::IntDivide => {
            let ints = left.ty == Type::Int && right.ty == Type::Int;
            return ints.then(|| library_call(span, "int_divide", vec![left, right], Type::Int));
        }
        _ => {}
    }
    let mut operands = vec![left, right];
    for name in functions_of(op) {
        match apply(span, name, operands) {
            Ok(result) if op == BinaryOp::ElementPower => return Some(renamed(result, "elt_pow")),
            Ok(result) => return Some(result),
            Err(unused) => operands = unused,
        }
    }
    None
}

fn connective(span: Span, op: BinaryOp, left: Expr, right: Expr) -> Option<Expr> {
    if left.ty != Type::Int || right.ty != Type::Int {
        return None;
    }
    let level = levels::highest([&left, &right]);
    let (left, right) = (Box::new(left), Box::new(right));
    let kind = if op == BinaryOp::And { ExprKind::And(left, right) } else { ExprKind::Or(left, right) };
    Some(Expr { span, ty: Type::Int, level, kind })
}

/// The functions that an operator may stand for; the first that takes the operands is meant.
fn functions_of(op: BinaryOp) -> &'static [&'static str] {
    match op {
        BinaryOp::Or => &["logical_or"],
        BinaryOp::And => &["logical_and"],
        BinaryOp::Equal => &["logical_eq"],
        BinaryOp::NotEqual => &["logical_neq"],
        BinaryOp::Less => &["logical_lt"],
        BinaryOp::LessEqual => &["logical_lte"],
        BinaryOp::Greater => &["logical_gt"],
        BinaryOp::GreaterEqual => &["logical_gte"],
        BinaryOp::Add => &["add"],
        BinaryOp::Subtract => &["subtract"],
        BinaryOp::Multiply => &["multiply"],
        BinaryOp::Divide => &["mdivide_right", "divide"],
        BinaryOp::IntDivide => &[],
        BinaryOp::Modulo => &["modulus"],
        BinaryOp::LeftDivide => &["mdivide_left"],
        BinaryOp::ElementMultiply => &["elt_multiply"],
        BinaryOp::ElementDivide => &["elt_divide"],
        BinaryOp::Power | BinaryOp::ElementPower => &["pow"],
    }
}

/// A call of a library function, or the arguments back if it does not take them.
pub(super) fn apply(span: Span, name: &str, arguments: Vec<Expr>) -> Result<Expr, Vec<Expr>> {
    let overloads = crate::stan::signatures::overloads(name).unwrap_or_default();
    let given: Vec<Given> = arguments.iter().map(|argument| Given::Value(argument.ty.clone(), Level::Data)).collect();
    match resolve(overloads, &given) {
        Resolution::One(index) => Ok(call_overload(span, name, arguments, &overloads[index])),
        _ => Err(arguments),
    }
}

/// A call of this overload of a library function.
pub(super) fn call_overload(span: Span, name: &str, arguments: Vec<Expr>, overload: &Signature) -> Expr {
    let arguments = promoted_to(arguments, overload);
    let ty = overload.returns.clone().expect("the library's functions return something");
    library_call(span, name, arguments, ty)
}

/// The arguments as the overload wants them.
pub(super) fn promoted_to(arguments: Vec<Expr>, overload: &Signature) -> Vec<Expr> {
    let promoted = |(argument, parameter): (Expr, &crate::stan::signatures::Parameter)| match parameter.ty.value() {
        Some(ty) => promote(argument, ty),
        None => argument,
    };
    arguments.into_iter().zip(&overload.parameters).map(promoted).collect()
}

fn renamed(mut call: Expr, name: &str) -> Expr {
    if let ExprKind::Call(callee, _) = &mut call.kind {
        *callee = crate::stan::typed::Callee::Library(name.to_string());
    }
    call
}

fn symbol_of_unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Plus => "+",
        UnaryOp::Minus => "-",
        UnaryOp::Not => "!",
    }
}
