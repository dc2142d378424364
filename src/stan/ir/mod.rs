//! The intermediate representation: what a program is before it is run.
