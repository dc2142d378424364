//! Patterns of signatures: one line that stands for many overloads.

use std::collections::HashMap;

use super::super::types::Type;
use super::{Parameter, ParameterType, Signature};

/// Sets of types by name.
pub(super) type Sets = HashMap<String, Vec<Type>>;

/// A signature with sets and variables in it.
#[derive(Debug)]
pub(super) struct Pattern {
    arguments: Vec<ArgumentPattern>,
    returns: TypePattern,
    variables: Vec<(char, Domain)>,
}

#[derive(Debug)]
enum ArgumentPattern {
    Value { data_only: bool, choices: Vec<TypePattern> },
    Function(Signature),
}

#[derive(Debug)]
enum TypePattern {
    /// One of these types.
    OneOf(Vec<Type>),
    Variable(char),
    /// The variable's type with its integers or complex numbers made reals.
    RealOf(char),
    ComplexOf(char),
    Array(Dims, Box<TypePattern>),
}

/// `variable + plus` array dimensions.
#[derive(Debug)]
struct Dims {
    variable: Option<char>,
    plus: usize,
}

/// What a variable ranges over.
#[derive(Debug)]
enum Domain {
    Types(Vec<Type>),
    Numbers(usize, usize),
}

/// What the variables stand for, in one of the signatures of a pattern.
#[derive(Debug, Default, Clone)]
struct Bindings {
    types: Vec<(char, Type)>,
    numbers: Vec<(char, usize)>,
}

impl Pattern {
    /// Reads `arguments => result where T: set, d: 0-7`.
    pub(super) fn parse(text: &str, sets: &Sets) -> Pattern {
        let mut reader = Reader { rest: text, sets };
        let mut arguments = Vec::new();
        while !reader.eat("=>") {
            arguments.push(reader.argument());
            reader.eat(",");
        }
        let returns = reader.ty();
        let mut variables = Vec::new();
        if reader.eat("where") {
            while !reader.at_end() {
                variables.push(reader.variable());
                reader.eat(",");
            }
        }
        assert!(reader.at_end(), "`{}` is left over of `{text}`", reader.rest);
        Pattern { arguments, returns, variables }
    }

    /// Adds every signature that this stands for.
    pub(super) fn expand(&self, signatures: &mut Vec<Signature>) {
        let mut all = vec![Bindings::default()];
        for (name, domain) in &self.variables {
            all = all.iter().flat_map(|bindings| bindings.with(*name, domain)).collect();
        }
        for bindings in &all {
            self.expand_bound(bindings, signatures);
        }
    }

    fn expand_bound(&self, bindings: &Bindings, signatures: &mut Vec<Signature>) {
        let mut lists: Vec<Vec<Parameter>> = vec![Vec::new()];
        for argument in &self.arguments {
            let choices = argument.choices(bindings);
            lists = lists.iter().flat_map(|list| choices.iter().map(|choice| appended(list, choice))).collect();
        }
        let returns = self.returns.types(bindings).pop();
        signatures.extend(lists.into_iter().map(|parameters| Signature { parameters, returns: returns.clone() }));
    }
}

fn appended(list: &[Parameter], last: &Parameter) -> Vec<Parameter> {
    let mut list = list.to_vec();
    list.push(last.clone());
    list
}

impl ArgumentPattern {
    fn choices(&self, bindings: &Bindings) -> Vec<Parameter> {
        match self {
            ArgumentPattern::Value { data_only, choices } => choices
                .iter()
                .flat_map(|choice| choice.types(bindings))
                .map(|ty| Parameter { ty: ParameterType::Value(ty), data_only: *data_only })
                .collect(),
            ArgumentPattern::Function(signature) => {
                vec![Parameter { ty: ParameterType::Function(Box::new(signature.clone())), data_only: false }]
            }
        }
    }
}

impl TypePattern {
    fn types(&self, bindings: &Bindings) -> Vec<Type> {
        match self {
            TypePattern::OneOf(types) => types.clone(),
            TypePattern::Variable(name) => vec![bindings.ty(*name)],
            TypePattern::RealOf(name) => vec![bindings.ty(*name).with_real_elements()],
            TypePattern::ComplexOf(name) => vec![bindings.ty(*name).with_complex_elements()],
            TypePattern::Array(dims, element) => {
                let n = dims.plus + dims.variable.map_or(0, |name| bindings.number(name));
                element.types(bindings).into_iter().map(|ty| ty.array(n)).collect()
            }
        }
    }
}

impl Bindings {
    /// These bindings with one more variable, in every way.
    fn with(&self, name: char, domain: &Domain) -> Vec<Bindings> {
        let extended = |extend: &dyn Fn(&mut Bindings)| {
            let mut bindings = self.clone();
            extend(&mut bindings);
            bindings
        };
        match domain {
            Domain::Types(types) => {
                types.iter().map(|ty| extended(&|bindings| bindings.types.push((name, ty.clone())))).collect()
            }
            Domain::Numbers(from, to) => {
                (*from..=*to).map(|n| extended(&|bindings| bindings.numbers.push((name, n)))).collect()
            }
        }
    }

    fn ty(&self, name: char) -> Type {
        let bound = self.types.iter().find(|(bound, _)| *bound == name);
        bound.unwrap_or_else(|| panic!("no `where` for {name}")).1.clone()
    }

    fn number(&self, name: char) -> usize {
        let bound = self.numbers.iter().find(|(bound, _)| *bound == name);
        bound.unwrap_or_else(|| panic!("no `where` for {name}")).1
    }
}

/// Reads a list of types and sets, `real | array[] int`.
pub(super) fn parse_set(text: &str, sets: &Sets) -> Vec<Type> {
    let mut reader = Reader { rest: text, sets };
    let types = reader.choices().iter().flat_map(|choice| choice.types(&Bindings::default())).collect();
    assert!(reader.at_end(), "`{}` is left over of `{text}`", reader.rest);
    types
}

