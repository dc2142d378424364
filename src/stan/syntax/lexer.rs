//! From text to tokens. Any text is accepted; `#include` is followed here.

use std::sync::Arc;

use super::mistakes::Mistakes;
use super::number::{self, OutOfRange};
use super::source::{Resolver, SourceMap, Span};
use super::token::{Token, TokenKind};
use crate::stan::error::syntax as error;

/// Most bytes of a program with all that it includes.
const MAX_BYTES: usize = 1 << 24;
/// Most `#include`s that are followed.
const MAX_INCLUDES: usize = 1000;

/// Signs that are not ASCII, and what their author meant.
const LOOKALIKES: &[(char, &str)] = &[
    ('\u{2212}', "-"),
    ('\u{2013}', "-"),
    ('\u{2014}', "-"),
    ('×', "*"),
    ('·', "*"),
    ('÷', "/"),
    ('≤', "<="),
    ('≥', ">="),
    ('≠', "!="),
    ('∼', "~"),
    ('’', "'"),
    ('‘', "'"),
    ('“', "\""),
    ('”', "\""),
];

/// All tokens of a program, whose text is the first of `sources`, up to and with [`TokenKind::End`].
pub fn tokens(sources: &mut SourceMap, includes: &Resolver, mistakes: &mut Mistakes) -> Vec<Token> {
    let mut lexer = Lexer { sources, includes, mistakes, tokens: Vec::new(), files: Vec::new(), n_bytes: 0 };
    lexer.enter(0);
    lexer.run();
    lexer.tokens
}

struct Lexer<'a> {
    sources: &'a mut SourceMap,
    includes: &'a Resolver<'a>,
    mistakes: &'a mut Mistakes,
    tokens: Vec<Token>,
    /// The file that is read, above those that include it.
    files: Vec<Cursor>,
    n_bytes: usize,
}

struct Cursor {
    file: u16,
    text: Arc<str>,
    at: usize,
}

impl Cursor {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Moves over `length` bytes and returns their span.
    fn take(&mut self, length: usize) -> Span {
        let start = self.at as u32;
        self.at += length;
        Span { file: self.file, start, end: self.at as u32 }
    }
}

