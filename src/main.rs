//! The program `mcrun`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(mcrun::cli::main(std::env::args_os()))
}
