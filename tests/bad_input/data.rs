//! Data that are wrong, by themselves or for their program.

use super::{AXES, check_run, check_under, grid};

fn check_bytes(data: &[u8], code: i32, expected: &[&str]) {
    check_run(&[("d.json", data)], code, expected);
}

fn check(data: &str, expected: &[&str]) {
    check_bytes(data.as_bytes(), 2, expected);
    check_under("", &[("d.json", data.as_bytes())], &["check", "m.stan", "--data", "d.json"], 2, expected);
}

#[test]
fn data_are_as_the_program_declares_them() {
    check(
        "{}",
        &[
            "data variable N is missing (declared at m.stan:2:16)",
            "data variable y is missing (declared at m.stan:3:13)",
        ],
    );
    check(r#"{"N": 3}"#, &["data variable y is missing (declared at m.stan:3:13)"]);
    check(
        r#"{"N": 3, "y": [1, 2]}"#,
        &["d.json:1: data variable y has shape [2], but is declared vector[3] (m.stan:3:3)"],
    );
    check(
        r#"{"N": 3, "y": [[1, 2, 3]]}"#,
        &["d.json:1: data variable y has shape [1, 3], but is declared vector (m.stan:3:13)"],
    );
    check("{\n\"N\": 0,\n\"y\": []}", &["d.json:2: N is 0, but must be at least 1 (m.stan:2:3)"]);
    check(r#"{"N": 3.5, "y": [1, 2, 3]}"#, &["d.json:1: data variable N is 3.5, but must be an integer (m.stan:2:16)"]);
    check(r#"{"N": 1e20, "y": [1]}"#, &["data variable N is", "too large for an integer (m.stan:2:16)"]);
    check(r#"{"N": 9000000000000000000, "y": [1]}"#, &["(m.stan:"]);
    check(r#"{"N": 2000000000, "y": [1]}"#, &["y has too many elements: shape [2000000000] (m.stan:3:3)"]);
}

#[test]
fn nan_meets_no_constraint() {
    let program = "data { vector<lower=0>[2] y; }\nparameters { real mu; real sigma; }\n";
    for nan in ["NaN", "\"NaN\""] {
        let data = format!("{{\"y\": [1, {nan}]}}");
        let files: &[(&str, &[u8])] = &[("m.stan", program.as_bytes()), ("d.json", data.as_bytes())];
        check_run(files, 2, &["d.json:1: y[2] is NaN, but must be at least 0 (m.stan:1:8)"]);
    }
    check_bytes(
        br#"{"N": 3, "y": [1, NaN, 2]}"#,
        1,
        &["normal_lpdf: y[2] is NaN, but must not be NaN (m.stan:10:3)", "there is nothing to normalise"],
    );
}

#[test]
fn json_is_read_strictly() {
    check(r#"{"N": 3, "y": [1, 2"#, &["expected `,` or `]` after the element, but the file ends\n --> d.json:1:20\n"]);
    check("", &["but the file ends\n --> d.json:1:1\n"]);
    check("[1, 2]", &["data are one object", " --> d.json:1:1\n"]);
    check("\0\x01hello", &["data are one object", " --> d.json:1:1\n"]);
    check(&"[".repeat(1_000_000), &["data are one object", " --> d.json:1:1\n"]);
    check(
        &format!("{{\"y\": {}{}}}", "[".repeat(1_000_000), "]".repeat(1_000_000)),
        &["y: has more than 32 dimensions\n --> d.json:1:"],
    );
    check(&"{\"y\": ".repeat(100_000), &["error: ", " --> d.json:1:"]);
    check(r#"{"N": 3, "N": 3, "y": [1, 2, 3]}"#, &["N: is given twice, first in line 1\n --> d.json:1:10\n"]);
    check(r#"{"N": 2, "y": [[1, 3], 2]}"#, &["y[2]: is a number, but y[1] is an array\n --> d.json:1:24\n"]);
    check(r#"{"N": 2, "y": [1, null]}"#, &["y[2]: null is not a number\n --> d.json:1:19\n"]);
    check(r#"{"N": 2, "y": [1, 1e999]}"#, &["1e999 is too large for a double\n --> d.json:1:19\n"]);
    check_bytes(b"{\"N\": 3, \"y\xff\": 1}", 2, &["this is not UTF-8 text\n --> d.json:1:12\n"]);
}

fn check_csv(data: &[u8], expected: &[&str]) {
    let config = grid(AXES).replace("d.json", "d.csv");
    check_run(&[("a.toml", config.as_bytes()), ("d.csv", data)], 2, expected);
}

#[test]
fn tables_are_read_strictly() {
    check_csv(b"y,z\n1,2\n1\n", &["1 value in this row, but there are 2 columns\n --> d.csv:3\n"]);
    check_csv(b"y\n1\na\n", &["column y: \"a\" is not a number\n --> d.csv:3\n"]);
    check_csv(b"", &["the file is empty; its first line holds the names of the columns\n --> d.csv:1\n"]);
    check_csv(b"y,y\n1,2\n", &["columns 1 and 2 are both called y\n --> d.csv:1\n"]);
    check_csv(b"y\n\xff\n", &["this is not UTF-8 text\n --> d.csv:2:1\n"]);
}

#[test]
fn hdf5_that_is_none_is_refused() {
    let config = grid(AXES).replace("d.json", "d.h5");
    for garbage in [&b"garbage"[..], b"", b"\x89HDF\r\n\x1a\n\0\0"] {
        check_run(&[("a.toml", config.as_bytes()), ("d.h5", garbage)], 2, &["d.h5: cannot be read as HDF5: "]);
    }
}
