//! How numbers are written.

use super::token::TokenKind;

/// A number at the beginning of a text: what it is and how many bytes it takes.
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Scan {
    pub kind: TokenKind,
    pub length: usize,
}

/// Measures the number that `text` begins with: a digit, or a dot and a digit.
///
/// `Err` holds the length of something that begins like a number and goes on like a name, `3abc`, or like
/// another number, `1.2.3`.
pub fn scan(text: &str) -> Result<Scan, usize> {
    let bytes = text.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let mut kind = TokenKind::Int;
    let mut end = digits(bytes, 0);
    if at(end) == b'.' {
        kind = if end == 0 { TokenKind::Dot } else { TokenKind::Real };
        end = digits(bytes, end + 1);
    }
    if let Some(after) = exponent(bytes, end) {
        kind = TokenKind::Real;
        end = after;
    }
    if at(end) == b'i' {
        kind = TokenKind::Imaginary;
        end += 1;
    }
    let runs_on = |i: usize| at(i).is_ascii_alphanumeric() || at(i) == b'_';
    let second_point = kind == TokenKind::Real && at(end) == b'.' && at(end + 1).is_ascii_digit();
    if !runs_on(end) && !second_point {
        return Ok(Scan { kind, length: end });
    }
    while runs_on(end) || (at(end) == b'.' && at(end + 1).is_ascii_digit()) {
        end += 1;
    }
    Err(end)
}

/// The end of the digits from `start` on; single underscores may stand between them.
fn digits(bytes: &[u8], start: usize) -> usize {
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let mut end = start;
    while digit(end) || (end > start && bytes.get(end) == Some(&b'_') && digit(end + 1)) {
        end += 1;
    }
    end
}

/// The end of an exponent, if there is one.
fn exponent(bytes: &[u8], start: usize) -> Option<usize> {
    if !matches!(bytes.get(start), Some(b'e' | b'E')) {
        return None;
    }
    let signed = matches!(bytes.get(start + 1), Some(b'+' | b'-'));
    let from = start + 1 + usize::from(signed);
    let end = digits(bytes, from);
    (end > from).then_some(end)
}

/// The value of an integer literal, if it is one of Stan's integers, which have 32 bits.
pub fn int(text: &str) -> Option<i64> {
    text.replace('_', "").parse::<i32>().ok().map(i64::from)
}

/// The value of a real literal, or why it has none.
pub fn real(text: &str) -> Result<f64, OutOfRange> {
    let plain = text.replace('_', "");
    // The grammar of literals is part of the one `parse` reads, so the default is never taken.
    let value: f64 = plain.parse().unwrap_or(f64::INFINITY);
    let mantissa = plain.split(['e', 'E']).next().unwrap_or("");
    if value.is_infinite() {
        Err(OutOfRange::TooLarge)
    } else if value == 0.0 && mantissa.contains(|c: char| c.is_ascii_digit() && c != '0') {
        Err(OutOfRange::TooSmall)
    } else {
        Ok(value)
    }
}

/// A real literal that no double is near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutOfRange {
    /// It would become infinite.
    TooLarge,
    /// It would become 0.
    TooSmall,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_ends_where_the_grammar_says() {
        let check =
            |text: &str, kind: TokenKind, length: usize| assert_eq!(scan(text), Ok(Scan { kind, length }), "{text}");
        check("12+", TokenKind::Int, 2);
        check("1_000,", TokenKind::Int, 5);
        check("1.", TokenKind::Real, 2);
        check("1.*x", TokenKind::Real, 2);
        check("1.5e-3)", TokenKind::Real, 6);
        check("1e3", TokenKind::Real, 3);
        check(".5e1_0", TokenKind::Real, 6);
        check(".5", TokenKind::Dot, 2);
        check(".1.2", TokenKind::Dot, 2);
        check(".1.*", TokenKind::Dot, 2);
        check("2i", TokenKind::Imaginary, 2);
        check("2.e1i;", TokenKind::Imaginary, 5);
    }

    #[test]
    fn a_number_that_runs_on_is_none() {
        let check = |text: &str, length: usize| assert_eq!(scan(text), Err(length), "{text}");
        check("3abc d", 4);
        check("1__0", 4);
        check("1_", 2);
        check("0x1F;", 4);
        check("3.e;", 3);
        check("1.2.3", 5);
        check("2in", 3);
    }

    #[test]
    fn values_keep_to_their_range() {
        assert_eq!(int("2_147_483_647"), Some(2147483647));
        assert_eq!(int("2147483648"), None);
        assert_eq!(real("1_0.5"), Ok(10.5));
        assert_eq!(real("1."), Ok(1.0));
        assert_eq!(real("0e999"), Ok(0.0));
        assert_eq!(real("1e309"), Err(OutOfRange::TooLarge));
        assert_eq!(real("1e-400"), Err(OutOfRange::TooSmall));
    }
}
