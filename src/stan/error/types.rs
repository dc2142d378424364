//! Messages of the type checker.
