//! Lists, brackets and the ends of statements, and how reading goes on after a mistake in them.

use super::{Parsed, Parser, Skip};
use crate::stan::error::{SourceError, syntax as error};
use crate::stan::syntax::source::Span;
use crate::stan::syntax::token::TokenKind;

impl Parser<'_> {
    /// Reads things separated by commas up to `close`, which is taken, and leaves the greatest height among them.
    /// Where one of them cannot be read, the others are, for the sake of their mistakes.
    pub fn list<T>(
        &mut self,
        opening: Span,
        close: TokenKind,
        mut read: impl FnMut(&mut Self) -> Parsed<T>,
    ) -> Parsed<(Vec<T>, Span)> {
        let mut items = Vec::new();
        let mut height = 0;
        let mut complete = true;
        while self.kind() != close || !items.is_empty() {
            self.height = 0;
            match read(self) {
                Ok(item) => items.push(item),
                Err(Skip) => complete = false,
            }
            height = self.height.max(height);
            if complete && !matches!(self.kind(), TokenKind::Comma) && self.kind() != close {
                let error = self.unclosed(opening, close, "`,` or ");
                self.fail(error);
                complete = false;
            }
            self.skip_in_list(close)?;
            if self.eat(TokenKind::Comma).is_none() {
                break;
            }
        }
        self.height = height;
        let end = self.advance().span;
        if complete { Ok((items, end)) } else { Err(Skip) }
    }

    /// Moves to the comma or bracket that ends a thing that could not be read.
    pub fn skip_in_list(&mut self, close: TokenKind) -> Parsed<()> {
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

    /// Takes a closing bracket; `others` is what else could have come. Moves behind it where something else is
    /// in the way.
    pub fn close(&mut self, opening: Span, close: TokenKind, others: &str) -> Parsed<Span> {
        if let Some(span) = self.eat(close) {
            return Ok(span);
        }
        let error = self.unclosed(opening, close, others);
        let skip = self.fail(error);
        self.skip_past(close);
        Err(skip)
    }

    /// Why the next token does not go on with what a bracket has opened.
    pub fn unclosed(&self, opening: Span, close: TokenKind, others: &str) -> SourceError {
        use TokenKind::*;
        let span = self.span();
        if let Some(error) = self.foreign_operator() {
            return error;
        }
        match self.kind() {
            CloseParen | CloseBracket => error::mismatched_bracket(span, opening, close.describe(), &self.found()),
            Equal => error::assignment_in_expression(span),
            Colon if close != CloseBracket => error::range_as_value(span),
            kind if kind.begins_statement() || matches!(kind, Semicolon | End | OpenBrace | CloseBrace) => {
                error::unclosed_bracket(self.previous().after(), opening, close.describe())
            }
            _ => error::expected(span, &format!("{others}{}", close.describe()), &self.found())
                .and(opening, "opened here"),
        }
    }

    /// An operator of other languages, if there is one here.
    pub fn foreign_operator(&self) -> Option<SourceError> {
        let (span, before) = (self.span(), self.previous());
        let both = || span.to(self.next().span);
        match self.text(span) {
            "and" => Some(error::foreign_operator(span, "and", "&&")),
            "or" => Some(error::foreign_operator(span, "or", "||")),
            _ if self.text(before) == "not" => Some(error::foreign_operator(before, "not", "!")),
            _ if self.adjacent(TokenKind::Colon, TokenKind::Equal) => Some(error::foreign_operator(both(), ":=", "=")),
            _ if self.adjacent(TokenKind::Equal, TokenKind::Greater) => {
                Some(error::foreign_operator(both(), "=>", ">="))
            }
            _ if self.adjacent(TokenKind::Equal, TokenKind::Less) => Some(error::foreign_operator(both(), "=<", "<=")),
            _ => None,
        }
    }

    /// Moves behind the bracket that closes what is open, if it is there.
    pub fn skip_past(&mut self, close: TokenKind) {
        while self.skip_in_list(close).is_ok() {
            if self.eat(close).is_some() {
                return;
            }
            self.advance();
        }
    }

    /// Reads `{ ... }`; what cannot be read in it is left out.
    pub fn braced<T>(&mut self, wanted: &str, mut read: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<(Vec<T>, Span)> {
        let opening = self.expect(TokenKind::OpenBrace, wanted)?;
        let mut items = Vec::new();
        loop {
            if let Some(end) = self.eat(TokenKind::CloseBrace) {
                return Ok((items, end));
            }
            if self.kind() == TokenKind::End || self.at_block() {
                let error = error::unclosed_brace(self.span(), opening, &self.found());
                self.fail(error);
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
    pub fn recover(&mut self, start: usize) {
        use TokenKind::*;
        let mut braces = 0;
        loop {
            match self.kind() {
                End => return,
                CloseBrace if braces == 0 => return,
                CloseBrace if braces > 1 => braces -= 1,
                Semicolon if braces > 0 => {}
                Semicolon | CloseBrace => {
                    braces = 0;
                    // An `else` belongs to what could not be read.
                    if self.peek(1) != Else {
                        self.advance();
                        return;
                    }
                }
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
    pub fn semicolon(&mut self) -> Parsed<()> {
        self.end_of_statement("an operator or `;`")
    }

    /// Takes the `;` that ends a statement, or notes that it is missing where the next one begins on a new line.
    pub fn end_of_statement(&mut self, wanted: &str) -> Parsed<()> {
        use TokenKind::*;
        if self.eat(Semicolon).is_some() {
            return Ok(());
        }
        let kind = self.kind();
        let begins = kind.begins_type() || kind.begins_statement() || matches!(kind, Name | OpenBrace);
        if matches!(kind, CloseBrace | End) || self.at_block() || (begins && self.on_new_line()) {
            self.fail(error::missing_semicolon(self.previous().after()));
            return Ok(());
        }
        if let Some(error) = self.foreign_operator() {
            return Err(self.fail(error));
        }
        match kind {
            Equal => Err(self.fail(error::second_assignment(self.span()))),
            Colon => Err(self.fail(error::range_as_value(self.span()))),
            _ => Err(self.expected(wanted)),
        }
    }
}
