//! Where results go: what stands there already, disks, directories, limits, and ends that come too soon.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use mcrun::draws::{Group, Sink};
use mcrun::store::file::ResultFile;
use mcrun::store::read::ResultReader;
use tempfile::TempDir;

use crate::support::{entries, named, sample_groups, square_group, vector_group, write_sample};

#[test]
fn an_existing_result_is_refused_before_any_work() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    fs::write(&path, "precious").unwrap();
    let message = ResultFile::create(&path, &sample_groups(), false).unwrap_err().to_string();
    assert_eq!(
        message,
        format!("{}: exists already; choose another output, or replace it with --force", path.display())
    );
    assert_eq!(fs::read(&path).unwrap(), b"precious");
    assert_eq!(entries(directory.path()), ["out.h5"]);
}

#[test]
fn a_result_that_may_be_replaced_stays_until_the_new_one_is_complete() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    fs::write(&path, "old").unwrap();
    let file = ResultFile::create(&path, &[vector_group("posterior", 2), named("mcrun")], true).unwrap();
    file.write((0, 0), 0, &[1.0, 2.0]).unwrap();
    file.write_ints((0, 1), 0, &[1, 2]).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"old");
    file.finish(&[]).unwrap();
    assert_eq!(ResultReader::open(&path).unwrap().read_f64("posterior", "x").unwrap(), [1.0, 2.0]);
    assert_eq!(entries(directory.path()), ["out.h5"]);
}

#[test]
fn a_complete_result_is_kept_when_its_place_was_taken_meanwhile() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    let file = ResultFile::create(&path, &[named("mcrun")], false).unwrap();
    fs::write(&path, "newcomer").unwrap();
    let message = file.finish(&[]).unwrap_err().to_string();
    assert_eq!(fs::read(&path).unwrap(), b"newcomer");
    let kept = message.split("it is kept as ").nth(1).unwrap();
    assert!(ResultReader::open(Path::new(kept)).is_ok());
}

#[test]
fn a_file_that_is_not_finished_leaves_nothing() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    let file = ResultFile::create(&path, &sample_groups(), false).unwrap();
    assert_eq!(entries(directory.path()).len(), 1);
    drop(file);
    assert_eq!(entries(directory.path()), [""; 0]);
}

#[test]
fn what_does_not_fit_the_disk_is_refused_before_any_work() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    for size in [1 << 24, 1 << 28, 1 << 40] {
        let message = ResultFile::create(&path, &[square_group(size)], false).unwrap_err().to_string();
        assert!(message.contains(" needs ") || message.contains("more numbers than a file can hold"), "{message}");
        assert_eq!(entries(directory.path()), [""; 0]);
    }
}

#[test]
fn directories_are_made_and_files_are_no_directories() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("a/b/out.h5");
    ResultFile::create(&path, &[named("mcrun")], false).unwrap().finish(&[]).unwrap();
    assert_eq!(entries(&directory.path().join("a/b")), ["out.h5"]);
    let below = path.join("c/out.h5");
    let message = ResultFile::create(&below, &[], false).unwrap_err().to_string();
    assert!(message.contains("cannot make the directory"), "{message}");
    let message = ResultFile::create(&directory.path().join("a"), &[], true).unwrap_err().to_string();
    assert!(message.ends_with("is a directory; name a file in it as the output"), "{message}");
}

#[test]
fn results_have_the_permissions_of_new_files() {
    use std::os::unix::fs::PermissionsExt;
    let directory = TempDir::new().unwrap();
    let (path, plain) = (directory.path().join("out.h5"), directory.path().join("plain"));
    ResultFile::create(&path, &[named("mcrun")], false).unwrap().finish(&[]).unwrap();
    fs::write(&plain, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&path), mode(&plain));
}

#[test]
fn a_limit_on_file_sizes_is_an_error() {
    let directory = TempDir::new().unwrap();
    // In blocks of 512 bytes: room for the structure and the slack, not for a million numbers.
    let script = "ulimit -f 8000; exec \"$0\" --ignored --exact places::in_a_child_a_large_file_is_refused";
    let mut command = Command::new("sh");
    command.args(["-c", script]).arg(std::env::current_exe().unwrap());
    let output = command.env("MCRUN_TEST_DIRECTORY", directory.path()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "{output:?}");
    assert_eq!(entries(directory.path()), [""; 0]);
}

#[test]
#[ignore = "run by a_limit_on_file_sizes_is_an_error"]
fn in_a_child_a_large_file_is_refused() {
    let Some(directory) = std::env::var_os("MCRUN_TEST_DIRECTORY") else { return };
    let path = Path::new(&directory).join("out.h5");
    drop(ResultFile::create(&path, &[square_group(100)], false).unwrap());
    let message = ResultFile::create(&path, &[square_group(1000)], false).unwrap_err().to_string();
    assert!(message.contains("more than a file may have here; raise the limit (ulimit -f)"), "{message}");
    let mut file = ResultFile::create(&path, &[square_group(100)], false).unwrap();
    assert!(file.add(&[Group { name: "later".to_owned(), ..square_group(1000) }]).is_err());
}

#[test]
fn a_killed_run_leaves_the_old_result() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    write_sample(&path, 1);
    let before = fs::read(&path).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "places::in_a_child_a_file_is_written_for_ever"])
        .env("MCRUN_TEST_DIRECTORY", directory.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"writing") {
        let mut byte = [0];
        child.stdout.as_mut().unwrap().read_exact(&mut byte).unwrap();
        seen.extend(byte);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
#[ignore = "run by a_killed_run_leaves_the_old_result"]
fn in_a_child_a_file_is_written_for_ever() {
    let Some(directory) = std::env::var_os("MCRUN_TEST_DIRECTORY") else { return };
    let path = Path::new(&directory).join("out.h5");
    let file = ResultFile::create(&path, &[vector_group("posterior", 1000)], true).unwrap();
    print!("writing");
    std::io::Write::flush(&mut std::io::stdout()).unwrap();
    for start in (0..1000).cycle() {
        file.write((0, 0), start, &[1.0]).unwrap();
    }
}
