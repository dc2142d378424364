//! Disks that fill, limits, and directories that go or are closed while a run lasts.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use mcrun::store::journal::{journal_path, unfinished_path};

use super::cases::{CASES, NUTS};
use super::place::{Place, check, check_answer, wait_for};

/// Whether a command ends well here.
fn works(command: &str) -> bool {
    let status = Command::new("sh").args(["-c", command]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

const KEPT: &str = "what was committed is kept: mcrun run out.h5 --resume goes on with it";

/// Lets a running process write only files so small that neither values nor a record have room.
fn limit_files(child: &Child) -> bool {
    works(&format!("prlimit --pid {} --fsize=1000:", child.id()))
}

#[test]
fn a_file_size_limit_that_comes_while_a_run_lasts_loses_nothing() {
    for case in CASES {
        let place = Place::new(case);
        let child = place.start_until(&["a.toml", "-j", "2"], 3);
        let before = place.history();
        let limited = limit_files(&child);
        let output = child.wait_with_output().expect("the program ends");
        if !limited {
            println!("not tested: limits of a process cannot be changed here");
            return;
        }
        // It may have been done already.
        if let Some(before) = before.filter(|_| !output.status.success()) {
            check(&output, 1, &["error: ", "File too large"]);
            let after = place.history().expect("a journal");
            assert!(after.commits.starts_with(&before.commits), "{}: commits are gone", case.name);
            assert!(!place.output().exists());
            place.resume();
        }
        place.check_result();
    }
}

#[test]
fn a_file_size_limit_before_a_run_leaves_nothing() {
    let place = Place::new(NUTS);
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -f 100; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_mcrun"), "a.toml"]);
    let output = command.current_dir(place.directory.path()).output().expect("a shell starts");
    check(&output, 1, &["more than a file may have here; raise the limit (ulimit -f)"]);
    assert!(place.is_tidy());
}

#[test]
fn a_disk_that_fills_loses_nothing() {
    let place = Place::new(NUTS);
    let mount = "mount -t tmpfs -o size=8m none small";
    fs::create_dir(place.path("small")).expect("a directory");
    if !works(&format!("cd {} && unshare -rm sh -c '{mount}'", place.directory.path().display())) {
        println!("not tested: no small disk can be made here");
        return;
    }
    // When the run has committed, the disk is filled up; later there is room again.
    let script = format!(
        "{mount}; \"$0\" a.toml -o small/out.h5 & run=$!
         until test -s small/out.h5.journal; do sleep 0.01; done; sleep 0.2
         head -c 100m /dev/zero > small/filler; wait $run; echo first $? >&2
         rm small/filler; \"$0\" run small/out.h5 --resume; echo second $? >&2
         ls small >&2; cp small/out.h5 out.h5"
    );
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", &script, env!("CARGO_BIN_EXE_mcrun")]);
    let output = command.current_dir(place.directory.path()).output().expect("a shell starts");
    let message = String::from_utf8_lossy(&output.stderr);
    if !message.contains("first 0\n") {
        let kept = "is kept: mcrun run small/out.h5 --resume goes on with it";
        check(&output, 0, &["No space left on device", kept, "first 1\n", "second 0\n"]);
    }
    assert!(message.ends_with("\nout.h5\n"), "{message}");
    place.check_result();
}

#[test]
fn a_directory_that_goes_away_is_told_and_what_was_in_it_can_be_gone_on_with() {
    for comes_back in [true, false] {
        let place = Place::new(NUTS);
        let (there, away) = (place.path("there"), place.path("away"));
        fs::create_dir(&there).expect("a directory");
        let output = there.join("out.h5");
        let child = place.start(&["a.toml", "-j", "1", "-o", "there/out.h5"]);
        let has_committed = |output: &Path| {
            let history = mcrun::store::journal::History::read(output).expect("a journal");
            history.is_some_and(|history| history.commits.len() >= 2)
        };
        wait_for(|| has_committed(&output));
        if comes_back {
            fs::rename(&there, &away).expect("a directory can be renamed");
        } else {
            fs::remove_dir_all(&there).expect("a directory can be removed");
        }
        let ended = child.wait_with_output().expect("the program ends");
        check(&ended, 1, &["error: ", "there", "No such file or directory"]);
        if comes_back {
            fs::rename(&away, &there).expect("a directory can be renamed");
            check(&place.run(&["run", "there/out.h5", "--resume"]), 0, &[]);
            assert_eq!(place.difference(&output), None);
            assert!(!journal_path(&output).exists() && !unfinished_path(&output).exists());
        } else {
            assert!(!there.exists());
        }
    }
}

#[test]
fn a_directory_that_is_closed_while_a_run_lasts_loses_nothing() {
    let place = Place::new(NUTS);
    let directory = place.directory.path().display();
    let is_root = works("touch /proc/self/comm && test $(id -u) = 0");
    let user = if is_root { "setpriv --reuid=65534 --clear-groups" } else { "env" };
    if !works(&format!("chmod 777 {directory} && {user} {} --version", env!("CARGO_BIN_EXE_mcrun"))) {
        println!("not tested: no other user can run the program here");
        return;
    }
    let start = |args: &str| {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("exec {user} \"$0\" {args}"), env!("CARGO_BIN_EXE_mcrun")]);
        command.current_dir(place.directory.path()).stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().expect("a shell starts")
    };
    let child = start("a.toml -j 1");
    wait_for(|| place.history().is_some_and(|history| !history.commits.is_empty()));
    assert!(works(&format!("chmod 555 {directory}")));
    let output = child.wait_with_output().expect("the program ends");
    assert!(works(&format!("chmod 777 {directory}")));
    let kept = "what was done is kept: mcrun run out.h5 --resume goes on with it";
    check(&output, 1, &["out.h5: the complete result cannot be put here: Permission denied", kept]);
    assert!(!place.output().exists());
    let output = start("run out.h5 --resume").wait_with_output().expect("the program ends");
    check_answer(output.status, &String::from_utf8_lossy(&output.stderr), 0, &[]);
    place.check_result();
}

#[test]
fn what_is_kept_is_told_where_a_record_has_no_room() {
    let place = Place::new(NUTS);
    let child = place.start_until(&["a.toml", "-j", "2"], 3);
    let limited = limit_files(&child);
    let output = child.wait_with_output().expect("the program ends");
    if !limited {
        println!("not tested: limits of a process cannot be changed here");
    } else if !output.status.success() && place.history().is_some_and(|history| !history.complete) {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(KEPT) || said.contains("what was done is kept"), "{said}");
    }
}
