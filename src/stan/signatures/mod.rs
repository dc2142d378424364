//! Signatures of the library: which function takes which types.
