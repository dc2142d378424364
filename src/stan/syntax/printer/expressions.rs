//! Expressions as text.

use std::fmt::Write;

use super::Printer;
use crate::stan::syntax::ast::{Expr, ExprKind, Index, UnaryOp};

impl Printer {
    pub fn expression(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Int(n) => {
                let _ = write!(self.out, "{n}");
            }
            ExprKind::Real(_, spelling) => self.write(spelling),
            ExprKind::Imaginary(_, spelling) => {
                self.write(spelling);
                self.write("i");
            }
            ExprKind::Variable(name) => self.write(&name.text),
            ExprKind::Unary(op, operand) => {
                self.write(match op {
                    UnaryOp::Plus => "+",
                    UnaryOp::Minus => "-",
                    UnaryOp::Not => "!",
                });
                self.expression(operand);
            }
            ExprKind::Transpose(operand) => {
                self.expression(operand);
                self.write("'");
            }
            ExprKind::Binary(op, left, right) => {
                self.expression(left);
                let _ = write!(self.out, " {} ", op.symbol());
                self.expression(right);
            }
            ExprKind::Ternary { condition, then, otherwise } => {
                self.expression(condition);
                self.write(" ? ");
                self.expression(then);
                self.write(" : ");
                self.expression(otherwise);
            }
            ExprKind::Call { name, arguments, conditional } => {
                self.write(&name.text);
                if *conditional { self.conditional(arguments) } else { self.arguments(arguments) }
            }
            ExprKind::Index(base, indices) => {
                self.expression(base);
                self.indices(indices);
            }
            ExprKind::Field(base, n) => self.field(base, *n),
            ExprKind::Array(items) => self.bracketed("{", items, "}"),
            ExprKind::RowVector(items) => self.bracketed("[", items, "]"),
            ExprKind::Tuple(items) => self.bracketed("(", items, if items.len() == 1 { ",)" } else { ")" }),
            ExprKind::Paren(inner) => {
                self.write("(");
                self.expression(inner);
                self.write(")");
            }
        }
    }

    pub fn arguments(&mut self, arguments: &[Expr]) {
        self.bracketed("(", arguments, ")");
    }

    fn bracketed(&mut self, open: &str, items: &[Expr], close: &str) {
        self.write(open);
        self.separated(items, Self::expression);
        self.write(close);
    }

    /// `(first | others)`
    fn conditional(&mut self, arguments: &[Expr]) {
        self.write("(");
        if let [first, others @ ..] = arguments {
            self.expression(first);
            self.write(" | ");
            self.separated(others, Self::expression);
        }
        self.write(")");
    }

    /// `x.n`. After a number the dot would belong to it, so that a space comes between.
    fn field(&mut self, base: &Expr, n: usize) {
        self.expression(base);
        let number = matches!(base.kind, ExprKind::Int(_) | ExprKind::Real(..) | ExprKind::Imaginary(..));
        let _ = write!(self.out, "{}.{n}", if number { " " } else { "" });
    }

    pub fn indices(&mut self, indices: &[Index]) {
        self.write("[");
        self.separated(indices, |p, index| match index {
            Index::At(at) => p.expression(at),
            Index::Between(from, to) => {
                p.expression(from);
                p.write(":");
                p.expression(to);
            }
            Index::From(from) => {
                p.expression(from);
                p.write(":");
            }
            Index::Upto(to) => {
                p.write(":");
                p.expression(to);
            }
            Index::All => p.write(":"),
        });
        self.write("]");
    }
}
