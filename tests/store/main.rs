//! Result files: written, read back, and never half there.

mod places;
mod reading;
mod support;
mod writing;

use std::path::Path;

use support::write_sample;

/// Files for `tests/readers/run`, which has other programs read them.
#[test]
#[ignore = "run by tests/readers/run"]
fn sample_files_are_written() {
    let Some(directory) = std::env::var_os("MCRUN_SAMPLES") else { return };
    write_sample(&Path::new(&directory).join("sample.h5"), 2);
}
