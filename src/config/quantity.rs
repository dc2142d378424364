//! Sizes and times with their units: `"8 GB"`, `"30 min"`.

/// Units of size, in bytes.
const SIZES: &[(&str, f64)] = &[
    ("B", 1.0),
    ("kB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("TB", 1e12),
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
];

/// Units of time, in seconds.
const TIMES: &[(&str, f64)] = &[("s", 1.0), ("min", 60.0), ("h", 3600.0), ("d", 86_400.0)];

/// The bytes that a text as `8 GB` means, if it means some.
pub(super) fn bytes(text: &str) -> Option<f64> {
    quantity(text, SIZES)
}

/// The seconds that a text as `30 min` means, if it means some.
pub(super) fn seconds(text: &str) -> Option<f64> {
    quantity(text, TIMES)
}

/// A number above 0 with one of these units behind it.
fn quantity(text: &str, units: &[(&str, f64)]) -> Option<f64> {
    let number = text.trim_end_matches(|c: char| c.is_alphabetic());
    let (_, factor) = units.iter().find(|(unit, _)| *unit == &text[number.len()..])?;
    let value = number.trim().parse::<f64>().ok()? * factor;
    (value.is_finite() && value > 0.0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit_are_a_quantity() {
        assert_eq!(bytes("8 GB"), Some(8e9));
        assert_eq!(bytes("1.5MiB"), Some(1_572_864.0));
        assert_eq!(bytes("300 B"), Some(300.0));
        assert_eq!(seconds("30 min"), Some(1800.0));
        assert_eq!(seconds("0.5h"), Some(1800.0));
        for wrong in ["", "8", "GB", "8 gb", "-1 GB", "0 GB", "inf GB", "8 min", "8 GB GB", "é GB"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }
}
