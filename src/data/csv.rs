//! CSV data: a header with names, each column a one-dimensional variable.
//!
//! Unless a column is called `N`, the number of rows is there as the integer `N`, as Stan programs want it.

use super::shape::Builder;
use super::{DataError, Written, number};
use crate::excerpt;
use crate::stan::datum::{Data, Datum, Numbers};

/// So many mistakes are reported at most.
const MAX_MISTAKES: usize = 20;

/// Reads the columns of `text`; `name` is the file's, for messages.
pub fn read(name: &str, text: &str) -> Result<Data, DataError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(String::from).collect(),
        Err(e) => return Err(DataError(vec![excerpt::mistake(name, &e.to_string())])),
    };
    let mut mistakes = header_mistakes(name, &header);
    if !mistakes.is_empty() {
        return Err(DataError(mistakes));
    }
    let mut columns: Vec<Builder<'_>> = header.iter().map(|column| Builder::new(column)).collect();
    columns.iter_mut().for_each(|column| column.open().expect("the first bracket is never wrong"));
    let mut n_rows = 0;
    for record in reader.records() {
        match record {
            Ok(record) => read_row(name, &header, &record, &mut columns, &mut mistakes),
            Err(e) => mistakes.push(excerpt::mistake(name, &e.to_string())),
        }
        n_rows += 1;
        if mistakes.len() >= MAX_MISTAKES {
            break;
        }
    }
    if mistakes.is_empty() { Ok(collect(name, &header, columns, n_rows)) } else { Err(DataError(mistakes)) }
}

fn header_mistakes(name: &str, header: &[String]) -> Vec<String> {
    if header.is_empty() {
        return vec![at(name, 1, "the file is empty; its first line holds the names of the columns")];
    }
    let mut mistakes = vec![];
    for (i, column) in header.iter().enumerate() {
        if column.is_empty() {
            mistakes.push(at(name, 1, &format!("column {} has no name", i + 1)));
        } else if number(column).is_some() {
            mistakes.push(at(name, 1, &format!("column {} is called {column}: the first line must hold names", i + 1)));
        } else if let Some(first) = header[..i].iter().position(|c| c == column) {
            mistakes.push(at(name, 1, &format!("columns {} and {} are both called {column}", first + 1, i + 1)));
        }
    }
    mistakes
}

fn at(name: &str, line: u64, message: &str) -> String {
    excerpt::mistake(&format!("{name}:{line}"), message)
}

fn values(n: usize) -> String {
    if n == 1 { "1 value".into() } else { format!("{n} values") }
}

fn read_row(
    name: &str,
    header: &[String],
    record: &csv::StringRecord,
    columns: &mut [Builder<'_>],
    mistakes: &mut Vec<String>,
) {
    let line = record.position().map_or(0, |p| p.line());
    if record.len() != header.len() {
        let message = format!("{} in this row, but there are {} columns", values(record.len()), header.len());
        mistakes.push(at(name, line, &message));
        return;
    }
    for ((cell, column), builder) in record.iter().zip(header).zip(columns) {
        let taken = match number(cell) {
            Some(Written::Int(n)) => builder.int(n),
            Some(Written::Real(x)) => builder.real(x),
            None if cell.is_empty() => Err(format!("column {column} is empty")),
            None => Err(format!("column {column}: {cell:?} is not a number")),
        };
        if let Err(message) = taken {
            mistakes.push(at(name, line, &message));
        }
    }
}

fn collect(name: &str, header: &[String], columns: Vec<Builder<'_>>, n_rows: i64) -> Data {
    let mut data: Data = vec![];
    for (column, mut builder) in header.iter().zip(columns) {
        builder.close().expect("the only bracket is never wrong");
        data.push((column.clone(), builder.finish(format!("{name}:1"))));
    }
    if !header.iter().any(|column| column == "N") {
        let place = format!("{name}: its number of rows");
        data.push(("N".into(), Datum { dims: vec![], numbers: Numbers::Ints(vec![n_rows]), place }));
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &[usize], Numbers)]) {
        let data = read("d.csv", text).expect("valid");
        let found: Vec<(&str, &[usize], Numbers)> =
            data.iter().map(|(name, d)| (name.as_str(), d.dims.as_slice(), d.numbers.clone())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn each_column_is_a_variable() {
        let n = |n| ("N", &[] as &[usize], Numbers::Ints(vec![n]));
        check(
            "x,y\n1,2.5\n2,3\n",
            &[("x", &[2], Numbers::Ints(vec![1, 2])), ("y", &[2], Numbers::Reals(vec![2.5, 3.0])), n(2)],
        );
        check(
            " x ,\"y\"\r\n 1, -inf\r\n\r\n",
            &[("x", &[1], Numbers::Ints(vec![1])), ("y", &[1], Numbers::Reals(vec![f64::NEG_INFINITY])), n(1)],
        );
        check("x\n", &[("x", &[0], Numbers::Ints(vec![])), n(0)]);
    }

    #[test]
    fn a_column_called_n_is_kept() {
        check("N\n5\n6\n", &[("N", &[2], Numbers::Ints(vec![5, 6]))]);
    }

    fn check_mistakes(text: &str, expected: &[(u64, &str)]) {
        let mistake = |(line, message): &(u64, &str)| at("d.csv", *line, message);
        assert_eq!(read("d.csv", text).expect_err(text), DataError(expected.iter().map(mistake).collect()));
    }

    #[test]
    fn all_mistakes_are_reported_with_their_line() {
        check_mistakes("", &[(1, "the file is empty; its first line holds the names of the columns")]);
        check_mistakes("x,x,\n1,2,3\n", &[(1, "columns 1 and 2 are both called x"), (1, "column 3 has no name")]);
        check_mistakes(
            "1,2\n3,4\n",
            &[
                (1, "column 1 is called 1: the first line must hold names"),
                (1, "column 2 is called 2: the first line must hold names"),
            ],
        );
        check_mistakes(
            "x,y\n1,\n2\n3,b\n1e999,1\n",
            &[
                (2, "column y is empty"),
                (3, "1 value in this row, but there are 2 columns"),
                (4, "column y: \"b\" is not a number"),
                (5, "column x: \"1e999\" is not a number"),
            ],
        );
    }
}
