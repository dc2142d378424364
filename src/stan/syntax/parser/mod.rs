//! From tokens to the syntax tree, by recursive descent.
//!
//! A function that cannot go on tells its mistake and returns [`Skip`]; what holds a list of things (a block, a
//! list of arguments) finds the next of them and goes on, so that one mistake gives one message. Where it is
//! clear what was meant, the mistake is only noted and reading continues as if it had been written so. A tree
//! with mistakes is never handed out.

mod declarations;
mod expressions;
mod functions;
mod lists;
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

/// How many statements, types and bracketed expressions may stand within one another. It bounds the parser's stack.
const MAX_DEPTH: usize = 200;
/// Greatest height of a tree, which a long sum reaches without brackets. It bounds the stack of whatever walks one.
const MAX_HEIGHT: usize = 500;

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

    /// The token after the next one.
    fn next(&self) -> Token {
        self.tokens[(self.at + 1).min(self.tokens.len() - 1)]
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
        let (here, next) = (self.token(), self.next());
        here.kind == first && next.kind == second && here.span.after() == Span { end: next.span.start, ..next.span }
    }

    /// Whether the next token is the first of its line.
    fn on_new_line(&self) -> bool {
        self.at == 0 || !self.same_line(self.previous(), self.span())
    }

    /// Whether one thing ends on the line on which the other, which comes later, begins.
    fn same_line(&self, first: Span, second: Span) -> bool {
        let between = Span { start: first.end, end: second.start, ..first };
        first.file == second.file && !self.text(between).contains('\n')
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
        if !self.told() {
            self.note(error);
        }
        Skip
    }

    /// Whether the lexer has told why reading cannot go on here.
    fn told(&self) -> bool {
        let at_end = self.kind() == TokenKind::End && self.at > 0;
        self.kind() == TokenKind::Bad || (at_end && self.tokens[self.at - 1].kind == TokenKind::Bad)
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
        self.enter()?;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Goes one level further down; whoever reads there takes one off `depth` afterwards.
    fn enter(&mut self) -> Parsed<()> {
        if self.depth >= MAX_DEPTH {
            return Err(self.too_deep(MAX_DEPTH));
        }
        self.depth += 1;
        Ok(())
    }

    /// Notes that the last expression now stands beside one of another height, under a common parent.
    fn grow(&mut self, other: usize) -> Parsed<()> {
        self.height = 1 + self.height.max(other);
        if self.depth + self.height > MAX_HEIGHT { Err(self.too_deep(MAX_HEIGHT)) } else { Ok(()) }
    }

    fn too_deep(&mut self, most: usize) -> Skip {
        let skip = self.fail(error::too_deep(self.span(), most));
        self.gave_up = true;
        self.at = self.tokens.len() - 1;
        skip
    }
}