/// Reads the table's text, of which a mistake is a mistake of ours: a test unfolds the whole table.
struct Reader<'a> {
    rest: &'a str,
    sets: &'a Sets,
}

impl<'a> Reader<'a> {
    fn at_end(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        self.rest.is_empty()
    }

    fn eat(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, token: &str) {
        assert!(self.eat(token), "`{token}` is missing before `{}`", self.rest);
    }

    fn word(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn number(&mut self) -> usize {
        let word = self.word();
        word.parse().unwrap_or_else(|_| panic!("`{word}` is no number before `{}`", self.rest))
    }

    fn argument(&mut self) -> ArgumentPattern {
        if self.eat("(") {
            return ArgumentPattern::Function(self.function());
        }
        let data_only = self.eat("data ");
        ArgumentPattern::Value { data_only, choices: self.choices() }
    }

    fn choices(&mut self) -> Vec<TypePattern> {
        let mut choices = vec![self.ty()];
        while self.eat("|") {
            choices.push(self.ty());
        }
        choices
    }

    /// After `(`: the type of a function without sets or variables.
    fn function(&mut self) -> Signature {
        let mut parameters = Vec::new();
        while !self.eat(")") {
            let data_only = self.eat("data ");
            parameters.push(Parameter { ty: ParameterType::Value(self.known()), data_only });
            self.eat(",");
        }
        self.expect("=>");
        Signature { parameters, returns: Some(self.known()) }
    }

    /// A type without sets or variables.
    fn known(&mut self) -> Type {
        let mut types = self.ty().types(&Bindings::default());
        assert_eq!(types.len(), 1, "one type is wanted before `{}`", self.rest);
        types.remove(0)
    }

    fn ty(&mut self) -> TypePattern {
        if self.eat("array[") {
            let dims = self.dims();
            return TypePattern::Array(dims, Box::new(self.ty()));
        }
        if self.eat("tuple(") {
            let mut fields = vec![self.known()];
            while self.eat(",") {
                fields.push(self.known());
            }
            self.expect(")");
            return TypePattern::OneOf(vec![Type::Tuple(fields)]);
        }
        let word = self.word();
        let mut letters = word.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if letter.is_uppercase() => TypePattern::Variable(letter),
            _ if self.eat("(") => self.changed(word),
            _ => TypePattern::OneOf(self.named(word)),
        }
    }

    /// After `real(` or `complex(`.
    fn changed(&mut self, word: &str) -> TypePattern {
        let variable = self.word().chars().next().expect("a variable stands between the parentheses");
        self.expect(")");
        match word {
            "real" => TypePattern::RealOf(variable),
            "complex" => TypePattern::ComplexOf(variable),
            _ => panic!("`{word}` changes no type"),
        }
    }

    fn named(&self, word: &str) -> Vec<Type> {
        let ty = match word {
            "int" => Type::Int,
            "real" => Type::Real,
            "complex" => Type::Complex,
            "vector" => Type::Vector,
            "row_vector" => Type::RowVector,
            "matrix" => Type::Matrix,
            "complex_vector" => Type::ComplexVector,
            "complex_row_vector" => Type::ComplexRowVector,
            "complex_matrix" => Type::ComplexMatrix,
            set => return self.sets.get(set).unwrap_or_else(|| panic!("`{set}` is no type or set")).clone(),
        };
        vec![ty]
    }

    /// After `array[`: `]`, `,,]`, `d]` or `d+1]`.
    fn dims(&mut self) -> Dims {
        let variable = self.word().chars().next();
        let plus = match variable {
            Some(_) if self.eat("+") => self.number(),
            Some(_) => 0,
            None => 1 + std::iter::from_fn(|| self.eat(",").then_some(())).count(),
        };
        self.expect("]");
        Dims { variable, plus }
    }

    /// `T: set` or `d: 0-7`.
    fn variable(&mut self) -> (char, Domain) {
        let name = self.word().chars().next().expect("a variable follows `where`");
        self.expect(":");
        if name.is_uppercase() {
            let types = self.choices().iter().flat_map(|choice| choice.types(&Bindings::default())).collect();
            return (name, Domain::Types(types));
        }
        let from = self.number();
        self.expect("-");
        (name, Domain::Numbers(from, self.number()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, expected: &[&str]) {
        let sets = Sets::from([("flat".to_string(), vec![Type::Vector, Type::RowVector])]);
        let mut signatures = Vec::new();
        Pattern::parse(pattern, &sets).expand(&mut signatures);
        let found: Vec<String> = signatures.iter().map(Signature::to_string).collect();
        assert_eq!(found, expected, "{pattern}");
    }

    #[test]
    fn a_pattern_stands_for_each_choice_of_its_sets_and_variables() {
        check("=> real", &["() => real"]);
        check("int, real => real", &["(int, real) => real"]);
        check("flat, int => int", &["(vector, int) => int", "(row_vector, int) => int"]);
        check("T, T => T where T: flat", &["(vector, vector) => vector", "(row_vector, row_vector) => row_vector"]);
        check(
            "array[d] int => array[d+1] int where d: 0-1",
            &["(int) => array[] int", "(array[] int) => array[,] int"],
        );
        check("array[,] int | real => real", &["(array[,] int) => real", "(real) => real"]);
        check("T => real(T) where T: int | complex", &["(int) => real", "(complex) => real"]);
        check("T => complex(T) where T: matrix", &["(matrix) => complex_matrix"]);
        check("matrix => tuple(matrix, vector)", &["(matrix) => tuple(matrix, vector)"]);
        check("(real, data int) => real, data real => real", &["((real, data int) => real, data real) => real"]);
    }
}
