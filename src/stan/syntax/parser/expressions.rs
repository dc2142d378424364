//! Expressions, by precedence climbing.

use super::{Parsed, Parser};
use crate::stan::error::syntax as error;
use crate::stan::syntax::ast::{BinaryOp, Expr, ExprKind, Index, Name, UnaryOp};
use crate::stan::syntax::number;
use crate::stan::syntax::source::Span;
use crate::stan::syntax::token::TokenKind;

// How tightly operators bind, from the loosest. Postfix operators and calls bind tightest of all.
const TERNARY: u8 = 1;
const OR: u8 = 2;
const AND: u8 = 3;
const EQUALITY: u8 = 4;
const COMPARISON: u8 = 5;
const SUM: u8 = 6;
const PRODUCT: u8 = 7;
const LEFT_DIVISION: u8 = 8;
const PREFIX: u8 = 9;
const POWER: u8 = 10;

/// An infix operator, and how tightly it binds.
fn infix(kind: TokenKind) -> Option<(BinaryOp, u8)> {
    Some(match kind {
        TokenKind::OrOr => (BinaryOp::Or, OR),
        TokenKind::AndAnd => (BinaryOp::And, AND),
        TokenKind::EqualEqual => (BinaryOp::Equal, EQUALITY),
        TokenKind::NotEqual => (BinaryOp::NotEqual, EQUALITY),
        TokenKind::Less => (BinaryOp::Less, COMPARISON),
        TokenKind::LessEqual => (BinaryOp::LessEqual, COMPARISON),
        TokenKind::Greater => (BinaryOp::Greater, COMPARISON),
        TokenKind::GreaterEqual => (BinaryOp::GreaterEqual, COMPARISON),
        TokenKind::Plus => (BinaryOp::Add, SUM),
        TokenKind::Minus => (BinaryOp::Subtract, SUM),
        TokenKind::Star => (BinaryOp::Multiply, PRODUCT),
        TokenKind::Slash => (BinaryOp::Divide, PRODUCT),
        TokenKind::Percent => (BinaryOp::Modulo, PRODUCT),
        TokenKind::ElementStar => (BinaryOp::ElementMultiply, PRODUCT),
        TokenKind::ElementSlash => (BinaryOp::ElementDivide, PRODUCT),
        TokenKind::IntDivide => (BinaryOp::IntDivide, LEFT_DIVISION),
        TokenKind::Backslash => (BinaryOp::LeftDivide, LEFT_DIVISION),
        TokenKind::Caret => (BinaryOp::Power, POWER),
        TokenKind::ElementCaret => (BinaryOp::ElementPower, POWER),
        _ => return None,
    })
}

fn prefix(kind: TokenKind) -> Option<UnaryOp> {
    match kind {
        TokenKind::Minus => Some(UnaryOp::Minus),
        TokenKind::Plus => Some(UnaryOp::Plus),
        TokenKind::Not => Some(UnaryOp::Not),
        _ => None,
    }
}

