//! Expressions: each becomes an operand, after the operations that compute it.

use super::Lowering;
use super::statements::extend_path;
use crate::stan::error::unsupported;
use crate::stan::ir::{Index, Merge, Op, Operand, Stmt, StmtKind, VariableRef};
use crate::stan::library;
use crate::stan::syntax::source::Span;
use crate::stan::typed::{self, Callee, Expr, ExprKind};
use crate::stan::types::{Level, Type};

impl Lowering<'_> {
    pub(super) fn operands(&mut self, exprs: &[Expr]) -> Vec<Operand> {
        exprs.iter().map(|expr| self.operand(expr)).collect()
    }

    pub(super) fn operand(&mut self, expr: &Expr) -> Operand {
        let op = match &expr.kind {
            ExprKind::Int(value) => return Operand::Int(*value),
            ExprKind::Real(value) => return Operand::Real(*value),
            ExprKind::Variable(variable) => return self.variable(*variable),
            ExprKind::And(left, right) => return self.and(expr, left, right),
            ExprKind::Or(left, right) => return self.or(expr, left, right),
            ExprKind::Ternary { condition, then, otherwise } => {
                let condition = self.operand(condition);
                let then = self.nested(|lowering| lowering.operand(then));
                let otherwise = self.nested(|lowering| lowering.operand(otherwise));
                return self.choose(expr, condition, then, otherwise);
            }
            ExprKind::Promote(inner) => return self.promote(expr, inner),
            ExprKind::Call(callee, arguments) => self.call(expr.span, callee, arguments),
            ExprKind::Index(base, indices) => self.index(base, indices),
            ExprKind::Array(items) => Op::Array(self.operands(items)),
            ExprKind::RowVector(items) => Op::RowVector(self.operands(items)),
            ExprKind::Field(tuple, _) => {
                self.errors.push(unsupported::value_type(expr.span, &tuple.ty));
                return Operand::Int(0);
            }
            ExprKind::Imaginary(_) | ExprKind::Tuple(_) | ExprKind::Function(_) => {
                self.errors.push(unsupported::value_type(expr.span, &expr.ty));
                return Operand::Int(0);
            }
        };
        self.supported_type(expr.span, &expr.ty);
        self.compute(expr.span, &expr.ty, expr.level, op)
    }

    fn variable(&mut self, variable: VariableRef) -> Operand {
        let (VariableRef::Global(id) | VariableRef::Local(id)) = variable;
        self.loop_variables.get(&id).copied().unwrap_or(Operand::Variable(variable))
    }

    /// `left && right`: 0 where `left` is 0, else whether `right` is not.
    fn and(&mut self, expr: &Expr, left: &Expr, right: &Expr) -> Operand {
        let condition = self.operand(left);
        let then = self.nested(|lowering| lowering.truth(right));
        self.choose(expr, condition, then, (Vec::new(), Operand::Int(0)))
    }

    /// `left || right`: 1 where `left` is not 0, else whether `right` is not.
    fn or(&mut self, expr: &Expr, left: &Expr, right: &Expr) -> Operand {
        let condition = self.operand(left);
        let otherwise = self.nested(|lowering| lowering.truth(right));
        self.choose(expr, condition, (Vec::new(), Operand::Int(1)), otherwise)
    }

    /// 1 where the expression is not 0, else 0.
    fn truth(&mut self, expr: &Expr) -> Operand {
        let operand = self.operand(expr);
        let op = Op::Library { name: "logical_neq".into(), arguments: vec![operand, Operand::Int(0)] };
        self.compute(expr.span, &Type::Int, Level::Data, op)
    }

    fn choose(
        &mut self,
        expr: &Expr,
        condition: Operand,
        (then, then_value): (Vec<Stmt>, Operand),
        (otherwise, otherwise_value): (Vec<Stmt>, Operand),
    ) -> Operand {
        let temp = self.temp(&expr.ty, expr.level);
        let merges = vec![Merge { temp, then: then_value, otherwise: otherwise_value }];
        self.push(expr.span, StmtKind::If { condition, then, otherwise, merges });
        Operand::Temp(temp)
    }

    fn promote(&mut self, expr: &Expr, inner: &Expr) -> Operand {
        match self.operand(inner) {
            Operand::Int(value) if expr.ty == Type::Real => Operand::Real(value as f64),
            operand => {
                self.supported_type(expr.span, &expr.ty);
                self.compute(expr.span, &expr.ty, expr.level, Op::Promote(operand))
            }
        }
    }

    fn call(&mut self, span: Span, callee: &Callee, arguments: &[Expr]) -> Op {
        match callee {
            Callee::Target => Op::Target,
            Callee::User(function) => Op::Call { function: *function, arguments: self.operands(arguments) },
            Callee::Library(name) => self.library_call(span, name, arguments),
        }
    }

    fn library_call(&mut self, span: Span, name: &str, arguments: &[Expr]) -> Op {
        if arguments.iter().any(|argument| matches!(argument.kind, ExprKind::Function(_))) {
            self.errors.push(unsupported::higher_order(span, name));
            return Op::Library { name: name.to_string(), arguments: Vec::new() };
        }
        if !library::is_supported(name) {
            self.errors.push(unsupported::function(span, name));
        }
        let arguments = self.operands(arguments);
        let name = name.to_string();
        if name.ends_with("_rng") { Op::Generator { name, arguments } } else { Op::Library { name, arguments } }
    }

    /// `x[i][j]` has one path, so that a single element is found at once.
    fn index(&mut self, base: &Expr, indices: &[typed::Index]) -> Op {
        let (base, mut path) = match &base.kind {
            ExprKind::Index(inner, earlier) => match self.index(inner, earlier) {
                Op::Index { base, path } => (base, path),
                _ => unreachable!("an index lowers to an index"),
            },
            _ => (self.operand(base), Vec::new()),
        };
        let indices = self.indices(indices);
        extend_path(&mut path, indices);
        Op::Index { base, path }
    }

    pub(super) fn indices(&mut self, indices: &[typed::Index]) -> Vec<Index> {
        let lower = |index: &typed::Index| match index {
            typed::Index::Single(at) => Index::Single(self.operand(at)),
            typed::Index::Multi(at) => Index::Multi(self.operand(at)),
            typed::Index::Between(from, to) => Index::Between(self.operand(from), self.operand(to)),
            typed::Index::From(from) => Index::From(self.operand(from)),
            typed::Index::Upto(to) => Index::Upto(self.operand(to)),
            typed::Index::All => Index::All,
        };
        indices.iter().map(lower).collect()
    }
}
