//! Programs that are wrong, or fail when they run.

use super::{check_run, check_under, without_data};

const AXES: &str = "mu = { min = 0, max = 1, n = 5 }\n";

fn check(program: &[u8], code: i32, expected: &[&str]) {
    let config = without_data("grid", AXES);
    let files: &[(&str, &[u8])] = &[("a.toml", config.as_bytes()), ("m.stan", program)];
    check_run(files, code, expected);
    if code == 2 {
        check_under("", files, &["check", "m.stan"], 2, expected);
    }
}

#[test]
fn all_mistakes_of_a_program_are_shown_with_their_lines() {
    let program =
        b"parameters { real mu; real s; }\nmodel {\n  mu ~ normal(0, 1)\n  s ~ normal(0, 1) @;\n  target += (1;\n}\n";
    check(
        program,
        2,
        &[
            "error: `;` is missing here\n --> m.stan:3:20\n  |\n3 |   mu ~ normal(0, 1)\n  |                    ^\n\n",
            "error: `@` is no sign of the language\n --> m.stan:4:20\n",
            " --> m.stan:5:",
        ],
    );
    let program = b"parameters { real mu; }\nmodel {\n  mu ~ normal(0, m);\n  int i = 1.5;\n  mu ~ nomal(0, 1);\n}\n";
    check(
        program,
        2,
        &[
            "error: `m` is not declared\n --> m.stan:3:18\n",
            "error: int is wanted, but this is real\n --> m.stan:4:11\n  |\n4 |   int i = 1.5;\n",
            " --> m.stan:5:8\n",
            "`normal`",
        ],
    );
}

#[test]
fn programs_that_are_no_text_are_refused() {
    check(b"parameters { real mu\xff; }", 2, &["this is not UTF-8 text\n --> m.stan:1:21\n"]);
    check(b"parameters { real mu\0; }", 2, &["`\\u{0}` is no sign of the language\n --> m.stan:1:21\n"]);
    check(b"\x7fELF\x02\x01\x01", 2, &["error: ", " --> m.stan:1:1\n"]);
    check(&b"model { {".repeat(100_000), 2, &["error: ", " --> m.stan:1:"]);
    check(
        b"#include no.stan\nparameters { real mu; }",
        2,
        &["`no.stan` cannot be included", "there is no such file\n --> m.stan:1:1\n"],
    );
    check(
        b"#include .\nparameters { real mu; }",
        2,
        &["`.` cannot be included", "it is a directory\n --> m.stan:1:1\n"],
    );
}

#[test]
fn a_program_without_parameters_has_no_grid() {
    let config = without_data("grid", AXES);
    let files: &[(&str, &[u8])] = &[("a.toml", config.as_bytes()), ("m.stan", b"model { }")];
    check_run(files, 2, &["the model has no parameter `mu`\n --> a.toml:6:1\n"]);
}

/// A program that fails in its transformed data, in line 2.
fn check_data_block(statements: &str, expected: &str) {
    let program = format!("transformed data {{\n{statements}}}\nparameters {{ real mu; }}\n");
    check(program.as_bytes(), 2, &[expected]);
}

#[test]
fn failures_in_transformed_data_are_wrong_input() {
    let zero = "  int z = 0;\n";
    check_data_block(&format!("{zero}  int a = 1 %/% z;\n"), "1 cannot be divided by 0 (m.stan:3:11)");
    check_data_block(&format!("{zero}  int a = 1 % z;\n"), "1 cannot be divided by 0 (m.stan:3:11)");
    check_data_block(&format!("{zero}  int a = 1 / z;\n"), "1 cannot be divided by 0 (m.stan:3:11)");
    let v = "  vector[3] v = [1, 2, 3]';\n";
    check_data_block(&format!("{v}  real a = v[4];\n"), "index 4 of v is out of range, must be 1 to 3 (m.stan:3:12)");
    check_data_block(&format!("{v}  real a = v[0];\n"), "index 0 of v is out of range, must be 1 to 3 (m.stan:3:12)");
    check_data_block(&format!("{v}  v[3:5] = v;\n"), "index 5 of v is out of range, must be 1 to 3 (m.stan:3:");
    check_data_block(&format!("{v}  vector[2] a = v;\n"), "(m.stan:3:");
    check_data_block("  int n = -1;\n  vector[n] v;\n", "a size of v is -1, but must be at least 0 (m.stan:3:3)");
    check_data_block("  int n = 2147483647;\n  int m = n * n;\n", "which no 32-bit int holds (m.stan:3:11)");
    check_data_block("  real<lower=1> x = 0;\n", "x is 0, but must be at least 1 (m.stan:2:3)");
    check_data_block("  reject(\"bad data\");\n", "bad data (m.stan:2:3)");
    check_data_block("  fatal_error(\"bad data\");\n", "bad data (m.stan:2:3)");
    check_data_block(
        "  matrix[2, 2] L = cholesky_decompose([[1, 2], [2, 1]]);\n",
        "matrix is not positive definite (m.stan:2:",
    );
}

#[test]
fn endless_recursion_ends() {
    let function = "functions {\n  real f(real x) {\n    return f(x) + 1;\n  }\n}\n";
    let data = format!("{function}transformed data {{ real x = f(1); }}\nparameters {{ real mu; }}\n");
    check(data.as_bytes(), 2, &["f: calls are nested too deep (m.stan:3:12)"]);
    let model = format!("{function}parameters {{ real mu; }}\nmodel {{ target += f(mu); }}\n");
    check(model.as_bytes(), 1, &["f: calls are nested too deep (m.stan:3:12)"]);
}

/// A model that fails at every point, in line 3.
fn check_model(statement: &str, expected: &[&str]) {
    let program = format!("parameters {{ real mu; }}\nmodel {{\n  {statement}\n}}\n");
    check(program.as_bytes(), 1, expected);
}

#[test]
fn a_density_that_is_nowhere_cannot_be_normalised() {
    let all = "the density is 0 at all 5 points (5 of them failed, the first with: ";
    let end = ": there is nothing to normalise";
    check_model("reject(\"never \", mu);", &[all, "never 0 (m.stan:3:3))", end]);
    check_model("target += negative_infinity();", &["the density is 0 at all 5 points: there is nothing to normalise"]);
    check_model("target += positive_infinity();", &[all, "log density is infinite (m.stan:3:3))", end]);
    check_model("target += not_a_number();", &[all, "NaN", end]);
    check_model("target += ([mu, 1]')[3];", &[all, "index 3 ", "out of range, must be 1 to 2 (m.stan:3:", end]);
    check_model(
        "target += sum(rep_vector(mu, 2) + rep_vector(1, 3));",
        &[all, "left has 2 elements, right 3 (m.stan:3:", end],
    );
    check_model("mu ~ normal(0, -1);", &[all, "normal_lpdf: scale is -1, but must be positive (m.stan:3:3))", end]);
}

#[test]
fn a_fatal_error_ends_the_run_at_its_point() {
    check_model("fatal_error(\"never \", mu);", &["error: never 0 (m.stan:3:3)\n  at mu = 0\n"]);
}
