//! From the syntax tree back to text, in one layout. Reading what was printed gives the tree again, but for spans.

use std::fmt::Write;

use super::ast::*;

mod expressions;
mod types;

/// A program as text.
pub fn print(program: &Program) -> String {
    let mut printer = Printer { out: String::new(), depth: 0 };
    if let Some(functions) = &program.functions {
        printer.block("functions", functions, Printer::function);
    }
    let blocks = [
        ("data", &program.data),
        ("transformed data", &program.transformed_data),
        ("parameters", &program.parameters),
        ("transformed parameters", &program.transformed_parameters),
        ("model", &program.model),
        ("generated quantities", &program.generated_quantities),
    ];
    for (name, statements) in blocks {
        if let Some(statements) = statements {
            printer.block(name, statements, Printer::statement);
        }
    }
    printer.out
}

struct Printer {
    out: String,
    /// How far lines are moved to the right, in steps of two spaces.
    depth: usize,
}

impl Printer {
    fn write(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Begins a line.
    fn line(&mut self) {
        let indent = 2 * self.depth;
        let _ = write!(self.out, "{:indent$}", "");
    }

    fn separated<T>(&mut self, items: &[T], mut print: impl FnMut(&mut Self, &T)) {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.write(", ");
            }
            print(self, item);
        }
    }

    fn block<T>(&mut self, name: &str, items: &[T], print: impl FnMut(&mut Self, &T)) {
        self.write(name);
        self.write(" ");
        self.braced(items, print);
        self.write("\n");
    }

    /// `{`, each item on lines of its own, `}`.
    fn braced<T>(&mut self, items: &[T], mut print: impl FnMut(&mut Self, &T)) {
        self.write("{\n");
        self.depth += 1;
        for item in items {
            self.line();
            print(self, item);
            self.write("\n");
        }
        self.depth -= 1;
        self.line();
        self.write("}");
    }

    fn function(&mut self, function: &FunctionDef) {
        match &function.returns {
            Some(ty) => self.unsized_type(ty),
            None => self.write("void"),
        }
        self.write(" ");
        self.write(&function.name.text);
        self.write("(");
        self.separated(&function.arguments, |p, argument| {
            if argument.data_only {
                p.write("data ");
            }
            p.unsized_type(&argument.ty);
            p.write(" ");
            p.write(&argument.name.text);
        });
        self.write(")");
        match &function.body {
            Some(body) => {
                self.write(" ");
                self.statement(body);
            }
            None => self.write(";"),
        }
    }

    /// A statement on the line that was begun for it.
    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Declare(ty, declarators) => self.declaration(ty, declarators),
            StmtKind::Assign(place, op, value) => {
                self.place(place);
                self.write(" ");
                self.write(op.map_or("", BinaryOp::symbol));
                self.write("= ");
                self.expression(value);
                self.write(";");
            }
            StmtKind::Sample { value, distribution, arguments, truncation } => {
                self.expression(value);
                self.write(" ~ ");
                self.write(&distribution.text);
                self.arguments(arguments);
                self.truncation(truncation.as_ref());
                self.write(";");
            }
            StmtKind::TargetPlus(value) => self.simple("target += ", value),
            StmtKind::JacobianPlus(value) => self.simple("jacobian += ", value),
            StmtKind::Call(name, arguments) => {
                self.write(&name.text);
                self.arguments(arguments);
                self.write(";");
            }
            StmtKind::If { condition, then, otherwise } => self.condition(condition, then, otherwise.as_deref()),
            StmtKind::While { condition, body } => {
                self.write("while (");
                self.expression(condition);
                self.write(")");
                self.body(body);
            }
            StmtKind::For { variable, from, to, body } => self.loop_over(variable, from, Some(to), body),
            StmtKind::ForEach { variable, over, body } => self.loop_over(variable, over, None, body),
            StmtKind::Break => self.write("break;"),
            StmtKind::Continue => self.write("continue;"),
            StmtKind::Return(Some(value)) => self.simple("return ", value),
            StmtKind::Return(None) => self.write("return;"),
            StmtKind::Print(items) => self.printables("print", items),
            StmtKind::Reject(items) => self.printables("reject", items),
            StmtKind::FatalError(items) => self.printables("fatal_error", items),
            StmtKind::Profile(name, body) => {
                let _ = write!(self.out, "profile(\"{name}\") ");
                self.braced(body, Self::statement);
            }
            StmtKind::Block(body) => self.braced(body, Self::statement),
            StmtKind::Empty => self.write(";"),
        }
    }

    fn simple(&mut self, keyword: &str, value: &Expr) {
        self.write(keyword);
        self.expression(value);
        self.write(";");
    }

    fn declaration(&mut self, ty: &SizedType, declarators: &[Declarator]) {
        self.sized_type(ty);
        self.write(" ");
        self.separated(declarators, |p, declarator| {
            p.write(&declarator.name.text);
            if let Some(value) = &declarator.value {
                p.write(" = ");
                p.expression(value);
            }
        });
        self.write(";");
    }

    fn condition(&mut self, condition: &Expr, then: &Stmt, otherwise: Option<&Stmt>) {
        self.write("if (");
        self.expression(condition);
        self.write(")");
        self.body(then);
        let Some(otherwise) = otherwise else { return };
        if matches!(then.kind, StmtKind::Block(_)) {
            self.write(" else");
        } else {
            self.write("\n");
            self.line();
            self.write("else");
        }
        if matches!(otherwise.kind, StmtKind::If { .. }) {
            self.write(" ");
            self.statement(otherwise);
        } else {
            self.body(otherwise);
        }
    }

    fn loop_over(&mut self, variable: &Name, from: &Expr, to: Option<&Expr>, body: &Stmt) {
        self.write("for (");
        self.write(&variable.text);
        self.write(" in ");
        self.expression(from);
        if let Some(to) = to {
            self.write(":");
            self.expression(to);
        }
        self.write(")");
        self.body(body);
    }

    /// What a loop or condition governs: braces on the same line, anything else on the next one.
    fn body(&mut self, body: &Stmt) {
        if matches!(body.kind, StmtKind::Block(_)) {
            self.write(" ");
            self.statement(body);
        } else {
            self.write("\n");
            self.depth += 1;
            self.line();
            self.statement(body);
            self.depth -= 1;
        }
    }

    fn printables(&mut self, keyword: &str, items: &[Printable]) {
        self.write(keyword);
        self.write("(");
        self.separated(items, |p, item| match item {
            Printable::Text(text) => {
                let _ = write!(p.out, "\"{text}\"");
            }
            Printable::Value(value) => p.expression(value),
        });
        self.write(");");
    }

    fn truncation(&mut self, truncation: Option<&Truncation>) {
        let Some(truncation) = truncation else { return };
        self.write(" T[");
        if let Some(lower) = &truncation.lower {
            self.expression(lower);
        }
        self.write(",");
        if let Some(upper) = &truncation.upper {
            self.write(" ");
            self.expression(upper);
        }
        self.write("]");
    }

    fn place(&mut self, place: &Place) {
        match &place.kind {
            PlaceKind::Variable(name) => self.write(&name.text),
            PlaceKind::Indexed(base, indices) => {
                self.place(base);
                self.indices(indices);
            }
            PlaceKind::Field(base, n) => {
                self.place(base);
                let _ = write!(self.out, ".{n}");
            }
            PlaceKind::Tuple(places) => {
                self.write("(");
                self.separated(places, Self::place);
                self.write(if places.len() == 1 { ",)" } else { ")" });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stan::syntax::parse;

    fn check(text: &str, expected: &str) {
        let (program, _) = parse(text, "a.stan", &|_| Err(String::new()));
        assert_eq!(print(&program.expect("a good program")), expected);
    }

    #[test]
    fn statements_stand_on_lines_of_their_own() {
        check(
            "data{int<lower=0>N;}model{for(i in 1:N){x[i]+=-y'*z[,2:];}if(a)b=f(1|2,3);else{c();}}",
            "data {\n  int<lower=0> N;\n}\nmodel {\n  for (i in 1:N) {\n    x[i] += -y' * z[:, 2:];\n  }\n  \
             if (a)\n    b = f(1 | 2, 3);\n  else {\n    c();\n  }\n}\n",
        );
    }
}
