//! What the checker makes of programs, printed.

use super::check;
use crate::stan::syntax::ast;
use crate::stan::syntax::parse;
use crate::stan::syntax::source::Span;
use crate::stan::typed::{
    Callee, Expr, ExprKind, Index, Place, PlaceKind, Program, Stmt, StmtKind, Variable, VariableRef,
};
use crate::stan::types::Level;

fn typed(text: &str) -> Program {
    let (program, _) = parse(text, "test.stan", &|name: &str| Err(format!("no {name}")));
    check(&program.expect("the program can be read")).expect("the program has no mistakes")
}

/// Prints typed trees, promotions as `real(...)`.
struct Printer<'p> {
    program: &'p Program,
    locals: &'p [Variable],
}

impl Printer<'_> {
    fn name(&self, reference: VariableRef) -> &str {
        match reference {
            VariableRef::Global(id) => &self.program.variables[id].name,
            VariableRef::Local(id) => &self.locals[id].name,
        }
    }

    fn list(&self, exprs: &[Expr]) -> String {
        exprs.iter().map(|expr| self.expr(expr)).collect::<Vec<_>>().join(", ")
    }

    fn indices(&self, indices: &[Index]) -> String {
        let index = |index: &Index| match index {
            Index::Single(at) => self.expr(at),
            Index::Multi(at) => format!("multi {}", self.expr(at)),
            Index::Between(from, to) => format!("{}:{}", self.expr(from), self.expr(to)),
            Index::From(from) => format!("{}:", self.expr(from)),
            Index::Upto(to) => format!(":{}", self.expr(to)),
            Index::All => ":".to_string(),
        };
        indices.iter().map(index).collect::<Vec<_>>().join(", ")
    }

    fn callee(&self, callee: &Callee) -> String {
        match callee {
            Callee::User(id) => format!("user {}", self.program.functions[*id].name),
            Callee::Library(name) => name.clone(),
            Callee::Target => "target".to_string(),
        }
    }

    fn expr(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Int(value) => value.to_string(),
            ExprKind::Real(value) => format!("{value:?}"),
            ExprKind::Imaginary(value) => format!("{value:?}i"),
            ExprKind::Variable(reference) => self.name(*reference).to_string(),
            ExprKind::Call(callee, arguments) => format!("{}({})", self.callee(callee), self.list(arguments)),
            ExprKind::And(left, right) => format!("({} && {})", self.expr(left), self.expr(right)),
            ExprKind::Or(left, right) => format!("({} || {})", self.expr(left), self.expr(right)),
            ExprKind::Ternary { condition, then, otherwise } => {
                format!("({} ? {} : {})", self.expr(condition), self.expr(then), self.expr(otherwise))
            }
            ExprKind::Index(base, indices) => format!("{}[{}]", self.expr(base), self.indices(indices)),
            ExprKind::Field(base, index) => format!("{}.{index}", self.expr(base)),
            ExprKind::Array(elements) => format!("{{{}}}", self.list(elements)),
            ExprKind::RowVector(elements) => format!("[{}]", self.list(elements)),
            ExprKind::Tuple(elements) => format!("({})", self.list(elements)),
            ExprKind::Promote(inner) => format!("{}({})", expr.ty, self.expr(inner)),
            ExprKind::Function(id) => format!("function {}", self.program.functions[*id].name),
        }
    }

    fn place(&self, place: &Place) -> String {
        match &place.kind {
            PlaceKind::Variable(reference) => self.name(*reference).to_string(),
            PlaceKind::Indexed(inner, indices) => format!("{}[{}]", self.place(inner), self.indices(indices)),
            PlaceKind::Field(inner, index) => format!("{}.{index}", self.place(inner)),
            PlaceKind::Tuple(places) => {
                let places: Vec<String> = places.iter().map(|place| self.place(place)).collect();
                format!("({})", places.join(", "))
            }
        }
    }

    fn bound(&self, bound: &Option<Expr>) -> String {
        bound.as_ref().map_or(String::new(), |bound| self.expr(bound))
    }

    fn stmt(&self, stmt: &Stmt) -> String {
        match &stmt.kind {
            StmtKind::Declare { variable, ty, value } => {
                let name = &self.program.variables[*variable].name;
                match value {
                    Some(value) => format!("{} {name} = {}", ty.ty, self.expr(value)),
                    None => format!("{} {name}", ty.ty),
                }
            }
            StmtKind::Assign { place, value } => format!("{} = {}", self.place(place), self.expr(value)),
            StmtKind::TargetPlus { value, .. } => format!("target += {}", self.expr(value)),
            StmtKind::Truncate(truncation) => {
                let (lower, upper) = (self.bound(&truncation.lower), self.bound(&truncation.upper));
                let normaliser = self.bound(&truncation.log_normaliser);
                format!("{} in [{lower}, {upper}] with {normaliser}", self.expr(&truncation.value))
            }
            StmtKind::For { from, to, body, .. } => {
                format!("for {}:{} {{ {} }}", self.expr(from), self.expr(to), self.stmts(body))
            }
            StmtKind::Return(Some(value)) => format!("return {}", self.expr(value)),
            StmtKind::Call(callee, arguments) => format!("{}({})", self.callee(callee), self.list(arguments)),
            other => format!("{other:?}"),
        }
    }

    fn stmts(&self, stmts: &[Stmt]) -> String {
        stmts.iter().map(|stmt| self.stmt(stmt)).collect::<Vec<_>>().join("; ")
    }
}

