//! The fast evaluator says what the oracle says: values, gradients, refusals.

mod agreement;
mod calls;
mod gallery;
mod long;
mod offsets;
mod outputs;
mod programs;
mod recursions;
mod support;
mod tables;
