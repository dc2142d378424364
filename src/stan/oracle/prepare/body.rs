//! Makes one body ready: a section or a function.

use std::collections::HashSet;

use crate::math::number::Number;
use crate::stan::ir::{self, Operand, VariableRef};
use crate::stan::library::{self, family::family};
use crate::stan::syntax::source::Span;
use crate::stan::typed::{self, Constraint, DrawSource};
use crate::stan::value::Value;

use super::{Draw, Index, Kind, Layout, Merge, MissingFunction, Op, Path, Printable, Slot, Stmt, Target};

/// Makes a body ready; `variables` are those in its frame before the temporaries.
pub(super) fn prepare<T: Number>(
    body: &ir::Body,
    variables: &[ir::Variable],
    constants: &mut Vec<Value<T>>,
) -> Result<Vec<Stmt<T>>, MissingFunction> {
    let uses = vec![0; body.temps.len()];
    let mut preparation = Preparation { body, variables, constants, uses, computed_here: HashSet::new() };
    let mut block = preparation.block(&body.block)?;
    let uses = preparation.uses;
    keep_what_is_used_again(&mut block, variables.len(), &uses);
    Ok(block)
}

/// How deep blocks are nested, the outermost included.
pub(super) fn depth(block: &ir::Block) -> usize {
    let inner = block.iter().map(|stmt| match &stmt.kind {
        ir::StmtKind::If { then, otherwise, .. } => depth(then).max(depth(otherwise)),
        ir::StmtKind::While { test, body, .. } => depth(test).max(depth(body)),
        ir::StmtKind::For { body, .. } | ir::StmtKind::Profile(_, body) => depth(body),
        _ => 0,
    });
    1 + inner.max().unwrap_or(0)
}

/// The state while one body is made ready.
struct Preparation<'a, T> {
    body: &'a ir::Body,
    variables: &'a [ir::Variable],
    constants: &'a mut Vec<Value<T>>,
    /// How often each temporary is used.
    uses: Vec<usize>,
    /// Temporaries computed so far by the block that is being made ready.
    computed_here: HashSet<usize>,
}

/// Takes back `moves` where the value has other uses.
fn keep_what_is_used_again<T>(block: &mut [Stmt<T>], n_variables: usize, uses: &[usize]) {
    for stmt in block {
        match &mut stmt.kind {
            Kind::Store { value: Slot::Frame(at), moves, .. } if *moves => *moves = uses[*at - n_variables] == 1,
            Kind::If { then, otherwise, .. } => {
                keep_what_is_used_again(then, n_variables, uses);
                keep_what_is_used_again(otherwise, n_variables, uses);
            }
            Kind::While { body, .. } | Kind::For { body, .. } | Kind::Profile(body) => {
                keep_what_is_used_again(body, n_variables, uses);
            }
            _ => {}
        }
    }
}

