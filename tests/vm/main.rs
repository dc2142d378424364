//! The fast evaluator says what the oracle says: values, gradients, refusals.

mod gallery;
mod long;
mod outputs;
mod programs;
mod support;
