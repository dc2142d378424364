//! Printing to standard output and standard error, of which either may have been closed.

use std::io::Write;

/// Prints what was asked for. A reader who has gone away, as `head` does, is no error.
pub fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush())
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        note(&format!("error: cannot print the result: {error}"));
    }
}

/// Prints errors with empty lines between them.
pub fn print_errors(errors: &[String]) {
    note(&errors.join("\n\n"));
}

/// Prints a line for the user; where nobody can see it, there is nobody to tell.
///
/// What users' files put into messages must not steer the terminal, so control characters are replaced.
pub fn note(line: &str) {
    let plain: String = line.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect();
    let _ = writeln!(std::io::stderr(), "{plain}");
}
