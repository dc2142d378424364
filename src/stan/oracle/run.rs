//! Runs statements.

use crate::density::EvalError;
use crate::math::number::Number;
use crate::stan::indexing;
use crate::stan::syntax::source::{SourceMap, Span};
use crate::stan::typed::Constraint;
use crate::stan::value::{Cell, Dims, Tensor, Value};
use crate::stream::Stream;

use super::draw::Ancestry;
use super::parameters::Point;
use super::prepare::{Kind, Layout, Merge, Prepared, Printable, Section, Slot, Stmt, Target};
use super::{constraints, display};

/// How many blocks may be nested in calls of users' functions: they need about a fifth of a stack of 2 MiB.
const MAX_DEPTH: usize = 500;

/// More elements than this in one variable are refused (2 GiB of reals).
const MAX_ELEMENTS: usize = 1 << 28;

/// Why a run ends before its end.
#[derive(Debug, Clone, PartialEq)]
pub enum Stop {
    /// The density is 0 here, whatever follows.
    OutsideSupport,
    /// The point has no density.
    Failed(EvalError),
}

/// Why an operation has no value: a fact that waits for its place, or the end of the run.
#[derive(Debug)]
pub(super) enum Failure {
    Fact(String),
    Stop(Stop),
}

/// Where a block was left.
pub(super) enum Flow<T> {
    AtItsEnd,
    Break,
    Continue,
    Return(Option<Value<T>>),
}

/// One run of some sections of a program over a frame.
pub struct Run<'a, T> {
    pub(super) program: &'a Prepared<T>,
    sources: &'a SourceMap,
    /// Takes the lines that the program prints.
    print: &'a mut dyn FnMut(&str),
    pub(super) point: Point<'a, T>,
    pub(super) stream: Option<Stream>,
    /// What `target +=` and `~` have added up so far.
    pub target: T,
    /// The log Jacobian of the transforms so far, with what `jacobian +=` added.
    pub jacobian: T,
    /// What statements that draw have come to.
    pub ancestry: Ancestry,
    /// What statements have added to the target, or to the density of what they draw, if somebody listens: sums and counts by
    /// statement.
    heard: Option<Vec<(Span, f64, u64)>>,
    /// Of the calls that are under way.
    depth: usize,
    /// Frames of calls that are over, for the next ones.
    spare_frames: Vec<Vec<Value<T>>>,
}

impl From<String> for Failure {
    fn from(fact: String) -> Failure {
        Failure::Fact(fact)
    }
}

impl From<EvalError> for Stop {
    fn from(error: EvalError) -> Stop {
        Stop::Failed(error)
    }
}

