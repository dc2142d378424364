//! Data as JSON, in the form in which they are read.

use serde_json::{Number, Value as Json};

use crate::stan::datum::{Datum, Numbers};

/// A number. JSON has no infinities and no NaN: they are the strings that the reader takes.
pub fn number_json(x: f64) -> Json {
    Number::from_f64(x).map_or_else(
        || {
            Json::String(
                if x.is_nan() {
                    "NaN"
                } else if x > 0.0 {
                    "Infinity"
                } else {
                    "-Infinity"
                }
                .into(),
            )
        },
        Json::Number,
    )
}

/// A number or nested arrays of the datum's shape.
pub fn datum_json(datum: &Datum) -> Json {
    let flat: Vec<Json> = match &datum.numbers {
        Numbers::Ints(ints) => ints.iter().map(|&n| n.into()).collect(),
        Numbers::Reals(reals) => reals.iter().copied().map(number_json).collect(),
    };
    nested(&datum.dims, &mut flat.into_iter())
}

/// Takes as many of the elements as an array of shape `dims` has.
fn nested(dims: &[usize], elements: &mut impl Iterator<Item = Json>) -> Json {
    match dims.split_first() {
        None => elements.next().unwrap_or(Json::Null),
        Some((n, rest)) => Json::Array((0..*n).map(|_| nested(rest, elements)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::json;

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["3", "[1,2]", "[[1.5,2.0],[\"NaN\",\"-Infinity\"]]", "[[],[]]", "[[[1],[2]]]"] {
            let data = json::read("d.json", &format!("{{\"y\": {text}}}")).expect("valid");
            assert_eq!(datum_json(&data[0].1).to_string(), text);
        }
    }
}
