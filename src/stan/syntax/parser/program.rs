//! Blocks.

use super::names::nearest;
use super::statements::Site;
use super::{Parsed, Parser};
use crate::stan::error::syntax as error;
use crate::stan::syntax::ast::{Program, Stmt, StmtKind};
use crate::stan::syntax::source::Span;
use crate::stan::syntax::token::TokenKind;

/// The blocks in the order of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Block {
    Functions,
    Data,
    TransformedData,
    Parameters,
    TransformedParameters,
    Model,
    GeneratedQuantities,
}

impl Block {
    const ALL: [(Block, &'static str); 7] = [
        (Block::Functions, "functions"),
        (Block::Data, "data"),
        (Block::TransformedData, "transformed data"),
        (Block::Parameters, "parameters"),
        (Block::TransformedParameters, "transformed parameters"),
        (Block::Model, "model"),
        (Block::GeneratedQuantities, "generated quantities"),
    ];

    fn name(self) -> &'static str {
        Block::ALL[self as usize].1
    }
}

impl Parser<'_> {
    pub fn program(&mut self) -> Program {
        let mut program = Program::default();
        let mut seen: Vec<(Block, Span)> = Vec::new();
        while self.kind() != TokenKind::End {
            if let Some((block, span)) = self.heading() {
                self.check_order(block, span, &seen);
                seen.push((block, span));
                if self.block(block, &mut program).is_err() {
                    self.skip_to_block();
                }
            } else {
                self.skip_to_block();
            }
        }
        program
    }

    fn check_order(&mut self, block: Block, span: Span, seen: &[(Block, Span)]) {
        if let Some((_, first)) = seen.iter().find(|(other, _)| *other == block) {
            self.note(error::duplicate_block(span, block.name(), *first));
        } else if let Some((later, place)) = seen.iter().find(|(other, _)| *other > block) {
            self.note(error::block_order(span, block.name(), later.name(), *place));
        }
    }

    /// Whether a block begins here. It is looked for inside of others too, where a `}` may be missing.
    pub fn at_block(&self) -> bool {
        use TokenKind::*;
        match self.kind() {
            Functions | Data | Parameters | Model => self.peek(1) == OpenBrace,
            Transformed => matches!(self.peek(1), Data | Parameters) && self.peek(2) == OpenBrace,
            Generated => self.peek(1) == Quantities && self.peek(2) == OpenBrace,
            _ => false,
        }
    }

    /// Reads a block's name; tells a mistake and reads nothing where there is none.
    fn heading(&mut self) -> Option<(Block, Span)> {
        let words = (0..3).take_while(|&n| self.peek(n) == TokenKind::Name || self.peek(n).is_keyword()).count();
        for n in (1..=words.min(2)).rev() {
            let text = self.words(n);
            if let Some((block, _)) = Block::ALL.iter().find(|(_, name)| *name == text) {
                return Some((*block, self.take(n)));
            }
        }
        if (1..3).contains(&words) && self.peek(words) == TokenKind::OpenBrace {
            return self.misspelled_heading(words);
        }
        let span = self.span();
        let found = self.found();
        self.fail(match self.kind() {
            TokenKind::CloseBrace => error::stray_brace(span),
            _ => error::outside_block(span, &found),
        });
        self.advance();
        None
    }

    fn misspelled_heading(&mut self, words: usize) -> Option<(Block, Span)> {
        let text = self.words(words);
        let names = Block::ALL.map(|(_, name)| name);
        let meant = nearest(&text, &names);
        let span = self.take(words);
        self.note(error::unknown_block(span, &text, meant));
        let block = Block::ALL.iter().find(|(_, name)| Some(*name) == meant);
        block.map(|(block, _)| (*block, span))
    }

    /// The next tokens with single spaces between them.
    fn words(&self, n: usize) -> String {
        let words: Vec<&str> = self.tokens[self.at..self.at + n].iter().map(|token| self.text(token.span)).collect();
        words.join(" ")
    }

    fn take(&mut self, n: usize) -> Span {
        let first = self.span();
        self.at += n;
        first.to(self.previous())
    }

    fn skip_to_block(&mut self) {
        while self.kind() != TokenKind::End && !self.at_block() {
            self.advance();
        }
    }

    fn block(&mut self, block: Block, program: &mut Program) -> Parsed<()> {
        let wanted = format!("`{{` after `{}`", block.name());
        let name = block.name();
        if block == Block::Functions {
            program.functions = Some(self.braced(&wanted, Self::function)?.0);
            return Ok(());
        }
        let statements = match block {
            Block::Data | Block::Parameters => self.braced(&wanted, |p| p.declaration_only(name))?.0,
            Block::Model => self.braced(&wanted, |p| p.statement(Site::Local))?.0,
            _ => self.braced(&wanted, |p| p.statement(Site::Top))?.0,
        };
        let statements = Some(statements);
        match block {
            Block::Functions => {}
            Block::Data => program.data = statements,
            Block::TransformedData => program.transformed_data = statements,
            Block::Parameters => program.parameters = statements,
            Block::TransformedParameters => program.transformed_parameters = statements,
            Block::Model => program.model = statements,
            Block::GeneratedQuantities => program.generated_quantities = statements,
        }
        Ok(())
    }

    /// One item of `data` or `parameters`.
    fn declaration_only(&mut self, block: &'static str) -> Parsed<Stmt> {
        if self.kind().begins_type() {
            return self.declaration(Site::Input(block));
        }
        let statement = self.statement(Site::Top)?;
        if statement.kind != StmtKind::Empty {
            self.note(error::statement_in_declarations(statement.span, block));
        }
        Ok(statement)
    }
}
