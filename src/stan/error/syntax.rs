//! Messages of the lexer and the parser.
