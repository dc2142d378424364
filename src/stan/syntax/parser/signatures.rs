//! Types of arguments and results: without sizes and constraints.

use super::types::plain;
use super::{Parsed, Parser};
use crate::stan::error::syntax as error;
use crate::stan::syntax::ast::{Argument, UnsizedKind, UnsizedType};
use crate::stan::syntax::token::TokenKind;

impl Parser<'_> {
    /// `data array[,] real x`
    pub fn formal_argument(&mut self) -> Parsed<Argument> {
        let data_only = self.eat(TokenKind::Data).is_some();
        if self.kind() == TokenKind::Name && matches!(self.peek(1), TokenKind::Comma | TokenKind::CloseParen) {
            return Err(self.fail(error::argument_without_type(self.span(), self.text(self.span()))));
        }
        let ty = self.unsized_type()?;
        let name = self.new_name()?;
        if self.kind() == TokenKind::OpenBracket {
            self.note(error::size_in_signature(self.span()));
            self.advance();
            self.skip_past(TokenKind::CloseBracket);
        }
        Ok(Argument { data_only, ty, name })
    }

    /// A type without sizes.
    pub fn unsized_type(&mut self) -> Parsed<UnsizedType> {
        self.nested(|p| {
            let start = p.span();
            let kind = match p.kind() {
                TokenKind::Array => p.unsized_array()?,
                TokenKind::Tuple => UnsizedKind::Tuple(p.tuple_parts(Self::unsized_type)?),
                kind if kind.begins_type() => p.unsized_element(kind)?,
                TokenKind::Name => {
                    let text = p.text(start);
                    return Err(p.fail(error::unknown_type(start, text, super::names::nearest_type(text))));
                }
                _ => return Err(p.expected("a type")),
            };
            Ok(UnsizedType { span: start.to(p.previous()), kind })
        })
    }

    fn unsized_array(&mut self) -> Parsed<UnsizedKind> {
        self.advance();
        if self.kind() != TokenKind::OpenBracket {
            return Err(self.expected("`[` after `array`"));
        }
        let dims = self.unsized_dims()?;
        if self.kind() == TokenKind::Array {
            self.note(error::array_of_array(self.span()));
        }
        Ok(UnsizedKind::Array(dims, Box::new(self.unsized_type()?)))
    }

    /// `[,]`: how many dimensions. Sizes in it are noted.
    fn unsized_dims(&mut self) -> Parsed<usize> {
        let opening = self.advance().span;
        let mut dims = 1;
        loop {
            match self.kind() {
                TokenKind::Comma => dims += 1,
                TokenKind::CloseBracket => break,
                _ => {
                    self.skip_past(TokenKind::CloseBracket);
                    self.note(error::size_in_signature(opening.to(self.previous())));
                    return Ok(dims);
                }
            }
            self.advance();
        }
        self.advance();
        Ok(dims)
    }

    fn unsized_element(&mut self, kind: TokenKind) -> Parsed<UnsizedKind> {
        let span = self.advance().span;
        let text = self.text(span);
        let element = match kind {
            TokenKind::IntType => UnsizedKind::Int,
            TokenKind::RealType => UnsizedKind::Real,
            TokenKind::Complex => UnsizedKind::Complex,
            TokenKind::Vector => UnsizedKind::Vector,
            TokenKind::RowVector => UnsizedKind::RowVector,
            TokenKind::Matrix => UnsizedKind::Matrix,
            TokenKind::ComplexVector => UnsizedKind::ComplexVector,
            TokenKind::ComplexRowVector => UnsizedKind::ComplexRowVector,
            TokenKind::ComplexMatrix => UnsizedKind::ComplexMatrix,
            _ => {
                self.note(error::constrained_type_in_signature(span, text, plain(kind)));
                UnsizedKind::Matrix
            }
        };
        if self.kind() == TokenKind::Less {
            self.note(error::constraint_in_signature(self.span()));
            self.skip_past(TokenKind::Greater);
        }
        if self.kind() == TokenKind::OpenBracket {
            self.removed_dims(text)?;
        }
        Ok(element)
    }

    /// `real[,]`, or a size.
    fn removed_dims(&mut self, element: &str) -> Parsed<()> {
        let opening = self.span();
        if !matches!(self.peek(1), TokenKind::Comma | TokenKind::CloseBracket) {
            self.unsized_dims()?;
            return Ok(());
        }
        self.unsized_dims()?;
        let dims = opening.to(self.previous());
        let modern = format!("array{} {element}", self.text(dims));
        self.note(error::removed_array_type(dims, &modern));
        Ok(())
    }
}
