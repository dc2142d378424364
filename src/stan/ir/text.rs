//! The IR as text, one statement a line.
//!
//! `%3` is a temporary, `x` a variable; `!` after a type says that the value depends on parameters.

use std::fmt::{self, Display, Formatter, Write};

use super::{Block, Body, Index, Op, Operand, Printable, Program, Stmt, StmtKind, Variable, VariableRef};
use crate::stan::typed::Constraint;
use crate::stan::types::Level;

impl Display for Program {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for function in &self.functions {
            let arguments = function.variables[..function.n_arguments].iter();
            let arguments = arguments.map(|argument| format!("{} {}", argument.ty, argument.name));
            let arguments = arguments.collect::<Vec<_>>().join(", ");
            let returns = function.returns.as_ref().map_or("void".to_string(), ToString::to_string);
            writeln!(f, "function {returns} {}({arguments})", function.name)?;
            self.printer(&function.variables, &function.body).block(f, &function.body.block, 1)?;
        }
        let sections = [
            ("data", &self.data),
            ("transformed data", &self.transformed_data),
            ("parameters", &self.parameters),
            ("transformed parameters", &self.transformed_parameters),
            ("model", &self.model),
            ("generated quantities", &self.generated_quantities),
        ];
        for (name, body) in sections {
            if !body.block.is_empty() {
                writeln!(f, "{name}")?;
                self.printer(&[], body).block(f, &body.block, 1)?;
            }
        }
        Ok(())
    }
}

impl Program {
    fn printer<'a>(&'a self, locals: &'a [Variable], body: &'a Body) -> Printer<'a> {
        Printer { program: self, locals, body }
    }
}

/// Prints the statements of one body.
struct Printer<'a> {
    program: &'a Program,
    locals: &'a [Variable],
    body: &'a Body,
}

