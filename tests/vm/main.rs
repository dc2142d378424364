//! The fast evaluator says what the oracle says: values, gradients, refusals.

mod gallery;
mod long;
mod programs;
mod support;