impl<'a, T: Number> Run<'a, T> {
    /// A run that has not begun. `point` is where its parameters are read from, `stream` where its random numbers
    /// come from.
    pub fn new(
        program: &'a Prepared<T>,
        sources: &'a SourceMap,
        point: Point<'a, T>,
        stream: Option<Stream>,
        print: &'a mut dyn FnMut(&str),
    ) -> Run<'a, T> {
        let zero = T::constant(0.0);
        let ancestry = Ancestry::default();
        let spare_frames = Vec::new();
        let (target, jacobian, heard, depth) = (zero, zero, None, 0);
        Run { program, sources, print, point, stream, target, jacobian, ancestry, heard, depth, spare_frames }
    }

    /// Takes note of what each statement adds to the target, or to the density of what it draws, from now on.
    pub fn listen(&mut self) {
        self.heard = Some(Vec::new());
    }

    /// What was noted: statements in the order of their first run, what they have added, and how often.
    pub fn heard(&mut self) -> Vec<(Span, f64, u64)> {
        self.heard.take().unwrap_or_default()
    }

    /// Notes what a statement has added, if somebody listens, and that it was run so many times.
    pub(super) fn hear(&mut self, span: Span, value: f64, times: u64) {
        let Some(heard) = &mut self.heard else { return };
        match heard.iter_mut().find(|(known, ..)| *known == span) {
            Some((_, sum, count)) => (*sum, *count) = (*sum + value, *count + times),
            None => heard.push((span, value, times)),
        }
    }

    /// Runs a section.
    pub fn section(&mut self, section: Section, frame: &mut [Value<T>]) -> Result<(), Stop> {
        self.block(self.program.section(section), frame)?;
        match self.stream.as_ref().map(Stream::check) {
            Some(Err(exhausted)) => Err(EvalError::Fatal(exhausted.to_string()).into()),
            _ => Ok(()),
        }
    }

    /// Runs one statement that stands in no loop or function.
    pub fn statement(&mut self, stmt: &'a Stmt<T>, frame: &mut [Value<T>]) -> Result<(), Stop> {
        self.stmt(stmt, frame).map(|_| ())
    }

    /// The sizes of a declaration, which must be possible.
    pub fn dims(&self, variable: &Target, dims: &[Slot], frame: &[Value<T>]) -> Result<Dims, String> {
        let mut sizes = Dims::new();
        for slot in dims {
            let size = self.program.value(frame, *slot).int();
            let size = usize::try_from(size)
                .map_err(|_| format!("a size of {} is {size}, but must be at least 0", variable.name))?;
            sizes.push(size);
        }
        let elements = sizes.iter().try_fold(1_usize, |product, &size| product.checked_mul(size));
        match elements {
            Some(elements) if elements <= MAX_ELEMENTS => Ok(sizes),
            _ => Err(format!("{} has too many elements: {}", variable.name, indexing::shape(&sizes))),
        }
    }

    pub(super) fn block(&mut self, block: &'a [Stmt<T>], frame: &mut [Value<T>]) -> Result<Flow<T>, Stop> {
        for stmt in block {
            match self.stmt(stmt, frame)? {
                Flow::AtItsEnd => {}
                flow => return Ok(flow),
            }
        }
        Ok(Flow::AtItsEnd)
    }

    fn stmt(&mut self, stmt: &'a Stmt<T>, frame: &mut [Value<T>]) -> Result<Flow<T>, Stop> {
        let done = match &stmt.kind {
            Kind::If { condition, then, otherwise, merges } => {
                return self.choose(*condition, then, otherwise, merges, frame);
            }
            Kind::While { test, condition, body } => return self.repeat(test, *condition, body, frame),
            Kind::For { counter, from, to, body } => return self.count(*counter, *from, *to, body, frame),
            Kind::Profile(body) => return self.block(body, frame),
            Kind::Break => return Ok(Flow::Break),
            Kind::Continue => return Ok(Flow::Continue),
            Kind::Return(value) => {
                return Ok(Flow::Return(value.map(|slot| self.program.value(frame, slot).clone())));
            }
            Kind::Let(temp, op) => self.op(op, frame).map(|value| frame[*temp] = value),
            Kind::Call { function, arguments } => self.call(*function, arguments, frame).map(|_| ()),
            Kind::Declare { variable, dims } => self.declare(variable, dims, frame),
            Kind::Input { variable, .. } => Err(format!("{} cannot be read while sections run", variable.name).into()),
            Kind::Parameter { variable, dims, constraint } => self.parameter(variable, dims, constraint, frame),
            Kind::Check { variable, constraint } => self.check(variable, constraint, frame),
            Kind::Store { variable, path, value, moves } => self.store(variable, path, *value, *moves, frame),
            Kind::Draw { variable, path, draw } => self.draw(variable, path, draw, stmt.span, frame),
            Kind::Target(value) => self.add_to_target(*value, stmt.span, frame),
            Kind::Jacobian(value) => {
                self.jacobian += total(self.program.value(frame, *value));
                Ok(())
            }
            Kind::CheckTruncation { value, lower, upper } => self.check_truncation(*value, *lower, *upper, frame),
            Kind::Print(arguments) => {
                let line = self.text(arguments, frame);
                (self.print)(&line);
                Ok(())
            }
            Kind::Reject(arguments) => Err(self.text(arguments, frame).into()),
            Kind::FatalError(arguments) => {
                let message = format!("{} ({})", self.text(arguments, frame), self.place(stmt.span));
                return Err(EvalError::Fatal(message).into());
            }
        };
        match done {
            Ok(()) => Ok(Flow::AtItsEnd),
            Err(Failure::Stop(stop)) => Err(stop),
            Err(Failure::Fact(fact)) => Err(EvalError::Rejected(format!("{fact} ({})", self.place(stmt.span))).into()),
        }
    }

    /// A place as messages name it: `eight_schools.stan:14:3`.
    pub fn place(&self, span: Span) -> String {
        place(self.sources, span)
    }

    fn choose(
        &mut self,
        condition: Slot,
        then: &'a [Stmt<T>],
        otherwise: &'a [Stmt<T>],
        merges: &'a [Merge],
        frame: &mut [Value<T>],
    ) -> Result<Flow<T>, Stop> {
        let chosen = self.truth(condition, frame);
        let flow = self.block(if chosen { then } else { otherwise }, frame)?;
        for merge in merges {
            let value = self.program.value(frame, if chosen { merge.then } else { merge.otherwise });
            frame[merge.temp] = value.clone();
        }
        Ok(flow)
    }

    fn truth(&self, condition: Slot, frame: &[Value<T>]) -> bool {
        match self.program.value(frame, condition) {
            Value::Int(value) => *value != 0,
            value => value.real().value() != 0.0,
        }
    }

    fn repeat(
        &mut self,
        test: &'a [Stmt<T>],
        condition: Slot,
        body: &'a [Stmt<T>],
        frame: &mut [Value<T>],
    ) -> Result<Flow<T>, Stop> {
        loop {
            self.block(test, frame)?;
            if !self.truth(condition, frame) {
                return Ok(Flow::AtItsEnd);
            }
            match self.block(body, frame)? {
                Flow::AtItsEnd | Flow::Continue => {}
                Flow::Break => return Ok(Flow::AtItsEnd),
                Flow::Return(value) => return Ok(Flow::Return(value)),
            }
        }
    }

    fn count(
        &mut self,
        counter: usize,
        from: Slot,
        to: Slot,
        body: &'a [Stmt<T>],
        frame: &mut [Value<T>],
    ) -> Result<Flow<T>, Stop> {
        let (from, to) = (self.program.value(frame, from).int(), self.program.value(frame, to).int());
        for i in from..=to {
            frame[counter] = Value::Int(i);
            match self.block(body, frame)? {
                Flow::AtItsEnd | Flow::Continue => {}
                Flow::Break => break,
                Flow::Return(value) => return Ok(Flow::Return(value)),
            }
        }
        Ok(Flow::AtItsEnd)
    }

    pub(super) fn call(
        &mut self,
        function: usize,
        arguments: &[Slot],
        frame: &[Value<T>],
    ) -> Result<Option<Value<T>>, Failure> {
        let program = self.program;
        let function = &program.functions[function];
        if self.depth + function.depth > MAX_DEPTH {
            return Err(format!("{}: calls are nested too deep", function.name).into());
        }
        let mut inner = self.spare_frames.pop().unwrap_or_default();
        inner.extend(arguments.iter().map(|slot| program.value(frame, *slot).clone()));
        inner.resize(function.frame_size, Value::Int(0));
        self.depth += function.depth;
        let flow = self.block(&function.body, &mut inner);
        self.depth -= function.depth;
        // Values are dropped now, so that the caller's are shared no longer than needed.
        inner.clear();
        self.spare_frames.push(inner);
        match flow.map_err(Failure::Stop)? {
            Flow::Return(value) => Ok(value),
            _ => Ok(None),
        }
    }

    fn declare(&mut self, variable: &Target, dims: &[Slot], frame: &mut [Value<T>]) -> Result<(), Failure> {
        let dims = self.dims(variable, dims, frame)?;
        let len = dims.iter().product();
        frame[variable.at] = match variable.layout {
            Layout::Int => Value::Int(i64::MIN),
            Layout::Real => Value::Real(T::constant(f64::NAN)),
            Layout::Ints => Value::Ints(Tensor::new(dims, Cell::Scalar, vec![i64::MIN; len])),
            Layout::Reals(cell) => Value::Reals(Tensor::new(dims, cell, vec![T::constant(f64::NAN); len])),
        };
        Ok(())
    }

    fn check(&mut self, variable: &Target, constraint: &Constraint<Slot>, frame: &[Value<T>]) -> Result<(), Failure> {
        let constraint = constraint.map(|slot| self.program.value(frame, *slot));
        Ok(constraints::check(&variable.name, &frame[variable.at], &constraint)?)
    }

    fn add_to_target(&mut self, value: Slot, span: Span, frame: &[Value<T>]) -> Result<(), Failure> {
        let value = total(self.program.value(frame, value));
        self.hear(span, value.value(), 1);
        self.target += value;
        let target = self.target.value();
        if target.is_nan() {
            Err("log density is NaN".to_owned().into())
        } else if target == f64::INFINITY {
            Err("log density is infinite".to_owned().into())
        } else if target == f64::NEG_INFINITY {
            Err(Failure::Stop(Stop::OutsideSupport))
        } else {
            Ok(())
        }
    }

    fn check_truncation(
        &mut self,
        value: Slot,
        lower: Option<Slot>,
        upper: Option<Slot>,
        frame: &[Value<T>],
    ) -> Result<(), Failure> {
        let bound = |slot: Option<Slot>| slot.map(|slot| self.program.value(frame, slot));
        let value = self.program.value(frame, value);
        if constraints::within(value, bound(lower), bound(upper)) {
            Ok(())
        } else {
            Err(Failure::Stop(Stop::OutsideSupport))
        }
    }

    fn text(&self, arguments: &[Printable], frame: &[Value<T>]) -> String {
        let mut text = String::new();
        for argument in arguments {
            match argument {
                Printable::Text(part) => text.push_str(part),
                Printable::Value(slot) => display::push(&mut text, self.program.value(frame, *slot)),
            }
        }
        text
    }
}

/// A place as messages name it: `eight_schools.stan:14:3`.
pub fn place(sources: &SourceMap, span: Span) -> String {
    let location = sources.location(span);
    format!("{}:{}:{}", location.file, location.line, location.column)
}

/// The number, or the sum of the elements.
fn total<T: Number>(value: &Value<T>) -> T {
    match value {
        Value::Int(value) => T::constant(*value as f64),
        Value::Real(value) => *value,
        Value::Ints(tensor) => T::constant(tensor.data().iter().map(|&value| value as f64).sum()),
        Value::Reals(tensor) => {
            tensor.data().iter().copied().reduce(|sum, value| sum + value).unwrap_or(T::constant(0.0))
        }
    }
}
