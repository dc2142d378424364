//! Runs programs made by hand: values, gradients, messages, data, sweeps.

mod bind;
mod density;
mod outputs;
mod program;
mod statements;