impl Parser<'_> {
    /// An expression.
    pub fn expression(&mut self) -> Parsed<Expr> {
        self.operators(0)
    }

    /// What may stand in a constraint: no comparison, logical operator or `?:` outside of brackets.
    pub fn constraint_expression(&mut self) -> Parsed<Expr> {
        self.operators(SUM)
    }

    /// An expression whose operators bind at least as tightly as `least`.
    fn operators(&mut self, least: u8) -> Parsed<Expr> {
        self.nested(|p| {
            let mut left = p.operand()?;
            loop {
                left = match infix(p.kind()) {
                    Some((op, power)) if power >= least => p.infix(left, op, power)?,
                    None if p.kind() == TokenKind::Question && TERNARY >= least => p.ternary(left)?,
                    _ => return Ok(left),
                };
            }
        })
    }

    fn infix(&mut self, left: Expr, op: BinaryOp, power: u8) -> Parsed<Expr> {
        let height = self.height;
        let sign = self.advance();
        if sign.kind == TokenKind::Star && self.kind() == TokenKind::Star {
            return Err(self.fail(error::double_star(sign.span.to(self.span()))));
        }
        let counts = matches!(sign.kind, TokenKind::Plus | TokenKind::Minus) && self.kind() == sign.kind;
        if counts && self.peek(1) == TokenKind::Semicolon {
            return Err(self.fail(error::increment_sign(sign.span.to(self.span()), self.text(sign.span))));
        }
        let right_associative = power == POWER;
        let right = self.operators(if right_associative { power } else { power + 1 })?;
        self.grow(height)?;
        let span = left.span.to(right.span);
        Ok(Expr { span, kind: ExprKind::Binary(op, Box::new(left), Box::new(right)) })
    }

    fn ternary(&mut self, condition: Expr) -> Parsed<Expr> {
        let mut height = self.height;
        self.advance();
        let then = self.operators(0)?;
        height = height.max(self.height);
        self.expect(TokenKind::Colon, "`:` between the alternatives of `?`")?;
        let otherwise = self.operators(TERNARY)?;
        self.grow(height)?;
        let span = condition.span.to(otherwise.span);
        let kind =
            ExprKind::Ternary { condition: Box::new(condition), then: Box::new(then), otherwise: Box::new(otherwise) };
        Ok(Expr { span, kind })
    }

    /// An expression without infix operators.
    fn operand(&mut self) -> Parsed<Expr> {
        let Some(op) = prefix(self.kind()) else { return self.postfix() };
        let sign = self.advance();
        let operand = self.operators(PREFIX)?;
        self.grow(0)?;
        Ok(Expr { span: sign.span.to(operand.span), kind: ExprKind::Unary(op, Box::new(operand)) })
    }

    fn postfix(&mut self) -> Parsed<Expr> {
        let mut expr = self.primary()?;
        loop {
            let height = self.height;
            expr = match self.kind() {
                TokenKind::Quote => {
                    let span = expr.span.to(self.advance().span);
                    Expr { span, kind: ExprKind::Transpose(Box::new(expr)) }
                }
                TokenKind::OpenBracket | TokenKind::Dot if matches!(expr.kind, ExprKind::Transpose(_)) => {
                    return Err(self.fail(error::index_after_transpose(self.span())));
                }
                TokenKind::OpenBracket => {
                    let (indices, end) = self.indices()?;
                    Expr { span: expr.span.to(end), kind: ExprKind::Index(Box::new(expr), indices) }
                }
                TokenKind::Dot => {
                    let span = expr.span.to(self.span());
                    Expr { span, kind: ExprKind::Field(Box::new(expr), self.part()?) }
                }
                _ => return Ok(expr),
            };
            self.grow(height)?;
        }
    }

    /// `.n`
    fn part(&mut self) -> Parsed<usize> {
        let text = self.text(self.span());
        let number = number::int(&text[1..]).filter(|&n| n > 0).and_then(|n| usize::try_from(n).ok());
        let number = number.ok_or_else(|| self.fail(error::no_such_part(self.span(), text)))?;
        self.advance();
        Ok(number)
    }

    /// `[i, :, 2:n]`
    pub fn indices(&mut self) -> Parsed<(Vec<Index>, Span)> {
        let opening = self.advance().span;
        if let Some(end) = self.eat(TokenKind::CloseBracket) {
            self.height = 0;
            return Ok((vec![Index::All], end));
        }
        self.list(opening, TokenKind::CloseBracket, Self::index)
    }

    fn index(&mut self) -> Parsed<Index> {
        if self.eat(TokenKind::Colon).is_some() {
            return Ok(if self.index_ends() { Index::All } else { Index::Upto(self.expression()?) });
        }
        if self.index_ends() {
            return Ok(Index::All);
        }
        let from = self.expression()?;
        if self.eat(TokenKind::Colon).is_none() {
            return Ok(Index::At(from));
        }
        if self.index_ends() {
            return Ok(Index::From(from));
        }
        let height = self.height;
        let to = self.expression()?;
        self.height = self.height.max(height);
        if self.kind() == TokenKind::Colon {
            return Err(self.fail(error::range_with_step(self.span())));
        }
        Ok(Index::Between(from, to))
    }

    fn index_ends(&self) -> bool {
        matches!(self.kind(), TokenKind::Comma | TokenKind::CloseBracket)
    }

    /// A literal, a name, a call, or something in brackets.
    fn primary(&mut self) -> Parsed<Expr> {
        self.height = 1;
        let span = self.span();
        let text = self.text(span);
        let kind = match self.kind() {
            TokenKind::Int => ExprKind::Int(number::int(text).unwrap_or(0)),
            TokenKind::Real | TokenKind::Dot => ExprKind::Real(number::real(text).unwrap_or(0.0), text.to_owned()),
            TokenKind::Imaginary => {
                let text = text.trim_end_matches('i');
                ExprKind::Imaginary(number::real(text).unwrap_or(0.0), text.to_owned())
            }
            TokenKind::Name if self.peek(1) == TokenKind::OpenParen => return self.call(),
            TokenKind::Name => ExprKind::Variable(Name { text: text.to_owned(), span }),
            TokenKind::Target if self.peek(1) == TokenKind::OpenParen => return self.call(),
            TokenKind::OpenParen => return self.parenthesised(),
            TokenKind::OpenBracket => {
                self.advance();
                let (items, end) = self.list(span, TokenKind::CloseBracket, Self::expression)?;
                return self.over(span.to(end), ExprKind::RowVector(items));
            }
            TokenKind::OpenBrace => return self.array(),
            _ => return Err(self.no_expression()),
        };
        self.advance();
        Ok(Expr { span, kind })
    }

    /// A node over what was read last.
    fn over(&mut self, span: Span, kind: ExprKind) -> Parsed<Expr> {
        self.grow(0)?;
        Ok(Expr { span, kind })
    }

    fn array(&mut self) -> Parsed<Expr> {
        let opening = self.advance().span;
        if self.kind() == TokenKind::CloseBrace {
            self.note(error::empty_array(opening.to(self.span())));
        }
        let (items, end) = self.list(opening, TokenKind::CloseBrace, Self::expression)?;
        self.over(opening.to(end), ExprKind::Array(items))
    }

    /// `name(arguments)` or `name(first | others)`
    fn call(&mut self) -> Parsed<Expr> {
        let span = self.advance().span;
        let name = Name { text: self.text(span).to_owned(), span };
        let opening = self.advance().span;
        let mut n_read = 0;
        let mut conditional = false;
        let (groups, end) = self.list(opening, TokenKind::CloseParen, |p| {
            n_read += 1;
            let first = p.argument()?;
            if n_read > 1 || p.eat(TokenKind::Bar).is_none() {
                return Ok(vec![first]);
            }
            conditional = true;
            p.after_bar(first)
        })?;
        let arguments = groups.concat();
        if name.text == "get_lp" && arguments.is_empty() {
            self.note(error::removed_get_lp(span.to(end)));
        }
        self.over(span.to(end), ExprKind::Call { name, arguments, conditional })
    }

    fn after_bar(&mut self, first: Expr) -> Parsed<Vec<Expr>> {
        if self.kind() == TokenKind::CloseParen {
            return Ok(vec![first]);
        }
        let height = self.height;
        let second = self.argument()?;
        self.height = self.height.max(height);
        Ok(vec![first, second])
    }

    /// One argument of a call or distribution.
    pub fn argument(&mut self) -> Parsed<Expr> {
        let argument = self.expression()?;
        if self.kind() == TokenKind::Equal && matches!(argument.kind, ExprKind::Variable(_)) {
            return Err(self.fail(error::named_argument(self.span())));
        }
        Ok(argument)
    }

    /// `(x)`, `(x,)` or `(x, y)`
    fn parenthesised(&mut self) -> Parsed<Expr> {
        let opening = self.advance().span;
        let first = self.expression()?;
        if self.eat(TokenKind::Comma).is_none() {
            let end = self.close(opening, TokenKind::CloseParen, "an operator, `,` or ")?;
            return self.over(opening.to(end), ExprKind::Paren(Box::new(first)));
        }
        let height = self.height;
        let (rest, end) = self.list(opening, TokenKind::CloseParen, Self::part_of_tuple)?;
        self.height = self.height.max(height);
        let parts = [vec![first], rest].concat();
        self.over(opening.to(end), ExprKind::Tuple(parts))
    }

    fn part_of_tuple(&mut self) -> Parsed<Expr> {
        if self.kind() == TokenKind::CloseParen {
            return Err(self.fail(error::trailing_comma(self.previous())));
        }
        self.expression()
    }

    /// Tells why no expression begins here.
    fn no_expression(&mut self) -> super::Skip {
        let span = self.span();
        let error = match self.kind() {
            TokenKind::Target => error::bare_target(span),
            TokenKind::Jacobian => error::bare_jacobian(span),
            TokenKind::Text => error::text_in_expression(span),
            TokenKind::If => error::if_as_value(span),
            kind if kind.is_keyword() && !kind.begins_statement() => {
                error::keyword_in_expression(span, self.text(span))
            }
            _ => return self.expected("an expression"),
        };
        self.fail(error)
    }
}

