//! Results that cannot be put where they should.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Files, check_answer, check_run, check_under, grid, listing, mcrun, mcrun_under, prepare, without_data};

const OLD: (&str, &[u8]) = ("out.h5", b"an old result");

#[test]
fn an_existing_result_is_kept() {
    check_run(&[OLD], 1, &["out.h5: exists already; choose another output, or replace it with --force"]);
}

#[test]
fn a_forced_run_replaces_only_what_it_can() {
    let force = &["a.toml", "--force"];
    let wrong_data: Files = &[OLD, ("d.json", br#"{"N": 3.5, "y": [1, 2, 3]}"#)];
    check_under("", wrong_data, force, 2, &["data variable N is 3.5, but must be an integer"]);
    let config = without_data("grid", "mu = { values = [1, 2] }\n");
    let program = b"parameters { real mu; } model { reject(\"never\"); }";
    let failing: Files = &[OLD, ("a.toml", config.as_bytes()), ("m.stan", program)];
    check_under("", failing, force, 1, &["there is nothing to normalise"]);

    let directory = tempfile::tempdir().expect("a directory");
    prepare(directory.path(), &[OLD]);
    check_answer("forced", &mcrun(directory.path(), force), 0, &["wrote out.h5"]);
    let result = fs::read(directory.path().join("out.h5")).expect("there is a result");
    assert!(result.starts_with(b"\x89HDF"));
    assert_eq!(listing(directory.path()).len(), 4);
}

#[test]
fn places_that_cannot_hold_a_file_are_refused() {
    let check = |output: &str, expected: &str| check_under("", &[], &["a.toml", "-o", output], 1, &[expected]);
    check("d.json/out.h5", "d.json/out.h5: cannot make the directory d.json: there is a file of that name");
    check("d.json/a/out.h5", "d.json/a/out.h5: cannot make the directory d.json/a: Not a directory");
    check(".", ".: is a directory; name a file in it as the output");
    check("new/", "new/: is the name of a directory; name a file in it as the output");
    check("new/.", "new/.: is the name of a directory; name a file in it as the output");
    check(&"n".repeat(300), "cannot write in .: File name too long");
    if Path::new("/proc/self").exists() {
        check("/proc/out.h5", "/proc/out.h5: cannot write in /proc: ");
    }
}

/// Whether a command ends well here.
fn works(command: &str) -> bool {
    let status = Command::new("sh").args(["-c", command]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

#[test]
fn a_directory_of_others_is_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    prepare(directory.path(), &[]);
    let place = directory.path().display();
    let (user, lock) = if works("touch /proc/self/comm && test $(id -u) = 0") {
        ("setpriv --reuid=65534 --clear-groups", format!("chmod 755 {place}"))
    } else {
        ("env", format!("chmod 555 {place}"))
    };
    let runs = format!("{user} {} --version", env!("CARGO_BIN_EXE_mcrun"));
    if !works(&lock) || !works(&runs) {
        println!("not tested: no other user can run the program here");
        return;
    }
    let before = listing(directory.path());
    let mut command = Command::new("sh");
    command.args(["-c", &format!("exec {user} \"$0\" \"$@\""), env!("CARGO_BIN_EXE_mcrun"), "a.toml"]);
    let output = command.current_dir(directory.path()).output().expect("a shell starts");
    check_answer("as another user", &output, 1, &["out.h5: cannot write in .: Permission denied"]);
    assert!(before == listing(directory.path()));
    works(&format!("chmod 755 {place}"));
}

/// A grid of a million points: 17 MB.
fn large() -> String {
    grid("mu = { min = -5, max = 10, n = 1001 }\nsigma = { min = 0.5, max = 9, n = 1001 }\n")
}

#[test]
fn a_file_size_limit_is_told_before_any_work() {
    let config = large();
    let files: Files = &[("a.toml", config.as_bytes()), OLD];
    let expected = "more than a file may have here; raise the limit (ulimit -f)";
    check_under("ulimit -f 1000;", files, &["a.toml", "-o", "new.h5"], 1, &["new.h5: needs ", expected]);
    check_under("ulimit -f 1000;", files, &["a.toml", "-f"], 1, &["out.h5: needs ", expected]);
}

#[test]
fn a_full_disk_is_told_before_any_work() {
    let directory = tempfile::tempdir().expect("a directory");
    let config = large();
    prepare(directory.path(), &[("a.toml", config.as_bytes())]);
    fs::create_dir(directory.path().join("small")).expect("a directory");
    let mount = "mount -t tmpfs -o size=4m none small";
    let namespace = format!("cd {} && unshare -rm sh -c '{mount}'", directory.path().display());
    if !works(&namespace) {
        println!("not tested: no small disk can be made here");
        return;
    }
    let script = format!(
        "exec unshare -rm sh -c '{mount} && echo old > small/old.h5 && {{ \"$0\" \"$@\"; code=$?; ls -A small >&2; cat small/old.h5 >&2; exit $code; }}'",
    );
    let run = |args: &str| {
        let script = format!("{script} {} {args}; :", env!("CARGO_BIN_EXE_mcrun"));
        let output = Command::new("sh").args(["-c", &script]).current_dir(directory.path()).output();
        let output = output.expect("a shell starts");
        let parts = ["needs ", " available; make room or choose another disk\n", "old.h5\nold\n"];
        check_answer(args, &output, 1, &parts);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(stderr.ends_with("another disk\nold.h5\nold\n"), "{stderr}");
    };
    run("a.toml -o small/out.h5");
    run("a.toml -f -o small/old.h5");
}

#[test]
fn a_reader_who_leaves_does_not_stop_a_run() {
    let directory = tempfile::tempdir().expect("a directory");
    prepare(directory.path(), &[]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcrun"));
    command.arg("a.toml").current_dir(directory.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    check_answer("without a reader", &output, 0, &["wrote out.h5"]);
    assert!(directory.path().join("out.h5").exists());
}

#[test]
fn a_run_needs_no_streams() {
    let directory = tempfile::tempdir().expect("a directory");
    prepare(directory.path(), &[]);
    let output = mcrun_under("exec >&- 2>&-;", directory.path(), &["a.toml"]);
    check_answer("closed streams", &output, 0, &[]);
    assert!(fs::read(directory.path().join("out.h5")).expect("there is a result").starts_with(b"\x89HDF"));
}