impl Lexer<'_> {
    /// Begins to read a file.
    fn enter(&mut self, file: u16) {
        let text = self.sources.sources[usize::from(file)].text.clone();
        self.n_bytes = self.n_bytes.saturating_add(text.len());
        if self.n_bytes > MAX_BYTES {
            let at = self.sources.sources[usize::from(file)].included_from;
            self.mistakes.add(error::program_too_large(at.unwrap_or_default(), MAX_BYTES));
            self.files.push(Cursor { file, text: "".into(), at: 0 });
            return;
        }
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        self.files.push(Cursor { file, text, at });
    }

    fn run(&mut self) {
        while let Some(cursor) = self.files.last_mut() {
            let rest = cursor.rest();
            if let Some(c) = rest.chars().next() {
                self.step(c);
            } else {
                let span = cursor.take(0);
                self.files.pop();
                if self.files.is_empty() {
                    self.tokens.push(Token { kind: TokenKind::End, span });
                }
            }
        }
    }

    /// The file that is read. There is one as long as [`Lexer::run`] goes on.
    fn cursor(&mut self) -> &mut Cursor {
        self.files.last_mut().expect("run stops when the last file is done")
    }

    fn push(&mut self, kind: TokenKind, length: usize) -> Span {
        let span = self.cursor().take(length);
        self.tokens.push(Token { kind, span });
        span
    }

    /// Reads one token, comment or space, which begins with `c`.
    fn step(&mut self, c: char) {
        let rest = self.cursor().rest();
        match c {
            _ if c.is_ascii_whitespace() || c == '\u{b}' => drop(self.cursor().take(1)),
            '#' => self.hash(),
            '"' => self.text(),
            '/' if rest.starts_with("//") => {
                let length = line_length(rest);
                self.cursor().take(length);
            }
            '/' if rest.starts_with("/*") => self.comment(),
            '0'..='9' => self.number(),
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number(),
            _ if c == '_' || c.is_alphabetic() => self.name(),
            _ => self.sign(c),
        }
    }

    fn comment(&mut self) {
        let rest = self.cursor().rest();
        if let Some(end) = rest[2..].find("*/") {
            self.cursor().take(end + 4);
        } else {
            let length = rest.len();
            let span = self.push(TokenKind::Bad, length);
            let opening = Span { end: span.start + 2, ..span };
            self.mistakes.add(error::unclosed_comment(opening));
        }
    }

    fn text(&mut self) {
        let rest = self.cursor().rest();
        let line = &rest[..line_length(rest)];
        if let Some(end) = line[1..].find('"') {
            self.push(TokenKind::Text, end + 2);
        } else {
            let length = line.len();
            let span = self.push(TokenKind::Bad, length);
            self.mistakes.add(error::unclosed_text(span));
        }
    }

    fn number(&mut self) {
        let scan = number::scan(self.cursor().rest());
        let scan = match scan {
            Ok(scan) => scan,
            Err(length) => {
                let span = self.push(TokenKind::Int, length);
                self.mistakes.add(error::malformed_number(span, self.sources.text(span)));
                return;
            }
        };
        let span = self.push(scan.kind, scan.length);
        let text = self.sources.text(span);
        if scan.kind == TokenKind::Int {
            if number::int(text).is_none() {
                self.mistakes.add(error::int_too_large(span, text));
            }
            return;
        }
        match number::real(text.trim_end_matches('i')) {
            Ok(_) => {}
            Err(OutOfRange::TooLarge) => self.mistakes.add(error::real_too_large(span, text)),
            Err(OutOfRange::TooSmall) => self.mistakes.add(error::real_too_small(span, text)),
        }
    }

    fn name(&mut self) {
        let rest = self.cursor().rest();
        let length = rest.find(|c: char| !(c == '_' || c.is_alphanumeric())).unwrap_or(rest.len());
        let kind = TokenKind::keyword(&rest[..length]).unwrap_or(TokenKind::Name);
        let span = self.push(kind, length);
        let text = self.sources.text(span);
        if let Some(c) = text.chars().find(|c| !c.is_ascii()) {
            self.mistakes.add(error::foreign_letter(span, text, c));
        } else if text == "lp__" {
            self.mistakes.add(error::removed_lp(span));
        } else if text.starts_with('_') {
            self.mistakes.add(error::leading_underscore(span, text));
        } else if text.ends_with("__") {
            self.mistakes.add(error::trailing_underscores(span, text));
        }
    }

    fn sign(&mut self, c: char) {
        if let Some((kind, length)) = TokenKind::sign(self.cursor().rest()) {
            self.push(kind, length);
            return;
        }
        let length = c.len_utf8();
        if let Some((_, meant)) = LOOKALIKES.iter().find(|(sign, _)| *sign == c) {
            let kind = TokenKind::sign(meant).map_or(TokenKind::Bad, |(kind, _)| kind);
            let span = self.push(kind, length);
            self.mistakes.add(error::lookalike(span, c, meant));
        } else if c.is_whitespace() || c == '\u{feff}' {
            let span = self.cursor().take(length);
            self.mistakes.add(error::foreign_space(span, c));
        } else {
            let same = |s: &str| s.chars().take_while(|&other| other == c).count() * length;
            let length = same(self.cursor().rest());
            let span = self.push(TokenKind::Bad, length);
            self.mistakes.add(error::unknown_sign(span, c));
        }
    }

    /// `#include`, or a comment as they were written once.
    fn hash(&mut self) {
        let rest = self.cursor().rest();
        let after =
            rest.strip_prefix("#include").filter(|s| s.is_empty() || s.starts_with([' ', '\t', '"', '<', '\r', '\n']));
        let Some(after) = after else {
            let length = line_length(rest);
            let span = self.cursor().take(length);
            self.mistakes.add(error::removed_comment(span));
            return;
        };
        let spaces = after.len() - after.trim_start_matches([' ', '\t']).len();
        let (name, length) = include_name(&after[spaces..]);
        let name = name.to_owned();
        let span = self.cursor().take("#include".len() + spaces + length);
        if name.is_empty() {
            self.mistakes.add(error::include_without_name(span));
        } else {
            self.include(&name, span);
        }
    }

    fn include(&mut self, name: &str, span: Span) {
        let text = match (self.includes)(name) {
            Ok(text) => text,
            Err(reason) => return self.mistakes.add(error::include_not_found(span, name, &reason)),
        };
        if self.files.iter().any(|open| *open.text == *text) {
            return self.mistakes.add(error::include_cycle(span, name));
        }
        if self.sources.sources.len() > MAX_INCLUDES {
            return self.mistakes.add(error::too_many_includes(span, MAX_INCLUDES));
        }
        if let Some(file) = self.sources.add(name, &text, Some(span)) {
            self.enter(file);
        }
    }
}

