//! Which values a statement reads and writes.

use crate::stan::typed::Constraint;

use super::prepare::{Index, Kind, Op, Path, Printable, Slot, Stmt};

/// Places in the frame that a statement, with those inside it, may read and write.
#[derive(Debug, Default)]
#[allow(missing_docs)]
pub struct Uses {
    pub reads: Vec<usize>,
    pub writes: Vec<usize>,
}

impl Uses {
    /// Those of one statement.
    pub fn of<T>(stmt: &Stmt<T>) -> Uses {
        let mut uses = Uses::default();
        uses.stmt(stmt);
        uses
    }

    fn block<T>(&mut self, block: &[Stmt<T>]) {
        block.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn stmt<T>(&mut self, stmt: &Stmt<T>) {
        match &stmt.kind {
            Kind::Let(temp, op) => {
                self.op(op);
                self.writes.push(*temp);
            }
            Kind::Declare { variable, dims } | Kind::Input { variable, dims } => {
                self.slots(dims);
                self.writes.push(variable.at);
            }
            Kind::Parameter { variable, dims, constraint } => {
                self.slots(dims);
                self.constraint(constraint);
                self.writes.push(variable.at);
            }
            Kind::Check { variable, constraint } => {
                self.constraint(constraint);
                self.reads.push(variable.at);
            }
            Kind::Store { variable, path, value, .. } => {
                self.path(path);
                self.slots(&[*value]);
                self.writes.push(variable.at);
            }
            Kind::Draw { variable, path, draw } => {
                self.path(path);
                draw.operands.operands().for_each(|slot| self.slots(&[*slot]));
                self.reads.push(variable.at);
                self.writes.push(variable.at);
            }
            Kind::Target(value) | Kind::Jacobian(value) | Kind::Return(Some(value)) => self.slots(&[*value]),
            Kind::CheckTruncation { value, lower, upper } => {
                self.slots(&[*value]);
                lower.iter().chain(upper).for_each(|bound| self.slots(&[*bound]));
            }
            Kind::Call { arguments, .. } => self.slots(arguments),
            Kind::If { condition, then, otherwise, merges } => {
                self.slots(&[*condition]);
                self.block(then);
                self.block(otherwise);
                for merge in merges {
                    self.slots(&[merge.then, merge.otherwise]);
                    self.writes.push(merge.temp);
                }
            }
            Kind::While { test, condition, body } => {
                self.block(test);
                self.slots(&[*condition]);
                self.block(body);
            }
            Kind::For { counter, from, to, body } => {
                self.slots(&[*from, *to]);
                self.writes.push(*counter);
                self.block(body);
            }
            Kind::Print(arguments) | Kind::Reject(arguments) | Kind::FatalError(arguments) => {
                for argument in arguments {
                    if let Printable::Value(slot) = argument {
                        self.slots(&[*slot]);
                    }
                }
            }
            Kind::Profile(body) => self.block(body),
            Kind::Break | Kind::Continue | Kind::Return(None) => {}
        }
    }

    fn op<T>(&mut self, op: &Op<T>) {
        match op {
            Op::Library { arguments, .. } | Op::Generator { arguments, .. } | Op::Call { arguments, .. } => {
                self.slots(arguments);
            }
            Op::Index { base, path, .. } => {
                self.slots(&[*base]);
                self.path(path);
            }
            Op::Array { items, .. } | Op::RowVector { items, .. } => self.slots(items),
            Op::Promote(operand) => self.slots(&[*operand]),
            Op::Target => {}
        }
    }

    fn path(&mut self, path: &Path) {
        match path {
            Path::Whole => {}
            Path::At(at) => self.slots(at),
            Path::Brackets(path) => path.iter().flatten().for_each(|index| match index {
                Index::Single(at) | Index::Multi(at) | Index::From(at) | Index::Upto(at) => self.slots(&[*at]),
                Index::Between(from, to) => self.slots(&[*from, *to]),
                Index::All => {}
            }),
        }
    }

    fn constraint(&mut self, constraint: &Constraint<Slot>) {
        constraint.map(|slot| self.slots(&[*slot]));
    }

    fn slots(&mut self, slots: &[Slot]) {
        self.reads.extend(slots.iter().filter_map(|slot| match slot {
            Slot::Frame(at) => Some(*at),
            Slot::Constant(_) => None,
        }));
    }
}
