//! From tokens to the syntax tree, by recursive descent.
//!
//! A function that cannot go on tells its mistake and returns [`Skip`]; what holds a list of things (a block, a
//! list of arguments) finds the next of them and goes on, so that one mistake gives one message. Where it is
//! clear what was meant, the mistake is only noted and reading continues as if it had been written so. A tree
//! with mistakes is never handed out.

mod declarations;
mod expressions;
mod functions;
mod names;
mod program;
mod signatures;
mod statements;
mod types;

use super::ast::Program;
use super::mistakes::Mistakes;
use super::source::{SourceMap, Span};
use super::token::{Token, TokenKind};
use crate::stan::error::{SourceError, syntax as error};

/// Greatest depth of a tree. It bounds the stack of whatever walks one.
const MAX_DEPTH: usize = 400;

/// Reads a whole program from its tokens, the last of which is [`TokenKind::End`].
pub fn program(tokens: &[Token], sources: &SourceMap, mistakes: &mut Mistakes) -> Program {
    let mut parser = Parser { tokens, sources, mistakes, at: 0, depth: 0, height: 0, gave_up: false };
    parser.program()
}

struct Parser<'a> {
    tokens: &'a [Token],
    sources: &'a SourceMap,
    mistakes: &'a mut Mistakes,
    /// Index of the next token.
    at: usize,
    /// How many statements, expressions and types are being read around the next token.
    depth: usize,
    /// Height of the expression that was read last.
    height: usize,
    /// Nothing more is read, and no more mistakes are told.
    gave_up: bool,
}

/// A mistake was told, and what was to be read is not there.
#[derive(Debug, Clone, Copy)]
struct Skip;

type Parsed<T> = Result<T, Skip>;

impl<'a> Parser<'a> {
    fn token(&self) -> Token {
        self.tokens[self.at]
    }

    fn kind(&self) -> TokenKind {
        self.token().kind
    }

    fn span(&self) -> Span {
        self.token().span
    }

    /// The kind of a token after the next one.
    fn peek(&self, n: usize) -> TokenKind {
        self.tokens[(self.at + n).min(self.tokens.len() - 1)].kind
    }

    /// The span of the token before the next one.
    fn previous(&self) -> Span {
        self.tokens[self.at.saturating_sub(1)].span
    }