/// The statements of transformed data.
fn check_statements(statements: &str, expected: &str) {
    let program = typed(&format!("transformed data {{ {statements} }}"));
    let printer = Printer { program: &program, locals: &[] };
    assert_eq!(printer.stmts(&program.transformed_data), expected, "{statements}");
}

/// The statements of a model with data `int n, k; vector[3] y` and parameters `real mu; vector[3] x`.
fn check_model(statements: &str, expected: &str) {
    let program = typed(&format!(
        "data {{ int n; int k; vector[3] y; }} parameters {{ real mu; vector[3] x; }} model {{ {statements} }}"
    ));
    let printer = Printer { program: &program, locals: &[] };
    assert_eq!(printer.stmts(&program.model), expected, "{statements}");
}

#[test]
fn promotions_are_written_out() {
    check_statements("real x = 1;", "real x = real(1)");
    check_statements("int x = 1;", "int x = 1");
    check_statements("complex x = 1;", "complex x = complex(1)");
    check_statements("array[2] real x = {1, 2};", "array[] real x = array[] real({1, 2})");
    check_statements("array[2] real x = {1, 2.5};", "array[] real x = {real(1), 2.5}");
    check_statements("real x = 1 ? 2 : 2.5;", "real x = (1 ? real(2) : 2.5)");
    check_statements("row_vector[2] x = [1, 2];", "row_vector x = [real(1), real(2)]");
    check_statements("tuple(real, int) x = (1, 2);", "tuple(real, int) x = tuple(real, int)((1, 2))");
}

#[test]
fn arguments_are_promoted_only_where_the_signature_asks_for_it() {
    check_statements("real x = exp(1);", "real x = exp(1)");
    check_statements("real x = inc_beta(1, 2, 0.5);", "real x = inc_beta(real(1), real(2), 0.5)");
    check_statements("real x = mean({1, 2});", "real x = mean(array[] real({1, 2}))");
    check_statements("array[1] real x = normal_rng({1}, 2);", "array[] real x = normal_rng({1}, 2)");
    check_statements("vector[2] x = [1, 2]' * 2;", "vector x = multiply(transpose([real(1), real(2)]), real(2))");
}

#[test]
fn operators_are_calls() {
    check_statements("int x = 1 + 2 * 3 % 4 %/% 5;", "int x = add(1, modulus(multiply(2, 3), int_divide(4, 5)))");
    check_statements("int x = 7 / 2;", "int x = divide(7, 2)");
    check_statements("real x = 7 / 2.0;", "real x = divide(real(7), 2.0)");
    check_statements("real x = 2 ^ 3 .^ 4;", "real x = pow(2, elt_pow(3, 4))");
    check_statements(
        "int x = 1 < 2 && !(3 == 4) || 5;",
        "int x = ((logical_lt(1, 2) && logical_negation(logical_eq(3, 4))) || 5)",
    );
    check_statements("int x = - + 1;", "int x = minus(plus(1))");
    check_statements("matrix[1, 1] x = [[1]] / [[2.5]];", "matrix x = mdivide_right([[real(1)]], [[2.5]])");
}

#[test]
fn compound_assignment_is_written_out() {
    check_statements("real x = 1.5; x += 1;", "real x = 1.5; x = add(x, real(1))");
    check_statements("array[2] real x; x[1] *= 2.5;", "array[] real x; x[1] = multiply(x[1], 2.5)");
    check_statements("tuple(int, int) x = (1, 2); x.2 -= 1;", "tuple(int, int) x = (1, 2); x.1 = subtract(x.1, 1)");
    check_statements("int x; int y; (x, y) = (1, 2);", "int x; int y; (x, y) = (1, 2)");
}

