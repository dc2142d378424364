//! JSON data as CmdStan reads it: one object whose members are numbers or nested arrays of numbers.
//!
//! Beside numbers there are `NaN`, `Infinity` and `-Infinity`, with or without quotes. The reader is our own
//! because it tells `1` from `1.0`, names the place of every mistake and takes large files in one pass.

use std::collections::HashMap;

use super::shape::Builder;
use super::{DataError, Written, number, special};
use crate::excerpt;
use crate::stan::datum::Data;

/// So many mistakes are reported at most.
const MAX_MISTAKES: usize = 20;

/// Reads the variables of `text`; `name` is the file's, for messages.
pub fn read(name: &str, text: &str) -> Result<Data, DataError> {
    let mut reader = Reader::new(name, text);
    let data = reader.document();
    reader.result(data)
}

/// A mistake after which the rest cannot be read. It is among the mistakes already.
pub(super) struct Stop;

/// Reads JSON from front to back.
pub(super) struct Reader<'a> {
    name: &'a str,
    text: &'a str,
    /// Byte that is read next.
    pub(super) at: usize,
    /// The line of byte `line_at`, which lies at or before `at`.
    line: usize,
    line_at: usize,
    mistakes: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(name: &'a str, text: &'a str) -> Reader<'a> {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Reader { name, text, at, line: 1, line_at: 0, mistakes: vec![] }
    }

    fn document(&mut self) -> Result<Data, Stop> {
        if self.peek() != Some(b'{') {
            return Err(self.stop("data are one object: { \"N\": 8, \"y\": [...] }"));
        }
        let data = self.members()?;
        self.end()?;
        Ok(data)
    }

    /// Nothing may follow.
    pub(super) fn end(&mut self) -> Result<(), Stop> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.stop("nothing may follow the object")),
        }
    }

    /// What was read, if it is without mistakes.
    pub(super) fn result<T>(self, read: Result<T, Stop>) -> Result<T, DataError> {
        match read {
            Ok(value) if self.mistakes.is_empty() => Ok(value),
            Ok(_) | Err(Stop) => Err(DataError(self.mistakes)),
        }
    }

    /// Reads an object of variables; here is its `{`.
    pub(super) fn members(&mut self) -> Result<Data, Stop> {
        let mut data: Data = vec![];
        self.object(|reader, name, line| {
            let mut builder = Builder::new(name);
            if reader.value(&mut builder)? {
                data.push((name.into(), builder.finish(format!("{}:{line}", reader.name))));
            }
            Ok(())
        })?;
        Ok(data)
    }

    /// Reads an object, whose `{` is here. `member` reads the value of each name, which stands in the given line.
    pub(super) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, &str, usize) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let mut lines: HashMap<String, usize> = HashMap::new();
        self.at += 1;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.stop("expected a name in double quotes"));
            }
            let (start, line) = (self.at, self.line());
            let name = self.string()?;
            if let Some(first) = lines.insert(name.clone(), line) {
                self.mistake(start, &format!("{name}: is given twice, first in line {first}"))?;
            }
            self.expect(b':', "expected `:` after the name")?;
            member(self, &name, line)?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.stop("expected `,` or `}` after the value")),
            }
        }
        self.at += 1;
        Ok(())
    }

    /// Reads one value to its end; false if it had a mistake, of which the first was reported.
    pub(super) fn value(&mut self, builder: &mut Builder<'_>) -> Result<bool, Stop> {
        let mut good = true;
        let mut depth = 0;
        let mut may_close = false;
        loop {
            let next = self.peek();
            let start = self.at;
            let taken = match next {
                Some(b'[') => {
                    self.at += 1;
                    depth += 1;
                    may_close = true;
                    if let Err(message) = if good { builder.open() } else { Ok(()) } {
                        good = false;
                        self.mistake(start, &message)?;
                    }
                    continue;
                }
                Some(b']') if may_close => Ok(()),
                Some(b'{') => {
                    return Err(self.stop(&format!("{}: tuples are not supported yet", builder.next())));
                }
                _ => match (self.scalar(builder)?, good) {
                    (Ok(Written::Int(n)), true) => builder.int(n),
                    (Ok(Written::Real(x)), true) => builder.real(x),
                    (Err(message), true) => Err(message),
                    (_, false) => Ok(()),
                },
            };
            if let Err(message) = taken {
                good = false;
                self.mistake(start, &message)?;
            }
            if !self.after_element(builder, &mut depth, &mut good)? {
                return Ok(good);
            }
            may_close = false;
        }
    }

    /// Reads closing brackets and the comma before the next element; false at the end of the whole value.
    fn after_element(&mut self, builder: &mut Builder<'_>, depth: &mut usize, good: &mut bool) -> Result<bool, Stop> {
        while *depth > 0 {
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    return Ok(true);
                }
                Some(b']') => {
                    let start = self.at;
                    self.at += 1;
                    *depth -= 1;
                    if let Err(message) = if *good { builder.close() } else { Ok(()) } {
                        *good = false;
                        self.mistake(start, &message)?;
                    }
                }
                _ => return Err(self.stop("expected `,` or `]` after the element")),
            }
        }
        Ok(false)
    }

    /// Reads a number, or a word that should have been one.
    fn scalar(&mut self, builder: &Builder<'_>) -> Result<Result<Written, String>, Stop> {
        if self.peek() == Some(b'"') {
            let text = self.string()?;
            let refused = || {
                let shown: String = text.chars().take(30).collect();
                format!("{}: the string {shown:?} is not a number", builder.next())
            };
            return Ok(special(&text).map(Written::Real).ok_or_else(refused));
        }
        let word = self.word();
        let is_number = well_formed(word);
        let value = if is_number { number(word) } else { special(word).map(Written::Real) };
        match value {
            Some(value) => {
                self.at += word.len();
                Ok(Ok(value))
            }
            None if matches!(word, "null" | "true" | "false") => {
                self.at += word.len();
                Ok(Err(format!("{}: {word} is not a number", builder.next())))
            }
            None if is_number => Err(self.stop(&format!("{}: {word} is too large for a double", builder.next()))),
            None if word.contains(|c: char| c.is_ascii_digit()) => {
                Err(self.stop(&format!("`{word}` is not how JSON writes a number")))
            }
            None => Err(self.stop("expected a number or an array")),
        }
    }

    /// The letters, digits and signs from here on.
    fn word(&self) -> &'a str {
        let rest = &self.text[self.at..];
        let end = rest.bytes().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')));
        &rest[..end.unwrap_or(rest.len())]
    }

    /// Reads a string in quotes; here is the opening one.
    pub(super) fn string(&mut self) -> Result<String, Stop> {
        let bytes = self.text.as_bytes();
        let mut end = self.at + 1;
        loop {
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(0x20..) => end += 1,
                _ => return Err(self.stop("this string has no closing quote on its line")),
            }
        }
        match serde_json::from_str(&self.text[self.at..=end]) {
            Ok(text) => {
                self.at = end + 1;
                Ok(text)
            }
            Err(_) => Err(self.stop("this string has an escape that JSON does not know")),
        }
    }

    /// The next byte that is not white space, which is passed over.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn expect(&mut self, byte: u8, message: &str) -> Result<(), Stop> {
        if self.peek() != Some(byte) {
            return Err(self.stop(message));
        }
        self.at += 1;
        Ok(())
    }

    /// The line that is being read.
    fn line(&mut self) -> usize {
        self.line += self.text.as_bytes()[self.line_at..self.at].iter().filter(|&&b| b == b'\n').count();
        self.line_at = self.at;
        self.line
    }

    pub(super) fn mistake(&mut self, start: usize, message: &str) -> Result<(), Stop> {
        self.mistakes.push(excerpt::mistake_at(self.name, self.text, start..start + 1, message));
        if self.mistakes.len() < MAX_MISTAKES { Ok(()) } else { Err(Stop) }
    }

    /// A mistake here after which nothing can be read.
    pub(super) fn stop(&mut self, message: &str) -> Stop {
        let message = if self.peek().is_none() { format!("{message}, but the file ends") } else { message.into() };
        self.mistakes.push(excerpt::mistake_at(self.name, self.text, self.at..self.at + 1, &message));
        Stop
    }
}

