//! Source errors as text: place, line, caret, help.

use std::fmt::Write;

use super::SourceError;
use crate::stan::syntax::source::{SourceMap, Span};

/// Width of a tab in the lines shown.
const TAB: usize = 4;
/// Most characters of a line that are shown.
const WIDTH: usize = 160;

/// All errors, each with its place, the line and a caret under it, separated by blank lines.
pub fn render(errors: &[SourceError], sources: &SourceMap) -> String {
    errors.iter().map(|error| render_one(error, sources)).collect::<Vec<_>>().join("\n")
}

fn render_one(error: &SourceError, sources: &SourceMap) -> String {
    let mut out = format!("error: {}\n", printable(&error.message));
    let margin = margin(error, sources);
    snippet(&mut out, margin, "-->", &place(error.span, sources), error.span, '^', sources);
    for (span, what) in &error.related {
        let heading = format!("{}: {}", place(*span, sources), printable(what));
        snippet(&mut out, margin, ":::", &heading, *span, '-', sources);
    }
    if let Some(help) = &error.help {
        line(&mut out, margin, "", '=', &format!("help: {}", printable(help)));
    }
    out
}

/// `file:line:column`, and where the file was included.
fn place(span: Span, sources: &SourceMap) -> String {
    let show = |span| {
        let at = sources.location(span);
        format!("{}:{}:{}", at.file, at.line, at.column)
    };
    let mut out = show(span);
    for include in sources.included_from(span) {
        out += &format!(", included from {}", show(include));
    }
    out
}

/// Digits of the largest line number shown.
fn margin(error: &SourceError, sources: &SourceMap) -> usize {
    let spans = error.related.iter().map(|(span, _)| *span).chain([error.span]);
    spans.map(|span| sources.location(span).line.to_string().len()).max().unwrap_or(1)
}

fn snippet(out: &mut String, margin: usize, arrow: &str, heading: &str, span: Span, mark: char, sources: &SourceMap) {
    let (text, start) = sources.line(span);
    let from = (span.start as usize - start).min(text.len());
    let to = (span.end as usize - start).clamp(from, text.len());
    let (text, before, width) = window(&text[..from], &text[from..to], &text[to..]);
    let number = sources.location(span).line.to_string();
    let _ = writeln!(out, "{:margin$}{arrow} {heading}", "");
    line(out, margin, "", '|', "");
    line(out, margin, &number, '|', &text);
    let marks: String = std::iter::repeat_n(mark, width.max(1)).collect();
    line(out, margin, "", '|', &format!("{:before$}{marks}", ""));
}

fn line(out: &mut String, margin: usize, number: &str, bar: char, text: &str) {
    let line = format!("{number:>margin$} {bar} {text}");
    let _ = writeln!(out, "{}", line.trim_end());
}

/// A line around the marked part, cut to [`WIDTH`], with the width of what stands before the marked part and its own.
fn window(before: &str, marked: &str, after: &str) -> (String, usize, usize) {
    let before: Vec<char> = printable(before).chars().collect();
    let skipped = before.len().saturating_sub(WIDTH / 2);
    let mut text: String = if skipped > 0 { "...".into() } else { String::new() };
    text.extend(&before[skipped..]);
    let n_before = text.chars().count();
    let marked: String = printable(marked).chars().take(WIDTH).collect();
    let n_marked = marked.chars().count();
    let rest: Vec<char> = printable(after).chars().collect();
    let n_rest = rest.len().min((WIDTH + 3).saturating_sub(n_before + n_marked));
    text += &marked;
    text.extend(&rest[..n_rest]);
    if n_rest < rest.len() {
        text += "...";
    }
    (text, n_before, n_marked)
}

/// The text with tabs as spaces and other control characters replaced, so that it is one line on a terminal.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.extend(std::iter::repeat_n(' ', TAB)),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, start: u32, end: u32, expected: &str) {
        let mut sources = SourceMap::default();
        let file = sources.add("a.stan", text, None).unwrap();
        let error = SourceError::at(Span { file, start, end }, "wrong");
        assert_eq!(render(&[error], &sources), expected);
    }

    #[test]
    fn the_caret_stands_under_the_span() {
        check("a b c\n", 2, 3, "error: wrong\n --> a.stan:1:3\n  |\n1 | a b c\n  |   ^\n");
        check("a bcd", 2, 5, "error: wrong\n --> a.stan:1:3\n  |\n1 | a bcd\n  |   ^^^\n");
        check("é é", 3, 5, "error: wrong\n --> a.stan:1:3\n  |\n1 | é é\n  |   ^\n");
    }

    #[test]
    fn tabs_move_the_caret_as_they_move_the_text() {
        check("\tx", 1, 2, "error: wrong\n --> a.stan:1:2\n  |\n1 |     x\n  |     ^\n");
    }

    #[test]
    fn the_end_of_the_text_can_be_marked() {
        check("a\n", 2, 2, "error: wrong\n --> a.stan:2:1\n  |\n2 |\n  | ^\n");
        check("", 0, 0, "error: wrong\n --> a.stan:1:1\n  |\n1 |\n  | ^\n");
    }

    #[test]
    fn a_span_over_several_lines_is_marked_to_the_end_of_its_first() {
        check("ab\ncd", 1, 4, "error: wrong\n --> a.stan:1:2\n  |\n1 | ab\n  |  ^\n");
    }

    #[test]
    fn control_characters_are_not_passed_on() {
        check("\u{1b}[1m", 1, 2, "error: wrong\n --> a.stan:1:2\n  |\n1 | \u{fffd}[1m\n  |  ^\n");
    }

    #[test]
    fn a_long_line_is_cut_around_the_span() {
        let text = "x".repeat(10_000);
        let mut sources = SourceMap::default();
        let file = sources.add("a.stan", &text, None).unwrap();
        let error = SourceError::at(Span { file, start: 5_000, end: 5_001 }, "wrong");
        let shown = render(&[error], &sources);
        assert!(shown.lines().all(|line| line.len() < 200), "{shown}");
    }

    #[test]
    fn the_chain_of_includes_is_shown() {
        let mut sources = SourceMap::default();
        sources.add("a.stan", "#include b.stan", None).unwrap();
        let first = Span { file: 0, start: 0, end: 15 };
        sources.add("b.stan", "\n#include c.stan", Some(first)).unwrap();
        sources.add("c.stan", "x", Some(Span { file: 1, start: 1, end: 16 })).unwrap();
        let shown = render(&[SourceError::at(Span { file: 2, start: 0, end: 1 }, "wrong")], &sources);
        assert!(shown.contains("--> c.stan:1:1, included from b.stan:2:1, included from a.stan:1:1\n"), "{shown}");
    }
}
