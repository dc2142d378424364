//! Declarations of variables.

use super::statements::Site;
use super::{Parsed, Parser, Skip};
use crate::stan::error::syntax as error;
use crate::stan::syntax::ast::{Declarator, Name, Stmt, StmtKind};
use crate::stan::syntax::source::Span;
use crate::stan::syntax::token::TokenKind;

impl Parser<'_> {
    /// `real x = 1, y;`
    pub fn declaration(&mut self, site: Site) -> Parsed<Stmt> {
        let ty = self.sized_type(site)?;
        let mut declarators = vec![self.declarator(ty.span, site)?];
        while self.eat(TokenKind::Comma).is_some() {
            if self.kind().begins_type() {
                let found = self.found();
                return Err(self.fail(error::type_after_comma(self.span(), &found)));
            }
            declarators.push(self.declarator(ty.span, site)?);
        }
        self.semicolon()?;
        Ok(Stmt { span: ty.span.to(self.previous()), kind: StmtKind::Declare(Box::new(ty), declarators) })
    }

    fn declarator(&mut self, ty: Span, site: Site) -> Parsed<Declarator> {
        let name = self.new_name()?;
        match self.kind() {
            TokenKind::OpenBracket => self.removed_array(ty, &name)?,
            TokenKind::OpenParen => return Err(self.stray_function(&name)),
            _ => {}
        }
        let value = if self.assigns() { Some(self.expression()?) } else { None };
        if let (Some(value), Site::Input(block)) = (&value, site) {
            self.note(error::value_in_declarations(value.span, block));
        }
        Ok(Declarator { name, value })
    }

    /// Takes `=`, or `<-` with a message.
    fn assigns(&mut self) -> bool {
        if self.adjacent(TokenKind::Less, TokenKind::Minus) {
            let span = self.advance().span;
            let span = span.to(self.advance().span);
            self.note(error::removed_arrow(span));
            return true;
        }
        self.eat(TokenKind::Equal).is_some()
    }

    /// `int x[N]`, from the bracket on.
    fn removed_array(&mut self, ty: Span, name: &Name) -> Parsed<()> {
        let opening = self.advance().span;
        let (_, end) = self.list(opening, TokenKind::CloseBracket, Self::expression)?;
        let sizes = opening.to(end);
        let modern = format!("array{} {} {}", self.text(sizes), self.text(ty), name.text);
        self.note(error::removed_array_variable(sizes, &modern));
        Ok(())
    }

    /// A function's definition where a variable was begun: moves over it.
    fn stray_function(&mut self, name: &Name) -> Skip {
        let skip = self.fail(error::function_outside_block(name.span, &name.text));
        self.advance();
        self.skip_past(TokenKind::CloseParen);
        skip
    }
}
