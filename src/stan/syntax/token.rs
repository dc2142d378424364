//! Tokens: what the lexer makes of the text.

use super::source::Span;

/// A token. Its text is that of its span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

macro_rules! tokens {
    (special: $($special:ident $shown:literal)*; words: $($word:ident $spelled:literal)*; signs: $($sign:ident $written:literal)*;) => {
        /// What a token is. Keywords and signs are spelled in one way only.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum TokenKind {
            $($special,)* $($word,)* $($sign,)*
        }

        impl TokenKind {
            /// How a message names it.
            pub fn describe(self) -> &'static str {
                match self {
                    $(TokenKind::$special => $shown,)*
                    $(TokenKind::$word => concat!("`", $spelled, "`"),)*
                    $(TokenKind::$sign => concat!("`", $written, "`"),)*
                }
            }

            /// The keyword that is spelled so.
            pub fn keyword(text: &str) -> Option<TokenKind> {
                match text {
                    $($spelled => Some(TokenKind::$word),)*
                    _ => None,
                }
            }

            /// Whether it is a keyword.
            pub fn is_keyword(self) -> bool {
                matches!(self, $(TokenKind::$word)|*)
            }

            /// The sign that `text` begins with (the longest), and its length.
            pub fn sign(text: &str) -> Option<(TokenKind, usize)> {
                let candidates = [$((TokenKind::$sign, $written)),*];
                candidates
                    .into_iter()
                    .filter(|(_, written)| text.starts_with(written))
                    .map(|(kind, written)| (kind, written.len()))
                    .max_by_key(|(_, length)| *length)
            }
        }
    };
}

tokens! {
    special:
        End "the end of the program"
        Name "a name"
        Int "an integer"
        Real "a real number"
        Imaginary "an imaginary number"
        // `.3`: a real number, or the third part of a tuple.
        Dot "a real number"
        Text "text in quotes"
        // What the lexer has complained about already.
        Bad "this";
    words:
        Functions "functions"
        Data "data"
        Parameters "parameters"
        Model "model"
        Transformed "transformed"
        Generated "generated"
        Quantities "quantities"
        Return "return"
        If "if"
        Else "else"
        While "while"
        For "for"
        In "in"
        Break "break"
        Continue "continue"
        Profile "profile"
        Print "print"
        Reject "reject"
        FatalError "fatal_error"
        Target "target"
        Jacobian "jacobian"
        Void "void"
        IntType "int"
        RealType "real"
        Complex "complex"
        Vector "vector"
        RowVector "row_vector"
        Matrix "matrix"
        ComplexVector "complex_vector"
        ComplexRowVector "complex_row_vector"
        ComplexMatrix "complex_matrix"
        Ordered "ordered"
        PositiveOrdered "positive_ordered"
        Simplex "simplex"
        UnitVector "unit_vector"
        SumToZeroVector "sum_to_zero_vector"
        SumToZeroMatrix "sum_to_zero_matrix"
        ColumnStochasticMatrix "column_stochastic_matrix"
        RowStochasticMatrix "row_stochastic_matrix"
        CholeskyFactorCov "cholesky_factor_cov"
        CholeskyFactorCorr "cholesky_factor_corr"
        CovMatrix "cov_matrix"
        CorrMatrix "corr_matrix"
        Array "array"
        Tuple "tuple"
        Lower "lower"
        Upper "upper"
        Offset "offset"
        Multiplier "multiplier";
    signs:
        OpenParen "("
        CloseParen ")"
        OpenBracket "["
        CloseBracket "]"
        OpenBrace "{"
        CloseBrace "}"
        Comma ","
        Semicolon ";"
        Bar "|"
        Question "?"
        Colon ":"
        Tilde "~"
        Not "!"
        Plus "+"
        Minus "-"
        Star "*"
        Slash "/"
        Percent "%"
        IntDivide "%/%"
        Backslash "\\"
        Caret "^"
        Quote "'"
        ElementStar ".*"
        ElementSlash "./"
        ElementCaret ".^"
        OrOr "||"
        AndAnd "&&"
        EqualEqual "=="
        NotEqual "!="
        Less "<"
        LessEqual "<="
        Greater ">"
        GreaterEqual ">="
        Equal "="
        PlusEqual "+="
        MinusEqual "-="
        StarEqual "*="
        SlashEqual "/="
        ElementStarEqual ".*="
        ElementSlashEqual "./=";
}

impl TokenKind {
    /// Whether a type of a declaration begins with it.
    pub fn begins_type(self) -> bool {
        use TokenKind::*;
        self.is_basic_type()
            || matches!(self, Array | Tuple | Ordered | PositiveOrdered | Simplex | UnitVector)
            || matches!(self, SumToZeroVector | SumToZeroMatrix | ColumnStochasticMatrix | RowStochasticMatrix)
            || matches!(self, CholeskyFactorCov | CholeskyFactorCorr | CovMatrix | CorrMatrix)
    }

    /// Whether it names a type that has no constraint of its own.
    pub fn is_basic_type(self) -> bool {
        use TokenKind::*;
        matches!(self, IntType | RealType | Complex | Vector | RowVector | Matrix)
            || matches!(self, ComplexVector | ComplexRowVector | ComplexMatrix)
    }

    /// Whether a statement that is no expression or declaration begins with it.
    pub fn begins_statement(self) -> bool {
        use TokenKind::*;
        matches!(self, If | While | For | Break | Continue | Return | Print | Reject | FatalError | Profile)
            || matches!(self, Target | Jacobian)
    }
}

/// Names that no variable or function may have although they are no keywords: they belong to the language or
/// were set aside for it.
pub const RESERVED: &[&str] =
    &["repeat", "until", "then", "true", "false", "var", "typedef", "struct", "export", "auto", "extern", "static"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_sign_is_taken() {
        let check = |text: &str, expected: &str| {
            let (kind, length) = TokenKind::sign(text).expect("a sign");
            assert_eq!((kind.describe(), length), (format!("`{expected}`").as_str(), expected.len()));
        };
        check(".*=b", ".*=");
        check(".*b", ".*");
        check("%/%b", "%/%");
        check("%/b", "%");
        check("<-b", "<");
        check("|b", "|");
        check("||b", "||");
    }

    #[test]
    fn keywords_are_known_by_their_spelling() {
        assert_eq!(TokenKind::keyword("row_vector"), Some(TokenKind::RowVector));
        assert_eq!(TokenKind::keyword("T"), None);
        assert!(TokenKind::Array.begins_type() && !TokenKind::Array.is_basic_type());
    }
}
