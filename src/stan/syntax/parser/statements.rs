//! Statements.

use super::names::nearest_type;
use super::{Parsed, Parser, Skip};
use crate::stan::error::syntax as error;
use crate::stan::syntax::ast::{
    BinaryOp, Expr, ExprKind, Name, Place, PlaceKind, Printable, Stmt, StmtKind, Truncation,
};
use crate::stan::syntax::source::Span;
use crate::stan::syntax::token::TokenKind;

/// Where a declaration stands, which decides what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// In `data` or `parameters`, which is named.
    Input(&'static str),
    /// Directly in one of the other blocks that have constraints.
    Top,
    /// In `model`, in a function, or in braces.
    Local,
}

/// What an assignment operator does beside assigning.
fn assignment(kind: TokenKind) -> Option<Option<BinaryOp>> {
    Some(match kind {
        TokenKind::Equal => None,
        TokenKind::PlusEqual => Some(BinaryOp::Add),
        TokenKind::MinusEqual => Some(BinaryOp::Subtract),
        TokenKind::StarEqual => Some(BinaryOp::Multiply),
        TokenKind::SlashEqual => Some(BinaryOp::Divide),
        TokenKind::ElementStarEqual => Some(BinaryOp::ElementMultiply),
        TokenKind::ElementSlashEqual => Some(BinaryOp::ElementDivide),
        _ => return None,
    })
}

/// The place that an expression names, or the part of it that names none.
fn place(expr: Expr) -> Result<Place, Span> {
    let kind = match expr.kind {
        ExprKind::Variable(name) => PlaceKind::Variable(name),
        ExprKind::Index(base, indices) => PlaceKind::Indexed(Box::new(place(*base)?), indices),
        ExprKind::Field(base, n) => PlaceKind::Field(Box::new(place(*base)?), n),
        ExprKind::Tuple(parts) => PlaceKind::Tuple(parts.into_iter().map(place).collect::<Result<_, _>>()?),
        _ => return Err(expr.span),
    };
    Ok(Place { span: expr.span, kind })
}

