//! Programs made by hand, statement by statement.

use mcrun::stan::bind::{BindError, Bound, bind};
use mcrun::stan::datum::{Data, Datum, Numbers};
use mcrun::stan::ir::{
    Body, Function, Index, Merge, Op, Operand, Printable, Program, Stmt, StmtKind, Temp, Variable, VariableRef, verify,
};
use mcrun::stan::model::StanModel;
use mcrun::stan::syntax::source::{SourceMap, Span};
use mcrun::stan::typed::{Constraint, Scope};
use mcrun::stan::types::{Level, Type};

/// A program whose statement number `k` stands on line `k` of `model.stan`.
pub struct Building {
    program: Program,
    line: u32,
}

/// A section.
#[derive(Clone, Copy)]
pub enum In {
    Data,
    TransformedData,
    Parameters,
    TransformedParameters,
    Model,
    GeneratedQuantities,
    /// The function that was begun last.
    Function,
}

/// How many lines `model.stan` has.
const LINES: u32 = 100;

impl Building {
    pub fn new() -> Building {
        let program = Program {
            functions: Vec::new(),
            variables: Vec::new(),
            data: Body::default(),
            transformed_data: Body::default(),
            parameters: Body::default(),
            transformed_parameters: Body::default(),
            model: Body::default(),
            generated_quantities: Body::default(),
        };
        Building { program, line: 0 }
    }

    fn body(&mut self, section: In) -> &mut Body {
        match section {
            In::Data => &mut self.program.data,
            In::TransformedData => &mut self.program.transformed_data,
            In::Parameters => &mut self.program.parameters,
            In::TransformedParameters => &mut self.program.transformed_parameters,
            In::Model => &mut self.program.model,
            In::GeneratedQuantities => &mut self.program.generated_quantities,
            In::Function => &mut self.program.functions.last_mut().unwrap().body,
        }
    }

    fn next_span(&mut self) -> Span {
        self.line += 1;
        Span { file: 0, start: self.line - 1, end: self.line - 1 }
    }

    pub fn push(&mut self, section: In, kind: StmtKind) {
        let span = self.next_span();
        self.body(section).block.push(Stmt { span, kind });
    }

    fn variable(&mut self, name: &str, ty: Type, scope: Scope) -> VariableRef {
        let span = Span { file: 0, start: self.line, end: self.line };
        let level = Level::Parameter;
        self.program.variables.push(Variable { name: name.to_owned(), span, ty, level, scope });
        VariableRef::Global(self.program.variables.len() - 1)
    }

    pub fn data(&mut self, name: &str, ty: Type, dims: &[Operand]) -> Operand {
        let variable = self.variable(name, ty, Scope::Data);
        self.push(In::Data, StmtKind::Input { variable, dims: dims.to_vec() });
        Operand::Variable(variable)
    }

    pub fn checked_data(&mut self, name: &str, ty: Type, dims: &[Operand], lower: Operand) -> Operand {
        let operand = self.data(name, ty, dims);
        let constraint = Constraint::Bounds { lower: Some(lower), upper: None };
        self.push(In::Data, StmtKind::Check { variable: reference(operand), constraint });
        operand
    }

    pub fn parameter(&mut self, name: &str, ty: Type, dims: &[Operand], constraint: Constraint<Operand>) -> Operand {
        let variable = self.variable(name, ty, Scope::Parameters);
        self.push(In::Parameters, StmtKind::Parameter { variable, dims: dims.to_vec(), constraint });
        Operand::Variable(variable)
    }

    pub fn declare(&mut self, section: In, name: &str, ty: Type, dims: &[Operand]) -> Operand {
        let scope = match section {
            In::TransformedData => Scope::TransformedData,
            In::TransformedParameters => Scope::TransformedParameters,
            In::GeneratedQuantities => Scope::GeneratedQuantities,
            _ => Scope::Local,
        };
        let variable = if let In::Function = section {
            let function = self.program.functions.last_mut().unwrap();
            let variable =
                Variable { name: name.to_owned(), span: Span::default(), ty, level: Level::Parameter, scope };
            function.variables.push(variable);
            VariableRef::Local(function.variables.len() - 1)
        } else {
            self.variable(name, ty, scope)
        };
        self.push(section, StmtKind::Declare { variable, dims: dims.to_vec() });
        Operand::Variable(variable)
    }

    /// Begins a function; its number is one more than that of the one before.
    pub fn function(&mut self, name: &str, arguments: &[(&str, Type)], returns: Option<Type>) -> Vec<Operand> {
        let variable = |(name, ty): &(&str, Type)| Variable {
            name: (*name).to_owned(),
            span: Span::default(),
            ty: ty.clone(),
            level: Level::Parameter,
            scope: Scope::Argument,
        };
        self.program.functions.push(Function {
            name: name.to_owned(),
            returns,
            n_arguments: arguments.len(),
            variables: arguments.iter().map(variable).collect(),
            body: Body::default(),
        });
        (0..arguments.len()).map(|id| Operand::Variable(VariableRef::Local(id))).collect()
    }

