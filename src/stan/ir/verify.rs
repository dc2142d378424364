//! Whether IR is well formed: what the evaluators rely on and do not check again.

use super::{Block, Body, Index, Op, Operand, Printable, Program, Stmt, StmtKind, Variable, VariableRef};
use crate::stan::typed::Constraint;

/// Checks that every operand is there when it is used, every temporary is assigned at one place, and
/// every number names a variable, temporary or function that exists with as many arguments as given.
/// The error says what is wrong where.
pub fn verify(program: &Program) -> Result<(), String> {
    for function in &program.functions {
        Verifier::new(program, &function.variables, &function.body)
            .body()
            .map_err(|fact| format!("function {}: {fact}", function.name))?;
    }
    let sections = [
        ("data", &program.data),
        ("transformed data", &program.transformed_data),
        ("parameters", &program.parameters),
        ("transformed parameters", &program.transformed_parameters),
        ("model", &program.model),
        ("generated quantities", &program.generated_quantities),
    ];
    for (name, body) in sections {
        Verifier::new(program, &[], body).body().map_err(|fact| format!("{name}: {fact}"))?;
    }
    Ok(())
}

struct Verifier<'a> {
    program: &'a Program,
    locals: &'a [Variable],
    body: &'a Body,
    /// Whether a temporary has been assigned anywhere before.
    assigned: Vec<bool>,
    /// Whether a temporary is there at this point.
    available: Vec<bool>,
    /// Those that are, in the order in which they came.
    order: Vec<usize>,
    loop_depth: usize,
}