impl Parser<'_> {
    /// A statement or a declaration.
    pub fn statement(&mut self, site: Site) -> Parsed<Stmt> {
        let start = self.span();
        if self.kind().begins_type() {
            return self.declaration(site);
        }
        self.enter()?;
        let kind = self.statement_kind();
        self.depth -= 1;
        Ok(Stmt { span: start.to(self.previous()), kind: kind? })
    }

    fn statement_kind(&mut self) -> Parsed<StmtKind> {
        match self.kind() {
            TokenKind::Semicolon => {
                self.advance();
                Ok(StmtKind::Empty)
            }
            TokenKind::Break => self.word(StmtKind::Break),
            TokenKind::Continue => self.word(StmtKind::Continue),
            TokenKind::OpenBrace => Ok(StmtKind::Block(self.block_of_statements("`{`")?)),
            TokenKind::If => self.if_statement(),
            TokenKind::Else => self.stray_else(),
            TokenKind::While => self.while_statement(),
            TokenKind::For => self.for_statement(),
            TokenKind::Return => self.return_statement(),
            TokenKind::Print => Ok(StmtKind::Print(self.printables()?)),
            TokenKind::Reject => Ok(StmtKind::Reject(self.printables()?)),
            TokenKind::FatalError => Ok(StmtKind::FatalError(self.printables()?)),
            TokenKind::Profile => self.profile(),
            TokenKind::Target if self.peek(1) == TokenKind::PlusEqual => self.increment().map(StmtKind::TargetPlus),
            TokenKind::Jacobian if self.peek(1) == TokenKind::PlusEqual => self.increment().map(StmtKind::JacobianPlus),
            TokenKind::Name => self.named_statement(),
            TokenKind::Int | TokenKind::Real | TokenKind::Dot | TokenKind::Imaginary | TokenKind::Text => {
                self.expression_statement()
            }
            TokenKind::OpenParen | TokenKind::OpenBracket | TokenKind::Minus | TokenKind::Plus | TokenKind::Not => {
                self.expression_statement()
            }
            TokenKind::Target | TokenKind::Jacobian => self.expression_statement(),
            kind if kind.is_keyword() && assignment(self.peek(1)).is_some() => {
                Err(self.fail(error::keyword_as_name(self.span(), self.text(self.span()))))
            }
            _ => Err(self.expected("a statement")),
        }
    }

    /// A statement of one word.
    fn word(&mut self, kind: StmtKind) -> Parsed<StmtKind> {
        self.advance();
        self.end_of_statement("`;`")?;
        Ok(kind)
    }

    fn block_of_statements(&mut self, wanted: &str) -> Parsed<Vec<Stmt>> {
        Ok(self.braced(wanted, |p| p.statement(Site::Local))?.0)
    }

    /// What a loop or condition governs.
    fn body(&mut self) -> Parsed<Box<Stmt>> {
        Ok(Box::new(self.statement(Site::Local)?))
    }

    /// `(...)` after a keyword. Where its contents cannot be read, what follows still is.
    fn header<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<Option<T>> {
        let keyword = self.advance().span;
        let wanted = format!("`(` after `{}`", self.text(keyword));
        let Some(opening) = self.eat(TokenKind::OpenParen) else {
            let skip = self.expected(&wanted);
            let readable = read(self).is_ok() && self.kind() == TokenKind::OpenBrace;
            return if readable { Ok(None) } else { Err(skip) };
        };
        match read(self) {
            Ok(contents) => Ok(self.close(opening, TokenKind::CloseParen, "an operator or ").ok().map(|_| contents)),
            Err(Skip) => {
                self.skip_past(TokenKind::CloseParen);
                Ok(None)
            }
        }
    }

    fn if_statement(&mut self) -> Parsed<StmtKind> {
        let condition = self.header(Self::expression)?;
        let then = self.body()?;
        let otherwise = match self.kind() {
            TokenKind::Else => {
                self.advance();
                Some(self.body()?)
            }
            TokenKind::Name if self.else_if_in_one_word() => {
                self.note(error::else_if_in_one_word(self.span(), self.text(self.span())));
                let start = self.span();
                let kind = self.nested(Self::if_statement)?;
                Some(Box::new(Stmt { span: start.to(self.previous()), kind }))
            }
            _ => None,
        };
        Ok(condition.map_or(StmtKind::Empty, |condition| StmtKind::If { condition, then, otherwise }))
    }

    fn else_if_in_one_word(&self) -> bool {
        let word = matches!(self.text(self.span()), "elif" | "elseif" | "elsif");
        word && self.peek(1) == TokenKind::OpenParen
    }

    fn stray_else(&mut self) -> Parsed<StmtKind> {
        let span = self.advance().span;
        self.note(error::stray_else(span));
        Ok(self.body()?.kind)
    }

    fn while_statement(&mut self) -> Parsed<StmtKind> {
        let condition = self.header(Self::expression)?;
        let body = self.body()?;
        Ok(condition.map_or(StmtKind::Empty, |condition| StmtKind::While { condition, body }))
    }

    fn for_statement(&mut self) -> Parsed<StmtKind> {
        let header = self.header(Self::loop_header)?;
        let body = self.body()?;
        Ok(match header {
            Some((variable, from, Some(to))) => StmtKind::For { variable, from, to, body },
            Some((variable, over, None)) => StmtKind::ForEach { variable, over, body },
            None => StmtKind::Empty,
        })
    }

    /// `n in 1:N` or `x in xs`
    fn loop_header(&mut self) -> Parsed<(Name, Expr, Option<Expr>)> {
        let declares = self.kind().begins_type() && self.peek(1) != TokenKind::In;
        let counts = declares || self.peek(1) == TokenKind::Equal;
        if counts {
            let skip = self.fail(error::counting_for(self.span()));
            self.skip_counting();
            return Err(skip);
        }
        let variable = self.new_name()?;
        self.expect(TokenKind::In, "`in`")?;
        let from = self.expression()?;
        let to = match self.eat(TokenKind::Colon) {
            Some(_) => Some(self.expression()?),
            None => None,
        };
        if to.is_some() && self.kind() == TokenKind::Colon {
            return Err(self.fail(error::range_with_step(self.span())));
        }
        Ok((variable, from, to))
    }

    /// Moves before the parenthesis that ends `int i = 1; i < N; i++`.
    fn skip_counting(&mut self) {
        let mut open = 0;
        loop {
            match self.kind() {
                TokenKind::OpenParen => open += 1,
                TokenKind::CloseParen if open == 0 => return,
                TokenKind::CloseParen => open -= 1,
                TokenKind::End | TokenKind::OpenBrace | TokenKind::CloseBrace => return,
                _ => {}
            }
            self.advance();
        }
    }

    fn return_statement(&mut self) -> Parsed<StmtKind> {
        self.advance();
        let empty = matches!(self.kind(), TokenKind::Semicolon | TokenKind::CloseBrace | TokenKind::End);
        let value = if empty { None } else { Some(self.expression()?) };
        self.semicolon()?;
        Ok(StmtKind::Return(value))
    }

    fn printables(&mut self) -> Parsed<Vec<Printable>> {
        let keyword = self.advance().span;
        let name = self.text(keyword);
        let opening = self.expect(TokenKind::OpenParen, &format!("`(` after `{name}`"))?;
        if self.kind() == TokenKind::CloseParen {
            self.note(error::nothing_to_print(keyword.to(self.span()), name));
        }
        let (items, _) = self.list(opening, TokenKind::CloseParen, |p| {
            Ok(match p.eat(TokenKind::Text) {
                Some(span) => Printable::Text(p.text(span).trim_matches('"').to_owned()),
                None => Printable::Value(p.expression()?),
            })
        })?;
        self.end_of_statement("`;`")?;
        Ok(items)
    }

    fn profile(&mut self) -> Parsed<StmtKind> {
        let name = self.header(|p| match p.eat(TokenKind::Text) {
            Some(span) => Ok(p.text(span).trim_matches('"').to_owned()),
            None => {
                let found = p.found();
                Err(p.fail(error::profile_without_name(p.span(), &found)))
            }
        })?;
        let body = self.block_of_statements("`{` after `profile(...)`")?;
        Ok(name.map_or(StmtKind::Empty, |name| StmtKind::Profile(name, body)))
    }

    /// `target += x;`
    fn increment(&mut self) -> Parsed<Expr> {
        self.advance();
        self.advance();
        let value = self.expression()?;
        self.semicolon()?;
        Ok(value)
    }

    /// A statement that begins with a name: looks for what is often meant, then reads an expression.
    fn named_statement(&mut self) -> Parsed<StmtKind> {
        let (span, text) = (self.span(), self.text(self.span()));
        if self.peek(1) == TokenKind::Name && self.same_line(span, self.next().span) {
            return Err(self.fail(error::unknown_type(span, text, nearest_type(text))));
        }
        if self.else_if_in_one_word() {
            self.note(error::else_if_in_one_word(span, text));
            return self.if_statement();
        }
        if text == "increment_log_prob" && self.peek(1) == TokenKind::OpenParen {
            self.note(error::removed_increment(span));
        }
        self.expression_statement()
    }

    /// An assignment, a `~` statement or a call.
    fn expression_statement(&mut self) -> Parsed<StmtKind> {
        let start = self.at;
        let expr = self.expression()?;
        if let Some(op) = assignment(self.kind()) {
            return self.assignment(expr, op);
        }
        if self.kind() == TokenKind::Tilde {
            return self.sampling(expr);
        }
        self.arrow(start)?;
        if let ExprKind::Call { name, arguments, conditional: false } = expr.kind {
            self.semicolon()?;
            return Ok(StmtKind::Call(name, arguments));
        }
        if self.eat(TokenKind::Semicolon).is_some() || self.kind() == TokenKind::CloseBrace {
            self.note(error::expression_as_statement(expr.span));
            return Ok(StmtKind::Empty);
        }
        match self.foreign_operator() {
            Some(error) => Err(self.fail(error)),
            None => Err(self.expected("an operator, `=`, `~` or `;`")),
        }
    }

    fn assignment(&mut self, left: Expr, op: Option<BinaryOp>) -> Parsed<StmtKind> {
        let place = place(left);
        if let Err(span) = &place {
            self.note(error::not_assignable(*span));
        }
        self.advance();
        let value = self.expression()?;
        self.semicolon()?;
        Ok(place.map_or(StmtKind::Empty, |place| StmtKind::Assign(place, op, value)))
    }

    /// Tells of `x <- 3`, which reads as `x < (-3)`.
    fn arrow(&mut self, start: usize) -> Parsed<()> {
        let tokens = &self.tokens[start..self.at];
        let arrow = tokens.windows(2).find(|pair| {
            let signs = pair[0].kind == TokenKind::Less && pair[1].kind == TokenKind::Minus;
            signs && pair[0].span.file == pair[1].span.file && pair[0].span.end == pair[1].span.start
        });
        let Some(pair) = arrow else { return Ok(()) };
        self.note(error::removed_arrow(pair[0].span.to(pair[1].span)));
        Err(Skip)
    }

    /// `~ normal(0, 1) T[0, ];`, from the sign on.
    fn sampling(&mut self, value: Expr) -> Parsed<StmtKind> {
        self.advance();
        let distribution = self.name("the name of a distribution")?;
        let opening = self.expect(TokenKind::OpenParen, "`(` after the distribution")?;
        let (arguments, _) = self.list(opening, TokenKind::CloseParen, Self::argument)?;
        let truncated = self.kind() == TokenKind::Name && self.text(self.span()) == "T";
        let truncation = if truncated { Some(self.truncation()?) } else { None };
        self.end_of_statement("`;`")?;
        Ok(StmtKind::Sample { value, distribution, arguments, truncation })
    }

    fn truncation(&mut self) -> Parsed<Truncation> {
        let start = self.advance().span;
        let opening = self.expect(TokenKind::OpenBracket, "`[` after `T`")?;
        let lower = if self.kind() == TokenKind::Comma { None } else { Some(self.expression()?) };
        if self.kind() == TokenKind::CloseBracket {
            return Err(self.fail(error::truncation_without_comma(self.span())));
        }
        self.expect(TokenKind::Comma, "`,`")?;
        let upper = if self.kind() == TokenKind::CloseBracket { None } else { Some(self.expression()?) };
        let end = self.close(opening, TokenKind::CloseBracket, "")?;
        Ok(Truncation { span: start.to(end), lower, upper })
    }
}
