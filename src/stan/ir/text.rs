//! The IR as text, one statement a line.
