//! Runs that are killed, stopped, starved and damaged, and gone on with: in the end each has the bits of a run that nothing
//! has happened to, and on the way nothing that was committed is lost.
//!
//! `MCRUN_KILLS=200 cargo test --locked --test durability kill -- --nocapture` kills 200 times instead of 20.

mod cases;
mod damage;
mod extend;
mod failures;
mod files;
mod kills;
mod others;
mod place;
mod room;
mod signals;