impl<T: Number> Preparation<'_, T> {
    fn block(&mut self, block: &ir::Block) -> Result<Vec<Stmt<T>>, MissingFunction> {
        let outer = std::mem::take(&mut self.computed_here);
        let mut statements = Vec::with_capacity(block.len());
        for stmt in block {
            statements.push(Stmt { span: stmt.span, kind: self.kind(stmt)? });
        }
        self.computed_here = outer;
        Ok(statements)
    }

    fn kind(&mut self, stmt: &ir::Stmt) -> Result<Kind<T>, MissingFunction> {
        Ok(match &stmt.kind {
            ir::StmtKind::Let(temp, op) => {
                let op = self.op(op, *temp, stmt.span)?;
                self.computed_here.insert(*temp);
                Kind::Let(self.temp(*temp), op)
            }
            ir::StmtKind::Declare { variable, dims } => {
                Kind::Declare { variable: self.target(*variable), dims: self.slots(dims) }
            }
            ir::StmtKind::Input { variable, dims } => {
                Kind::Input { variable: self.target(*variable), dims: self.slots(dims) }
            }
            ir::StmtKind::Parameter { variable, dims, constraint } => Kind::Parameter {
                variable: self.target(*variable),
                dims: self.slots(dims),
                constraint: self.constraint(constraint),
            },
            ir::StmtKind::Check { variable, constraint } => {
                Kind::Check { variable: self.target(*variable), constraint: self.constraint(constraint) }
            }
            ir::StmtKind::Store { variable, path, value } => Kind::Store {
                variable: self.target(*variable),
                path: self.path(path),
                value: self.slot(*value),
                moves: matches!(value, Operand::Temp(temp) if self.computed_here.contains(temp)),
            },
            ir::StmtKind::Draw { variable, path, draw } => {
                let (variable, path) = (self.target(*variable), self.path(path));
                Kind::Draw { variable, path, draw: Box::new(self.draw(draw, stmt.span)?) }
            }
            ir::StmtKind::Target(value) => Kind::Target(self.slot(*value)),
            ir::StmtKind::Jacobian(value) => Kind::Jacobian(self.slot(*value)),
            ir::StmtKind::CheckTruncation { value, lower, upper } => Kind::CheckTruncation {
                value: self.slot(*value),
                lower: lower.map(|bound| self.slot(bound)),
                upper: upper.map(|bound| self.slot(bound)),
            },
            ir::StmtKind::Call { function, arguments } => {
                Kind::Call { function: *function, arguments: self.slots(arguments) }
            }
            ir::StmtKind::If { condition, then, otherwise, merges } => Kind::If {
                condition: self.slot(*condition),
                then: self.block(then)?,
                otherwise: self.block(otherwise)?,
                merges: merges.iter().map(|merge| self.merge(merge)).collect(),
            },
            ir::StmtKind::While { test, condition, body } => {
                Kind::While { test: self.block(test)?, condition: self.slot(*condition), body: self.block(body)? }
            }
            ir::StmtKind::For { counter, from, to, body } => Kind::For {
                counter: self.temp(*counter),
                from: self.slot(*from),
                to: self.slot(*to),
                body: self.block(body)?,
            },
            ir::StmtKind::Break => Kind::Break,
            ir::StmtKind::Continue => Kind::Continue,
            ir::StmtKind::Return(value) => Kind::Return(value.map(|value| self.slot(value))),
            ir::StmtKind::Print(arguments) => Kind::Print(self.printables(arguments)),
            ir::StmtKind::Reject(arguments) => Kind::Reject(self.printables(arguments)),
            ir::StmtKind::FatalError(arguments) => Kind::FatalError(self.printables(arguments)),
            ir::StmtKind::Profile(_, body) => Kind::Profile(self.block(body)?),
        })
    }

    fn op(&mut self, op: &ir::Op, temp: usize, span: Span) -> Result<Op<T>, MissingFunction> {
        let missing = |name: &String| MissingFunction { span, name: name.clone() };
        let layout = Layout::of(&self.body.temps[temp].ty);
        Ok(match op {
            ir::Op::Library { name, arguments } => Op::Library {
                function: library::lookup(name).ok_or_else(|| missing(name))?,
                arguments: self.slots(arguments),
            },
            ir::Op::Generator { name, arguments } => Op::Generator {
                function: library::lookup_generator(name).ok_or_else(|| missing(name))?,
                arguments: self.slots(arguments),
            },
            ir::Op::Call { function, arguments } => Op::Call { function: *function, arguments: self.slots(arguments) },
            ir::Op::Index { base, path } => {
                Op::Index { base: self.slot(*base), name: self.name(*base), path: self.path(path) }
            }
            ir::Op::Array(items) => Op::Array { items: self.slots(items), layout },
            ir::Op::RowVector(items) => Op::RowVector { items: self.slots(items), layout },
            ir::Op::Promote(operand) => Op::Promote(self.slot(*operand)),
            ir::Op::Target => Op::Target,
        })
    }

    fn draw(&mut self, draw: &typed::Draw<Operand>, span: Span) -> Result<Draw, MissingFunction> {
        let family = match &draw.source {
            DrawSource::User(_) => None,
            DrawSource::Family(name) => {
                let missing = || MissingFunction { span, name: format!("{name}_rng") };
                Some(family(name).ok_or_else(missing)?)
            }
        };
        Ok(Draw { family, operands: draw.map(|operand| self.slot(*operand)) })
    }

    fn merge(&mut self, merge: &ir::Merge) -> Merge {
        Merge { temp: self.temp(merge.temp), then: self.slot(merge.then), otherwise: self.slot(merge.otherwise) }
    }

    fn slots(&mut self, operands: &[Operand]) -> Vec<Slot> {
        operands.iter().map(|operand| self.slot(*operand)).collect()
    }

    fn slot(&mut self, operand: Operand) -> Slot {
        let constant = match operand {
            Operand::Temp(temp) => {
                self.uses[temp] += 1;
                return Slot::Frame(self.temp(temp));
            }
            Operand::Variable(variable) => return Slot::Frame(place(variable)),
            Operand::Int(value) => Value::Int(value),
            Operand::Real(value) => Value::Real(T::constant(value)),
        };
        self.constants.push(constant);
        Slot::Constant(self.constants.len() - 1)
    }

    fn temp(&self, temp: usize) -> usize {
        self.variables.len() + temp
    }

    fn name(&self, operand: Operand) -> String {
        match operand {
            Operand::Variable(variable) => self.variables[place(variable)].name.clone(),
            Operand::Temp(_) | Operand::Int(_) | Operand::Real(_) => String::new(),
        }
    }

    fn target(&self, variable: VariableRef) -> Target {
        let at = place(variable);
        let ir::Variable { name, ty, .. } = &self.variables[at];
        Target { at, name: name.clone(), layout: Layout::of(ty) }
    }

    fn constraint(&mut self, constraint: &Constraint<Operand>) -> Constraint<Slot> {
        constraint.map(|operand| self.slot(*operand))
    }

    fn path(&mut self, path: &[Vec<ir::Index>]) -> Path {
        let brackets =
            |prep: &mut Self, indices: &[ir::Index]| indices.iter().map(|index| prep.index(*index)).collect();
        let path: Vec<Vec<Index>> = path.iter().map(|indices| brackets(self, indices)).collect();
        let single = |index: &Index| if let Index::Single(at) = index { Some(*at) } else { None };
        match path.as_slice() {
            [] => Path::Whole,
            [only] => match only.iter().map(single).collect::<Option<Vec<Slot>>>() {
                Some(at) => Path::At(at),
                None => Path::Brackets(path),
            },
            _ => Path::Brackets(path),
        }
    }

    fn index(&mut self, index: ir::Index) -> Index {
        match index {
            ir::Index::Single(at) => Index::Single(self.slot(at)),
            ir::Index::Multi(at) => Index::Multi(self.slot(at)),
            ir::Index::Between(from, to) => Index::Between(self.slot(from), self.slot(to)),
            ir::Index::From(from) => Index::From(self.slot(from)),
            ir::Index::Upto(to) => Index::Upto(self.slot(to)),
            ir::Index::All => Index::All,
        }
    }

    fn printables(&mut self, arguments: &[ir::Printable]) -> Vec<Printable> {
        let ready = |argument: &ir::Printable| match argument {
            ir::Printable::Text(text) => Printable::Text(text.clone()),
            ir::Printable::Value(value) => Printable::Value(self.slot(*value)),
        };
        arguments.iter().map(ready).collect()
    }
}

/// The place of a variable in its frame: functions see their own variables only, sections those of the program.
fn place(variable: VariableRef) -> usize {
    match variable {
        VariableRef::Global(id) | VariableRef::Local(id) => id,
    }
}
