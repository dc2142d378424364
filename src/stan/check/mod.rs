//! The type checker: from the syntax tree to the typed tree.
