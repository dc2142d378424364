//! Numbers as people read them: as many digits as mean something, counts, sizes, durations.

use std::time::Duration;

/// From here on numbers are written with an exponent.
const LARGE: i32 = 7;
/// So many decimals are the most before numbers are written with an exponent.
const MOST_DECIMALS: i32 = 12;
/// So many digits of a double mean something.
const MOST_DIGITS: i32 = 16;

/// How many digits the numbers of one row get, so that they can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digits {
    /// Decimals after the point; below 0 where the last digits before it mean nothing.
    decimals: i32,
    /// Of the largest number of the row.
    exponent: i32,
}

impl Digits {
    /// For numbers that vary by `scale` and are known to within `error`: three digits of the scale, but none beyond the
    /// second digit of the error. Without either, five digits of the largest of `numbers`.
    pub fn new(scale: f64, error: Option<f64>, numbers: &[f64]) -> Digits {
        let size = |x: &f64| x.is_finite() && *x != 0.0;
        let largest = numbers.iter().map(|x| x.abs()).filter(size).fold(0.0, f64::max);
        let exponent = exponent(largest);
        let from_scale = Some(scale.abs()).filter(size).map(|s| 2 - self::exponent(s));
        let from_error = error.map(f64::abs).filter(size).map(|e| 1 - self::exponent(e));
        let decimals = match (from_scale, from_error) {
            (Some(a), Some(b)) => a.min(b),
            (Some(a), None) | (None, Some(a)) => a,
            (None, None) => 4 - exponent,
        };
        Digits { decimals: decimals.min(MOST_DIGITS - 1 - exponent), exponent }
    }

    /// `x` with these digits.
    pub fn show(self, x: f64) -> String {
        if !x.is_finite() {
            return nonfinite(x).into();
        }
        if self.exponent >= LARGE || self.decimals > MOST_DECIMALS {
            let digits = exponent(x) + self.decimals;
            return format!("{x:.*e}", digits.clamp(0, MOST_DIGITS) as usize);
        }
        without_minus_zero(format!("{x:.*}", self.decimals.max(0) as usize))
    }
}

/// `x` with `digits` significant digits, without trailing zeros: for errors and lone numbers.
pub fn significant(x: f64, digits: usize) -> String {
    if !x.is_finite() {
        return nonfinite(x).into();
    }
    if x == 0.0 {
        return "0".into();
    }
    let rounded = format!("{x:.*e}", digits.max(1) - 1);
    let Some((mantissa, exponent)) = rounded.split_once('e') else { return rounded };
    let power: i32 = exponent.parse().unwrap_or(0);
    if !(-4..LARGE).contains(&power) {
        return format!("{}e{exponent}", trim(mantissa));
    }
    let decimals = (digits as i32 - 1 - power).max(0) as usize;
    trim(&format!("{:.decimals$}", rounded.parse().unwrap_or(x))).into()
}

/// `value ± error`, the error with two digits and the value to the same place; without an error, eight digits.
pub fn with_error(value: f64, error: Option<f64>) -> String {
    match error {
        Some(error) if error.is_finite() && error > 0.0 => {
            let digits = Digits::new(0.0, Some(error), &[value]);
            format!("{} ± {}", digits.show(value), digits.show(error))
        }
        Some(error) => format!("{} ± {}", significant(value, 8), significant(error, 2)),
        None => significant(value, 8),
    }
}