#[cfg(test)]
mod tests {
    use crate::stan::syntax::ast::{Expr, ExprKind, StmtKind};
    use crate::stan::syntax::parse;

    /// The expression with a pair of parentheses around each operator's part.
    fn grouped(expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Unary(op, operand) => format!("({op:?} {})", grouped(operand)),
            ExprKind::Transpose(operand) => format!("({}')", grouped(operand)),
            ExprKind::Binary(op, left, right) => {
                format!("({} {} {})", grouped(left), op.symbol(), grouped(right))
            }
            ExprKind::Ternary { condition, then, otherwise } => {
                format!("({} ? {} : {})", grouped(condition), grouped(then), grouped(otherwise))
            }
            ExprKind::Index(base, _) => format!("({}[])", grouped(base)),
            ExprKind::Field(base, n) => format!("({}.{n})", grouped(base)),
            ExprKind::Variable(name) => name.text.clone(),
            ExprKind::Paren(inner) => grouped(inner),
            other => format!("{other:?}"),
        }
    }

    fn check(text: &str, expected: &str) {
        let (program, _) = parse(&format!("model {{ x = {text}; }}"), "a.stan", &|_| Err(String::new()));
        let statements = program.expect("a good program").model.expect("a model");
        let [statement] = statements.as_slice() else { panic!("one statement") };
        let StmtKind::Assign(_, _, value) = &statement.kind else { panic!("an assignment") };
        assert_eq!(grouped(value), expected, "{text}");
    }

    #[test]
    fn tighter_operators_are_grouped_first() {
        check("a || b && c == d < e + f * g \\ h", "(a || (b && (c == (d < (e + (f * (g \\ h)))))))");
        check("a \\ b * c + d < e == f && g || h", "(((((((a \\ b) * c) + d) < e) == f) && g) || h)");
        check("a * b %/% c", "(a * (b %/% c))");
        check("a .* b * c ./ d % e", "((((a .* b) * c) ./ d) % e)");
        check("a ? b : c || d", "(a ? b : (c || d))");
    }

    #[test]
    fn operators_of_one_level_are_grouped_from_the_left_but_for_powers_and_conditions() {
        check("a - b + c", "((a - b) + c)");
        check("a / b * c", "((a / b) * c)");
        check("a < b >= c", "((a < b) >= c)");
        check("a == b != c", "((a == b) != c)");
        check("a \\ b %/% c", "((a \\ b) %/% c)");
        check("a ^ b .^ c", "(a ^ (b .^ c))");
        check("a ? b : c ? d : e", "(a ? b : (c ? d : e))");
        check("a ? b ? c : d : e", "(a ? (b ? c : d) : e)");
    }

    #[test]
    fn signs_bind_looser_than_powers_and_tighter_than_products() {
        check("-a ^ b", "(Minus (a ^ b))");
        check("-a * b", "((Minus a) * b)");
        check("-a \\ b", "((Minus a) \\ b)");
        check("!a == b", "((Not a) == b)");
        check("a ^ -b", "(a ^ (Minus b))");
        check("a ^ -b ^ c", "(a ^ (Minus (b ^ c)))");
        check("a ^ -b * c", "((a ^ (Minus b)) * c)");
        check("a - -b", "(a - (Minus b))");
        check("a <-b", "(a < (Minus b))");
        check("-+!a", "(Minus (Plus (Not a)))");
    }

    #[test]
    fn what_follows_an_operand_binds_tightest() {
        check("-a'", "(Minus (a'))");
        check("a ^ b'", "(a ^ (b'))");
        check("a''", "((a')')");
        check("a[1].2[3]'", "((((a[]).2)[])')");
        check("-a[1] ^ 2 == b", "((Minus ((a[]) ^ Int(2))) == b)");
        check("(a + b)' * c", "(((a + b)') * c)");
    }
}
