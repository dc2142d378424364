//! Declared types: sizes and constraints.

use super::statements::Site;
use super::{Parsed, Parser, Skip};
use crate::stan::error::syntax as error;
use crate::stan::syntax::ast::{Constraint, Expr, SizedKind, SizedType};
use crate::stan::syntax::source::Span;
use crate::stan::syntax::token::TokenKind;

/// How a type with sizes is written; empty for the others.
fn form(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Vector => "vector[N]",
        TokenKind::RowVector => "row_vector[N]",
        TokenKind::Matrix => "matrix[N, M]",
        TokenKind::ComplexVector => "complex_vector[N]",
        TokenKind::ComplexRowVector => "complex_row_vector[N]",
        TokenKind::ComplexMatrix => "complex_matrix[N, M]",
        TokenKind::Ordered => "ordered[N]",
        TokenKind::PositiveOrdered => "positive_ordered[N]",
        TokenKind::Simplex => "simplex[N]",
        TokenKind::UnitVector => "unit_vector[N]",
        TokenKind::SumToZeroVector => "sum_to_zero_vector[N]",
        TokenKind::SumToZeroMatrix => "sum_to_zero_matrix[N, M]",
        TokenKind::ColumnStochasticMatrix => "column_stochastic_matrix[N, M]",
        TokenKind::RowStochasticMatrix => "row_stochastic_matrix[N, M]",
        TokenKind::CholeskyFactorCov => "cholesky_factor_cov[N, M]",
        TokenKind::CholeskyFactorCorr => "cholesky_factor_corr[N]",
        TokenKind::CovMatrix => "cov_matrix[N]",
        TokenKind::CorrMatrix => "corr_matrix[N]",
        _ => "",
    }
}

/// The type without constraint that a constrained type is.
pub fn plain(kind: TokenKind) -> &'static str {
    match form(kind).contains(',')
        || matches!(kind, TokenKind::CholeskyFactorCorr | TokenKind::CovMatrix | TokenKind::CorrMatrix)
    {
        true => "matrix",
        false => "vector",
    }
}

/// Sizes as written, in a fixed number.
enum Sizes {
    One(Expr),
    Two(Expr, Expr),
}

