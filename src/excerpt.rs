//! Mistakes in a text, shown as the Stan front end shows them: what, `file:line:column`, the line, a caret.

use std::ops::Range;

/// Longest stretch of a line that is shown, in characters.
const WIDTH: usize = 92;

/// Line and column (both from 1, columns in characters) of byte `offset` of `text`.
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let (start, _) = line_around(text, offset);
    let line = 1 + text.as_bytes()[..start].iter().filter(|&&b| b == b'\n').count();
    (line, 1 + text[start..floor(text, offset)].chars().count())
}

/// A mistake without a line to show: `place` names the file and perhaps the line.
pub fn mistake(place: &str, message: &str) -> String {
    format!("error: {message}\n --> {place}")
}

/// A mistake at `span` of `text`, the file `name`.
pub fn mistake_at(name: &str, text: &str, span: Range<usize>, message: &str) -> String {
    let (line, column) = line_and_column(text, span.start);
    let gutter = line.to_string().len();
    let (shown, indent, length) = window(text, span);
    format!(
        "error: {message}\n{:gutter$}--> {name}:{line}:{column}\n{:gutter$} |\n{line} | {shown}\n{:gutter$} | {:indent$}{}",
        "",
        "",
        "",
        "",
        "^".repeat(length)
    )
}

/// The line of `span`, cut to [`WIDTH`], and where the caret starts in it and its length.
fn window(text: &str, span: Range<usize>) -> (String, usize, usize) {
    let (start, end) = line_around(text, span.start);
    let (from, to) = (floor(text, span.start), floor(text, span.end).min(end));
    let line: Vec<char> = text[start..end].trim_end().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let before = text[start..from].chars().count();
    let marked = text[from..to.max(from)].chars().count();
    let first = if line.len() > WIDTH { before.saturating_sub(WIDTH / 3) } else { 0 };
    let last = line.len().min(first + WIDTH);
    let (left, right) = (if first > 0 { "..." } else { "" }, if last < line.len() { "..." } else { "" });
    let middle: String = line[first.min(last)..last].iter().collect();
    let length = marked.min(last.saturating_sub(before)).max(1);
    (format!("{left}{middle}{right}"), left.len() + before - first, length)
}

/// Start and end of the line that holds byte `offset`, without its line end.
fn line_around(text: &str, offset: usize) -> (usize, usize) {
    let offset = floor(text, offset);
    let start = text[..offset].rfind('\n').map_or(0, |i| i + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |i| offset + i);
    (start, end)
}

/// The character boundary at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, span: Range<usize>, expected: &str) {
        assert_eq!(mistake_at("a.toml", text, span, "wrong"), format!("error: wrong\n{expected}"));
    }

    #[test]
    fn the_caret_stands_below_the_span() {
        check("a = 1\nbb = 2\n", 6..8, " --> a.toml:2:1\n  |\n2 | bb = 2\n  | ^^");
        check("a = 1", 4..5, " --> a.toml:1:5\n  |\n1 | a = 1\n  |     ^");
        check("é = 1", 5..6, " --> a.toml:1:5\n  |\n1 | é = 1\n  |     ^");
        check(&"a\n".repeat(10), 18..19, "  --> a.toml:10:1\n   |\n10 | a\n   | ^");
    }

    #[test]
    fn places_at_the_edges_are_shown() {
        check("", 0..0, " --> a.toml:1:1\n  |\n1 | \n  | ^");
        check("a\n", 2..2, " --> a.toml:2:1\n  |\n2 | \n  | ^");
        check("a\n", 100..200, " --> a.toml:2:1\n  |\n2 | \n  | ^");
        check("a  \n", 3..4, " --> a.toml:1:4\n  |\n1 | a\n  |    ^");
        check("ab\nb", 0..4, " --> a.toml:1:1\n  |\n1 | ab\n  | ^^");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = "1,".repeat(1000);
        let shown = mistake_at("a.json", &text, 1000..1001, "wrong");
        assert!(shown.lines().all(|line| line.len() < 110), "{shown}");
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[1], " --> a.json:1:1001");
        let caret = lines[4].find('^').expect("there is a caret");
        assert_eq!(&lines[3][caret..caret + 1], "1");
    }
}
