//! The HDF5 result file, and data in HDF5. Only this module knows HDF5.
//!
//! Results are laid out as netCDF-4 does: one dataset per array, its dimensions being scales in the same group.
//! HDF5 itself is used only to make the structure and to read; numbers are written past it, straight to their
//! places in the file, from any thread.

pub mod attributes;
mod blocks;
pub mod compare;
pub mod comparison;
pub mod cut;
pub mod data;
pub mod file;
pub mod journal;
mod layout;
mod raw;
pub mod read;
pub mod run_file;
mod scales;
pub mod shard;
pub mod size;
pub mod snapshot;
pub mod states;
pub mod unfinished;