impl Parser<'_> {
    /// A type with sizes, as in a declaration.
    pub fn sized_type(&mut self, site: Site) -> Parsed<SizedType> {
        self.nested(|p| {
            let start = p.span();
            let kind = match p.kind() {
                TokenKind::Array => p.sized_array(site)?,
                TokenKind::Tuple => p.sized_tuple(site)?,
                kind if kind.is_basic_type() => p.sized_basic(kind, site)?,
                kind if kind.begins_type() => p.sized_constrained(kind, site)?,
                _ => return Err(p.expected("a type")),
            };
            Ok(SizedType { span: start.to(p.previous()), kind })
        })
    }

    fn sized_array(&mut self, site: Site) -> Parsed<SizedKind> {
        self.advance();
        let opening = self.expect(TokenKind::OpenBracket, "`[` after `array`")?;
        if matches!(self.kind(), TokenKind::Comma | TokenKind::CloseBracket) {
            self.skip_past(TokenKind::CloseBracket);
            self.note(error::array_without_sizes(opening.to(self.previous())));
            self.sized_type(site)?;
            return Err(Skip);
        }
        let (sizes, _) = self.list(opening, TokenKind::CloseBracket, Self::expression)?;
        if self.kind() == TokenKind::Array {
            self.note(error::array_of_array(self.span()));
        }
        Ok(SizedKind::Array(sizes, Box::new(self.sized_type(site)?)))
    }

    fn sized_tuple(&mut self, site: Site) -> Parsed<SizedKind> {
        let parts = self.tuple_parts(|p| p.sized_type(site))?;
        Ok(SizedKind::Tuple(parts))
    }

    /// `tuple(type, type)`, with or without sizes.
    pub fn tuple_parts<T>(&mut self, mut read: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let start = self.advance().span;
        let opening = self.expect(TokenKind::OpenParen, "`(` after `tuple`")?;
        let mut n_read = 0;
        let mut trailing = false;
        let (parts, end) = self.list(opening, TokenKind::CloseParen, |p| {
            trailing = n_read > 0 && p.kind() == TokenKind::CloseParen;
            if trailing {
                return Ok(None);
            }
            n_read += 1;
            read(p).map(Some)
        })?;
        match (n_read, trailing) {
            (0 | 1, false) => self.note(error::tuple_of_one(start.to(end))),
            (2.., true) => self.note(error::trailing_comma(end)),
            _ => {}
        }
        Ok(parts.into_iter().flatten().collect())
    }

    /// A type that may have bounds.
    fn sized_basic(&mut self, kind: TokenKind, site: Site) -> Parsed<SizedKind> {
        let start = self.advance().span;
        let constraint = self.constraint(kind, site)?;
        if self.kind() == TokenKind::OpenBracket && form(kind).is_empty() {
            self.scalar_with_size(start.to(self.previous()), kind);
        }
        Ok(match kind {
            TokenKind::IntType => SizedKind::Int(constraint),
            TokenKind::RealType => SizedKind::Real(constraint),
            TokenKind::Complex => SizedKind::Complex(constraint),
            _ => match (kind, self.sizes(kind)?) {
                (TokenKind::Vector, Sizes::One(n)) => SizedKind::Vector(constraint, n),
                (TokenKind::RowVector, Sizes::One(n)) => SizedKind::RowVector(constraint, n),
                (TokenKind::ComplexVector, Sizes::One(n)) => SizedKind::ComplexVector(constraint, n),
                (_, Sizes::One(n)) => SizedKind::ComplexRowVector(constraint, n),
                (TokenKind::Matrix, Sizes::Two(n, m)) => SizedKind::Matrix(constraint, n, m),
                (_, Sizes::Two(n, m)) => SizedKind::ComplexMatrix(constraint, n, m),
            },
        })
    }

    /// `int[3]` or `int[]`, from the bracket on.
    fn scalar_with_size(&mut self, ty: Span, kind: TokenKind) {
        let opening = self.advance().span;
        self.skip_past(TokenKind::CloseBracket);
        let sizes = opening.to(self.previous());
        let modern = format!("array{} {}", self.text(sizes), self.text(ty));
        self.note(error::scalar_with_size(sizes, kind.describe(), &modern));
    }

    /// A type that is a constraint.
    fn sized_constrained(&mut self, kind: TokenKind, site: Site) -> Parsed<SizedKind> {
        let span = self.advance().span;
        if site == Site::Local {
            self.note(error::local_constrained_type(span, self.text(span), plain(kind)));
        }
        if self.kind() == TokenKind::Less {
            self.note(error::type_without_constraint(self.span(), self.text(span)));
            self.skip_past(TokenKind::Greater);
        }
        Ok(match (kind, self.sizes(kind)?) {
            (TokenKind::Ordered, Sizes::One(n)) => SizedKind::Ordered(n),
            (TokenKind::PositiveOrdered, Sizes::One(n)) => SizedKind::PositiveOrdered(n),
            (TokenKind::Simplex, Sizes::One(n)) => SizedKind::Simplex(n),
            (TokenKind::UnitVector, Sizes::One(n)) => SizedKind::UnitVector(n),
            (TokenKind::SumToZeroVector, Sizes::One(n)) => SizedKind::SumToZeroVector(n),
            (TokenKind::CholeskyFactorCov, Sizes::One(n)) => SizedKind::CholeskyFactorCov(n, None),
            (TokenKind::CholeskyFactorCorr, Sizes::One(n)) => SizedKind::CholeskyFactorCorr(n),
            (TokenKind::CovMatrix, Sizes::One(n)) => SizedKind::CovMatrix(n),
            (_, Sizes::One(n)) => SizedKind::CorrMatrix(n),
            (TokenKind::SumToZeroMatrix, Sizes::Two(n, m)) => SizedKind::SumToZeroMatrix(n, m),
            (TokenKind::ColumnStochasticMatrix, Sizes::Two(n, m)) => SizedKind::ColumnStochasticMatrix(n, m),
            (TokenKind::RowStochasticMatrix, Sizes::Two(n, m)) => SizedKind::RowStochasticMatrix(n, m),
            (_, Sizes::Two(n, m)) => SizedKind::CholeskyFactorCov(n, Some(m)),
        })
    }

    /// `[n]` or `[n, m]`, whichever the type has.
    fn sizes(&mut self, kind: TokenKind) -> Parsed<Sizes> {
        let ty = self.previous();
        let Some(opening) = self.eat(TokenKind::OpenBracket) else {
            return Err(self.fail(error::missing_size(ty.after(), kind.describe(), form(kind))));
        };
        let (sizes, end) = self.list(opening, TokenKind::CloseBracket, Self::expression)?;
        if self.kind() == TokenKind::Less {
            self.note(error::constraint_after_sizes(self.span()));
            self.skip_past(TokenKind::Greater);
        }
        let n_found = sizes.len();
        let (wanted, one, two) = match (kind, form(kind).contains(',')) {
            (TokenKind::CholeskyFactorCov, _) => ("1 or 2 sizes", true, true),
            (_, true) => ("2 sizes", false, true),
            (_, false) => ("1 size", true, false),
        };
        let mut sizes = sizes.into_iter();
        match (sizes.next(), sizes.next(), sizes.next()) {
            (Some(n), None, None) if one => Ok(Sizes::One(n)),
            (Some(n), Some(m), None) if two => Ok(Sizes::Two(n, m)),
            _ => {
                self.note(error::wrong_number_of_sizes(opening.to(end), wanted, n_found, form(kind)));
                Err(Skip)
            }
        }
    }

    /// `<lower=0, upper=1>` and its like, or nothing.
    fn constraint(&mut self, kind: TokenKind, site: Site) -> Parsed<Constraint> {
        let mut constraint = Constraint::default();
        let Some(opening) = self.eat(TokenKind::Less) else { return Ok(constraint) };
        loop {
            self.bound(&mut constraint, kind)?;
            if self.eat(TokenKind::Comma).is_none() {
                break;
            }
        }
        let end = self.close_constraint(opening)?;
        let bounds = constraint.lower.is_some() || constraint.upper.is_some();
        if bounds && (constraint.offset.is_some() || constraint.multiplier.is_some()) {
            self.note(error::mixed_constraints(opening.to(end)));
        }
        if site == Site::Local {
            self.note(error::local_constraint(opening.to(end)));
        }
        Ok(constraint)
    }

    /// `lower=0`
    fn bound(&mut self, constraint: &mut Constraint, ty: TokenKind) -> Parsed<()> {
        let span = self.span();
        let place = match self.kind() {
            TokenKind::Lower => &mut constraint.lower,
            TokenKind::Upper => &mut constraint.upper,
            TokenKind::Offset => &mut constraint.offset,
            TokenKind::Multiplier => &mut constraint.multiplier,
            _ => return Err(self.fail(error::unknown_constraint(span, &self.found()))),
        };
        if ty == TokenKind::IntType && matches!(self.kind(), TokenKind::Offset | TokenKind::Multiplier) {
            self.note(error::int_with_offset(span));
        }
        if place.is_some() {
            self.note(error::repeated_constraint(span, self.text(span)));
        }
        self.advance();
        self.expect(TokenKind::Equal, "`=`")?;
        *place = Some(self.constraint_expression()?);
        Ok(())
    }

    fn close_constraint(&mut self, opening: Span) -> Parsed<Span> {
        use TokenKind::*;
        if matches!(self.kind(), Less | LessEqual | GreaterEqual | EqualEqual | NotEqual | AndAnd | OrOr | Question) {
            return Err(self.fail(error::comparison_in_constraint(self.span(), &self.found())));
        }
        self.close(opening, Greater, "`,` or ")
    }
}
