//! The text of a program: characters, tokens, includes.

use crate::stan::error::SourceError;
use crate::stan::syntax::source::Span;

/// `@`
pub fn unknown_sign(span: Span, sign: char) -> SourceError {
    let shown = if sign.is_control() { sign.escape_unicode().to_string() } else { sign.to_string() };
    let error = SourceError::at(span, format!("`{shown}` is no sign of the language"));
    match sign {
        '&' => error.help("logical and is `&&`"),
        '.' => error.help("a dot stands in numbers, before the number of a tuple's part and in `.*`, `./`, `.^`"),
        '$' | '@' => error.help("names consist of letters, digits and underscores"),
        _ => error,
    }
}

/// `≤`
pub fn lookalike(span: Span, sign: char, meant: &str) -> SourceError {
    SourceError::at(span, format!("`{sign}` (U+{:04X}) looks like a sign of the language but is none", sign as u32))
        .help(format!("write `{meant}`"))
}

/// A no-break space.
pub fn foreign_space(span: Span, space: char) -> SourceError {
    SourceError::at(span, format!("U+{:04X} is not a space of the language", space as u32))
        .help("replace it by a plain space; it often comes along when text is copied from a page")
}

/// `σ`
pub fn foreign_letter(span: Span, name: &str, letter: char) -> SourceError {
    SourceError::at(span, format!("`{letter}` in the name `{name}` is not an ASCII letter"))
        .help("names consist of the letters a to z and A to Z, digits and underscores")
}

/// `_x`
pub fn leading_underscore(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("the name `{name}` begins with an underscore")).help("names begin with a letter")
}

/// `x__`
pub fn trailing_underscores(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("the name `{name}` ends with two underscores")).help("such names are set aside")
}

/// `lp__`
pub fn removed_lp(span: Span) -> SourceError {
    SourceError::at(span, "`lp__` is no variable any more")
        .help("write `target()` to read it, `target += x;` to add to it")
}

/// `"abc`
pub fn unclosed_text(span: Span) -> SourceError {
    SourceError::at(span, "the quote is not closed on its line")
        .help("text begins and ends with `\"` and holds no `\"`")
}

/// `/* abc`
pub fn unclosed_comment(opening: Span) -> SourceError {
    SourceError::at(opening, "the comment is never closed").help("it ends with `*/`; comments do not nest")
}

/// `# abc`
pub fn removed_comment(span: Span) -> SourceError {
    SourceError::at(span, "comments do not begin with `#` any more").help("write `//`")
}

/// `3abc`
pub fn malformed_number(span: Span, text: &str) -> SourceError {
    SourceError::at(span, format!("`{text}` is neither a number nor a name"))
        .help("names begin with a letter; numbers are written like 12, 1_000, 1.5, 2e-3 and 2i")
}

/// `2147483648`
pub fn int_too_large(span: Span, text: &str) -> SourceError {
    SourceError::at(span, format!("the integer {text} is larger than 2147483647"))
        .help(format!("write `{text}.0` if a real number will do"))
}

/// `1e400`
pub fn real_too_large(span: Span, text: &str) -> SourceError {
    SourceError::at(span, format!("the number {text} is larger than any real number here"))
        .help("infinity is `positive_infinity()`")
}

/// `1e-400`
pub fn real_too_small(span: Span, text: &str) -> SourceError {
    SourceError::at(span, format!("the number {text} would become 0")).help("write 0 if that is meant")
}

/// `#include`
pub fn include_without_name(span: Span) -> SourceError {
    SourceError::at(span, "the file to include is not named")
        .help("write `#include file.stan` or `#include \"file.stan\"`")
}

/// `#include nowhere.stan`
pub fn include_not_found(span: Span, name: &str, reason: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` cannot be included: {reason}"))
}

/// `#include itself.stan`
pub fn include_cycle(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` includes itself, directly or through others"))
}

/// Includes without end.
pub fn too_many_includes(span: Span, most: usize) -> SourceError {
    SourceError::at(span, format!("more than {most} files are included"))
}

/// A program of unlikely size.
pub fn program_too_large(span: Span, most: usize) -> SourceError {
    SourceError::at(span, format!("the program with its includes is larger than {} MiB", most >> 20))
        .help("large tables belong into the data")
}

/// Stands last when there were more mistakes than are told.
pub fn too_many_mistakes(span: Span, most: usize) -> SourceError {
    SourceError::at(span, format!("there are more mistakes than these {most}"))
}