#[test]
fn sampling_is_an_increment_by_the_full_density() {
    check_model("mu ~ normal(0, 1);", "target += normal_lpdf(mu, real(0), real(1))");
    check_model("n ~ poisson(2.5);", "target += poisson_lpmf(n, 2.5)");
    check_model("n ~ normal(mu, 1);", "target += normal_lpdf(real(n), mu, real(1))");
    check_model("target += normal_lupdf(mu | 0, 1.5);", "target += normal_lpdf(mu, real(0), 1.5)");
    check_model("target += x[{1, 2}][1:];", "target += x[multi {1, 2}][1:]");
}

#[test]
fn a_truncation_has_the_probability_between_its_bounds() {
    check_model("mu ~ std_normal() T[,];", "target += std_normal_lpdf(mu); mu in [, ] with ");
    check_model(
        "mu ~ std_normal() T[0.5, ];",
        "target += std_normal_lpdf(mu); mu in [0.5, ] with std_normal_lccdf(0.5)",
    );
    check_model(
        "mu ~ std_normal() T[, 0.5];",
        "target += std_normal_lpdf(mu); mu in [, 0.5] with std_normal_lcdf(0.5)",
    );
    check_model(
        "mu ~ std_normal() T[0.5, 1.5];",
        "target += std_normal_lpdf(mu); \
         mu in [0.5, 1.5] with log_diff_exp(std_normal_lcdf(1.5), std_normal_lcdf(0.5))",
    );
}

#[test]
fn the_lower_bound_of_a_discrete_distribution_is_allowed() {
    check_model(
        "n ~ poisson(mu) T[k, ];",
        "target += poisson_lpmf(n, mu); n in [k, ] with poisson_lccdf(subtract(k, 1), mu)",
    );
    check_model(
        "n ~ poisson(mu) T[1, k];",
        "target += poisson_lpmf(n, mu); \
         n in [1, k] with log_diff_exp(poisson_lcdf(k, mu), poisson_lcdf(subtract(1, 1), mu))",
    );
}

#[test]
fn the_truncation_of_a_container_counts_every_element() {
    check_model(
        "y ~ std_normal() T[0.5, ];",
        "target += std_normal_lpdf(y); \
         y in [0.5, ] with multiply(real(num_elements(y)), std_normal_lccdf(0.5))",
    );
    check_model(
        "y ~ exponential(x) T[0.5, ];",
        "target += exponential_lpdf(y, x); y in [0.5, ] with exponential_lccdf(0.5, x)",
    );
    check_model(
        "y ~ exponential(x) T[0.5, 1.5];",
        "target += exponential_lpdf(y, x); for 1:num_elements(x) { \
         y[truncated element] in [0.5, 1.5] with log_diff_exp(\
         exponential_lcdf(1.5, x[truncated element]), exponential_lcdf(0.5, x[truncated element])) }",
    );
}

#[test]
fn functions_know_their_variables_by_number() {
    let program = typed("functions { real f(int n, data real x) { real y = n; return f(n, x) + y; } }");
    let function = &program.functions[0];
    let names: Vec<&str> = function.variables.iter().map(|variable| variable.name.as_str()).collect();
    assert_eq!(names, ["n", "x", "y"]);
    assert_eq!((function.n_arguments, function.data_only.as_slice()), (2, &[false, true][..]));
    let printer = Printer { program: &program, locals: &function.variables };
    assert_eq!(printer.stmt(&function.body[1]), "return add(user f(n, x), y)");
}

#[test]
fn overloads_are_told_apart_by_number() {
    let program = typed(
        "functions { real f(real x); real g() { return f(1) + f(1.5) + f({1}); } real f(int x) { return 1; }
         real f(real x) { return 2; } real f(array[] real x) { return 3; } }",
    );
    let g = program.functions.iter().find(|function| function.name == "g").expect("there is a g");
    let StmtKind::Return(Some(sum)) = &g.body[0].kind else { panic!("g returns a sum") };
    let mut called = Vec::new();
    collect_called(sum, &mut called);
    let signatures: Vec<String> = called.iter().map(|&id| program.functions[id].variables[0].ty.to_string()).collect();
    assert_eq!(signatures, ["int", "real", "array[] real"]);
}