    fn text(&self, span: Span) -> &'a str {
        self.sources.text(span)
    }

    fn advance(&mut self) -> Token {
        let token = self.token();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn eat(&mut self, kind: TokenKind) -> Option<Span> {
        (self.kind() == kind).then(|| self.advance().span)
    }

    fn expect(&mut self, kind: TokenKind, wanted: &str) -> Parsed<Span> {
        self.eat(kind).ok_or_else(|| self.expected(wanted))
    }

    /// Whether the next two tokens are these, with nothing in between.
    fn adjacent(&self, first: TokenKind, second: TokenKind) -> bool {
        let next = self.tokens[(self.at + 1).min(self.tokens.len() - 1)];
        self.kind() == first
            && next.kind == second
            && next.span.file == self.span().file
            && next.span.start == self.span().end
    }

    /// Whether the next token is the first of its line.
    fn on_new_line(&self) -> bool {
        let (before, here) = (self.previous(), self.span());
        self.at == 0
            || before.file != here.file
            || self.text(Span { start: before.end, end: here.start, ..here }).contains('\n')
    }

    // Mistakes.

    /// Tells a mistake after which reading goes on.
    fn note(&mut self, error: SourceError) {
        if !self.gave_up {
            self.mistakes.add(error);
        }
    }

    /// Tells a mistake at the next token, unless the lexer has told one there.
    fn fail(&mut self, error: SourceError) -> Skip {
        if self.kind() != TokenKind::Bad {
            self.note(error);
        }
        Skip
    }

    fn expected(&mut self, wanted: &str) -> Skip {
        let found = self.found();
        self.fail(error::expected(self.span(), wanted, &found))
    }

    /// The next token as messages show it.
    fn found(&self) -> String {
        match self.kind() {
            TokenKind::End => TokenKind::End.describe().to_owned(),
            TokenKind::Text => TokenKind::Text.describe().to_owned(),
            _ => format!("`{}`", self.text(self.span())),
        }
    }

    // Depth.

    /// Reads something one level further down.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Notes that the last expression now stands beside one of another height, under a common parent.
    fn grow(&mut self, other: usize) -> Parsed<()> {
        self.height = 1 + self.height.max(other);
        if self.depth + self.height > MAX_DEPTH { Err(self.too_deep()) } else { Ok(()) }
    }

    fn too_deep(&mut self) -> Skip {
        let skip = self.fail(error::too_deep(self.span(), MAX_DEPTH));
        self.gave_up = true;
        self.at = self.tokens.len() - 1;
        skip
    }

    // Lists and brackets.

    /// Reads things separated by commas up to `close`, which is taken; a thing that cannot be read is left out.
    /// Leaves the greatest height among them.
    fn list<T>(
        &mut self,
        opening: Span,
        close: TokenKind,
        mut read: impl FnMut(&mut Self) -> Parsed<T>,
    ) -> Parsed<(Vec<T>, Span)> {
        let mut items = Vec::new();
        let mut height = 0;
        if let Some(end) = self.eat(close) {
            self.height = 0;
            return Ok((items, end));
        }
        loop {
            self.height = 0;
            match read(self) {
                Ok(item) => items.push(item),
                Err(Skip) => self.skip_in_list(close)?,
            }
            height = self.height.max(height);
            if self.eat(TokenKind::Comma).is_none() {
                self.height = height;
                return Ok((items, self.close(opening, close, "`,` or ")?));
            }
        }
    }

    /// Moves to the comma or bracket that ends a thing that could not be read.
    fn skip_in_list(&mut self, close: TokenKind) -> Parsed<()> {
        use TokenKind::*;
        let mut open = 0;
        loop {
            match self.kind() {
                Comma if open == 0 => return Ok(()),
                kind if kind == close && open == 0 => return Ok(()),
                Semicolon | End | OpenBrace | CloseBrace => return Err(Skip),
                OpenParen | OpenBracket => open += 1,
                CloseParen | CloseBracket if open > 0 => open -= 1,
                CloseParen | CloseBracket => return Err(Skip),
                _ => {}
            }
            self.advance();
        }
    }

    /// Takes a closing bracket; `others` is what else could have come.
    fn close(&mut self, opening: Span, close: TokenKind, others: &str) -> Parsed<Span> {
        use TokenKind::*;
        if let Some(span) = self.eat(close) {
            return Ok(span);
        }
        let error = match self.kind() {
            CloseParen | CloseBracket => {
                error::mismatched_bracket(self.span(), opening, close.describe(), &self.found())
            }
            Equal => error::assignment_in_expression(self.span()),
            Colon => error::range_as_value(self.span()),
            kind if kind.begins_statement() || matches!(kind, Semicolon | End | OpenBrace | CloseBrace) => {
                error::unclosed_bracket(self.previous().after(), opening, close.describe())
            }
            _ => error::expected(self.span(), &format!("{others}{}", close.describe()), &self.found())
                .and(opening, "opened here"),
        };
        Err(self.fail(error))
    }

    /// Moves behind the bracket that closes what is open, if it is there.
    fn skip_past(&mut self, close: TokenKind) {
        while self.skip_in_list(close).is_ok() {
            if self.eat(close).is_some() {
                return;
            }
            self.advance();
        }
    }

    /// Reads `{ ... }`; what cannot be read in it is left out.
    fn braced<T>(&mut self, wanted: &str, mut read: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<(Vec<T>, Span)> {
        let opening = self.expect(TokenKind::OpenBrace, wanted)?;
        let mut items = Vec::new();
        loop {
            if let Some(end) = self.eat(TokenKind::CloseBrace) {
                return Ok((items, end));
            }
            if self.kind() == TokenKind::End || self.at_block() {
                let error = error::unclosed_brace(self.span(), opening, &self.found());
                self.note(error);
                return Ok((items, self.previous()));
            }
            let start = self.at;
            match read(self) {
                Ok(item) => items.push(item),
                Err(Skip) => self.recover(start),
            }
        }
    }

    /// Moves to where the next statement may begin, and at least over one token since `start`.
    fn recover(&mut self, start: usize) {
        use TokenKind::*;
        let mut braces = 0;
        loop {
            match self.kind() {
                End => return,
                CloseBrace if braces == 0 => return,
                Semicolon | CloseBrace if braces == 0 || (braces == 1 && self.kind() == CloseBrace) => {
                    braces = 0;
                    if self.peek(1) != Else {
                        self.advance();
                        return;
                    }
                }
                CloseBrace => braces -= 1,
                OpenBrace => braces += 1,
                kind if braces == 0 && self.at > start => {
                    let begins = kind.begins_statement() || kind.begins_type();
                    if self.at_block() || (begins && self.on_new_line()) {
                        return;
                    }
                }
                _ => {}
            }
            self.advance();
        }
    }

    /// Takes the `;` after an expression.
    fn semicolon(&mut self) -> Parsed<()> {
        self.end_of_statement("an operator or `;`")
    }

    /// Takes the `;` that ends a statement, or notes that it is missing where the next one begins on a new line.
    fn end_of_statement(&mut self, wanted: &str) -> Parsed<()> {
        use TokenKind::*;
        if self.eat(Semicolon).is_some() {
            return Ok(());
        }
        let kind = self.kind();
        let begins = kind.begins_type() || kind.begins_statement() || matches!(kind, Name | OpenBrace);
        if matches!(kind, CloseBrace | End) || self.at_block() || (begins && self.on_new_line()) {
            self.note(error::missing_semicolon(self.previous().after()));
            return Ok(());
        }
        match kind {
            Equal => Err(self.fail(error::second_assignment(self.span()))),
            Colon => Err(self.fail(error::range_as_value(self.span()))),
            _ => Err(self.expected(wanted)),
        }
    }
}