impl<'a> Verifier<'a> {
    fn new(program: &'a Program, locals: &'a [Variable], body: &'a Body) -> Verifier<'a> {
        let assigned = vec![false; body.temps.len()];
        Verifier { program, locals, body, available: assigned.clone(), assigned, order: Vec::new(), loop_depth: 0 }
    }

    fn body(&mut self) -> Result<(), String> {
        self.block(&self.body.block)
    }

    /// Checks a block; what it computed stays available, so that conditions and merges can use it.
    fn block(&mut self, block: &Block) -> Result<(), String> {
        block.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    /// Checks a block and what follows from it, then forgets what it computed.
    fn scoped(&mut self, block: &Block, after: impl FnOnce(&mut Self) -> Result<(), String>) -> Result<(), String> {
        let mark = self.order.len();
        self.block(block)?;
        after(self)?;
        self.forget(mark);
        Ok(())
    }

    /// Makes unavailable what came after the first `mark` temporaries.
    fn forget(&mut self, mark: usize) {
        for temp in self.order.drain(mark..) {
            self.available[temp] = false;
        }
    }

    fn looped(&mut self, block: &Block) -> Result<(), String> {
        self.loop_depth += 1;
        self.scoped(block, |_| Ok(()))?;
        self.loop_depth -= 1;
        Ok(())
    }

    fn stmt(&mut self, stmt: &Stmt) -> Result<(), String> {
        match &stmt.kind {
            StmtKind::Let(temp, op) => {
                self.op(op)?;
                self.assign(*temp)
            }
            StmtKind::Declare { variable, dims } | StmtKind::Input { variable, dims } => {
                self.variable(*variable)?;
                self.operands(dims)
            }
            StmtKind::Parameter { variable, dims, constraint } => {
                self.variable(*variable)?;
                self.operands(dims)?;
                self.constraint(constraint)
            }
            StmtKind::Check { variable, constraint } => {
                self.variable(*variable)?;
                self.constraint(constraint)
            }
            StmtKind::Store { variable, path, value } => {
                self.variable(*variable)?;
                self.path(path)?;
                self.operand(*value)
            }
            StmtKind::Draw { variable, path, draw } => {
                self.variable(*variable)?;
                self.path(path)?;
                draw.operands().try_for_each(|operand| self.operand(*operand))
            }
            StmtKind::Target(value) | StmtKind::Jacobian(value) => self.operand(*value),
            StmtKind::CheckTruncation { value, lower, upper } => {
                self.operand(*value)?;
                lower.iter().chain(upper).try_for_each(|bound| self.operand(*bound))
            }
            StmtKind::Call { function, arguments } => self.call(*function, arguments),
            StmtKind::If { condition, then, otherwise, merges } => {
                self.operand(*condition)?;
                self.scoped(then, |inner| merges.iter().try_for_each(|merge| inner.operand(merge.then)))?;
                self.scoped(otherwise, |inner| merges.iter().try_for_each(|merge| inner.operand(merge.otherwise)))?;
                merges.iter().try_for_each(|merge| self.assign(merge.temp))
            }
            StmtKind::While { test, condition, body } => self.scoped(test, |inner| {
                inner.operand(*condition)?;
                inner.looped(body)
            }),
            StmtKind::For { counter, from, to, body } => {
                self.operands(&[*from, *to])?;
                let mark = self.order.len();
                self.assign(*counter)?;
                self.looped(body)?;
                self.forget(mark);
                Ok(())
            }
            StmtKind::Break | StmtKind::Continue if self.loop_depth == 0 => Err("a loop is left outside a loop".into()),
            StmtKind::Break | StmtKind::Continue | StmtKind::Return(None) => Ok(()),
            StmtKind::Return(Some(value)) => self.operand(*value),
            StmtKind::Print(arguments) | StmtKind::Reject(arguments) | StmtKind::FatalError(arguments) => {
                arguments.iter().try_for_each(|argument| match argument {
                    Printable::Text(_) => Ok(()),
                    Printable::Value(value) => self.operand(*value),
                })
            }
            StmtKind::Profile(_, body) => self.scoped(body, |_| Ok(())),
        }
    }

    fn assign(&mut self, temp: usize) -> Result<(), String> {
        match self.assigned.get(temp) {
            None => Err(format!("%{temp} does not exist")),
            Some(true) => Err(format!("%{temp} is assigned twice")),
            Some(false) => {
                self.assigned[temp] = true;
                self.available[temp] = true;
                self.order.push(temp);
                Ok(())
            }
        }
    }

    fn op(&self, op: &Op) -> Result<(), String> {
        match op {
            Op::Library { arguments, .. } | Op::Generator { arguments, .. } => self.operands(arguments),
            Op::Call { function, arguments } => self.call(*function, arguments),
            Op::Index { base, path } => {
                self.operand(*base)?;
                self.path(path)
            }
            Op::Array(items) | Op::RowVector(items) => self.operands(items),
            Op::Promote(operand) => self.operand(*operand),
            Op::Target => Ok(()),
        }
    }

    fn call(&self, function: usize, arguments: &[Operand]) -> Result<(), String> {
        let Some(callee) = self.program.functions.get(function) else {
            return Err(format!("function {function} does not exist"));
        };
        if callee.n_arguments != arguments.len() {
            return Err(format!("{} takes {} arguments, not {}", callee.name, callee.n_arguments, arguments.len()));
        }
        self.operands(arguments)
    }

    fn operands(&self, operands: &[Operand]) -> Result<(), String> {
        operands.iter().try_for_each(|operand| self.operand(*operand))
    }

    fn operand(&self, operand: Operand) -> Result<(), String> {
        match operand {
            Operand::Temp(temp) if !self.available.get(temp).is_some_and(|there| *there) => {
                Err(format!("%{temp} is used before it is there"))
            }
            Operand::Variable(variable) => self.variable(variable),
            Operand::Temp(_) | Operand::Int(_) | Operand::Real(_) => Ok(()),
        }
    }

    fn variable(&self, variable: VariableRef) -> Result<(), String> {
        let (id, count) = match variable {
            VariableRef::Global(id) => (id, self.program.variables.len()),
            VariableRef::Local(id) => (id, self.locals.len()),
        };
        if id < count { Ok(()) } else { Err(format!("variable {id} does not exist")) }
    }

    fn path(&self, path: &[Vec<Index>]) -> Result<(), String> {
        path.iter().flatten().try_for_each(|index| match index {
            Index::Single(at) | Index::Multi(at) | Index::From(at) | Index::Upto(at) => self.operand(*at),
            Index::Between(from, to) => self.operands(&[*from, *to]),
            Index::All => Ok(()),
        })
    }

    fn constraint(&self, constraint: &Constraint<Operand>) -> Result<(), String> {
        let (first, second) = match constraint {
            Constraint::Bounds { lower, upper } => (lower, upper),
            Constraint::OffsetMultiplier { offset, multiplier } => (offset, multiplier),
            _ => return Ok(()),
        };
        first.iter().chain(second).try_for_each(|operand| self.operand(*operand))
    }
}