fn collect_called(expr: &Expr, called: &mut Vec<usize>) {
    if let ExprKind::Call(callee, arguments) = &expr.kind {
        arguments.iter().for_each(|argument| collect_called(argument, called));
        if let Callee::User(id) = callee {
            called.push(*id);
        }
    }
}

#[test]
fn a_level_says_what_depends_on_parameters() {
    let check = |expr: &str, expected: Level| {
        let program = typed(&format!(
            "functions {{ real f(real x) {{ return x; }} }} data {{ int n; vector[3] y; }}
             parameters {{ real mu; }} model {{ real result = {expr}; }} generated quantities {{ real z = {expr}; }}"
        ));
        let StmtKind::Declare { value: Some(value), .. } = &program.model[0].kind else { panic!("a declaration") };
        assert_eq!(value.level, expected, "{expr}");
    };
    check("n", Level::Data);
    check("sum(y) + 1", Level::Data);
    check("f(y[n])", Level::Data);
    check("mu", Level::Parameter);
    check("f(n * mu)", Level::Parameter);
    check("n > mu", Level::Parameter);
    check("y[mu > 0 ? 1 : 2]", Level::Parameter);
    check("[n, mu][1]", Level::Parameter);
}

#[test]
fn what_is_drawn_differs_from_draw_to_draw() {
    let program =
        typed("transformed data { real x = normal_rng(0, 1); } generated quantities { real x1 = normal_rng(0, 1); }");
    let level = |statements: &[Stmt]| match &statements[0].kind {
        StmtKind::Declare { value: Some(value), .. } => value.level,
        _ => panic!("a declaration"),
    };
    assert_eq!(level(&program.transformed_data), Level::Data);
    assert_eq!(level(&program.generated_quantities), Level::Parameter);
}

#[test]
fn a_passed_function_is_found_by_its_arguments() {
    let program = typed(
        "functions { vector f(vector y, int n) { return y; } vector f(vector y, real x) { return y; } }
         transformed data { vector[1] x = solve_newton(f, [1]', 2.5); }",
    );
    let printer = Printer { program: &program, locals: &[] };
    let StmtKind::Declare { value: Some(value), .. } = &program.transformed_data[0].kind else {
        panic!("a declaration")
    };
    assert_eq!(printer.expr(value), "solve_newton(function f, transpose([real(1)]), 2.5)");
    let ExprKind::Call(_, arguments) = &value.kind else { panic!("a call") };
    assert_eq!(arguments[0].kind, ExprKind::Function(1));
}

#[test]
fn a_function_for_an_older_solver_is_the_overload_that_it_wants() {
    let program = typed(
        "functions { vector f(vector y) { return y; }
         vector f(vector y, vector t, data array[] real r, data array[] int i) { return y; } }
         transformed data { vector[1] x = algebra_solver(f, [1]', [1]', {1.0}, {1}); }",
    );
    let StmtKind::Declare { value: Some(value), .. } = &program.transformed_data[0].kind else {
        panic!("a declaration")
    };
    let ExprKind::Call(_, arguments) = &value.kind else { panic!("a call") };
    assert_eq!(arguments[0].kind, ExprKind::Function(1));
}

#[test]
fn what_the_parser_never_makes_is_refused() {
    let span = Span::default();
    let value = ast::Expr { span, kind: ast::ExprKind::Array(Vec::new()) };
    let model = vec![ast::Stmt { span, kind: ast::StmtKind::TargetPlus(value) }];
    let errors = check(&ast::Program { model: Some(model), ..Default::default() }).unwrap_err();
    assert_eq!(errors[0].message, "this is no expression");
}

#[test]
fn many_mistakes_are_cut_short() {
    let text = format!("transformed data {{ {} }}", "break; ".repeat(80));
    let (program, _) = parse(&text, "test.stan", &|name: &str| Err(format!("no {name}")));
    let errors = check(&program.expect("the program can be read")).unwrap_err();
    assert_eq!(errors.len(), 51);
    assert_eq!(errors[50].message, "there are more mistakes than these 50");
}

#[test]
fn deep_nesting_is_no_trouble() {
    typed(&format!("transformed data {{ real x = {}1{}; }}", "(".repeat(150), ")".repeat(150)));
    typed(&format!("transformed data {{ real x = {}1{}; }}", "exp(".repeat(90), ")".repeat(90)));
    typed(&format!("transformed data {{ int x = 1{}; }}", " + 1".repeat(450)));
    typed(&format!("transformed data {{ {} {} }}", "{".repeat(90), "}".repeat(90)));
}
