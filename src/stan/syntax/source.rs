//! Source texts and places in them.

use std::sync::Arc;

/// A stretch of text: byte offsets into one file of a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[allow(missing_docs)]
pub struct Span {
    /// Index of the file in its [`SourceMap`].
    pub file: u16,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The smallest span that covers both; `self` must not start after `other` and both lie in one file,
    /// else `self` is returned.
    pub fn to(self, other: Span) -> Span {
        if self.file == other.file && other.end >= self.start {
            Span { end: other.end.max(self.end), ..self }
        } else {
            self
        }
    }

    /// The empty span right after this one.
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// One file of a program: the program itself or something it includes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Source {
    /// As shown in messages.
    pub name: String,
    pub text: Arc<str>,
    /// Where the `#include` stands that brought this file in.
    pub included_from: Option<Span>,
}

/// All files of a program. The program itself is file 0. A file that is included twice is in it twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct SourceMap {
    pub sources: Vec<Source>,
}

/// Finds the text of an included file by the name that stands after `#include`, or says why it cannot.
pub type Resolver<'a> = dyn Fn(&str) -> Result<String, String> + 'a;

/// A place as people count: line and column from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Location<'a> {
    pub file: &'a str,
    pub line: usize,
    pub column: usize,
}

impl SourceMap {
    /// Adds a file and returns its index, or `None` when there are 65,536 already.
    pub fn add(&mut self, name: &str, text: &str, included_from: Option<Span>) -> Option<u16> {
        let file = u16::try_from(self.sources.len()).ok()?;
        self.sources.push(Source { name: name.to_owned(), text: text.into(), included_from });
        Some(file)
    }

    /// The same files, the program being called by its file's name alone: a result keeps what was said of points that
    /// failed, and must not depend on where the file is, or from where it was named.
    pub fn by_file_name(&self) -> SourceMap {
        let mut sources = self.sources.clone();
        for program in sources.iter_mut().take(1) {
            program.name = program.name.rsplit('/').next().unwrap_or_default().to_owned();
        }
        SourceMap { sources }
    }

    /// The file a span lies in.
    pub fn source(&self, span: Span) -> &Source {
        &self.sources[usize::from(span.file)]
    }

    /// The text a span covers.
    pub fn text(&self, span: Span) -> &str {
        &self.source(span).text[span.start as usize..span.end as usize]
    }

    /// Where a span starts.
    pub fn location(&self, span: Span) -> Location<'_> {
        let source = self.source(span);
        let before = &source.text[..span.start as usize];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Location {
            file: &source.name,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The line a span starts in, without its end, and the byte offset at which that line starts.
    pub fn line(&self, span: Span) -> (&str, usize) {
        let text = &self.source(span).text;
        let at = span.start as usize;
        let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
        let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
        (text[start..end].trim_end_matches('\r'), start)
    }

    /// The `#include`s that brought the file of a span in, innermost first.
    pub fn included_from(&self, span: Span) -> impl Iterator<Item = Span> {
        std::iter::successors(self.source(span).included_from, |&at| self.source(at).included_from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, at: &str, expected: (usize, usize)) {
        let mut map = SourceMap::default();
        let file = map.add("a.stan", text, None).unwrap();
        let start = text.find(at).unwrap() as u32;
        let location = map.location(Span { file, start, end: start });
        assert_eq!((location.line, location.column), expected);
    }

    #[test]
    fn places_are_counted_from_1_in_characters() {
        check("x", "x", (1, 1));
        check("a\nbx", "x", (2, 2));
        check("\r\n\r\n x", "x", (3, 2));
        check("/* äöü */ x", "x", (1, 11));
    }

    #[test]
    fn a_line_is_found_without_its_end() {
        let mut map = SourceMap::default();
        let file = map.add("a.stan", "one\r\ntwo\r\nthree", None).unwrap();
        assert_eq!(map.line(Span { file, start: 6, end: 7 }), ("two", 5));
        assert_eq!(map.line(Span { file, start: 15, end: 15 }), ("three", 10));
    }
}