    pub fn temp(&mut self, section: In, ty: Type) -> usize {
        let temps = &mut self.body(section).temps;
        temps.push(Temp { ty, level: Level::Parameter });
        temps.len() - 1
    }

    pub fn compute(&mut self, section: In, ty: Type, op: Op) -> Operand {
        let temp = self.temp(section, ty);
        self.push(section, StmtKind::Let(temp, op));
        Operand::Temp(temp)
    }

    /// Calls a function of the library.
    pub fn call(&mut self, section: In, ty: Type, name: &str, arguments: &[Operand]) -> Operand {
        self.compute(section, ty, Op::Library { name: name.to_owned(), arguments: arguments.to_vec() })
    }

    /// Calls a function of the library on reals.
    pub fn real(&mut self, section: In, name: &str, arguments: &[Operand]) -> Operand {
        self.call(section, Type::Real, name, arguments)
    }

    pub fn user(&mut self, section: In, ty: Type, function: usize, arguments: &[Operand]) -> Operand {
        self.compute(section, ty, Op::Call { function, arguments: arguments.to_vec() })
    }

    pub fn index(&mut self, section: In, ty: Type, base: Operand, at: &[Index]) -> Operand {
        self.compute(section, ty, Op::Index { base, path: vec![at.to_vec()] })
    }

    pub fn at(&mut self, section: In, base: Operand, at: Operand) -> Operand {
        self.index(section, Type::Real, base, &[Index::Single(at)])
    }

    pub fn store(&mut self, section: In, variable: Operand, path: Vec<Vec<Index>>, value: Operand) {
        self.push(section, StmtKind::Store { variable: reference(variable), path, value });
    }

    pub fn target(&mut self, section: In, value: Operand) {
        self.push(section, StmtKind::Target(value));
    }

    /// Statements in a block of their own.
    pub fn nested(&mut self, section: In, build: impl FnOnce(&mut Building)) -> Vec<Stmt> {
        let outer = std::mem::take(&mut self.body(section).block);
        build(self);
        std::mem::replace(&mut self.body(section).block, outer)
    }

    /// `for (i in from:to)`
    pub fn count(&mut self, section: In, from: Operand, to: Operand, build: impl FnOnce(&mut Building, Operand)) {
        let counter = self.temp(section, Type::Int);
        let body = self.nested(section, |b| build(b, Operand::Temp(counter)));
        self.push(section, StmtKind::For { counter, from, to, body });
    }

    /// `condition ? then : otherwise`
    pub fn choose(
        &mut self,
        section: In,
        condition: Operand,
        then: impl FnOnce(&mut Building) -> Operand,
        otherwise: impl FnOnce(&mut Building) -> Operand,
    ) -> Operand {
        let (mut left, mut right) = (None, None);
        let then = self.nested(section, |b| left = Some(then(b)));
        let otherwise = self.nested(section, |b| right = Some(otherwise(b)));
        let temp = self.temp(section, Type::Real);
        let merges = vec![Merge { temp, then: left.unwrap(), otherwise: right.unwrap() }];
        self.push(section, StmtKind::If { condition, then, otherwise, merges });
        Operand::Temp(temp)
    }

    pub fn say(&mut self, section: In, kind: fn(Vec<Printable>) -> StmtKind, text: &str, value: Operand) {
        self.push(section, kind(vec![Printable::Text(text.to_owned()), Printable::Value(value)]));
    }

    pub fn bind(&self, data: &Data) -> Result<Bound, Vec<BindError>> {
        verify::verify(&self.program).unwrap();
        let mut sources = SourceMap::default();
        sources.add("model.stan", &"\n".repeat(LINES as usize), None).unwrap();
        assert!(self.line < LINES);
        bind(&self.program, &sources, data, 1)
    }

    pub fn model(&self, data: &Data) -> StanModel<'static> {
        let bound = self.bind(data).unwrap_or_else(|errors| panic!("{errors:?}"));
        StanModel::new(bound, Box::new(|_| {}))
    }
}

pub fn reference(operand: Operand) -> VariableRef {
    match operand {
        Operand::Variable(variable) => variable,
        other => panic!("{other:?} is no variable"),
    }
}

pub fn array(ty: Type) -> Type {
    ty.array(1)
}

pub fn int(value: i64) -> Operand {
    Operand::Int(value)
}

pub fn real(value: f64) -> Operand {
    Operand::Real(value)
}

/// Data from a file whose line `k` holds entry `k`.
pub fn data(entries: &[(&str, &[usize], Numbers)]) -> Data {
    let datum = |(line, (name, dims, numbers)): (usize, &(&str, &[usize], Numbers))| {
        let place = format!("data.json:{}", line + 1);
        ((*name).to_owned(), Datum { dims: dims.to_vec(), numbers: numbers.clone(), place })
    };
    entries.iter().enumerate().map(datum).collect()
}

pub fn ints(values: &[i64]) -> Numbers {
    Numbers::Ints(values.to_vec())
}

pub fn reals(values: &[f64]) -> Numbers {
    Numbers::Reals(values.to_vec())
}
