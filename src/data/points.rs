//! Points at which a density is wanted: `{"scale": "unconstrained", "points": [[0.5, 1], ...]}`.

use super::DataError;
use super::json::{Reader, Stop};
use super::shape::Builder;
use crate::stan::datum::{Data, Numbers};

/// Points of one scale.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Points {
    pub scale: Scale,
    pub points: Vec<Point>,
}

/// What the numbers of a point are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Coordinates on the whole line.
    Unconstrained,
    /// Parameters as the program has them.
    Constrained,
}

/// One point.
#[derive(Debug, Clone, PartialEq)]
pub enum Point {
    /// All numbers one after another.
    Flat(Vec<f64>),
    /// Parameters by name, on the constrained scale.
    Named(Data),
}

/// Reads `text`; `name` is the file's, for messages.
pub fn read(name: &str, text: &str) -> Result<Points, DataError> {
    let mut reader = Reader::new(name, text);
    let points = document(&mut reader);
    reader.result(points)
}

fn document(reader: &mut Reader<'_>) -> Result<Points, Stop> {
    if reader.peek() != Some(b'{') {
        return Err(reader.stop("points are one object: { \"scale\": \"unconstrained\", \"points\": [[...], ...] }"));
    }
    let start = reader.at;
    let mut scale = None;
    let mut points = None;
    reader.object(|reader, name, _| {
        match name {
            "scale" => scale = Some(read_scale(reader)?),
            "points" => points = Some(read_points(reader)?),
            _ => return Err(reader.stop(&format!("unknown key `{name}`; here are: scale, points"))),
        }
        Ok(())
    })?;
    reader.end()?;
    let (Some(scale), Some((points, first_named))) = (scale, points) else {
        reader.mistake(start, "both `scale` and `points` must be given")?;
        return Err(Stop);
    };
    if let (Scale::Unconstrained, Some(place)) = (scale, first_named) {
        reader.mistake(place, "points by name are on the scale \"constrained\"")?;
    }
    Ok(Points { scale, points })
}

fn read_scale(reader: &mut Reader<'_>) -> Result<Scale, Stop> {
    reader.peek();
    let start = reader.at;
    let word = if reader.peek() == Some(b'"') { reader.string()? } else { String::new() };
    match word.as_str() {
        "unconstrained" => Ok(Scale::Unconstrained),
        "constrained" => Ok(Scale::Constrained),
        _ => {
            reader.mistake(start, "`scale` must be \"unconstrained\" or \"constrained\"")?;
            Err(Stop)
        }
    }
}

/// The points, and the place of the first one by name.
fn read_points(reader: &mut Reader<'_>) -> Result<(Vec<Point>, Option<usize>), Stop> {
    let mut points = vec![];
    let mut first_named = None;
    if reader.peek() != Some(b'[') {
        return Err(reader.stop("`points` must be an array of points"));
    }
    reader.at += 1;
    if reader.peek() == Some(b']') {
        reader.at += 1;
        return Ok((points, first_named));
    }
    loop {
        if reader.peek() == Some(b'{') {
            first_named.get_or_insert(reader.at);
            points.push(Point::Named(reader.members()?));
        } else {
            points.push(Point::Flat(flat(reader, points.len() + 1)?));
        }
        match reader.peek() {
            Some(b',') => reader.at += 1,
            Some(b']') => break,
            _ => return Err(reader.stop("expected `,` or `]` after the point")),
        }
    }
    reader.at += 1;
    Ok((points, first_named))
}

/// Point number `n`, an array of numbers.
fn flat(reader: &mut Reader<'_>, n: usize) -> Result<Vec<f64>, Stop> {
    let start = reader.at;
    let name = format!("point {n}");
    let mut builder = Builder::new(&name);
    if !reader.value(&mut builder)? {
        return Ok(vec![]);
    }
    let datum = builder.finish(String::new());
    if datum.dims.len() != 1 {
        reader.mistake(start, &format!("{name}: must be an array of numbers, or an object with parameters by name"))?;
    }
    Ok(match datum.numbers {
        Numbers::Reals(reals) => reals,
        Numbers::Ints(ints) => ints.iter().map(|&n| n as f64).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_arrays_or_objects() {
        let points = read("p.json", r#"{"points": [[1, 2.5], []], "scale": "unconstrained"}"#).expect("valid");
        let expected = vec![Point::Flat(vec![1.0, 2.5]), Point::Flat(vec![])];
        assert_eq!(points, Points { scale: Scale::Unconstrained, points: expected });
        let points = read("p.json", r#"{"scale": "constrained", "points": [{"mu": 1}, [2]]}"#).expect("valid");
        assert!(matches!(&points.points[0], Point::Named(data) if data[0].0 == "mu"));
        assert_eq!(points.points[1], Point::Flat(vec![2.0]));
    }

    fn check(text: &str, expected: &[&str]) {
        let DataError(mistakes) = read("p.json", text).expect_err(text);
        let found: Vec<&str> = mistakes.iter().filter_map(|m| m.lines().next()?.strip_prefix("error: ")).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn what_is_no_point_is_refused() {
        check("[[1]]", &["points are one object: { \"scale\": \"unconstrained\", \"points\": [[...], ...] }"]);
        check("{}", &["both `scale` and `points` must be given"]);
        check(r#"{"scale": "real"}"#, &["`scale` must be \"unconstrained\" or \"constrained\""]);
        check(r#"{"scale": 3}"#, &["`scale` must be \"unconstrained\" or \"constrained\""]);
        check(r#"{"points": 3}"#, &["`points` must be an array of points"]);
        check(r#"{"point": []}"#, &["unknown key `point`; here are: scale, points"]);
        check(
            r#"{"scale": "unconstrained", "points": [{"mu": 1}]}"#,
            &["points by name are on the scale \"constrained\""],
        );
        check(
            r#"{"scale": "unconstrained", "points": [[1, null], 3, [[1]]]}"#,
            &[
                "point 1[2]: null is not a number",
                "point 2: must be an array of numbers, or an object with parameters by name",
                "point 3: must be an array of numbers, or an object with parameters by name",
            ],
        );
        check(
            r#"{"scale": "unconstrained", "points": [[1]"#,
            &["expected `,` or `]` after the point, but the file ends"],
        );
    }
}
