//! Whether two results have the same bits in every dataset: `cargo test --test same_bits -- A.h5 B.h5`. Without arguments there
//! is nothing to compare.

use std::path::Path;
use std::process::ExitCode;

use mcrun::store::compare::first_difference;

fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let [left, right] = &files[..] else { return ExitCode::SUCCESS };
    match first_difference(Path::new(left), Path::new(right)) {
        Ok(None) => return ExitCode::SUCCESS,
        Ok(Some(difference)) => eprintln!("{left} and {right}: {difference}"),
        Err(error) => eprintln!("{error}"),
    }
    ExitCode::FAILURE
}