/// Bytes up to the end of the line.
fn line_length(text: &str) -> usize {
    text.find(['\n', '\r']).unwrap_or(text.len())
}

/// The name after `#include `, and how many bytes it takes with its quotes.
fn include_name(text: &str) -> (&str, usize) {
    let line = &text[..line_length(text)];
    let close = match line.chars().next() {
        Some('"') => '"',
        Some('<') => '>',
        _ => {
            let length = line.find([' ', '\t']).unwrap_or(line.len());
            return (&line[..length], length);
        }
    };
    match line[1..].find(close) {
        Some(end) => (&line[1..=end], end + 2),
        None => ("", line.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stan::error::SourceError;

    fn read(text: &str) -> (Vec<String>, Vec<SourceError>) {
        let mut sources = SourceMap::default();
        sources.add("a.stan", text, None);
        let mut mistakes = Mistakes::default();
        let includes = |name: &str| match name {
            "one" => Ok("1".to_owned()),
            "two" => Ok("#include one\n2".to_owned()),
            "loop" => Ok("x #include \"loop\"".to_owned()),
            _ => Err("no such file".to_owned()),
        };
        let tokens = tokens(&mut sources, &includes, &mut mistakes);
        (tokens.iter().map(|token| sources.text(token.span).to_owned()).collect(), mistakes.finish())
    }

    fn check(text: &str, expected: &str) {
        let (tokens, errors) = read(text);
        assert_eq!(errors, [], "{text}");
        assert_eq!(tokens.join(" ").trim_end(), expected);
    }

    #[test]
    fn text_is_cut_into_tokens() {
        check("x.1.2", "x .1 .2");
        check("a.*b./c.^d", "a .* b ./ c .^ d");
        check("a%/%b%c", "a %/% b % c");
        check("1.*x", "1. * x");
        check("x<-1", "x < - 1");
        check("y'* y", "y ' * y");
        check("a/*b*/c//d\ne", "a c e");
        check("/**/a/***/b", "a b");
        check("\"a//b\" c", "\"a//b\" c");
        check("\u{feff}a", "a");
    }

    #[test]
    fn includes_are_followed() {
        check("#include one\n+ #include <two> /* */ + x", "1 + 1 2 + x");
        check("#include \"one\" 3", "1 3");
        check("#include one", "1");
    }

    #[test]
    fn mistakes_do_not_stop_the_reading() {
        let check = |text: &str, n_errors: usize, expected: &str| {
            let (tokens, errors) = read(text);
            assert_eq!(errors.len(), n_errors, "{errors:?}");
            assert_eq!(tokens.join(" ").trim_end(), expected);
        };
        check("a @@ b $ c", 2, "a @@ b $ c");
        check("a # b\nc", 1, "a c");
        check("\"ab\nc", 1, "\"ab c");
        check("a /* b", 1, "a /* b");
        check("#include loop\ny", 1, "x y");
        check("#include nothing\ny", 1, "y");
        check("1x 2147483648 1e999 _a b__", 5, "1x 2147483648 1e999 _a b__");
    }
}
