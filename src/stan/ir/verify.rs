//! Whether IR is well formed.