impl Printer<'_> {
    fn block(&self, f: &mut Formatter<'_>, block: &Block, depth: usize) -> fmt::Result {
        block.iter().try_for_each(|stmt| self.stmt(f, stmt, depth))
    }

    fn stmt(&self, f: &mut Formatter<'_>, stmt: &Stmt, depth: usize) -> fmt::Result {
        write!(f, "{:1$}", "", 2 * depth)?;
        let name = |variable: &VariableRef| self.variable(*variable);
        match &stmt.kind {
            StmtKind::Let(temp, op) => {
                let info = &self.body.temps[*temp];
                let mark = if info.level == Level::Parameter { "!" } else { "" };
                writeln!(f, "%{temp}: {}{mark} = {}", info.ty, self.op(op))
            }
            StmtKind::Declare { variable, dims } => writeln!(f, "declare {}{}", name(variable), self.dims(dims)),
            StmtKind::Input { variable, dims } => writeln!(f, "input {}{}", name(variable), self.dims(dims)),
            StmtKind::Parameter { variable, dims, constraint } => {
                writeln!(f, "parameter {}{}{}", name(variable), self.dims(dims), self.constraint(constraint))
            }
            StmtKind::Check { variable, constraint } => {
                writeln!(f, "check {}{}", name(variable), self.constraint(constraint))
            }
            StmtKind::Store { variable, path, value } => {
                writeln!(f, "{}{} = {}", name(variable), self.path(path), self.operand(value))
            }
            StmtKind::Draw { variable, path, draw } => {
                let operands: Vec<String> = draw.operands().map(|operand| self.operand(operand)).collect();
                writeln!(f, "{}{} ~ {:?} {}", name(variable), self.path(path), draw.source, operands.join(", "))
            }
            StmtKind::Target(value) => writeln!(f, "target += {}", self.operand(value)),
            StmtKind::Jacobian(value) => writeln!(f, "jacobian += {}", self.operand(value)),
            StmtKind::CheckTruncation { value, lower, upper } => {
                let bound = |bound: &Option<Operand>| bound.as_ref().map_or(String::new(), |bound| self.operand(bound));
                writeln!(f, "within {} [{}, {}]", self.operand(value), bound(lower), bound(upper))
            }
            StmtKind::Call { function, arguments } => writeln!(f, "{}", self.call(*function, arguments)),
            StmtKind::If { condition, then, otherwise, merges } => {
                writeln!(f, "if {}", self.operand(condition))?;
                self.block(f, then, depth + 1)?;
                if !otherwise.is_empty() {
                    writeln!(f, "{:1$}else", "", 2 * depth)?;
                    self.block(f, otherwise, depth + 1)?;
                }
                merges.iter().try_for_each(|merge| {
                    let (then, otherwise) = (self.operand(&merge.then), self.operand(&merge.otherwise));
                    writeln!(f, "{:1$}%{2} = then {then} else {otherwise}", "", 2 * depth, merge.temp)
                })
            }
            StmtKind::While { test, condition, body } => {
                writeln!(f, "while")?;
                self.block(f, test, depth + 1)?;
                writeln!(f, "{:1$}do {2}", "", 2 * depth, self.operand(condition))?;
                self.block(f, body, depth + 1)
            }
            StmtKind::For { counter, from, to, body } => {
                writeln!(f, "for %{counter} in {} .. {}", self.operand(from), self.operand(to))?;
                self.block(f, body, depth + 1)
            }
            StmtKind::Break => writeln!(f, "break"),
            StmtKind::Continue => writeln!(f, "continue"),
            StmtKind::Return(None) => writeln!(f, "return"),
            StmtKind::Return(Some(value)) => writeln!(f, "return {}", self.operand(value)),
            StmtKind::Print(arguments) => writeln!(f, "print {}", self.printables(arguments)),
            StmtKind::Reject(arguments) => writeln!(f, "reject {}", self.printables(arguments)),
            StmtKind::FatalError(arguments) => writeln!(f, "fatal_error {}", self.printables(arguments)),
            StmtKind::Profile(label, body) => {
                writeln!(f, "profile {label:?}")?;
                self.block(f, body, depth + 1)
            }
        }
    }

    fn op(&self, op: &Op) -> String {
        match op {
            Op::Library { name, arguments } | Op::Generator { name, arguments } => {
                format!("{name}({})", self.list(arguments))
            }
            Op::Call { function, arguments } => self.call(*function, arguments),
            Op::Index { base, path } => format!("{}{}", self.operand(base), self.path(path)),
            Op::Array(items) => format!("{{{}}}", self.list(items)),
            Op::RowVector(items) => format!("[{}]", self.list(items)),
            Op::Promote(operand) => format!("promote {}", self.operand(operand)),
            Op::Target => "target".into(),
        }
    }

    fn call(&self, function: usize, arguments: &[Operand]) -> String {
        format!("call {}({})", self.program.functions[function].name, self.list(arguments))
    }

    fn list(&self, operands: &[Operand]) -> String {
        operands.iter().map(|operand| self.operand(operand)).collect::<Vec<_>>().join(", ")
    }

    fn dims(&self, dims: &[Operand]) -> String {
        if dims.is_empty() { String::new() } else { format!("[{}]", self.list(dims)) }
    }

    fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Temp(temp) => format!("%{temp}"),
            Operand::Variable(variable) => self.variable(*variable).to_string(),
            Operand::Int(value) => value.to_string(),
            Operand::Real(value) => format!("{value:?}"),
        }
    }

    fn variable(&self, variable: VariableRef) -> &str {
        match variable {
            VariableRef::Global(id) => &self.program.variables[id].name,
            VariableRef::Local(id) => &self.locals[id].name,
        }
    }

    fn path(&self, path: &[Vec<Index>]) -> String {
        let index = |index: &Index| match index {
            Index::Single(at) => self.operand(at),
            Index::Multi(at) => format!("@{}", self.operand(at)),
            Index::Between(from, to) => format!("{}:{}", self.operand(from), self.operand(to)),
            Index::From(from) => format!("{}:", self.operand(from)),
            Index::Upto(to) => format!(":{}", self.operand(to)),
            Index::All => ":".into(),
        };
        let group = |group: &Vec<Index>| format!("[{}]", group.iter().map(index).collect::<Vec<_>>().join(", "));
        path.iter().map(group).collect()
    }

    fn constraint(&self, constraint: &Constraint<Operand>) -> String {
        let part = |text: &mut String, name: &str, operand: &Option<Operand>| {
            if let Some(operand) = operand {
                write!(text, " {name} {}", self.operand(operand)).expect("writing to a string never fails");
            }
        };
        let mut text = String::new();
        match constraint {
            Constraint::None => {}
            Constraint::Bounds { lower, upper } => {
                part(&mut text, "lower", lower);
                part(&mut text, "upper", upper);
            }
            Constraint::OffsetMultiplier { offset, multiplier } => {
                part(&mut text, "offset", offset);
                part(&mut text, "multiplier", multiplier);
            }
            other => text = format!(" {other:?}"),
        }
        text
    }

    fn printables(&self, arguments: &[Printable]) -> String {
        let show = |argument: &Printable| match argument {
            Printable::Text(text) => format!("{text:?}"),
            Printable::Value(value) => self.operand(value),
        };
        arguments.iter().map(show).collect::<Vec<_>>().join(", ")
    }
}