/// Whether `word` is a number as JSON writes it: no leading zeros, digits on both sides of the point.
fn well_formed(word: &str) -> bool {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let word = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (word, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stan::datum::{Datum, Numbers};

    fn one(text: &str) -> Datum {
        let mut data = read("d.json", text).expect("valid");
        data.remove(0).1
    }

    fn check(text: &str, dims: &[usize], numbers: Numbers) {
        let datum = one(&format!("{{\"y\": {text}}}"));
        assert_eq!(datum.dims, dims, "{text}");
        // Compared as text so that NaN equals itself.
        assert_eq!(format!("{:?}", datum.numbers), format!("{numbers:?}"), "{text}");
    }

    #[test]
    fn integers_and_reals_are_told_apart_as_written() {
        check("3", &[], Numbers::Ints(vec![3]));
        check("-0", &[], Numbers::Ints(vec![0]));
        check("3.0", &[], Numbers::Reals(vec![3.0]));
        check("1e3", &[], Numbers::Reals(vec![1000.0]));
        check("[1, 2, 3]", &[3], Numbers::Ints(vec![1, 2, 3]));
        check("[1, 2.5, 3]", &[3], Numbers::Reals(vec![1.0, 2.5, 3.0]));
        check("9223372036854775807", &[], Numbers::Ints(vec![i64::MAX]));
        check("9223372036854775808", &[], Numbers::Reals(vec![9223372036854775808.0]));
    }

    #[test]
    fn infinities_and_nan_are_read_with_and_without_quotes() {
        let words = r#"["NaN", "Infinity", "-Infinity", "+inf", "Inf", NaN, Infinity, -Infinity]"#;
        let (nan, inf) = (f64::NAN, f64::INFINITY);
        check(words, &[8], Numbers::Reals(vec![nan, inf, -inf, inf, inf, nan, inf, -inf]));
    }

    #[test]
    fn nested_arrays_are_row_major() {
        check("[[1, 2, 3], [4, 5, 6]]", &[2, 3], Numbers::Ints(vec![1, 2, 3, 4, 5, 6]));
        check("[[[1], [2]]]", &[1, 2, 1], Numbers::Ints(vec![1, 2]));
        check("[]", &[0], Numbers::Ints(vec![]));
        check("[[], []]", &[2, 0], Numbers::Ints(vec![]));
        check("[[[]]]", &[1, 1, 0], Numbers::Ints(vec![]));
    }

    #[test]
    fn variables_keep_their_order_and_line() {
        let data = read("d.json", "\u{feff}{\n\"b\": 1,\n\n\"a\": [2,\n3], \"c\\u0064\": 4\n}").expect("valid");
        let places: Vec<(&str, &str)> = data.iter().map(|(name, d)| (name.as_str(), d.place.as_str())).collect();
        assert_eq!(places, [("b", "d.json:2"), ("a", "d.json:4"), ("cd", "d.json:5")]);
        assert_eq!(read("d.json", " { } ").expect("valid"), vec![]);
    }

    /// `place: message`
    fn short(mistake: &str) -> String {
        let mut lines = mistake.lines();
        let message = lines.next().and_then(|line| line.strip_prefix("error: ")).expect("a message");
        let place = lines.next().and_then(|line| line.trim().strip_prefix("--> ")).expect("a place");
        format!("{place}: {message}")
    }

    fn check_mistakes(text: &str, expected: &[&str]) {
        let DataError(messages) = read("d.json", text).expect_err(text);
        let found: Vec<String> = messages.iter().map(|m| short(m)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn arrays_that_are_not_rectangular_are_refused() {
        check_mistakes(r#"{"y": [[1,2,3],[4,5,6],[7,8]]}"#, &["d.json:1:28: y[3]: has 2 elements, but y[1] has 3"]);
        check_mistakes(r#"{"y": [1, [2]]}"#, &["d.json:1:11: y[2]: is an array, but y[1] is a number"]);
        check_mistakes(r#"{"y": [[1], 2]}"#, &["d.json:1:13: y[2]: is a number, but y[1] is an array"]);
        check_mistakes(r#"{"y": [[], [1]]}"#, &["d.json:1:14: y[2]: has 1 element, but y[1] has 0"]);
        check_mistakes(r#"{"y": [[], 1]}"#, &["d.json:1:12: y[2]: is a number, but y[1] is an array"]);
        check_mistakes(r#"{"y": [[[1,2]],[[3]]]}"#, &["d.json:1:19: y[2,1]: has 1 element, but y[1,1] has 2"]);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        check_mistakes(r#"{"y": [1, null]}"#, &["d.json:1:11: y[2]: null is not a number"]);
        check_mistakes(r#"{"y": true}"#, &["d.json:1:7: y: true is not a number"]);
        check_mistakes(r#"{"y": ["a"]}"#, &["d.json:1:8: y[1]: the string \"a\" is not a number"]);
        check_mistakes(r#"{"y": {"1": 2}}"#, &["d.json:1:7: y: tuples are not supported yet"]);
        check_mistakes(r#"{"y": 1e999}"#, &["d.json:1:7: y: 1e999 is too large for a double"]);
        check_mistakes(r#"{"y": 01}"#, &["d.json:1:7: `01` is not how JSON writes a number"]);
        check_mistakes(r#"{"y": 1.}"#, &["d.json:1:7: `1.` is not how JSON writes a number"]);
        check_mistakes(r#"{"y": .5}"#, &["d.json:1:7: `.5` is not how JSON writes a number"]);
        check_mistakes(r#"{"y": x}"#, &["d.json:1:7: expected a number or an array"]);
    }

    #[test]
    fn all_mistakes_are_reported() {
        check_mistakes(
            "{\"y\": [[1], [1, 2]],\n\"z\": null,\n\"y\": 3,\n\"w\": 4",
            &[
                "d.json:1:18: y[2]: has 2 elements, but y[1] has 1",
                "d.json:2:6: z: null is not a number",
                "d.json:3:1: y: is given twice, first in line 1",
                "d.json:4:7: expected `,` or `}` after the value, but the file ends",
            ],
        );
    }

    #[test]
    fn malformed_text_is_refused() {
        check_mistakes("", &["d.json:1:1: data are one object: { \"N\": 8, \"y\": [...] }, but the file ends"]);
        check_mistakes("[1]", &["d.json:1:1: data are one object: { \"N\": 8, \"y\": [...] }"]);
        check_mistakes("{\"y\": 1} 2", &["d.json:1:10: nothing may follow the object"]);
        check_mistakes("{\"y\": 1,}", &["d.json:1:9: expected a name in double quotes"]);
        check_mistakes("{\"y\": [1,]}", &["d.json:1:10: expected a number or an array"]);
        check_mistakes("{\"y\": [1 2]}", &["d.json:1:10: expected `,` or `]` after the element"]);
        check_mistakes("{\"y", &["d.json:1:2: this string has no closing quote on its line"]);
        check_mistakes("{y: 1}", &["d.json:1:2: expected a name in double quotes"]);
        check_mistakes(
            &format!("{{\"y\": {}", "[".repeat(100_000)),
            &[
                "d.json:1:39: y: has more than 32 dimensions",
                "d.json:1:100007: expected a number or an array, but the file ends",
            ],
        );
    }
}
