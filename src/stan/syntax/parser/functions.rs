//! The `functions` block.

use super::statements::Site;
use super::{Parsed, Parser, Skip};
use crate::stan::error::syntax as error;
use crate::stan::syntax::ast::{FunctionDef, Name, Stmt};
use crate::stan::syntax::token::TokenKind;

impl Parser<'_> {
    /// `real f(real x) { ... }` or `real f(real x);`
    pub fn function(&mut self) -> Parsed<FunctionDef> {
        let start = self.span();
        let returns = match self.kind() {
            TokenKind::Void => {
                self.advance();
                None
            }
            kind if kind.begins_type() || self.type_misspelled() => Some(self.unsized_type()?),
            TokenKind::Name if self.peek(1) == TokenKind::OpenParen => {
                self.note(error::missing_return_type(start, self.text(start)));
                None
            }
            _ => return Err(self.no_function()),
        };
        let name = self.new_name()?;
        let Some(opening) = self.eat(TokenKind::OpenParen) else { return Err(self.variable(&name)) };
        let arguments = self.list(opening, TokenKind::CloseParen, Self::formal_argument);
        if arguments.is_err() && self.kind() != TokenKind::OpenBrace {
            return Err(Skip);
        }
        let body = self.function_body()?;
        // Without its arguments the tree is of no use to anybody, but the next function is read all the same.
        let arguments = arguments.map_or(Vec::new(), |(arguments, _)| arguments);
        Ok(FunctionDef { span: start.to(self.previous()), returns, name, arguments, body })
    }

    fn type_misspelled(&self) -> bool {
        self.kind() == TokenKind::Name && self.peek(1) == TokenKind::Name
    }

    fn no_function(&mut self) -> Skip {
        let found = self.found();
        self.fail(error::no_function(self.span(), &found))
    }

    fn variable(&mut self, name: &Name) -> Skip {
        match self.kind() {
            TokenKind::Semicolon | TokenKind::Equal | TokenKind::Comma => {
                self.fail(error::variable_among_functions(name.span, &name.text))
            }
            _ => self.expected("`(` and the function's arguments"),
        }
    }

    fn function_body(&mut self) -> Parsed<Option<Stmt>> {
        if self.eat(TokenKind::Semicolon).is_some() {
            return Ok(None);
        }
        if self.kind() == TokenKind::OpenBrace {
            return self.statement(Site::Local).map(Some);
        }
        let found = self.found();
        Err(self.fail(error::function_without_braces(self.span(), &found)))
    }
}
