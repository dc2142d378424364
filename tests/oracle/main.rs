//! Runs programs made by hand: values, gradients, messages, data, sweeps.

// Expected values come from the system's own functions.
#![allow(clippy::disallowed_methods)]

mod bind;
mod density;
mod outputs;
mod program;
mod stan;
mod statements;
