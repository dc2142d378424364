//! Runs a program from its IR: a plain walker, generic over the number type. Slow, obvious, and for ever what
//! faster evaluators are compared with.
//!
//! [`prepare`] makes the program ready for a number type once; [`run`] walks it, section by section, over a
//! frame that holds the values of all variables.

mod assignment;
pub mod constraints;
pub mod dependence;
pub mod display;
pub mod draw;
mod operations;
pub mod parameters;
pub mod prepare;
pub mod run;