/// `40,401`
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 point`, `40,401 points`
pub fn counted(n: u64, what: &str) -> String {
    format!("{} {what}{}", count(n), if n == 1 { "" } else { "s" })
}

/// `312 bytes`, `4.2 MB`; powers of 1000.
pub fn size(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1000 {
        return counted(bytes, "byte");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    // 999.5 would be shown as 1000.
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.*} {}", usize::from(value < 9.95), units[unit])
}

/// `350 ms`, `1.4 s`, `2 min 5 s`, `3 h 20 min`
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    let whole = seconds.round() as u64;
    if seconds < 0.9995 {
        format!("{} ms", (seconds * 1000.0).round())
    } else if seconds < 9.95 {
        format!("{seconds:.1} s")
    } else if whole < 60 {
        format!("{whole} s")
    } else if whole < 3600 {
        format!("{} min {} s", whole / 60, whole % 60)
    } else {
        let minutes = (seconds / 60.0).round() as u64;
        format!("{} h {} min", minutes / 60, minutes % 60)
    }
}

fn nonfinite(x: f64) -> &'static str {
    if x.is_nan() {
        "NaN"
    } else if x > 0.0 {
        "inf"
    } else {
        "-inf"
    }
}

/// The decimal exponent of `x`, 0 for 0.
fn exponent(x: f64) -> i32 {
    let written = format!("{x:e}");
    written.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

fn trim(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

fn without_minus_zero(number: String) -> String {
    let is_zero = !number.contains(|c: char| c.is_ascii_digit() && c != '0');
    if is_zero { number.trim_start_matches('-').into() } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_follow_the_scale_and_the_error() {
        let check = |x: f64, scale: f64, error: Option<f64>, expected: &str| {
            assert_eq!(Digits::new(scale, error, &[x]).show(x), expected, "{x} {scale} {error:?}");
        };
        check(8.123456, 3.2, None, "8.12");
        check(8.123456, 0.032, None, "8.1235");
        check(8.123456, 3.2, Some(0.5), "8.12");
        check(8.123456, 3.2, Some(2.0), "8.1");
        check(812.3456, 320.0, None, "812");
        check(-0.001, 3.2, None, "0.00");
        check(1.5e9, 2.3e7, None, "1.5000e9");
        check(1.23456e-9, 1e-11, None, "1.2346e-9");
        check(0.123456789, 0.0, None, "0.12346");
        check(f64::NAN, 1.0, None, "NaN");
        check(f64::NEG_INFINITY, 1.0, None, "-inf");
        check(0.0, 0.0, None, "0.0000");
        check(1.0, 1e-300, None, "1.000000000000000e0");
    }

    #[test]
    fn lone_numbers_have_no_trailing_zeros() {
        let check = |x: f64, digits: usize, expected: &str| assert_eq!(significant(x, digits), expected);
        check(0.00012345, 2, "0.00012");
        check(0.000012345, 2, "1.2e-5");
        check(2.0, 5, "2");
        check(123456.0, 2, "120000");
        check(9.999, 2, "10");
        check(-1234.5678, 6, "-1234.57");
        check(1.0e20, 3, "1e20");
        check(0.0, 3, "0");
    }

    #[test]
    fn a_value_ends_where_its_error_does() {
        let check = |value: f64, error: f64, expected: &str| assert_eq!(with_error(value, Some(error)), expected);
        check(-31.415926, 0.00021, "-31.41593 ± 0.00021");
        check(-31.415926, 2.1, "-31.4 ± 2.1");
        check(-31.415926, 0.0, "-31.415926 ± 0");
        check(-31.415926, f64::INFINITY, "-31.415926 ± inf");
        assert_eq!(with_error(-31.415926535, None), "-31.415927");
    }

    #[test]
    fn counts_sizes_and_durations_are_readable() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(40401), "40,401");
        assert_eq!(count(1234567), "1,234,567");
        assert_eq!(counted(1, "point"), "1 point");
        assert_eq!(size(1), "1 byte");
        assert_eq!(size(1234), "1.2 kB");
        assert_eq!(size(999_999), "1.0 MB");
        assert_eq!(size(45_600_000), "46 MB");
        assert_eq!(duration(Duration::from_micros(350)), "0 ms");
        assert_eq!(duration(Duration::from_millis(350)), "350 ms");
        assert_eq!(duration(Duration::from_millis(1449)), "1.4 s");
        assert_eq!(duration(Duration::from_millis(59_700)), "1 min 0 s");
        assert_eq!(duration(Duration::from_secs(125)), "2 min 5 s");
        assert_eq!(duration(Duration::from_secs(12_000)), "3 h 20 min");
    }
}
